/** What scoring needs of a sequence, whoever reads the items: built once per run from the vault's source items. */
import type { ItemResponses } from '@cloison/qti/delivery';

export interface ScorableItem {
  readonly id: string;
  /** Declared responses, in order, with their cardinality. */
  readonly responses: readonly {
    readonly id: string;
    readonly cardinality: 'single' | 'multiple' | 'ordered';
  }[];
  readonly maxScore: number;
  /** Whether anything at all was answered. */
  readonly isBegun: (responses: ItemResponses) => boolean;
  /** Null when a person has to score it. Total on any responses of the right shape. */
  readonly score: (responses: ItemResponses) => number | null;
}

export interface ScorableSequence {
  readonly id: string;
  readonly mode: 'online' | 'entry';
  /** By item identifier, in booklet order. */
  readonly items: ReadonlyMap<string, ScorableItem>;
}
