/** Pupils of an export whom an import passes over, counted by reason: an export holds the whole school, a campaign some levels. */
import type { Position } from '@cloison/command/problem';

export type LeftOutReason =
  /** Of a level that the campaign does not have; the value is the file's own word for it. */
  | 'level'
  /** No national number yet: the pupil comes with a later file. */
  | 'no-ine'
  /** The file says that the pupil has left. */
  | 'departed'
  /** In no class. */
  | 'no-class'
  /** On the lists of two schools: one of them was taken. */
  | 'two-schools';

export interface LeftOutCount {
  readonly reason: LeftOutReason;
  /** Empty but for `level`. */
  readonly value: string;
  readonly count: number;
  /** Of the first. */
  readonly file: string;
  readonly line: number;
}

/** Kinds of value beyond this many are counted together: a damaged column has as many as lines. */
const MOST_VALUES = 200;

export class LeftOut {
  readonly #counts = new Map<string, LeftOutCount>();

  add(reason: LeftOutReason, file: string, at: Position, value = ''): void {
    const own = value.slice(0, 40);
    const kept = this.#counts.size < MOST_VALUES || this.#counts.has(`${reason} ${own}`) ? own : '…';
    const key = `${reason} ${kept}`;
    const before = this.#counts.get(key);
    this.#counts.set(
      key,
      before === undefined
        ? { reason, value: kept, count: 1, file, line: at.line }
        : { ...before, count: before.count + 1 },
    );
  }

  /** Most first. */
  list(): LeftOutCount[] {
    return [...this.#counts.values()].toSorted((a, b) => b.count - a.count);
  }
}
