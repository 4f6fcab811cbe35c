/**
 * The messages between the event loop and the save thread: saves, and their answers.
 *
 * One buffer holds all saves of a batch, so that a batch is one message and no envelope is copied twice:
 *     for each: envelope length u32 | window u32 | max records u32 | minute u32 | owner f64 (0: not known) | hash 32 | envelope
 */
import { parseEnvelopeHeader, type WindowState } from '@cloison/protocol/public';
import { MINUTE_MS, minuteOf } from '../minutes.ts';
import type { SaveOutcome, SaveRequest } from '../saving.ts';
import type { Era } from './cursors.ts';

export interface SaveBatch {
  readonly count: number;
  readonly packed: ArrayBuffer;
  readonly era: Era;
  /** When it differs from the last batch's, the thread must empty its cache. */
  readonly generation: number;
  readonly maxPages: number | null;
}

export interface SaveAnswers {
  /** Why nothing of the batch was stored; null when it was stored. */
  readonly failure: 'full' | 'unavailable' | null;
  /** The outcome of each save, or the error because of which it alone was not stored. Null when all are saved. */
  readonly outcomes: readonly (SaveOutcome | Error)[] | null;
  /** Duration of the transaction, until it was durable. */
  readonly ms: number;
}

const WINDOWS: readonly WindowState['kind'][] = ['open', 'late', 'closed', 'none'];
/** `decideWrite` reads only the kind of a window; its dates are for the answer to the caller. */
const NO_DATES = { opensMs: 0, closesMs: 0 };
const PREFIX_BYTES = 56;

/** A save, and the row of its holder, who is not revoked; null to look the holder up. */
export interface OwnedSave {
  readonly request: SaveRequest;
  readonly owner: number | null;
}

export type OwnerOf = (request: SaveRequest) => OwnedSave['owner'];

export function packSaves(requests: readonly SaveRequest[], ownerOf: OwnerOf): ArrayBuffer {
  const size = requests.reduce((sum, { bytes }) => sum + PREFIX_BYTES + bytes.length, 0);
  const packed = Buffer.from(new ArrayBuffer(size));
  let at = 0;
  for (const request of requests) {
    const { bytes, hash, window, nowMs, maxRecords } = request;
    packed.writeUInt32LE(bytes.length, at);
    packed.writeUInt32LE(WINDOWS.indexOf(window.kind), at + 4);
    packed.writeUInt32LE(maxRecords, at + 8);
    packed.writeUInt32LE(minuteOf(nowMs), at + 12);
    packed.writeDoubleLE(ownerOf(request) ?? 0, at + 16);
    packed.set(hash, at + 24);
    packed.set(bytes, at + PREFIX_BYTES);
    at += PREFIX_BYTES + bytes.length;
  }
  return packed.buffer;
}

/** Adds the saves of a batch to `all`. */
export function unpackSaves({ count, packed }: Pick<SaveBatch, 'count' | 'packed'>, all: OwnedSave[]): void {
  const buffer = Buffer.from(packed);
  let at = 0;
  for (let i = 0; i < count; i++) {
    const length = buffer.readUInt32LE(at);
    const bytes = new Uint8Array(packed, at + PREFIX_BYTES, length);
    const kind = WINDOWS[buffer.readUInt32LE(at + 4)]!;
    const request: SaveRequest = {
      header: parseEnvelopeHeader(bytes),
      hash: new Uint8Array(packed, at + 24, 32),
      bytes,
      window: kind === 'none' ? { kind } : { kind, window: NO_DATES },
      nowMs: buffer.readUInt32LE(at + 12) * MINUTE_MS,
      maxRecords: buffer.readUInt32LE(at + 8),
    };
    all.push({ request, owner: buffer.readDoubleLE(at + 16) || null });
    at += PREFIX_BYTES + length;
  }
}
