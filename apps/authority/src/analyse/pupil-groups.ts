/** Pupils in groups by a column of the roster: groups with too few are taken together, or go with the largest. */
import type { ColumnCodes } from './background.ts';
import { OTHERS } from './background.ts';
import { countByLabel, isLarge } from './label-counts.ts';

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
  const found = countByLabel({ labels, of }, school);
  const present = [...found.entries()].filter(([, { pupils }]) => pupils > 0);
  const kept = present
    .filter(([, one]) => isLarge(one, least))
    .toSorted(([a, { pupils: ofA }], [b, { pupils: ofB }]) => ofB - ofA || a - b)
    .map(([code]) => code);
  const pooled = present.filter(([code]) => !kept.includes(code));
  const small = pooled.map(([code]) => code);
  const together = {
    pupils: pooled.reduce((sum, [, { pupils }]) => sum + pupils, 0),
    schools: new Set(pooled.flatMap(([, { schools }]) => [...schools])),
  };
  const position = new Uint16Array(labels.length);
  kept.forEach((code, k) => {
    position[code] = k;
  });
  const apart = isLarge(together, least) || kept.length === 0;
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
