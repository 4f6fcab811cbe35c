import { embeddedStore, type StoreUnderTest } from '@cloison/dev-env/faults/platform-on-store.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { killedPlatform } from './killed-platform.ts';

let store: StoreUnderTest | null = null;
afterEach(async () => {
  await store?.remove();
  store = null;
});

describe('a platform that is killed with -9 while everybody works', () => {
  it('loses and doubles nothing, and every pupil finishes by themselves: embedded store', async () => {
    store = await embeddedStore();
    const size = { pupils: 40, kills: 10, answersBetween: 300, waitScale: 0.02 };
    const { facts, ...result } = await killedPlatform(store, size);
    expect(result).toMatchObject({ lost: 0, duplicated: 0, pupils: 40, finished: 40 });
    expect(result.acknowledged).toBeGreaterThan(11 * 300);
    expect(facts['without an answer']).toBeGreaterThan(0);
  });
});
