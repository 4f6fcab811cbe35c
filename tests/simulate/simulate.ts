/** `npm run simulate`: whole campaigns by seed, in simulated time (docs/simulation.md). */
import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError, Option } from 'commander';
import { readKept, writeKept } from './command/kept-scenario.ts';
import type { LaneAnswer } from './command/lane.ts';
import { Lane, playSeeds } from './command/lanes.ts';
import { shrink } from './command/shrink.ts';
import { HOLES } from './holes/holes.ts';

interface Options {
  readonly seeds: number;
  readonly seed?: number;
  readonly steps: number;
  readonly jobs: number;
  readonly scenario?: string;
  readonly hole?: string;
  readonly holes?: boolean;
  readonly trace?: boolean;
  readonly json?: boolean;
}

const number = (flags: string, about: string) =>
  new Option(flags, about).argParser((text) => {
    if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('a whole number');
    return Number(text);
  });

const program = new Command('npm run simulate --')
  .description(
    'Plays whole campaigns in simulated time: the real client, the real platform on its embedded store, the real office, ' +
      'with people who come and go, a network that fails, processes that are killed, and a host that lies. The same seed ' +
      'gives the same run. The first thing that is wrong in a run ends it; it is made smaller and written as a file.',
  )
  .addOption(number('--seeds <number>', 'how many seeds').default(100))
  .addOption(number('--seed <number>', 'this seed, or the first of them (with one: its digest is printed)'))
  .addOption(number('--steps <number>', 'about how many things happen in a run').default(80))
  .addOption(number('--jobs <number>', 'threads').default(availableParallelism(), 'one a core'))
  .option('--scenario <file>', 'replays a scenario that was kept')
  .addOption(new Option('--hole <name>', 'takes out this guard').choices(Object.keys(HOLES)))
  .option(
    '--holes',
    'takes out one guard after the other, or the one of --hole, and says at which seed it was missed',
  )
  .option('--trace', 'prints everything that happens in the one run')
  .option('--json', 'ends with one JSON line')
  .addHelpText(
    'after',
    `
Examples:
  npm run simulate                                   a hundred seeds, from 0
  npm run simulate -- --seeds 10000                  the large run
  npm run simulate -- --seed 4711 --trace            one run, told step by step
  npm run simulate -- --scenario tests/simulate/kept/some.json
  npm run simulate -- --holes --seeds 1000           shows that each hole is found`,
  )
  .parse();

const say = (text: string) => process.stderr.write(`${text}\n`);
// Leaves through `exit`, which ends the threads.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
process.exit(await main(program.opts<Options>()));

async function main(options: Options): Promise<number> {
  if (options.holes === true) return findHoles(options);
  if (options.scenario !== undefined || (options.seed !== undefined && !isGiven('seeds')))
    return playOne(options);
  return playMany(options);
}

function isGiven(option: string): boolean {
  return program.getOptionValueSource(option) === 'cli';
}

async function playOne(options: Options): Promise<number> {
  const lane = await Lane.open(options.hole);
  const withTrace = options.trace === true;
  const answer = await lane.run(
    options.scenario === undefined
      ? { kind: 'seed', seed: String(options.seed), steps: options.steps, withTrace }
      : { kind: 'scenario', scenario: readKept(options.scenario).scenario, withTrace },
  );
  for (const line of answer.trace) process.stdout.write(`${line}\n`);
  say(told(answer));
  if (answer.violation !== null) await report(answer, options.steps, lane);
  await lane.close();
  if (options.json === true) process.stdout.write(`${JSON.stringify({ ...answer, trace: undefined })}\n`);
  return answer.violation === null ? 0 : 1;
}

function told({ scenario, violation, digest, calls, passes, saves, cpuMs }: LaneAnswer): string {
  const what = violation === null ? 'clean' : `${violation.code}: ${violation.detail}`;
  const counts = `${calls} calls, ${passes} passes, ${saves} saves, ${Math.round(cpuMs)} ms of a core`;
  return `seed ${scenario.seed} (${scenario.host} host): ${what}\n  ${counts}; digest ${digest}`;
}

