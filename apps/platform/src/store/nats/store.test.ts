import { createHash, randomBytes } from 'node:crypto';
import { cpSync, rmSync } from 'node:fs';
import { fixtureEnvelope, latin1 } from '@cloison/dev-env/platform/envelope-fixture.ts';
import {
  CLOSED,
  eventually,
  NAME,
  newHolders,
  OPEN,
  openedOn,
  Pupil,
  publishedOn,
  saveOn,
} from '@cloison/dev-env/stores/campaign-on-store.ts';
import { type NatsCluster, type NatsServer, startNats } from '@cloison/dev-env/stores/nats-cluster.ts';
import { storeSuite } from '@cloison/dev-env/stores/store-suite.ts';
import type { StoreUnderTest } from '@cloison/dev-env/stores/store-suite-context.ts';
import { connect } from '@nats-io/transport-node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CampaignStore } from '../campaign-store.ts';
import type { NewEnvelope } from '../envelopes.ts';
import { StorageFailure } from '../storage-error.ts';
import type { Store } from '../store.ts';
import { parseNatsAddress } from './address.ts';
import { openNatsStore } from './store.ts';

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

describe('two processes on one NATS store', () => {
  const stores: Store[] = [];
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
  });
  const open = async (address: string, maxBytes: number | null = null) => {
    const store = await openNatsStore({ address: parseNatsAddress(address), pepper: PEPPER, maxBytes });
    stores.push(store);
    return store;
  };
  const two = async () => {
    const address = freshAddress();
    const [one, other] = [await open(address), await open(address)];
    const campaign = await publishedOn(one);
    return { address, one, other, campaign, elsewhere: await openedOn(other) };
  };
  const envelope = (holder: Uint8Array, name: string, more: object = {}) =>
    fixtureEnvelope({ campaign: NAME, holder, name, ...more });

  it('neither is ready while a stream of the campaign does not answer', async () => {
    const { address, one, other } = await two();
    await one.check();
    const prefix = new URL(address).searchParams.get('prefix')!;
    const operator = await connect({ servers: new URL(address).host });
    const names = await operator.request('$JS.API.STREAM.NAMES', '');
    const { streams } = names.json<{ streams: string[] }>();
    const own = streams.filter((name) => name.startsWith(prefix) && name.toLowerCase().includes(NAME));
    expect(own.length).toBeGreaterThan(0);
    await operator.request(`$JS.API.STREAM.DELETE.${own[0]!}`, '');
    await operator.close();
    for (const store of [one, other]) {
      await expect(store.check()).rejects.toEqual(new StorageFailure('unavailable'));
    }
  });

  it('neither accepts a version once a revocation has resolved at the other, whatever it had in mind', async () => {
    const { campaign, elsewhere } = await two();
    const holders = await newHolders(campaign, 20);
    const first = holders.map(({ holder }) => envelope(holder, 'francais'));
    for (const [i, { holder, access }] of holders.entries()) {
      expect(await saveOn(elsewhere, first[i]!)).toEqual({ kind: 'saved' });
      expect(await elsewhere.holderByAccess(latin1(access))).toMatchObject({ holder, revoked: false });
    }
    await campaign.revoke(holders.map(({ holder }) => holder));
    for (const [i, { holder }] of holders.entries()) {
      const next = envelope(holder, 'francais', { version: 2, previous: first[i]!.hash });
      expect((await saveOn(elsewhere, next)).kind).toBe('conflict');
      expect((await saveOn(elsewhere, envelope(holder, 'maths'))).kind).toBe('conflict');
    }
    // Reads follow within a moment.
    await eventually(
      async () => elsewhere.holderByAccess(latin1(holders[0]!.access)),
      (entry) => entry?.revoked === true,
    );
  });

  it('a version saved while its holder is revoked elsewhere is a head before, or a branch after, and never lost', async () => {
    const { campaign, elsewhere } = await two();
    const holders = await newHolders(campaign, 30);
    const outcomes = await Promise.all(
      holders.map(async ({ holder }) => {
        const [outcome] = await Promise.all([
          saveOn(elsewhere, envelope(holder, 'francais')),
          campaign.revoke([holder]),
        ]);
        return outcome.kind;
      }),
    );
    for (const [i, { holder }] of holders.entries()) {
      const head = await campaign.record(holder, 'francais');
      expect([outcomes[i], head !== null]).toEqual(
        outcomes[i] === 'saved' ? ['saved', true] : ['conflict', false],
      );
      const next = envelope(holder, 'francais', { version: 2, previous: head?.hash ?? new Uint8Array(32) });
      expect((await saveOn(elsewhere, next)).kind).toBe('conflict');
    }
  });

  it('decide races for one record one after the other, and for the number of records too', async () => {
    const { campaign, elsewhere } = await two();
    const [pupil] = await newHolders(campaign, 1);
    const devices = Array.from({ length: 12 }, (_, i) => new Uint8Array(8).fill(i));
    const outcomes = await Promise.all(
      devices.map((device, i) =>
        saveOn(i % 2 === 0 ? campaign : elsewhere, envelope(pupil!.holder, 'francais', { device })),
      ),
    );
    expect(outcomes.filter(({ kind }) => kind === 'saved')).toHaveLength(1);
    expect(outcomes.filter(({ kind }) => kind === 'conflict')).toHaveLength(11);
    const names = await Promise.all(
      ['a1', 'b1', 'c1', 'd1', 'e1', 'f1'].map((name, i) =>
        (i % 2 === 0 ? campaign : elsewhere).save({
          ...envelope(pupil!.holder, name),
          window: OPEN,
          nowMs: 0,
          maxRecords: 4,
        }),
      ),
    );
    expect(names.filter(({ kind }) => kind === 'saved')).toHaveLength(3);
    expect(names.filter(({ kind }) => kind === 'too-many-records')).toHaveLength(3);
  });

  it('refuse every change once the other has frozen the campaign, and the whole campaign once it is purged', async () => {
    const { one, other, campaign, elsewhere } = await two();
    const [pupil] = await newHolders(campaign, 1);
    const first = envelope(pupil!.holder, 'francais');
    await saveOn(elsewhere, first);
    await one.beginMove(NAME);
    const next = envelope(pupil!.holder, 'francais', { version: 2, previous: first.hash });
    await expect(saveOn(elsewhere, next)).rejects.toEqual(new StorageFailure('unavailable'));
    await expect(elsewhere.revoke([pupil!.holder])).rejects.toEqual(new StorageFailure('unavailable'));
    expect(await elsewhere.record(pupil!.holder, 'francais')).toMatchObject({ version: 1 });
    await one.cancelMove(NAME);
    expect(await eventually(() => saveOn(elsewhere, next))).toEqual({ kind: 'saved' });
    expect((await one.beginPurge(NAME, 0)).counts).toMatchObject({ records: 1, versions: 2 });
    const late = envelope(pupil!.holder, 'maths');
    await expect(saveOn(elsewhere, late)).rejects.toEqual(new StorageFailure('unavailable'));
    await one.erase(NAME);
    await expect(elsewhere.record(pupil!.holder, 'francais')).rejects.toEqual(
      new StorageFailure('unavailable'),
    );
    await eventually(
      () => other.campaign(NAME),
      ({ state }) => state === 'purging',
    );
  });

  it('a reader of the feed sees the newest version of every record, while several processes write', async () => {
    const { address, campaign, elsewhere } = await two();
    const writers = [campaign, elsewhere, await openedOn(await open(address))];
    const pupils = (await newHolders(campaign, 40)).map(({ holder }) => new Pupil(holder));
    const seen = new Map<string, number>();
    let after = '';
    const read = async () => {
      const page = await campaign.feed({ after, limit: 7, wholeHeads: false, maxBytes: 1e9 });
      expect(page.rewound).toBe(false);
      for (const { holder, version } of page.entries) {
        const key = Buffer.from(holder).toString('hex');
        expect(version).toBeGreaterThanOrEqual(seen.get(key) ?? 0);
        seen.set(key, version);
      }
      after = page.entries.at(-1)?.cursor ?? after;
      return page.more;
    };
    let isWriting = true;
    const reading = (async () => {
      while (isWriting) await read();
    })();
    await Promise.all(
      pupils.map(async (pupil, i) => {
        for (let n = 0; n < 8; n++) await pupil.saveNext(writers[(i + n) % writers.length]!);
      }),
    );
    isWriting = false;
    await reading;
    while (await read());
    expect([...seen.values()]).toEqual(pupils.map(() => 8));
  });

  it('every version ever accepted gets its answer again, however many there were and wherever the campaign goes', async () => {
    const { one, campaign } = await two();
    const [pupil] = await newHolders(campaign, 1);
    const sent: NewEnvelope[] = [];
    for (let version = 1, previous = new Uint8Array(32); version <= 70; version++) {
      const next = envelope(pupil!.holder, 'francais', { version, previous });
      expect(await saveOn(campaign, next)).toEqual({ kind: 'saved' });
      sent.push(next);
      previous = new Uint8Array(next.hash);
    }
    const checked = async (store: CampaignStore) => {
      for (const old of sent) expect(await saveOn(store, old, CLOSED)).toEqual({ kind: 'saved' });
      for (const version of [1, 32, 33, 70]) {
        const strange = envelope(pupil!.holder, 'francais', { version });
        expect(await saveOn(store, strange, CLOSED)).toEqual({ kind: 'closed' });
      }
      expect(await store.counts()).toMatchObject({ records: 1, versions: 70 });
    };
    await checked(campaign);
    const elsewhere = await open(freshAddress());
    await elsewhere.restore(NAME, one.dump(NAME));
    const moved = await openedOn(elsewhere);
    await checked(moved);
    for (let version = 71; version <= 140; version++) {
      const next = envelope(pupil!.holder, 'francais', { version, previous: sent.at(-1)!.hash });
      expect(await saveOn(moved, next)).toEqual({ kind: 'saved' });
      sent.push(next);
    }
    for (const old of sent) expect(await saveOn(moved, old, CLOSED)).toEqual({ kind: 'saved' });
  });

  it('keeps branches as long as they fit into a message of the servers, with a head of any size', async () => {
    const { campaign } = await two();
    const [pupil] = await newHolders(campaign, 1);
    const large = (more: object) => envelope(pupil!.holder, 'francais', { bodyBytes: 127 * 512, ...more });
    const first = large({});
    await saveOn(campaign, first);
    for (let i = 0; i < 16; i++) {
      expect((await saveOn(campaign, large({ device: new Uint8Array(8).fill(i) }))).kind).toBe('conflict');
    }
    const { branches } = await campaign.counts();
    expect(branches).toBeGreaterThan(12);
    const next = large({ version: 2, previous: first.hash });
    expect(await saveOn(campaign, next)).toEqual({ kind: 'saved' });
    const { entries } = await campaign.feed({ after: '', limit: 99, wholeHeads: true, maxBytes: 1e9 });
    expect(entries).toHaveLength(1 + branches);
  });

  it('refuses secrets that are not its own', async () => {
    const address = parseNatsAddress(freshAddress());
    stores.push(await openNatsStore({ address, pepper: PEPPER }));
    await expect(openNatsStore({ address, pepper: new Uint8Array(32) })).rejects.toMatchObject({
      code: 'wrong-secrets',
    });
  });

  it('says why the servers cannot be used', async () => {
    const address = parseNatsAddress(`${freshAddress()}&replicas=3`);
    await expect(openNatsStore({ address, pepper: PEPPER, startMs: 0 })).rejects.toMatchObject({
      code: 'bad-setting',
      message: expect.stringContaining('(replicas > 1 not supported in non-clustered mode)'),
    });
  });

  it('keeps content larger than a message', async () => {
    const { campaign, elsewhere } = await two();
    const identity = new Uint8Array(randomBytes(1_300_000));
    const hash = createHash('sha256').update(identity).digest('hex');
    await campaign.putContent({ hash, type: 'audio/mpeg', identity, gzip: null, br: Uint8Array.of(1, 2) });
    const file = await elsewhere.content(hash);
    expect(Buffer.compare(file!.identity, identity)).toBe(0);
    expect([file!.gzip, [...file!.br!]]).toEqual([null, [1, 2]]);
  });

  it('accept each signed call at one of them only', async () => {
    const { one, other } = await two();
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        (i % 2 === 0 ? one : other).acceptCall({
          key: 'k',
          sequence: 7,
          nonce: `n${i}`,
          nowMs: 0,
        }),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(1);
    const sameNonce = await Promise.all(
      [one, other].map((store, i) =>
        store.acceptCall({ key: `k${i}`, sequence: 1, nonce: 'same', nowMs: 0 }),
      ),
    );
    expect(sameNonce.toSorted()).toEqual(['accepted', 'replayed']);
  });
});

