/**
 * Département and region of a school, from the first three digits of its UAI (Répertoire national des établissements:
 * the département, with 620 and 720 for the two of Corsica). Regions are those of the law of 16 January 2015, by the
 * names of the Code officiel géographique (INSEE, 2024).
 */
const REGIONS: Readonly<Record<string, readonly string[]>> = {
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
  Object.entries(REGIONS).flatMap(([region, list]) => list.map((one) => [one, region] as const)),
);

/** What a UAI outside the eighteen regions falls under (collectivities, schools abroad, invented schools). */
export const ELSEWHERE = 'Autre';

export interface SchoolLocation {
  readonly departement: string;
  readonly region: string;
}

export function locationOf(uai: string): SchoolLocation {
  const prefix = uai.slice(0, 3);
  const departement = departementOf(prefix);
  return { departement, region: REGION_OF.get(departement) ?? ELSEWHERE };
}

function departementOf(prefix: string): string {
  if (prefix === '620') return '2A';
  if (prefix === '720') return '2B';
  return prefix.startsWith('0') ? prefix.slice(1) : prefix;
}
