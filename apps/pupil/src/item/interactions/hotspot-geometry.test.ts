import { describe, expect, it } from 'vitest';
import { centreOf, contains, hotspotAt } from './hotspot-geometry.ts';

const size = { width: 200, height: 100 };
const spot = (id: string, shape: 'circle' | 'rect' | 'poly' | 'ellipse' | 'default', coords: number[]) => ({
  id,
  shape,
  coords,
  label: null,
});

describe('a shape on a picture', () => {
  it.each([
    ['circle', [50, 50, 10], [59, 50], [61, 50]],
    ['rect', [10, 10, 40, 20], [40, 20], [41, 20]],
    ['ellipse', [100, 50, 40, 10], [139, 50], [100, 61]],
    // An L: the corner that is cut out is outside.
    ['poly', [0, 0, 20, 0, 20, 10, 10, 10, 10, 30, 0, 30], [5, 25], [15, 25]],
  ] as const)('%s holds what is inside, and not what is outside', (shape, coords, inside, outside) => {
    expect(contains({ shape, coords }, { x: inside[0], y: inside[1] })).toBe(true);
    expect(contains({ shape, coords }, { x: outside[0], y: outside[1] })).toBe(false);
  });

  it('has its label in its middle', () => {
    expect(centreOf(spot('r', 'rect', [10, 10, 40, 20]), size)).toEqual({ x: 25, y: 15 });
    expect(centreOf(spot('d', 'default', []), size)).toEqual({ x: 100, y: 50 });
  });
});

describe('a press on a picture', () => {
  const small = spot('small', 'circle', [20, 20, 3]);
  const large = spot('large', 'rect', [100, 0, 200, 100]);
  it('reaches a spot that is smaller than a finger', () => {
    expect(hotspotAt([large, small], { x: 30, y: 20 }, size, 22)?.id).toBe('small');
    expect(hotspotAt([large, small], { x: 60, y: 20 }, size, 22)).toBeNull();
  });
  it('goes to the first of two that overlap, and to the whole picture last', () => {
    const over = spot('over', 'circle', [150, 50, 20]);
    const whole = spot('whole', 'default', []);
    expect(hotspotAt([whole, over, large], { x: 150, y: 50 }, size, 22)?.id).toBe('over');
    expect(hotspotAt([whole, over], { x: 20, y: 20 }, size, 0)?.id).toBe('whole');
  });
});
