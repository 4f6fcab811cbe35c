import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixtureEnvelope } from '@cloison/dev-env/platform/envelope-fixture.ts';
import { publishedCampaign } from '@cloison/dev-env/platform/published-campaign.ts';
import { storeSuite } from '@cloison/dev-env/stores/store-suite.ts';
import type { StoreUnderTest } from '@cloison/dev-env/stores/store-suite-context.ts';
import type { PublishedCampaign } from '@cloison/protocol/public';
import { afterEach, describe, expect, it } from 'vitest';
import type { CampaignStore } from '../campaign-store.ts';
import type { NewEnvelope } from '../envelopes.ts';
import { StorageFailure } from '../storage-error.ts';
import type { Store } from '../store.ts';
import { openSqliteStore } from './store.ts';

const PEPPER = new Uint8Array(32).fill(3);

function underTest(folder: string, saveThreads: boolean): StoreUnderTest {
  const store = openSqliteStore({ folder, pepper: PEPPER, saveThreads });
  return {
    store,
    async reopen() {
      await store.close();
      return underTest(folder, saveThreads);
    },
    async remove() {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const newFolder = () => mkdtempSync(join(tmpdir(), 'cloison-store-'));
storeSuite('SQLite', async () => underTest(newFolder(), false));
storeSuite('SQLite, saves in a thread', async () => underTest(newFolder(), true));

describe('the embedded store', () => {
  const folders: string[] = [];
  const stores: Store[] = [];
  const open = (folder: string, maxPages: () => number | null = () => null, pepper = PEPPER) => {
    const store = openSqliteStore({ folder, pepper, maxPages });
    stores.push(store);
    return store;
  };
  const fresh = () => {
    folders.push(newFolder());
    return folders.at(-1)!;
  };
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });
  const NAME = '2026-essai';
  const holder = new Uint8Array(16).fill(1);
  const campaignOf = async (store: Store) => {
    await store.publish(NAME, publishedCampaign(NAME) as PublishedCampaign);
    const lookup = await store.campaign(NAME);
    if (lookup.state !== 'open') throw new Error(lookup.state);
    await lookup.campaign.putHolders([{ holder, access: new Uint8Array(32), calendar: 0, role: 'pupil' }]);
    return lookup.campaign;
  };
  const window = { kind: 'open', window: { opensMs: 0, closesMs: 1 } } as const;

  it('refuses a second process on its folder, and leaves the first at work', async () => {
    const folder = fresh();
    const first = open(folder);
    expect(() => open(folder)).toThrow(expect.objectContaining({ code: 'in-use' }));
    await campaignOf(first);
  });

  it('refuses secrets that are not its own', async () => {
    const folder = fresh();
    await open(folder).close();
    expect(() => open(folder, () => null, new Uint8Array(32))).toThrow(
      expect.objectContaining({ code: 'wrong-secrets' }),
    );
    open(folder);
  });

  it('acknowledges nothing when it is full, keeps all that it acknowledged, and goes on when there is room', async () => {
    let pages: number | null = null;
    const folder = fresh();
    const campaign = await campaignOf(open(folder, () => pages));
    const saved: Uint8Array[] = [];
    const saveOne = async (i: number) => {
      const name = `r${i}`;
      const envelope = fixtureEnvelope({ campaign: NAME, holder, name, bodyBytes: 32 * 512 });
      const outcome = await campaign.save({ ...envelope, window, nowMs: 0, maxRecords: 1e6 });
      expect(outcome).toEqual({ kind: 'saved' });
      saved.push(envelope.bytes);
    };
    await saveOne(0);
    pages = 60;
    // The quota is read when the store is opened or was refused: here it is opened again.
    await stores.pop()!.close();
    const again = await campaignOf(open(folder, () => pages));
    const full = [];
    for (let i = 1; i < 60; i++) {
      const envelope = fixtureEnvelope({ campaign: NAME, holder, name: `r${i}`, bodyBytes: 32 * 512 });
      try {
        await again.save({ ...envelope, window, nowMs: 0, maxRecords: 1e6 });
        saved.push(envelope.bytes);
      } catch (error) {
        full.push(error);
      }
    }
    expect(full.length).toBeGreaterThan(20);
    for (const error of full) expect(error).toEqual(new StorageFailure('full'));
    expect((await again.counts()).records).toBe(saved.length);
    for (const [i, bytes] of saved.entries()) {
      expect(Buffer.compare((await again.record(holder, `r${i}`))!.bytes, bytes)).toBe(0);
    }
    const cursors = (await again.feed({ after: '', limit: 1000, wholeHeads: false, maxBytes: 1e9 })).entries;
    expect(cursors).toHaveLength(saved.length);
    // Room is made while it runs: one more refusal makes it look, then it goes on.
    pages = null;
    const last = fixtureEnvelope({ campaign: NAME, holder, name: 'dernier', bodyBytes: 32 * 512 });
    const attempt = () => again.save({ ...last, window, nowMs: 0, maxRecords: 1e6 });
    await attempt().catch(() => undefined);
    expect(await attempt()).toEqual({ kind: 'saved' });
    const { entries } = await again.feed({
      after: cursors.at(-1)!.cursor,
      limit: 9,
      wholeHeads: false,
      maxBytes: 1e9,
    });
    expect(entries.map(({ name }) => name)).toEqual(['dernier']);
  });

  it('put back from a copy begins its feed anew even after it has given as many changes as the original', async () => {
    const folder = fresh();
    const original = open(folder);
    const campaign = await campaignOf(original);
    const save = async (one: CampaignStore, name: string) => {
      const envelope = fixtureEnvelope({ campaign: NAME, holder, name });
      await one.save({ ...envelope, window, nowMs: 0, maxRecords: 99 });
    };
    const feed = (one: CampaignStore, after: string) =>
      one.feed({ after, limit: 99, wholeHeads: false, maxBytes: 1e9 });
    await save(campaign, 'a');
    const inCopy = (await feed(campaign, '')).entries.at(-1)!.cursor;
    await stores.pop()!.close();
    const copy = `${folder}-copy`;
    folders.push(copy);
    cpSync(folder, copy, { recursive: true });
    const further = await campaignOf(open(folder));
    await save(further, 'b');
    const lost = (await feed(further, inCopy)).entries.at(-1)!.cursor;
    const back = await campaignOf(open(copy));
    await save(back, 'c');
    await save(back, 'd');
    const page = await feed(back, lost);
    expect([page.rewound, page.entries.map(({ name }) => name)]).toEqual([true, ['a', 'c', 'd']]);
    const goesOn = await feed(back, inCopy);
    expect([goesOn.rewound, goesOn.entries.map(({ name }) => name)]).toEqual([false, ['c', 'd']]);
  });

  it('passes over thousands of superseded versions to the changes that stand, and knows each of them again', async () => {
    const campaign = await campaignOf(open(fresh()));
    const save = (envelope: NewEnvelope) => campaign.save({ ...envelope, window, nowMs: 0, maxRecords: 9 });
    const versions: NewEnvelope[] = [];
    for (let version = 1; version <= 9000; version++) {
      const previous = versions.at(-1)?.hash ?? new Uint8Array(32);
      versions.push(fixtureEnvelope({ campaign: NAME, holder, name: 'francais', version, previous }));
    }
    await save(fixtureEnvelope({ campaign: NAME, holder, name: 'maths' }));
    const outcomes = await Promise.all(versions.map(save));
    expect(outcomes.filter(({ kind }) => kind !== 'saved')).toEqual([]);
    const feed = async (after: string) => {
      const page = await campaign.feed({ after, limit: 10, wholeHeads: false, maxBytes: 1e9 });
      return [page.entries.map(({ name, version }) => [name, version]), page.more, page.rewound];
    };
    expect(await feed('')).toEqual([
      [
        ['maths', 1],
        ['francais', 9000],
      ],
      false,
      false,
    ]);
    const one = await campaign.feed({ after: '', limit: 1, wholeHeads: false, maxBytes: 1e9 });
    expect([one.entries.length, one.more]).toEqual([1, true]);
    expect(await feed(one.entries[0]!.cursor)).toEqual([[['francais', 9000]], false, false]);
    for (const version of [1, 2, 4095, 4096, 8999, 9000]) {
      expect(await save(versions[version - 1]!)).toEqual({ kind: 'saved' });
    }
    const stranger = fixtureEnvelope({ campaign: NAME, holder, name: 'francais', version: 4096 });
    expect(await save(stranger)).toMatchObject({ kind: 'conflict', version: 9000 });
    expect((await campaign.counts()).versions).toBe(9001);
  });

  it('answers unavailable to a caller who still has a campaign that a purge has taken', async () => {
    const store = open(fresh());
    const campaign = await campaignOf(store);
    await store.beginPurge(NAME, 0);
    await store.erase(NAME);
    await expect(campaign.record(holder, 'francais')).rejects.toEqual(new StorageFailure('unavailable'));
    await expect(campaign.revoke([holder])).rejects.toEqual(new StorageFailure('unavailable'));
  });

  it('leaves no byte of a purged campaign in its folder, in no file', async () => {
    const folder = fresh();
    const store = open(folder);
    const campaign = await campaignOf(store);
    const envelope = fixtureEnvelope({ campaign: NAME, holder, name: 'francais' });
    await campaign.save({ ...envelope, window, nowMs: 0, maxRecords: 9 });
    const needle = Buffer.from(envelope.bytes.subarray(120, 160));
    const holds = () =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .some((entry) => readFileSync(join(entry.parentPath, entry.name)).includes(needle));
    expect(holds()).toBe(true);
    await store.beginPurge(NAME, 0);
    await store.erase(NAME);
    expect(holds()).toBe(false);
    expect(readdirSync(join(folder, 'campaigns'))).toEqual([]);
  });
});
