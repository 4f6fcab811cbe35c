/** The stores that a bench measures: how each is set up with its servers, and how its floor is measured. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startNats } from '@cloison/dev-env/stores/nats-cluster.ts';
import { OPERATED, PostgresServer } from '@cloison/dev-env/stores/postgres-server.ts';
import { Child } from './children.ts';

export const STORES = ['sqlite', 'postgres', 'nats', 'nats-always'] as const;
export type StoreName = (typeof STORES)[number];

export interface FloorSize {
  readonly rows: number;
  readonly active: number;
}

export interface BenchStore {
  /** The value of the platform's setting; undefined for the embedded store in its data folder. */
  readonly setting: string | undefined;
  /** Processor time of the store's servers in milliseconds, 0 when it has none. */
  cpuMs(): number;
  openFloor(size: FloorSize): Promise<StoreFloor>;
  stop(): Promise<void>;
}

export interface StoreFloor {
  /** Returns durable writes a second. */
  run(inFlight: number, durationMs: number): Promise<number>;
  close(): Promise<void>;
}

export const DESCRIPTIONS: Readonly<Record<StoreName, string>> = {
  sqlite: 'embedded store',
  postgres: 'PostgreSQL 17',
  nats: 'NATS, three servers, default sync',
  'nats-always': 'NATS, three servers, `sync_interval: always`',
};

/**
 * How the floor is computed from the bare HTTP rate and the bare store rate, and the share of it that is the target. On NATS the
 * floor is the bare store rate alone, because the servers' replication is nearly all of the work.
 */
export const TARGETS: Readonly<
  Record<StoreName, { readonly floor: 'both' | 'store'; readonly share: number }>
> = {
  sqlite: { floor: 'both', share: 0.75 },
  postgres: { floor: 'both', share: 0.75 },
  nats: { floor: 'store', share: 0.6 },
  'nats-always': { floor: 'store', share: 0.6 },
};

/** `folder` exists and belongs to this store alone. */
export async function startBenchStore(name: StoreName, folder: string): Promise<BenchStore> {
  switch (name) {
    case 'sqlite':
      return {
        setting: undefined,
        cpuMs: () => 0,
        openFloor: async (size) => {
          const where = join(folder, 'floor');
          mkdirSync(where);
          return rowFloor(await Child.start({ kind: 'rows', store: 'sqlite', where, ...size }));
        },
        stop: async () => undefined,
      };
    case 'postgres': {
      const server = await PostgresServer.start({ settings: OPERATED });
      const [platform, rows] = [await server.createDatabase(), await server.createDatabase()];
      return {
        setting: platform,
        cpuMs: () => cpuMsOf(server.pid === null ? [] : [server.pid]),
        openFloor: async (size) =>
          rowFloor(await Child.start({ kind: 'rows', store: 'postgres', where: rows, ...size })),
        stop: () => server.remove(),
      };
    }
    case 'nats':
    case 'nats-always': {
      const cluster = await startNats({ servers: 3, sync: name === 'nats' ? 'default' : 'always' });
      const where = cluster.servers.map(({ port }) => `127.0.0.1:${port}`).join(',');
      // When each write waits for a disk, several streams can wait at the same time.
      const streams = name === 'nats' ? 1 : 4;
      return {
        setting: `${cluster.url}?partitions=${streams}`,
        cpuMs: () => cpuMsOf(cluster.servers.flatMap(({ pid }) => pid ?? [])),
        openFloor: async (size) =>
          rowFloor(await Child.start({ kind: 'rows', store: 'nats', where, streams, ...size })),
        stop: () => cluster.stop(),
      };
    }
  }
}

function rowFloor(child: Child): StoreFloor {
  return { run: (inFlight, durationMs) => child.rows(inFlight, durationMs), close: () => child.stop() };
}

/** User and system time of these processes and of their children, including ended ones. */
function cpuMsOf(roots: readonly number[]): number {
  const wanted = new Set(roots);
  let ticks = 0;
  // Process ids increase until they wrap, so children come after their parents.
  for (const pid of readdirSync('/proc')
    .map(Number)
    .filter(Number.isInteger)
    .sort((a, b) => a - b)) {
    const fields = statOf(pid);
    if (fields === null || !(wanted.has(pid) || wanted.has(Number(fields[1])))) continue;
    wanted.add(pid);
    ticks += fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  }
  return ticks * 10;
}

/** Fields of /proc/pid/stat from the third on (man 5 proc): state, parent … utime, stime, cutime, cstime in hundredths. */
function statOf(pid: number): readonly string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}
