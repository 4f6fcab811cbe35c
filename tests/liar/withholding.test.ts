/** A host that leaves things out: of its feed, and of what it is asked to do. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PUPILS, pupilsCsv } from '@cloison/dev-env/campaign/small-campaign-folder.ts';
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { RawAnswer } from '@cloison/dev-env/platform/lying-host.ts';
import { entryRecordName, parseClassReport } from '@cloison/protocol';
import { toBase64Url } from '@cloison/protocol/public';
import { describe, expect, test, vi } from 'vitest';
import { grantAllowance } from '../../apps/authority/src/allowances/allowances.ts';
import { closeCampaign } from '../../apps/authority/src/close/close-campaign.ts';
import { giveReserve } from '../../apps/authority/src/codes/reserve.ts';
import { countUnpushed, LEAP } from '../../apps/authority/src/documents/document-ledger.ts';
import { pushDocuments } from '../../apps/authority/src/documents/push-documents.ts';
import { connectPlatform } from '../../apps/authority/src/platform-link/connect.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { importRoster } from '../../apps/authority/src/roster/import-roster.ts';
import { readSittings } from '../../apps/authority/src/score/sittings.ts';
import type { HolderRow } from '../../apps/authority/src/vault/rows.ts';
import {
  entryBody,
  groupOf,
  key,
  personOf,
  pupilBody,
  readDocument,
  tell,
} from '../authority/simulated-people.ts';
import { entryOf, type LyingCampaign, type Sealing } from './lying-campaign.ts';
import { startForTest } from './start-for-test.ts';

let one: LyingCampaign;

const GOOD = { m1: 'B', m2: 'A', m3: '12', m4: 'chat' };

describe('what a feed left out', () => {
  /** Anna ends, and the feed goes on behind her final as if it had brought it. */
  async function leftOut() {
    one = await startForTest();
    const anna = one.person('Anna');
    const sealed = await one.seal(anna, pupilBody(one.small, GOOD, true), { version: 1, final: true });
    expect(await one.send(anna, sealed.bytes)).toBe(204);
    one.host.lies = { feed: (page) => ({ ...page, entries: [] }), records: () => ({ records: [] }) };
    expect(await one.serve()).toMatchObject({ received: 0 });
    one.honest();
    return { anna, sealed };
  }

  test('is asked for by name at the last collection, is there, and is named', async () => {
    // The office never asked for what it had not seen: the final was lost at the closing, on a platform that had it.
    await leftOut();
    const { vault, keys, actor } = one.small;
    const { counts } = await closeCampaign(vault, keys, actor, NAME, { platform: one.host.url });
    expect(counts.sequences[0]).toMatchObject({ sequence: 'maths', final: 1 });
    expect(counts.received).toMatchObject({ counted: 1, quarantined: 0 });
    // Who it was of went with the campaign.
    expect(one.journaled()).toContainEqual(expect.objectContaining({ 'newer-missing': 1 }));
  });

  test('is asked for by name although that takes longer than a pass may, as in a country', async () => {
    // The questions used up the time of the pass, so the feed was not read to its end, and no country could be closed.
    await leftOut();
    const { vault, keys, actor } = one.small;
    let late = 0;
    const now = performance.now.bind(performance);
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => now() + late);
    try {
      one.host.lies = {
        records: (truth) => {
          late += 10 * 60_000;
          return truth;
        },
      };
      const { counts } = await closeCampaign(vault, keys, actor, NAME, { platform: one.host.url });
      expect(late).toBeGreaterThan(0);
      expect(counts.sequences[0]).toMatchObject({ sequence: 'maths', final: 1 });
    } finally {
      clock.mockRestore();
    }
  });

  test('is found by the passes before, which ask for some records by name', async () => {
    const { anna, sealed } = await leftOut();
    expect(await one.serve()).toMatchObject({ received: 1 });
    expect(one.kept(anna).hash).toBe(toBase64Url(sealed.hash));
    expect(one.sitting('Anna')).toMatchObject({ state: 'complete', points: 4 });
    expect(one.journaled()).toContainEqual({ 'newer-missing': 1 });
  });

  test('is taken by name, although an entry with its hash and other bytes was refused before', async () => {
    // What the host had announced was taken for what had come, and the final was asked for in vain.
    one = await startForTest();
    const anna = one.person('Anna');
    const bilal = one.person('Bilal');
    const sealed = await one.seal(anna, pupilBody(one.small, GOOD, true), { version: 1, final: true });
    const other = await one.seal(bilal, pupilBody(one.small, GOOD, true), { version: 1, final: true });
    expect(await one.send(anna, sealed.bytes)).toBe(204);
    expect(await one.send(bilal, other.bytes)).toBe(204);
    one.host.lies = {
      feed: ({ entries: [a, b], ...page }) => ({
        ...page,
        entries: [
          { ...a, envelope: b.envelope },
          { ...b, envelope: a.envelope },
        ],
      }),
      records: () => ({ records: [] }),
    };
    expect(await one.serve()).toMatchObject({ received: 0, quarantined: 2 });
    one.honest();
    expect(await one.serve()).toMatchObject({ received: 2 });
    expect(one.sitting('Anna')).toMatchObject({ state: 'complete', points: 4 });
    expect(one.sitting('Bilal')).toMatchObject({ state: 'complete', points: 4 });
  });

  test('of what is beside a record, which has no name to ask for, comes with the last collection', async () => {
    // One page that the host once left branches out of: the end that a pupil had sealed on another computer was never read.
    one = await startForTest();
    const anna = one.person('Anna');
    const begun = await one.seal(anna, pupilBody(one.small, { m1: 'B' }, false), {
      version: 1,
      device: 1,
      saves: { 1: 1 },
    });
    const ended = await one.seal(anna, pupilBody(one.small, GOOD, true), {
      version: 1,
      device: 2,
      final: true,
      saves: { 2: 1 },
    });
    expect(await one.send(anna, begun.bytes)).toBe(204);
    expect(await one.send(anna, ended.bytes)).toBe(409);
    one.host.lies = {
      feed: ({ entries, ...page }) => ({
        ...page,
        entries: entries.filter(({ kind }: { kind: string }) => kind !== 'branch'),
      }),
    };
    expect(await one.serve()).toMatchObject({ received: 1 });
    one.honest();
    expect(await one.serve()).toMatchObject({ received: 0 });
    expect(one.sitting('Anna')).toMatchObject({ state: 'begun' });
    const { vault, keys, actor } = one.small;
    const { counts } = await closeCampaign(vault, keys, actor, NAME, { platform: one.host.url });
    expect(counts.sequences[0]).toMatchObject({ sequence: 'maths', final: 1 });
    expect(one.journaled()).toContainEqual(expect.objectContaining({ 'beside-missing': 1 }));
  });

  test('accuses nobody of what is beside a record, and came before the last collection or with it', async () => {
    one = await startForTest();
    for (const [name, early] of [
      ['Anna', true],
      ['Bilal', false],
    ] as const) {
      const body = pupilBody(one.small, { m1: 'B' }, false);
      for (const device of [1, 2]) {
        const sealed = await one.seal(one.person(name), body, { version: 1, device, saves: { [device]: 1 } });
        await one.send(one.person(name), sealed.bytes);
      }
      if (early) await one.serve();
    }
    expect(await one.serve({ asksForAll: true })).toMatchObject({ received: 2, incidents: 0 });
    expect(one.incidents()).toEqual({});
  });

  test('accuses nobody of a branch that was one name too many when it came, and is expected since a reopening', async () => {
    // An honest host was named: the office itself had not kept what the feed had brought.
    one = await startForTest();
    const anna = one.person('Anna');
    const taken = 6 * one.small.campaign.spec.sequences.length;
    const branchOf = async (name: string) => {
      const how = { version: 1, saves: { 1: 1 }, ceiling: one.small.campaign.manifest.ceilings.maths };
      const { bytes } = await one.seal(anna, pupilBody(one.small, { m1: 'B' }, false), how, name);
      return entryOf(bytes, 'branch');
    };
    const others = await Promise.all(Array.from({ length: taken }, (_, i) => branchOf(`maths~${i + 3}`)));
    const last = await branchOf('maths~2');
    const bilal = one.person('Bilal');
    const body = pupilBody(one.small, GOOD, true);
    await one.send(bilal, (await one.seal(bilal, body, { version: 1, final: true })).bytes);
    one.tellInFeed(...others, last);
    expect(await one.serve()).toMatchObject({ received: taken + 1 });
    expect(one.incidents()).toEqual({ 'names-full': 1 });
    const { vault } = one.small;
    const reopened = { reopened: 1, extraMs: 0 };
    vault.transaction(() => grantAllowance(vault, one.pupil('Anna').id, 'maths', reopened));
    one.host.lies = {
      feed: (page, { query }) =>
        query.get('only') === 'others' && !query.has('whole')
          ? { ...page, entries: [...page.entries, last] }
          : page,
    };
    expect(await one.serve({ asksForAll: true })).toMatchObject({ received: 1, incidents: 0 });
    expect(one.incidents()).toEqual({ 'names-full': 1 });
  });

  describe('accuses nobody of what a class keyed for a pupil whom the roster then had elsewhere', () => {
    /** Gaël is on the roster of another school; the teacher of Hana's class keys the booklet in hand. */
    async function keyedTooSoon() {
      const atOther = PUPILS.map((row) => (row[5] === 'Gaël' ? ['0770002', ...row.slice(1)] : [...row]));
      one = await startForTest({ pupils: atOther });
      const sql = `SELECT h.* FROM holder h JOIN pupil p ON p.class_level = h.class_level WHERE p.id = ? AND h.state = 'assigned'`;
      const row = one.small.vault.get<HolderRow>(sql, one.pupil('Hana').id);
      if (row === undefined) throw new Error('no class');
      const group = await personOf(one.small, row);
      const name = await entryRecordName(group.holder.namesKey, 'lettres', one.pupil('Gaël').orderNumber);
      return {
        group,
        name,
        async key(answers: Record<string, string>, how: Sealing) {
          const sealed = await one.seal(group, entryBody(one.small, answers), how, name);
          await one.send(group, sealed.bytes, name);
          return sealed.hash;
        },
        async correctRoster() {
          const source = join(one.small.folder, 'campaign');
          writeFileSync(join(source, 'pupils.csv'), pupilsCsv(PUPILS));
          const [schools, pupils] = [join(source, 'schools.csv'), join(source, 'pupils.csv')];
          await importRoster(one.small.campaign, { schools, pupils });
        },
      };
    }

    test('on two computers at once, and counts it once the roster is corrected', async () => {
      // An honest host was named three times over, and the branch was taken for nothing when it first came.
      const school = await keyedTooSoon();
      await school.key({ l1: 'A' }, { version: 1, device: 1, saves: { 1: 1 } });
      await school.key({ l2: 'B' }, { version: 1, device: 2, saves: { 2: 1 } });
      await one.serve();
      expect(one.incidents()).toEqual({});
      await school.correctRoster();
      await one.serve({ asksForAll: true });
      expect(one.incidents()).toEqual({});
      expect(one.kept(school.group, school.name).branches).toHaveLength(1);
      expect(Object.keys(readSittings(one.small.campaign, one.pupil('Gaël').id)[0]?.items ?? {})).toEqual([
        'l1',
        'l2',
      ]);
    });

    test('in two versions, each of which was collected, and counts the later one then', async () => {
      const school = await keyedTooSoon();
      const first = await school.key({ l1: 'A' }, { version: 1, saves: { 1: 1 } });
      await one.serve();
      await school.key({ l1: 'A', l2: 'B' }, { version: 2, previous: first, saves: { 1: 2 } });
      await one.serve();
      expect(one.incidents()).toEqual({});
      await school.correctRoster();
      await one.serve();
      await one.serve({ asksForAll: true });
      expect(one.incidents()).toEqual({});
      expect(Object.keys(readSittings(one.small.campaign, one.pupil('Gaël').id)[0]?.items ?? {})).toEqual([
        'l1',
        'l2',
      ]);
    });
  });

  test('accuses nobody where a pupil’s own rubbish came, and was set aside', async () => {
    one = await startForTest();
    const anna = one.person('Anna');
    const sealed = await one.seal(anna, pupilBody(one.small, GOOD, false), { version: 1, saves: { 1: 1 } });
    expect(await one.send(anna, sealed.bytes)).toBe(204);
    await one.serve();
    const rubbish = await one.seal(
      anna,
      { ...pupilBody(one.small, GOOD, false), manifest: 'f'.repeat(64) },
      {
        version: 2,
        previous: sealed.hash,
        saves: { 1: 2 },
      },
    );
    expect(await one.send(anna, rubbish.bytes)).toBe(204);
    await one.serve();
    await one.serve();
    expect(one.incidents()).toEqual({ 'unreadable-head': 1 });
  });
});

