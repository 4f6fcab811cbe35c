/**
 * `npm run bench -- disclosure`: a country's file anonymised by the command as a user types it, from file to file, beside what sdcMicro and
 * ARX took of such files. The floor is one read, sort and write of the same file by sort(1). What is written is read again and counted.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { simulatePupils } from '@cloison/disclosure';
import { uniformAt } from '@cloison/measurement';
import { measureTables, tablesTable } from './tables.ts';

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '830000' },
    threads: { type: 'string', default: String(availableParallelism()) },
    /** `tables`: nothing but these. */
    only: { type: 'string' },
    /** Puts the table into docs/benchmarks.md. */
    write: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const SEED = 2026;
const root = join(import.meta.dirname, '../../..');
const bin = join(root, 'bin/cloison.ts');
const folder = mkdtempSync(join(tmpdir(), 'cloison-bench-'));

const VARIABLES = `variables:
  id: identifier
  sexe: quasi-identifier
  naissance: { role: quasi-identifier, hierarchy: { kind: date, levels: [quarter, half, year] } }
  departement: { role: quasi-identifier, hierarchy: { kind: departement } }
  secteur: quasi-identifier
  ep: { role: quasi-identifier, hierarchy: { kind: groups, levels: [{ name: priority, groups: { EP: [REP, REP+] } }] } }
`;

interface Task {
  readonly name: string;
  readonly file: string;
  readonly rows: number;
  readonly protection: string;
  readonly groupe?: string;
  /** What the reference took and left; null where there is none. */
  readonly reference: string | null;
}

interface Measured {
  readonly name: string;
  readonly rows: number;
  readonly wholeS: number;
  readonly readS: number;
  readonly protectS: number;
  readonly writeS: number;
  /** Processor time of all threads. */
  readonly processorS: number;
  readonly floorS: number;
  readonly ratio: number;
  readonly peakMb: number | null;
  readonly cells: number | null;
  readonly leastCells: number | null;
  readonly dropped: number;
  /** Normalised loss, arithmetic and geometric (ARX's) mean over variables. */
  readonly loss: readonly [number, number];
  readonly smallestClass: number;
  readonly reference: string | null;
}

