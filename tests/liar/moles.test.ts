/** People at schools who help the host, or only themselves: what one desk or code does stops nobody else. */
import { randomBytes } from 'node:crypto';
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { entryRecordName } from '@cloison/protocol';
import { expect, test, vi } from 'vitest';
import { closeCampaign } from '../../apps/authority/src/close/close-campaign.ts';
import { replaceLeakedCodes } from '../../apps/authority/src/codes/replace-leaked.ts';
import { giveReserve } from '../../apps/authority/src/codes/reserve.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { participationTotals } from '../../apps/authority/src/report/participation-totals.ts';
import { grantRequest } from '../../apps/authority/src/requests/answer-request.ts';
import { readSittings } from '../../apps/authority/src/score/sittings.ts';
import type { HolderRow } from '../../apps/authority/src/vault/rows.ts';
import {
  entryBody,
  groupOf,
  key,
  personOf,
  pupilBody,
  pupilsOf,
  readDocument,
  sit,
  tell,
} from '../authority/simulated-people.ts';
import { incidentsOfClass } from './desk-flood.ts';
import { entryOf, forgedFrom, type LyingCampaign } from './lying-campaign.ts';
import { startForTest } from './start-for-test.ts';

let one: LyingCampaign;

const GOOD = { m1: 'B', m2: 'A', m3: '12', m4: 'chat' };
const TEACHER_CODE = { kind: 'teacher-code', label: '6e A', rank: 1, note: '', withdrawn: false } as const;
const close = () => {
  const { vault, keys, actor } = one.small;
  return closeCampaign(vault, keys, actor, NAME, { platform: one.host.url, patienceMs: 0 });
};
const stateOf = (id: string) =>
  one.small.vault.get<{ state: string }>('SELECT state FROM request WHERE id = ?', id)?.state;

test('two requests of which one’s identifier begins with the other’s are answered each, and end nothing', async () => {
  // A head who chose such identifiers ended `campaign serve`, for the whole country and at every start.
  one = await startForTest();
  const { school } = await groupOf(one.small, '6e');
  await tell(one.small, school, { aaaa: TEACHER_CODE, aaaab: { ...TEACHER_CODE, rank: 7 } });
  await sit(one.small, one.pupil('Anna'), GOOD);
  expect(await one.serve()).toMatchObject({ received: 2 });
  expect([stateOf('aaaa'), stateOf('aaaab')]).toEqual(['granted', 'refused']);
  expect(one.sitting('Anna')).toMatchObject({ state: 'complete' });
});

test('a code that a head asked for just before the closing is not given any more, and the closing goes through', async () => {
  // The last collection brought the request, no code could be replaced in a campaign that was closing, and it never closed.
  one = await startForTest();
  const { school } = await groupOf(one.small, '6e');
  await tell(one.small, school, { 'r-1': TEACHER_CODE });
  await sit(one.small, one.pupil('Anna'), GOOD);
  expect((await close()).counts.sequences[0]).toMatchObject({ sequence: 'maths', final: 1 });
});

const publish = () =>
  publishCampaign(one.small.campaign, one.small.keys, { platform: one.host.url, patienceMs: 0 });

/** Who has the secret of the class tells of so many incidents, under identifiers that do not compress, that no answer holds them. */
async function floodDesk(): Promise<void> {
  for (let version = 1; version <= 4; version++) {
    const ids = Array.from({ length: 240 }, () => `a${randomBytes(49).toString('hex')}`);
    one.tellInFeed(entryOf(await incidentsOfClass(one, version, ids)));
    await one.serve();
  }
  one.honest();
}

test('a desk that tells more than any answer holds keeps neither its head nor anybody else from theirs', async () => {
  // `campaign publish` was refused for the whole campaign, since one school's answers did not fit; the head got none.
  one = await startForTest();
  await floodDesk();
  const { school } = await groupOf(one.small, 'cp');
  const reserve = {
    kind: 'reserve',
    orderNumber: one.pupil('Gaël').orderNumber,
    why: 'lost',
    note: '',
  } as const;
  await tell(one.small, school, { mine: { ...reserve, withdrawn: false } });
  await one.serve();
  giveReserve(one.small.campaign, one.pupil('Anna').orderNumber, 'lost');
  expect(await publish()).toMatchObject({ holders: 0, revocations: 1 });
  const answers = await readDocument(one.small, school, 'desk/answers');
  expect(JSON.stringify(answers?.body)).toContain('"id":"mine"');
});

