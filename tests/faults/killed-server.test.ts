import { natsStore, postgresStore, type StoreUnderTest } from '@cloison/dev-env/faults/platform-on-store.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { killedPlatform } from './killed-platform.ts';
import { faultyLeader, KILLED, killedPostmaster, WIPED } from './killed-server.ts';

let store: StoreUnderTest | null = null;

afterEach(async () => {
  await store?.remove();
  store = null;
});

describe('a platform on PostgreSQL', () => {
  it('that is killed with -9 while everybody works loses and doubles nothing', async () => {
    store = await postgresStore();
    const size = { pupils: 40, kills: 6, answersBetween: 200, waitScale: 0.02 };
    const { facts, ...result } = await killedPlatform(store, size);
    expect(result).toMatchObject({ lost: 0, duplicated: 0, pupils: 40, finished: 40 });
    expect(facts['without an answer']).toBeGreaterThan(0);
  });

  it('whose postmaster is killed with -9 loses and doubles nothing, and goes on without a restart', async () => {
    const own = await postgresStore({ wal_writer_delay: '10s' });
    store = own;
    const size = { pupils: 40, kills: 2, answersBetween: 200, waitScale: 0.02 };
    const { facts, ...result } = await killedPostmaster(own, size);
    expect(result).toMatchObject({ lost: 0, duplicated: 0, pupils: 40, finished: 40 });
    expect(Object.keys(facts).filter((key) => key.startsWith('answered'))).toEqual(['answered 503']);
  });

  it('that does not wait for the disk (synchronous_commit=off) loses some: the test above would see it', async () => {
    const own = await postgresStore({ synchronous_commit: 'off', wal_writer_delay: '10s' });
    store = own;
    const size = { pupils: 40, kills: 1, answersBetween: 200, waitScale: 0.02 };
    expect((await killedPostmaster(own, size)).lost).toBeGreaterThan(0);
  });
});

describe('a platform on three NATS servers', () => {
  it('goes on by itself when the leader is killed with -9 and when one disk is lost, and loses and doubles nothing', async () => {
    const own = await natsStore();
    store = own;
    const size = { pupils: 30, faults: [KILLED, WIPED], answersBetween: 150, waitScale: 0.02 };
    const { facts, ...result } = await faultyLeader(own, size);
    expect(result).toMatchObject({ lost: 0, duplicated: 0, pupils: 30, finished: 30 });
    expect(facts.faults).toBe(2);
  });
});
