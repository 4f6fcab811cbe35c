/** Whoever found a code that was replaced since, and a host that goes on taking what is written under it. */
import { PUPILS } from '@cloison/dev-env/campaign/small-campaign-folder.ts';
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { type EntryBody, entryRecordName, parseTicket } from '@cloison/protocol';
import { toBase64Url } from '@cloison/protocol/public';
import { describe, expect, it, test } from 'vitest';
import { giveReserve } from '../../apps/authority/src/codes/reserve.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { grantRequest } from '../../apps/authority/src/requests/answer-request.ts';
import { countObservations, readSittings } from '../../apps/authority/src/score/sittings.ts';
import {
  entryBody,
  groupOf,
  type Keyed,
  type Person,
  pupilBody,
  pupilsOf,
  readDocument,
  tell,
} from '../authority/simulated-people.ts';
import { entryOf, type LyingCampaign, type Sealing } from './lying-campaign.ts';
import { startForTest } from './start-for-test.ts';

let one: LyingCampaign;

/** Anna has lost the code; the platform has the new one. Gives Anna with that. */
async function newCode(): Promise<Person> {
  const { small } = one;
  giveReserve(small.campaign, one.pupil('Anna').orderNumber, 'lost');
  await publishCampaign(small.campaign, small.keys, { platform: one.host.url });
  const after = (await pupilsOf(small)).get('Anna')?.person;
  if (after == null) throw new Error('Anna has no code');
  return after;
}

test('a final under the code that was replaced does not count before the pupil’s own, and is flagged', async () => {
  // With one answer more, all of them wrong, it stood in the place of the pupil's final.
  one = await startForTest();
  const { small } = one;
  const before = one.person('Anna');
  const first = await one.seal(before, pupilBody(small, { m1: 'C' }, false), { version: 1, saves: { 1: 1 } });
  expect(await one.send(before, first.bytes)).toBe(204);
  await one.serve();
  const after = await newCode();
  const own = await one.seal(after, pupilBody(small, { m1: 'B', m2: 'A', m3: '12' }, true), {
    version: 1,
    final: true,
    device: 2,
    saves: { 2: 1 },
  });
  expect(await one.send(after, own.bytes)).toBe(204);
  const found = await one.seal(before, pupilBody(small, { m1: 'C', m2: 'C', m3: '0', m4: 'x' }, true), {
    version: 2,
    previous: first.hash,
    final: true,
    device: 3,
    saves: { 1: 1, 3: 1 },
  });
  // The honest platform knows that code no more.
  expect(await one.send(before, found.bytes)).toBe(401);
  one.tellInFeed(entryOf(found.bytes));
  await one.serve();
  expect(one.sitting('Anna')).toMatchObject({ state: 'complete', points: 3 });
  expect(countObservations(small.vault, NAME)).toMatchObject({ 'final-on-branch': 1 });
});

describe('once the pupil has begun with the new code', () => {
  /** Anna answered one question with a code that she lost, or none; with the new one she has answered one. */
  const begunAgain = async (answers: Record<string, string> | null) => {
    one = await startForTest();
    const { small } = one;
    const before = one.person('Anna');
    const first =
      answers === null
        ? null
        : await one.seal(before, pupilBody(small, answers, false), { version: 1, saves: { 1: 1 } });
    if (first !== null) expect(await one.send(before, first.bytes)).toBe(204);
    await one.serve();
    const after = await newCode();
    const own = await one.seal(after, pupilBody(small, { m1: 'B' }, false), {
      version: 1,
      device: 2,
      saves: { 2: 1 },
    });
    expect(await one.send(after, own.bytes)).toBe(204);
    await one.serve();
    const found = await one.seal(before, pupilBody(small, { m1: 'C', m2: 'C', m3: '0' }, true), {
      version: first === null ? 1 : 2,
      ...(first !== null && { previous: first.hash }),
      final: true,
      device: 3,
      saves: first === null ? { 3: 1 } : { 1: 1, 3: 1 },
    });
    return { before, found, own };
  };

  it.each([
    ['had nothing', null],
    ['had begun', { m1: 'C' }],
  ])(
    'whoever found the old one, which %s, ends nothing with the host’s help, and is named',
    async (_, answers) => {
      // What the host showed as the head of the old code ended the sitting until the pupil had ended it.
      const { before, found, own } = await begunAgain(answers);
      one.tellInFeed(entryOf(found.bytes));
      await one.serve();
      expect(one.sitting('Anna')).toMatchObject({
        state: 'begun',
        points: 1,
        records: [toBase64Url(own.hash)],
      });
      expect(one.incidents()).toEqual({ 'after-revocation': 1 });
      expect(one.kept(before).branches).toEqual([toBase64Url(found.hash)]);
      expect(countObservations(one.small.vault, NAME)).toEqual({ 'final-on-branch': 1 });
    },
  );

  it('nor alone, by going on from what the old code had', async () => {
    const { before, found, own } = await begunAgain({ m1: 'C' });
    expect(await one.send(before, found.bytes)).toBe(401);
    await expect.poll(() => one.serve()).toMatchObject({ received: 1 });
    expect(one.sitting('Anna')).toMatchObject({
      state: 'begun',
      points: 1,
      records: [toBase64Url(own.hash)],
    });
    expect(one.incidents()).toEqual({});
  });

  it('a store of before the revocation, put back, is accused of nothing', async () => {
    const { found } = await begunAgain(null);
    one.host.lies = {
      feed: (page) => ({ ...page, rewound: true, entries: [...page.entries, entryOf(found.bytes)] }),
    };
    await one.serve();
    expect(one.sitting('Anna')).toMatchObject({ state: 'begun', points: 1 });
    expect(one.incidents()).toEqual({});
  });
});