test('one document that does not fit is named, once all the others are with the platform', async () => {
  // What one class had keyed, to the brim, was enough: after a leak no code of anybody was replaced at the platform.
  one = await startForTest();
  const { class: group } = await groupOf(one.small, 'cp');
  await key(one.small, group, one.pupil('Gaël'), { l1: 'A', l2: 'B', l3: 'A', l4: 'B' });
  await one.serve();
  await replaceLeakedCodes(one.small.campaign);
  // So small that it takes one pupil, and not thirty with long texts.
  const ceilings = one.small.campaign.manifest.ceilings as Record<string, number>;
  const before = ceilings['entry-base'] ?? 0;
  ceilings['entry-base'] = 64;
  await expect(publish()).rejects.toMatchObject({ code: 'documents-left-out', exit: 1 });
  const { vault } = one.small;
  expect(vault.count("SELECT count(*) FROM holder WHERE state = 'revoked' AND pushed <> 2")).toBe(0);
  expect(vault.count("SELECT count(*) FROM holder WHERE state = 'assigned' AND pushed <> 1")).toBe(0);
  ceilings['entry-base'] = before;
  expect(await publish()).toMatchObject({ documents: 1 });
});

test('what a thief seals under a lost code counts last, by whatever name the host or a rescue file brings it', async () => {
  // Called late, or of a rescue file, it was a final that beat what the pupil had.
  one = await startForTest();
  const anna = one.person('Anna');
  const own = await one.seal(anna, pupilBody(one.small, { m1: 'B' }, false), { version: 1, saves: { 1: 1 } });
  await one.send(anna, own.bytes);
  await one.serve();
  const counts = one.sitting('Anna');
  expect(counts).toMatchObject({ state: 'begun', points: 1 });
  giveReserve(one.small.campaign, one.pupil('Anna').orderNumber, 'lost');
  await publish();
  const how = { version: 5, final: true, device: 9, saves: { 9: 1 } };
  const made = await one.seal(anna, pupilBody(one.small, { m1: 'C', m2: 'C' }, true), how);
  for (const reason of ['late', 'rescue', 'conflict'] as const) {
    one.small.vault.run('DELETE FROM branch');
    one.tellInFeed({ ...entryOf(made.bytes, 'branch'), reason });
    expect(await one.serve()).toMatchObject({ received: 1 });
    expect(one.sitting('Anna')).toEqual(counts);
  }
  // The pupil's own, which goes on from what the code had, counts all the same.
  const more = await one.seal(anna, pupilBody(one.small, GOOD, true), {
    version: 2,
    final: true,
    saves: { 1: 2 },
  });
  one.tellInFeed({ ...entryOf(more.bytes, 'branch'), reason: 'rescue' });
  await one.serve();
  expect(one.sitting('Anna')).toMatchObject({ state: 'complete', points: 4 });
});

test('the finder of a slip that nobody had begun with changes no sitting under the code that replaced it', async () => {
  // The old code had nothing to go on from, so whatever came under it passed for the pupil's: a made-up end ended the sitting.
  one = await startForTest();
  const found = one.person('Anna');
  giveReserve(one.small.campaign, one.pupil('Anna').orderNumber, 'lost');
  await publish();
  const anna = (await pupilsOf(one.small)).get('Anna')?.person;
  if (anna === undefined || anna === null) throw new Error('no code');
  const own = await one.seal(anna, pupilBody(one.small, { m1: 'B' }, false), { version: 1, saves: { 1: 1 } });
  expect(await one.send(anna, own.bytes)).toBe(204);
  await one.serve();
  const counts = one.sitting('Anna');
  expect(counts).toMatchObject({ state: 'begun', points: 1 });
  const how = { version: 1, final: true, device: 9, saves: { 9: 1 } };
  const made = await one.seal(found, pupilBody(one.small, { m1: 'C' }, true), how);
  expect(await one.send(found, made.bytes)).toBe(401);
  // The platform keeps it once it has answered.
  await expect.poll(() => one.serve()).toMatchObject({ received: 1 });
  expect(one.sitting('Anna')).toEqual(counts);
  expect(participationTotals(one.small.campaign).observations).toEqual({ 'final-on-branch': 1 });
});

test('a reserve code that somebody has used already is given to no pupil', async () => {
  // Whoever had its slip had made an end with it: the pupil who was given the code found the sequence ended, and that counted.
  one = await startForTest();
  const sql = `SELECT * FROM holder WHERE state = 'reserve' AND school =
    (SELECT school FROM holder WHERE holder_id = ?)`;
  const { school } = await groupOf(one.small, '6e');
  const row = one.small.vault.get<HolderRow>(sql, school.row.holder_id);
  if (row === undefined) throw new Error('no reserve');
  const thief = await personOf(one.small, row);
  const how = { version: 1, final: true, saves: { 1: 1 } };
  const made = await one.seal(thief, pupilBody(one.small, { m1: 'C' }, true), how);
  expect(await one.send(thief, made.bytes)).toBe(204);
  await one.serve();
  // The school has two.
  expect(giveReserve(one.small.campaign, one.pupil('Anna').orderNumber, 'lost')).toMatchObject({
    reservesLeft: 0,
  });
  expect(() => giveReserve(one.small.campaign, one.pupil('Bilal').orderNumber, 'lost')).toThrowError(
    expect.objectContaining({ code: 'reserve-none' }),
  );
  await one.serve();
  expect(one.sitting('Anna')).toBeNull();
});

