/** Signed calls of the authority, each accepted once. */
export interface SignedCallLog {
  /** Records a call durably. Its sequence number must be above the key's last one, and its nonce must be new. */
  acceptCall(call: SignedCallMark): Promise<'accepted' | 'replayed'>;
}

export interface SignedCallMark {
  /** The key that verified it. */
  readonly key: string;
  readonly sequence: number;
  readonly nonce: string;
  readonly nowMs: number;
}

/** How long nonces are kept: far longer than a signature is valid (5 minutes). Sequence numbers are kept for ever. */
export const NONCE_MS = 3_600_000;
