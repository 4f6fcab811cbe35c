/**
 * `npm run bench -- faults`: every fault at a large size, on every store that it can befall. Some forty minutes for all;
 * `--small` is what tests do. The table goes to standard error, with `--json` one line to standard output.
 */
import { parseArgs } from 'node:util';
import {
  embeddedStore,
  type NatsStore,
  natsStore,
  type PostgresStore,
  postgresStore,
  type StoreUnderTest,
} from '@cloison/dev-env/faults/platform-on-store.ts';
import { canMount } from '@cloison/dev-env/faults/small-disk.ts';
import { EMBEDDED_OBSTACLES } from './embedded-obstacles.ts';
import { killedPlatform } from './killed-platform.ts';
import { faultyLeader, KILLED, killedPostmaster, WIPED } from './killed-server.ts';
import { badNetwork, NETWORK_KINDS } from './network.ts';
import { obstructed } from './obstacle.ts';
import { POSTGRES_OBSTACLES } from './postgres-obstacles.ts';
import { dumpCopies, folderCopies, putBack } from './put-back.ts';
import { rollingRestart } from './rolling-restart.ts';
import { type FaultResult, faultTable } from './tally.ts';
import {
  fullDisk,
  fullDiskOfLeader,
  fullLog,
  smallDiskNats,
  smallDiskPostgres,
  smallDiskStore,
  smallLogPostgres,
} from './tmpfs-obstacle.ts';
import { unknownFlood } from './unknown-flood.ts';

const { values } = parseArgs({
  options: {
    store: { type: 'string', multiple: true },
    only: { type: 'string' },
    small: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const { small } = values;
const size = <T>(little: T, large: T): T => (small ? little : large);
const LATE_WRITER = { wal_writer_delay: '10s' };

interface Experiment {
  readonly fault: string;
  readonly store: 'embedded' | 'postgres' | 'nats';
  run(): Promise<FaultResult>;
}

/** On a store of its own, gone afterwards. */
function on<S extends StoreUnderTest>(
  store: S['name'],
  open: () => Promise<S>,
  fault: string,
  run: (store: S) => Promise<FaultResult>,
): Experiment {
  return {
    fault,
    store,
    run: async () => {
      const opened = await open();
      try {
        return await run(opened);
      } finally {
        await opened.remove();
      }
    },
  };
}
const embedded = (fault: string, run: (store: StoreUnderTest) => Promise<FaultResult>) =>
  on('embedded', () => embeddedStore(), fault, run);
const postgres = (fault: string, run: (store: PostgresStore) => Promise<FaultResult>) =>
  on('postgres', () => postgresStore(), fault, run);
const nats = (fault: string, run: (store: NatsStore) => Promise<FaultResult>) =>
  on('nats', natsStore, fault, run);

const pupils = size(30, 300);
const kills = { pupils, kills: size(5, 99), answersBetween: size(150, 600), waitScale: 0.02 };
const servers = { pupils, answersBetween: size(150, 1000), waitScale: 0.02 };
const obstacle = {
  pupils: size(20, 200),
  answers: size(200, 2000),
  refusals: size(20, 1000),
  waitScale: 0.05,
};
const network = { pupils: size(25, 200), answers: size(6, 4), timeScale: size(0.01, 1), seed: 3 };
const rolling = { pupils, restarts: size(1, 10), answersBetween: size(150, 1500), waitScale: 0.05 };
const copies = { pupils, answers: size(300, 3000), waitScale: 0.05 };
const flood = {
  pupils: size(20, 200),
  thinkMs: size(200, 1000),
  seconds: size(3, 30),
  connections: size(20, 200),
  perMinute: size(120_000, 1_000_000),
};

const EXPERIMENTS: readonly Experiment[] = [
  embedded('killed', (store) => killedPlatform(store, kills)),
  postgres('killed', (store) => killedPlatform(store, kills)),
  nats('killed', (store) => killedPlatform(store, { ...kills, kills: size(3, 30) })),
  on(
    'postgres',
    () => postgresStore(LATE_WRITER),
    'postmaster',
    (store) => killedPostmaster(store, { ...servers, kills: size(2, 20) }),
  ),
  on(
    'postgres',
    () => postgresStore({ ...LATE_WRITER, synchronous_commit: 'off' }),
    'synchronous_commit off',
    (store) => killedPostmaster(store, { ...servers, kills: size(1, 5) }),
  ),
  nats('leader', (store) => faultyLeader(store, { ...servers, faults: Array(size(1, 6)).fill(KILLED) })),
  nats('disk wiped', (store) => faultyLeader(store, { ...servers, faults: Array(size(1, 3)).fill(WIPED) })),
  ...EMBEDDED_OBSTACLES.map((make) =>
    embedded('obstacle', (store) =>
      obstructed(store, make(), small ? { ...obstacle, refusals: 15 } : { ...obstacle, refusals: 200 }),
    ),
  ),
  ...(canMount()
    ? [
        on('embedded', smallDiskStore, 'full disk', (store) => obstructed(store, fullDisk(store), obstacle)),
        on('postgres', smallDiskPostgres, 'full disk', (store) =>
          obstructed(store, fullDisk(store), obstacle),
        ),
        on('postgres', smallLogPostgres, 'full disk', (store) => obstructed(store, fullLog(store), obstacle)),
        on('nats', smallDiskNats, 'full disk', (store) =>
          faultyLeader(store, { ...servers, faults: Array(size(1, 3)).fill(fullDiskOfLeader(store)) }),
        ),
      ]
    : []),
  ...POSTGRES_OBSTACLES.map((make) =>
    postgres('obstacle', (store) => obstructed(store, make(store), obstacle)),
  ),
  ...NETWORK_KINDS.map((kind) => embedded(`network ${kind}`, (store) => badNetwork(store, kind, network))),
  postgres('network mix', (store) => badNetwork(store, 'mix', network)),
  postgres('rolling', (store) => rollingRestart(store, rolling)),
  nats('rolling', (store) => rollingRestart(store, rolling)),
  embedded('put back', (store) => putBack(store, folderCopies(store), copies)),
  postgres('put back', (store) => putBack(store, dumpCopies(store), copies)),
  embedded('unknown codes', (store) => unknownFlood(store, flood)),
  postgres('unknown codes', (store) => unknownFlood(store, flood)),
];

const results: FaultResult[] = [];
const failures: string[] = [];
for (const { fault, store, run } of EXPERIMENTS) {
  if (values.store !== undefined && !values.store.includes(store)) continue;
  if (!fault.includes(values.only ?? '')) continue;
  process.stderr.write(`${fault} (${store}) …`);
  try {
    const result = await run();
    results.push(result);
    process.stderr.write(
      ` acknowledged ${result.acknowledged}, lost ${result.lost}, ${result.seconds.toFixed(0)} s\n`,
    );
  } catch (error) {
    failures.push(`${fault} (${store}): ${error instanceof Error ? error.message : String(error)}`);
    process.stderr.write(` ${failures.at(-1)}\n`);
  }
}
process.stderr.write(`\n${faultTable(results)}\n`);
for (const failure of failures) process.stderr.write(`could not be tried to its end: ${failure}\n`);
if (values.json) process.stdout.write(`${JSON.stringify({ results, failures })}\n`);
process.exit(failures.length > 0 ? 1 : 0);
