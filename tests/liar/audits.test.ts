/** A host that lies when the office asks for records by name. */

import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { RawAnswer } from '@cloison/dev-env/platform/lying-host.ts';
import { type FeedEntry, toBase64Url } from '@cloison/protocol/public';
import { describe, expect, test } from 'vitest';
import { closeCampaign } from '../../apps/authority/src/close/close-campaign.ts';
import { sampleHeads } from '../../apps/authority/src/records/received-records.ts';
import { pupilBody, sit } from '../authority/simulated-people.ts';
import { collected, GOOD, POOR } from './collected.ts';
import { entryOf, forgedFrom } from './lying-campaign.ts';
import { startForTest } from './start-for-test.ts';

describe('an audit', () => {
  const lies: readonly [string, (records: { envelope: string | null }[]) => unknown[], string][] = [
    ['answered with an empty list', () => [], 'audit-silent'],
    [
      'answered with bytes that are no envelope',
      ([one, ...others]) => [{ ...one, envelope: 'AAAA' }, ...others],
      'audit-unreadable',
    ],
    ['answered with something that is no answer', () => [{ holder: 7 }], 'audit-silent'],
    [
      'answered twice over',
      ([one, ...others]) => [one, { ...one, envelope: null }, ...others],
      'audit-unreadable',
    ],
  ];
  test.each(lies)('%s is an alarm, and ends nothing', async (_title, lie, code) => {
    const one = await startForTest();
    const { counts } = await collected(one, GOOD, { version: 1, saves: { 1: 1 } });
    one.host.lies = { records: ({ records }) => ({ records: lie(records) }) };
    expect(await one.serve()).toMatchObject({ rollbacks: 0, incidents: 1, complete: true });
    expect(one.incidents()).toEqual({ [code]: 1 });
    expect(one.journaled()).toEqual([{ [code]: 1 }]);
    expect(one.sitting('Anna')).toEqual(counts);
  });

  test.each([403, 410])(
    'that is refused, %d, is silence: the feed is read all the same, by a pass and at the closing',
    async (status) => {
      // A host that refused questions by name, and nothing else, kept the office from all that its feed showed.
      const one = await startForTest();
      const { counts } = await collected(one, GOOD, { version: 1, saves: { 1: 1 } });
      await sit(one.small, one.pupil('Bilal'), GOOD);
      const code = status === 410 ? 'already-purged' : 'not-found';
      one.host.refuses = (what) =>
        what === 'records' ? new RawAnswer(status, JSON.stringify({ code })) : null;
      expect(await one.serve()).toMatchObject({ received: 1, incidents: 1, complete: true });
      expect(one.incidents()).toEqual({ 'audit-silent': 1 });
      expect([one.sitting('Anna'), one.sitting('Bilal')?.state]).toEqual([counts, 'complete']);
      const { vault, keys, actor } = one.small;
      const done = await closeCampaign(vault, keys, actor, NAME, { platform: one.host.url });
      expect(done.counts.sequences[0]).toMatchObject({ final: 1, unfinished: 1 });
    },
  );

  test('of two records that were swapped in the store names both, and the others go on, to the closing', async () => {
    // It ended `campaign serve`, and closing with it.
    const one = await startForTest();
    await collected(one, GOOD, { version: 1, final: true, saves: { 1: 1 } });
    await collected(one, POOR, { version: 1, final: true, saves: { 1: 1 } }, 'Bilal');
    one.host.lies = {
      records: ({ records: [a, b, ...others] }) => ({
        records:
          b === undefined ? [a] : [{ ...a, envelope: b.envelope }, { ...b, envelope: a.envelope }, ...others],
      }),
    };
    expect(await one.serve()).toMatchObject({ incidents: 2, complete: true });
    expect(one.incidents()).toEqual({ 'audit-swapped': 2 });
    const { vault, keys, actor } = one.small;
    const done = await closeCampaign(vault, keys, actor, NAME, { platform: one.host.url });
    expect(done.counts.sequences[0]).toMatchObject({ final: 2 });
  });

  test('that is shown a newer version takes it, and names that the feed did not bring it', async () => {
    const one = await startForTest();
    const { person, sealed } = await collected(one, POOR, { version: 1, saves: { 1: 1 } });
    const how = { version: 2, previous: sealed.hash, saves: { 1: 2 } };
    const newer = await one.seal(person, pupilBody(one.small, GOOD, false), how);
    await one.send(person, newer.bytes);
    one.host.lies = { feed: (page) => ({ ...page, entries: [], next: '' }) };
    expect(await one.serve()).toMatchObject({ received: 1, incidents: 1 });
    expect(one.incidents()).toEqual({ 'newer-missing': 1 });
    expect(one.kept(person).hash).toBe(toBase64Url(newer.hash));
  });

  test('that is shown more newer versions than are held in memory takes them before the feed', async () => {
    // They were all held until the feed had been read: 64 KiB for each head of a country.
    const one = await startForTest();
    const { person, sealed } = await collected(one, GOOD, { version: 1, saves: { 1: 1 } });
    const body = pupilBody(one.small, GOOD, true);
    const next = { version: 2, previous: sealed.hash, final: true, saves: { 1: 2 } };
    const newest = await one.seal(person, body, next);
    one.host.lies = {
      records: ({ records }) => ({
        records: records.map((record: { envelope: string | null }) =>
          record.envelope === null ? record : { ...record, envelope: toBase64Url(newest.bytes) },
        ),
      }),
    };
    expect(await one.serve({ limits: { newerBytes: 1 } })).toMatchObject({ received: 1, complete: true });
    expect(one.kept(person).hash).toBe(toBase64Url(newest.hash));
    expect(one.sitting('Anna')).toMatchObject({ state: 'complete' });
    // What came before the feed had ended is no proof that the feed would not have brought it.
    expect(one.incidents()).toEqual({});
  });

  test('that is shown a “newer” version which does not open keeps what it has', async () => {
    const one = await startForTest();
    const { sealed, counts } = await collected(one, GOOD, { version: 1, saves: { 1: 1 } });
    const forged = toBase64Url(forgedFrom(sealed.bytes, 9));
    one.host.lies = {
      records: ({ records: [a, ...others] }) => ({ records: [{ ...a, envelope: forged }, ...others] }),
    };
    expect(await one.serve()).toMatchObject({ quarantined: 1, incidents: 2 });
    expect(one.incidents()).toEqual({ 'newer-missing': 1, 'unreadable-head': 1 });
    expect(one.sitting('Anna')).toEqual(counts);
  });
});

