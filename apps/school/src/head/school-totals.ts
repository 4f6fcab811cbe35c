/** Sums of the school's participation. */
import type { SchoolParticipation, SchoolReport, SittingCounts } from '@cloison/protocol';

export interface ClassTotals {
  readonly label: string;
  readonly level: string;
  readonly sequences: readonly (readonly [string, SittingCounts])[];
  readonly total: SittingCounts;
}

const NONE: SittingCounts = { expected: 0, notBegun: 0, begun: 0, complete: 0, absent: 0 };

function add(a: SittingCounts, b: SittingCounts): SittingCounts {
  return {
    expected: a.expected + b.expected,
    notBegun: a.notBegun + b.notBegun,
    begun: a.begun + b.begun,
    complete: a.complete + b.complete,
    absent: a.absent + b.absent,
  };
}

/** Classes by name, numbers in their order (CP 2 before CP 10); the levels of one class in the document's order. */
export function classTotals({ classes }: SchoolParticipation): readonly ClassTotals[] {
  return classes
    .map(({ label, level, sequences }) => {
      const entries = Object.entries(sequences);
      return {
        label,
        level,
        sequences: entries,
        total: entries.map(([, counts]) => counts).reduce(add, NONE),
      };
    })
    .sort((a, b) => a.label.localeCompare(b.label, 'fr', { numeric: true }));
}

export function schoolTotal(classes: readonly ClassTotals[]): SittingCounts {
  return classes.map(({ total }) => total).reduce(add, NONE);
}

/** Whether a school's report counts anybody in any group. Until then there is nothing to read. */
export function countsSomebody({ classes }: Pick<SchoolReport, 'classes'>): boolean {
  return classes.some(({ domains }) =>
    Object.values(domains).some(({ needs, fragile, satisfactory }) => needs + fragile + satisfactory > 0),
  );
}
