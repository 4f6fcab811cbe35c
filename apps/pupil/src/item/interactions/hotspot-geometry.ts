/** Shapes on a picture: where a press falls, and where a label stands. Coordinates are the picture's own pixels. */
import type { Hotspot } from '@cloison/qti/delivery';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Whether a point lies in a shape, its edge included. `default` is the whole picture. */
export function contains({ shape, coords }: Pick<Hotspot, 'shape' | 'coords'>, { x, y }: Point): boolean {
  const [a = 0, b = 0, c = 0, d = 0] = coords;
  switch (shape) {
    case 'default':
      return true;
    case 'circle':
      return Math.hypot(x - a, y - b) <= c;
    case 'rect':
      return x >= a && x <= c && y >= b && y <= d;
    case 'ellipse':
      return c > 0 && d > 0 && ((x - a) / c) ** 2 + ((y - b) / d) ** 2 <= 1;
    case 'poly':
      return insidePolygon(cornersOf(coords), { x, y });
  }
}

/** A point in the middle of the shape, for its label. Of a polygon: the mean of its corners. */
export function centreOf({ shape, coords }: Pick<Hotspot, 'shape' | 'coords'>, size: Size): Point {
  const [a = 0, b = 0, c = 0, d = 0] = coords;
  switch (shape) {
    case 'default':
      return { x: size.width / 2, y: size.height / 2 };
    case 'circle':
    case 'ellipse':
      return { x: a, y: b };
    case 'rect':
      return { x: (a + c) / 2, y: (b + d) / 2 };
    case 'poly': {
      const corners = cornersOf(coords);
      const sum = corners.reduce((all, { x, y }) => ({ x: all.x + x, y: all.y + y }), { x: 0, y: 0 });
      return { x: sum.x / corners.length, y: sum.y / corners.length };
    }
  }
}

/**
 * The hotspot under a press: the first that contains it, as in an HTML image map; else the nearest whose middle is at most
 * `slack` away, so that a finger reaches what is smaller than a finger. `default` comes last.
 */
export function hotspotAt<H extends Hotspot>(
  hotspots: readonly H[],
  at: Point,
  size: Size,
  slack: number,
): H | null {
  const shaped = hotspots.filter(({ shape }) => shape !== 'default');
  const hit = shaped.find((hotspot) => contains(hotspot, at));
  if (hit !== undefined) return hit;
  const near = shaped
    .map((hotspot) => {
      const { x, y } = centreOf(hotspot, size);
      return { hotspot, distance: Math.hypot(x - at.x, y - at.y) };
    })
    .filter(({ distance }) => distance <= slack)
    .sort((one, other) => one.distance - other.distance)[0];
  return near?.hotspot ?? hotspots.find(({ shape }) => shape === 'default') ?? null;
}

function cornersOf(coords: readonly number[]): Point[] {
  const corners: Point[] = [];
  for (let i = 0; i + 1 < coords.length; i += 2) corners.push({ x: coords[i] ?? 0, y: coords[i + 1] ?? 0 });
  return corners;
}

/** Even-odd rule: a ray to the right crosses the edges an odd number of times. */
function insidePolygon(corners: readonly Point[], { x, y }: Point): boolean {
  let inside = false;
  corners.forEach((to, index) => {
    const from = corners[(index + corners.length - 1) % corners.length] ?? to;
    if (to.y > y === from.y > y) return;
    if (x < ((from.x - to.x) * (y - to.y)) / (from.y - to.y) + to.x) inside = !inside;
  });
  return inside;
}