async function playMany(options: Options): Promise<number> {
  const began = performance.now();
  const counts = { runs: 0, calls: 0, saves: 0, passes: 0, cpuMs: 0 };
  const lies: Record<string, number> = {};
  let shown = began;
  const found = await playSeeds({
    from: options.seed ?? 0,
    count: options.seeds,
    steps: options.steps,
    jobs: options.jobs,
    hole: options.hole ?? null,
    onAnswer: (answer) => {
      counts.runs += 1;
      counts.calls += answer.calls;
      counts.saves += answer.saves;
      counts.passes += answer.passes;
      counts.cpuMs += answer.cpuMs;
      for (const [name, times] of Object.entries(answer.told)) lies[name] = (lies[name] ?? 0) + times;
      if (answer.violation !== null) say(told(answer));
      if (performance.now() - shown < 5_000) return;
      shown = performance.now();
      say(
        `${counts.runs} of ${options.seeds} seeds, ${Math.round(counts.cpuMs / counts.runs)} ms of a core each`,
      );
    },
  });
  const each = Math.round(counts.cpuMs / Math.max(1, counts.runs));
  say(
    `${counts.runs} seeds, ${counts.calls} calls, ${counts.saves} saves, ${counts.passes} passes, ` +
      `${Object.values(lies).reduce((sum, n) => sum + n, 0)} lies; ${each} ms of a core each; ` +
      `${found.length === 0 ? 'clean' : `${found.length} found`}`,
  );
  const [first] = found;
  if (first !== undefined) {
    const lane = await Lane.open(options.hole);
    await report(first, options.steps, lane);
    await lane.close();
  }
  if (options.json === true) {
    const findings = found.map(({ scenario, violation }) => ({ seed: scenario.seed, ...violation }));
    process.stdout.write(`${JSON.stringify({ ...counts, lies, found: findings })}\n`);
  }
  return found.length === 0 ? 0 : 1;
}

/** How to replay it, and a smaller one as a file. */
async function report({ scenario, violation }: LaneAnswer, steps: number, lane: Lane): Promise<void> {
  if (violation === null) return;
  const { code, detail } = violation;
  say(`Replay: npm run simulate -- --seed ${scenario.seed} --steps ${steps} --trace`);
  const small = await shrink(scenario, async (smaller) => {
    const again = await lane.run({ kind: 'scenario', scenario: smaller, withTrace: false });
    return again.violation?.code === code;
  });
  const path = writeKept({ title: `${code}: ${detail.split('\n')[0]}`, found: code, scenario: small });
  say(`Made smaller, from ${scenario.steps.length} to ${small.steps.length} steps: ${path}`);
  say('To keep it as a test, give it a title and put it into tests/simulate/kept/.');
}

async function findHoles({ seeds, steps, jobs, hole: only, json }: Options): Promise<number> {
  const results: { hole: string; seed: string | null; played: number; found: string | null }[] = [];
  for (const hole of only === undefined ? Object.keys(HOLES) : [only]) {
    let played = 0;
    const onAnswer = () => {
      played += 1;
    };
    const [first] = await playSeeds({
      from: 0,
      count: seeds,
      steps,
      jobs,
      hole,
      stopAtFirst: true,
      onAnswer,
    });
    const seed = first?.scenario.seed ?? null;
    results.push({ hole, seed, played, found: first?.violation?.code ?? null });
    const what = seed === null ? `NOT FOUND in ${seeds} seeds` : `seed ${seed}: ${first?.violation?.code}`;
    say(`${hole.padEnd(32)} ${what} (${played} played)`);
  }
  if (json === true) process.stdout.write(`${JSON.stringify(results)}\n`);
  return results.every(({ seed }) => seed !== null) ? 0 : 1;
}
