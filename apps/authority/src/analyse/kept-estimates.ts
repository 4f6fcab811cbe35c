/** Estimates of the pupils who have one. Personal. */
import type { DomainEstimates } from '../analysis/domain-statistics.ts';

/** A pupil who met no calibrated item has no estimate, and is not among them: the remark `no-estimate` says how many. */
export function onlyThose(isThere: (i: number) => boolean, all: DomainEstimates): DomainEstimates {
  const rows = all.pupils.flatMap((_, i) => (isThere(i) ? [i] : []));
  if (rows.length === all.pupils.length) return all;
  const { plausible } = all;
  return {
    pupils: rows.map((i) => all.pupils[i] ?? 0),
    scores: Float64Array.from(rows, (i) => all.scores[i] ?? 0),
    errors: Float64Array.from(rows, (i) => all.errors[i] ?? 0),
    marks: rows.map((i) => all.marks[i] ?? ''),
    plausible:
      plausible === null
        ? null
        : {
            draws: plausible.draws,
            values: rowsOf(plausible, rows),
          },
  };
}

function rowsOf(
  { draws, values }: NonNullable<DomainEstimates['plausible']>,
  rows: readonly number[],
): Float64Array {
  const kept = new Float64Array(rows.length * draws);
  rows.forEach((i, k) => {
    kept.set(values.subarray(i * draws, (i + 1) * draws), k * draws);
  });
  return kept;
}
