/**
 * `npm run bench -- platform`: saves, logins, resumes, processor time and memory of the service on each store. Floors are
 * measured in the same run, with the same client and bytes: a bare `node:http` server that answers 204, and the same rows into
 * the same store without HTTP. With these rates h and s, the floor is 1/(1/h + 1/s): doing one after the other.
 *
 * Runs are short and alternate between floors and service, so that other work of the machine affects both.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { callsOfAll, OPENING_REQUESTS, openings, Savers, someHolders } from './bench-holders.ts';
import {
  type BenchStore,
  STORES,
  type StoreFloor,
  type StoreName,
  startBenchStore,
  TARGETS,
} from './bench-stores.ts';
import { Child } from './children.ts';
import { type PlatformResult, platformTables, type SavesResult } from './platform-tables.ts';
import { type Measured, RawClient } from './raw-client.ts';
import { oneAfterTheOther, percentileOf, type Spread, spreadOf } from './statistics.ts';
import { writeBetweenMarkers } from './write-tables.ts';

const IN_FLIGHT = [64, 512] as const;
/** How many saves for each second are prepared before a run: more than any server here answers. */
const MOST_A_SECOND = 60_000;
/** In flight while holders log in or resume. */
const OPENING_IN_FLIGHT = 64;

interface Size {
  readonly runs: number;
  readonly runMs: number;
  /** Published holders. All of them log in, and call when memory is measured. */
  readonly holders: number;
  /** How many of them save. */
  readonly active: number;
}
const FULL: Size = { runs: 7, runMs: 2000, holders: 100_000, active: 20_480 };
const QUICK: Size = { runs: 3, runMs: 300, holders: 4096, active: 2048 };

