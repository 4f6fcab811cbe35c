/** A Wright map: persons and items side by side on one vertical scale (Wright & Masters 1982; Wilson 2005). */
import type { Lang } from '@cloison/command/refusal';
import type { TableSpec } from './html-report.ts';
import { decimalText } from './number-text.ts';
import { words } from './statistics-words.ts';
import { escapeXml, ticks } from './svg-plots.ts';

export interface WrightItem {
  readonly label: string;
  /** Of an item of more scores, of one step. */
  readonly difficulty: number;
}

export interface WrightPlaces<Item extends WrightItem = WrightItem> {
  /** Where the share of persons is given, rising and equally spaced. */
  readonly theta: ArrayLike<number>;
  /** Share of persons at each θ, by group. */
  readonly groups: readonly { readonly label: string; readonly shares: ArrayLike<number> }[];
  readonly items: readonly Item[];
}

export interface WrightMap extends WrightPlaces {
  readonly title: string;
  readonly personsLabel: string;
  readonly itemsLabel: string;
}

export interface WrightBand<Item extends WrightItem = WrightItem> {
  readonly low: number;
  readonly high: number;
  /** Share of the persons of each group. */
  readonly shares: readonly number[];
  /** Hardest first. */
  readonly items: readonly Item[];
}

const LOW = -4;
const HIGH = 4;
const BAND = 0.2;
const BANDS = Math.round((HIGH - LOW) / BAND);
const LINE = 15;
const TOP = 36;
const BOTTOM = 14;
const PERSONS_WIDTH = 190;
const AXIS_WIDTH = 36;
/** Rough width of a letter, to know when a line of items is full. */
const LETTER = 6.2;
const WIDTH = 640;

/** Bands of 0.2 of θ: bars of persons on the left, names of items on the right. What lies beyond ±4 is shown at the end. */
export function wrightMap({ title, personsLabel, itemsLabel, theta, groups, items }: WrightMap): string {
  const bands = BANDS;
  const height = TOP + bands * LINE + BOTTOM;
  const y = (value: number) => TOP + ((HIGH - value) / BAND) * LINE;
  const bars = groups.map(({ shares }) => sharesByBand(theta, shares));
  const largest = Math.max(1e-9, ...bars.map((own) => Math.max(...own)));
  const thick = (LINE - 2) / groups.length;
  const persons = bars.flatMap((own, g) =>
    Array.from(own, (share, band) => {
      const width = (share / largest) * PERSONS_WIDTH;
      const top = y(LOW + (band + 1) * BAND) + 1 + g * thick;
      return width < 0.2
        ? ''
        : `<rect class="bar" fill-opacity="${opacityOf(g)}" x="${(PERSONS_WIDTH - width).toFixed(1)}" y="${top.toFixed(1)}" width="${width.toFixed(1)}" height="${thick.toFixed(1)}"/>`;
    }),
  );
  const left = PERSONS_WIDTH + AXIS_WIDTH;
  const names = Array.from({ length: bands }, (_, band) => {
    const here = items
      .filter(({ difficulty }) => bandOf(difficulty) === band)
      .sort((a, b) => a.difficulty - b.difficulty)
      .map(({ label }) => label);
    const shown = fitting(here, (WIDTH - left) / LETTER);
    return shown === ''
      ? ''
      : `<text class="name" x="${left}" y="${(y(LOW + (band + 0.5) * BAND) + 4).toFixed(1)}"><title>${escapeXml(here.join(', '))}</title>${escapeXml(shown)}</text>`;
  });
  const axis = ticks(LOW, HIGH, 8).map(
    (one) =>
      `<line class="grid" x1="0" x2="${WIDTH}" y1="${y(one)}" y2="${y(one)}"/><text class="tick" x="${PERSONS_WIDTH + AXIS_WIDTH / 2}" y="${y(one) + 4}" text-anchor="middle" data-number="">${one}</text>`,
  );
  const legend =
    groups.length === 1
      ? ''
      : groups
          .map(
            ({ label }, g) =>
              `<rect class="bar" fill-opacity="${opacityOf(g)}" x="0" y="${TOP + g * LINE}" width="10" height="10"/><text class="tick" x="14" y="${TOP + 9 + g * LINE}">${escapeXml(label)}</text>`,
          )
          .join('');
  const heads = `${legend}<text class="title" x="0" y="14">${escapeXml(title)}</text><text class="axis" x="${PERSONS_WIDTH}" y="30" text-anchor="end">${escapeXml(personsLabel)}</text><text class="axis" x="${left}" y="30">${escapeXml(itemsLabel)}</text>`;
  return `<svg viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escapeXml(title)}">${axis.join('')}${persons.join('')}${names.join('')}${heads}</svg>`;
}

