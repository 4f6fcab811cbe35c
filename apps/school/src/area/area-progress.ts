/** Where the schools of an area stand in one sequence: rows to sort and filter, and sums of what the rows tell. Pure. */
import type { AreaProgress, AreaSchool } from '@cloison/protocol';

/** `hidden`: fewer pupils than the campaign allows to be shown. */
export type SchoolState = AreaProgress['state'] | 'hidden';

export const SCHOOL_STATES = [
  'notBegun',
  'underWay',
  'done',
  'hidden',
] as const satisfies readonly SchoolState[];

/** Bounds of a number. Equal bounds: the number itself. */
export interface Span {
  readonly low: number;
  readonly high: number;
}

export interface SchoolRow {
  readonly uai: string;
  readonly name: string;
  readonly town: string;
  readonly state: SchoolState;
  /** Null where the school is hidden, and the others with it. */
  readonly expected: number | null;
  /** Have finished, or do not sit. */
  readonly done: Span | null;
  readonly left: Span | null;
  readonly complete: number | null;
  readonly absent: number | null;
  readonly begun: number | null;
  readonly notBegun: number | null;
}

/** Schools that have the level. */
export function schoolRows(
  schools: readonly AreaSchool[],
  level: string,
  sequence: string,
  fewest: number,
): readonly SchoolRow[] {
  return schools.flatMap(({ uai, name, town, levels }): SchoolRow[] => {
    const own = levels.find((one) => one.level === level);
    if (own === undefined) return [];
    const progress = own.sequences[sequence];
    if (own.expected === null) return [{ uai, name, town, ...HIDDEN }];
    if (progress === undefined) return [];
    const { state, complete, absent, begun, notBegun } = progress;
    const done = spanOf(progress, 'done', own.expected, fewest);
    const left = spanOf(progress, 'left', own.expected, fewest);
    const counts = { complete, absent, begun, notBegun };
    return [{ uai, name, town, state, expected: own.expected, done, left, ...counts }];
  });
}

const HIDDEN = {
  state: 'hidden',
  ...{ expected: null, done: null, left: null },
  ...{ complete: null, absent: null, begun: null, notBegun: null },
} as const;

function spanOf(progress: AreaProgress, part: 'done' | 'left', expected: number, fewest: number): Span {
  const known = progress[part];
  if (known !== null) return { low: known, high: known };
  const small = { low: 1, high: fewest - 1 };
  const rest = { low: expected - small.high, high: expected - small.low };
  if (progress.few === 'both')
    return { low: Math.max(small.low, rest.low), high: Math.min(small.high, rest.high) };
  return progress.few === part ? small : rest;
}

export interface AreaTotals {
  readonly schools: Readonly<Record<SchoolState, number>>;
  /** Pupils of the schools that are not hidden. */
  readonly expected: number;
  readonly done: Span;
  readonly left: Span;
}

/** Sums of rows: nothing that the rows do not tell. */
export function areaTotals(rows: readonly SchoolRow[]): AreaTotals {
  const schools = { notBegun: 0, underWay: 0, done: 0, hidden: 0 };
  for (const { state } of rows) schools[state] += 1;
  const sum = (part: 'done' | 'left') => ({
    low: rows.reduce((total, row) => total + (row[part]?.low ?? 0), 0),
    high: rows.reduce((total, row) => total + (row[part]?.high ?? 0), 0),
  });
  return {
    schools,
    expected: rows.reduce((total, { expected }) => total + (expected ?? 0), 0),
    done: sum('done'),
    left: sum('left'),
  };
}

export type SortKey = 'name' | 'town' | 'state' | 'expected' | 'done' | 'left';

/** Hidden schools last, whatever the order; the same by name. */
export function sortSchools(
  rows: readonly SchoolRow[],
  key: SortKey,
  reverse: boolean,
): readonly SchoolRow[] {
  const byName = (a: SchoolRow, b: SchoolRow) => a.name.localeCompare(b.name, 'fr', { numeric: true });
  const compare = (a: SchoolRow, b: SchoolRow): number => {
    switch (key) {
      case 'name':
        return byName(a, b);
      case 'town':
        return a.town.localeCompare(b.town, 'fr');
      case 'state':
        return SCHOOL_STATES.indexOf(a.state) - SCHOOL_STATES.indexOf(b.state);
      case 'expected':
        return (a.expected ?? 0) - (b.expected ?? 0);
      case 'done':
      case 'left':
        return (a[key]?.low ?? 0) - (b[key]?.low ?? 0);
    }
  };
  const sign = reverse ? -1 : 1;
  const last = ({ state }: SchoolRow) => Number(state === 'hidden');
  return [...rows].sort((a, b) => last(a) - last(b) || sign * compare(a, b) || byName(a, b));
}

/** Of the state, and with these words in name, town or UAI; accents and case do not count. */
export function filterSchools(
  rows: readonly SchoolRow[],
  state: SchoolState | null,
  words: string,
): readonly SchoolRow[] {
  const wanted = plain(words).split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (state !== null && row.state !== state) return false;
    const own = plain(`${row.name} ${row.town} ${row.uai}`);
    return wanted.every((word) => own.includes(word));
  });
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
