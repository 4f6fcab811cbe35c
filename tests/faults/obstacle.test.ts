import { afterEach, describe, expect, it } from 'vitest';
import { lockedByAnother, noMoreRoom, notWritable } from './embedded-obstacles.ts';
import { type Obstacle, obstructed } from './obstacle.ts';
import { embeddedStore, type StoreUnderTest } from './stores.ts';

const SIZE = { pupils: 20, answers: 200, refusals: 40, waitScale: 0.02 };
let store: StoreUnderTest | null = null;
afterEach(async () => {
  await store?.remove();
  store = null;
});

describe('a store that cannot take anything for a while', () => {
  it.each<[string, () => Obstacle]>([
    ['no more room', noMoreRoom],
    ['not writable', notWritable],
    ['locked by another program', lockedByAnother],
  ])(
    'is said so, nothing is called saved that is not, and it goes on without a restart: %s',
    async (_, obstacle) => {
      store = await embeddedStore();
      const { facts, ...result } = await obstructed(store, obstacle(), SIZE);
      expect(result).toMatchObject({ lost: 0, duplicated: 0, pupils: 20, finished: 20 });
      expect(facts).toMatchObject({ 'unclean answers': 0, 'saved meanwhile': 0 });
    },
  );
});
