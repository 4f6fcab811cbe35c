/** A feed that is read in two parts, finals first, as while the office catches up: what a host may gain by either. */

import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { type LyingHost, RawAnswer } from '@cloison/dev-env/platform/lying-host.ts';
import { describe, expect, test } from 'vitest';
import { collect } from '../../apps/authority/src/collect/collect.ts';
import { connectPlatform } from '../../apps/authority/src/platform-link/connect.ts';
import { finalsCursor, joinFeed, partFeed } from '../../apps/authority/src/records/receive-feed.ts';
import { pupilBody } from '../authority/simulated-people.ts';
import type { LyingCampaign } from './lying-campaign.ts';
import { startForTest } from './start-for-test.ts';

let one: LyingCampaign;

const GOOD = { m1: 'B', m2: 'A', m3: '12', m4: 'chat' };
/** Every feed is a backlog. */
const PARTS = { pagesTogether: 0 };

async function saved(name: string, final: boolean): Promise<void> {
  const person = one.person(name);
  const sealed = await one.seal(person, pupilBody(one.small, GOOD, final), { version: 1, final });
  expect(await one.send(person, sealed.bytes)).toBe(204);
}

/** Parts of the feed that were asked for, in order. */
const asked = () => one.host.asked.flatMap(({ what, query }) => (what === 'feed' ? [query.get('only')] : []));

describe('a feed read in parts', () => {
  test('brings finals first, and their classes before anything else is read', async () => {
    one = await startForTest();
    await saved('Bilal', false);
    await saved('Anna', true);
    const { campaign, keys } = one.small;
    const client = await connectPlatform(campaign.vault, keys, NAME, { platform: one.host.url });
    const seen: unknown[] = [];
    const done = await collect(campaign, client, {
      limits: PARTS,
      onFinals: async (classes) => {
        seen.push([classes.size, one.sitting('Anna')?.state, one.sitting('Bilal')]);
      },
    });
    expect(seen).toEqual([[1, 'complete', null]]);
    expect(done).toMatchObject({ received: 2, complete: true });
    expect(one.sitting('Bilal')?.state).toBe('begun');
    // Finals that came while the others were read may lie before the end of the others.
    expect(asked().slice(-3)).toEqual(['finals', 'others', 'finals']);
    // It has ended: what comes now is read as one feed again, from there on.
    expect(finalsCursor(campaign)).toBeNull();
    expect(await one.serve()).toMatchObject({ received: 0, complete: true });
    expect(asked().at(-1)).toBeNull();
  });

  test.each([
    [
      'a document',
      { documents: ({ results }) => ({ results: results.map(() => ({ code: 'bad-envelope' })) }) },
    ],
    ['all calls for documents', { documents: () => new RawAnswer(400, '{"code":"bad-request"}') }],
  ] as const satisfies [string, LyingHost['lies']][])(
    'whose host refuses %s is read to its end all the same, and the pass says so then',
    async (_, lies) => {
      // Documents go out between the parts: the pass ended there, and the unfinished waited for as long as finals came.
      one = await startForTest();
      await saved('Bilal', false);
      await saved('Anna', true);
      one.host.lies = { ...lies, records: () => ({ records: [] }) };
      await expect(one.serve({ limits: PARTS })).rejects.toMatchObject({
        code: expect.stringMatching(/^(document|platform)-refused$/),
      });
      expect([one.sitting('Anna')?.state, one.sitting('Bilal')?.state]).toEqual(['complete', 'begun']);
    },
  );

  test('that was cut short goes on in both parts, and misses nothing', async () => {
    one = await startForTest();
    await saved('Bilal', false);
    await saved('Anna', true);
    // What is asked for by name would bring both.
    one.host.lies = { records: () => ({ records: [] }) };
    // One byte: no more than the first page.
    expect(await one.serve({ limits: { ...PARTS, bytes: 1 } })).toMatchObject({
      received: 1,
      complete: false,
    });
    expect(finalsCursor(one.small.campaign)).not.toBeNull();
    await saved('Chloé', true);
    expect(await one.serve({ limits: PARTS })).toMatchObject({ received: 2, complete: true });
    expect(['Anna', 'Bilal', 'Chloé'].map((name) => one.sitting(name)?.state)).toEqual([
      'complete',
      'begun',
      'complete',
    ]);
  });

  test('loses nothing to a platform that does not know parts, and gives all of it for each', async () => {
    one = await startForTest();
    await saved('Bilal', false);
    await saved('Anna', true);
    let whole: unknown;
    one.host.lies = {
      feed: (page, { query }) => {
        if (query.get('only') === null) whole = page;
        return whole === undefined || query.get('after') !== '' ? page : whole;
      },
    };
    expect(await one.serve({ limits: { ...PARTS, pagesTogether: 1 } })).toMatchObject({
      received: 2,
      complete: true,
    });
    expect(one.incidents()).toEqual({});
  });

  test('that hides finals from one part is found out as one that hides them from the whole', async () => {
    one = await startForTest();
    await saved('Bilal', false);
    await saved('Anna', true);
    one.host.lies = {
      feed: (page, { query }) => (query.get('only') === 'finals' ? { ...page, entries: [] } : page),
      records: () => ({ records: [] }),
    };
    expect(await one.serve({ limits: PARTS })).toMatchObject({ received: 1, complete: true });
    expect(one.sitting('Anna')).toBeNull();
    one.honest();
    expect(await one.serve({ limits: PARTS, asksForAll: true })).toMatchObject({ received: 1 });
    expect(one.sitting('Anna')?.state).toBe('complete');
    expect(one.incidents()).toMatchObject({ 'newer-missing': 1 });
  });

  test('whose finals never end leaves the others their time, and is named', async () => {
    one = await startForTest();
    await saved('Bilal', false);
    let pages = 0;
    one.host.lies = {
      records: () => ({ records: [] }),
      feed: (page, { query }) =>
        query.get('only') === 'finals' ? { ...page, entries: [], next: `0.${++pages}`, more: true } : page,
    };
    expect(await one.serve({ limits: { ...PARTS, barrenPages: 5 } })).toMatchObject({
      complete: false,
      received: 0,
    });
    expect(one.incidents()).toMatchObject({ 'feed-endless': 1 });
    expect(pages).toBeLessThan(10);
    one.honest();
    expect(await one.serve({ limits: PARTS })).toMatchObject({ received: 1, complete: true });
  });

  test('that says it went back makes the office ask for everything once, and read both parts anew', async () => {
    one = await startForTest();
    await saved('Anna', true);
    await saved('Bilal', false);
    await one.serve({ limits: { ...PARTS, bytes: 1 } });
    const before = one.host.count('records');
    one.host.lies = { feed: (page) => ({ ...page, rewound: true }) };
    expect(await one.serve({ limits: PARTS })).toMatchObject({ complete: true });
    // The sample of every pass, and one question for all heads.
    expect(one.host.count('records') - before).toBe(2);
    one.honest();
    expect(await one.serve()).toMatchObject({ complete: true, rollbacks: 0, incidents: 0 });
    expect(['Anna', 'Bilal'].map((name) => one.sitting(name)?.state)).toEqual(['complete', 'begun']);
  });

  test('to its end in one campaign is still read in parts in another, whose name begins with that one’s', async () => {
    // Where the other one stood among its finals was forgotten with it.
    one = await startForTest();
    const { campaign } = one.small;
    const other = { ...campaign, name: `${NAME}-bis` };
    partFeed(campaign);
    partFeed(other);
    joinFeed(campaign);
    expect(finalsCursor(campaign)).toBeNull();
    expect(finalsCursor(other)).toBe('');
  });
});