test.each([
  ['an item', (most: number) => ({ ms: most, elapsedMs: 60_000 })],
  ['the sitting', (most: number) => ({ ms: 4_321, elapsedMs: most })],
])(
  'a time on %s longer than there has been a campaign is in no mean, and the answers count',
  async (_, times) => {
    // Of one pupil: the mean time of an item was millions of years for everybody in the file for research.
    one = await startForTest();
    const { ms, elapsedMs } = times(Number.MAX_SAFE_INTEGER);
    const body = pupilBody(one.small, GOOD, true);
    const items = Object.entries(body.items).map(([id, item]) => [id, { ...item, ms }]);
    const said = { ...body, elapsedMs, items: Object.fromEntries(items) };
    const anna = one.person('Anna');
    await one.send(anna, (await one.seal(anna, said, { version: 1, final: true })).bytes);
    await sit(one.small, one.pupil('Bilal'), GOOD);
    await one.serve();
    expect(one.sitting('Anna')).toMatchObject({ state: 'complete', points: 4 });
    const told = (name: string) =>
      Object.values(readSittings(one.small.campaign, one.pupil(name).id)[0]?.items ?? {}).map(
        (item) => item.ms,
      );
    expect(told('Anna')).toEqual([null, null, null, null]);
    expect(told('Bilal')).toEqual([4_321, 4_321, 4_321, 4_321]);
    expect(participationTotals(one.small.campaign).observations).toEqual({ 'impossible-duration': 1 });
  },
);

test('a sitting that ended when its time was over counts, though the host calls it late', async () => {
  // A page finds a second later that the time is over, in the background a minute: with a host that said “late” nothing counted.
  one = await startForTest({ minutes: 30 });
  const late = async (name: string, elapsedMs: number) => {
    const person = one.person(name);
    const body = { ...pupilBody(one.small, GOOD, true), elapsedMs };
    const { bytes } = await one.seal(person, body, { version: 1, final: true, saves: { 1: 1 } });
    return { ...entryOf(bytes, 'branch'), reason: 'late' as const };
  };
  one.host.lies = { records: () => ({ records: [] }) };
  one.tellInFeed(await late('Anna', 30 * 60_000 + 61_000), await late('Chloé', 33 * 60_000));
  await one.serve();
  expect(one.sitting('Anna')).toMatchObject({ state: 'complete', points: 4 });
  expect(one.sitting('Chloé')).toBeNull();
  expect(participationTotals(one.small.campaign).observations).toEqual({
    'branch-chosen': 1,
    'final-on-branch': 2,
    'late-accepted': 1,
    'late-refused': 1,
  });
});

test('rubbish of a class under names of nobody costs no search through all pupils of its school', async () => {
  // For each name a hash of every pupil, and a row of it: a host alone kept all others waiting for minutes, in each pass.
  const pupils = Array.from({ length: 40 }, (_, i) => [
    ...['0750001', `CP ${String.fromCharCode(65 + (i % 4))}`, 'cp', `2${String(i).padStart(8, '0')}AA`],
    ...[`N${i}`, `P${i}`, '2020-04-16', 'F', ''],
  ]);
  one = await startForTest({ pupils });
  const { class: group } = await groupOf(one.small, 'cp');
  const names = () =>
    one.small.vault.count('SELECT count(*) FROM entry_name WHERE holder = ?', group.row.holder_id);
  await one.serve();
  const made = [];
  for (let i = 0; i < 20; i++) {
    const name = `z${String(i).padStart(15, '0')}`;
    made.push((await one.seal(group, entryBody(one.small, { l1: 'A' }), { version: 1 }, name)).bytes);
  }
  one.tellInFeed(...made.map((bytes) => entryOf(forgedFrom(bytes, 1))));
  expect(await one.serve()).toMatchObject({ received: 20, quarantined: 20 });
  // Of the class's own pupils, at most: they are asked for by name.
  expect(names()).toBeLessThanOrEqual(10 * 2);
  // Who has the class's secret makes some that open: the search is made once.
  const written = vi.spyOn(one.small.vault, 'run');
  one.tellInFeed(...made.map((bytes) => entryOf(bytes)));
  expect(await one.serve()).toMatchObject({ quarantined: 20 });
  const rows = written.mock.calls.filter(([sql]) => sql.startsWith('INSERT INTO entry_name')).length;
  written.mockRestore();
  expect(names()).toBe(40 * 2);
  expect(rows).toBeLessThan(4 * names());
});

