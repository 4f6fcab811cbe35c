import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import { type StoreUnderTest, storeSuite } from '../suite.ts';
import { parseNatsAddress } from './nats-address.ts';
import { openNatsStore } from './nats-store.ts';
import { type NatsCluster, startNats } from './test-nats.ts';

const PEPPER = new Uint8Array(32).fill(3);
let cluster: NatsCluster;
beforeAll(async () => {
  cluster = await startNats();
});
afterAll(() => cluster.stop());

/** Each store has names of its own on the one server. */
const freshAddress = () => `${cluster.url}?prefix=t${randomBytes(6).toString('hex')}&partitions=2`;

async function underTest(address: string): Promise<StoreUnderTest> {
  const store = await openNatsStore({ address: parseNatsAddress(address), pepper: PEPPER });
  return {
    store,
    async reopen() {
      await store.close();
      return underTest(address);
    },
    remove: () => store.close(),
  };
}

storeSuite('NATS', () => underTest(freshAddress()));
