/**
 * `npm run bench -- scaling`: saves and logins as holders and records grow, tenfold each time. Rates are shares of a bare
 * `node:http` server's rate in the same runs, relative to those of the smallest size; 1 means that size costs nothing.
 */
import { mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { OPENING_REQUESTS, openings, Savers, someHolders } from './bench-holders.ts';
import { type BenchStore, DESCRIPTIONS, STORES, type StoreName, startBenchStore } from './bench-stores.ts';
import { Child } from './children.ts';
import { type Measured, RawClient } from './raw-client.ts';
import { medianOf, type Spread, spreadOf, whole } from './statistics.ts';
import { machineLine, writeBetweenMarkers } from './write-tables.ts';

const IN_FLIGHT = 64;
/** How many holders save and log in, spread evenly. */
const ACTIVE = 50_000;
const RECORDS_EACH = 10;
/** A store is idle when it uses less processor time than this in a second. */
const IDLE_MS = 100;
/** On NATS each record is a message on three servers, and 10⁷ of them take too much disk. */
const MOST_RECORDS_ON_NATS = 1e6;
/** Size of a stored envelope with its keys and free space in pages: a cautious estimate, to refuse sizes that do not fit on the disk. */
const BYTES_OF_ENVELOPE: Readonly<Record<StoreName, number>> = {
  sqlite: 2300,
  postgres: 3200,
  nats: 3 * 2100,
  'nats-always': 3 * 2100,
};
const BYTES_OF_HOLDER = 400;

const { values } = parseArgs({
  options: {
    store: { type: 'string', multiple: true },
    upto: { type: 'string', default: '1e6' },
    from: { type: 'string', default: '1e4' },
    quick: { type: 'boolean', default: false },
    runs: { type: 'string' },
    seconds: { type: 'string' },
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const runs = Number(values.runs ?? (values.quick ? 2 : 7));
const runMs = Number(values.seconds ?? (values.quick ? 0.3 : 2)) * 1000;
const [from, upto] = [Number(values.from), Number(values.upto)];
if (!(from >= IN_FLIGHT && upto >= from))
  throw new Error('--upto 1e5 is a number of holders, at least 64 and --from');
const sizes = Array.from({ length: 12 }, (_, i) => Math.round(from * 10 ** i)).filter((size) => size <= upto);
const wanted = (values.store ?? ['sqlite', 'postgres', 'nats']) as StoreName[];
for (const name of wanted)
  if (!STORES.includes(name)) throw new Error(`no store is called ${name}: ${STORES.join(', ')}`);

interface SizeResult {
  readonly store: StoreName;
  readonly holders: number;
  readonly records: number;
  readonly filledS: number;
  readonly saves: Spread;
  readonly logins: Spread;
  readonly bareHttp: Spread;
  /** Shares of the bare rate, each relative to the smallest size. */
  readonly savesKept: number;
  readonly loginsKept: number;
}

const folder = mkdtempSync(join(tmpdir(), 'cloison-scaling-'));
try {
  const results: SizeResult[] = [];
  for (const name of wanted) results.push(...(await measureStore(name)));
  const tables = tablesOf(results);
  process.stderr.write(`${tables}\n`);
  if (values.write && !values.quick) writeBetweenMarkers('scaling', tables);
  if (values.json) process.stdout.write(`${JSON.stringify({ bench: 'scaling', runs, runMs, results })}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measureStore(name: StoreName): Promise<readonly SizeResult[]> {
  const results: SizeResult[] = [];
  let first: { saves: number; logins: number } | null = null;
  for (const holders of sizes) {
    const recordsEach = name.startsWith('nats')
      ? Math.max(1, Math.min(RECORDS_EACH, Math.floor(MOST_RECORDS_ON_NATS / holders)))
      : RECORDS_EACH;
    const bytes = holders * ((recordsEach + 1) * BYTES_OF_ENVELOPE[name] + BYTES_OF_HOLDER);
    const { bavail, bsize } = statfsSync(folder);
    process.stderr.write(
      `${name}: ${whole(holders)} holders, ${whole(holders * recordsEach)} records, about ${(bytes / 1e9).toFixed(1)} GB\n`,
    );
    // Leave room for logs and for other writes.
    if (bytes * 1.3 + 2e9 > bavail * bsize) {
      process.stderr.write(`left out: ${folder} has ${((bavail * bsize) / 1e9).toFixed(1)} GB free\n`);
      continue;
    }
    const measured = await measureSize(name, holders, recordsEach);
    const { shares, ...rest } = measured;
    first ??= shares;
    const kept = { savesKept: shares.saves / first.saves, loginsKept: shares.logins / first.logins };
    const result = { store: name, holders, records: holders * recordsEach, ...rest, ...kept };
    process.stderr.write(`${rowOf(result).join(' · ')}\n`);
    results.push(result);
  }
  return results;
}

async function measureSize(name: StoreName, holders: number, recordsEach: number) {
  const own = join(folder, `${name}-${holders}`);
  mkdirSync(own);
  const store = await startBenchStore(name, own);
  const children: Child[] = [];
  try {
    const setting = store.setting === undefined ? {} : { store: store.setting };
    const fill = { holders, recordsEach };
    children.push(await Child.start({ kind: 'platform', dataDir: join(own, 'data'), ...setting, fill }));
    children.push(await Child.start({ kind: 'bare-http' }));
    const [platform, http] = children as [Child, Child];
    const clients = { platform: new RawClient(platform.port), http: new RawClient(http.port) };
    const active = someHolders(ACTIVE, holders);
    const savers = { platform: new Savers(active), http: new Savers(active) };
    // Every active holder has saved and logged in once, and the store has finished its work after filling: the effect of size is
    // measured, not the first read of a page from the disk.
    await clients.platform.runCount({
      inFlight: IN_FLIGHT,
      count: active.length,
      next: savers.platform.next(IN_FLIGHT),
    });
    await clients.platform.runCount({
      inFlight: IN_FLIGHT,
      count: active.length * OPENING_REQUESTS,
      next: openings(active, IN_FLIGHT, 'absent'),
    });
    await settled(store, platform);
    const rates = { saves: [] as number[], logins: [] as number[], bare: [] as number[] };
    for (let run = 0; run <= runs; run++) {
      const load = { inFlight: IN_FLIGHT, durationMs: runMs };
      const bare = rateOf(await clients.http.run({ ...load, next: savers.http.next(IN_FLIGHT) }));
      const saves = rateOf(await clients.platform.run({ ...load, next: savers.platform.next(IN_FLIGHT) }));
      const next = openings(active, IN_FLIGHT, 'absent');
      const logins = rateOf(await clients.platform.run({ ...load, next })) / OPENING_REQUESTS;
      if (run === 0) continue;
      rates.bare.push(bare);
      rates.saves.push(saves);
      rates.logins.push(logins);
    }
    clients.platform.close();
    clients.http.close();
    const share = (of: readonly number[]) => medianOf(of.map((rate, i) => rate / rates.bare[i]!));
    return {
      filledS: platform.ready.filledMs / 1000,
      saves: spreadOf(rates.saves),
      logins: spreadOf(rates.logins),
      bareHttp: spreadOf(rates.bare),
      shares: { saves: share(rates.saves), logins: share(rates.logins) },
    };
  } finally {
    for (const child of children) await child.stop();
    await store.stop();
    rmSync(own, { recursive: true, force: true });
  }
}

/** Waits until the store has stopped merging, vacuuming and copying, for at most two minutes. */
async function settled(store: BenchStore, platform: Child): Promise<void> {
  const used = async () => store.cpuMs() + (await platform.usage()).cpuMs;
  for (let second = 0, before = await used(); second < 120; second++) {
    await sleep(1000);
    const now = await used();
    if (now - before < IDLE_MS) return;
    before = now;
  }
  process.stderr.write('the store is still busy with itself after two minutes: measured as it is\n');
}

function rowOf(one: SizeResult): readonly string[] {
  return [
    DESCRIPTIONS[one.store],
    whole(one.holders),
    whole(one.records),
    `${whole(one.filledS)} s`,
    `${whole(one.saves.median)}/s`,
    one.savesKept.toFixed(2),
    `${whole(one.logins.median)}/s`,
    one.loginsKept.toFixed(2),
    `${whole(one.bareHttp.median)}/s`,
  ];
}

function tablesOf(results: readonly SizeResult[]): string {
  const head = [
    'store',
    'holders',
    'records',
    'filled in',
    'durable saves',
    'kept',
    'logins',
    'kept',
    'bare HTTP',
  ];
  return [
    `${machineLine()} ${runs} runs of ${runMs / 1000} s, medians; ${IN_FLIGHT} in flight; “kept” is the share of the bare HTTP rate in the same runs, against that of the smallest size.`,
    '',
    ...[head, head.map(() => '---'), ...results.map(rowOf)].map((cells) => `| ${cells.join(' | ')} |`),
  ].join('\n');
}

function rateOf({ count, elapsedMs }: Measured): number {
  return (count * 1000) / elapsedMs;
}
