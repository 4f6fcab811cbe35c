/**
 * The clear part of an envelope (protocol 1, "Envelope"): what the platform reads, and all that it can.
 *
 *     magic "CLO1" | kind u8 | flags u8 (0) | nameLength u8 | name (ASCII) | campaignId 16 | holderId 16
 *     | device 8 | version u32 | previous 32 | iv 12 | sealed body (multiple of 512) + tag 16
 */
import { type Bytes, concat, u32, utf8 } from './primitives/bytes.ts';
import { ProtocolError } from './primitives/errors.ts';
import { parseName } from './primitives/names.ts';

export const MAGIC = Uint8Array.of(0x43, 0x4c, 0x4f, 0x31);
export const MAX_ENVELOPE_BYTES = 65_536;
export const BODY_BLOCK_BYTES = 512;
const TAG_BYTES = 16;

export type EnvelopeKind = 'record' | 'final' | 'document';
export const KIND_BYTES: Readonly<Record<EnvelopeKind, number>> = { record: 1, final: 2, document: 3 };
const KINDS = new Map<number, EnvelopeKind>([
  [1, 'record'],
  [2, 'final'],
  [3, 'document'],
]);

export interface EnvelopeHeader {
  readonly kind: EnvelopeKind;
  readonly name: string;
  readonly campaignId: Bytes;
  readonly holderId: Bytes;
  /** HMAC of the browser's secret, zeros for the authority. */
  readonly device: Bytes;
  /** 1, 2, 3 … */
  readonly version: number;
  /** H of the whole envelope that this one replaces; zeros for the first. */
  readonly previous: Bytes;
  readonly iv: Bytes;
  /** Where the sealed body starts: everything before it is authenticated. */
  readonly bodyOffset: number;
}

/** Bytes of an envelope whose body, padded, is `paddedBytes` long. */
export function envelopeBytes(name: string, paddedBytes: number): number {
  return 7 + name.length + 16 + 16 + 8 + 4 + 32 + 12 + paddedBytes + TAG_BYTES;
}

/** The clear part of an envelope, as bytes; the sealed body follows it. Throws `name-invalid`. */
export function encodeEnvelopeHeader(header: {
  readonly kind: EnvelopeKind;
  readonly name: string;
  readonly campaignId: Uint8Array;
  readonly holderId: Uint8Array;
  readonly device: Uint8Array;
  readonly version: number;
  readonly previous: Uint8Array;
  readonly iv: Uint8Array;
}): Bytes {
  const name = utf8(parseName(header.name));
  return concat(
    MAGIC,
    Uint8Array.of(KIND_BYTES[header.kind], 0, name.length),
    name,
    header.campaignId,
    header.holderId,
    header.device,
    u32(header.version),
    header.previous,
    header.iv,
  );
}

/** Reads the clear part; throws `envelope-too-large` or `envelope-malformed`. The body is not checked. */
export function parseEnvelopeHeader(envelope: Uint8Array): EnvelopeHeader {
  if (envelope.length > MAX_ENVELOPE_BYTES) throw new ProtocolError('envelope-too-large');
  const malformed = (what: string) => new ProtocolError('envelope-malformed', what);
  if (envelope.length < 7 || u32At(envelope, 0) !== u32At(MAGIC, 0)) throw malformed('magic');
  const kind = KINDS.get(envelope[4]!);
  if (kind === undefined) throw malformed('kind');
  if (envelope[5] !== 0) throw malformed('flags');
  const nameLength = envelope[6]!;
  const sealed = envelope.length - envelopeBytes('', 0) - nameLength;
  if (sealed < BODY_BLOCK_BYTES || sealed % BODY_BLOCK_BYTES !== 0) throw malformed('length');
  let at = 7;
  const take = (length: number) => {
    at += length;
    return envelope.subarray(at - length, at) as Bytes;
  };
  let name: string;
  try {
    // Fields one by one: spreading the object takes four times as long.
    name = parseName(String.fromCharCode.apply(null, take(nameLength) as unknown as number[]));
  } catch {
    throw malformed('name');
  }
  const [campaignId, holderId, device] = [take(16), take(16), take(8)];
  const version = u32At(envelope, at);
  at += 4;
  const previous = take(32);
  if (version === 0) throw malformed('version');
  if (version === 1 && previous.some((byte) => byte !== 0)) throw malformed('previous of a first version');
  const iv = take(12);
  return { kind, name, campaignId, holderId, device, version, previous, iv, bodyOffset: at };
}

/** Without making a DataView: every save reads one. */
function u32At(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
}
