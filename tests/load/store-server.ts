/** The servers of a store, started for one run on this machine. */
import { startNats } from '@cloison/dev-env/stores/nats-cluster.ts';
import { OPERATED, TestPostgres } from '@cloison/dev-env/stores/postgres-server.ts';

export const STORE_KINDS = ['sqlite', 'postgres', 'nats'] as const;
export type StoreKind = (typeof STORE_KINDS)[number];

export interface StoreServer {
  /** As `CLOISON_STORE` has it; null is the embedded store, which has no server. */
  readonly url: string | null;
  readonly pids: readonly number[];
  readonly stop: () => Promise<void>;
}

/** PostgreSQL with memory for a large run; three NATS servers with the disk for it. */
export async function startStoreServer(kind: StoreKind): Promise<StoreServer> {
  switch (kind) {
    case 'sqlite':
      return { url: null, pids: [], stop: async () => {} };
    case 'postgres': {
      const postgres = await TestPostgres.start({ settings: OPERATED });
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
