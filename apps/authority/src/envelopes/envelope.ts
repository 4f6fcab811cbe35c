/**
 * Sealing and opening envelopes (docs/protocol.md, "Envelope") by Node's own AES-GCM, deflate and SHA-256, without waiting:
 * what `seal` and `open` of `@cloison/protocol` do, several times as fast, for an office that does it a million times. A test
 * holds the two together, hostile bytes included.
 */
import { createCipheriv, createDecipheriv, hash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import {
  documentMessage,
  type EnvelopeAddress,
  MAX_JSON_BYTES,
  type OpenedEnvelope,
  parseAddressedHeader,
  type SealedEnvelope,
  type SealInput,
  SIGNATURE_BYTES,
} from '@cloison/protocol';
import {
  type Bytes,
  encodeEnvelopeHeader,
  fromUtf8,
  MAX_ENVELOPE_BYTES,
  ProtocolError,
  parseEnvelopeHeader,
} from '@cloison/protocol/public';
import type { HolderKeys } from './holder-keys.ts';

const TAG_BYTES = 16;
const LENGTH_BYTES = 4;
const BLOCK_BYTES = 512;

/** H of the protocol: SHA-256, 32 bytes. */
export function hashOf(bytes: Uint8Array): Bytes {
  return new Uint8Array(hash('sha256', bytes, 'buffer'));
}

/** A body compressed, before it is padded: what is measured against a ceiling. */
export interface EncodedBody {
  readonly deflated: Uint8Array;
  /** Bytes that it takes under a ceiling. */
  readonly bytes: number;
}

/** `json` is the text of the body. */
export function encodeJson(json: string): EncodedBody {
  const text = Buffer.from(json, 'utf8');
  return encodedBody(deflateRawSync(text, settingsFor(text.length)));
}

/** The smallest and the largest window of deflate, as powers of two (RFC 1951; zlib's own default is the largest). */
const WINDOW_BITS = [9, 15] as const;
/** zlib's memory for as many symbols as a block has with its default, or as a short text can have. */
const MEMORY_LEVELS = [4, 8] as const;

/**
 * A window that holds the whole text finds whatever a larger one does. zlib's default takes 256 KiB of fresh memory a call,
 * which costs several times what it takes to compress a ticket.
 */
function settingsFor(bytes: number): { readonly windowBits: number; readonly memLevel: number } {
  const bits = Math.ceil(Math.log2(Math.max(2, bytes)));
  const windowBits = Math.min(WINDOW_BITS[1], Math.max(WINDOW_BITS[0], bits));
  const memLevel = Math.min(MEMORY_LEVELS[1], Math.max(MEMORY_LEVELS[0], windowBits - 6));
  return { windowBits, memLevel };
}

export function encodedBody(deflated: Uint8Array): EncodedBody {
  return { deflated, bytes: LENGTH_BYTES + deflated.length };
}

/** A padded body, before it is sealed. */
const scratch = Buffer.alloc(MAX_ENVELOPE_BYTES);

/** Signs a message with the authority's Ed25519 key; 64 bytes. */
export type SignNow = (message: Uint8Array) => Uint8Array;

/**
 * Throws `body-too-large` when the body does not fit under its ceiling. With `sign` as `sealSignedDocument` of
 * `@cloison/protocol`: `bytes` then counts the signature too. `room`: memory of `MAX_ENVELOPE_BYTES` to seal into, for
 * a caller who is done with the envelope before the next one is sealed there; by default each has its own.
 */
export function sealEncoded(
  holder: HolderKeys,
  input: Omit<SealInput, 'body'>,
  { deflated, bytes }: EncodedBody,
  sign: SignNow | null = null,
  room: Bytes | null = null,
): SealedEnvelope {
  if (input.ceiling % BLOCK_BYTES !== 0 || bytes > input.ceiling) {
    throw new ProtocolError('body-too-large', `${bytes} of ${input.ceiling}`);
  }
  const { campaignId, holderId } = holder;
  const header = encodeEnvelopeHeader({ ...input, campaignId, holderId });
  const length = header.length + input.ceiling + TAG_BYTES;
  if (length > MAX_ENVELOPE_BYTES) throw new ProtocolError('envelope-too-large');
  // Without waiting, so that no other body is made meanwhile.
  const body = scratch.subarray(0, input.ceiling).fill(0);
  const at = sign === null ? 0 : SIGNATURE_BYTES;
  body.writeUInt32BE(deflated.length, at);
  body.set(deflated, at + LENGTH_BYTES);
  if (sign !== null) body.set(sign(documentMessage(header, body)));
  const envelope = room?.subarray(0, length) ?? new Uint8Array(length);
  const cipher = createCipheriv('aes-256-gcm', holder.sealKey, input.iv);
  cipher.setAAD(header);
  envelope.set(header);
  envelope.set(cipher.update(body), header.length);
  cipher.final();
  envelope.set(cipher.getAuthTag(), header.length + input.ceiling);
  parseEnvelopeHeader(envelope);
  return { bytes: envelope, hash: hashOf(envelope), version: input.version };
}

/** As `seal` of `@cloison/protocol`. */
export function sealEnvelope(holder: HolderKeys, { body, ...input }: SealInput): SealedEnvelope {
  return sealEncoded(holder, input, encodeJson(JSON.stringify(body)));
}

/** As `open` of `@cloison/protocol`, without the hash: opens, or throws `envelope-malformed`, `envelope-address`, `envelope-sealed`, or what the body says. */
export function openEnvelope(
  holder: Pick<HolderKeys, 'campaignId' | 'holderId' | 'sealKey'>,
  envelope: Uint8Array,
  address: EnvelopeAddress,
): Pick<OpenedEnvelope, 'header' | 'body'> {
  const header = parseAddressedHeader(holder, envelope, address);
  const end = envelope.length - TAG_BYTES;
  let body: Buffer;
  try {
    const decipher = createDecipheriv('aes-256-gcm', holder.sealKey, header.iv, { authTagLength: TAG_BYTES });
    decipher.setAAD(envelope.subarray(0, header.bodyOffset));
    decipher.setAuthTag(envelope.subarray(end));
    body = decipher.update(envelope.subarray(header.bodyOffset, end));
    decipher.final();
  } catch {
    throw new ProtocolError('envelope-sealed');
  }
  return { header, body: decodeJson(body) };
}

/** Throws `body-padding`, `body-inflate` or `body-json`. */
function decodeJson(body: Buffer): unknown {
  const length = body.readUInt32BE();
  if (length < 1 || LENGTH_BYTES + length > body.length) throw new ProtocolError('body-padding', 'length');
  const padding = body.subarray(LENGTH_BYTES + length);
  if (padding.length > 0 && !padding.equals(ZEROS.subarray(0, padding.length))) {
    throw new ProtocolError('body-padding', 'not zero');
  }
  const json = fromUtf8(inflate(body.subarray(LENGTH_BYTES, LENGTH_BYTES + length)));
  try {
    return JSON.parse(json);
  } catch {
    throw new ProtocolError('body-json');
  }
}

const ZEROS = Buffer.alloc(MAX_ENVELOPE_BYTES);

/** The stream, whole and to its last byte, as far as `MAX_JSON_BYTES`. */
function inflate(deflated: Uint8Array): Buffer {
  try {
    const inflated = inflateRawSync(deflated, { maxOutputLength: MAX_JSON_BYTES, info: true }) as unknown as {
      readonly buffer: Buffer;
      readonly engine: { readonly bytesWritten: number };
    };
    if (inflated.engine.bytesWritten === deflated.length) return inflated.buffer;
  } catch {
    throw new ProtocolError('body-inflate', 'damaged, or past its limit');
  }
  throw new ProtocolError('body-inflate', 'bytes left over');
}
