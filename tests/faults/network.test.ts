import { embeddedStore, type StoreUnderTest } from '@cloison/dev-env/faults/platform-on-store.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { badNetwork, NETWORK_KINDS } from './network.ts';

const SIZE = { pupils: 25, answers: 6, timeScale: 0.01, seed: 3 };
let stores: StoreUnderTest[] = [];
beforeAll(async () => {
  stores = await Promise.all(NETWORK_KINDS.map(() => embeddedStore()));
});
afterAll(() => Promise.all(stores.map((store) => store.remove())));

describe('a sitting over a bad network', () => {
  it.each(NETWORK_KINDS.map((kind, i) => [kind, i] as const))(
    'completes exactly once, with every answer: %s',
    async (kind, i) => {
      const { facts, ...result } = await badNetwork(stores[i]!, kind, SIZE);
      expect(result).toMatchObject({
        acknowledged: 25 * 7,
        found: 25 * 7,
        lost: 0,
        duplicated: 0,
        pupils: 25,
        finished: 25,
      });
      const disturbed = Object.values(facts).reduce<number>((sum, count) => sum + Number(count), 0);
      expect(disturbed).toBeGreaterThan(25);
    },
  );
});
