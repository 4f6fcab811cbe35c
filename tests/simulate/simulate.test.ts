/** A share of the simulation (docs/simulation.md). The large runs are `npm run simulate`. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readKept } from './command/kept-scenario.ts';
import { Lane, playSeeds } from './command/lanes.ts';
import { shrink } from './command/shrink.ts';
import type { Scenario, Step } from './world/scenario.ts';

const STEPS = 80;
const KEPT = join(import.meta.dirname, 'kept');

test('the same seed gives the same run, to the byte, whatever ran before', async () => {
  const [first, second] = await Promise.all([Lane.open(), Lane.open()]);
  try {
    const seed = (text: string) => ({ kind: 'seed', seed: text, steps: STEPS, withTrace: true }) as const;
    await second.run(seed('another'));
    const [one, other] = await Promise.all([first.run(seed('twice')), second.run(seed('twice'))]);
    expect(other.trace).toEqual(one.trace);
    expect(other.digest).toBe(one.digest);
    expect(one.trace.length).toBeGreaterThan(100);
  } finally {
    await first.close();
    await second.close();
  }
});

test('some campaigns, by seed: nothing is lost, each lie is named, certificates verify', async () => {
  const lies = new Set<string>();
  let saves = 0;
  const found = await playSeeds({
    from: 0,
    count: 14,
    steps: STEPS,
    jobs: 1,
    onAnswer: (answer) => {
      saves += answer.saves;
      for (const name of Object.keys(answer.told)) lies.add(name);
    },
  });
  expect(found.map(({ scenario, violation }) => ({ seed: scenario.seed, ...violation }))).toEqual([]);
  expect(saves).toBeGreaterThan(200);
  expect(lies.size).toBeGreaterThan(10);
});

test('what was found once is not found again', async () => {
  const files = readdirSync(KEPT).filter((name) => name.endsWith('.json'));
  const lane = await Lane.open();
  try {
    for (const file of files) {
      const { title, scenario } = readKept(join(KEPT, file));
      const { violation } = await lane.run({ kind: 'scenario', scenario, withTrace: false });
      expect({ file, title, violation }).toEqual({ file, title, violation: null });
    }
  } finally {
    await lane.close();
  }
});

describe('a guard that is taken out is missed', () => {
  // Seeds at which `npm run simulate -- --holes` found it.
  test.each([
    ['open-after-replace', 0, 'collected-is-lost'],
    ['token-in-the-log', 0, 'canary-outside'],
  ])('%s', async (hole, seed, code) => {
    const found = await playSeeds({ from: seed, count: 1, steps: STEPS, jobs: 1, hole });
    expect(found.map(({ violation }) => violation?.code)).toEqual([code]);
  });
});

test('a failing scenario is made smaller, to the steps that matter', async () => {
  const step = (at: number): Step => ({ at, do: 'open', who: 'Anna', machine: 0 });
  const scenario: Scenario = {
    v: 1,
    seed: '0',
    host: 'honest',
    spaced: true,
    steps: Array.from({ length: 40 }, (_, at) => step(at)),
  };
  const small = await shrink(scenario, async ({ steps }) =>
    [7, 23].every((at) => steps.some((one) => one.at === at)),
  );
  expect(small.steps.map(({ at }) => at)).toEqual([7, 23]);
});