test.each([
  ['revocations', 'the old code is still good'],
  ['holders', 'the new code is unknown'],
])(
  'a call for %s that is refused once is made again at the next pass, not never: %s until then',
  async (what) => {
    one = await startForTest();
    const before = await groupOf(one.small, '6e');
    await tell(one.small, before.school, {
      'r-1': { kind: 'teacher-code', label: '6e A', rank: 1, note: '', withdrawn: false },
    });
    const other = await groupOf(one.small, 'cp');
    await key(one.small, other.class, one.pupil('Gaël'), { l1: 'A', l2: 'B', l3: 'A', l4: 'B' });
    one.host.refuses = (asked) => (asked === what ? new RawAnswer(400, '{"code":"bad-request"}') : null);
    await expect(one.serve()).rejects.toMatchObject({ code: 'platform-refused' });
    // All other schools waited for what had come of them.
    const report = parseClassReport((await readDocument(one.small, other.class, 'report/class'))?.body);
    expect(report.pupils.filter(({ domains }) => domains.lettres !== null)).toHaveLength(1);
    one.host.refuses = () => null;
    await one.serve();
    const after = await groupOf(one.small, '6e');
    expect(await status(before.teacher.holder.access)).toBe(401);
    expect(await status(after.teacher.holder.access)).toBe(200);
  },
);

