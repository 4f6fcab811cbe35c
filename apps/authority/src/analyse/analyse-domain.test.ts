/** Degenerate classes, groups and tables: everything ends in finite numbers, or in a remark that says why not. */
import {
  createResponseMatrix,
  type ItemParameters,
  NOT_ADMINISTERED,
  NOT_REACHED,
  OMITTED,
  sequentialPool,
  simulateResponses,
  uniformAt,
} from '@cloison/measurement';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sayRemark } from '../analysis/remarks.ts';
import { ANALYSIS_MODELS, type AnalysisSpec, DEFAULT_ANALYSIS, type DomainSpec } from '../campaign/spec.ts';
import { analyseDomain, type DomainRequest } from './analyse-domain.ts';
import { levelReport } from './analysis-report.ts';
import type { Background } from './background.ts';

const item = (slope: number, difficulty: number): ItemParameters => ({
  kind: 'partialCredit',
  slope,
  scores: [0, 1],
  intercepts: [0, -slope * difficulty],
});

function domainOf(ids: readonly string[]): DomainSpec {
  return {
    id: 'd',
    level: 'l',
    sequence: 's',
    title: { fr: 'Domaine', en: 'Domain' },
    sentence: { fr: 'Phrase.', en: 'Sentence.' },
    items: ids,
    thresholds: [1, ids.length],
    testSpecific: false,
    maxScore: ids.length,
  };
}

/** Sexes in halves, one pupil alone in the private sector, one school a seven pupils. */
function backgroundOf(pupils: number, sexes: number): Background {
  const codes = (column: 'sexe' | 'secteur', labels: readonly string[], of: (i: number) => number) =>
    [column, { column, labels, of: Uint16Array.from({ length: pupils }, (_, i) => of(i)) }] as const;
  return {
    pupils: Uint32Array.from({ length: pupils }, (_, i) => i),
    columns: new Map([
      codes('sexe', ['F', 'M'], (i) => i % sexes),
      codes('secteur', ['PR', 'PU'], (i) => (i === 0 ? 0 : 1)),
    ]),
    school: Uint32Array.from({ length: pupils }, (_, i) => Math.floor(i / 7)),
    class: Uint32Array.from({ length: pupils }, (_, i) => Math.floor(i / 4)),
    weight: null,
  };
}

function requestOf(cells: readonly (readonly number[])[], settings: Partial<AnalysisSpec>): DomainRequest {
  const width = cells[0]?.length ?? 0;
  const ids = Array.from({ length: width }, (_, j) => `i${j}`);
  return {
    responses: {
      domain: domainOf(ids),
      pupils: cells.map((_, i) => i),
      marks: cells.map(() => ''),
      matrix: createResponseMatrix(ids, Uint8Array.from(cells.flat())),
      unit: 1,
      unfit: [],
      choices: {
        matrix: {
          persons: cells.length,
          itemIds: ids,
          choices: Uint8Array.from(cells.flat()),
          options: ids.map(() => ['a', 'b', 'c']),
        },
        key: new Map(ids.map((id) => [id, new Map([['b', 1]])])),
      },
    },
    maxScores: new Map(ids.map((id) => [id, 2])),
    options: new Map(ids.map((id) => [id, 3])),
    settings: { ...DEFAULT_ANALYSIS, ...settings },
    background: backgroundOf(cells.length, 2),
    reference: {
      spec: { file: 'r', method: 'stocking-lord', items: ids, drift: true, responses: null },
      calibration: {
        format: 'cloison-calibration/1',
        items: ids.map((id, k) => ({ id, parameters: item(1, k / 2) })) as never,
        groups: [{ label: 'all', mean: 0, sd: 1 }],
        regression: [],
        factors: [],
      },
      responses: null,
    },
    standard: {
      method: 'bookmark',
      judges: [
        [
          { kind: 'page', page: 1 },
          { kind: 'item', item: ids.at(-1) ?? '', score: null },
        ],
      ],
    },
    forms: null,
    scale: { mean: 250, sd: 50 },
    secrecy: { minPupils: 5, minSchools: 3 },
    released: [],
    pool: sequentialPool,
  };
}

function numbersOf(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersOf) : [];
}

async function check(request: DomainRequest) {
  const { statistics, estimates } = await analyseDomain(request);
  expect(numbersOf([statistics, estimates]).every(Number.isFinite)).toBe(true);
  if (statistics.calibration === null) expect(statistics.remarks).not.toEqual([]);
  for (const lang of ['fr', 'en'] as const) {
    for (const remark of statistics.remarks) expect(sayRemark(remark, lang)).not.toContain('{');
    const spec = {
      title: { fr: 'T', en: 'T' },
      name: 'n',
      year: 2026,
      scale: request.scale,
      levels: [],
      domains: [request.responses.domain],
    };
    expect(levelReport(spec as never, 'l', [statistics], [], lang)).not.toMatch(/NaN|undefined|Infinity/);
  }
  return { statistics, estimates };
}

const codesOf = ({ remarks }: { readonly remarks: readonly { readonly code: string }[] }) =>
  remarks.map(({ code }) => code);

