import { describe, expect, it } from 'vitest';
import { sequentialPool as pool } from '../lanes/lane-pool.ts';
import type { ItemParameters } from '../models/item-models.ts';
import { simulateResponses } from '../simulation/simulate-responses.ts';
import { type BackgroundColumn, codeBackground, countLevels } from './background.ts';
import { calibrate } from './calibrate.ts';

const items = Array.from({ length: 12 }, (_, j) => ({
  id: `I${j + 1}`,
  parameters: {
    kind: 'partialCredit',
    slope: 0.8 + (j % 3) / 3,
    scores: [0, 1],
    intercepts: [0, (j - 5.5) / 3],
  } as ItemParameters,
}));
const SECTORS = ['public', 'private', 'abroad'] as const;
const persons = 3000;
const sectorOf = (i: number) => SECTORS[i % 6 < 3 ? 0 : i % 6 < 5 ? 1 : 2]!;
const ageOf = (i: number) => Math.sin(i);
const effect = { public: 0, private: 0.5, abroad: -0.4 };
const columns = (reference?: string): readonly BackgroundColumn[] => [
  { kind: 'number', name: 'age', values: Array.from({ length: persons }, (_, i) => ageOf(i)) },
  {
    kind: 'factor',
    name: 'sector',
    values: Array.from({ length: persons }, (_, i) => sectorOf(i)),
    ...(reference === undefined ? {} : { reference }),
  },
];

describe('factors of a latent regression', () => {
  it('count persons whose weight is not 0, as groups and items do', () => {
    const background = codeBackground(columns());
    const none = new Float64Array(persons);
    // One of each six has a weight: every one of them in the public sector.
    const weights = none.map((_, i) => (i % 6 === 0 ? 2 : 0));
    expect(countLevels(background.factors[0]!, background, weights)).toEqual([persons / 6, 0, 0]);
    expect(countLevels(background.factors[0]!, background, none.fill(1))).toEqual(
      background.factors[0]!.persons,
    );
  });

  it('are coded against the level of most persons, or the one that is named', () => {
    const { names, values, factors } = codeBackground(columns());
    expect(names).toEqual(['age', 'sector=abroad', 'sector=private']);
    expect(factors).toEqual([
      {
        name: 'sector',
        reference: 'public',
        levels: ['abroad', 'private'],
        persons: [1500, 500, 1000],
        first: 1,
      },
    ]);
    expect(Array.from(values.subarray(9, 18))).toEqual([ageOf(3), 0, 1, ageOf(4), 0, 1, ageOf(5), 1, 0]);
    expect(codeBackground(columns('abroad')).names).toEqual(['age', 'sector=private', 'sector=public']);
  });

  it('refuse one level, many levels, an unknown reference, columns of unequal length', () => {
    const factor = (values: readonly string[], reference?: string) =>
      codeBackground([
        { kind: 'factor', name: 'x', values, ...(reference === undefined ? {} : { reference }) },
      ]);
    expect(() => factor(['a', 'a'])).toThrow('levels: 1');
    expect(() => factor(Array.from({ length: 60 }, (_, i) => `${i}`))).toThrow('levels: 60');
    expect(() => factor(['a', 'b'], 'c')).toThrow('reference: "c"');
    expect(() => codeBackground([...columns(), { kind: 'number', name: 'y', values: [1] }])).toThrow(
      'uneven: ["y"]',
    );
  });

  it('are coded as a calibration knows them, and refuse levels that it does not', () => {
    const known = [
      { name: 'sector', reference: 'abroad', levels: [{ level: 'private' }, { level: 'public' }] },
    ];
    const one = (...values: string[]) => codeBackground([{ kind: 'factor', name: 'sector', values }], known);
    expect(one('public', 'abroad')).toMatchObject({ names: ['sector=private', 'sector=public'] });
    expect([...one('public', 'abroad').values]).toEqual([0, 1, 0, 0]);
    expect(() => one('public', 'home')).toThrow('unknown: ["home"]');
  });

  it('recover the differences between levels, whatever the reference', async () => {
    const { matrix } = simulateResponses(items, persons, 5, (i) => ({
      mean: 0.3 * ageOf(i) + effect[sectorOf(i)],
      sd: 0.9,
    }));
    const run = (reference?: string) =>
      calibrate({ matrix, model: '2pl', background: codeBackground(columns(reference)) }, { pool });
    const [found, turned] = [await run(), await run('abroad')];
    const [sector] = found.factors;
    expect(sector).toMatchObject({ name: 'sector', reference: 'public', referencePersons: 1500 });
    // On the scale of θ, whose residual standard deviation is 1 in a 2PL.
    for (const { level, coefficient, standardError } of sector!.levels)
      expect(Math.abs(coefficient - effect[level as keyof typeof effect] / 0.9)).toBeLessThan(
        3.5 * standardError!,
      );
    expect(found.regression.slice(1).map(({ coefficient }) => coefficient)).toEqual(
      sector!.levels.map(({ coefficient }) => coefficient),
    );
    const difference = (from: typeof found, a: string, b: string) => {
      const of = (level: string) =>
        from.factors[0]!.levels.find((one) => one.level === level)?.coefficient ?? 0;
      return of(a) - of(b);
    };
    expect(difference(turned, 'private', 'public')).toBeCloseTo(difference(found, 'private', 'public'), 6);
    expect(turned.logLikelihood).toBeCloseTo(found.logLikelihood, 6);
    expect(turned.factors[0]!.test!.chiSquare).toBeCloseTo(sector!.test!.chiSquare, 4);
    expect(sector!.test).toMatchObject({ df: 2 });
    expect(sector!.test!.p).toBeLessThan(1e-10);
  });

  it('are tested as a likelihood ratio would, when levels do not differ', async () => {
    const { matrix } = simulateResponses(items, persons, 6, (i) => ({ mean: 0.3 * ageOf(i), sd: 1 }));
    const [age] = columns();
    const full = await calibrate({ matrix, model: '2pl', background: codeBackground(columns()) }, { pool });
    const small = await calibrate({ matrix, model: '2pl', background: codeBackground([age!]) }, { pool });
    const ratio = 2 * (full.logLikelihood - small.logLikelihood);
    expect(full.factors[0]!.test!.p).toBeGreaterThan(0.001);
    // The two tests agree to the order of 1/√persons of themselves.
    expect(Math.abs(full.factors[0]!.test!.chiSquare / ratio - 1)).toBeLessThan(0.02);
  });

  it('have intervals that hold the true differences about 95 times in a hundred', async () => {
    const known = items.map(({ id, parameters }) => ({ id, parameters: { ...parameters, slope: 1 } }));
    const samples = 15;
    const sample = 300;
    let inside = 0;
    for (let one = 0; one < samples; one++) {
      const { matrix } = simulateResponses(known, sample, 4000 + one, (i) => ({
        mean: effect[sectorOf(i)],
        sd: 1,
      }));
      const background = codeBackground([
        { kind: 'factor', name: 'sector', values: Array.from({ length: sample }, (_, i) => sectorOf(i)) },
      ]);
      const found = await calibrate({ matrix, model: 'rasch', background }, { pool });
      for (const { level, coefficient, standardError } of found.factors[0]!.levels)
        if (Math.abs(coefficient - effect[level as keyof typeof effect]) < 1.96 * standardError!) inside++;
    }
    // Of 30 intervals 28.5 are expected, four standard errors of that are 4.8.
    expect(inside).toBeGreaterThan(23);
  });
});