test('an audit draws records of everybody, however many versions an accomplice of the host has had shown', async () => {
  // Drawn by the order of rows, of which each version takes a new one: nobody else’s record was asked for again.
  const one = await startForTest();
  const people = ['Anna', 'Bilal', 'Chloé', 'David', 'Emma'].map((name) => one.person(name));
  const entries: FeedEntry[] = [];
  for (const person of people) {
    entries.push(
      entryOf((await one.seal(person, pupilBody(one.small, GOOD, true), { version: 1, final: true })).bytes),
    );
  }
  const farid = one.person('Farid');
  for (let version = 1; version <= 300; version++) {
    const how = { version, saves: { 1: version } };
    entries.push(entryOf((await one.seal(farid, pupilBody(one.small, POOR, false), how)).bytes));
  }
  one.tellInFeed(...entries);
  await one.serve();
  const drawn = Array.from({ length: 200 }, () => sampleHeads(one.small.campaign, 0, 5)).flat();
  const ofAccomplice = drawn.filter(
    ({ holder }) => toBase64Url(holder) === toBase64Url(farid.holder.holderId),
  );
  // Ids are drawn by chance: that one of six has more than 95 parts of 100 happens once in three million campaigns.
  expect(ofAccomplice.length).toBeLessThan(0.97 * drawn.length);
});