describe('a copy of the servers’ disks put back', () => {
  it('makes the feed begin anew, even after as many changes as the original gave, and a reader that stayed notices', async () => {
    const servers = await startNats();
    const [server] = servers.servers as [NatsServer];
    const address = parseNatsAddress(`${servers.url}?partitions=1`);
    const stayed = await openNatsStore({ address, pepper: PEPPER });
    const copy = `${server.storeFolder}.copy`;
    const atRest = async (act: () => void) => {
      await server.stop();
      act();
      server.start();
      await servers.ready();
    };
    try {
      const campaign = await publishedOn(stayed);
      const pupils = (await newHolders(campaign, 8)).map(({ holder }) => new Pupil(holder));
      const saveAll = async (some: readonly Pupil[], where: CampaignStore) => {
        for (const pupil of some) await pupil.saveNext(where);
      };
      const feed = (after: string) =>
        eventually(() => campaign.feed({ after, limit: 99, wholeHeads: false, maxBytes: 1e9 }));
      await saveAll(pupils.slice(0, 2), campaign);
      await atRest(() => cpSync(server.storeFolder, copy, { recursive: true }));
      await saveAll(pupils.slice(2, 4), campaign);
      const beyond = (await feed('')).entries.at(-1)!.cursor;
      expect(await feed(beyond)).toEqual({ entries: [], more: false, rewound: false });
      await atRest(() => {
        rmSync(server.storeFolder, { recursive: true });
        cpSync(copy, server.storeFolder, { recursive: true });
      });
      const other = await openNatsStore({ address, pepper: PEPPER });
      await saveAll(pupils.slice(4, 8), await openedOn(other));
      const page = await feed(beyond);
      expect(page.rewound).toBe(true);
      expect(page.entries).toHaveLength(6);
      await eventually(() => campaign.revoke([pupils[0]!.holder]));
      await other.close();
    } finally {
      await stayed.close();
      await servers.stop();
    }
  });
});