test('what a lost code had saved without network counts while nothing was done with the new one', async () => {
  one = await startForTest();
  const { small } = one;
  const before = one.person('Anna');
  const first = await one.seal(before, pupilBody(small, { m1: 'B' }, false), { version: 1, saves: { 1: 1 } });
  expect(await one.send(before, first.bytes)).toBe(204);
  await one.serve();
  giveReserve(small.campaign, one.pupil('Anna').orderNumber, 'lost');
  await publishCampaign(small.campaign, small.keys, { platform: one.host.url });
  await one.serve();
  const how = { version: 2, previous: first.hash, final: true, saves: { 1: 2 } };
  const ended = await one.seal(before, pupilBody(small, { m1: 'B', m2: 'A' }, true), how);
  expect(await one.send(before, ended.bytes)).toBe(401);
  await expect.poll(() => one.serve()).toMatchObject({ received: 1 });
  expect(one.sitting('Anna')).toMatchObject({ state: 'complete', points: 2 });
});

test('what is keyed under a class’s root that was replaced fills empty cells, and with the host changes none', async () => {
  // A teacher's code was lost and replaced, and whoever had it went on overwriting the class's answers, at an honest platform too.
  one = await startForTest();
  const { small } = one;
  const gael = one.pupil('Gaël');
  const { class: before, school } = await groupOf(small, 'cp');
  const code = { kind: 'teacher-code', label: 'CP A', rank: 1, note: '', withdrawn: false } as const;
  const cellsOf = (keyed: Keyed, edit: [number, string]) => {
    const body = entryBody(small, keyed);
    const cells = Object.entries(body.cells).map(([id, cell]) => [id, { ...cell, edit }]);
    return { ...body, cells: Object.fromEntries(cells) as EntryBody['cells'] };
  };
  const sealed = async (person: Person, body: EntryBody, how: Sealing) => {
    const name = await entryRecordName(person.holder.namesKey, 'lettres', gael.orderNumber);
    const { bytes, hash } = await one.seal(person, body, how, name);
    return { bytes, hash, status: await one.send(person, bytes, name) };
  };
  const keyed = () => {
    const items = Object.entries(readSittings(small.campaign, gael.id)[0]?.items ?? {});
    return Object.fromEntries(items.map(([id, { responses }]) => [id, responses.RESPONSE]));
  };
  const old = cellsOf({ l1: 'A', l2: 'B' }, [1, '01'.repeat(8)]);
  const first = await sealed(before, old, { version: 1, saves: { 1: 1 } });
  await tell(small, school, { 'r-1': code });
  await one.serve();
  const { class: after } = await groupOf(small, 'cp');
  // The record under the new root has what it goes on from, and one cell of its own.
  const own = cellsOf({ l2: 'A' }, [2, '02'.repeat(8)]);
  const cells = { ...old.cells, ...own.cells };
  expect(await sealed(after, { ...own, cells }, { version: 1, device: 2, saves: { 2: 1 } })).toMatchObject({
    status: 204,
  });
  const lie = cellsOf({ l1: 'C', l2: 'C', l3: 'C' }, [Number.MAX_SAFE_INTEGER, 'f'.repeat(16)]);
  const how = { version: 2, previous: first.hash, device: 9, saves: { 1: 1, 9: 1 } };
  const made = await sealed(before, lie, how);
  expect(made.status).toBe(401);
  // The platform keeps it once it has answered.
  await expect.poll(() => one.serve().then(keyed)).toEqual({ l1: 'A', l2: 'A', l3: 'C' });
  // Shown by the host as what the old root had at its end: all that it had was collected.
  const shown = await sealed(before, cellsOf({ l1: 'B', l2: 'B' }, [2 ** 40, 'f'.repeat(16)]), {
    ...how,
    saves: { 1: 1, 9: 2 },
  });
  one.tellInFeed(entryOf(shown.bytes));
  await one.serve();
  expect(keyed()).toEqual({ l1: 'A', l2: 'A', l3: 'C' });
  expect(one.incidents()).toEqual({ 'after-revocation': 1 });
});

