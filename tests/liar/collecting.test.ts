/** A host that lies to the office while it collects. Every lie is named, and costs nothing that was collected. */

import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { RawAnswer } from '@cloison/dev-env/platform/lying-host.ts';
import { type EntryBody, entryRecordName } from '@cloison/protocol';
import { type FeedEntry, toBase64Url } from '@cloison/protocol/public';
import { describe, expect, test } from 'vitest';
import { closeCampaign } from '../../apps/authority/src/close/close-campaign.ts';
import { REWINDS_BELIEVED } from '../../apps/authority/src/collect/collect.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { MAX_BRANCHES } from '../../apps/authority/src/records/branch-room.ts';
import { MAX_QUARANTINED, MAX_QUARANTINED_OF_HOLDER } from '../../apps/authority/src/records/quarantine.ts';
import { findHead } from '../../apps/authority/src/records/received-records.ts';
import { entryBody, groupOf, pupilBody, tell } from '../authority/simulated-people.ts';
import { collected, GOOD, POOR } from './collected.ts';
import { entryOf, forgedFrom, type Sealing } from './lying-campaign.ts';
import { startForTest } from './start-for-test.ts';

describe('what opened once is kept until something opens that rightly follows it', () => {
  test('random bytes under the header of the next version replace nothing, at any pass nor at the closing', async () => {
    // The good envelope was gone, then its result; the closing completed with `final 0, quarantined 6`.
    const one = await startForTest();
    const { person, sealed, counts } = await collected(one, GOOD, {
      version: 1,
      final: true,
      saves: { 1: 1 },
    });
    one.tellInFeed(entryOf(forgedFrom(sealed.bytes, 2)));
    expect(await one.serve()).toMatchObject({ received: 0, quarantined: 1, incidents: 1 });
    expect(one.kept(person).hash).toBe(toBase64Url(sealed.hash));
    expect(one.sitting('Anna')).toEqual(counts);
    expect(one.incidents()).toEqual({ 'unreadable-head': 1 });
    expect(one.journaled()).toEqual([{ 'unreadable-head': 1 }]);
    const { vault, keys, actor } = one.small;
    const done = await closeCampaign(vault, keys, actor, NAME, { platform: one.host.url });
    expect(done.counts.sequences[0]).toMatchObject({ sequence: 'maths', final: 1 });
    expect(done.counts.received).toMatchObject({ counted: 1, quarantined: 0 });
  });

  test('nor do bytes that open and say nothing that a pupil could have answered', async () => {
    const one = await startForTest();
    const { person, sealed, counts } = await collected(one, GOOD, { version: 1, saves: { 1: 1 } });
    const accomplice = await one.seal(
      person,
      { ...pupilBody(one.small, GOOD, false), manifest: 'f'.repeat(64) },
      { version: 2, previous: sealed.hash, saves: { 1: 2 } },
    );
    one.tellInFeed(entryOf(accomplice.bytes));
    expect(await one.serve()).toMatchObject({ received: 0, quarantined: 1, incidents: 1 });
    expect(one.sitting('Anna')).toEqual(counts);
  });

  test('also where it was of nobody until the roster was corrected', async () => {
    // That it had been refused was remembered as long as the process ran: an older version took the place of what counted by then.
    const one = await startForTest();
    const { vault } = one.small;
    const { class: group } = await groupOf(one.small, 'cp');
    const gael = one.pupil('Gaël');
    const name = await entryRecordName(group.holder.namesKey, 'lettres', gael.orderNumber);
    const sealedAs = (keyed: Readonly<Record<string, string>>, how: Sealing) =>
      one.seal(group, entryBody(one.small, keyed), how, name);
    const two = await sealedAs({ l1: 'A', l2: 'B' }, { version: 2, saves: { 1: 2 } });
    const other = await sealedAs({ l1: 'C' }, { version: 3, device: 2, saves: { 2: 1 } });
    const older = await sealedAs({ l1: 'A' }, { version: 1, saves: { 1: 1 } });
    const numbers = vault.get<{ sealed: Uint8Array }>(
      'SELECT order_sealed AS sealed FROM pupil WHERE id = ?',
      gael.id,
    );
    vault.run('UPDATE pupil SET order_sealed = NULL WHERE id = ?', gael.id);
    one.tellInFeed(entryOf(two.bytes));
    await one.serve();
    // Compared with another one, both are opened.
    one.tellInFeed(entryOf(other.bytes));
    await one.serve();
    expect(one.kept(group, name)).toEqual({ hash: toBase64Url(two.hash), branches: [] });
    vault.run('UPDATE pupil SET order_sealed = ? WHERE id = ?', numbers?.sealed ?? null, gael.id);
    one.tellInFeed(entryOf(older.bytes));
    await one.serve();
    expect(one.kept(group, name).hash).toBe(toBase64Url(two.hash));
  });

  test('what never opened is no loss: the first that opens takes its place', async () => {
    const one = await startForTest();
    const person = one.person('Anna');
    const sealed = await one.seal(person, pupilBody(one.small, GOOD, true), { version: 1, final: true });
    one.tellInFeed(entryOf(forgedFrom(sealed.bytes, 7)));
    expect(await one.serve()).toMatchObject({ received: 1, quarantined: 1 });
    one.honest();
    await one.send(person, sealed.bytes);
    expect(await one.serve()).toMatchObject({ received: 1 });
    expect(one.kept(person).hash).toBe(toBase64Url(sealed.hash));
    expect(one.sitting('Anna')).toMatchObject({ state: 'complete' });
  });

  test('of two heads that are shown in one page, the one that does not open leaves its trace', async () => {
    // It was kept, then replaced by the next, and nobody was told.
    const one = await startForTest();
    const person = one.person('Anna');
    const sealed = await one.seal(person, pupilBody(one.small, GOOD, true), { version: 1, final: true });
    await one.send(person, sealed.bytes);
    const forged = entryOf(forgedFrom(sealed.bytes, 6));
    one.host.lies = { feed: (page) => ({ ...page, entries: [forged, ...page.entries] }) };
    expect(await one.serve()).toMatchObject({ received: 1, quarantined: 1, incidents: 1 });
    expect(one.kept(person).hash).toBe(toBase64Url(sealed.hash));
    expect(one.incidents()).toEqual({ 'unreadable-head': 1 });
  });

  test('an honest pupil who goes on, on one machine and then another, accuses nobody', async () => {
    const one = await startForTest();
    const { person, sealed } = await collected(one, { m1: 'B' }, { version: 1, saves: { 1: 1 } });
    const second = await one.seal(person, pupilBody(one.small, POOR, false), {
      version: 2,
      previous: sealed.hash,
      device: 2,
      saves: { 1: 1, 2: 1 },
    });
    expect(await one.send(person, second.bytes)).toBe(204);
    expect(await one.serve()).toMatchObject({ received: 1, incidents: 0, rollbacks: 0 });
    expect(one.kept(person)).toEqual({ hash: toBase64Url(second.hash), branches: [] });
  });
});