test('a feed that cannot be read keeps no publication back: what was revoked goes out', async () => {
  // It was asked for to see whether the platform takes our signature, and what it said of records was read as well.
  one = await startForTest();
  const anna = one.person('Anna');
  giveReserve(one.small.campaign, one.pupil('Anna').orderNumber, 'misused');
  one.host.lies = { feed: (page) => ({ ...page, entries: [{}, {}] }) };
  const { campaign, keys } = one.small;
  const done = await publishCampaign(campaign, keys, { platform: one.host.url, patienceMs: 0 });
  expect(done).toMatchObject({ revocations: 1 });
  expect(await status(anna.holder.access)).toBe(401);
});

test('a host that refuses one document keeps no other from those whom it is for', async () => {
  // Whatever was to be sent after it waited, for as long as the host refused one in each pass.
  one = await startForTest();
  const { campaign, keys, vault } = one.small;
  const waiting = () => countUnpushed(campaign);
  one.host.refuses = (what) => (what === 'documents' ? new RawAnswer(400, '{"code":"bad-request"}') : null);
  const here = { platform: one.host.url, patienceMs: 0 };
  await expect(publishCampaign(campaign, keys, { ...here, again: true })).rejects.toThrow('refused');
  expect(waiting()).toBeGreaterThan(10);
  one.host.refuses = () => null;
  let calls = 0;
  one.host.lies = {
    documents: ({ results: [first, ...others] }) => ({
      results: [calls++ === 0 ? { code: 'bad-envelope' } : first, ...others],
    }),
  };
  const client = await connectPlatform(vault, keys, NAME, here);
  await expect(pushDocuments(campaign, client, 'random', () => {}, undefined, 5)).rejects.toMatchObject({
    code: 'document-refused',
  });
  expect(calls).toBeGreaterThan(2);
  expect(waiting()).toBe(1);
});

