import { afterAll, beforeAll } from 'vitest';
import { storeSuite } from '../suite.ts';
import type { StoreUnderTest } from '../suite-context.ts';
import { openPostgresStore } from './postgres-store.ts';
import { TestPostgres } from './test-postgres.ts';

const PEPPER = new Uint8Array(32).fill(3);

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await TestPostgres.start();
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
