/**
 * What a release and an earlier one tell together by subtraction: the pupils whose results came in between. They are shown as
 * a group of their own, so that the rules of a release hold for them too. Pure.
 */
import type { ReleaseRecord } from '@cloison/disclosure/tables';
import type { CountedSchool, GroupedPupils } from './grouped-pupils.ts';
import { placeCodes } from './released-places.ts';

const TOTAL = '_T';

interface ChangedRow {
  /** By group: now less before, where both are shown; the total apart. */
  readonly changes: readonly number[];
  readonly total: number;
}

export interface NewFigures {
  readonly release: ReleaseRecord;
  readonly schools: readonly CountedSchool[];
  readonly pupils: Pick<GroupedPupils, 'school'>;
  readonly minSchools: number;
}

/**
 * Whether a row, a place or a kind of school, changed by pupils who may all be of fewer than `minSchools` schools, or who came
 * and are all of one group. The earlier release does not say whose pupils it counts: a change is known to be of enough
 * schools where it is larger than the largest schools of the place together, one fewer than `minSchools`.
 */
export function changeTellsTooMuch(now: NewFigures, earlier: ReleaseRecord): boolean {
  const largestOf = largestSchools(now);
  return now.release.tables.some(({ name, rows }) => {
    const before = earlier.tables.find((table) => table.name === name);
    if (before === undefined) return false;
    return [...changedRows(rows, before.rows)].some(([place, { changes, total }]) => {
      const came = Math.max(total, sum(changes.filter((change) => change > 0)));
      const ofOneGroup = changes.includes(total) && changes.filter((change) => change !== 0).length === 1;
      if (total > 0 && ofOneGroup) return true;
      return now.minSchools >= 2 && came <= largestOf(place.split('|'));
    });
  });
}

type Rows = ReleaseRecord['tables'][number]['rows'];

/** Rows of which anything shown in both releases differs, by their codes without the group. */
function changedRows(rows: Rows, before: Rows): ReadonlyMap<string, ChangedRow> {
  const shownBefore = new Map(before.map(([codes, shown]) => [codes.join('|'), shown?.[0] ?? null]));
  const found = new Map<string, { changes: number[]; total: number }>();
  for (const [codes, shown] of rows) {
    const then = shownBefore.get(codes.join('|')) ?? null;
    if (shown === null || then === null) continue;
    const place = codes.slice(0, -1).join('|');
    const row = found.get(place) ?? { changes: [], total: 0 };
    found.set(place, row);
    if (codes.at(-1) === TOTAL) row.total = shown[0]! - then;
    else row.changes.push(shown[0]! - then);
  }
  return new Map(
    [...found].filter(([, { changes, total }]) => total !== 0 || changes.some((change) => change !== 0)),
  );
}

/** Of a place, how many pupils its largest schools have together. */
function largestSchools({ schools, pupils, minSchools }: NewFigures): (codes: readonly string[]) => number {
  const sizes = schools.map(() => 0);
  for (const school of pupils.school) sizes[school]!++;
  const codesOf = placeCodes(schools);
  return (codes) => {
    const inside = sizes.filter((_, at) => codes.every((code) => codesOf[at]!.has(code)));
    return sum(inside.toSorted((a, b) => b - a).slice(0, Math.max(0, minSchools - 1)));
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, one) => total + one, 0);
}