test('a host that says it has newer documents than the office is named, and is given them once it is honest', async () => {
  // Nobody was told: the documents were sealed again at each pass, and schools waited for them.
  one = await startForTest();
  const anna = one.person('Anna');
  const sealed = await one.seal(anna, pupilBody(one.small, GOOD, true), { version: 1, final: true });
  await one.send(anna, sealed.bytes);
  one.host.lies = { documents: ({ results }) => ({ results: results.map(() => ({ code: 'stale' })) }) };
  expect(await one.serve()).toMatchObject({ received: 1, documents: 0, incidents: 0 });
  // Far above what a vault put back from a backup is behind: nobody but a liar has a newer one.
  expect(await one.serve()).toMatchObject({ documents: 0, incidents: 1 });
  expect(await one.serve()).toMatchObject({ documents: 0, incidents: 0 });
  expect(one.journaled()).toEqual([{ 'documents-newer': 1 }]);
  one.honest();
  await one.serve();
  const { class: group } = await groupOf(one.small, '6e');
  expect((await readDocument(one.small, group, 'report/class'))?.version).toBeGreaterThan(1024);
});

test('a host that says so for weeks uses up no versions: an honest one is given the documents all the same', async () => {
  // 1,024 versions higher at each pass, the number of a header came round to nought, and nothing was ever taken again.
  one = await startForTest();
  const anna = one.person('Anna');
  const sealed = await one.seal(anna, pupilBody(one.small, GOOD, true), { version: 1, final: true });
  await one.send(anna, sealed.bytes);
  one.host.lies = { documents: ({ results }) => ({ results: results.map(() => ({ code: 'stale' })) }) };
  await one.serve();
  // As after some four million passes.
  one.small.vault.run('UPDATE document SET version = ?', 2 ** 32 - 2 * LEAP);
  for (let i = 0; i < 3; i++) expect(await one.serve()).toMatchObject({ documents: 0 });
  one.honest();
  await one.serve();
  const { class: group } = await groupOf(one.small, '6e');
  const sealedAs = (await readDocument(one.small, group, 'report/class'))?.version;
  expect(sealedAs).toBeGreaterThan(2 ** 32 - 2 * LEAP);
  const row = "SELECT version FROM document WHERE holder = ? AND name = 'report/class'";
  expect(one.small.vault.count(row, group.row.holder_id)).toBe(sealedAs);
});

