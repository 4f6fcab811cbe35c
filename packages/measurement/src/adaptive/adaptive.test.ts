import { describe, expect, it } from 'vitest';
import { type ItemParameters, itemMoments } from '../models/item-models.ts';
import { testInformation } from '../persons/person-fit.ts';
import { assembleModule, assembleModules, type BankItem, informationTarget, routingCuts } from './modules.ts';
import { simulateTwoStage } from './simulate-two-stage.ts';

const two = (b: number, a = 1.3): ItemParameters => ({
  kind: 'partialCredit',
  slope: a,
  scores: [0, 1],
  intercepts: [0, -a * b],
});
const around = (center: number, count: number) =>
  Array.from({ length: count }, (_, k) => two(center + (k - (count - 1) / 2) / 4));
const bank: readonly BankItem[] = Array.from({ length: 60 }, (_, k) => ({
  id: `B${k}`,
  parameters: two(-2.5 + (5 * k) / 59, 0.8 + ((k * 7) % 10) / 10),
  domain: k % 2 === 0 ? 'numbers' : 'space',
}));

describe('information', () => {
  it('of a Rasch item is P(1 − P), and of a test the sum', () => {
    const at = Float64Array.of(-1, 0, 2);
    itemMoments(two(0, 1), at).information.forEach((one, q) => {
      const p = 1 / (1 + Math.exp(-at[q]!));
      expect(one).toBeCloseTo(p * (1 - p), 12);
    });
    expect(testInformation([two(0, 1), two(0, 1)], at)[1]).toBeCloseTo(0.5, 12);
  });
});

describe('module assembly', () => {
  it('informs where it is asked to, within the content rules', () => {
    const low = assembleModule(bank, {
      ...informationTarget(bank, 12, [-1.5, -1]),
      most: new Map([
        ['numbers', 6],
        ['space', 6],
      ]),
    });
    const high = assembleModule(bank, informationTarget(bank, 12, [1, 1.5]));
    expect(low.items).toHaveLength(12);
    expect(low.items.filter(({ domain }) => domain === 'space')).toHaveLength(6);
    expect(low.shortfall).toBeLessThan(0.05);
    const at = Float64Array.of(-1.2, 1.2);
    const of = (items: readonly BankItem[]) =>
      testInformation(
        items.map(({ parameters }) => parameters),
        at,
      );
    expect(of(low.items)[0]).toBeGreaterThan(of(high.items)[0]!);
    expect(of(high.items)[1]).toBeGreaterThan(of(low.items)[1]!);
    expect(new Set(low.items.map(({ id }) => id)).size).toBe(12);
  });

  it('in turn leaves no module what the others did not want', () => {
    const targets = [-1, 0, 1].map((center) => informationTarget(bank, 15, [center - 0.5, center + 0.5]));
    const modules = assembleModules(bank, targets);
    expect(new Set(modules.flatMap(({ items }) => items.map(({ id }) => id))).size).toBe(45);
    for (const { shortfall } of modules) expect(shortfall).toBeLessThan(0.1);
    const sums = routingCuts(
      around(0, 12),
      modules.map(({ items }) => items.map(({ parameters }) => parameters)),
    ).map(({ sum }) => sum);
    expect(sums[0]!).toBeGreaterThan(0);
    expect(sums[1]!).toBeLessThanOrEqual(12);
  });

  it('stops where rules leave nothing to take', () => {
    const found = assembleModule(bank, {
      length: 10,
      points: [{ theta: 0, information: 5 }],
      most: new Map([
        ['numbers', 2],
        ['space', 1],
      ]),
    });
    expect(found.items).toHaveLength(3);
    expect(found.shortfall).toBeGreaterThan(0);
  });
});

describe('routing', () => {
  const routing = around(0, 10);
  const modules = [around(-1.2, 10), around(1.2, 10)];

  it('cuts where the modules inform alike, by symmetry at 0, and at the middle sum', () => {
    const [cut] = routingCuts(routing, modules);
    expect(cut!.theta).toBeCloseTo(0, 8);
    expect(cut!.sum).toBe(5);
    const cuts = routingCuts(routing, [around(-1.5, 10), around(0, 10), around(1.5, 10)]);
    expect(cuts[0]!.theta).toBeCloseTo(-cuts[1]!.theta, 6);
    expect(cuts[0]!.sum).toBeLessThan(cuts[1]!.sum);
  });

  it('refuses modules that are not in rising difficulty', () => {
    expect(() => routingCuts(routing, [modules[0]!])).toThrow('two modules');
    expect(() => routingCuts(routing, [...modules].reverse())).toThrow('routing');
  });

  it('pays: a two-stage test measures the ends better than a fixed one of its length', () => {
    const cuts = routingCuts(routing, modules);
    const adaptive = simulateTwoStage({ routing, modules, cuts }, 3000, 77);
    const fixed = simulateTwoStage({ routing, modules: [around(0, 10), around(0, 10)], cuts }, 3000, 77);
    const ends = ({ conditional }: typeof adaptive) =>
      conditional
        .filter(({ theta, persons }) => Math.abs(theta) >= 1.5 && persons > 20)
        .reduce((sum, { rmse }) => sum + rmse, 0);
    expect(ends(adaptive)).toBeLessThan(ends(fixed));
    expect(Math.abs(adaptive.bias)).toBeLessThan(0.03);
    expect(adaptive.routes.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(adaptive.routes[0]!.meanTheta!).toBeLessThan(adaptive.routes[1]!.meanTheta!);
    expect(simulateTwoStage({ routing, modules, cuts }, 500, 77)).toEqual(
      simulateTwoStage({ routing, modules, cuts }, 500, 77),
    );
  });
});
