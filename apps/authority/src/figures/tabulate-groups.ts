/**
 * Groups of one domain by area and by kind of school, as a release that statistical secrecy lets out: small cells hidden, others
 * beside them, and what earlier releases and this one tell together. Attacked before it is given. Pure.
 */
import { createMicrodata, DisclosureError } from '@cloison/disclosure';
import {
  attackRelease,
  type LinearSolver,
  ownerFacts,
  parseTabulation,
  type ReleaseRecord,
  tabulate,
} from '@cloison/disclosure/tables';
import type { DomainSpec } from '../campaign/spec.ts';
import { type CountedSchool, GROUPS, type GroupedPupils, PROFILES } from './grouped-pupils.ts';
import { refuseFigures } from './refusals.ts';

export const AREAS = 'areas';
export const KINDS = 'kinds';

export interface TabulateGroups {
  readonly domain: Pick<DomainSpec, 'id' | 'title'>;
  readonly schools: readonly CountedSchool[];
  readonly pupils: GroupedPupils;
  readonly secrecy: { readonly minPupils: number; readonly minSchools: number };
  readonly earlier: readonly ReleaseRecord[];
  readonly solver: LinearSolver;
}

/** Null where not even the whole may be shown. Throws `figures-leak` when the attack finds anything. */
export function tabulateGroups(request: TabulateGroups): ReleaseRecord | null {
  const { domain, schools, pupils, secrecy, earlier, solver } = request;
  const { minPupils, minSchools } = secrecy;
  if (pupils.group.length < Math.max(1, minPupils)) return null;
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
  const data = createMicrodata([
    bySchool('departement', ({ departement }) => departement),
    bySchool('region', ({ region }) => region),
    bySchool('profil', ({ profile }) => profile),
    column('groupe', GROUPS, (pupil) => pupils.group[pupil]!),
    column(
      'ecole',
      schools.map(({ uai }) => uai),
      (pupil) => pupils.school[pupil]!,
    ),
  ]);
  const parsed = parseTabulation({
    name: domain.id,
    title: domain.title,
    unit: { fr: 'Élèves', en: 'Pupils' },
    variables: {
      departement: {
        label: { fr: 'Département', en: 'Département' },
        hierarchies: [[{ column: 'region' }]],
        total: { fr: 'France', en: 'France' },
        map: 'departements',
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
    tables: [
      { name: AREAS, title: { fr: 'Par territoire', en: 'By area' }, by: ['departement', 'groupe'] },
      { name: KINDS, title: { fr: 'Par type d’école', en: 'By kind of school' }, by: ['profil', 'groupe'] },
    ],
    rules: {
      ...(minPupils >= 2 ? { minUnits: minPupils } : {}),
      ...(minSchools >= 2 ? { minGroups: { column: 'ecole', atLeast: minSchools } } : {}),
      concentration: { variable: 'groupe', share: 1 },
    },
    method: { kind: 'suppression' },
  });
  if ('problems' in parsed) throw new Error(parsed.problems[0]!.message);
  try {
    const tabulated = tabulate({ data, tabulation: parsed.tabulation, earlier, solver });
    const { findings } = attackRelease({
      releases: [tabulated.release, ...earlier],
      facts: ownerFacts(tabulated),
      solver,
    });
    // The attack takes a value that was released for one that still holds: who guesses so is right where little has changed.
    if (findings.length > 0 && earlier.length > 0)
      throw refuseFigures('figures-differencing', { domain: domain.id });
    if (findings.length > 0)
      throw refuseFigures('figures-leak', { domain: domain.id, count: findings.length });
    return tabulated.release;
  } catch (error) {
    if (error instanceof DisclosureError && error.code === 'table-unprotectable') return null;
    if (error instanceof DisclosureError && error.code === 'release-differencing')
      throw refuseFigures('figures-differencing', { domain: domain.id });
    throw error;
  }
}

export const PROFILE_WORDS = {
  'PU-HEP': { fr: 'public, hors éducation prioritaire', en: 'public, outside priority networks' },
  'PU-REP': { fr: 'public, REP', en: 'public, REP network' },
  'PU-REP+': { fr: 'public, REP+', en: 'public, REP+ network' },
  PR: { fr: 'privé', en: 'private' },
} as const satisfies Record<(typeof PROFILES)[number], { readonly fr: string; readonly en: string }>;