const { values } = parseArgs({
  options: {
    store: { type: 'string', multiple: true },
    quick: { type: 'boolean', default: false },
    runs: { type: 'string' },
    seconds: { type: 'string' },
    holders: { type: 'string' },
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const usual = values.quick ? QUICK : FULL;
const holders = Number(values.holders ?? usual.holders);
const size: Size = {
  runs: Number(values.runs ?? usual.runs),
  runMs: values.seconds === undefined ? usual.runMs : Number(values.seconds) * 1000,
  holders,
  active: Math.min(usual.active, holders),
};
const whatIsMeasured = size.holders >= 1024 && size.runs >= 1 && size.runMs > 0;
if (!whatIsMeasured) throw new Error('--holders 1024 or more, --runs 1 or more, --seconds above 0');
const wanted = values.store ?? [...STORES];
for (const name of wanted)
  if (!STORES.includes(name as never)) throw new Error(`no store is called ${name}: ${STORES.join(', ')}`);

const folder = mkdtempSync(join(tmpdir(), 'cloison-bench-'));
try {
  const results: PlatformResult[] = [];
  for (const name of wanted as StoreName[]) results.push(await measure(name));
  const tables = platformTables(results, size);
  process.stderr.write(`${tables}\n`);
  if (values.write && !values.quick) writeBetweenMarkers('platform', tables);
  if (values.json) process.stdout.write(`${JSON.stringify({ bench: 'platform', ...size, results })}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure(name: StoreName): Promise<PlatformResult> {
  const own = join(folder, name);
  mkdirSync(own);
  progress(`${name}: starting`);
  const store = await startBenchStore(name, own);
  const running: { stop(): Promise<unknown> }[] = [];
  try {
    const start = async (...task: Parameters<typeof Child.start>) => {
      const child = await Child.start(...task);
      running.push(child);
      return child;
    };
    const http = await start({ kind: 'bare-http' });
    const setting = store.setting === undefined ? {} : { store: store.setting };
    const fill = { holders: size.holders, recordsEach: 1 };
    const platform = await start({ kind: 'platform', dataDir: join(own, 'data'), ...setting, fill });
    const floor = await store.openFloor({ rows: size.holders, active: size.active });
    running.push({ stop: () => floor.close() });
    return { store: name, ...(await runsOf(name, { store, http, platform, floor })) };
  } finally {
    for (const one of running.reverse()) await one.stop();
    await store.stop();
  }
}

interface Parts {
  readonly store: BenchStore;
  readonly http: Child;
  readonly platform: Child;
  readonly floor: StoreFloor;
}

async function runsOf(name: StoreName, parts: Parts): Promise<Omit<PlatformResult, 'store'>> {
  const clients = { http: new RawClient(parts.http.port), platform: new RawClient(parts.platform.port) };
  const everyone = someHolders(size.holders, size.holders);
  // Two sets of envelopes, because each server must see its own versions increase one by one.
  const active = someHolders(size.active, size.holders);
  const savers = { http: new Savers(active), platform: new Savers(active) };
  try {
    const memory = await memoryOf(parts.platform, clients.platform, everyone);
    // The first save of each holder loads the holder and the record from the store, as a login does, so it is not measured.
    for (const server of ['http', 'platform'] as const) {
      const next = savers[server].next(OPENING_IN_FLIGHT);
      await clients[server].runCount({ inFlight: OPENING_IN_FLIGHT, count: size.active, next });
    }
    const saves: Record<number, SaveRun[]> = { 64: [], 512: [] };
    const openingRuns = { absent: [] as number[], present: [] as number[] };
    // The first run warms up both servers and is not counted.
    for (let run = 0; run <= size.runs; run++) {
      progress(`${name}: run ${run} of ${size.runs}`);
      const durationMs = run === 0 ? size.runMs / 2 : size.runMs;
      for (const inFlight of IN_FLIGHT) {
        const one = await saveRun(parts, clients, savers, inFlight, durationMs, run % 2 === 0);
        if (run > 0) saves[inFlight]!.push(one);
      }
      for (const record of ['absent', 'present'] as const) {
        const next = openings(everyone, OPENING_IN_FLIGHT, record);
        const measured = await clients.platform.run({ inFlight: OPENING_IN_FLIGHT, durationMs, next });
        if (run > 0) openingRuns[record].push(rateOf(measured) / OPENING_REQUESTS);
      }
    }
    return {
      saves: IN_FLIGHT.map((inFlight) => savesResult(name, inFlight, saves[inFlight]!)),
      logins: spreadOf(openingRuns.absent),
      resumes: spreadOf(openingRuns.present),
      bytesPerHolder: memory,
    };
  } finally {
    clients.http.close();
    clients.platform.close();
  }
}

interface SaveRun {
  readonly http: number;
  readonly rows: number;
  readonly saves: Measured;
  /** Processor seconds for 1,000 saves: of the platform's process, and of the store's servers. */
  readonly platformCpuS: number;
  readonly storeCpuS: number;
}

async function saveRun(
  { store, platform, floor }: Parts,
  clients: Readonly<Record<'http' | 'platform', RawClient>>,
  savers: Readonly<Record<'http' | 'platform', Savers>>,
  inFlight: number,
  durationMs: number,
  floorsFirst: boolean,
): Promise<SaveRun> {
  const prepared = (durationMs / 1000) * MOST_A_SECOND;
  const floors = async () => {
    savers.http.prepare(prepared);
    const bare = await clients.http.run({ inFlight, durationMs, next: savers.http.next(inFlight) });
    return { http: rateOf(bare), rows: await floor.run(inFlight, durationMs) };
  };
  const service = async () => {
    savers.platform.prepare(prepared);
    const before = [(await platform.usage()).cpuMs, store.cpuMs()] as const;
    const next = savers.platform.next(inFlight);
    const saves = await clients.platform.run({ inFlight, durationMs, next });
    const after = [(await platform.usage()).cpuMs, store.cpuMs()] as const;
    // Milliseconds for one save are seconds for a thousand.
    return {
      saves,
      platformCpuS: (after[0] - before[0]) / saves.count,
      storeCpuS: (after[1] - before[1]) / saves.count,
    };
  };
  if (floorsFirst) return { ...(await floors()), ...(await service()) };
  const served = await service();
  return { ...(await floors()), ...served };
}

function savesResult(name: StoreName, inFlight: number, runs: readonly SaveRun[]): SavesResult {
  const floorOf = ({ http, rows }: SaveRun) =>
    TARGETS[name].floor === 'both' ? oneAfterTheOther(http, rows) : rows;
  const of = (value: (run: SaveRun) => number): Spread => spreadOf(runs.map(value));
  const latency = (share: number) => of(({ saves }) => percentileOf(saves.latenciesMs, share));
  return {
    inFlight,
    perSecond: of(({ saves }) => rateOf(saves)),
    p50Ms: latency(0.5),
    p95Ms: latency(0.95),
    p99Ms: latency(0.99),
    platformCpuS: of(({ platformCpuS }) => platformCpuS),
    storeCpuS: of(({ storeCpuS }) => storeCpuS),
    bareHttp: of(({ http }) => http),
    bareStore: of(({ rows }) => rows),
    floor: of(floorOf),
    ratio: of((run) => rateOf(run.saves) / floorOf(run)),
  };
}

/** Growth of the process for each holder who calls. */
async function memoryOf(
  platform: Child,
  client: RawClient,
  everyone: ReturnType<typeof someHolders>,
): Promise<number> {
  const few = everyone.slice(0, everyone.length >> 3);
  const callAll = async (holders: typeof everyone) => {
    const next = callsOfAll(holders, 64);
    await client.runCount({ inFlight: 64, count: holders.length, next });
  };
  // Code that runs for the first time, and pages of the database, should not count as growth by holders.
  for (let time = 0; time < 8; time++) await callAll(few);
  const before = (await platform.usage(true)).rssBytes;
  await callAll(everyone);
  return Math.max(0, (await platform.usage(true)).rssBytes - before) / (everyone.length - few.length);
}

function rateOf({ count, elapsedMs }: Measured): number {
  return (count * 1000) / elapsedMs;
}

function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}
