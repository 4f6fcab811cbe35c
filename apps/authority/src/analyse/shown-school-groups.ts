/**
 * Groups of schools in an analysis: which may be shown beside each other, beside the mean of all, and beside what was released before.
 * Protected as one table over the parts that no group divides, then attacked; what the attack finds is hidden too.
 */
import { createMicrodata, DisclosureError } from '@cloison/disclosure';
import { parseTabulation, SHOWN, tabulate } from '@cloison/disclosure/tables';
import type { BackgroundColumn, Secrecy } from '../campaign/spec.ts';
import { countRecovered } from '../figures/recovered-schools.ts';
import { recordOfSets } from '../figures/released-sets.ts';
import type { ColumnCodes } from './background.ts';

/** Schools (rows of the vault) of whose pupils together something was released. */
export type ReleasedSchools = ReadonlySet<number>;

/** Columns whose values are the school's: their groups are sets of schools, and tell of each other. */
export const SCHOOL_COLUMNS: ReadonlySet<BackgroundColumn> = new Set<BackgroundColumn>([
  'secteur',
  'ep',
  'zone',
  'departement',
  'region',
]);

export interface SchoolGroups {
  /** Of each pupil of the analysis. */
  readonly school: Uint32Array;
  /** Those who count. */
  readonly pupils: readonly number[];
  readonly columns: readonly ColumnCodes[];
  readonly secrecy: Secrecy;
  readonly released: readonly ReleasedSchools[];
}

interface Group {
  readonly column: BackgroundColumn;
  readonly code: number;
  readonly parts: ReadonlySet<number>;
  readonly pupils: number;
}

const PART = 'part';
const SCHOOL = 'school';

/** By column, then by position of the label. */
export function shownSchoolGroups(request: SchoolGroups): ReadonlyMap<BackgroundColumn, readonly boolean[]> {
  const { columns, school, pupils, secrecy } = request;
  if (columns.length === 0) return new Map();
  // What was released of schools that have too few pupils today can't be hidden any more, and hides nothing else.
  const released = request.released.filter((schools) => {
    const inside = pupils.filter((pupil) => schools.has(school[pupil]!));
    return (
      inside.length >= Math.max(1, secrecy.minPupils) &&
      new Set(inside.map((pupil) => school[pupil])).size >= secrecy.minSchools
    );
  });
  const parts = partsOf(request, released);
  const groups = columns.flatMap(({ column, labels, of }) =>
    labels.map((_, code): Group => {
      const inside = pupils.flatMap((pupil, row) => (of[pupil] === code ? [parts.of[row]!] : []));
      return { column, code, parts: new Set(inside), pupils: inside.length };
    }),
  );
  const known = released.map((schools) => partsIn(request, parts, schools));
  const own = attacked(
    { parts, known, secrecy },
    protectedGroups({ ...request, released }, parts, groups, known),
  );
  return new Map(
    columns.map(({ column, labels }) => [
      column,
      labels.map((_, code) => own.some((one) => one.column === column && one.code === code)),
    ]),
  );
}

interface Parts {
  /** Of each pupil who counts. */
  readonly of: Int32Array;
  readonly sizes: readonly { readonly pupils: number; readonly schools: number }[];
}

/** Numbered in an order that does not depend on that of the pupils: which of two groups alike is hidden must not change. */
function partsOf({ school, pupils, columns }: SchoolGroups, released: readonly ReleasedSchools[]): Parts {
  const membershipOf = new Map<number, string>();
  const keys = pupils.map((pupil) => {
    const one = school[pupil]!;
    let membership = membershipOf.get(one);
    if (membership === undefined) {
      membership = released.map((schools) => (schools.has(one) ? '1' : '0')).join('');
      membershipOf.set(one, membership);
    }
    return `${columns.map(({ of }) => of[pupil]).join()} ${membership}`;
  });
  const numbers = new Map([...new Set(keys)].sort().map((key, part) => [key, part]));
  const of = Int32Array.from(keys, (key) => numbers.get(key)!);
  const schoolsOf = [...numbers].map(() => new Set<number>());
  const counts = schoolsOf.map(() => 0);
  of.forEach((part, row) => {
    schoolsOf[part]!.add(school[pupils[row]!]!);
    counts[part]!++;
  });
  return { of, sizes: counts.map((count, part) => ({ pupils: count, schools: schoolsOf[part]!.size })) };
}

function partsIn(
  { school, pupils }: SchoolGroups,
  parts: Parts,
  schools: ReleasedSchools,
): ReadonlySet<number> {
  return new Set(pupils.flatMap((pupil, row) => (schools.has(school[pupil]!) ? [parts.of[row]!] : [])));
}

