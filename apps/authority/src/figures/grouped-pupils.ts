/** Pupils with a result, by domain: their school and their group. One pass over the classes of a level. Personal. */
import { setImmediate as turn } from 'node:timers/promises';
import type { Group } from '@cloison/protocol';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { readClassView } from '../documents/class-view.ts';
import { academieOf } from '../geography/academies.ts';
import { locationOf, type SchoolLocation } from '../geography/departement.ts';
import { declaredAreasOfSchools } from '../territories/territories.ts';
import type { SchoolRow } from '../vault/rows.ts';

export const GROUPS = ['needs', 'fragile', 'satisfactory'] as const satisfies readonly Group[];

export interface CountedSchool extends SchoolLocation {
  readonly uai: string;
  readonly profile: Profile;
  readonly academie: string;
  /** Codes of the declared areas that it is in, sorted. */
  readonly areas: readonly string[];
}

/** What makes schools alike: the sector, and for public ones the priority network. */
export const PROFILES = ['PU-HEP', 'PU-REP', 'PU-REP+', 'PR'] as const;
export type Profile = (typeof PROFILES)[number];

export function profileOf({ sector, priority }: Pick<SchoolRow, 'sector' | 'priority'>): Profile {
  if (sector === 'PR') return 'PR';
  return PROFILES.find((profile) => profile === `PU-${priority}`) ?? 'PU-HEP';
}

/** Of each pupil with a result: position of the school, of the group, and the score in points. */
export interface GroupedPupils {
  readonly domain: string;
  readonly school: number[];
  readonly group: number[];
  readonly score: number[];
}

export interface LevelPupils {
  readonly schools: readonly CountedSchool[];
  readonly domains: readonly GroupedPupils[];
}

/** `onClass` is called after each class, with how many there are. */
export async function readGroupedPupils(
  campaign: OpenCampaign,
  level: string,
  onClass: (done: number, of: number) => void,
  signal?: AbortSignal,
): Promise<LevelPupils> {
  const classes = campaign.vault.all<Pick<SchoolRow, 'uai' | 'sector' | 'priority'> & { classLevel: number }>(
    `SELECT class_level AS classLevel, uai, sector, priority FROM class_level_view
     WHERE campaign = ? AND level = ? ORDER BY school, class_level`,
    campaign.name,
    level,
  );
  const schools: CountedSchool[] = [];
  const domains = campaign.spec.domains
    .filter((domain) => domain.level === level)
    .map(({ id }): GroupedPupils => ({ domain: id, school: [], group: [], score: [] }));
  const areas = declaredAreasOfSchools(campaign);
  for (const [at, { classLevel, uai, sector, priority }] of classes.entries()) {
    if (schools.at(-1)?.uai !== uai)
      schools.push(countedSchool({ uai, sector, priority }, areas.get(uai) ?? []));
    const { pupils } = readClassView(campaign, classLevel, level, '');
    for (const { domain, school, group, score } of domains)
      for (const { results } of pupils) {
        const result = results.get(domain);
        if (result === undefined || result === null) continue;
        school.push(schools.length - 1);
        group.push(GROUPS.indexOf(result.group));
        score.push(result.score);
      }
    onClass(at + 1, classes.length);
    if (at % 50 === 49) {
      await turn();
      signal?.throwIfAborted();
    }
  }
  return { schools, domains };
}

function countedSchool(
  { uai, ...kind }: Pick<SchoolRow, 'uai' | 'sector' | 'priority'>,
  areas: readonly string[],
): CountedSchool {
  const location = locationOf(uai);
  return { uai, profile: profileOf(kind), ...location, academie: academieOf(location.departement), areas };
}
