import { describe, expect, it } from 'vitest';
import { wrightBands, wrightMap, wrightTable } from './wright-map.ts';

const base = { title: 'Map', personsLabel: 'persons', itemsLabel: 'items' };
const theta = Array.from({ length: 81 }, (_, q) => -4 + q / 10);
const normal = theta.map((x) => Math.exp(-(x * x) / 2));

describe('a Wright map', () => {
  it('puts persons and items of one height side by side', () => {
    const svg = wrightMap({
      ...base,
      theta,
      groups: [{ label: 'all', shares: theta.map((x) => (Math.abs(x - 1.1) < 0.01 ? 1 : 0)) }],
      items: [{ label: 'A<1>', difficulty: 1.05 }],
    });
    const bars = [...svg.matchAll(/<rect[^>]* y="([\d.]+)"[^>]* width="([\d.]+)" height="([\d.]+)"/g)];
    expect(bars).toHaveLength(1);
    const [, top, width, height] = bars[0]!.map(Number);
    expect(width).toBe(190);
    const name = Number(/<text class="name"[^>]* y="([\d.]+)"/.exec(svg)![1]);
    expect(name).toBeGreaterThan(top!);
    expect(name).toBeLessThan(top! + height! + 2);
    expect(svg).toContain('A&#60;1&#62;');
  });

  it('shows what lies beyond the scale at its end, and counts names that do not fit', () => {
    const many = Array.from({ length: 60 }, (_, k) => ({ label: `reading-${k}`, difficulty: 0.05 }));
    const svg = wrightMap({
      ...base,
      theta,
      groups: [
        { label: 'G', shares: normal },
        { label: 'F', shares: normal },
      ],
      items: [...many, { label: 'far', difficulty: 9 }],
    });
    expect(svg).toMatch(/reading-0 · .*\+\d+<\/text>/);
    expect(svg).toContain('>far</text>');
    expect(svg).toMatch(/fill-opacity="1.00"[^>]*\/><text[^>]*>G<\/text>/);
    expect(svg).toMatch(/fill-opacity="0.65"[^>]*\/><text[^>]*>F<\/text>/);
    expect(svg).not.toMatch(/NaN|Infinity/);
  });

  it('has a table that says the same, highest first', () => {
    const table = wrightTable(
      {
        ...base,
        theta: [-0.1, 0.1, 0.3],
        groups: [{ label: 'all', shares: [0.25, 0.7, 0.05] }],
        items: [
          { label: 'A', difficulty: 0.05 },
          { label: 'B', difficulty: 0.15 },
          { label: 'far', difficulty: 9 },
        ],
      },
      'fr',
    );
    expect(table).toEqual({
      caption: 'Map',
      head: ['échelle θ', 'all', 'items'],
      rows: [
        ['3,8 à 4,0', '0,0\u00a0%', 'far'],
        ['0,2 à 0,4', '5,0\u00a0%', ''],
        ['0,0 à 0,2', '70,0\u00a0%', 'B · A'],
        ['−0,2 à 0,0', '25,0\u00a0%', ''],
      ],
    });
  });

  it('spreads each θ over the width it stands for, so that nodes wider than the bands draw no peaks', () => {
    // 0.25 apart: put whole into bands of 0.2, every fifth band would be empty.
    const wide = Array.from({ length: 33 }, (_, q) => -4 + q / 4);
    const total = wide.reduce((sum, x) => sum + Math.exp(-(x * x) / 2), 0);
    const shares = wide.map((x) => Math.exp(-(x * x) / 2) / total);
    const bands = wrightBands({ theta: wide, groups: [{ label: 'all', shares }], items: [] });
    const heights = bands.map((band) => band.shares[0]!);
    expect(heights.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 2);
    const top = heights.indexOf(Math.max(...heights));
    expect(Math.abs((bands[top]!.low + bands[top]!.high) / 2)).toBeLessThan(0.2);
    heights.slice(1).forEach((height, k) => {
      if (k + 1 <= top) expect(height).toBeGreaterThanOrEqual(heights[k]! - 1e-12);
      else expect(height).toBeLessThanOrEqual(heights[k]! + 1e-12);
    });
    // By hand: the node at 0.5 stands for 0.375 to 0.625, a tenth of it on either side of the band from 0.4 to 0.6.
    const one = wrightBands({
      theta: [0, 0.25, 0.5],
      groups: [{ label: 'all', shares: [0, 0, 1] }],
      items: [],
    });
    expect(one.map(({ low, shares: [share] }) => [low, Math.round(share! * 1000) / 1000])).toEqual([
      [0.6, 0.1],
      [0.4, 0.8],
      [0.2, 0.1],
    ]);
  });
});
