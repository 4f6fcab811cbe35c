/** Undo and redo in the grid. A step is undone only in cells that nobody has written since. */
import { type CellContent, sameContent } from '../entry-records/cell-content.ts';

export interface CellChange {
  /** Missing: the sequence of the grid. Another one: part of an absence for a day. */
  readonly sequence?: string;
  readonly pupil: string;
  readonly item: string;
  readonly before: CellContent;
  readonly after: CellContent;
}

/** The changes of one action: a key, an absence for a whole exercise, a paste. */
export interface Step {
  readonly changes: readonly CellChange[];
}

export interface History {
  readonly past: readonly Step[];
  readonly future: readonly Step[];
}

export const NO_HISTORY: History = { past: [], future: [] };
const MAX_STEPS = 500;

export function record(history: History, step: Step): History {
  const changes = step.changes.filter(({ before, after }) => !sameContent(before, after));
  if (changes.length === 0) return history;
  return { past: [...history.past, { changes }].slice(-MAX_STEPS), future: [] };
}

/** The changes that take the newest step back, given what cells say now; null when there is no step. */
export function undo(
  history: History,
  now: (pupil: string, item: string, sequence?: string) => CellContent,
): { readonly history: History; readonly changes: readonly CellChange[]; readonly step: Step } | null {
  const step = history.past.at(-1);
  if (step === undefined) return null;
  const changes = step.changes
    .filter(({ pupil, item, after, sequence }) => sameContent(now(pupil, item, sequence), after))
    .map(({ before, after, ...cell }) => ({ ...cell, before: after, after: before }));
  return {
    history: { past: history.past.slice(0, -1), future: [...history.future, step] },
    changes,
    step,
  };
}

export function redo(
  history: History,
  now: (pupil: string, item: string, sequence?: string) => CellContent,
): { readonly history: History; readonly changes: readonly CellChange[]; readonly step: Step } | null {
  const step = history.future.at(-1);
  if (step === undefined) return null;
  const changes = step.changes.filter(({ pupil, item, before, sequence }) =>
    sameContent(now(pupil, item, sequence), before),
  );
  return {
    history: { past: [...history.past, step], future: history.future.slice(0, -1) },
    changes,
    step,
  };
}
