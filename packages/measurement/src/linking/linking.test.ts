import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reference } from '../../reference/reference-sets.ts';
import type { ItemParameters } from '../models/item-models.ts';
import { linkWithoutDrift } from './drift.ts';
import { type CommonItem, commonItems, type LinkMethod, link, linkConstants, toTargetScale } from './link.ts';
import { composeLinks, createScale, errorToScale, fromScale, toScale } from './scale.ts';

const METHODS: readonly LinkMethod[] = ['mean-mean', 'mean-sigma', 'haebara', 'stocking-lord'];
const two = (a: number, b: number): ItemParameters => ({
  kind: 'partialCredit',
  slope: a,
  scores: [0, 1],
  intercepts: [0, -a * b],
});

describe('linking against the reference constants', () => {
  it.each([
    ['mean-mean', (r: Reference) => [r.mean_mean.A, r.mean_mean.B], 1e-7],
    ['mean-sigma', (r: Reference) => [r.mean_sigma.A, r.mean_sigma.B], 1e-7],
    ['haebara', (r: Reference) => r.haebara, 1e-6],
    ['stocking-lord', (r: Reference) => r.stocking_lord, 1e-6],
  ] as const)('%s', (method, pick, tolerance) => {
    const { link: wanted } = reference('dif_link.json');
    const items: CommonItem[] = wanted.anchor.map((id: string, k: number) => ({
      id,
      target: two(wanted.formA.a[20 + k], wanted.formA.b[20 + k]),
      source: two(wanted.formB.a[k], wanted.formB.b[k]),
    }));
    const [slope, shift] = pick(wanted);
    const found = link(items, method);
    expect(Math.abs(found.slope - slope!)).toBeLessThan(tolerance);
    expect(Math.abs(found.shift - shift!)).toBeLessThan(tolerance);
    expect(found.linkingError!).toBeGreaterThan(0.02);
  });
});
interface Reference {
  mean_mean: { A: number; B: number };
  mean_sigma: { A: number; B: number };
  haebara: number[];
  stocking_lord: number[];
}

const kinds = (j: number): ItemParameters => {
  const b = -1.5 + (3 * j) / 7;
  const a = 0.7 + ((j * 5) % 8) / 8;
  switch (j % 3) {
    case 0:
      return two(a, b);
    case 1:
      return { kind: 'graded', slope: a, scores: [0, 1, 2], intercepts: [0, -a * (b - 0.5), -a * (b + 0.6)] };
    default:
      return { kind: 'guessing', slope: a, scores: [0, 1], intercept: -a * b, guessing: 0.2 };
  }
};

describe('linking', () => {
  it('finds by every method the constants that made the other side, for all kinds of items', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.6, max: 1.6, noNaN: true }),
        fc.double({ min: -1.2, max: 1.2, noNaN: true }),
        (slope, shift) => {
          const items = Array.from(
            { length: 8 },
            (_, j): CommonItem => ({
              id: `I${j}`,
              source: kinds(j),
              target: toTargetScale(kinds(j), { slope, shift }),
            }),
          );
          for (const method of METHODS) {
            const found = linkConstants(items, method);
            expect(Math.abs(found.slope - slope)).toBeLessThan(1e-5);
            expect(Math.abs(found.shift - shift)).toBeLessThan(1e-5);
          }
        },
      ),
      { numRuns: 12 },
    );
  });

  it('refuses too few items, and items of different models', () => {
    const one = { id: 'a', target: two(1, 0), source: two(1, 1) };
    expect(() => link([one], 'haebara')).toThrow('two common items');
    expect(() => link([one, { id: 'b', target: two(1, 0), source: kinds(1) }], 'haebara')).toThrow('"b"');
    expect(() => link([one, one], 'mean-sigma')).toThrow('could not be determined');
    expect(commonItems([{ id: 'x', parameters: two(1, 0) }], [{ id: 'y', parameters: two(1, 0) }])).toEqual(
      [],
    );
  });

  it('finds anchors that drifted, drops them, and no others', () => {
    const noise = (j: number) => 0.05 * Math.sin(j * 12.9898);
    const items = Array.from({ length: 12 }, (_, j): CommonItem => {
      const b = -2 + j / 3;
      const drift = j === 3 ? 0.8 : j === 9 ? -0.6 : 0;
      return { id: `I${j}`, target: two(1.1, 1.2 * b + 0.4 + noise(j)), source: two(1.32, b + drift) };
    });
    const { link: found, items: judged } = linkWithoutDrift(items, 'stocking-lord');
    expect(judged.filter(({ dropped }) => dropped).map(({ id }) => id)).toEqual(['I3', 'I9']);
    expect(found.items).toBe(10);
    expect(Math.abs(found.slope - 1.2)).toBeLessThan(0.03);
    expect(Math.abs(found.shift - 0.4)).toBeLessThan(0.05);
    expect(linkWithoutDrift(items, 'mean-mean').link.slopeError!).toBeGreaterThanOrEqual(0);
  });
});

describe('drift', () => {
  it('is not seen in differences too small to matter, however regular the others are', () => {
    const items = Array.from(
      { length: 8 },
      (_, j): CommonItem => ({
        id: `I${j}`,
        target: two(1, j / 2),
        source: two(1, j / 2 + (j === 5 ? 0.1 : j / 1e4)),
      }),
    );
    expect(linkWithoutDrift(items, 'haebara').items.some(({ dropped }) => dropped)).toBe(false);
  });
});

describe('the reporting scale', () => {
  it('has mean 250 and standard deviation 50 in the reference year, and carries on through links', () => {
    const scale = createScale({ mean: 0.2, sd: 1.1 });
    expect(toScale(scale, 0.2)).toBe(250);
    expect(toScale(scale, 1.3)).toBeCloseTo(300, 12);
    const link2 = { slope: 1.2, shift: 0.3 };
    const link3 = { slope: 0.9, shift: -0.1 };
    const both = composeLinks(link3, link2);
    expect(toScale(scale, 0.5, both)).toBeCloseTo(toScale(scale, link3.slope * 0.5 + link3.shift, link2), 12);
    expect(fromScale(scale, toScale(scale, 0.77, both), both)).toBeCloseTo(0.77, 12);
    expect(errorToScale(scale, 0.3, link2)).toBeCloseTo(
      toScale(scale, 0.3, link2) - toScale(scale, 0, link2),
      12,
    );
    expect(() => createScale({ mean: 0, sd: 0 })).toThrow();
  });
});
