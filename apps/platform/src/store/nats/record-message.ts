/**
 * One record as one message, so that every change of it is one compare-and-swap. Big-endian:
 *
 *     u8 1 | u8 flags (1: the holder is revoked) | u32 minute of the head | u32 moved | u32 spilled
 *     | u8 n, n × 32 hash          accepted versions after those, oldest first; the last is the head's
 *     | u16 n, n × (u8 answer, 32 hash)    envelopes that were kept as branches, and how they were answered
 *     | u8 n, n × (u8 answer, u32 minute, u32 length, envelope)    branches, newest last
 *     | the head's envelope, or nothing
 *
 * Version v is the v-th accepted version, so the index of its hash is known. The first `moved` versions were accepted in
 * another store; their hashes are in a message of their own, in no order. The next `spilled` are in messages of `CHUNK` hashes.
 * The rest are in this message.
 */
import { hash } from 'node:crypto';
import { type Bytes, type EnvelopeHeader, parseEnvelopeHeader } from '@cloison/protocol/public';

export const CHUNK = 32;
export const HASH_BYTES = 32;
/** The message holds the index. */
export const KEPT_ANSWERS = ['late', 'conflict'] as const;
export type KeptAnswer = (typeof KEPT_ANSWERS)[number];

export interface Kept {
  readonly hash: Uint8Array;
  readonly answer: KeptAnswer;
}

export interface Branch {
  readonly answer: KeptAnswer;
  readonly minute: number;
  readonly envelope: Bytes;
  readonly header: EnvelopeHeader;
}

export interface Head {
  readonly version: number;
  readonly hash: Bytes;
  readonly final: boolean;
}

export interface RecordMessage {
  readonly revoked: boolean;
  readonly minute: number;
  readonly moved: number;
  readonly spilled: number;
  /** Hashes, concatenated. */
  readonly recent: Buffer;
  readonly kept: readonly Kept[];
  readonly branches: readonly Branch[];
  /** Null when there are only branches, or only the mark of a revocation. */
  readonly head: Head | null;
  readonly envelope: Bytes | null;
}

export const NO_RECORD: RecordMessage = {
  revoked: false,
  minute: 0,
  moved: 0,
  spilled: 0,
  recent: Buffer.alloc(0),
  kept: [],
  branches: [],
  head: null,
  envelope: null,
};

export function encodeRecord(record: RecordMessage): Buffer {
  const { recent, kept, branches, envelope } = record;
  const branchBytes = branches.reduce((sum, one) => sum + 9 + one.envelope.length, 0);
  const bytes = 18 + recent.length + kept.length * (1 + HASH_BYTES) + branchBytes + (envelope?.length ?? 0);
  // One buffer from Node's pool: each separate buffer would cost three allocations.
  const message = Buffer.allocUnsafe(bytes);
  begin(message, record, record.minute, recent.length);
  let at = 15;
  const put = (part: Uint8Array) => {
    message.set(part, at);
    at += part.length;
  };
  put(recent);
  at = message.writeUInt16BE(kept.length, at);
  for (const one of kept) {
    message[at++] = KEPT_ANSWERS.indexOf(one.answer);
    put(one.hash);
  }
  message[at++] = branches.length;
  for (const branch of branches) {
    message[at++] = KEPT_ANSWERS.indexOf(branch.answer);
    at = message.writeUInt32BE(branch.minute, at);
    at = message.writeUInt32BE(branch.envelope.length, at);
    put(branch.envelope);
  }
  if (envelope !== null) put(envelope);
  return message;
}

/** `encodeRecord` for the next version of a record without branches. `before.recent` is latin1; the new hash is appended to it. */
export function encodeFollowing(
  before: Pick<RecordMessage, 'revoked' | 'moved' | 'spilled'> & { readonly recent: string },
  {
    minute,
    hash,
    envelope,
  }: { readonly minute: number; readonly hash: Uint8Array; readonly envelope: Uint8Array },
): Buffer {
  const message = Buffer.allocUnsafe(18 + before.recent.length + HASH_BYTES + envelope.length);
  begin(message, before, minute, before.recent.length + HASH_BYTES);
  const at = 15 + message.write(before.recent, 15, 'latin1');
  message.set(hash, at);
  // No answers and no branches.
  message.fill(0, at + HASH_BYTES, at + HASH_BYTES + 3);
  message.set(envelope, at + HASH_BYTES + 3);
  return message;
}

/** The first fifteen bytes. */
function begin(
  message: Buffer,
  { revoked, moved, spilled }: Pick<RecordMessage, 'revoked' | 'moved' | 'spilled'>,
  minute: number,
  hashBytes: number,
): void {
  message[0] = 1;
  message[1] = revoked ? 1 : 0;
  message.writeUInt32BE(minute, 2);
  message.writeUInt32BE(moved, 6);
  message.writeUInt32BE(spilled, 10);
  message[14] = hashBytes / HASH_BYTES;
}

/** Throws for another format: the store was written by another program. */
export function decodeRecord(bytes: Buffer): RecordMessage {
  if (bytes[0] !== 1) throw new Error('a record of the store is in a format that this program does not know');
  let at = 15 + bytes[14]! * HASH_BYTES;
  const recent = bytes.subarray(15, at);
  const kept: Kept[] = [];
  const keptCount = bytes.readUInt16BE(at);
  at += 2;
  for (let i = 0; i < keptCount; i++, at += 1 + HASH_BYTES) {
    kept.push({
      answer: KEPT_ANSWERS[bytes[at] as 0 | 1],
      hash: bytes.subarray(at + 1, at + 1 + HASH_BYTES),
    });
  }
  const branches: Branch[] = [];
  const branchCount = bytes[at]!;
  at += 1;
  for (let i = 0; i < branchCount; i++) {
    const length = bytes.readUInt32BE(at + 5);
    const envelope = new Uint8Array(bytes.subarray(at + 9, at + 9 + length));
    branches.push({
      answer: KEPT_ANSWERS[bytes[at] as 0 | 1],
      minute: bytes.readUInt32BE(at + 1),
      envelope,
      header: parseEnvelopeHeader(envelope),
    });
    at += 9 + length;
  }
  const envelope = at === bytes.length ? null : new Uint8Array(bytes.subarray(at));
  return {
    revoked: (bytes[1]! & 1) === 1,
    minute: bytes.readUInt32BE(2),
    moved: bytes.readUInt32BE(6),
    spilled: bytes.readUInt32BE(10),
    recent,
    kept,
    branches,
    head: envelope === null ? null : headOf(envelope, recent),
    envelope,
  };
}

function headOf(envelope: Bytes, recent: Buffer): Head {
  const { version, kind } = parseEnvelopeHeader(envelope);
  return { version, hash: new Uint8Array(recent.subarray(-HASH_BYTES)), final: kind === 'final' };
}

/** A summary for counting: accepted versions and branches. */
export function summaryOf(versions: number, branches: number): string {
  return `${versions}.${branches}`;
}

export function hashOf(bytes: Uint8Array): Bytes {
  return new Uint8Array(hash('sha256', bytes, 'buffer'));
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

/** Index of a hash in concatenated hashes, -1 when it is not there. */
export function indexOfHash(hashes: Uint8Array, wanted: Uint8Array): number {
  for (let at = 0; at < hashes.length; at += HASH_BYTES) {
    if (sameBytes(hashes.subarray(at, at + HASH_BYTES), wanted)) return at / HASH_BYTES;
  }
  return -1;
}

export function hashAt(hashes: Uint8Array, index: number): Uint8Array {
  return hashes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES);
}
