/** Released figures of one area, beside the country and what the area lies in. Nothing here is secret: all of it was let out. Pure. */
import type { AreaFigures, AreaReport, Localised } from '@cloison/protocol';
import { academieCode } from '../figures/area-variable.ts';
import type { ReleasedFigures } from '../figures/figures-store.ts';
import { GROUPS, PROFILES } from '../figures/grouped-pupils.ts';
import { ACADEMIE_KINDS, AREAS, meanKey, PROFILE_WORDS } from '../figures/tabulate-groups.ts';
import { academieOf, departementName } from '../geography/academies.ts';
import { locationOf } from '../geography/departement.ts';
import type { Area } from '../territories/territories.ts';

/** Of a domain, what the report needs of the campaign. */
export interface ReportedDomain {
  readonly id: string;
  /** Null: pupils sat different items. */
  readonly maxScore: number | null;
}

const TOTAL = '_T';

export function areaReport(
  { kind, declared, code, schools }: Pick<Area, 'kind' | 'declared' | 'code' | 'schools'>,
  figures: readonly ReleasedFigures[],
  domains: readonly ReportedDomain[],
  at: string,
): AreaReport {
  const places = schools.map(({ uai }) => {
    const location = locationOf(uai);
    return { ...location, academie: academieOf(location.departement) };
  });
  const only = <T>(list: readonly T[]): T | null => (new Set(list).size === 1 ? list[0]! : null);
  const [departement, academie, region] = [
    only(places.map((place) => place.departement)),
    only(places.map((place) => place.academie)),
    only(places.map((place) => place.region)),
  ];
  const own = declared ? code : ownCode(kind, { departement, academie, region });
  const isWhole = !declared && (kind === 'academie' || kind === 'region');
  const parts = isWhole ? [...new Set(places.map((place) => place.departement))].sort() : [];
  return {
    v: 1,
    kind: 'area-report',
    at,
    domains: domains.flatMap(({ id, maxScore }) => {
      const released = figures.find(({ domain }) => domain === id);
      if (released === undefined) return [];
      const of = (table: string, ...codes: readonly string[]) => figuresOf(released, table, codes);
      const beside = (place: string | null, label: Localised) =>
        place === null || place === own ? [] : [{ label, figures: of(AREAS, place) }];
      return [
        {
          domain: id,
          released: released.at,
          maxScore,
          own: own === null ? NOTHING : of(AREAS, own),
          beside: [
            ...beside(TOTAL, { fr: 'France', en: 'France' }),
            ...(academie === null || kind === 'region'
              ? []
              : beside(academieCode(academie), sameWords(`Académie : ${academie}`))),
            ...(departement === null || kind === 'region' || kind === 'academie'
              ? []
              : beside(departement, sameWords(`${departementName(departement)} (${departement})`))),
          ],
          kinds:
            kind !== 'academie' || declared || own === null
              ? []
              : PROFILES.map((profile) => ({
                  label: { ...PROFILE_WORDS[profile] },
                  figures: of(ACADEMIE_KINDS, own, profile),
                })).filter(({ figures: one }) => Object.values(one).some((value) => value !== null)),
          ...(parts.length < 2
            ? {}
            : { parts: parts.map((place) => ({ departement: place, figures: of(AREAS, place) })) }),
        },
      ];
    }),
  };
}

const NOTHING: AreaFigures = { needs: null, fragile: null, satisfactory: null, pupils: null, mean: null };
const sameWords = (text: string): Localised => ({ fr: text, en: text });

function ownCode(
  kind: Area['kind'],
  place: {
    readonly departement: string | null;
    readonly academie: string | null;
    readonly region: string | null;
  },
): string | null {
  switch (kind) {
    case 'departement':
      return place.departement;
    case 'academie':
      return place.academie === null ? null : academieCode(place.academie);
    case 'region':
      return place.region;
    case 'circonscription':
    case 'other':
      return null;
  }
}

function figuresOf(
  { release, means }: ReleasedFigures,
  table: string,
  codes: readonly string[],
): AreaFigures {
  const rows = (release.tables.find(({ name }) => name === table)?.rows ?? []).filter(([row]) =>
    codes.every((code, at) => row[at] === code),
  );
  const shown = (group: string) => rows.find(([row]) => row.at(-1) === group)?.[1]?.[0] ?? null;
  const [needs, fragile, satisfactory] = GROUPS.map(shown);
  return {
    needs: needs ?? null,
    fragile: fragile ?? null,
    satisfactory: satisfactory ?? null,
    pupils: shown(TOTAL),
    mean: means[meanKey(...codes)] ?? null,
  };
}
