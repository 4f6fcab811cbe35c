import { describe, expect, it } from 'vitest';
import { wrightMap } from './wright-map.ts';

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
});
