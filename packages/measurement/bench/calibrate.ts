/**
 * `npm run bench -- measurement`: a 2PL from a CSV on disk to calibrated items with standard errors and an EAP for every
 * person, by the command as a user types it; then WLE for all. The floor is one pass of the same multiplications over the same
 * matrix: every person, every node, one factor for each block of eight items.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { FloorJob } from './floor-worker.ts';
import { writeResponses } from './generate.ts';
import { type Measured, tableOf, writeBetweenMarkers } from './tables.ts';

const { values: options } = parseArgs({
  options: {
    persons: { type: 'string', default: '830000' },
    items: { type: 'string', default: '60' },
    threads: { type: 'string', default: String(availableParallelism()) },
    /** Several sizes, up to 3.3 million × 100: cost is linear when the last columns agree. */
    scaling: { type: 'boolean', default: false },
    /** With `--scaling`: the most answers of a size. */
    upto: { type: 'string', default: '1e8' },
    /** Puts the table into docs/benchmarks.md. */
    write: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const SEED = 2026;
/** Persons, then items: four times the persons; twice the items; all pupils of four years. */
const SCALING = [
  [207_500, 60],
  [830_000, 60],
  [415_000, 120],
  [830_000, 100],
  [3_300_000, 100],
] as const;
const NODES = 61;
const threads = Number(options.threads);
const bin = join(import.meta.dirname, '../../../bin/cloison.ts');
const folder = mkdtempSync(join(tmpdir(), 'cloison-bench-'));

try {
  const sizes = options.scaling
    ? SCALING.filter(([persons, items]) => persons * items <= Number(options.upto))
    : [[Number(options.persons), Number(options.items)] as const];
  const results: Measured[] = [];
  for (const [persons, items] of sizes) {
    const one = await measure(persons, items);
    results.push(one);
    process.stderr.write(
      `${one.persons} × ${one.items}: whole ${one.wholeS.toFixed(2)} s (read ${one.readS.toFixed(2)}, estimate ${one.estimateS.toFixed(2)} in ${one.passes} passes), ` +
        `WLE ${one.wleS.toFixed(2)} s, peak ${one.peakMb?.toFixed(0) ?? '?'} MB, log L ${one.logLikelihood.toFixed(2)}; ` +
        `floor ${one.floorS.toFixed(2)} s, ratio ${one.ratio.toFixed(1)}, ${one.nanosecondsPerAnswer.toFixed(1)} ns an answer\n`,
    );
  }
  const table = tableOf(results);
  process.stderr.write(`${table}\n`);
  if (options.write) writeBetweenMarkers(options.scaling ? 'measurement-scaling' : 'measurement', table);
  if (options.json) process.stdout.write(`${JSON.stringify({ threads, results })}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure(persons: number, items: number): Promise<Measured> {
  const csv = join(folder, `${persons}x${items}.csv`);
  writeResponses(csv, persons, items, SEED);
  const floorS = await floor(csv, persons, items);
  const calibration = join(folder, 'calibration.json');
  const began = performance.now();
  const calibrated = await cloison(
    'calibrate',
    csv,
    '--model',
    '2pl',
    '--out',
    calibration,
    '--scores',
    join(folder, 'eap.csv'),
  );
  const wholeS = (performance.now() - began) / 1000;
  const scored = await cloison(
    'scores',
    csv,
    '--calibration',
    calibration,
    '--method',
    'wle',
    '--out',
    join(folder, 'wle.csv'),
  );
  rmSync(csv);
  const { seconds, passes, logLikelihood, shortfall } = calibrated.json;
  return {
    persons,
    items,
    floorS,
    wholeS,
    readS: seconds.read,
    estimateS: seconds.estimate,
    passes,
    wleS: scored.json.seconds.estimate,
    peakMb: calibrated.peakMb,
    logLikelihood,
    shortfall,
    ratio: seconds.estimate / floorS,
    nanosecondsPerAnswer: (seconds.estimate * 1e9) / (persons * items),
  };
}

async function floor(csv: string, persons: number, items: number): Promise<number> {
  const text = readFileSync(csv);
  const blocks = Math.ceil(items / 8);
  const codes = new Uint8Array(new SharedArrayBuffer(persons * blocks));
  for (let i = 0, at = 0; i < persons; i++)
    for (let j = 0; j < items; j++, at += 2) codes[i * blocks + (j >> 3)]! |= (text[at]! & 1) << (j & 7);
  const table = new Float64Array(new SharedArrayBuffer(8 * blocks * 256 * NODES)).fill(0.9);
  const workers = Array.from(
    { length: threads },
    () => new Worker(new URL('./floor-worker.ts', import.meta.url)),
  );
  const pass = () =>
    Promise.all(
      workers.map((worker, k) => {
        const job: FloorJob = {
          codes,
          table,
          blocks,
          nodes: NODES,
          from: Math.floor((persons * k) / threads),
          to: Math.floor((persons * (k + 1)) / threads),
        };
        return new Promise((resolve, reject) => {
          worker.once('message', resolve).once('error', reject);
          worker.postMessage(job);
        });
      }),
    );
  await pass();
  const began = performance.now();
  await pass();
  const seconds = (performance.now() - began) / 1000;
  await Promise.all(workers.map((worker) => worker.terminate()));
  return seconds;
}

// biome-ignore lint/suspicious/noExplicitAny: the command's own JSON line
async function cloison(...args: string[]): Promise<{ readonly json: any; readonly peakMb: number | null }> {
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      bin,
      'measurement',
      ...args,
      '--threads',
      String(threads),
      '--json',
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  let peakMb: number | null = null;
  const poll = setInterval(() => {
    try {
      const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
      if (kilobytes !== undefined) peakMb = Number(kilobytes) / 1024;
    } catch {
      // Not Linux, or already gone: the last value stands.
    }
  }, 50);
  const status = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(poll);
  if (status !== 0) throw new Error(`cloison measurement ${args[0]} ended with ${status}: ${out}`);
  return { json: JSON.parse(out.trim().split('\n').at(-1)!), peakMb };
}
