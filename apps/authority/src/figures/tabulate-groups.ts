/**
 * Groups of one domain by area and by kind of school, as a release that statistical secrecy lets out: small cells hidden, others
 * beside them, and what earlier releases and this one tell together. Attacked before it is given. Pure.
 */
import { createMicrodata, DisclosureError, type Microdata } from '@cloison/disclosure';
import {
  attackRelease,
  type LinearSolver,
  ownerFacts,
  parseTabulation,
  type ReleaseRecord,
  type Tabulation,
  tabulate,
} from '@cloison/disclosure/tables';
import type { DomainSpec, Secrecy } from '../campaign/spec.ts';
import { areaVariable } from './area-variable.ts';
import { changeTellsTooMuch } from './change-between-releases.ts';
import { type CountedSchool, GROUPS, type GroupedPupils, PROFILES } from './grouped-pupils.ts';
import { countRecovered } from './recovered-schools.ts';
import { refuseFigures } from './refusals.ts';
import { releasedByFigures } from './released-places.ts';
import { recordOfSets } from './released-sets.ts';

export const AREAS = 'areas';
export const KINDS = 'kinds';
export const ACADEMIE_KINDS = 'academie-kinds';

export interface TabulateGroups {
  readonly domain: Pick<DomainSpec, 'id' | 'title' | 'forms'>;
  readonly schools: readonly CountedSchool[];
  readonly pupils: GroupedPupils;
  readonly secrecy: Secrecy;
  readonly earlier: readonly ReleaseRecord[];
  /** Sets of schools (positions) of which an analysis has shown a mean. */
  readonly released?: readonly ReadonlySet<number>[];
  readonly solver: LinearSolver;
}

export interface TabulatedGroups {
  readonly release: ReleaseRecord;
  /** Mean score of each place whose pupils are shown (`meanKey`); empty where pupils sat different items. */
  readonly means: Readonly<Record<string, number>>;
}

/** Where a mean is found: a place, or a kind of school in a place, by the codes of the release. */
export const meanKey = (...codes: readonly string[]) => codes.join('|');

/** Null where not even the whole may be shown. Throws `figures-leak` when the attack finds anything. */
export function tabulateGroups(request: TabulateGroups): TabulatedGroups | null {
  const { domain, pupils, secrecy, earlier, solver } = request;
  const { minPupils } = secrecy;
  if (pupils.group.length < Math.max(1, minPupils)) return null;
  const tabulation = specificationOf(request);
  const released = recordsOfReleased(request);
  try {
    const tabulated = tabulate({
      data: microdataOf(request),
      tabulation,
      earlier: [...earlier, ...released],
      solver,
    });
    const { findings } = attackRelease({
      releases: [tabulated.release, ...earlier, ...released],
      facts: ownerFacts(tabulated),
      solver,
    });
    // The attack takes a value that was released for one that still holds: who guesses so is right where little has changed.
    if (findings.length > 0 && earlier.length + released.length > 0)
      throw refuseFigures('figures-differencing', { domain: domain.id });
    if (findings.length > 0)
      throw refuseFigures('figures-leak', { domain: domain.id, count: findings.length });
    const { schools } = request;
    const now = { release: tabulated.release, schools, pupils, minSchools: secrecy.minSchools };
    if (
      tellsOfFewBeside(tabulated.release, request) ||
      earlier.some((before) => changeTellsTooMuch(now, before))
    )
      throw refuseFigures('figures-differencing', { domain: domain.id });
    return { release: countsAlone(tabulated.release), means: meansOf(tabulated.release) };
  } catch (error) {
    if (error instanceof DisclosureError && error.code === 'table-unprotectable') return null;
    if (error instanceof DisclosureError && error.code === 'release-differencing')
      throw refuseFigures('figures-differencing', { domain: domain.id });
    throw error;
  }
}

/**
 * Whether the places of the release, beside what was released elsewhere, tell of fewer schools than they do alone. Declared areas are
 * left out: each is in one département, and the release itself was attacked with them.
 */
function tellsOfFewBeside(
  release: ReleaseRecord,
  { schools, pupils, secrecy, released = [] }: TabulateGroups,
) {
  if (released.length === 0) return false;
  const undeclared = schools.map((school) => ({ ...school, areas: [] }));
  const own = releasedByFigures([release], undeclared);
  const sizes = schools.map(() => 0);
  for (const school of pupils.school) sizes[school]!++;
  const sets = [...own, ...released];
  const inside = [...schools.keys()].filter((school) => sizes[school]! > 0);
  const byPart = [
    ...Map.groupBy(inside, (school) => sets.map((one) => Number(one.has(school))).join('')).values(),
  ];
  const parts = byPart.map((of) => ({
    pupils: of.reduce((sum, school) => sum + sizes[school]!, 0),
    schools: of.length,
  }));
  const partsIn = (set: ReadonlySet<number>) =>
    byPart.flatMap(([school], part) => (set.has(school!) ? [part] : []));
  const count = (some: readonly ReadonlySet<number>[]) => countRecovered(parts, some.map(partsIn), secrecy);
  return count(sets) > Math.max(count(own), count(released));
}

