/** Plots as inline SVG: no script, no font, no network. Each colour has a dash and a mark of its own as well. */
import type { Lang } from '@cloison/command/refusal';

export interface Series {
  readonly label: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

export interface PlotPoint {
  readonly x: number;
  readonly y: number;
  readonly series: number;
}

export interface PlotOptions {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly width?: number;
  readonly height?: number;
  /** Ticks of x at whole numbers only. */
  readonly whole?: boolean;
}

const DASHES = ['', '6 3', '2 3', '8 3 2 3', '1 4', '10 4'];
const LEFT = 44;
const BOTTOM = 34;
const TOP = 22;
const RIGHT = 10;

export function escapeXml(value: string): string {
  return value.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);
}

/** Marks the text of an axis that is a number. */
const NUMBER = 'data-number=""';

/** A plot with the numbers of its axes as the language writes them. */
export function withNumbersIn(lang: Lang, svg: string): string {
  const format = new Intl.NumberFormat(lang, { maximumFractionDigits: 10, useGrouping: false });
  return svg.replace(
    /( data-number="">)([^<]*)</g,
    (_all, before: string, value: string) => `${before}${format.format(Number(value)).replace('-', '−')}<`,
  );
}

/** Curves, with observed points as marks of the curve's colour. */
export function linePlot(
  options: PlotOptions,
  series: readonly Series[],
  points: readonly PlotPoint[] = [],
): string {
  const named = series.length > 1;
  const frame = createFrame({ ...options, right: named ? 34 : RIGHT });
  const names = named ? endLabels(options, series, frame) : '';
  const curves = series.map(({ label, x, y }, k) => {
    const path = x
      .map((one, at) => `${at === 0 ? 'M' : 'L'}${frame.x(one).toFixed(1)} ${frame.y(y[at]!).toFixed(1)}`)
      .join('');
    const dash = DASHES[k % DASHES.length]!;
    return `<path class="curve c${k % 6}" d="${path}"${dash === '' ? '' : ` stroke-dasharray="${dash}"`}><title>${escapeXml(label)}</title></path>`;
  });
  const marks = points
    .filter(({ x }) => x >= options.x[0] && x <= options.x[1])
    .map(
      ({ x, y, series: k }) =>
        `<circle class="mark c${k % 6}" cx="${frame.x(x).toFixed(1)}" cy="${frame.y(y).toFixed(1)}" r="2.6"/>`,
    );
  return frame.svg([...curves, ...marks].join('') + names);
}

/** The name of each curve at its right end, moved apart where ends meet. */
function endLabels(
  options: PlotOptions,
  series: readonly Series[],
  frame: ReturnType<typeof createFrame>,
): string {
  const apart = 11;
  const ends = series
    .map(({ label, x, y }, k) => ({
      label,
      k,
      x: frame.x(x.at(-1) ?? options.x[1]),
      y: frame.y(y.at(-1) ?? 0),
    }))
    .sort((a, b) => a.y - b.y);
  ends.forEach((end, at) => {
    if (at > 0) end.y = Math.max(end.y, ends[at - 1]!.y + apart);
  });
  const over = (ends.at(-1)?.y ?? 0) - frame.y(options.y[0]) - 8;
  return ends
    .map(
      ({ label, k, x, y }) =>
        `<text class="end c${k % 6}" x="${(x + 4).toFixed(1)}" y="${(y - Math.max(0, over) + 4).toFixed(1)}">${escapeXml(label.slice(0, 6))}</text>`,
    )
    .join('');
}

/** Bars from 0. */
export function barPlot(
  options: PlotOptions,
  bars: readonly { readonly from: number; readonly to: number; readonly y: number }[],
): string {
  const frame = createFrame(options);
  const rectangles = bars.map(({ from, to, y }) => {
    const top = frame.y(y);
    const width = Math.max(0.5, frame.x(to) - frame.x(from) - 1);
    return `<rect class="bar" x="${frame.x(from).toFixed(1)}" y="${top.toFixed(1)}" width="${width.toFixed(1)}" height="${Math.max(0, frame.y(options.y[0]) - top).toFixed(1)}"/>`;
  });
  return frame.svg(rectangles.join(''));
}

