/** What the authority knows of one pupil in one sequence once records have been opened, resolved and scored. */
import type { SittingState } from '@cloison/protocol';
import type { ItemResponses } from '@cloison/qti/delivery';

export type ItemState = 'answered' | 'noAnswer' | 'absent' | 'notTaught';

export interface ItemResult {
  readonly state: ItemState;
  /** Response identifier → lexical value; empty unless answered. */
  readonly responses: ItemResponses;
  /** 0 for no answer; null when no machine can score it (a text to be read by a person), or absent, or not taught. */
  readonly score: number | null;
  readonly maxScore: number;
  /** Milliseconds spent, online only. */
  readonly ms: number | null;
  /** Which of the item's variants the pupil was drawn, from 1; missing: it has none. */
  readonly variant?: number;
}

/** Personal: kept sealed in the vault. */
export interface Sitting {
  readonly sequence: string;
  readonly mode: 'online' | 'entry';
  readonly state: SittingState;
  /** Items with an answer (online), or with any cell keyed (entry). */
  readonly answered: number;
  readonly expected: number;
  /** Six symbols of the final envelope, null before. */
  readonly receipt: string | null;
  /** Hash of the record that counts (base64url), null when nothing was received; several for a merged entry. */
  readonly records: readonly string[];
  /** Where pupils get different items: what this one was given. Missing: all items of the sequence. */
  readonly given?: Given;
  /** By item identifier; items never seen by an unfinished sitting are missing. */
  readonly items: Readonly<Record<string, ItemResult>>;
}

export interface Given {
  /** Item identifiers, in the order in which they come. */
  readonly items: readonly string[];
  /** The modules of the pupil's way so far, or the booklet. */
  readonly forms: readonly string[];
}

/** A sitting of which nothing was received. */
export function notBegun(sequence: string, mode: 'online' | 'entry', expected: number): Sitting {
  return {
    sequence,
    mode,
    state: 'notBegun',
    answered: 0,
    expected,
    receipt: null,
    records: [],
    items: {},
  };
}
