import { PostgresServer } from '@cloison/dev-env/stores/postgres-server.ts';
import { storeSuite } from '@cloison/dev-env/stores/store-suite.ts';
import type { StoreUnderTest } from '@cloison/dev-env/stores/store-suite-context.ts';
import { afterAll, beforeAll } from 'vitest';
import { openPostgresStore } from './store.ts';

const PEPPER = new Uint8Array(32).fill(3);

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await PostgresServer.start();
});
afterAll(() => postgres.remove());

async function underTest(address: string): Promise<StoreUnderTest> {
  const store = await openPostgresStore({ address, pepper: PEPPER });
  return {
    store,
    async reopen() {
      await store.close();
      return underTest(address);
    },
    async remove() {
      await store.close();
    },
  };
}

storeSuite('PostgreSQL', async () => underTest(await postgres.createDatabase()));
