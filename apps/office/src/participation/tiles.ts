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

/** Step of a share on the map, 0 to 4: nothing, then fifths; the last is nearly all. */
export function stepOf(share: number): 0 | 1 | 2 | 3 | 4 {
  if (share <= 0) return 0;
  if (share < 0.25) return 1;
  if (share < 0.5) return 2;
  return share < 0.8 ? 3 : 4;
}
