/**
 * Tile maps of France, drawn for this project: one square for each département or académie, near where it lies. Equal
 * squares give Paris and the Creuse the same room, which a map of outlines does not.
 */

export const MAPS = ['departements', 'academies'] as const;
export type MapKind = (typeof MAPS)[number];

export interface Tile {
  readonly code: string;
  readonly column: number;
  readonly row: number;
}

export interface TileMap {
  readonly tiles: readonly Tile[];
  readonly columns: number;
  readonly rows: number;
  /** Short text for a tile. */
  readonly shortName: (code: string) => string;
  /** Code of the tile that a category of the file means, or null. */
  readonly tileOf: (code: string, label: string) => string | null;
}

/** Codes of INSEE; overseas départements stand in the left column. */
const DEPARTEMENTS = `
..  ..  ..  ..  ..  ..  ..  62  59  ..  ..  ..  ..
..  ..  ..  ..  ..  76  80  60  02  08  ..  ..  ..
..  ..  ..  50  14  27  95  75  93  51  55  57  ..
29  22  35  53  61  78  92  94  77  10  54  88  67
..  56  ..  49  72  28  91  45  89  52  70  90  68
..  ..  44  ..  37  41  ..  18  58  21  25  ..  ..
..  ..  ..  85  79  86  36  03  71  39  ..  ..  ..
..  ..  ..  17  16  87  23  63  42  69  01  74  ..
971 ..  ..  ..  ..  24  19  15  43  ..  38  73  ..
972 ..  ..  ..  33  47  46  12  48  07  26  05  ..
973 ..  ..  ..  40  32  82  81  34  30  84  04  06
974 ..  ..  ..  64  65  31  11  ..  ..  13  83  2B
976 ..  ..  ..  ..  ..  09  66  ..  ..  ..  ..  2A
`;

/** Codes of the ministry for académies, as in the national directory of schools. */
const ACADEMIES = `
..  ..  ..  09  ..  ..  ..
..  ..  70  20  19  12  15
14  ..  25  01  24  ..  ..
..  17  18  ..  07  03  ..
..  13  22  06  10  08  ..
..  04  16  11  02  23  27
32  31  33  28  43  ..  ..
`;

const ACADEMY_NAMES: Readonly<Record<string, readonly [short: string, name: string]>> = {
  '01': ['PAR', 'Paris'],
  '02': ['AIX', 'Aix-Marseille'],
  '03': ['BES', 'Besançon'],
  '04': ['BOR', 'Bordeaux'],
  '06': ['CLF', 'Clermont-Ferrand'],
  '07': ['DIJ', 'Dijon'],
  '08': ['GRE', 'Grenoble'],
  '09': ['LIL', 'Lille'],
  '10': ['LYO', 'Lyon'],
  '11': ['MON', 'Montpellier'],
  '12': ['NAN', 'Nancy-Metz'],
  '13': ['POI', 'Poitiers'],
  '14': ['REN', 'Rennes'],
  '15': ['STR', 'Strasbourg'],
  '16': ['TOU', 'Toulouse'],
  '17': ['NTE', 'Nantes'],
  '18': ['ORL', 'Orléans-Tours'],
  '19': ['REI', 'Reims'],
  '20': ['AMI', 'Amiens'],
  '22': ['LIM', 'Limoges'],
  '23': ['NIC', 'Nice'],
  '24': ['CRE', 'Créteil'],
  '25': ['VER', 'Versailles'],
  '27': ['COR', 'Corse'],
  '28': ['REU', 'La Réunion'],
  '31': ['MAR', 'Martinique'],
  '32': ['GUA', 'Guadeloupe'],
  '33': ['GUY', 'Guyane'],
  '43': ['MAY', 'Mayotte'],
  '70': ['NOR', 'Normandie'],
};

function tilesOf(drawing: string): Pick<TileMap, 'tiles' | 'columns' | 'rows'> {
  const lines = drawing
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/u));
  return {
    tiles: lines.flatMap((line, row) =>
      line.flatMap((code, column) => (code === '..' ? [] : [{ code, column, row }])),
    ),
    columns: lines[0]!.length,
    rows: lines.length,
  };
}

const plain = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]/gu, '');

export function tileMap(kind: MapKind): TileMap {
  const drawn = tilesOf(kind === 'departements' ? DEPARTEMENTS : ACADEMIES);
  const known = new Set(drawn.tiles.map(({ code }) => code));
  if (kind === 'departements')
    return {
      ...drawn,
      shortName: (code) => code,
      tileOf: (code) => {
        const padded = /^\d$/u.test(code) ? `0${code}` : code.toUpperCase();
        // The ministry writes three digits: 033 for Gironde, 02A for Corse-du-Sud.
        const short = padded.length === 3 && padded.startsWith('0') ? padded.slice(1) : padded;
        return known.has(short) ? short : null;
      },
    };
  const byName = new Map(Object.entries(ACADEMY_NAMES).map(([code, [, name]]) => [plain(name), code]));
  return {
    ...drawn,
    shortName: (code) => ACADEMY_NAMES[code]![0],
    tileOf: (code, label) => {
      const padded = /^\d$/u.test(code) ? `0${code}` : code;
      if (known.has(padded)) return padded;
      return byName.get(plain(label)) ?? byName.get(plain(code)) ?? null;
    },
  };
}
