/** What stands in the grid: cells of a pupil and an item, in rows. */
import type { EntryColumn, EntryExercise } from '../entry-records/entry-columns.ts';

export interface GridCell {
  readonly pupil: string;
  readonly exercise: EntryExercise;
  readonly column: EntryColumn;
}

/** A row of the grid: a pupil (by exercise) or an exercise (by pupil). */
export interface GridRow {
  readonly key: string;
  readonly cells: readonly GridCell[];
}

export function keyable(columns: readonly EntryColumn[]): readonly EntryColumn[] {
  return columns.filter(({ mode }) => mode !== 'unsupported');
}

/** Of the columns that can be keyed. */
export function itemsOf(columns: readonly EntryColumn[]): readonly string[] {
  return keyable(columns).map(({ item }) => item);
}
