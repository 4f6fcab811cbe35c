/**
 * Saves on their way to the thread that commits them, and its answers.
 *
 * One buffer for all, so that a batch is one message and no envelope is copied twice:
 *     for each: envelope length u32 | window u32 | most records u32 | minute u32 | owner f64 (0: not known) | hash 32 | envelope
 */
import { parseEnvelopeHeader, type WindowState } from '@cloison/protocol/public';
import { MINUTE_MS } from '../minutes.ts';
import type { SaveOutcome, SaveRequest } from '../saving.ts';
import type { Era } from './cursors.ts';

export interface SaveBatch {
  readonly count: number;
  readonly packed: ArrayBuffer;
  readonly era: Era;
  /** Another one than last time: what the thread keeps in memory may not be so any more. */
  readonly generation: number;
  readonly maxPages: number | null;
}

export interface SaveAnswers {
  /** Why nothing of the batch was stored; null when it was. */
  readonly failure: 'full' | 'unavailable' | null;
  /** For each save what happened, or the error that kept it alone from being stored; null when all are saved. */
  readonly outcomes: readonly (SaveOutcome | Error)[] | null;
  /** Of the transaction, until it was durable. */
  readonly ms: number;
}

const WINDOWS: readonly WindowState['kind'][] = ['open', 'late', 'closed', 'none'];
/** Dates of a window are for the caller's answer; the rule asks for its kind alone. */
const NO_DATES = { opensMs: 0, closesMs: 0 };
const HEAD_BYTES = 56;

/** A save, and the row of its holder, who is not revoked; null when that is to be looked up. */
export interface OwnedSave {
  readonly request: SaveRequest;
  readonly owner: number | null;
}

export type OwnerOf = (request: SaveRequest) => OwnedSave['owner'];

export function packSaves(requests: readonly SaveRequest[], ownerOf: OwnerOf): ArrayBuffer {
  const size = requests.reduce((sum, { bytes }) => sum + HEAD_BYTES + bytes.length, 0);
  const packed = Buffer.from(new ArrayBuffer(size));
  let at = 0;
  for (const request of requests) {
    const { bytes, hash, window, nowMs, maxRecords } = request;
    packed.writeUInt32LE(bytes.length, at);
    packed.writeUInt32LE(WINDOWS.indexOf(window.kind), at + 4);
    packed.writeUInt32LE(maxRecords, at + 8);
    packed.writeUInt32LE(Math.floor(nowMs / MINUTE_MS), at + 12);
    packed.writeDoubleLE(ownerOf(request) ?? 0, at + 16);
    packed.set(hash, at + 24);
    packed.set(bytes, at + HEAD_BYTES);
    at += HEAD_BYTES + bytes.length;
  }
  return packed.buffer;
}

/** Adds the saves of a batch to `all`. */
export function unpackSaves({ count, packed }: Pick<SaveBatch, 'count' | 'packed'>, all: OwnedSave[]): void {
  const buffer = Buffer.from(packed);
  let at = 0;
  for (let i = 0; i < count; i++) {
    const length = buffer.readUInt32LE(at);
    const bytes = new Uint8Array(packed, at + HEAD_BYTES, length);
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
    at += HEAD_BYTES + length;
  }
}
