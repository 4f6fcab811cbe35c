/**
 * Départements and regions of France, for hierarchies of place. Regions are those of the law of 16 January 2015, by the names of the Code
 * officiel géographique (INSEE, 2024).
 */
import type { LevelSource } from './hierarchy.ts';

export const DEPARTEMENTS_OF_REGIONS: Readonly<Record<string, readonly string[]>> = {
  'Auvergne-Rhône-Alpes': ['01', '03', '07', '15', '26', '38', '42', '43', '63', '69', '73', '74'],
  'Bourgogne-Franche-Comté': ['21', '25', '39', '58', '70', '71', '89', '90'],
  Bretagne: ['22', '29', '35', '56'],
  'Centre-Val de Loire': ['18', '28', '36', '37', '41', '45'],
  Corse: ['2A', '2B'],
  'Grand Est': ['08', '10', '51', '52', '54', '55', '57', '67', '68', '88'],
  'Hauts-de-France': ['02', '59', '60', '62', '80'],
  'Île-de-France': ['75', '77', '78', '91', '92', '93', '94', '95'],
  Normandie: ['14', '27', '50', '61', '76'],
  'Nouvelle-Aquitaine': ['16', '17', '19', '23', '24', '33', '40', '47', '64', '79', '86', '87'],
  Occitanie: ['09', '11', '12', '30', '31', '32', '34', '46', '48', '65', '66', '81', '82'],
  'Pays de la Loire': ['44', '49', '53', '72', '85'],
  "Provence-Alpes-Côte d'Azur": ['04', '05', '06', '13', '83', '84'],
  Guadeloupe: ['971'],
  Martinique: ['972'],
  Guyane: ['973'],
  'La Réunion': ['974'],
  Mayotte: ['976'],
};

const REGION_OF = new Map(
  Object.entries(DEPARTEMENTS_OF_REGIONS).flatMap(([region, codes]) => codes.map((code) => [code, region])),
);

/** What lies outside the eighteen regions: collectivities, schools abroad, invented schools. */
export const ELSEWHERE = 'Autre';

/** Region of a département's code as INSEE writes it (`01`, `2A`, `974`). */
export function regionOf(departement: string): string {
  return REGION_OF.get(departement) ?? ELSEWHERE;
}

/** Codes as INSEE writes them; `1` and `069` are read as `01` and `69`. */
export const REGION_LEVEL: LevelSource = {
  name: 'région',
  of: (label) =>
    regionOf(
      label
        .replace(/^0(?=\d\d$)/, '')
        .padStart(2, '0')
        .toUpperCase(),
    ),
};
