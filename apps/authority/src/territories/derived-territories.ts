/** The areas that every campaign has by itself: département, académie and region of a school, from the first digits of its UAI. Pure. */
import { ELSEWHERE } from '@cloison/disclosure/departements';
import { academieOf, departementName } from '../geography/academies.ts';
import { locationOf } from '../geography/departement.ts';
import type { TerritoryKind } from '../vault/rows.ts';

export interface DerivedTerritory {
  readonly code: string;
  readonly kind: Extract<TerritoryKind, 'region' | 'academie' | 'departement'>;
  readonly label: string;
}

/** What the codes of derived areas begin with: no declared area may be called so. */
export const DERIVED_PREFIXES = ['dep-', 'ac-', 'region-'] as const;

/** From the smallest; overseas collectivities have a département alone. */
export function derivedTerritoriesOf(uai: string): readonly DerivedTerritory[] {
  const { departement, region } = locationOf(uai);
  const academie = academieOf(departement);
  return [
    {
      code: `dep-${departement.toLowerCase()}`,
      kind: 'departement',
      label: `${departementName(departement)} (${departement})`,
    },
    ...(academie === ELSEWHERE
      ? []
      : [{ code: `ac-${plain(academie)}`, kind: 'academie' as const, label: `Académie : ${academie}` }]),
    ...(region === ELSEWHERE
      ? []
      : [
          {
            code: `region-${plain(region)}`,
            kind: 'region' as const,
            label: `Région académique : ${region}`,
          },
        ]),
  ];
}

/** Without accents, in lower case, words joined by hyphens. */
function plain(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
}
