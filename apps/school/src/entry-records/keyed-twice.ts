/** Two keyings of one booklet, cell by cell. */
import type { DeskEntry, EntryBody } from '@cloison/protocol';
import { parseNumber } from '@cloison/qti/delivery';
import { type CellContent, contentOf, EMPTY, sameContent } from './cell-content.ts';
import { completionOf } from './completion.ts';
import type { EntryColumn, EntryExercise } from './entry-columns.ts';

export type KeyedTwice = Extract<DeskEntry, { readonly kind: 'double-entry' }>;
export type Kept = 'first' | 'second' | 'other';

/** Name of the desk's entry about a booklet that was keyed twice. */
export function doubleEntryId(orderNumber: string, sequence: string): string {
  return `d-${orderNumber}-${sequence}`;
}

export function keyedTwiceOf(
  entries: Readonly<Record<string, DeskEntry>>,
  orderNumber: string,
  sequence: string,
): KeyedTwice | null {
  const entry = entries[doubleEntryId(orderNumber, sequence)];
  return entry?.kind === 'double-entry' ? entry : null;
}

/** Where a booklet of the sample stands. `absent`: there is no paper to key. */
export type BookletState = 'first' | 'absent' | 'second' | 'compare' | 'settle' | 'done';

export function bookletState(
  items: readonly string[],
  first: EntryBody | null,
  second: EntryBody | null,
  keying: KeyedTwice | null,
): BookletState {
  if (keying !== null) return keying.differing.some(({ kept }) => kept === null) ? 'settle' : 'done';
  const keyed = completionOf(items, first).state;
  if (keyed === 'absent') return 'absent';
  if (keyed !== 'complete') return 'first';
  const again = completionOf(items, second).state;
  return again === 'complete' || again === 'absent' ? 'compare' : 'second';
}

export interface Difference {
  readonly exercise: EntryExercise;
  readonly column: EntryColumn;
  readonly first: CellContent;
  readonly second: CellContent;
}

/** Cells that can be keyed, and those on which the keyings differ, in booklet order. */
export function compareKeyings(
  exercises: readonly EntryExercise[],
  first: EntryBody | null,
  second: EntryBody | null,
): { readonly cells: number; readonly differing: readonly Difference[] } {
  const of = (body: EntryBody | null, item: string) => (body === null ? EMPTY : contentOf(body, item));
  const all = exercises.flatMap((exercise) =>
    exercise.columns
      .filter(({ mode }) => mode !== 'unsupported')
      .map((column) => {
        const { item } = column;
        return { exercise, column, first: of(first, item), second: of(second, item) };
      }),
  );
  return { cells: all.length, differing: all.filter((one) => !agree(one.column, one.first, one.second)) };
}

/** “4,5” and “4.5” are one number, keyed by two people. */
function agree(column: EntryColumn, first: CellContent, second: CellContent): boolean {
  if (sameContent(first, second)) return true;
  if (column.mode !== 'number' || first.kind !== 'value' || second.kind !== 'value') return false;
  const [a, b] = [first, second].map(({ value }) => (typeof value === 'string' ? parseNumber(value) : null));
  return a !== null && a === b;
}

/** Share of the cells on which both keyings agree; null: nothing was compared. */
export function agreementOf(keying: readonly KeyedTwice[]): number | null {
  const cells = keying.reduce((sum, one) => sum + one.cells, 0);
  const differing = keying.reduce((sum, one) => sum + one.differing.length, 0);
  return cells === 0 ? null : 1 - differing / cells;
}
