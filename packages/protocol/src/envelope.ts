/**
 * Sealing and opening envelopes (protocol 1, "Envelope"): AES-256-GCM (NIST SP 800-38D) with a fresh random 96-bit iv,
 * everything before the body as additional data.
 *
 * Guarantees to the holder and the authority: an envelope opens only with the holder's key, at the address it was
 * sealed for, unaltered. Known limit: sizes (one ceiling a name) and times show.
 */
import { decodeBody, encodeBody } from './body.ts';
import {
  type EnvelopeHeader,
  type EnvelopeKind,
  encodeEnvelopeHeader,
  MAX_ENVELOPE_BYTES,
  parseEnvelopeHeader,
} from './envelope-header.ts';
import type { Holder } from './keys.ts';
import { type Bytes, concat, equalBytes } from './primitives/bytes.ts';
import { ProtocolError } from './primitives/errors.ts';
import { sha256 } from './primitives/hash.ts';

/** An envelope and its place in the chain of versions. */
export interface SealedEnvelope {
  readonly bytes: Bytes;
  /** H of the whole envelope, 32 bytes. */
  readonly hash: Bytes;
  readonly version: number;
}

export const NO_PREVIOUS: Bytes = new Uint8Array(32);
export const AUTHORITY_DEVICE: Bytes = new Uint8Array(8);

export interface SealInput {
  readonly kind: EnvelopeKind;
  readonly name: string;
  readonly device: Uint8Array;
  /** 1 for the first. */
  readonly version: number;
  readonly previous: Uint8Array;
  /** Any JSON value. */
  readonly body: unknown;
  /** Bytes to pad to: a multiple of 512, from the manifest. */
  readonly ceiling: number;
  /** 12 fresh random bytes. Never the same twice under one key. */
  readonly iv: Uint8Array;
}

export async function seal(holder: Holder, input: SealInput): Promise<SealedEnvelope> {
  return sealBody(holder, input, () => encodeBody(input.body, input.ceiling));
}

/** Seals the bytes that `bodyUnder` makes for this header. */
export async function sealBody(
  holder: Holder,
  input: Omit<SealInput, 'body' | 'ceiling'>,
  bodyUnder: (header: Bytes) => Bytes | Promise<Bytes>,
): Promise<SealedEnvelope> {
  const { campaignId, holderId } = holder;
  const header = encodeEnvelopeHeader({ ...input, campaignId, holderId });
  const algorithm = { name: 'AES-GCM', iv: input.iv as Bytes, additionalData: header };
  const body = await bodyUnder(header);
  const sealed = new Uint8Array(await crypto.subtle.encrypt(algorithm, holder.sealKey, body));
  const bytes = concat(header, sealed);
  if (bytes.length > MAX_ENVELOPE_BYTES) throw new ProtocolError('envelope-too-large');
  parseEnvelopeHeader(bytes);
  return { bytes, hash: await sha256(bytes), version: input.version };
}

/** Where the reader expects the envelope to belong; `kind` undefined accepts a record, final or not. */
export interface EnvelopeAddress {
  readonly kind: EnvelopeKind | 'record-or-final';
  readonly name: string;
}

export interface OpenedEnvelope {
  readonly header: EnvelopeHeader;
  /** Parsed JSON, hostile until a schema has read it. */
  readonly body: unknown;
  readonly hash: Bytes;
}

/** Opens or throws: `envelope-malformed`, `envelope-address`, `envelope-sealed`, or what the body says. */
export async function open(
  holder: Holder,
  envelope: Uint8Array,
  address: EnvelopeAddress,
): Promise<OpenedEnvelope> {
  const { header, body } = await openBody(holder, envelope, address);
  return { header, body: decodeBody(body), hash: await sha256(envelope) };
}

/** The header of an envelope of this holder at this address. Throws `envelope-malformed`, or `envelope-address` for any other. */
export function parseAddressedHeader(
  holder: { readonly campaignId: Uint8Array; readonly holderId: Uint8Array },
  envelope: Uint8Array,
  address: EnvelopeAddress,
): EnvelopeHeader {
  const header = parseEnvelopeHeader(envelope);
  const kindFits =
    address.kind === 'record-or-final' ? header.kind !== 'document' : header.kind === address.kind;
  if (
    !kindFits ||
    header.name !== address.name ||
    !equalBytes(header.campaignId, holder.campaignId) ||
    !equalBytes(header.holderId, holder.holderId)
  ) {
    throw new ProtocolError('envelope-address');
  }
  return header;
}

/** The bytes inside, not decoded. */
export async function openBody(
  holder: Holder,
  envelope: Uint8Array,
  address: EnvelopeAddress,
): Promise<{ readonly header: EnvelopeHeader; readonly body: Bytes }> {
  const header = parseAddressedHeader(holder, envelope, address);
  const algorithm = {
    name: 'AES-GCM',
    iv: header.iv,
    additionalData: envelope.slice(0, header.bodyOffset) as Bytes,
  };
  try {
    const sealed = envelope.slice(header.bodyOffset) as Bytes;
    return {
      header,
      body: new Uint8Array(await crypto.subtle.decrypt(algorithm, holder.sealKey, sealed)),
    };
  } catch {
    throw new ProtocolError('envelope-sealed');
  }
}