test('a host that says it has lost a holder is given it again, and its revocation when that comes', async () => {
  // It was taken for one that was never given: the code that replaced it was, and the old one stayed good for ever.
  one = await startForTest();
  const before = await groupOf(one.small, '6e');
  const anna = one.person('Anna');
  const sealed = await one.seal(anna, pupilBody(one.small, GOOD, false), { version: 1, saves: { 1: 1 } });
  await one.send(anna, sealed.bytes);
  one.host.lies = {
    documents: ({ results }) => ({ results: results.map(() => ({ code: 'wrong-holder' })) }),
  };
  await expect(one.serve()).rejects.toMatchObject({ code: 'document-refused' });
  one.honest();
  await tell(one.small, before.school, {
    'r-1': { kind: 'teacher-code', label: '6e A', rank: 1, note: '', withdrawn: false },
  });
  await one.serve();
  expect(await status(before.teacher.holder.access)).toBe(401);
  expect(await status(before.class.holder.access)).toBe(401);
  const after = await groupOf(one.small, '6e');
  expect(await status(after.class.holder.access)).toBe(200);
});

async function status(access: Uint8Array): Promise<number> {
  const response = await fetch(`${one.small.platform.url}/api/1/${NAME}/me`, {
    headers: { authorization: `Bearer ${toBase64Url(access)}` },
  });
  return response.status;
}