describe('a NATS store that is full', () => {
  it('acknowledges nothing then, keeps all that it acknowledged, and goes on when there is room', async () => {
    const small = await startNats({ maxStoreBytes: 6_000_000 });
    const operator = await connect({ servers: `127.0.0.1:${small.servers[0]!.port}` });
    const api = (call: string, request: object = {}) =>
      operator.request(`$JS.API.${call}`, JSON.stringify(request));
    try {
      // Something else on the same servers, which an operator can remove.
      await api('STREAM.CREATE.ballast', { name: 'ballast', subjects: ['ballast'], storage: 'file' });
      for (let i = 0; i < 6; i++) await operator.request('ballast', randomBytes(500_000));
      const address = parseNatsAddress(`${small.url}?partitions=1`);
      const store = await openNatsStore({ address, pepper: PEPPER });
      const campaign = await publishedOn(store);
      const holders = await newHolders(campaign, 400);
      const kept: NewEnvelope[] = [];
      const refused: unknown[] = [];
      for (const { holder } of holders) {
        const one = fixtureEnvelope({ campaign: NAME, holder, name: 'francais', bodyBytes: 32 * 512 });
        try {
          await saveOn(campaign, one);
          kept.push(one);
        } catch (error) {
          refused.push(error);
        }
      }
      expect(kept.length).toBeGreaterThan(20);
      expect(refused.length).toBeGreaterThan(20);
      for (const error of refused) expect(error).toEqual(new StorageFailure('full'));
      expect((await campaign.counts()).records).toBe(kept.length);
      for (const { header, bytes } of kept) {
        expect(Buffer.compare((await campaign.record(header.holderId, 'francais'))!.bytes, bytes)).toBe(0);
      }
      await expect(store.check()).rejects.toEqual(new StorageFailure('full'));
      await api('STREAM.DELETE.ballast');
      const pupil = new Pupil(holders.at(-1)!.holder);
      await pupil.saveNext(campaign);
      expect(pupil.acknowledged).not.toBeNull();
      await store.close();
    } finally {
      await operator.close();
      await small.stop();
    }
  });

  it('or has reached the bound of a campaign, refuses the same way, and other campaigns go on', async () => {
    const address = parseNatsAddress(freshAddress());
    const store = await openNatsStore({ address, pepper: PEPPER, maxBytes: 400_000 });
    try {
      const campaign = await publishedOn(store);
      const outcomes = [];
      for (const { holder } of await newHolders(campaign, 60)) {
        const one = fixtureEnvelope({ campaign: NAME, holder, name: 'francais', bodyBytes: 32 * 512 });
        outcomes.push(
          await saveOn(campaign, one).then(
            ({ kind }) => kind,
            (error) => error,
          ),
        );
      }
      const refused = outcomes.filter((outcome) => outcome !== 'saved');
      expect(refused.length).toBeGreaterThan(20);
      for (const error of refused) expect(error).toEqual(new StorageFailure('full'));
      expect((await campaign.counts()).records).toBe(60 - refused.length);
      const other = await publishedOn(store, '2026-autre');
      await newHolders(other, 5);
    } finally {
      await store.close();
    }
  });
});
