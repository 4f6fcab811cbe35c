/**
 * Disks that are really full: small file systems in memory, filled by another program. Needs the right to mount. Of
 * PostgreSQL the tables are on one, or the log of changes: where that cannot be written it ends.
 */
import { execFileSync } from 'node:child_process';
import { chownSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { wait } from '@cloison/dev-env/faults/crowd.ts';
import {
  embeddedStore,
  type NatsStore,
  natsStore,
  type PostgresStore,
  postgresStore,
  type StoreUnderTest,
} from '@cloison/dev-env/faults/platform-on-store.ts';
import { SmallDisk } from '@cloison/dev-env/faults/small-disk.ts';
import type { LeaderFault } from './killed-server.ts';
import type { Obstacle } from './obstacle.ts';

export type OnSmallDisks<S extends StoreUnderTest> = S & { readonly disks: readonly SmallDisk[] };

/** The store once `settle` has put it on the disks; `end` stops whatever has files open on them. */
async function onDisks<S extends StoreUnderTest>(
  store: S,
  disks: readonly SmallDisk[],
  settle: () => Promise<unknown>,
  end: () => Promise<unknown>,
): Promise<OnSmallDisks<S>> {
  const remove = async () => {
    await end();
    for (const disk of disks) disk.remove();
    await store.remove();
  };
  try {
    await settle();
  } catch (error) {
    await remove();
    throw error;
  }
  return { ...store, disks, remove };
}

const NOTHING = async () => undefined;
const ENDS_MS = 300_000;

export async function smallDiskStore(): Promise<OnSmallDisks<StoreUnderTest>> {
  const disk = new SmallDisk(48);
  return onDisks(await embeddedStore(disk.folder), [disk], NOTHING, NOTHING);
}

export async function smallDiskPostgres(): Promise<OnSmallDisks<PostgresStore>> {
  const store = await postgresStore();
  const disk = new SmallDisk(64);
  const settle = async () => {
    const { uid, gid } = statSync(store.server.dataPath);
    chownSync(disk.folder, uid, gid);
    await store.server.query(`CREATE TABLESPACE small LOCATION '${disk.folder}'`);
    await store.server.query(`ALTER DATABASE ${new URL(store.url).pathname.slice(1)} SET TABLESPACE small`);
  };
  return onDisks(store, [disk], settle, () => store.server.stop('immediate'));
}

/** Its log of changes has a disk to itself, as docs/operations.md has it moved there. */
export async function smallLogPostgres(): Promise<OnSmallDisks<PostgresStore>> {
  const store = await postgresStore({ min_wal_size: '32MB', max_wal_size: '64MB' });
  const disk = new SmallDisk(160);
  const { server } = store;
  const settle = async () => {
    const [log, moved] = [join(server.dataPath, 'pg_wal'), join(disk.folder, 'pg_wal')];
    await server.stop();
    execFileSync('cp', ['--archive', log, moved]);
    rmSync(log, { recursive: true });
    symlinkSync(moved, log);
    await server.restart();
  };
  return onDisks(store, [disk], settle, () => server.stop('immediate'));
}

/** Three servers, each with a disk of its own. */
export async function smallDiskNats(): Promise<OnSmallDisks<NatsStore>> {
  const store = await natsStore();
  const { servers } = store.cluster;
  await Promise.all(servers.map((server) => server.stop()));
  const disks = servers.map(({ storeFolder }) => new SmallDisk(128, storeFolder));
  return onDisks(
    store,
    disks,
    () => store.cluster.begin(),
    () => Promise.all(servers.map((server) => server.kill())),
  );
}

export function fullDisk({ disks }: OnSmallDisks<StoreUnderTest>): Obstacle {
  return {
    title: 'disk full (a file system of its own)',
    statuses: [503, 507],
    // Room that was taken before may still be written over.
    total: false,
    put: async () => {
      for (const disk of disks) disk.fill();
    },
    lift: async () => {
      for (const disk of disks) disk.clear();
    },
  };
}

/** PostgreSQL ends, and does not start before there is room. The operator then starts it again. */
export function fullLog({ disks, server }: OnSmallDisks<PostgresStore>): Obstacle {
  return {
    title: 'disk of the log of changes full',
    statuses: [503, 507],
    total: false,
    put: async () => {
      for (const disk of disks) disk.fill();
      // What is left of the files of the log that are there already would last for minutes.
      const until = performance.now() + ENDS_MS;
      while (server.pid !== null) {
        if (performance.now() > until) throw new Error('PostgreSQL goes on without room for its log');
        await server.query('SELECT pg_switch_wal()').catch(() => undefined);
        await wait(20);
      }
    },
    lift: async () => {
      for (const disk of disks) disk.clear();
      if (server.pid === null) await server.restart();
    },
  };
}

/** Its server keeps nothing more until it is started again, whatever room there is by then. */
export function fullDiskOfLeader({ disks }: OnSmallDisks<NatsStore>): LeaderFault {
  const of = (leader: { readonly storeFolder: string }) =>
    disks.find(({ folder }) => folder === leader.storeFolder)!;
  return {
    title: 'disk of a leader full',
    begin: async (leader) => of(leader).fill(),
    mend: async (leader) => {
      of(leader).clear();
      await leader.stop();
    },
  };
}
