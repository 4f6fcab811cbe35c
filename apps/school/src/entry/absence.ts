/**
 * One key for an absent pupil. The first press marks the exercise, the second the whole sequence, the third takes it
 * back. Answers already keyed are never overwritten: a pupil who left half-way keeps them.
 */
import type { EntryBody } from '@cloison/protocol';
import { contentOf, EMPTY, type ItemContent } from '../entry-records/cell-content.ts';

export type AbsenceReach = 'exercise' | 'sequence' | 'none';

export interface AbsenceStep {
  readonly reach: AbsenceReach;
  readonly changes: readonly ItemContent[];
  /** Answers that stay. */
  readonly kept: number;
}

export function nextAbsence(
  body: EntryBody,
  exerciseItems: readonly string[],
  sequenceItems: readonly string[],
): AbsenceStep {
  const kindOf = (item: string) => contentOf(body, item).kind;
  const missing = (items: readonly string[]) =>
    items
      .filter((item) => kindOf(item) !== 'value' && kindOf(item) !== 'absent')
      .map((item) => ({ item, content: { kind: 'absent' } as const }));
  const keptIn = (items: readonly string[]) => items.filter((item) => kindOf(item) === 'value').length;
  const inExercise = missing(exerciseItems);
  if (inExercise.length > 0) return { reach: 'exercise', changes: inExercise, kept: keptIn(exerciseItems) };
  const inSequence = missing(sequenceItems);
  if (inSequence.length > 0) return { reach: 'sequence', changes: inSequence, kept: keptIn(sequenceItems) };
  const back = sequenceItems
    .filter((item) => kindOf(item) === 'absent')
    .map((item) => ({ item, content: EMPTY }));
  return { reach: 'none', changes: back, kept: keptIn(sequenceItems) };
}
