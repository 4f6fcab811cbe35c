/** The one sentence of a teacher's home, and what needs doing, most pressing first. */

import type { ClassState, SequenceState } from '../desk/class-state.ts';
import { type ClassCompletion, isDone } from '../entry-records/completion.ts';

export type Headline =
  | { readonly kind: 'loading' }
  | {
      readonly kind: 'progress';
      readonly state: ClassState;
      readonly sequence: SequenceState;
      readonly total: ClassCompletion;
    }
  /** Every open sequence is done. */
  | { readonly kind: 'done'; readonly sequences: number }
  | { readonly kind: 'soon'; readonly opensMs: number }
  | { readonly kind: 'over' }
  | { readonly kind: 'noClass' };

export type Task =
  | { readonly kind: 'unsaved'; readonly state: ClassState; readonly sequence: SequenceState }
  | { readonly kind: 'conflicts'; readonly state: ClassState; readonly sequence: SequenceState }
  | {
      readonly kind: 'enter';
      readonly state: ClassState;
      readonly sequence: SequenceState;
      readonly total: ClassCompletion;
    }
  | {
      readonly kind: 'follow';
      readonly state: ClassState;
      readonly sequence: SequenceState;
      readonly total: ClassCompletion;
    }
  /** Booklets to key a second time or to compare, or cells on which both keyings differ. */
  | {
      readonly kind: 'second';
      readonly state: ClassState;
      readonly sequence: SequenceState;
      readonly booklets: number;
      readonly cells: number;
    }
  | { readonly kind: 'read'; readonly state: ClassState };

interface Open {
  readonly state: ClassState;
  readonly sequence: SequenceState;
  readonly total: ClassCompletion;
}

/** Open sequences, the one that closes first before the others, then in the campaign's order. */
function openSequences(classes: readonly ClassState[]): readonly Open[] {
  return classes
    .flatMap((state) =>
      state.sequences.flatMap((sequence) =>
        sequence.window?.kind === 'open' && sequence.total !== null
          ? [{ state, sequence, total: sequence.total }]
          : [],
      ),
    )
    .sort((a, b) => (a.sequence.window?.closesMs ?? 0) - (b.sequence.window?.closesMs ?? 0));
}

export function headlineOf(classes: readonly ClassState[]): Headline {
  if (classes.length === 0) return { kind: 'noClass' };
  const all = classes.flatMap(({ sequences }) => sequences);
  if (all.some(({ window, total }) => window === null || (window.kind === 'open' && total === null)))
    return { kind: 'loading' };
  const open = openSequences(classes);
  const unfinished = open.find(({ total }) => !isDone(total));
  if (unfinished !== undefined) return { kind: 'progress', ...unfinished };
  if (open.length > 0) return { kind: 'done', sequences: open.length };
  const opens = all.flatMap(({ window }) => (window?.kind === 'before' ? [window.opensMs] : []));
  return opens.length > 0 ? { kind: 'soon', opensMs: Math.min(...opens) } : { kind: 'over' };
}

export function tasksOf(classes: readonly ClassState[]): readonly Task[] {
  const each = classes.flatMap((state) => state.sequences.map((sequence) => ({ state, sequence })));
  const open = openSequences(classes).filter(({ total }) => !isDone(total));
  return [
    ...each
      .filter(({ sequence }) => sequence.unsaved > 0)
      .map(({ state, sequence }): Task => ({ kind: 'unsaved', state, sequence })),
    ...each
      .filter(({ sequence }) => sequence.conflicts > 0)
      .map(({ state, sequence }): Task => ({ kind: 'conflicts', state, sequence })),
    ...open.map((entry): Task => ({ kind: entry.state.mode === 'entry' ? 'enter' : 'follow', ...entry })),
    ...each.flatMap(({ state, sequence }): Task[] =>
      sequence.second === undefined || sequence.window?.kind !== 'open'
        ? []
        : [{ kind: 'second', state, sequence, ...sequence.second }],
    ),
    ...classes.filter(({ hasReport }) => hasReport).map((state): Task => ({ kind: 'read', state })),
  ];
}

/** Classes by label: the two levels of one class stand together. */
export function byLabel(
  classes: readonly ClassState[],
): readonly (readonly [string, readonly ClassState[]])[] {
  const labels = [...new Set(classes.map(({ label }) => label))];
  return labels.map((label) => [label, classes.filter((state) => state.label === label)]);
}
