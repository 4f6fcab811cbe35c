/** From counts of who went from which group to which, what a table of progress shows. */
import type { ProgressFigures } from '@cloison/protocol';
import type { GroupCounts } from './class-results.ts';

export type Moves = NonNullable<ProgressFigures['moves']>;

export interface Moved {
  /** Pupils with a result at both points. */
  readonly pupils: number;
  readonly up: number;
  readonly same: number;
  readonly down: number;
  readonly earlier: GroupCounts;
  readonly now: GroupCounts;
}

/** Rows of `moves` are groups at the earlier point, columns groups now; both from needs to satisfactory. */
export function movedOf(moves: Moves): Moved {
  const cells = moves.flatMap((row, from) => row.map((count, to) => ({ from, to, count })));
  const sum = (wanted: (cell: (typeof cells)[number]) => boolean) =>
    cells.filter(wanted).reduce((total, { count }) => total + count, 0);
  const counts = (end: 'from' | 'to'): GroupCounts => ({
    needs: sum((cell) => cell[end] === 0),
    fragile: sum((cell) => cell[end] === 1),
    satisfactory: sum((cell) => cell[end] === 2),
    noResult: 0,
  });
  return {
    pupils: sum(() => true),
    up: sum(({ from, to }) => to > from),
    same: sum(({ from, to }) => to === from),
    down: sum(({ from, to }) => to < from),
    earlier: counts('from'),
    now: counts('to'),
  };
}
