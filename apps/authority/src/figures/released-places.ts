/**
 * Sets of schools of which something was released. Released figures tell of places and kinds of schools; the groups of an
 * analysis are values of columns of the roster. Each is asked for the other's, so that both together tell no more than each.
 */
import type { ReleaseRecord } from '@cloison/disclosure/tables';
import type { DomainStatistics } from '../analysis/domain-statistics.ts';
import type { BackgroundColumn } from '../campaign/spec.ts';
import { areaVariable } from './area-variable.ts';
import type { CountedSchool } from './grouped-pupils.ts';

const TOTAL = '_T';
/** Populations of a calibration that were too small, taken together (`pupilGroups`). */
const OTHERS = '*';

/** Positions of schools, a set for each place whose pupils some release has shown. The whole country is one. */
export function releasedByFigures(
  releases: readonly ReleaseRecord[],
  schools: readonly CountedSchool[],
): ReadonlySet<number>[] {
  const codesOf = placeCodes(schools);
  const released = new Map<string, ReadonlySet<number>>();
  for (const { tables } of releases)
    for (const { rows } of tables)
      for (const [codes, shown] of rows) {
        const place = codes.slice(0, -1);
        const name = place.join('|');
        if (shown === null || codes.at(-1) !== TOTAL || released.has(name)) continue;
        const inside = schools.flatMap((_, at) =>
          place.every((code) => codesOf[at]!.has(code)) ? [at] : [],
        );
        released.set(name, new Set(inside));
      }
  return [...released.values()].filter(({ size }) => size > 0);
}

/** Of each school, the codes under which a release counts it. */
export function placeCodes(schools: readonly CountedSchool[]): readonly ReadonlySet<string>[] {
  const { columns } = areaVariable(schools);
  return schools.map((school) => new Set([TOTAL, school.profile, ...columns.map(({ of }) => of(school))]));
}

/** Values of columns of which an analysis has shown a mean, a number of pupils or a difference. */
export function groupsReleasedBy(
  statistics: DomainStatistics,
): readonly { readonly column: BackgroundColumn; readonly label: string }[] {
  const { plausible, regression, population, settings } = statistics;
  const populations = settings.groups === null ? [] : (population?.groups ?? []);
  return [
    ...(plausible?.groups ?? []).filter(({ mean }) => mean !== null),
    ...(regression?.factors ?? []).flatMap(({ column, reference, levels }) =>
      [reference, ...levels.map(({ label }) => label)].map((label) => ({ column, label })),
    ),
    ...(populations.length < 2 ? [] : populations.map(({ label }) => ({ column: settings.groups!, label }))),
  ];
}

/** Positions of schools, a set for each group of schools that the analysis has shown, all of them among these. */
export function releasedByAnalysis(
  statistics: DomainStatistics,
  schools: readonly CountedSchool[],
): ReadonlySet<number>[] {
  const groups = groupsReleasedBy(statistics);
  // The mean of all pupils is always said.
  const all = statistics.population === null ? [] : [new Set(schools.keys())];
  const parts = groups.flatMap(({ column, label }) => {
    const value = VALUE_OF[column];
    if (value === undefined) return [];
    const named = new Set(groups.filter((one) => one.column === column).map((one) => one.label));
    const isInside = (own: string) => (label === OTHERS ? !named.has(own) : own === label);
    const inside = schools.flatMap((school, at) => (isInside(value(school)) ? [at] : []));
    return inside.length === 0 ? [] : [new Set(inside)];
  });
  return [...all, ...parts];
}

/** Columns whose values are the school's. */
const VALUE_OF: Partial<Record<BackgroundColumn, (school: CountedSchool) => string>> = {
  secteur: ({ sector }) => sector,
  ep: ({ priority }) => priority,
  zone: ({ zone }) => zone,
  departement: ({ departement }) => departement,
  region: ({ region }) => region,
};
