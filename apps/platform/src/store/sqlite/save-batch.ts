/**
 * Saves on their way to the thread that commits them, and its answers.
 *
 * One buffer for all, so that a batch is one message and no envelope is copied twice:
 *     for each: envelope length u32 | window u32 | most records u32 | minute u32 | hash 32 | envelope
 */
import { parseEnvelopeHeader, type WindowState } from '@cloison/protocol/public';
import { MINUTE_MS, type SaveOutcome, type SaveRequest } from '../store.ts';
import type { Era } from './changes.ts';

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
const HEAD_BYTES = 48;

export function packSaves(requests: readonly SaveRequest[]): ArrayBuffer {
  const size = requests.reduce((sum, { bytes }) => sum + HEAD_BYTES + bytes.length, 0);
  const packed = Buffer.from(new ArrayBuffer(size));
  let at = 0;
  for (const { bytes, hash, window, nowMs, maxRecords } of requests) {
    packed.writeUInt32LE(bytes.length, at);
    packed.writeUInt32LE(WINDOWS.indexOf(window.kind), at + 4);
    packed.writeUInt32LE(maxRecords, at + 8);
    packed.writeUInt32LE(Math.floor(nowMs / MINUTE_MS), at + 12);
    packed.set(hash, at + 16);
    packed.set(bytes, at + HEAD_BYTES);
    at += HEAD_BYTES + bytes.length;
  }
  return packed.buffer;
}

export function unpackSaves({ count, packed }: Pick<SaveBatch, 'count' | 'packed'>): readonly SaveRequest[] {
  const all = Buffer.from(packed);
  let at = 0;
  return Array.from({ length: count }, () => {
    const length = all.readUInt32LE(at);
    const bytes = new Uint8Array(packed, at + HEAD_BYTES, length);
    const kind = WINDOWS[all.readUInt32LE(at + 4)]!;
    const request: SaveRequest = {
      header: parseEnvelopeHeader(bytes),
      hash: new Uint8Array(packed, at + 16, 32),
      bytes,
      window: kind === 'none' ? { kind } : { kind, window: NO_DATES },
      nowMs: all.readUInt32LE(at + 12) * MINUTE_MS,
      maxRecords: all.readUInt32LE(at + 8),
    };
    at += HEAD_BYTES + length;
    return request;
  });
}
