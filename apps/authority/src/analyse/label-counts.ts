/** How many pupils each value of a column of the roster has, and in which schools they are. */
import type { ColumnCodes } from './background.ts';

export interface LabelCount {
  readonly pupils: number;
  /** Numbers of their schools, each once. */
  readonly schools: ReadonlySet<number>;
}

/** In the order of `labels`. `school` is each pupil's; `counts` leaves pupils out. */
export function countByLabel(
  { labels, of }: Pick<ColumnCodes, 'labels' | 'of'>,
  school: Uint32Array,
  counts: (pupil: number) => boolean = () => true,
): readonly LabelCount[] {
  const found = labels.map(() => ({ pupils: 0, schools: new Set<number>() }));
  of.forEach((code, pupil) => {
    const own = found[code];
    if (own === undefined || !counts(pupil)) return;
    own.pupils += 1;
    own.schools.add(school[pupil] ?? 0);
  });
  return found;
}

/** Whether there are at least so many pupils, in at least so many schools. */
export function isLarge(
  { pupils, schools }: LabelCount,
  least: { readonly pupils: number; readonly schools: number },
): boolean {
  return pupils >= least.pupils && schools.size >= least.schools;
}
