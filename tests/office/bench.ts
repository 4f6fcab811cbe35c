/**
 * `npm run bench -- office`: every step of a campaign at the office beside its floor, each in a process of its own. With
 * `--folder` the campaign is kept, and a step that is done is not done again: a large one is run step by step, over several
 * calls. The machine may be shared, so that ratios are of processor time; the platform's own is counted apart.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { medianOf } from '../../apps/platform/bench/statistics.ts';
import { machineLine, requirePlace, writeBetweenMarkers } from '../../apps/platform/bench/write-tables.ts';
import { BenchPlatform } from './bench-platform.ts';
import type { FloorName, FloorTime } from './floors.ts';
import type { Measured } from './step-child.ts';
import { STEP_NAMES, STEPS, type StepName } from './steps.ts';

/** Floors of a step, and whether a part of it is the platform's work: its processor time is not the office's. */
const FLOORS_OF: Readonly<Partial<Record<StepName, readonly FloorName[]>>> = {
  import: ['read', 'pupilSeals', 'pupilRows'],
  mint: ['argon2id'],
  assign: ['changedRows'],
  publish: ['seal', 'receive'],
  collect: ['feed', 'open', 'score', 'recordRows'],
  report: ['openSittings'],
  close: ['openSittings', 'researchRows'],
  anonymise: ['researchOpened', 'researchRows'],
  export: ['anonymisedOpened', 'fileBytes'],
};
/** Floors that read what the step's erasing takes away are measured before it. */
const BEFORE: readonly StepName[] = ['close'];
const PLATFORM_FLOORS: readonly FloorName[] = ['receive', 'feed'];

interface StepResult extends Measured {
  readonly platformCpuSeconds: number;
  readonly floors: Readonly<Partial<Record<FloorName, FloorTime>>>;
}
type Results = Partial<Record<StepName, StepResult>>;

const { values } = parseArgs({
  options: {
    pupils: { type: 'string', default: '5000' },
    runs: { type: 'string' },
    folder: { type: 'string' },
    until: { type: 'string' },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const pupils = Number(values.pupils);
if (!(Number.isInteger(pupils) && pupils >= 100)) throw new Error('--pupils is a number of at least 100');
const runs = values.folder === undefined ? Number(values.runs ?? (values.quick ? 1 : 3)) : 1;
const last =
  values.until === undefined ? STEP_NAMES.length : STEP_NAMES.indexOf(values.until as StepName) + 1;
if (last === 0) throw new Error(`--until is one of ${STEP_NAMES.join(', ')}`);
const writes = values.write && !values.quick;
if (writes) requirePlace(`office-${pupils}`);

const all: Results[] = [];
for (let run = 0; run < runs; run++) {
  const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'cloison-office-'));
  mkdirSync(folder, { recursive: true });
  try {
    all.push(await runSteps(folder));
  } finally {
    if (values.folder === undefined) rmSync(folder, { recursive: true, force: true });
  }
}
const table = tableOf(all);
process.stderr.write(`${table}\n`);
if (writes) writeBetweenMarkers(`office-${pupils}`, table);
if (values.json) process.stdout.write(`${JSON.stringify({ bench: 'office', pupils, runs: all })}\n`);

async function runSteps(folder: string): Promise<Results> {
  const path = join(folder, 'results.json');
  const results: Results = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Results) : {};
  let platform: BenchPlatform | null = null;
  try {
    for (const name of STEP_NAMES.slice(0, last)) {
      if (results[name] !== undefined) continue;
      const { unit, needsPlatform } = STEPS[name];
      if (needsPlatform) platform ??= await BenchPlatform.start(folder);
      const before = BEFORE.includes(name) ? await measureFloors(folder, name, platform) : null;
      const cpu = platform?.cpuSeconds() ?? 0;
      const step = (await inChild(['step', name, folder, pupils, platform?.url ?? ''])) as Measured;
      const platformCpuSeconds = (platform?.cpuSeconds() ?? 0) - cpu;
      const floors = before ?? (await measureFloors(folder, name, platform));
      results[name] = { ...step, platformCpuSeconds, floors };
      writeFileSync(path, JSON.stringify(results, null, 1));
      process.stderr.write(
        `${name}: ${step.count} ${unit} in ${step.seconds.toFixed(1)} s, CPU ${step.cpuSeconds.toFixed(1)} s` +
          ` (platform ${platformCpuSeconds.toFixed(1)}), ${Math.round(step.peakMiB)} MiB ${partsOf(step)}\n`,
      );
    }
    return results;
  } finally {
    await platform?.stop();
  }
}

