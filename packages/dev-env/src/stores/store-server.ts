/** Starts the servers of any kind of store on this machine. */
import { startNats } from './nats-cluster.ts';
import { OPERATED, PostgresServer } from './postgres-server.ts';

export const STORE_KINDS = ['sqlite', 'postgres', 'nats'] as const;
export type StoreKind = (typeof STORE_KINDS)[number];

export interface StoreServer {
  /** The value of `CLOISON_STORE`; null for the embedded store, which has no server. */
  readonly url: string | null;
  readonly pids: readonly number[];
  readonly stop: () => Promise<void>;
}

/** With enough memory (PostgreSQL) and disk (three NATS servers) for a large run. */
export async function startStoreServer(kind: StoreKind): Promise<StoreServer> {
  switch (kind) {
    case 'sqlite':
      return { url: null, pids: [], stop: async () => {} };
    case 'postgres': {
      const postgres = await PostgresServer.start({ settings: OPERATED });
      return {
        url: await postgres.createDatabase(),
        pids: [postgres.pid!],
        stop: () => postgres.remove(),
      };
    }
    case 'nats': {
      const nats = await startNats({ servers: 3, maxStoreBytes: 8 * 1024 ** 3 });
      await nats.ready();
      return {
        url: nats.url,
        pids: nats.servers.map(({ pid }) => pid!),
        stop: () => nats.stop(),
      };
    }
  }
}