/** What the map shows, as a table: the bands where somebody or an item is, highest first. */
export function wrightTable({ title, itemsLabel, ...places }: WrightMap, lang: Lang): TableSpec {
  const percent = new Intl.NumberFormat(lang, {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const to = lang === 'fr' ? 'à' : 'to';
  return {
    caption: title,
    head: [words.scale[lang], ...places.groups.map(({ label }) => label), itemsLabel],
    rows: wrightBands(places).map(({ low, high, shares, items }) => [
      `${decimalText(low, lang, 1)} ${to} ${decimalText(high, lang, 1)}`,
      ...shares.map((share) => percent.format(share)),
      items.map(({ label }) => label).join(' · '),
    ]),
  };
}

/** A smaller share has no bar that could be seen. */
const LEAST_SHOWN = 0.0005;

/** Bands of 0.2 of θ from −4 to 4, highest first, without those where nobody and nothing is; the outermost have what lies beyond. */
export function wrightBands<Item extends WrightItem>({
  theta,
  groups,
  items,
}: WrightPlaces<Item>): WrightBand<Item>[] {
  const bars = groups.map(({ shares }) => sharesByBand(theta, shares));
  return Array.from({ length: BANDS }, (_, k) => BANDS - 1 - k).flatMap((band) => {
    const here = items
      .filter(({ difficulty }) => bandOf(difficulty) === band)
      .sort((a, b) => b.difficulty - a.difficulty);
    const shares = bars.map((own) => own[band]!);
    if (here.length === 0 && shares.every((share) => share < LEAST_SHOWN)) return [];
    return [{ low: edgeOf(band), high: edgeOf(band + 1), shares, items: here }];
  });
}

/**
 * Each θ stands for all that is nearer to it than to its neighbours: its share is spread evenly over that width, which may lie
 * in several bands. Put whole into one band, nodes that are not as far apart as bands are would draw peaks that nobody made.
 */
function sharesByBand(theta: ArrayLike<number>, shares: ArrayLike<number>): Float64Array {
  const own = new Float64Array(BANDS);
  const half = theta.length < 2 ? 0 : (theta[1]! - theta[0]!) / 2;
  for (let q = 0; q < theta.length; q++) {
    const [from, to] = [theta[q]! - half, theta[q]! + half];
    const [first, last] = [bandOf(from), bandOf(to)];
    if (first === last) {
      own[first]! += shares[q]!;
      continue;
    }
    for (let band = first; band <= last; band++) {
      const low = band === first ? from : edgeOf(band);
      const high = band === last ? to : edgeOf(band + 1);
      own[band]! += (shares[q]! * (high - low)) / (2 * half);
    }
  }
  return own;
}

const bandOf = (value: number) => Math.min(BANDS - 1, Math.max(0, Math.floor((value - LOW) / BAND + 1e-9)));

/** Rounded: 20 · 0.2 − 4 is 0. */
const edgeOf = (band: number) => Math.round((LOW + band * BAND) * 10) / 10;

/** Groups differ by the strength of their bars. */
const opacityOf = (group: number) => Math.max(0.2, 1 - 0.35 * group).toFixed(2);

/** As many names as fit on a line of so many letters; the others are counted. */
function fitting(names: readonly string[], letters: number): string {
  for (let shown = names.length; shown > 0; shown--) {
    const rest = names.length - shown;
    const line = names.slice(0, shown).join(' · ') + (rest > 0 ? ` +${rest}` : '');
    if (line.length <= letters || shown === 1) return line;
  }
  return '';
}