/** Right the more often, the higher i is in its eight. */
const drawn = (i: number, j: number) => ((i * 37 + j * 53 + (i >> 3) * j * 11) % 8 < i % 8 ? 1 : 0);

describe('an analysis', () => {
  it('of any answers under any settings ends in finite numbers or in remarks', async () => {
    const cell = fc.constantFrom(0, 0, 1, 1, 2, OMITTED, NOT_REACHED, NOT_ADMINISTERED);
    const table = fc
      .record({ items: fc.integer({ min: 1, max: 6 }), pupils: fc.integer({ min: 1, max: 240 }) })
      .chain(({ items, pupils }) =>
        fc.record({
          rows: fc.array(fc.array(cell, { minLength: items, maxLength: items }), {
            minLength: Math.min(pupils, 8),
            maxLength: 8,
          }),
          pupils: fc.constant(pupils),
          model: fc.constantFrom(...ANALYSIS_MODELS),
          groups: fc.constantFrom(null, 'sexe' as const, 'secteur' as const),
          clusters: fc.constantFrom(null, 'school' as const),
          notReached: fc.constantFrom('wrong' as const, 'ignored' as const),
          linked: fc.boolean(),
        }),
      );
    await fc.assert(
      fc.asyncProperty(table, async ({ rows, pupils, linked, ...settings }) => {
        const cells = Array.from({ length: pupils }, (_, i) => rows[(i * i + 3 * i) % rows.length] ?? []);
        const request = requestOf(cells, {
          ...settings,
          dif: ['sexe', 'secteur'],
          plausible: { values: 2, seed: 1, background: ['sexe', 'secteur'] },
          regression: [{ column: pupils % 3 === 0 ? 'secteur' : 'sexe', reference: null }],
        });
        await check(linked ? request : { ...request, reference: null });
      }),
      { numRuns: 25, seed: 7 },
    );
  });

  it('of five pupils has classical figures and says what is missing', async () => {
    const cells = Array.from({ length: 5 }, (_, i) => [i % 2, (i + 1) % 2, Number(i > 2)]);
    const { statistics, estimates } = await check(requestOf(cells, { dif: ['sexe'] }));
    expect(statistics.items).toHaveLength(3);
    expect(codesOf(statistics)).toEqual(['too-few-to-calibrate', 'negative-discrimination', 'dif-items']);
    expect(estimates).toBeNull();
  });

  it('leaves out an item that everybody gets right or nobody does, and goes on', async () => {
    const { matrix } = simulateResponses(
      [-1, -0.4, 0, 0.5, 1].map((b, k) => ({ id: `x${k}`, parameters: item(1.3, b) })),
      300,
      4,
    );
    const cells = Array.from({ length: 300 }, (_, i) => [
      ...matrix.scores.subarray(i * 5, (i + 1) * 5),
      1,
      0,
    ]);
    const request = requestOf(cells, {
      dif: ['sexe', 'secteur'],
      groups: 'secteur',
      clusters: 'school',
      plausible: { values: 3, seed: 2, background: ['secteur'] },
    });
    const { statistics } = await check({ ...request, reference: null });
    expect(codesOf(statistics)).toEqual(
      expect.arrayContaining([
        'lowest-score-only',
        'one-score-only',
        'groups-small',
        'groups-one',
        'dif-small',
        'groups-hidden',
      ]),
    );
    expect(statistics.calibration?.items).toHaveLength(5);
    expect(statistics.dif.map(({ column }) => column)).toEqual(['sexe']);
    // The last item is not in the booklet: the panel's bookmark at it says nothing.
    expect(statistics.standard).toBeNull();
    expect(codesOf(statistics)).toContain('standard-mark');
    // One pupil in the private sector: no mean of one, and none of the others, which the total would give away.
    expect(statistics.plausible?.all).not.toBeNull();
    expect(statistics.plausible?.groups.map(({ mean }) => mean)).toEqual([null, null]);
  });

  it('of an answer key that is wrong says which', async () => {
    const cells = Array.from({ length: 200 }, (_, i) => {
      const able = uniformAt(1, i, 0);
      const right = [1, 2, 3, 4].map((j) => Number(uniformAt(1, i, j) < able));
      return [...right, Number(uniformAt(1, i, 9) > able)];
    });
    const { statistics } = await check({ ...requestOf(cells, {}), reference: null });
    expect(statistics.items.map(({ choices }) => choices?.suspicious)).toEqual([
      false,
      false,
      false,
      false,
      true,
    ]);
    expect(codesOf(statistics)).toContain('negative-discrimination');
  });

  it('leaves out the estimate of a pupil who met only items that are set aside, and says so', async () => {
    // Everybody who met the last item scored 1 on it: it is set aside, and two pupils met nothing else.
    const rows = Array.from({ length: 60 }, (_, i) => [
      ...[0, 1, 2].map((j) => drawn(i, j)),
      NOT_ADMINISTERED,
    ]);
    const alone = [NOT_ADMINISTERED, NOT_ADMINISTERED, NOT_ADMINISTERED, 1];
    const settings = { plausible: { values: 3, seed: 1, background: ['sexe' as const] } };
    const request = requestOf([...rows, alone, alone], settings);
    const { statistics, estimates } = await check({ ...request, reference: null });
    expect(statistics.calibration?.setAside).toMatchObject([{ id: 'i3' }]);
    expect(statistics.remarks).toContainEqual({ code: 'no-estimate', values: { pupils: 2 } });
    expect(estimates?.pupils).toEqual(rows.map((_, i) => i));
    expect([estimates?.scores.length, estimates?.errors.length, estimates?.marks.length]).toEqual([
      60, 60, 60,
    ]);
    expect(estimates?.plausible?.values.length).toBe(60 * 3);
  });

  it('with four parameters gives choices an upper asymptote below 1, and other items none', async () => {
    const pupils = 5_000;
    const { matrix } = simulateResponses(
      [-1.5, -0.8, -0.2, 0.3, 0.9, 1.4].map((b, k) => {
        const asymptotes = { kind: 'asymptotes', slope: 1.8, scores: [0, 1], intercept: -1.8 * b } as const;
        return {
          id: `i${k}`,
          parameters: k === 5 ? item(1.8, b) : { ...asymptotes, guessing: 0.2, upper: 0.93 },
        };
      }),
      pupils,
      11,
    );
    const rows = Array.from({ length: pupils }, (_, i) => [...matrix.scores.subarray(i * 6, (i + 1) * 6)]);
    const request = requestOf(rows, { model: '4pl' });
    const options = new Map([...request.options].filter(([id]) => id !== 'i5'));
    const { statistics } = await check({ ...request, options, reference: null, background: null });
    const kinds = new Map(statistics.calibration?.items.map(({ id, parameters }) => [id, parameters]));
    expect(kinds.get('i5')?.kind).toBe('partialCredit');
    const first = kinds.get('i0');
    expect(first?.kind).toBe('asymptotes');
    if (first?.kind === 'asymptotes') expect(first.upper).toBeLessThan(1);
    expect(codesOf(statistics)).not.toContain('guessing-few-pupils');
  });

  it('of two populations has item fit, places for both on the Wright map, and p-values adjusted for the items', async () => {
    const difficulties = [-1.2, -0.6, 0, 0.4, 1, 1.5];
    const { matrix } = simulateResponses(
      difficulties.map((b, k) => ({ id: `i${k}`, parameters: item(1.3, b) })),
      600,
      21,
    );
    // One pupil in six is not given the last item.
    const rows = Array.from({ length: 600 }, (_, i) =>
      [...matrix.scores.subarray(i * 6, (i + 1) * 6)].map((score, j) =>
        j === 5 && i % 6 === 0 ? NOT_ADMINISTERED : score,
      ),
    );
    const request = requestOf(rows, { groups: 'sexe', dif: ['sexe'] });
    const { statistics } = await check({ ...request, reference: null });
    expect(codesOf(statistics)).not.toContain('no-s-x2');
    expect(statistics.items.every(({ sX2 }) => sX2 !== null && sX2.p !== null)).toBe(true);
    expect(statistics.positions?.groups.map(({ label }) => label)).toEqual(['F', 'M']);
    for (const { shares } of statistics.positions?.groups ?? [])
      expect(shares.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 4);
    expect(statistics.reliability).toBeGreaterThan(0.4);
    expect(statistics.reliabilities?.marginal).toBeGreaterThan(0.4);
    expect(statistics.reliabilities?.wle).toBeLessThan(statistics.reliability ?? 0);
    const [study] = statistics.dif;
    expect(study?.items.map(({ met }) => met)).toEqual([
      ...Array.from({ length: 5 }, () => [300, 300]),
      [200, 300],
    ]);
    for (const { p, adjusted } of study?.items ?? []) {
      expect(adjusted?.benjaminiHochberg).toBeGreaterThanOrEqual(p ?? 1);
      expect(adjusted?.holm).toBeGreaterThanOrEqual(adjusted?.benjaminiHochberg ?? 1);
    }
    const smallest = Math.min(...(study?.items ?? []).map(({ p }) => p ?? 1));
    expect(study?.items.find(({ p }) => p === smallest)?.adjusted?.holm).toBeCloseTo(
      Math.min(1, 6 * smallest),
      12,
    );
  });

  it('carries the errors of difficulties to the scale of the reference year', async () => {
    const { matrix } = simulateResponses(
      [-1.2, -0.6, 0, 0.4, 1].map((b, k) => ({ id: `i${k}`, parameters: item(1.6, b) })),
      500,
      22,
    );
    const rows = Array.from({ length: 500 }, (_, i) => [...matrix.scores.subarray(i * 5, (i + 1) * 5)]);
    const request = requestOf(rows, {});
    const own = (await check({ ...request, reference: null })).statistics;
    const linked = (await check(request)).statistics;
    const slope = linked.link?.slope ?? 1;
    expect(Math.abs(slope - 1)).toBeGreaterThan(0.1);
    linked.calibration?.items.forEach(({ difficultyErrors: [error = null] }, k) => {
      const before = own.calibration?.items[k]?.difficultyErrors[0] ?? 0;
      expect(error).toBeCloseTo(before * slope, 10);
    });
  });
});
