import type { PupilBody } from '@cloison/protocol';
import { describe, expect, it } from 'vitest';
import { domainResult } from './domain-results.ts';
import { expectedFrom, type SatStage, scoreStages } from './score-stages.ts';
import type { ScorableItem, ScorableModule, ScorableSequence } from './sequence-scoring.ts';

/** One point for "A". */
const item = (id: string): ScorableItem => ({
  id,
  title: id,
  responses: [{ id: 'R', isText: false }],
  maxScore: 1,
  withdrawn: null,
  options: null,
  isPossible: () => true,
  isPrefilled: false,
  isBegun: (responses) => (responses.R ?? null) !== null,
  score: (responses) => (responses.R === 'A' ? 1 : 0),
});
const rule = {
  kind: 'value',
  cardinality: 'single',
  undirected: false,
  points: { A: 1 },
  otherwise: 0,
  empty: 0,
} as const;
const cuts = [
  { atLeast: null, module: 'x' },
  { atLeast: 2, module: 'y' },
];
const table = { v: 1, id: 'a', items: { a1: { R: rule }, a2: { R: rule } }, cuts } as const;
const modules: ScorableModule[] = [
  {
    id: 'a',
    stage: 1,
    items: ['a1', 'a2'],
    next: ['x', 'y'],
    route: { on: ['a'], from: [2], fallback: 'x' },
    table,
  },
  { id: 'x', stage: 2, items: ['x1'], next: ['b'], route: null, table: null },
  { id: 'y', stage: 2, items: ['y1', 'y2'], next: ['b'], route: null, table: null },
  { id: 'b', stage: 3, items: ['b1'], next: [], route: null, table: null },
];
const adaptive = { modules: new Map(modules.map((one) => [one.id, one])), first: ['a'], stages: 3 };
const ids = modules.flatMap(({ items }) => items);
const sequence: ScorableSequence = {
  id: 's',
  level: '6e',
  mode: 'online',
  items: new Map(ids.map((id) => [id, item(id)])),
  adaptive,
  booklets: null,
};

const sat = (
  route: string[],
  answers: Record<string, string>,
  change: Partial<PupilBody> = {},
): NonNullable<SatStage> => ({
  body: {
    v: 1,
    items: Object.fromEntries(
      Object.entries(answers).map(([id, value]) => [id, { responses: { R: value }, ms: 1, visits: 1 }]),
    ),
    position: 0,
    elapsedMs: 0,
    seed: 0,
    route,
    routed: route.length === 2 ? 'score' : null,
    manifest: '0'.repeat(64),
    app: 'test',
    final: true,
    ...change,
  },
  record: { hash: `h${route.length}`, receipt: `r${route.length}` },
});
const a = sat(['a'], { a1: 'A', a2: 'A' });
const y = sat(['a', 'y'], { y1: 'A' });
const b = sat(['a', 'y', 'b'], {});
const score = (...stages: SatStage[]) => scoreStages(sequence, adaptive, stages, 'a');

describe('a sitting in stages', () => {
  it('is complete with the last stage, and holds what was given in order', () => {
    const { sitting, flags } = score(a, y, b);
    expect(flags).toEqual([]);
    expect(sitting).toMatchObject({
      state: 'complete',
      answered: 3,
      expected: 5,
      receipt: 'r3',
      records: ['h3', 'h2', 'h1'],
      given: { items: ['a1', 'a2', 'y1', 'y2', 'b1'], forms: ['a', 'y', 'b'] },
    });
    // Given and left empty is no answer; not given is not there.
    expect(sitting?.items.y2).toMatchObject({ state: 'noAnswer', score: 0 });
    expect(sitting?.items).not.toHaveProperty('x1');
  });

  it('is unfinished until then, and expects what the fallbacks lead to', () => {
    expect(score(null, null, null)).toEqual({ sitting: null, flags: [] });
    expect(score(a, null, null).sitting).toMatchObject({ state: 'begun', receipt: null, expected: 4 });
    expect(score(a, { ...y, body: { ...y.body, final: false } }, null).sitting).toMatchObject({
      state: 'begun',
      expected: 5,
    });
    expect(expectedFrom(adaptive, 'a')).toBe(4);
  });

  it('keeps a stage whose predecessor never came, names it, and gives no result', () => {
    const { sitting, flags } = score(a, null, b);
    expect(flags).toEqual(['stage-missing']);
    expect(sitting).toMatchObject({ state: 'begun', answered: 2 });
  });
});

describe('a route that is recomputed', () => {
  const x = sat(['a', 'x'], { x1: 'A' });
  it.each([
    ['the module of the points', [a, y], []],
    ['another module than the points lead to', [a, x], ['route-differs']],
    ['a harder one than the points lead to', [sat(['a'], { a1: 'A' }), y], ['route-differs']],
    ['the fallback, said to be one', [a, sat(['a', 'x'], {}, { routed: 'fallback' })], ['route-fallback']],
    [
      'a fallback that the ticket does not have',
      [a, sat(['a', 'y'], {}, { routed: 'fallback' })],
      ['route-fallback', 'route-differs'],
    ],
    ['a first module that the ticket does not have', [sat(['b'], {}), null], ['route-differs']],
    ['a module that follows by itself', [a, y, b], []],
    ['a module that follows another one', [a, sat(['a', 'b'], {}), null], ['route-differs']],
  ])('with %s', (_what, stages, flags) => {
    expect([...score(...stages).flags].sort()).toEqual([...flags].sort());
  });

  it('compares nothing where the ticket is not known', () => {
    expect(scoreStages(sequence, adaptive, [sat(['b'], {})], null).flags).toEqual([]);
  });
});

describe('a domain of which pupils sit different items', () => {
  const domain = {
    id: 'd',
    sequence: 's',
    items: ['a1', 'a2', 'x1', 'y1', 'y2'],
    thresholds: [1, 1] as const,
    forms: {
      x: { maxScore: 3, thresholds: [2, 3] as const },
      y: { maxScore: 4, thresholds: [1, 3] as const },
    },
  };
  const result = (...stages: SatStage[]) => domainResult(domain, score(...stages).sitting ?? undefined);

  it('has the thresholds of the form that was sat', () => {
    expect(result(a, y, b)).toEqual({ score: 3, group: 'satisfactory', form: 'y' });
    expect(result(sat(['a'], { a1: 'A' }), sat(['a', 'x'], { x1: 'A' }), b)).toEqual({
      score: 2,
      group: 'fragile',
      form: 'x',
    });
  });

  it('has no result where the form has no thresholds, or none of it was given', () => {
    const without = { ...domain, forms: { ...domain.forms, y: { maxScore: 4, thresholds: null } } };
    const { sitting } = score(a, y, b);
    expect(domainResult(without, sitting ?? undefined)).toBeNull();
    expect(domainResult({ ...domain, forms: { z: domain.forms.x } }, sitting ?? undefined)).toBeNull();
    expect(result(a, y)).toBeNull();
  });
});
