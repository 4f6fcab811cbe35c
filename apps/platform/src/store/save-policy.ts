/** What every store does alike with what `decideWrite` has decided. */
import type { Bytes, WriteDecision } from '@cloison/protocol/public';
import type { SaveOutcome } from './saving.ts';

/** How many hashes of refused envelopes a record remembers, so that a repeated envelope gets the same answer. */
export const MAX_REMEMBERED_BRANCHES = 256;

/** How an envelope was answered. The tables of stores hold the index. */
export const ANSWERS = ['saved', 'late', 'conflict'] as const;
export type SaveAnswer = (typeof ANSWERS)[number];

export const SAVED: SaveOutcome = { kind: 'saved' };
const LATE: SaveOutcome = { kind: 'late' };
const CLOSED: SaveOutcome = { kind: 'closed' };
const NO_HASH: Bytes = new Uint8Array(32);

/** The head that a decision was made on. */
export interface DecidedHead {
  readonly version: number;
  readonly hash: Uint8Array;
}

/** The answer to the caller once the decision is carried out. `head` is null when the record has none. */
export function outcomeOf(decision: WriteDecision, head: DecidedHead | null): SaveOutcome {
  switch (decision.kind) {
    case 'accept':
    case 'again':
      return SAVED;
    case 'closed':
      return CLOSED;
    case 'full':
      return conflictWith(head);
    case 'branch':
    case 'kept':
      return decision.answer === 'late' ? LATE : conflictWith(head);
  }
}

/** The hash is copied: it may lie in a larger buffer, or belong to a cache. */
export function conflictWith(head: DecidedHead | null): SaveOutcome {
  return { kind: 'conflict', version: head?.version ?? 0, hash: new Uint8Array(head?.hash ?? NO_HASH) };
}
