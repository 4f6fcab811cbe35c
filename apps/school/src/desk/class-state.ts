/** Where a class stands in each sequence: from its entry records at once, or from participation for online levels. */
import type { ClassParticipation, SittingState } from '@cloison/protocol';
import type { ClassCompletion } from '../entry-records/completion.ts';
import type { WindowView } from './windows.ts';

export interface SequenceState {
  readonly id: string;
  readonly title: { readonly fr: string; readonly en: string };
  readonly window: WindowView | null;
  /** Null: not known yet. */
  readonly total: ClassCompletion | null;
  /** Records that the platform has not acknowledged. */
  readonly unsaved: number;
  /** Cells that two people wrote differently. */
  readonly conflicts: number;
  /** Of the booklets that are keyed twice: those to key again or compare now, and cells to settle. Missing: nothing waits. */
  readonly second?: { readonly booklets: number; readonly cells: number };
}

export interface ClassState {
  readonly index: number;
  readonly label: string;
  /** The class, with its level where the class has two: "CP-CE1 B (CE1)". */
  readonly name: { readonly fr: string; readonly en: string };
  readonly level: string;
  readonly mode: 'online' | 'entry';
  readonly pupils: number;
  readonly sequences: readonly SequenceState[];
  /** There is a result to read. */
  readonly hasReport: boolean;
}

/** Counts of an online class's sequence; pupils that participation does not list have not begun. */
export function totalOfParticipation(
  participation: ClassParticipation,
  sequence: string,
  pupils: readonly string[],
): ClassCompletion {
  const byPupil = new Map(
    participation.pupils.map((pupil) => [pupil.orderNumber, pupil.sequences[sequence]]),
  );
  const sittings = pupils.map((pupil) => byPupil.get(pupil));
  const count = (state: SittingState) =>
    sittings.filter((sitting) => (sitting?.state ?? 'notBegun') === state).length;
  return {
    pupils: pupils.length,
    complete: count('complete'),
    absent: count('absent'),
    begun: count('begun'),
    notBegun: count('notBegun'),
    filled: sittings.reduce((sum, sitting) => sum + (sitting?.answered ?? 0), 0),
    expected: sittings.reduce((sum, sitting) => sum + (sitting?.expected ?? 0), 0),
  };
}