/** By place and by kind of school: what is neither a union of the places of a release nor one of its kinds is left out. */
function recordsOfReleased({ schools, pupils, secrecy, released = [] }: TabulateGroups): ReleaseRecord[] {
  const inPupils = (positions: ReadonlySet<number>) =>
    pupils.school.filter((school) => positions.has(school));
  const large = released.filter((positions) => {
    const inside = inPupils(positions);
    return inside.length >= Math.max(1, secrecy.minPupils) && new Set(inside).size >= secrecy.minSchools;
  });
  const { name: place, columns } = areaVariable(schools);
  const [first] = columns;
  return [
    { variable: place, of: first!.of },
    { variable: 'profil', of: ({ profile }: CountedSchool) => profile },
  ].flatMap(({ variable, of }) => {
    const categoryOf = pupils.school.map((school) => of(schools[school]!));
    const sets = large.flatMap((positions) => {
      const inside = new Set<string>();
      const outside = new Set<string>();
      pupils.school.forEach((school, at) => {
        (positions.has(school) ? inside : outside).add(categoryOf[at]!);
      });
      if ([...inside].some((category) => outside.has(category))) return [];
      return [{ members: [...inside].sort(), count: inPupils(positions).length }];
    });
    return sets.length === 0
      ? []
      : [recordOfSets({ variable, categories: [...new Set(categoryOf)].sort(), sets })];
  });
}

function microdataOf({ schools, pupils }: TabulateGroups): Microdata {
  const column = (name: string, labels: readonly string[], of: (pupil: number) => number) => ({
    kind: 'categorical' as const,
    name,
    labels,
    codes: Int32Array.from(pupils.school, (_, pupil) => of(pupil)),
  });
  const bySchool = (name: string, valueOfSchool: (school: CountedSchool) => string) => {
    const labels = [...new Set(schools.map(valueOfSchool))].sort();
    const codes = schools.map((school) => labels.indexOf(valueOfSchool(school)));
    return column(name, labels, (pupil) => codes[pupils.school[pupil]!]!);
  };
  return createMicrodata([
    ...areaVariable(schools).columns.map(({ name, of }) => bySchool(name, of)),
    bySchool('profil', ({ profile }) => profile),
    column('groupe', GROUPS, (pupil) => pupils.group[pupil]!),
    column(
      'ecole',
      schools.map(({ uai }) => uai),
      (pupil) => pupils.school[pupil]!,
    ),
    { kind: 'numeric', name: 'score', values: Float64Array.from(pupils.score) },
  ]);
}

function specificationOf({ domain, schools, secrecy }: TabulateGroups): Tabulation {
  const { minPupils, minSchools } = secrecy;
  const { name: place, hierarchies, labels, map } = areaVariable(schools);
  const parsed = parseTabulation({
    name: domain.id,
    title: domain.title,
    unit: { fr: 'Élèves', en: 'Pupils' },
    variables: {
      [place]: {
        label:
          map === undefined ? { fr: 'Territoire', en: 'Area' } : { fr: 'Département', en: 'Département' },
        hierarchies,
        labels,
        total: { fr: 'France', en: 'France' },
        ...(map === undefined ? {} : { map }),
      },
      profil: {
        label: { fr: 'Type d’école', en: 'Kind of school' },
        categories: PROFILES.filter((profile) => schools.some((school) => school.profile === profile)),
        labels: PROFILE_WORDS,
        total: { fr: 'France', en: 'France' },
      },
      groupe: {
        label: { fr: 'Groupe', en: 'Group' },
        categories: [...GROUPS],
        labels: {
          needs: { fr: 'à besoins', en: 'needs support' },
          fragile: { fr: 'fragile', en: 'fragile' },
          satisfactory: { fr: 'satisfaisant', en: 'satisfactory' },
        },
      },
    },
    // Where pupils sat different items their points are not to be compared.
    sums: domain.forms === undefined ? [{ column: 'score', label: { fr: 'Points', en: 'Points' } }] : [],
    tables: [
      { name: AREAS, title: { fr: 'Par territoire', en: 'By area' }, by: [place, 'groupe'] },
      { name: KINDS, title: { fr: 'Par type d’école', en: 'By kind of school' }, by: ['profil', 'groupe'] },
      {
        name: ACADEMIE_KINDS,
        title: { fr: 'Par académie et type d’école', en: 'By académie and kind of school' },
        by: [{ variable: place, from: 'academie' }, 'profil', 'groupe'],
      },
    ],
    rules: {
      ...(minPupils >= 2 ? { minUnits: minPupils } : {}),
      ...(minSchools >= 2 ? { minGroups: { column: 'ecole', atLeast: minSchools } } : {}),
      concentration: { variable: 'groupe', share: 1 },
    },
    method: { kind: 'suppression' },
  });
  if ('problems' in parsed) throw new Error(parsed.problems[0]!.message);
  return parsed.tabulation;
}

/** Points were protected and attacked with the rest; of them only the means of whole places leave. */
function countsAlone(release: ReleaseRecord): ReleaseRecord {
  return {
    ...release,
    sums: [],
    tables: release.tables.map((table) => ({
      ...table,
      rows: table.rows.map(([codes, shown]): ReleaseRecord['tables'][number]['rows'][number] => [
        codes,
        shown === null ? null : shown.slice(0, 1),
        shown === null ? null : [],
      ]),
    })),
  };
}

const TOTAL = '_T';

/** Rounded to a hundredth of a point. */
function meansOf(release: ReleaseRecord): Record<string, number> {
  const means: Record<string, number> = {};
  for (const { name, rows } of release.tables) {
    if (name === KINDS) continue;
    for (const [codes, , given] of rows) {
      const mean = given?.[0];
      if (codes.at(-1) !== TOTAL || mean == null) continue;
      means[meanKey(...codes.slice(0, -1))] = Math.round(mean * 100) / 100;
    }
  }
  return means;
}

export const PROFILE_WORDS = {
  'PU-HEP': { fr: 'public, hors éducation prioritaire', en: 'public, outside priority networks' },
  'PU-REP': { fr: 'public, REP', en: 'public, REP network' },
  'PU-REP+': { fr: 'public, REP+', en: 'public, REP+ network' },
  PR: { fr: 'privé', en: 'private' },
} as const satisfies Record<(typeof PROFILES)[number], { readonly fr: string; readonly en: string }>;
