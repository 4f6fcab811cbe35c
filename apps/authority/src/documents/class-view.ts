/** What reports and participation are made from: one class (school, label, level) with its pupils' sittings. Personal. */
import type { SittingState } from '@cloison/protocol';
import type { ScoredDomain } from '../score/domain-results.ts';
import { notBegun, type Sitting } from '../score/sitting.ts';

export interface ReportedDomain extends ScoredDomain {
  readonly maxScore: number;
  /** Teachers see each pupil's result at each item. */
  readonly testSpecific: boolean;
}

export interface ReportedSequence {
  readonly id: string;
  readonly mode: 'online' | 'entry';
  readonly expected: number;
}

export interface ClassView {
  /** As the school calls it. */
  readonly label: string;
  readonly level: string;
  readonly sequences: readonly ReportedSequence[];
  readonly domains: readonly ReportedDomain[];
  /** Pupils who have not left, by order number. */
  readonly pupils: readonly {
    readonly orderNumber: string;
    readonly sittings: ReadonlyMap<string, Sitting>;
  }[];
}

/** The sitting of a pupil in a sequence, whether or not anything was received. */
export function sittingOf(pupil: ClassView['pupils'][number], sequence: ReportedSequence): Sitting {
  return pupil.sittings.get(sequence.id) ?? notBegun(sequence.id, sequence.mode, sequence.expected);
}

/** Pupils of a class in each state. */
export function countStates(
  view: ClassView,
  sequence: ReportedSequence,
): Readonly<Record<SittingState, number>> & { readonly expected: number } {
  const counts = { expected: view.pupils.length, notBegun: 0, begun: 0, complete: 0, absent: 0 };
  for (const pupil of view.pupils) counts[sittingOf(pupil, sequence).state] += 1;
  return counts;
}
