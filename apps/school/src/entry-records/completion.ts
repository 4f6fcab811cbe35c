/** What is done and what is left, counted from the records themselves, at once. */
import type { EntryBody, SittingState } from '@cloison/protocol';
import { contentOf } from './cell-content.ts';

export interface Completion {
  readonly state: SittingState;
  /** Cells that say something: an answer, or one of the three facts. */
  readonly filled: number;
  readonly expected: number;
}

/** An absent pupil is every cell absent; no state of a cell keeps a pupil from being complete, only emptiness does. */
export function completionOf(items: readonly string[], body: EntryBody | null): Completion {
  const expected = items.length;
  if (body === null) return { state: 'notBegun', filled: 0, expected };
  let filled = 0;
  let absent = 0;
  for (const item of items) {
    const { kind } = contentOf(body, item);
    if (kind !== 'empty') filled += 1;
    if (kind === 'absent') absent += 1;
  }
  if (filled === 0) return { state: 'notBegun', filled, expected };
  if (filled < expected) return { state: 'begun', filled, expected };
  return { state: absent === expected ? 'absent' : 'complete', filled, expected };
}

export interface ClassCompletion {
  readonly pupils: number;
  readonly complete: number;
  readonly absent: number;
  readonly begun: number;
  readonly notBegun: number;
  readonly filled: number;
  readonly expected: number;
}

export function totalOf(parts: readonly Completion[]): ClassCompletion {
  const count = (state: SittingState) => parts.filter((part) => part.state === state).length;
  return {
    pupils: parts.length,
    complete: count('complete'),
    absent: count('absent'),
    begun: count('begun'),
    notBegun: count('notBegun'),
    filled: parts.reduce((sum, part) => sum + part.filled, 0),
    expected: parts.reduce((sum, part) => sum + part.expected, 0),
  };
}

/** Every pupil is complete or absent. */
export function isDone(total: ClassCompletion): boolean {
  return total.complete + total.absent === total.pupils;
}