test('a final under the code that was replaced, by the name of a reopening, does not count before what was reopened', async () => {
  // Nothing else had come under that name yet, so the made-up one took the place of a sitting that had ended.
  one = await startForTest();
  const { small } = one;
  const before = one.person('Anna');
  const after = await newCode();
  const ended = await one.seal(after, pupilBody(small, { m1: 'B' }, true), { version: 1, final: true });
  expect(await one.send(after, ended.bytes)).toBe(204);
  const { school } = await groupOf(small, '6e');
  const asked = { orderNumbers: [one.pupil('Anna').orderNumber], note: '', withdrawn: false };
  await tell(small, school, { 'r-1': { kind: 'reopen', sequence: 'maths', ...asked } });
  await one.serve();
  await grantRequest(small.campaign, 'r-1');
  await one.serve();
  const counts = one.sitting('Anna');
  expect(counts).toMatchObject({ state: 'complete', points: 1 });
  const ceiling = small.campaign.manifest.ceilings.maths;
  const how = { version: 1, final: true, device: 3, ceiling };
  const found = await one.seal(before, pupilBody(small, { m1: 'C' }, true), how, 'maths~2');
  expect(await one.send(before, found.bytes, 'maths~2')).toBe(401);
  await expect.poll(() => one.serve()).toMatchObject({ received: 1 });
  expect(one.sitting('Anna')).toEqual(counts);
});

test('a new code goes on from nothing that was made with the old one after it was replaced', async () => {
  // The pupil, who had not begun, was shown somebody else's answers as the own ones, and went on from them.
  one = await startForTest();
  const { small } = one;
  const before = one.person('Anna');
  const publish = () => publishCampaign(small.campaign, small.keys, { platform: one.host.url });
  giveReserve(small.campaign, one.pupil('Anna').orderNumber, 'lost');
  await publish();
  const found = await one.seal(before, pupilBody(small, { m1: 'C' }, false), { version: 1 });
  expect(await one.send(before, found.bytes)).toBe(401);
  await expect.poll(() => one.serve()).toMatchObject({ received: 1 });
  await publish();
  const after = (await pupilsOf(small)).get('Anna')?.person;
  if (after == null) throw new Error('Anna has no code');
  const ticket = parseTicket((await readDocument(small, after, 'ticket'))?.body);
  expect(ticket.sequences.map(({ resume }) => resume)).toEqual([null]);
});

test('a new code goes on from what came beside the old one’s record before it was replaced', async () => {
  // As from a rescue file of a computer without network: the pupil loses nothing with the slip.
  one = await startForTest();
  const { small } = one;
  const before = one.person('Anna');
  const kept = await one.seal(before, pupilBody(small, { m1: 'C' }, false), { version: 1 });
  one.tellInFeed(entryOf(kept.bytes, 'branch'));
  expect(await one.serve()).toMatchObject({ received: 1 });
  one.honest();
  const after = await newCode();
  const ticket = parseTicket((await readDocument(small, after, 'ticket'))?.body);
  expect(ticket.sequences[0]?.resume).toMatchObject({ items: { m1: { responses: { RESPONSE: 'C' } } } });
});

describe('what the feed left out of a code that was replaced', () => {
  const others = Array.from({ length: 60 }, (_, i) => {
    const ine = `${100_000_021 + i}AA`;
    return ['0770002', '6e A', '6e', ine, 'Nombreux', `Élève ${i}`, '2015-01-15', 'F', ''];
  });

  /** Anna saves, her code is replaced, and the first pass after that brings nothing by the feed. */
  const leftOut = async (lies: LyingCampaign['host']['lies']) => {
    one = await startForTest({ pupils: [...PUPILS, ...others] });
    const { small } = one;
    const before = one.person('Anna');
    const kept = await one.seal(before, pupilBody(small, { m1: 'B' }, false), { version: 1 });
    expect(await one.send(before, kept.bytes)).toBe(204);
    giveReserve(small.campaign, one.pupil('Anna').orderNumber, 'lost');
    await publishCampaign(small.campaign, small.keys, { platform: one.host.url });
    one.host.lies = { feed: (page) => ({ ...page, entries: [] }), ...lies };
    await one.serve();
    return { before, hash: toBase64Url(kept.hash) };
  };

  test('is asked for by name in the next pass: the new code goes on from it', async () => {
    const { before, hash } = await leftOut({});
    expect(one.kept(before)).toEqual({ hash, branches: [] });
    expect(one.incidents()).toEqual({ 'newer-missing': 1 });
  });

  test('and was not shown when it was asked for, still counts as the code’s own once it comes', async () => {
    const { before, hash } = await leftOut({ records: () => ({ records: [] }) });
    expect(one.kept(before).hash).toBe(null);
    one.honest();
    await one.serve();
    expect(one.kept(before)).toEqual({ hash, branches: [] });
    expect(one.incidents()).not.toHaveProperty('after-revocation');
  });
});