/** Marks with an interval and a name, one a line: difficulties, differences. */
export function dotPlot(
  options: Omit<PlotOptions, 'y' | 'yLabel' | 'height'>,
  rows: readonly {
    readonly label: string;
    readonly value: number;
    readonly error: number | null;
    readonly strong?: boolean;
  }[],
): string {
  const line = 16;
  const height = TOP + BOTTOM + rows.length * line;
  const left = 130;
  const frame = createFrame({ ...options, y: [0, rows.length], yLabel: '', height, left, noYTicks: true });
  const marks = rows.map(({ label, value, error, strong }, k) => {
    const y = TOP + (k + 0.5) * line;
    const clamp = (x: number) => frame.x(Math.min(options.x[1], Math.max(options.x[0], x))).toFixed(1);
    const bar =
      error === null
        ? ''
        : `<line class="interval" x1="${clamp(value - 1.96 * error)}" x2="${clamp(value + 1.96 * error)}" y1="${y}" y2="${y}"/>`;
    return `${bar}<circle class="mark ${strong === true ? 'c1' : 'c0'}" cx="${clamp(value)}" cy="${y}" r="${strong === true ? 4 : 3}"/><text class="name${strong === true ? ' strong' : ''}" x="${left - 8}" y="${y + 4}" text-anchor="end">${escapeXml(label)}</text>`;
  });
  return frame.svg(marks.join(''));
}

function createFrame(
  options: PlotOptions & { readonly left?: number; readonly noYTicks?: boolean; readonly right?: number },
) {
  const width = options.width ?? 320;
  const height = options.height ?? 210;
  const left = options.left ?? LEFT;
  const right = options.right ?? RIGHT;
  const [x0, x1] = options.x;
  const [y0, y1] = options.y;
  const x = (value: number) => left + ((value - x0) / (x1 - x0)) * (width - left - right);
  const y = (value: number) => height - BOTTOM - ((value - y0) / (y1 - y0)) * (height - BOTTOM - TOP);
  const wanted = Math.max(4, Math.floor(width / 50));
  const xTicks = ticks(x0, x1, wanted).filter((one) => options.whole !== true || Number.isInteger(one));
  const yTicks = options.noYTicks === true ? [] : ticks(y0, y1, 5);
  const grid = [
    ...xTicks.map(
      (one) =>
        `<line class="grid" x1="${x(one).toFixed(1)}" x2="${x(one).toFixed(1)}" y1="${TOP}" y2="${height - BOTTOM}"/><text class="tick" x="${x(one).toFixed(1)}" y="${height - BOTTOM + 13}" text-anchor="middle" ${NUMBER}>${one}</text>`,
    ),
    ...yTicks.map(
      (one) =>
        `<line class="grid" x1="${left}" x2="${width - right}" y1="${y(one).toFixed(1)}" y2="${y(one).toFixed(1)}"/><text class="tick" x="${left - 5}" y="${(y(one) + 3.5).toFixed(1)}" text-anchor="end" ${NUMBER}>${one}</text>`,
    ),
  ].join('');
  const labels = `<text class="title" x="${left}" y="14">${escapeXml(options.title)}</text><text class="axis" x="${(left + width - right) / 2}" y="${height - 6}" text-anchor="middle">${escapeXml(options.xLabel)}</text>${
    options.yLabel === ''
      ? ''
      : `<text class="axis" transform="translate(11 ${(height - BOTTOM + TOP) / 2}) rotate(-90)" text-anchor="middle">${escapeXml(options.yLabel)}</text>`
  }`;
  return {
    x,
    y,
    svg: (body: string) =>
      `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeXml(options.title)}">${grid}${body}${labels}</svg>`,
  };
}

/** Round numbers between two bounds. */
export function ticks(low: number, high: number, wanted: number): readonly number[] {
  const raw = (high - low) / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= raw) ?? 10 * power;
  const out: number[] = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++)
    out.push(Number((k * step).toPrecision(10)));
  return out;
}