async function measureFloors(folder: string, name: StepName, platform: BenchPlatform | null) {
  const floors: Partial<Record<FloorName, FloorTime>> = {};
  for (const floor of FLOORS_OF[name] ?? []) {
    floors[floor] = (await inChild(['floor', floor, folder, pupils, platform?.url ?? ''])) as FloorTime;
  }
  return floors;
}

function partsOf({ parts, cpuParts }: Measured): string {
  return Object.entries(parts ?? {})
    .map(([part, seconds]) => {
      const cpu = cpuParts?.[part];
      return `${part} ${seconds.toFixed(1)}${cpu === undefined ? '' : ` (CPU ${cpu.toFixed(1)})`}`;
    })
    .join(', ');
}

/** Runs `step-child.ts` and returns what its last line says. */
function inChild(args: readonly (string | number)[]): Promise<unknown> {
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      join(import.meta.dirname, 'step-child.ts'),
      ...args.map(String),
    ],
    { stdio: ['ignore', 'pipe', 2] },
  );
  let said = '';
  child.stdout!.on('data', (part) => {
    said += part;
  });
  return new Promise((resolve, reject) => {
    child.once('close', (code) => {
      if (code === 0) resolve(JSON.parse(said.trim().split('\n').at(-1)!));
      else reject(new Error(`${args.slice(0, 2).join(' ')} ended with ${code}`));
    });
  });
}

function tableOf(measured: readonly Results[]): string {
  const count = measured.length;
  const rows = STEP_NAMES.filter((name) => name !== 'prepare' && name !== 'draw' && name !== 'sit').flatMap(
    (name) => {
      const own = measured.flatMap((results) => results[name] ?? []);
      if (own.length === 0) return [];
      const of = (value: (one: StepResult) => number) => spread(own.map(value));
      const floorCpu = (one: StepResult) =>
        Object.entries(one.floors)
          .filter(([floor]) => !PLATFORM_FLOORS.includes(floor as FloorName))
          .reduce((sum, [, { cpuSeconds, count: n }]) => sum + (cpuSeconds / n) * (one.per ?? one.count), 0);
      const floorWall = (one: StepResult) =>
        Object.values(one.floors).reduce(
          (sum, { seconds, count: n }) => sum + (seconds / n) * (one.per ?? one.count),
          0,
        );
      const has = Object.keys(own[0]!.floors).length > 0;
      return [
        [
          name,
          `${own[0]!.count.toLocaleString('en')} ${STEPS[name].unit}`,
          of(({ seconds }) => seconds),
          of(({ count: n, seconds }) => n / seconds),
          of(({ cpuSeconds }) => cpuSeconds),
          of(({ platformCpuSeconds }) => platformCpuSeconds),
          of(({ peakMiB }) => peakMiB),
          has ? Object.keys(own[0]!.floors).join(' + ') : '',
          has ? of((one) => floorCpu(one) / one.cpuSeconds) : '',
          has ? of((one) => floorWall(one) / one.seconds) : '',
        ],
      ];
    },
  );
  const head = [
    'step',
    'done',
    'seconds',
    'a second',
    'CPU s',
    'platform CPU s',
    'peak MiB',
    'floor',
    'ratio of CPU',
    'ratio of time to the floor on one thread',
  ];
  return [
    `${machineLine()} ${pupils.toLocaleString('en')} pupils, ${count} run${count > 1 ? 's' : ''}, median (least–most).`,
    '',
    `| ${head.join(' | ')} |`,
    `|${head.map(() => ' --- |').join('')}`,
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ].join('\n');
}

function spread(numbers: readonly number[]): string {
  const show = (value: number) =>
    value >= 100 ? Math.round(value).toLocaleString('en') : value >= 10 ? value.toFixed(1) : value.toFixed(2);
  const middle = show(medianOf(numbers));
  return numbers.length === 1
    ? middle
    : `${middle} (${show(Math.min(...numbers))}–${show(Math.max(...numbers))})`;
}