try {
  const all = Number(options.rows);
  const full = join(folder, 'full.csv');
  writePupils(full, all);
  const fifty = join(folder, 'fifty.csv');
  writePupils(fifty, Math.min(all, 50_000));
  const shared = join(root, 'packages/disclosure/reference/micro_10k.csv');
  const tasks: Task[] = [
    {
      name: 'local suppression',
      file: full,
      rows: all,
      protection: 'method: suppress, k: 5',
      reference: 'sdcMicro: no end in nine minutes',
    },
    {
      name: 'local suppression, a hidden value matching all',
      file: full,
      rows: all,
      protection: 'method: suppress, k: 5, missing: matching',
      reference: null,
    },
    {
      name: 'local suppression, two groups at least',
      file: full,
      rows: all,
      protection: 'method: suppress, k: 5',
      groupe: '{ role: sensitive, criteria: [{ kind: distinct, l: 2 }] }',
      reference: null,
    },
    ...['loss', 'entropy', 'discernibility'].map((measure) => ({
      name: `recoding, ${measure}`,
      file: full,
      rows: all,
      protection: `method: recode, k: 5, measure: ${measure}`,
      reference: measure === 'loss' ? 'ARX 3.9.2: 6.6 s, 3,762 records' : null,
    })),
    {
      name: 'local suppression',
      file: fifty,
      rows: Math.min(all, 50_000),
      protection: 'method: suppress, k: 5',
      reference: 'sdcMicro 5.8.1: 204 s, 13,781 cells',
    },
  ];
  if (existsSync(shared)) {
    const half = join(folder, 'half.csv');
    writeFileSync(half, `${readFileSync(shared, 'utf8').split('\n').slice(0, 5001).join('\n')}\n`);
    tasks.push(
      {
        name: 'local suppression, shared file',
        file: shared,
        rows: 10_000,
        protection: 'method: suppress, k: 5',
        reference: 'sdcMicro 5.8.1: 34.0 s, 7,557 cells',
      },
      {
        name: 'local suppression, its first half',
        file: half,
        rows: 5000,
        protection: 'method: suppress, k: 5',
        reference: 'sdcMicro 5.8.1: 16.8 s, 4,442 cells',
      },
    );
  }
  const floors = new Map<string, number>();
  const results: Measured[] = [];
  for (const task of options.only === 'tables' ? [] : tasks) {
    if (!floors.has(task.file)) floors.set(task.file, floor(task.file));
    const one = await measure(task, floors.get(task.file)!);
    results.push(one);
    process.stderr.write(`${rowOf(one)}\n`);
  }
  const tables = tablesTable(await measureTables(SEED), floors.get(full) ?? floor(full));
  const table = results.length === 0 ? tables : `${tableOf(results)}\n\n${tables}`;
  process.stderr.write(`\n${table}\n`);
  if (options.write) writeBetweenMarkers('disclosure', table);
  if (options.json)
    process.stdout.write(`${JSON.stringify({ threads: Number(options.threads), results })}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function writePupils(path: string, rows: number): void {
  const columns = simulatePupils(rows, (stream, counter) => uniformAt(SEED, stream, counter));
  const lines = [['id', ...columns.map(({ name }) => name)].join(',')];
  for (let row = 0; row < rows; row++)
    lines.push(`${row},${columns.map(({ labels, codes }) => labels[codes[row]!]!).join(',')}`);
  writeFileSync(path, `${lines.join('\n')}\n`);
}

function floor(path: string): number {
  const began = performance.now();
  const { status } = spawnSync(
    'sort',
    [`--parallel=${options.threads}`, '-o', join(folder, 'sorted.csv'), path],
    {
      env: { ...process.env, LC_ALL: 'C' },
    },
  );
  if (status !== 0) throw new Error('sort failed');
  return (performance.now() - began) / 1000;
}

async function measure(task: Task, floorS: number): Promise<Measured> {
  const spec = join(folder, 'spec.yaml');
  const out = join(folder, 'out.csv');
  writeFileSync(
    spec,
    `format: cloison-disclosure/1\n${VARIABLES}  groupe: ${task.groupe ?? '{ role: sensitive }'}\nprotection: { ${task.protection} }\n`,
  );
  const began = performance.now();
  const { json, peakMb } = await cloison('anonymise', task.file, '--spec', spec, '--out', out);
  const wholeS = (performance.now() - began) / 1000;
  const { seconds, suppression, loss } = json;
  return {
    name: task.name,
    rows: task.rows,
    wholeS,
    readS: seconds.read,
    protectS: seconds.protect,
    writeS: seconds.write,
    processorS: seconds.processor,
    floorS,
    ratio: wholeS / floorS,
    peakMb,
    cells: suppression?.cells ?? null,
    leastCells: suppression?.failingRows ?? null,
    dropped: json.rowsDropped,
    loss: [loss.arithmetic, loss.geometric],
    smallestClass: smallestClass(out),
    reference: task.reference,
  };
}

/** Counted from the written texts. */
function smallestClass(path: string): number {
  const counts = new Map<string, number>();
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n').slice(1);
  for (const line of lines) {
    const key = line.slice(0, line.lastIndexOf(','));
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return Math.min(...counts.values());
}

// biome-ignore lint/suspicious/noExplicitAny: the command's own JSON line
function cloison(...args: string[]): Promise<{ readonly json: any; readonly peakMb: number | null }> {
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      bin,
      'disclosure',
      ...args,
      '--json',
      '--threads',
      options.threads!,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let out = '';
  let errors = '';
  let peakMb: number | null = null;
  child.stdout.on('data', (part) => {
    out += part;
  });
  child.stderr.on('data', (part) => {
    errors += part;
  });
  const watch = setInterval(() => {
    const status = `/proc/${child.pid}/status`;
    const found = existsSync(status) ? /VmHWM:\s+(\d+)/.exec(readFileSync(status, 'utf8')) : null;
    if (found !== null) peakMb = Number(found[1]) / 1024;
  }, 50);
  return new Promise((resolve, reject) => {
    child.on('close', (code) => {
      clearInterval(watch);
      if (code === 0) resolve({ json: JSON.parse(out.trim().split('\n').at(-1)!), peakMb });
      else reject(new Error(errors || out));
    });
  });
}

function rowOf(one: Measured): string {
  const whole = new Intl.NumberFormat('en');
  const left =
    one.cells === null
      ? `${whole.format(one.dropped)} records`
      : `${whole.format(one.cells)} cells (${whole.format(one.leastCells!)} records failed)`;
  return [
    one.name,
    whole.format(one.rows),
    `${one.wholeS.toFixed(1)} s`,
    `${one.readS.toFixed(1)} / ${one.protectS.toFixed(1)} / ${one.writeS.toFixed(1)} s`,
    `${one.processorS.toFixed(1)} s`,
    one.peakMb === null ? '?' : `${(one.peakMb / 1000).toFixed(2)} GB`,
    left,
    one.loss.map((value) => value.toFixed(4)).join(' / '),
    String(one.smallestClass),
    `${one.floorS.toFixed(2)} s`,
    one.ratio.toFixed(1),
    one.reference ?? '–',
  ].join(' | ');
}

function tableOf(results: readonly Measured[], now = new Date()): string {
  return [
    `${now.toISOString().slice(0, 10)}, ${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), Node ${process.versions.node}, load ${loadavg()[0]!.toFixed(1)} at the end. k = 5; risk, attack and utility before and after are part of the whole.`,
    '',
    '| what | rows | file to file | read / protect / write | processor | memory | hidden or dropped | loss: arithmetic / geometric (ARX’s) | smallest class | floor | ratio | reference |',
    '|---|---|---|---|---|---|---|---|---|---|---|---|',
    ...results.map((one) => `| ${rowOf(one)} |`),
  ].join('\n');
}

function writeBetweenMarkers(name: string, table: string): void {
  const page = join(root, 'docs/benchmarks.md');
  const text = readFileSync(page, 'utf8');
  const [begin, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${page} has no place for ${name}: ${begin} and ${end}`);
  writeFileSync(page, `${text.slice(0, from + begin.length)}\n${table}\n${text.slice(to)}`);
}
