/** An area by département, for its map: sums of what the schools' rows tell, shares of released figures. Pure. */
import type { AreaFigures } from '@cloison/protocol';
import { DEPARTEMENT_NAMES, stepOf } from '@cloison/theme/departements';
import type { TileStep } from '@cloison/theme/tile-map';
import { areaTotals, type SchoolRow, type Span } from './area-progress.ts';

export interface PlaceRow {
  readonly departement: string;
  readonly name: string;
  readonly schools: number;
  readonly notBegun: number;
  /** Of the schools that are not hidden, like `share`; 0: all of them are. */
  readonly expected: number;
  /** Who has finished or does not sit, in percent; null where every school is hidden. */
  readonly share: Span | null;
}

/** By number of the département. */
export function placesOf(rows: readonly SchoolRow[]): readonly PlaceRow[] {
  const groups = new Map<string, SchoolRow[]>();
  for (const row of rows) {
    const departement = departementOf(row.uai);
    const group = groups.get(departement);
    if (group === undefined) groups.set(departement, [row]);
    else group.push(row);
  }
  return [...groups]
    .sort(([a], [b]) => a.localeCompare(b, 'fr'))
    .map(([departement, own]) => {
      const { schools, expected, done } = areaTotals(own);
      const percent = (count: number) => Math.round((100 * count) / expected);
      return {
        ...{
          departement,
          name: nameOf(departement),
          schools: own.length,
          notBegun: schools.notBegun,
          expected,
        },
        share: expected === 0 ? null : { low: percent(done.low), high: percent(done.high) },
      };
    });
}

/** The lower bound gives the tone: no area looks further along than it is. */
export function stepOfPlace({ share }: PlaceRow): TileStep {
  return share === null ? 'hidden' : stepOf(share.low / 100);
}

export function nameOf(departement: string): string {
  return DEPARTEMENT_NAMES[departement] ?? departement;
}

/** First three digits of a UAI, with 620 and 720 for the two of Corsica (Répertoire national des établissements). */
function departementOf(uai: string): string {
  const prefix = uai.slice(0, 3);
  if (prefix === '620') return '2A';
  if (prefix === '720') return '2B';
  return prefix.startsWith('0') ? prefix.slice(1) : prefix;
}

export type Group = 'needs' | 'fragile' | 'satisfactory';

/** Share of a group in percent; null where a count that it needs is hidden, or nobody has a result. */
export function shareOfGroup(figures: AreaFigures, group: Group): number | null {
  const { needs, fragile, satisfactory, pupils } = figures;
  const whole = needs !== null && fragile !== null && satisfactory !== null;
  const total = whole ? needs + fragile + satisfactory : pupils;
  const count = figures[group];
  return count === null || total === null || total === 0 ? null : Math.round((100 * count) / total);
}

/** Four classes of one width from the least share to the largest: bounds in whole percent, both within the class. */
export function classesOf(shares: readonly number[]): readonly Span[] {
  if (shares.length === 0) return [];
  const low = Math.min(...shares);
  const width = Math.max(1, Math.ceil((Math.max(...shares) - low + 1) / 4));
  return [0, 1, 2, 3].map((at) => ({
    low: low + at * width,
    high: Math.min(100, low + (at + 1) * width - 1),
  }));
}

export function stepIn(classes: readonly Span[], share: number): 1 | 2 | 3 | 4 {
  const at = classes.findIndex(({ low, high }) => share >= low && share <= high);
  return ([1, 2, 3, 4] as const)[Math.max(0, at)]!;
}
