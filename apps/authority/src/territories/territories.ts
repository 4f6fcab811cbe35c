/**
 * Areas of inspectors in the vault, and which schools are in each. Those that were declared list UAIs; the others follow from
 * the UAI. In the vault an area is a `territory`: `area` there is that of the calendar.
 */
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { allSchools } from '../roster/schools.ts';
import type { SchoolRow, TerritoryRow } from '../vault/rows.ts';
import { derivedTerritoriesOf } from './derived-territories.ts';

type Subject = Pick<OpenCampaign, 'vault' | 'name'>;

/** Declared, or with a code; by code. */
export function territoriesOf({ vault, name }: Subject): TerritoryRow[] {
  return vault.all<TerritoryRow>('SELECT * FROM territory WHERE campaign = ? ORDER BY code', name);
}

export function territoryOfCode({ vault, name }: Subject, code: string): TerritoryRow | null {
  return (
    vault.get<TerritoryRow>('SELECT * FROM territory WHERE campaign = ? AND code = ?', name, code) ?? null
  );
}

/** UAIs that a declared area lists, whether the roster has them or not. */
export function declaredUais({ vault }: Pick<Subject, 'vault'>, territory: number): readonly string[] {
  return vault
    .all<{ uai: string }>('SELECT uai FROM territory_school WHERE territory = ? ORDER BY uai', territory)
    .map(({ uai }) => uai);
}

/** An area as it may be given a code: one that is derived has no row until then. */
export interface Area extends Pick<TerritoryRow, 'code' | 'kind' | 'label'> {
  /** Null: derived, and nobody has asked for it yet. */
  readonly id: number | null;
  readonly declared: boolean;
  /** Schools of the roster, by UAI. */
  readonly schools: readonly SchoolRow[];
}

/** All of a campaign, by code: those that were declared, and those that follow from the roster. */
export function areasOf(campaign: Subject): Area[] {
  const schools = allSchools(campaign);
  const byUai = new Map(schools.map((school) => [school.uai, school]));
  const rows = territoriesOf(campaign);
  const known = new Map(rows.map(({ code, id }) => [code, id]));
  const derived = new Map<string, Pick<Area, 'code' | 'kind' | 'label'> & { schools: SchoolRow[] }>();
  for (const row of rows) if (row.declared === 0) derived.set(row.code, { ...row, schools: [] });
  // By the first digits of the UAI alone: a département's schools are all in the same.
  const byPrefix = Map.groupBy(schools, ({ uai }) => uai.slice(0, 3));
  for (const [prefix, own] of byPrefix) {
    for (const one of derivedTerritoriesOf(prefix)) {
      const held = derived.get(one.code) ?? { ...one, schools: [] };
      derived.set(one.code, held);
      held.schools.push(...own);
    }
  }
  return [
    ...rows
      .filter(({ declared }) => declared === 1)
      .map(({ id, code, kind, label }) => ({
        ...{ id, code, kind, label },
        declared: true,
        schools: declaredUais(campaign, id).flatMap((uai) => byUai.get(uai) ?? []),
      })),
    ...[...derived.values()].map(({ code, kind, label, schools: own }) => ({
      ...{ id: known.get(code) ?? null, code, kind, label },
      declared: false,
      schools: own,
    })),
  ].toSorted((a, b) => (a.code < b.code ? -1 : 1));
}

/** The row of a derived area, made when it is first given a code. In the caller's transaction. */
export function keepTerritory({ vault, name }: Subject, { id, code, kind, label }: Area): number {
  if (id !== null) return id;
  vault.run(
    'INSERT INTO territory (campaign, code, kind, label, declared) VALUES (?, ?, ?, ?, 0)',
    name,
    code,
    kind,
    label,
  );
  return vault.count('SELECT id FROM territory WHERE campaign = ? AND code = ?', name, code);
}

/** Codes of the declared areas that each school is in, sorted; by UAI. */
export function declaredAreasOfSchools({ vault, name }: Subject): ReadonlyMap<string, readonly string[]> {
  const rows = vault.all<{ uai: string; code: string }>(
    `SELECT s.uai, t.code FROM territory_school s JOIN territory t ON t.id = s.territory
     WHERE t.campaign = ? AND t.declared = 1 ORDER BY t.code`,
    name,
  );
  const areas = new Map<string, string[]>();
  for (const { uai, code } of rows) areas.set(uai, [...(areas.get(uai) ?? []), code]);
  return areas;
}
