import {
  embeddedStore,
  postgresStore,
  type StoreUnderTest,
} from '@cloison/dev-env/faults/platform-on-store.ts';
import { canMount } from '@cloison/dev-env/faults/small-disk.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { lockedByAnother, noMoreRoom, notWritable } from './embedded-obstacles.ts';
import { faultyLeader } from './killed-server.ts';
import { type Obstacle, obstructed, obstructedByAll } from './obstacle.ts';
import { POSTGRES_OBSTACLES } from './postgres-obstacles.ts';
import {
  fullDisk,
  fullDiskOfLeader,
  fullLog,
  smallDiskNats,
  smallDiskPostgres,
  smallDiskStore,
  smallLogPostgres,
} from './tmpfs-obstacle.ts';

const SIZE = { pupils: 20, answers: 200, refusals: 40, waitScale: 0.02 };
let store: StoreUnderTest | null = null;
afterEach(async () => {
  await store?.remove();
  store = null;
});

const expected = { lost: 0, duplicated: 0, pupils: 20, finished: 20 };
const clean = { 'unclean answers': 0, 'saved meanwhile': 0 };

describe('a store that cannot take anything for a while', () => {
  it.each<[string, () => Obstacle, number]>([
    ['no more room', noMoreRoom, 40],
    ['not writable', notWritable, 40],
    // Its one connection waits two seconds for each answer.
    ['locked by another program', lockedByAnother, 15],
  ])(
    'is said so, nothing is called saved that is not, and it goes on without a restart: embedded, %s',
    async (_, obstacle, refusals) => {
      store = await embeddedStore();
      const { facts, ...result } = await obstructed(store, obstacle(), { ...SIZE, refusals });
      expect(result).toMatchObject(expected);
      expect(facts).toMatchObject(clean);
    },
  );

  it('is said so, nothing is called saved that is not, and it goes on without a restart: PostgreSQL', async () => {
    const own = await postgresStore();
    store = own;
    const obstacles = POSTGRES_OBSTACLES.map((obstacle) => obstacle(own));
    const results = await obstructedByAll(own, obstacles, { ...SIZE, answers: 100, refusals: 20 });
    expect(results.map(({ fault }) => fault)).toEqual(obstacles.map(({ title }) => title));
    for (const { facts, ...result } of results) {
      expect(result).toMatchObject({ lost: 0, duplicated: 0 });
      expect({ fault: result.fault, ...facts }).toMatchObject({ fault: result.fault, ...clean });
    }
    expect(results.at(-1)).toMatchObject(expected);
  });
});

const mounts = canMount();
if (!mounts) {
  process.stderr.write(
    'full disks are not tried: it needs the right to mount a file system (as root it is there)\n',
  );
}
describe.skipIf(!mounts)('a disk that is really full', () => {
  it.each([
    ['the embedded store', smallDiskStore],
    ['the tables of PostgreSQL', smallDiskPostgres],
  ])('under %s is said so, and once there is room it goes on without a restart', async (_, open) => {
    const own = await open();
    store = own;
    const { facts, ...result } = await obstructed(own, fullDisk(own), { ...SIZE, refusals: 20 });
    expect(result).toMatchObject(expected);
    expect(facts).toMatchObject(clean);
    expect(facts['answered 507']).toBeGreaterThan(0);
  });
  it('under PostgreSQL’s log of changes ends it; started again with room it has all, and the platform goes on', async () => {
    const own = await smallLogPostgres();
    store = own;
    const { facts, ...result } = await obstructed(own, fullLog(own), { ...SIZE, refusals: 20 });
    expect(result).toMatchObject(expected);
    expect(facts).toMatchObject(clean);
    expect(own.server.log).toMatch(/PANIC:.*pg_wal.*No space left on device/);
  });
  it('under the NATS server that leads stops only that one: the other two go on', async () => {
    const own = await smallDiskNats();
    store = own;
    const size = { pupils: 20, faults: [fullDiskOfLeader(own)], answersBetween: 100, waitScale: 0.02 };
    expect(await faultyLeader(own, size)).toMatchObject(expected);
  });
});
