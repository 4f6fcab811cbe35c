/** A share of the simulation (docs/simulation.md). The large runs are `npm run simulate`. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readKept } from './command/kept-scenario.ts';
import { Lane, playSeeds } from './command/lanes.ts';
import { shrink } from './command/shrink.ts';
import { HOLES } from './holes/holes.ts';
import { CLOSING_AT_MS, type Scenario, type Step } from './world/scenario.ts';

const STEPS = 80;
const ROOT = join(import.meta.dirname, '../..');
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
    count: 8,
    steps: STEPS,
    jobs: 1,
    onAnswer: (answer) => {
      saves += answer.saves;
      for (const name of Object.keys(answer.told)) lies.add(name);
    },
  });
  expect(found.map(({ scenario, violation }) => ({ seed: scenario.seed, ...violation }))).toEqual([]);
  expect(saves).toBeGreaterThan(100);
  expect(lies.size).toBeGreaterThan(5);
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
  test('each of them stands in the source, once', () => {
    for (const [name, guards] of Object.entries(HOLES)) {
      for (const { file, guard } of guards) {
        const found = readFileSync(join(ROOT, file), 'utf8').split(guard).length - 1;
        expect([name, file, found]).toEqual([name, file, 1]);
      }
    }
  });

  const who = 'David';
  const at = { machine: 0, who } as const;
  const begins: readonly Step[] = [
    { at: 1_000, do: 'open', ...at },
    { at: 5_000, do: 'answer', ...at, item: 2, value: '12' },
    { at: 6_000, do: 'open', machine: 1, who: 'Anna' },
  ];
  const ends: Step = { at: 9_000, do: 'finish', ...at };
  /** Once the office has collected. */
  const lie = (name: string): Step => ({ at: 300_000, do: 'lie', lie: name, who, calls: 1 });
  const whileClosing = (name: string): Step => ({ ...lie(name), at: CLOSING_AT_MS });

  const anna = (machine: number) => ({ who: 'Anna', machine }) as const;
  const answers = (at: number, machine: number, item: number, value: string): Step => ({
    at,
    do: 'answer',
    ...anna(machine),
    item,
    value,
  });
  /** Whatever is answered, the host shows older states and conflicts of its own making. */
  const deceived: readonly Step[] = [
    { at: 1_000, do: 'open', ...anna(0) },
    answers(5_000, 0, 0, 'A'),
    answers(8_000, 0, 1, 'B'),
    { at: 10_000, do: 'deceive', share: 0.8, ms: 60_000 },
    ...['B', 'C', '7', 'mot', 'A', 'B'].map((value, i) => answers(12_000 + 6_000 * i, 0, i % 4, value)),
  ];
  /** The same on a second computer, where the page is shut and opened again after each answer. */
  const deceivedElsewhere: readonly Step[] = [
    { at: 1_000, do: 'open', ...anna(0) },
    answers(5_000, 0, 0, 'A'),
    { at: 10_000, do: 'leave', ...anna(0) },
    { at: 11_000, do: 'open', ...anna(1) },
    answers(15_000, 1, 1, 'B'),
    { at: 18_000, do: 'deceive', share: 0.7, ms: 90_000 },
    ...['B', 'C', '7', 'mot'].flatMap((value, i): Step[] => [
      answers(20_000 + 15_000 * i, 1, i, value),
      { at: 20_300 + 15_000 * i, do: 'leave', ...anna(1) },
      { at: 21_000 + 15_000 * i, do: 'open', ...anna(1) },
    ]),
  ];

  test.each<[string, readonly Step[], string, string?]>([
    ['open-after-replace', [...begins, lie('forged-head')], 'unnamed-forged-head'],
    ['no-previous-check', [...begins, lie('fork')], 'unnamed-fork'],
    ['final-after-final', [...begins, ends, lie('better-final')], 'final-replaced'],
    ['wrong-audit-ends-serve', [...begins, lie('audit-swapped')], 'serve-ended'],
    ['audit-evaded-by-empty-list', [...begins, lie('audit-of-nothing')], 'unnamed-audit-of-nothing'],
    ['purge-spoils-certificate', [...begins, whileClosing('purge-thousand-words')], 'certificate-invalid'],
    ['endless-feed', [...begins, lie('always-more')], 'endless-pass'],
    // Three pages until no trace is left, and one.
    [
      'kept-without-trace',
      [...begins, ...[0, 1, 2, 3].map((k) => ({ ...lie('rubbish-under-names'), at: 130_000 + 60_000 * k }))],
      'closing-fails',
    ],
    // At this time the seed draws a 202.
    [
      'page-counts-as-done',
      [...begins, { ...lie('unasked-content'), at: 300_002 }, { at: 300_002, do: 'publish', again: true }],
      'counts-as-given',
    ],
    // Here a last symbol with bits beyond its bytes.
    ['symbols-that-cannot-be-decoded', [...begins, { ...lie('wire-feed'), at: 10_559 }], 'serve-ended'],
    ['older-state-is-taken-over', deceived, 'kept-answer-lost', 'h9'],
    ['older-state-is-resumed', deceivedElsewhere, 'kept-answer-lost', 'h4'],
  ])('%s', async (hole, steps, code, seed = 'hole') => {
    const lane = await Lane.open(hole);
    try {
      const scenario: Scenario = { v: 1, seed, host: 'lying', spaced: true, steps };
      const { violation } = await lane.run({ kind: 'scenario', scenario, withTrace: false });
      expect(violation?.code).toBe(code);
    } finally {
      await lane.close();
    }
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