describe('what does not follow is a branch, named', () => {
  test('a higher version of another history replaces nothing, and is kept beside', async () => {
    // v3′ of another history replaced the collected v2 without a word.
    const one = await startForTest();
    const { person, sealed, counts } = await collected(one, GOOD, { version: 1, saves: { 1: 2 } });
    const other = await one.seal(person, pupilBody(one.small, POOR, false), {
      version: 3,
      previous: new Uint8Array(32).fill(9),
      device: 2,
      saves: { 2: 3 },
    });
    one.tellInFeed(entryOf(other.bytes));
    expect(await one.serve()).toMatchObject({ received: 1, rollbacks: 0, incidents: 1 });
    expect(one.kept(person)).toEqual({ hash: toBase64Url(sealed.hash), branches: [toBase64Url(other.hash)] });
    expect(one.sitting('Anna')).toEqual(counts);
    expect(one.journaled()).toEqual([{ fork: 1 }]);
    // Told again it is no news.
    expect(await one.serve()).toMatchObject({ received: 0, incidents: 0 });
    expect(one.journaled()).toHaveLength(1);
  });

  test('without vectors the next version has to name the one before, and a lower one never replaces', async () => {
    const one = await startForTest();
    const { person, sealed, counts } = await collected(one, GOOD, { version: 1 });
    const second = await one.seal(person, pupilBody(one.small, GOOD, false), {
      version: 2,
      previous: new Uint8Array(32).fill(9),
    });
    const first = await one.seal(person, pupilBody(one.small, POOR, false), { version: 1 });
    one.tellInFeed(entryOf(second.bytes), entryOf(first.bytes));
    expect(await one.serve()).toMatchObject({ received: 2, rollbacks: 1, incidents: 1 });
    expect(one.kept(person).hash).toBe(toBase64Url(sealed.hash));
    expect(one.sitting('Anna')).toEqual(counts);
  });

  test('an older state of the same history, given as the head or as a branch, never counts before the newer one', async () => {
    const one = await startForTest();
    const person = one.person('Anna');
    const first = await one.seal(person, pupilBody(one.small, GOOD, false), { version: 1, saves: { 1: 1 } });
    const second = await one.seal(person, pupilBody(one.small, POOR, false), {
      version: 2,
      previous: first.hash,
      saves: { 1: 2 },
    });
    await one.send(person, first.bytes);
    await one.send(person, second.bytes);
    await one.serve();
    const counts = one.sitting('Anna');
    expect(counts?.records).toEqual([toBase64Url(second.hash)]);
    one.tellInFeed(entryOf(first.bytes));
    expect(await one.serve()).toMatchObject({ received: 0, rollbacks: 1 });
    one.tellInFeed(entryOf(first.bytes, 'branch'));
    await one.serve();
    expect(one.sitting('Anna')).toEqual(counts);
  });

  test('a better final after the final, as the head or as a branch, by pupil and host together, counts for nothing', async () => {
    const one = await startForTest();
    const how = { version: 1, final: true, saves: { 1: 1 } };
    const { person, sealed, counts } = await collected(one, POOR, how);
    const better = await one.seal(person, pupilBody(one.small, GOOD, true), {
      version: 2,
      previous: sealed.hash,
      final: true,
      saves: { 1: 2 },
    });
    one.tellInFeed(entryOf(better.bytes));
    expect(await one.serve()).toMatchObject({ received: 1, incidents: 1 });
    expect(one.kept(person)).toEqual({
      hash: toBase64Url(sealed.hash),
      branches: [toBase64Url(better.hash)],
    });
    expect(one.sitting('Anna')).toEqual(counts);
    expect(one.journaled()).toEqual([{ 'after-final': 1 }]);
    const beside = await one.seal(person, pupilBody(one.small, GOOD, true), how);
    one.tellInFeed(entryOf(beside.bytes, 'branch'));
    await one.serve();
    expect(one.sitting('Anna')).toEqual(counts);
  });

  test('entry records too: another history is merged from beside, and what was keyed stays', async () => {
    const one = await startForTest();
    const { class: holder } = await groupOf(one.small, 'cp');
    const name = await entryRecordName(holder.holder.namesKey, 'lettres', one.pupil('Gaël').orderNumber);
    const body = (keyed: Record<string, string>): EntryBody => entryBody(one.small, keyed);
    const first = await one.seal(holder, body({ l1: 'A', l2: 'B' }), { version: 1, saves: { 1: 2 } }, name);
    expect(await one.send(holder, first.bytes, name)).toBe(204);
    await one.serve();
    const other = await one.seal(
      holder,
      body({ l3: 'A' }),
      { version: 2, previous: first.hash, device: 2, saves: { 2: 1 } },
      name,
    );
    one.tellInFeed(entryOf(other.bytes), entryOf(forgedFrom(first.bytes, 3)));
    expect(await one.serve()).toMatchObject({ received: 1, quarantined: 1, incidents: 2 });
    expect(one.kept(holder, name)).toEqual({
      hash: toBase64Url(first.hash),
      branches: [toBase64Url(other.hash)],
    });
    expect(one.sitting('Gaël')?.records).toHaveLength(2);
  });
});