const nameOf = (part: number) => `${PART} ${part}`;
const codeOf = ({ column, code }: Pick<Group, 'column' | 'code'>) => `${column} ${code}`;

/** Where the table can't be protected beside what was released: the groups that were released themselves. */
function protectedGroups(
  { school, pupils, columns, secrecy, released }: SchoolGroups,
  parts: Parts,
  groups: readonly Group[],
  known: readonly ReadonlySet<number>[],
): readonly Group[] {
  const { minPupils, minSchools } = secrecy;
  const schools = [...new Set(school)];
  const positionOfSchool = new Map(schools.map((one, at) => [one, at]));
  const names = parts.sizes.map((_, part) => nameOf(part));
  const data = createMicrodata([
    { kind: 'categorical', name: PART, labels: names, codes: parts.of },
    ...columns.map(({ column, labels, of }) => ({
      kind: 'categorical' as const,
      name: column,
      labels: labels.map((_, code) => codeOf({ column, code })),
      codes: Int32Array.from(pupils, (pupil) => of[pupil]!),
    })),
    {
      kind: 'categorical',
      name: SCHOOL,
      labels: schools.map(String),
      codes: Int32Array.from(pupils, (pupil) => positionOfSchool.get(school[pupil]!)!),
    },
  ]);
  const parsed = parseTabulation({
    name: 'schools',
    variables: { [PART]: { hierarchies: hierarchiesOf(columns) } },
    tables: columns.map(({ column }, at) => ({
      name: `table${at}`,
      by: [{ variable: PART, from: column }],
    })),
    rules: {
      ...(minPupils >= 2 ? { minUnits: minPupils } : {}),
      ...(minSchools >= 2 ? { minGroups: { column: SCHOOL, atLeast: minSchools } } : {}),
    },
  });
  if ('problems' in parsed) throw new Error(parsed.problems[0]!.message);
  const sets = known.map((set, at) => ({
    members: [...set].sort((a, b) => a - b).map(nameOf),
    count: pupils.filter((pupil) => released[at]!.has(school[pupil]!)).length,
  }));
  try {
    const { tables, suppression } = tabulate({
      data,
      tabulation: parsed.tabulation,
      earlier: sets.length === 0 ? [] : [recordOfSets({ variable: PART, categories: names, sets })],
      solver: null,
    });
    const rows = tables.flatMap((table) => table.rows);
    const shown = new Set(
      rows.flatMap(({ codes, cell }) => (suppression!.hidden[cell] === SHOWN ? codes : [])),
    );
    return groups.filter((group) => shown.has(codeOf(group)));
  } catch (error) {
    const isRefusal =
      error instanceof DisclosureError &&
      (error.code === 'table-unprotectable' || error.code === 'release-differencing');
    if (!isRefusal) throw error;
    return groups.filter((group) => known.some((set) => isSame(set, group.parts)));
  }
}

function isSame(a: ReadonlySet<number>, b: ReadonlySet<number>): boolean {
  return a.size === b.size && [...a].every((part) => b.has(part));
}

/** A département is of one region: the one is the sum of the others. */
function hierarchiesOf(columns: readonly ColumnCodes[]) {
  const names = columns.map(({ column }) => column);
  const nested = names.includes('departement') && names.includes('region');
  return [
    ...(nested ? [[{ column: 'departement' }, { column: 'region' }]] : []),
    ...names
      .filter((name) => !(nested && (name === 'departement' || name === 'region')))
      .map((column) => [{ column }]),
  ];
}

interface Attack {
  readonly parts: Parts;
  readonly known: readonly ReadonlySet<number>[];
  readonly secrecy: Secrecy;
}

/**
 * The protection looks at groups, and at differences of two. What follows from more of them, the mean of all and what was released, the
 * attack finds: then the smallest group goes without which it finds less, until it finds no more than without any.
 */
function attacked({ parts, known, secrecy }: Attack, groups: readonly Group[]): readonly Group[] {
  const everybody = new Set(parts.sizes.keys());
  const findings = (some: readonly Group[]) =>
    countRecovered(parts.sizes, [everybody, ...known, ...some.map((one) => one.parts)], secrecy);
  // What was released before can't be taken back.
  const already = findings([]);
  let own = groups;
  for (let found = findings(own); found > already; found = findings(own)) {
    const bySize = own.toSorted((a, b) => a.pupils - b.pupils);
    const without = (one: Group) => own.filter((other) => other !== one);
    own = without(bySize.find((one) => findings(without(one)) < found) ?? bySize[0]!);
  }
  return own;
}
