/** Shapes of image maps, as HTML defines them; edges belong to a shape. */

import type { Shape } from '../delivery/delivery-item.ts';

export function isInside(
  [x, y]: readonly [x: number, y: number],
  shape: Shape,
  coords: readonly number[],
): boolean {
  const [a = 0, b = 0, c = 0, d = 0] = coords;
  switch (shape) {
    case 'default':
      return true;
    case 'circle':
      return (x - a) ** 2 + (y - b) ** 2 <= c ** 2;
    case 'ellipse':
      return c > 0 && d > 0 && ((x - a) / c) ** 2 + ((y - b) / d) ** 2 <= 1;
    case 'rect':
      return x >= Math.min(a, c) && x <= Math.max(a, c) && y >= Math.min(b, d) && y <= Math.max(b, d);
    case 'poly':
      return isInPolygon(x, y, coords);
  }
}

/** Even-odd rule; a point on an edge is inside. */
function isInPolygon(x: number, y: number, coords: readonly number[]): boolean {
  let inside = false;
  const corners = coords.length / 2;
  for (let i = 0, j = corners - 1; i < corners; j = i, i += 1) {
    const [x1, y1] = [coords[2 * j] as number, coords[2 * j + 1] as number];
    const [x2, y2] = [coords[2 * i] as number, coords[2 * i + 1] as number];
    const cross = (x - x1) * (y2 - y1) - (y - y1) * (x2 - x1);
    const between =
      x >= Math.min(x1, x2) && x <= Math.max(x1, x2) && y >= Math.min(y1, y2) && y <= Math.max(y1, y2);
    if (cross === 0 && between) return true;
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
  }
  return inside;
}
