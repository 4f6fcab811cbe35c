/** Figures of the page: a tile map and bars, as SVG without script, each with its values as a table beside it. */

import { escapeXml } from '../codebook/xml-text.ts';
import type { TileMap } from './cartogram.ts';

export interface FigureValue {
  readonly code: string;
  readonly label: string;
  /** Null: hidden, or nothing to show. */
  readonly value: number | null;
  readonly isHidden: boolean;
}

export interface FigureWords {
  readonly hidden: string;
  readonly none: string;
  readonly format: (value: number) => string;
}

const CLASSES = 5;

/** Limits of classes with about as many areas each; fewer where values are alike. */
export function classLimits(values: readonly number[]): readonly number[] {
  const sorted = values.toSorted((a, b) => a - b);
  if (sorted.length === 0) return [];
  const limits: number[] = [];
  for (let at = 1; at < CLASSES; at++) {
    const limit = sorted[Math.floor((sorted.length * at) / CLASSES)]!;
    if (limit > (limits.at(-1) ?? sorted[0]!)) limits.push(limit);
  }
  return limits;
}

export function classOf(value: number, limits: readonly number[]): number {
  const above = limits.findIndex((limit) => value < limit);
  return above < 0 ? limits.length : above;
}

const TILE = 30;

/** `limits` are shared by the maps of a row, so that a colour means one thing. */
export function mapSvg(
  { tiles, columns, rows, shortName, tileOf }: TileMap,
  values: readonly FigureValue[],
  limits: readonly number[],
  title: string,
  words: FigureWords,
): string {
  const byTile = new Map(
    values.flatMap((value) => {
      const tile = tileOf(value.code, value.label);
      return tile === null ? [] : [[tile, value] as const];
    }),
  );
  const squares = tiles.map(({ code, column, row }) => {
    const value = byTile.get(code);
    const [x, y] = [column * TILE + 1, row * TILE + 1];
    const size = TILE - 2;
    const style =
      value === undefined || (value.value === null && !value.isHidden)
        ? 'none'
        : value.value === null
          ? 'secret'
          : `c${classOf(value.value, limits)}`;
    const said =
      value === undefined || (value.value === null && !value.isHidden)
        ? words.none
        : value.value === null
          ? words.hidden
          : words.format(value.value);
    return `<g class="${style}"><title>${escapeXml(`${value?.label ?? code} (${code}): ${said}`)}</title><rect x="${x}" y="${y}" width="${size}" height="${size}" rx="3"/><text x="${x + size / 2}" y="${y + size / 2 + 4}">${escapeXml(shortName(code))}</text></g>`;
  });
  return `<svg class="map" viewBox="0 0 ${columns * TILE} ${rows * TILE}" role="img" aria-label="${escapeXml(title)}">${squares.join('')}</svg>`;
}

export function legend(
  limits: readonly number[],
  hasHidden: boolean,
  values: readonly number[],
  words: FigureWords,
): string {
  if (values.length === 0) return '';
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const edges = [least, ...limits, most];
  const entries = edges.slice(0, -1).map((edge, at) => {
    const text = `${words.format(edge)} – ${words.format(edges[at + 1]!)}`;
    return `<li><span class="swatch c${at}"></span>${escapeXml(text)}</li>`;
  });
  if (hasHidden) entries.push(`<li><span class="swatch secret"></span>${escapeXml(words.hidden)}</li>`);
  return `<ul class="legend">${entries.join('')}</ul>`;
}

const BAR = 26;
const LABEL = 190;
const WIDTH = 620;

export function barsSvg(values: readonly FigureValue[], title: string, words: FigureWords): string {
  const most = Math.max(1e-9, ...values.map(({ value }) => value ?? 0));
  const room = WIDTH - LABEL - 90;
  const bars = values.map(({ label, value, isHidden }, at) => {
    const y = at * BAR;
    const width = value === null ? 0 : Math.max(1, (value / most) * room);
    const said = value === null ? (isHidden ? words.hidden : words.none) : words.format(value);
    return `<g><text class="label" x="${LABEL - 8}" y="${y + 17}">${escapeXml(shortened(label))}</text><rect class="bar" x="${LABEL}" y="${y + 4}" width="${width.toFixed(1)}" height="${BAR - 8}" rx="2"/><text x="${(LABEL + width + 6).toFixed(1)}" y="${y + 17}">${escapeXml(said)}</text></g>`;
  });
  return `<svg class="bars" viewBox="0 0 ${WIDTH} ${values.length * BAR + 4}" role="img" aria-label="${escapeXml(title)}">${bars.join('')}</svg>`;
}

const shortened = (label: string) => (label.length > 28 ? `${label.slice(0, 27)}…` : label);

/** The figure's values as a table, folded. */
export function twinTable(
  summary: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  return `<details><summary>${escapeXml(summary)}</summary><div class="scroll" role="region" tabindex="0" aria-label="${escapeXml(summary)}"><table><thead><tr>${head
    .map((cell) => `<th scope="col">${escapeXml(cell)}</th>`)
    .join('')}</tr></thead><tbody>${rows
    .map(
      ([first, ...rest]) =>
        `<tr><th scope="row">${escapeXml(first!)}</th>${rest.map((cell) => `<td>${escapeXml(cell)}</td>`).join('')}</tr>`,
    )
    .join('')}</tbody></table></div></details>`;
}