describe('a pass ends', () => {
  test('when the feed always announces more, with its cursor standing still', async () => {
    const one = await startForTest();
    one.host.lies = { feed: (page) => ({ ...page, entries: [], next: '', more: true }) };
    expect(await one.serve()).toMatchObject({ passes: 1, complete: false, incidents: 1 });
    expect(one.incidents()).toEqual({ 'feed-endless': 1 });
  });

  test('when it repeats itself under ever new cursors, and everything is audited once at most', async () => {
    const one = await startForTest();
    await collected(one, GOOD, { version: 1, saves: { 1: 1 } });
    let pages = 0;
    one.host.lies = {
      feed: (page) => ({ ...page, next: `0.${++pages}`, more: true, rewound: true }),
    };
    const done = await one.serve({ limits: { barrenPages: 5 } });
    expect(done).toMatchObject({ complete: false, incidents: 1 });
    expect(one.host.count('records')).toBeLessThan(8);
    expect(pages).toBeLessThan(20);
  });

  test('when it begins anew at each pass, which is named, and makes the office ask for everything three times only', async () => {
    // Each pass asked for every head that was ever collected and read the whole feed, for ever, and nobody was told.
    const one = await startForTest();
    const { person, sealed, counts } = await collected(one, POOR, { version: 1, saves: { 1: 1 } });
    one.host.lies = { feed: (page) => ({ ...page, rewound: true }) };
    const asked: number[] = [];
    for (let pass = 1; pass <= REWINDS_BELIEVED + 3; pass++) {
      const before = one.host.count('records');
      const isNamed = pass === REWINDS_BELIEVED + 1;
      expect(await one.serve()).toMatchObject({ complete: true, received: 0, incidents: isNamed ? 1 : 0 });
      asked.push(one.host.count('records') - before);
    }
    expect(asked).toEqual([...Array(REWINDS_BELIEVED).fill(2), 1, 1, 1]);
    expect(one.journaled()).toEqual([{ 'feed-rewound': 1 }]);
    // Said once, it kept a host from being named for what it showed of replaced codes, and nothing told that it had been said.
    expect(one.journaled('platform.rewound')).toEqual([1, 2, 3, 4].map((times) => ({ times })));
    // Nobody is stopped: what comes meanwhile is collected.
    const how = { version: 2, previous: sealed.hash, final: true, saves: { 1: 2 } };
    const final = await one.seal(person, pupilBody(one.small, GOOD, true), how);
    await one.send(person, final.bytes);
    expect(await one.serve()).toMatchObject({ received: 1, incidents: 0 });
    expect(one.sitting('Anna')).not.toEqual(counts);
    // A restore that the office was told of is believed again.
    const { campaign, keys } = one.small;
    await publishCampaign(campaign, keys, { platform: one.host.url, again: true });
    const before = one.host.count('records');
    await one.serve();
    expect(one.host.count('records') - before).toBe(2);
  });

  test('too early to see that the feed repeats itself, and the passes after it name that all the same', async () => {
    const one = await startForTest();
    await collected(one, GOOD, { version: 1, saves: { 1: 1 } });
    let pages = 0;
    let shown: readonly object[] = [];
    one.host.lies = {
      // The record that is there, again and again, whichever part of the feed is asked for.
      feed: (page) => {
        if (page.entries.length > 0) shown = page.entries;
        return { ...page, entries: shown, next: `0.${++pages}`, more: true, rewound: false };
      },
    };
    // A page with a record has more than one byte: the first pass ends after two pages, the others after one.
    const limits = { barrenPages: 5, bytes: 1 };
    for (let pass = 1; pass <= 4; pass++) {
      expect(await one.serve({ limits })).toMatchObject({ complete: false, incidents: 0 });
    }
    expect(await one.serve({ limits })).toMatchObject({ complete: false, incidents: 1 });
    expect(one.incidents()).toEqual({ 'feed-endless': 1 });
    // An honest feed of the same records ends, and accuses nobody.
    one.host.lies = {};
    expect(await one.serve()).toMatchObject({ complete: true, incidents: 0 });
  });

  test('and keys of content that become due meanwhile do not wait for its end', async () => {
    const opens = Date.parse('2026-09-07T06:00:00Z');
    let now = opens - 60_000;
    const one = await startForTest({
      clock: () => now,
      campaign: (yaml) => `${yaml}content: { ahead: true }\n`,
      calendar: (yaml) =>
        yaml.replace('maths: { opens: 2026-01-05T08:00', 'maths: { opens: 2026-09-07T08:00'),
    });
    const before = one.host.count('keys');
    let pages = 0;
    let keysAtPage = 0;
    one.host.lies = {
      feed: (page) => {
        pages += 1;
        if (pages === 2) now = opens;
        if (pages === 4) keysAtPage = one.host.count('keys') - before;
        return { ...page, next: `0.${pages}`, more: true };
      },
    };
    await one.serve({ limits: { barrenPages: 5 }, now: () => now });
    expect(keysAtPage).toBe(1);
  });

  test('nor for the last of a country’s documents, which a platform may take slowly', async () => {
    const opens = Date.parse('2026-09-07T06:00:00Z');
    let now = opens - 60_000;
    const one = await startForTest({
      clock: () => now,
      campaign: (yaml) => `${yaml}content: { ahead: true }\n`,
      calendar: (yaml) =>
        yaml.replace('maths: { opens: 2026-01-05T08:00', 'maths: { opens: 2026-09-07T08:00'),
    });
    const before = one.host.count('keys');
    one.host.lies = {
      documents: (truth) => {
        now = opens;
        return truth;
      },
    };
    // A desk tells something, so that documents go out.
    const { school } = await groupOf(one.small, '6e');
    await tell(one.small, school, {
      'r-1': { kind: 'teacher-code', label: '6e A', rank: 1, note: '', withdrawn: false },
    });
    await one.serve({ now: () => now });
    expect(one.host.count('keys') - before).toBe(1);
  });

  test('at its limit of bytes, and the next one goes on from there', async () => {
    const one = await startForTest();
    for (const name of ['Anna', 'Bilal']) {
      const sealed = await one.seal(one.person(name), pupilBody(one.small, GOOD, true), {
        version: 1,
        final: true,
      });
      await one.send(one.person(name), sealed.bytes);
    }
    one.host.lies = {
      feed: (page, { query }) => {
        if (query.get('after') !== '') return page;
        const [first] = page.entries;
        return { ...page, entries: [first], next: first.cursor, more: true };
      },
      // Nor by name, or an audit would bring the other one.
      records: ({ records }) => ({
        records: records.map((record: object) => ({ ...record, envelope: null })),
      }),
    };
    expect(await one.serve({ limits: { bytes: 1 } })).toMatchObject({
      received: 1,
      complete: false,
      incidents: 0,
    });
    one.honest();
    expect(await one.serve()).toMatchObject({ received: 1, complete: true, incidents: 0 });
  });

  test('with a bounded number of branches and of traces of rubbish for each record', async () => {
    const one = await startForTest();
    const { person, sealed, counts } = await collected(one, GOOD, { version: 1, saves: { 1: 1 } });
    const branches = [];
    for (let i = 0; i < MAX_BRANCHES + 5; i++) {
      // By ever new browsers: none stands for another.
      const how = { version: 1, device: i + 2, saves: { [i + 2]: 1 } };
      branches.push(
        entryOf((await one.seal(person, pupilBody(one.small, POOR, false), how)).bytes, 'branch'),
      );
    }
    const rubbish = Array.from({ length: MAX_QUARANTINED + 5 }, (_, i) =>
      entryOf(forgedFrom(sealed.bytes, i + 2)),
    );
    one.tellInFeed(...branches, ...rubbish);
    expect(await one.serve()).toMatchObject({ received: MAX_BRANCHES, quarantined: MAX_QUARANTINED });
    expect(one.kept(person).branches).toHaveLength(MAX_BRANCHES);
    expect(one.incidents()).toEqual({ 'branches-full': 1, 'unreadable-head': 1 });
    expect(one.sitting('Anna')).toEqual(counts);
  });
});

