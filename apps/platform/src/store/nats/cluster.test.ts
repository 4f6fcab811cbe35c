/** Three real servers that hold everything three times, and what happens when some of them fail. */
import { setTimeout as sleep } from 'node:timers/promises';
import { fixtureEnvelope } from '@cloison/dev-env/platform/envelope-fixture.ts';
import {
  eventually,
  lost,
  NAME,
  newHolders,
  openedOn,
  Pupil,
  publishedOn,
  saveOn,
} from '@cloison/dev-env/stores/campaign-on-store.ts';
import { type NatsCluster, startNats } from '@cloison/dev-env/stores/nats-cluster.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StorageFailure } from '../storage-error.ts';
import type { Store } from '../store.ts';
import { parseNatsAddress } from './address.ts';
import { Link } from './link.ts';
import { openNatsStore } from './store.ts';

const PEPPER = new Uint8Array(32).fill(3);
const STREAMS = [`cloison_${NAME}_0`, `cloison_${NAME}_1`, 'cloison_registry'];

describe('a store on three NATS servers', () => {
  let cluster: NatsCluster;
  let stores: readonly Store[];
  let pupils: readonly Pupil[];
  const campaignOf = (store: Store) => openedOn(store);

  beforeAll(async () => {
    cluster = await startNats({ servers: 3 });
    const address = parseNatsAddress(`${cluster.url}?partitions=2`);
    stores = [
      await openNatsStore({ address, pepper: PEPPER }),
      await openNatsStore({ address, pepper: PEPPER }),
    ];
    const campaign = await publishedOn(stores[0]!);
    pupils = (await newHolders(campaign, 24)).map(({ holder }) => new Pupil(holder));
  });
  afterAll(async () => {
    for (const store of stores ?? []) await store.close();
    await cluster?.stop();
  });

  /** All pupils save, each again and again, on both processes, until `until` has resolved; then each once more. */
  const underLoad = async (until: () => Promise<void>) => {
    const campaigns = await Promise.all(stores.map(campaignOf));
    let isOver = false;
    const lanes = pupils.map(async (pupil, i) => {
      for (let n = i; !isOver; n++) {
        await pupil.saveNext(campaigns[n % 2]!);
        await sleep(20);
      }
      await pupil.saveNext(campaigns[i % 2]!);
    });
    await Promise.all([...lanes, until().finally(() => (isOver = true))]);
  };

  it('serves two processes, and the feed gives all that they wrote', async () => {
    await underLoad(async () => undefined);
    const campaign = await campaignOf(stores[1]!);
    const page = await eventually(
      () => campaign.feed({ after: '', limit: 1000, wholeHeads: false, maxBytes: 1e9 }),
      ({ entries }) => entries.length === pupils.length,
    );
    expect(page.entries.map(({ version }) => version).toSorted()).toEqual(
      pupils.map(({ acknowledged }) => acknowledged!.header.version).toSorted(),
    );
  });

  it('asks the leader of each stream itself, and another server once that one is lost', async () => {
    const link = await Link.open(parseNatsAddress(cluster.url));
    try {
      const followed = async () => {
        for (const stream of STREAMS) {
          const place = { stream, subject: `${stream.replaceAll('_', '.')}.nothing.is.here` };
          await eventually(
            async () => [link.serverFor(stream), (await cluster.leaderOf(stream)).name],
            ([asked, leader]) => asked !== undefined && asked === leader,
          );
          expect(await link.read(place)).toBe(null);
        }
      };
      await followed();
      const leader = await cluster.leaderOf(STREAMS[0]!);
      await leader.kill();
      await followed();
      leader.start();
      await cluster.ready();
      for (const stream of STREAMS) await cluster.whole(stream);
    } finally {
      await link.close();
    }
  });

  it('loses nothing that it acknowledged when the leader is killed under load, and is back by itself', async () => {
    const leader = await cluster.leaderOf(STREAMS[0]!);
    let before = 0;
    await underLoad(async () => {
      await sleep(300);
      before = pupils.reduce((sum, { acknowledged }) => sum + acknowledged!.header.version, 0);
      await leader.kill();
      // Back: every pupil has saved since.
      const versions = pupils.map(({ acknowledged }) => acknowledged!.header.version);
      await eventually(
        async () => pupils.filter(({ acknowledged }, i) => acknowledged!.header.version > versions[i]! + 1),
        (further) => further.length === pupils.length,
      );
    });
    expect(before).toBeGreaterThan(0);
    expect(await lost(await campaignOf(stores[0]!), pupils)).toBe(0);
    leader.start();
    await cluster.ready();
    for (const stream of STREAMS) await cluster.whole(stream);
    expect(await lost(await campaignOf(stores[1]!), pupils)).toBe(0);
  });

  it('loses nothing when one of the three disks is wiped and its server comes back under load', async () => {
    const wiped = await cluster.leaderOf(STREAMS[1]!);
    await underLoad(async () => {
      await wiped.wipe();
      wiped.start();
      await cluster.ready();
      for (const stream of STREAMS) await cluster.whole(stream, wiped);
    });
    // What the wiped one has copied counts: another server is lost, and the two that are left have everything.
    const other = cluster.servers.find((server) => server !== wiped)!;
    await other.kill();
    expect(await lost(await campaignOf(stores[0]!), pupils)).toBe(0);
    other.start();
    await cluster.ready();
    for (const stream of STREAMS) await cluster.whole(stream);
  });

  it('acknowledges nothing without a majority, and goes on when there is one again', async () => {
    const campaign = await campaignOf(stores[0]!);
    await Promise.all([cluster.servers[0]!.kill(), cluster.servers[1]!.kill()]);
    const tries = await Promise.allSettled(
      pupils.map(({ holder, acknowledged }) =>
        saveOn(
          campaign,
          fixtureEnvelope({
            campaign: NAME,
            holder,
            name: 'francais',
            version: acknowledged!.header.version + 1,
            previous: acknowledged!.hash,
          }),
        ),
      ),
    );
    for (const one of tries) {
      expect(one).toEqual({ status: 'rejected', reason: new StorageFailure('unavailable') });
    }
    await expect(stores[0]!.check()).rejects.toEqual(new StorageFailure('unavailable'));
    cluster.servers[0]!.start();
    await eventually(() => stores[0]!.check());
    const pupil = new Pupil((await eventually(() => newHolders(campaign, 1)))[0]!.holder);
    await pupil.saveNext(campaign);
    expect(await lost(campaign, [pupil])).toBe(0);
    cluster.servers[1]!.start();
    await cluster.ready();
  });
});
