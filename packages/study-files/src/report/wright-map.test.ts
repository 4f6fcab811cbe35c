import { describe, expect, it } from 'vitest';
import { wrightMap, wrightTable } from './wright-map.ts';

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
        theta: [-0.9, 0.1, 1.1],
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
        ['3,8 à 4,0', '0\u00a0%', 'far'],
        ['1,0 à 1,2', '5\u00a0%', ''],
        ['0,0 à 0,2', '70\u00a0%', 'B · A'],
        ['-1,0 à -0,8', '25\u00a0%', ''],
      ],
    });
  });
});
