/**
 * France as tiles of one size, one a département: small ones are as easy to see as large ones. Places were computed from the
 * middles of the départements, so that neighbours stay neighbours as far as a grid allows; Corsica and the five overseas
 * stand below.
 */
const ROWS = [
  '  .   .   .   .   .   .  62  59   .   .   .   .   .',
  '  .   .   .   .  76  95  80  60  02  08   .   .   .',
  '  .   .  50  14  27  92  75  93  51  55  54  57   .',
  ' 29  22  35  61  78  28  94  77  10  52  88  67   .',
  '  .  56  44  53  72  91  45  89  21  70  90  68   .',
  '  .   .  85  49  37  41  18  58  71  39  25   .   .',
  '  .   .   .  79  86  36  23  03  69  01  74   .   .',
  '  .   .   .  17  16  87  19  63  42  38  73   .   .',
  '  .   .   .  33  24  46  15  43  07  26  05   .   .',
  '  .   .   .  40  47  82  12  48  30  84  04  06   .',
  '  .   .   .  64  32  31  81  34   .  13  83   .   .',
  '971 972   .   .  65  09  11  66   .   .   .   .  2B',
  '973 974 976   .   .   .   .   .   .   .   .   .  2A',
] as const;

export interface Tile {
  readonly departement: string;
  readonly column: number;
  readonly row: number;
}

export const TILES: readonly Tile[] = ROWS.flatMap((line, row) =>
  line
    .trim()
    .split(/\s+/)
    .flatMap((departement, column) => (departement === '.' ? [] : [{ departement, column, row }])),
);

export const TILE_COLUMNS = 13;
export const TILE_ROWS = ROWS.length;

/** Step of a share on the map, 0 to 4: nothing, then by parts; the last is nearly all. */
export function stepOf(share: number): 0 | 1 | 2 | 3 | 4 {
  if (share <= 0) return 0;
  if (share < 0.25) return 1;
  if (share < 0.5) return 2;
  return share < 0.8 ? 3 : 4;
}

/** Names of the Code officiel géographique (INSEE, 2024). */
export const DEPARTEMENT_NAMES: Readonly<Record<string, string>> = {
  '01': 'Ain',
  '02': 'Aisne',
  '03': 'Allier',
  '04': 'Alpes-de-Haute-Provence',
  '05': 'Hautes-Alpes',
  '06': 'Alpes-Maritimes',
  '07': 'Ardèche',
  '08': 'Ardennes',
  '09': 'Ariège',
  '10': 'Aube',
  '11': 'Aude',
  '12': 'Aveyron',
  '13': 'Bouches-du-Rhône',
  '14': 'Calvados',
  '15': 'Cantal',
  '16': 'Charente',
  '17': 'Charente-Maritime',
  '18': 'Cher',
  '19': 'Corrèze',
  '21': 'Côte-d’Or',
  '22': 'Côtes-d’Armor',
  '23': 'Creuse',
  '24': 'Dordogne',
  '25': 'Doubs',
  '26': 'Drôme',
  '27': 'Eure',
  '28': 'Eure-et-Loir',
  '29': 'Finistère',
  '2A': 'Corse-du-Sud',
  '2B': 'Haute-Corse',
  '30': 'Gard',
  '31': 'Haute-Garonne',
  '32': 'Gers',
  '33': 'Gironde',
  '34': 'Hérault',
  '35': 'Ille-et-Vilaine',
  '36': 'Indre',
  '37': 'Indre-et-Loire',
  '38': 'Isère',
  '39': 'Jura',
  '40': 'Landes',
  '41': 'Loir-et-Cher',
  '42': 'Loire',
  '43': 'Haute-Loire',
  '44': 'Loire-Atlantique',
  '45': 'Loiret',
  '46': 'Lot',
  '47': 'Lot-et-Garonne',
  '48': 'Lozère',
  '49': 'Maine-et-Loire',
  '50': 'Manche',
  '51': 'Marne',
  '52': 'Haute-Marne',
  '53': 'Mayenne',
  '54': 'Meurthe-et-Moselle',
  '55': 'Meuse',
  '56': 'Morbihan',
  '57': 'Moselle',
  '58': 'Nièvre',
  '59': 'Nord',
  '60': 'Oise',
  '61': 'Orne',
  '62': 'Pas-de-Calais',
  '63': 'Puy-de-Dôme',
  '64': 'Pyrénées-Atlantiques',
  '65': 'Hautes-Pyrénées',
  '66': 'Pyrénées-Orientales',
  '67': 'Bas-Rhin',
  '68': 'Haut-Rhin',
  '69': 'Rhône',
  '70': 'Haute-Saône',
  '71': 'Saône-et-Loire',
  '72': 'Sarthe',
  '73': 'Savoie',
  '74': 'Haute-Savoie',
  '75': 'Paris',
  '76': 'Seine-Maritime',
  '77': 'Seine-et-Marne',
  '78': 'Yvelines',
  '79': 'Deux-Sèvres',
  '80': 'Somme',
  '81': 'Tarn',
  '82': 'Tarn-et-Garonne',
  '83': 'Var',
  '84': 'Vaucluse',
  '85': 'Vendée',
  '86': 'Vienne',
  '87': 'Haute-Vienne',
  '88': 'Vosges',
  '89': 'Yonne',
  '90': 'Territoire de Belfort',
  '91': 'Essonne',
  '92': 'Hauts-de-Seine',
  '93': 'Seine-Saint-Denis',
  '94': 'Val-de-Marne',
  '95': 'Val-d’Oise',
  '971': 'Guadeloupe',
  '972': 'Martinique',
  '973': 'Guyane',
  '974': 'La Réunion',
  '976': 'Mayotte',
};