test('records of a pupil under ever new names fill no disk, and what the pupil has to sit is collected all the same', async () => {
  // Each made-up name was kept as a head of its own, 64 KiB, and left a trace of its own, for ever.
  const one = await startForTest();
  const person = one.person('Anna');
  const sequences = one.small.campaign.spec.sequences.length;
  const forged: FeedEntry[] = [];
  for (let i = 0; i < 40; i++) {
    const how = { version: 1, saves: { 1: 1 } };
    const { bytes } = await one.seal(person, pupilBody(one.small, GOOD, false), how, `x${i}`);
    forged.push(entryOf(forgedFrom(bytes, 1)));
  }
  // And some that do not even follow their own announcement.
  const mislabelled = Array.from({ length: 1_100 }, (_, i) => ({
    ...(forged[0] as FeedEntry),
    name: `y${i}`,
  }));
  one.tellInFeed(...forged);
  await one.serve();
  const kept = () => one.small.vault.count('SELECT count(*) FROM record');
  expect(kept()).toBe(6 * sequences);
  for (let from = 0; from < mislabelled.length; from += 300) {
    one.honest();
    one.tellInFeed(...mislabelled.slice(from, from + 300));
    await one.serve();
  }
  expect(one.small.vault.count('SELECT count(*) FROM quarantine')).toBe(MAX_QUARANTINED_OF_HOLDER);
  expect(one.incidents()).toEqual({ 'names-full': 1 });
  one.honest();
  const sealed = await one.seal(person, pupilBody(one.small, GOOD, true), { version: 1, final: true });
  await one.send(person, sealed.bytes);
  await one.serve();
  expect(one.kept(person).hash).toBe(toBase64Url(sealed.hash));
  expect(one.sitting('Anna')).toMatchObject({ state: 'complete' });
});

