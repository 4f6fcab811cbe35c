/** Pupils in groups by a column of the roster: groups with too few are taken together, or go with the largest. */
import type { ColumnCodes } from './background.ts';
import { OTHERS } from './background.ts';

export interface PupilGroups {
  readonly labels: readonly string[];
  /** Of each pupil. */
  readonly of: Uint16Array;
  readonly sizes: readonly number[];
  /** Labels that are not there by themselves. */
  readonly pooled: readonly string[];
}

/**
 * Largest first: a calibration's reference. At least so many pupils and schools in each, except when there is but one. `school`
 * is each pupil's.
 */
export function pupilGroups(
  { labels, of }: ColumnCodes,
  school: Uint32Array,
  least: { readonly pupils: number; readonly schools: number },
): PupilGroups {
  const sizes = new Array<number>(labels.length).fill(0);
  const schools = labels.map(() => new Set<number>());
  of.forEach((code, i) => {
    sizes[code] = (sizes[code] ?? 0) + 1;
    schools[code]?.add(school[i] ?? 0);
  });
  const isLarge = (pupils: number, own: ReadonlySet<number>) =>
    pupils >= least.pupils && own.size >= least.schools;
  const codes = [...labels.keys()].filter((code) => (sizes[code] ?? 0) > 0);
  const byRank = (a: number, b: number) => (sizes[b] ?? 0) - (sizes[a] ?? 0) || a - b;
  const kept = codes.filter((code) => isLarge(sizes[code] ?? 0, schools[code] ?? new Set())).toSorted(byRank);
  const small = codes.filter((code) => !kept.includes(code));
  const together = small.reduce((sum, code) => sum + (sizes[code] ?? 0), 0);
  const position = new Uint16Array(labels.length);
  kept.forEach((code, k) => {
    position[code] = k;
  });
  const theirs = new Set(small.flatMap((code) => [...(schools[code] ?? [])]));
  const apart = isLarge(together, theirs) || kept.length === 0;
  if (apart) for (const code of small) position[code] = kept.length;
  const names = kept.map((code) => labels[code] ?? '');
  if (apart && small.length > 0) names.push(OTHERS);
  const assigned = new Uint16Array(of.length);
  const counted = new Array<number>(names.length).fill(0);
  of.forEach((code, i) => {
    const group = position[code] ?? 0;
    assigned[i] = group;
    counted[group] = (counted[group] ?? 0) + 1;
  });
  return { labels: names, of: assigned, sizes: counted, pooled: small.map((code) => labels[code] ?? '') };
}

/** Positions of the pupils of one value of a column, against those of another: 0, 1, or 2 for neither. */
export function comparison(of: Uint16Array, reference: number, focal: number): Uint8Array {
  return Uint8Array.from(of, (code) => (code === reference ? 0 : code === focal ? 1 : 2));
}
