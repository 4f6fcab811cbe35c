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
  readonly sector: SchoolRow['sector'];
  readonly priority: SchoolRow['priority'];
  /** Area of the calendar. */
  readonly zone: string;
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
  const classes = campaign.vault.all<SchoolFacts & { classLevel: number }>(
    `SELECT class_level AS classLevel, uai, sector, priority, area FROM class_level_view
     WHERE campaign = ? AND level = ? ORDER BY school, class_level`,
    campaign.name,
    level,
  );
  const schools: CountedSchool[] = [];
  const domains = campaign.spec.domains
    .filter((domain) => domain.level === level)
    .map(({ id }): GroupedPupils => ({ domain: id, school: [], group: [], score: [] }));
  const areas = declaredAreasOfSchools(campaign);
  for (const [at, { classLevel, ...school }] of classes.entries()) {
    if (schools.at(-1)?.uai !== school.uai) schools.push(countedSchool(campaign, school, areas));
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

/** Schools that have a class of the level, and their rows of the vault. */
export function schoolsOfLevel(
  campaign: OpenCampaign,
  level: string,
): { readonly rows: readonly number[]; readonly schools: readonly CountedSchool[] } {
  const areas = declaredAreasOfSchools(campaign);
  const found = campaign.vault.all<SchoolFacts & { school: number }>(
    `SELECT DISTINCT school, uai, sector, priority, area FROM class_level_view
     WHERE campaign = ? AND level = ? ORDER BY school`,
    campaign.name,
    level,
  );
  return {
    rows: found.map(({ school }) => school),
    schools: found.map(({ school: _school, ...facts }) => countedSchool(campaign, facts, areas)),
  };
}

type SchoolFacts = Pick<SchoolRow, 'uai' | 'sector' | 'priority' | 'area'>;

function countedSchool(
  { calendars }: OpenCampaign,
  { uai, sector, priority, area }: SchoolFacts,
  areas: ReadonlyMap<string, readonly string[]>,
): CountedSchool {
  const location = locationOf(uai);
  return {
    uai,
    sector,
    priority,
    zone: calendars.areas[area]?.id ?? '',
    profile: profileOf({ sector, priority }),
    ...location,
    academie: academieOf(location.departement),
    areas: areas.get(uai) ?? [],
  };
}
