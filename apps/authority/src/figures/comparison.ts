/** What a school may compare itself with: the country, its region, its département and schools of its kind, where shown. Pure. */
import type { Comparison } from '@cloison/protocol';
import { locationOf } from '../geography/departement.ts';
import type { SchoolRow } from '../vault/rows.ts';
import type { ReleasedFigures } from './figures-store.ts';
import { GROUPS, profileOf } from './grouped-pupils.ts';
import { AREAS, KINDS, PROFILE_WORDS } from './tabulate-groups.ts';

type Place = Pick<SchoolRow, 'uai' | 'sector' | 'priority'>;

const TOTAL = '_T';

/** In the order of the domains, then from the country to what is near. Nothing where a group of the three is hidden. */
export function comparisonsOf(figures: readonly ReleasedFigures[], school: Place): Comparison[] {
  const { departement, region } = locationOf(school.uai);
  const profile = profileOf(school);
  return figures.flatMap(({ domain, release }): Comparison[] => {
    const countsOf = (table: string, code: string) => {
      const rows = release.tables.find(({ name }) => name === table)?.rows ?? [];
      const counts = GROUPS.map(
        (group) => rows.find(([[where, of]]) => where === code && of === group)?.[1]?.[0] ?? null,
      );
      const [needs, fragile, satisfactory] = counts;
      return needs == null || fragile == null || satisfactory == null
        ? null
        : { needs, fragile, satisfactory };
    };
    const all = [
      { with: 'nation', label: { fr: 'France', en: 'France' }, counts: countsOf(AREAS, TOTAL) },
      {
        with: 'region',
        label: { fr: region, en: region },
        counts: countsOf(AREAS, region),
      },
      {
        with: 'departement',
        label: { fr: `Département ${departement}`, en: `Département ${departement}` },
        counts: countsOf(AREAS, departement),
      },
      { with: 'kind', label: PROFILE_WORDS[profile], counts: countsOf(KINDS, profile) },
    ] as const;
    return all.flatMap(({ counts, ...one }) => (counts === null ? [] : [{ domain, ...one, counts }]));
  });
}
