/** Which items have an answer. */
import { type AnswerState, answerState, type DeliveryItem } from '@cloison/qti/delivery';
import { type Sitting, workOn } from './sitting.ts';

export interface ItemProgress {
  readonly id: string;
  /** Number shown, from 1. */
  readonly number: number;
  readonly state: AnswerState;
}

/** In booklet order. An item that asks nothing, or nothing that must be answered, is complete once it has been seen. */
export function progressOf(sitting: Sitting, items: ReadonlyMap<string, DeliveryItem>): ItemProgress[] {
  return sitting.booklet.map((id, index) => {
    const item = items.get(id);
    if (item === undefined) throw new RangeError('an item of the booklet is missing');
    const { responses, visits } = workOn(sitting, id);
    return { id, number: index + 1, state: visits === 0 ? 'none' : answerState(item, responses) };
  });
}

export function unanswered(progress: readonly ItemProgress[]): ItemProgress[] {
  return progress.filter(({ state }) => state !== 'complete');
}
