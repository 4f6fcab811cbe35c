import { postgresStore, type StoreUnderTest } from '@cloison/dev-env/faults/platform-on-store.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { rollingRestart } from './rolling-restart.ts';

let store: StoreUnderTest | null = null;
afterEach(async () => {
  await store?.remove();
  store = null;
});

describe('two platforms on one store that are restarted one after the other', () => {
  it('end what is under way, and no browser sees an error that it does not get over by itself', async () => {
    store = await postgresStore();
    const size = { pupils: 40, restarts: 2, answersBetween: 150, waitScale: 0.02 };
    const { facts, ...result } = await rollingRestart(store, size);
    expect(result).toMatchObject({ lost: 0, duplicated: 0, pupils: 40, finished: 40 });
    expect(facts).toMatchObject({ restarts: 4, 'ended cleanly': 4, 'answered by nobody': 0 });
    // The one that was away was asked too: the other answered for it.
    expect(facts['passed on']).toBeGreaterThan(0);
  });
});
