/** Envelopes on their way into a store and out of it. */
import type { Bytes, EnvelopeHeader } from '@cloison/protocol/public';

export interface NewEnvelope {
  readonly header: EnvelopeHeader;
  /** SHA-256 of `bytes`. */
  readonly hash: Uint8Array;
  readonly bytes: Uint8Array;
}

export interface StoredEnvelope {
  readonly version: number;
  readonly hash: Bytes;
  readonly final: boolean;
  readonly bytes: Bytes;
}