test.each(['2026-02-31T10:00Z', '2026-99-99T99:99Z', '2001-01-01T00:00Z', '2126-01-01T00:00Z'])(
  'a time of receipt that cannot be, %s, is not believed: the time here is kept',
  async (at) => {
    const one = await startForTest();
    const person = one.person('Anna');
    const sealed = await one.seal(person, pupilBody(one.small, GOOD, true), { version: 1, final: true });
    await one.send(person, sealed.bytes);
    one.host.lies = {
      feed: (page) => ({ ...page, entries: page.entries.map((entry: object) => ({ ...entry, at })) }),
    };
    expect(await one.serve()).toMatchObject({ received: 1, incidents: 1 });
    expect(one.incidents()).toEqual({ 'impossible-time': 1 });
    const kept = findHead(one.small.vault, person.row.holder_id, 'maths')?.at ?? '';
    expect(Math.abs(Date.now() - Date.parse(kept))).toBeLessThan(3_600_000);
    expect(one.sitting('Anna')).toMatchObject({ state: 'complete' });
  },
);

describe('campaign serve goes on', () => {
  test('when entries of the feed, a whole answer, or a call make no sense', async () => {
    const one = await startForTest();
    const sealed = await one.seal(one.person('Anna'), pupilBody(one.small, GOOD, true), {
      version: 1,
      final: true,
    });
    await one.send(one.person('Anna'), sealed.bytes);
    const told = [
      () => new RawAnswer(200, '{"entries": "none"}'),
      () => new RawAnswer(400, '{"code": "bad-request"}'),
      () => new RawAnswer(410, '{"code": "already-purged"}'),
      () => new RawAnswer(200, '[[[['),
      // 22 symbols are 132 bits: a last symbol with bits beyond the sixteen bytes cannot be decoded, and ended the process.
      (page: { entries: FeedEntry[] }) => ({
        ...page,
        entries: page.entries.map((entry) => ({ ...entry, holder: `${entry.holder.slice(0, -1)}B` })),
        next: '',
      }),
      (page: { entries: unknown[] }) => ({ ...page, entries: [{ kind: 'head' }, 7, ...page.entries] }),
    ];
    let calls = 0;
    one.host.lies = {
      feed: (page) => (told[calls++] ?? ((same: unknown) => same))(page),
      // Nor by name, or an audit would bring it.
      records: ({ records }) => ({
        records: records.map((record: object) => ({ ...record, envelope: null })),
      }),
    };
    const stop = new AbortController();
    const kinds: string[] = [];
    const done = await one.serve({
      once: false,
      tickMs: 1,
      signal: stop.signal,
      onEvent: (event) => {
        kinds.push(event.kind);
        if (event.kind === 'pass' && event.received > 0) stop.abort();
      },
    });
    expect(done).toMatchObject({ received: 1 });
    expect(kinds).toEqual(['pass', 'problem', 'problem', 'pass', 'pass', 'pass']);
    expect(one.incidents()).toEqual({ 'feed-unreadable': 1 });
    expect(one.sitting('Anna')).toMatchObject({ state: 'complete' });
  });
});
