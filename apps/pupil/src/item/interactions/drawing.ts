/**
 * A drawing as a response: its strokes as an SVG picture (a `data:` URL in base64), in the pixels of the picture that is drawn
 * upon. It is small enough for a pupil's record, is drawn again exactly, and shows in any viewer of SVG.
 */
import type { Point } from './hotspot-geometry.ts';

export const COLOURS = { black: '#16192b', blue: '#1b4fd6', red: '#c2361b' } as const;
export type Colour = keyof typeof COLOURS;

export interface Stroke {
  readonly colour: Colour;
  /** At least two; whole pixels. */
  readonly points: readonly Point[];
}

export interface Canvas {
  readonly width: number;
  readonly height: number;
}

/** Characters of a response in a pupil's record. */
export const MAX_LENGTH = 8_000;
const PREFIX = 'data:image/svg+xml;base64,';

/** Null for no strokes; `full` when the drawing does not fit a record. */
export function drawingText(strokes: readonly Stroke[], canvas: Canvas): string | null | 'full' {
  if (strokes.length === 0) return null;
  const paths = strokes.map(
    ({ colour, points }) => `<path stroke="${COLOURS[colour]}" d="${pathOf(points)}"/>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${canvas.width} ${canvas.height}" fill="none" stroke-width="3" stroke-linecap="round" stroke-linejoin="round">${paths.join('')}</svg>`;
  const text = PREFIX + btoa(svg);
  return text.length > MAX_LENGTH ? 'full' : text;
}

/** The strokes of a drawing that `drawingText` made; of anything else none. */
export function strokesOf(text: string | null): Stroke[] {
  if (text === null || !text.startsWith(PREFIX)) return [];
  let svg: string;
  try {
    svg = atob(text.slice(PREFIX.length));
  } catch {
    return [];
  }
  const strokes: Stroke[] = [];
  for (const [, hex, path = ''] of svg.matchAll(/<path stroke="(#[0-9a-f]{6})" d="([-Ml\d ]*)"\/>/g)) {
    const colour = (Object.keys(COLOURS) as Colour[]).find((name) => COLOURS[name] === hex);
    const points = pointsOf(path);
    if (colour !== undefined && points.length > 1) strokes.push({ colour, points });
  }
  return strokes;
}

/** Absolute start, then steps: the shortest form of SVG. */
export function pathOf(points: readonly Point[]): string {
  const [first = { x: 0, y: 0 }, ...rest] = points;
  let at = first;
  const steps = rest.map((to) => {
    const step = [to.x - at.x, to.y - at.y].join(' ').replace(' -', '-');
    at = to;
    return step;
  });
  return `M${first.x} ${first.y}l${steps.join(' ').replace(/ -/g, '-')}`;
}

function pointsOf(path: string): Point[] {
  const [x = 0, y = 0, ...steps] = (path.match(/-?\d+/g) ?? []).map(Number);
  const points: Point[] = [{ x, y }];
  let at: Point = { x, y };
  for (let i = 0; i + 1 < steps.length; i += 2) {
    at = { x: at.x + (steps[i] ?? 0), y: at.y + (steps[i + 1] ?? 0) };
    points.push(at);
  }
  return points;
}

/**
 * Whole pixels, without the points that lie within `tolerance` of the line between their neighbours (Douglas and Peucker,
 * Cartographica 10, 1973). A dot becomes a stroke of one pixel.
 */
export function simplified(points: readonly Point[], tolerance = 1.2): Point[] {
  const whole = points.map(({ x, y }) => ({ x: Math.round(x), y: Math.round(y) }));
  const [first, ...rest] = whole;
  if (first === undefined) return [];
  if (rest.every(({ x, y }) => x === first.x && y === first.y))
    return [first, { x: first.x + 1, y: first.y }];
  const kept = new Set([0, whole.length - 1]);
  const spans: [number, number][] = [[0, whole.length - 1]];
  for (let span = spans.pop(); span !== undefined; span = spans.pop()) {
    const [from, to] = span;
    let farthest = -1;
    let distance = tolerance;
    for (let i = from + 1; i < to; i++) {
      const away = distanceTo(whole[i] ?? first, whole[from] ?? first, whole[to] ?? first);
      if (away > distance) [farthest, distance] = [i, away];
    }
    if (farthest < 0) continue;
    kept.add(farthest);
    spans.push([from, farthest], [farthest, to]);
  }
  return whole.filter((_, index) => kept.has(index));
}

/** Of a point from a stretch of line. */
function distanceTo(point: Point, from: Point, to: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : ((point.x - from.x) * dx + (point.y - from.y) * dy) / length;
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(point.x - (from.x + t * dx), point.y - (from.y + t * dy));
}