test('a pupil whom a desk names sixty times gets more time once, and one reopening', async () => {
  // The office had granted three hours, and it was a week.
  one = await startForTest({ minutes: 30 });
  await sit(one.small, one.pupil('Anna'), GOOD);
  const { school } = await groupOf(one.small, '6e');
  const orderNumbers = Array.from({ length: 60 }, () => one.pupil('Anna').orderNumber);
  const asked = { orderNumbers, sequence: 'maths', note: '', withdrawn: false };
  await tell(one.small, school, {
    'r-1': { kind: 'more-time', minutes: 180, ...asked },
    'r-2': { kind: 'reopen', ...asked },
  });
  await one.serve();
  for (const id of ['r-1', 'r-2']) await grantRequest(one.small.campaign, id);
  const granted = one.small.vault.all('SELECT reopened, extra_ms FROM allowance');
  expect(granted.map((row) => ({ ...(row as object) }))).toEqual([{ reopened: 1, extra_ms: 180 * 60_000 }]);
});

test('a record that was there before its reopening is counted once it counts, not quarantined', async () => {
  // The certificate called it quarantined, though it was what counted.
  one = await startForTest();
  const anna = one.person('Anna');
  await sit(one.small, one.pupil('Anna'), { m1: 'B' });
  const ceiling = one.small.campaign.manifest.ceilings.maths;
  const how = { version: 1, final: true, saves: { 1: 1 }, ceiling };
  const early = await one.seal(anna, pupilBody(one.small, GOOD, true), how, 'maths~2');
  one.tellInFeed(entryOf(early.bytes));
  expect(await one.serve()).toMatchObject({ received: 2, quarantined: 1 });
  expect(one.sitting('Anna')).toMatchObject({ state: 'complete', points: 1 });
  one.honest();
  const { school } = await groupOf(one.small, '6e');
  const reopen = { kind: 'reopen', sequence: 'maths', note: '', withdrawn: false } as const;
  await tell(one.small, school, { 'r-1': { ...reopen, orderNumbers: [one.pupil('Anna').orderNumber] } });
  await one.serve();
  await grantRequest(one.small.campaign, 'r-1');
  await one.serve();
  expect(one.sitting('Anna')).toMatchObject({ state: 'complete', points: 4 });
  const { received } = (await close()).counts;
  expect(received).toMatchObject({ records: 3, counted: 3, quarantined: 0 });
});

test('what every kind of accomplice seals under every kind of name changes nobody else’s, and does not make a closing impossible', async () => {
  one = await startForTest();
  await sit(one.small, one.pupil('Anna'), GOOD);
  const [cp, sixth] = [await groupOf(one.small, 'cp'), await groupOf(one.small, '6e')];
  await key(one.small, cp.class, one.pupil('Gaël'), { l1: 'A' });
  await one.serve();
  const { manifestHash: manifest } = one.small.campaign;
  const bodies: readonly object[] = [
    pupilBody(one.small, GOOD, true),
    entryBody(one.small, { l1: 'A' }),
    { v: 1, entries: {}, manifest, app: 'test' },
    [],
  ];
  const accomplices = [...Object.values(cp), ...Object.values(sixth), one.person('Bilal')];
  const made: Uint8Array[] = [];
  for (const accomplice of accomplices) {
    const { namesKey } = accomplice.holder;
    const names = [
      ...['maths', 'maths/1', 'maths/2~9', 'maths~2', 'lettres', 'desk', 'entry', 'ticket', 'report/class'],
      await entryRecordName(namesKey, 'maths', one.pupil('Anna').orderNumber),
      await entryRecordName(namesKey, 'lettres', one.pupil('Anna').orderNumber),
      await entryRecordName(namesKey, 'lettres~second', one.pupil('Hana').orderNumber),
    ];
    for (const [i, name] of names.entries()) {
      for (const [k, body] of bodies.entries()) {
        const how = { version: 1 + k, final: (i + k) % 2 === 0, ceiling: 16_384 };
        made.push((await one.seal(accomplice, body, how, name)).bytes);
      }
    }
  }
  for (let from = 0; from < made.length; from += 150) {
    const shown = made
      .slice(from, from + 150)
      .map((bytes, i) => entryOf(bytes, i % 3 === 0 ? 'branch' : undefined));
    one.honest();
    one.tellInFeed(...shown);
    expect(await one.serve()).toMatchObject({ complete: true });
  }
  expect(one.sitting('Anna')).toMatchObject({ state: 'complete', points: 4 });
  one.honest();
  const { received, sequences } = (await close()).counts;
  expect(received.records).toBe(received.counted + received.quarantined);
  expect(sequences[0]).toMatchObject({ sequence: 'maths', expected: 6 });
});
