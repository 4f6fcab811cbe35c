/** What schools tell and ask from their desks, from the sealed record to the answer that comes back. */

import { silentTerminal } from '@cloison/dev-env/authority/silent-terminal.ts';
import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { NAME, PASSPHRASE } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import {
  type DeskEntry,
  drawKeyedTwice,
  entryRecordName,
  parseClassParticipation,
  parseDeskAnswers,
  parseKeyring,
  parseNotices,
  parseSchoolParticipation,
  parseSlips,
  parseTicket,
  secondKeyingOf,
} from '@cloison/protocol';
import { bearer, toBase64Url } from '@cloison/protocol/public';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { allowanceOf } from '../../apps/authority/src/allowances/allowances.ts';
import { loadRoom } from '../../apps/authority/src/cli/load-room.ts';
import { closingCounts } from '../../apps/authority/src/close/closing-counts.ts';
import { mintCodes } from '../../apps/authority/src/codes/mint.ts';
import { revokeStaff } from '../../apps/authority/src/codes/revoke.ts';
import { serveCampaign } from '../../apps/authority/src/collect/serve-campaign.ts';
import { classAgreements, nationalAgreement } from '../../apps/authority/src/desk/double-entries.ts';
import { addNotice, withdrawNotice } from '../../apps/authority/src/desk/notices.ts';
import { listRequests } from '../../apps/authority/src/desk/requests.ts';
import { journalLines } from '../../apps/authority/src/journal/journal.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { participationTotals } from '../../apps/authority/src/report/participation-totals.ts';
import { grantRequest, refuseRequest } from '../../apps/authority/src/requests/answer-request.ts';
import { sittingsOf } from '../../apps/authority/src/requests/sitting-state.ts';
import {
  type DeskEntries,
  entryBody,
  groupOf,
  key,
  type Person,
  type Pupil,
  pupilBody,
  pupilsOf,
  readDocument,
  save,
  sit,
  tell,
} from './simulated-people.ts';

let small: SmallCampaign;
beforeEach(async () => {
  small = await startSmallCampaign();
  await publishCampaign(small.campaign, small.keys, { platform: small.platform.url });
});
afterEach(() => small.close());

const serve = () => serveCampaign(small.campaign, small.keys, { platform: small.platform.url, once: true });
const answersOf = async (person: Person) =>
  parseDeskAnswers((await readDocument(small, person, 'desk/answers'))?.body);
/** Of the school of the class CP A; published at once. */
async function replaceStaff(role: 'head' | 'teacher', rank = 1) {
  await mintCodes(small.campaign, { stock: { staff: 1 }, threads: 1 });
  const { uai } = small.vault.get<{ uai: string }>(`SELECT uai FROM school WHERE uai LIKE '0750001%'`)!;
  await revokeStaff(small.campaign, role === 'head' ? { role, uai } : { role, uai, label: 'CP A', rank });
  await publishCampaign(small.campaign, small.keys, { platform: small.platform.url });
}
const RIGHT = { m1: 'B', m2: 'A', m3: '12', m4: 'chat' };

async function status(person: Person): Promise<number> {
  const response = await fetch(`${small.platform.url}/api/1/${NAME}/me`, {
    headers: { authorization: bearer(person.holder.access) },
  });
  await response.arrayBuffer();
  return response.status;
}

const declarations = () => small.vault.count('SELECT count(*) FROM declaration');

/** Where the vault says this in clear, but for what the campaign itself says: its specification and content. */
function cellsThatSay(word: string): string[] {
  const { vault } = small;
  return vault
    .all<{ name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'`)
    .filter(({ name }) => !['campaign', 'content'].includes(name))
    .flatMap(({ name }) =>
      vault
        .all<Record<string, unknown>>(`SELECT * FROM "${name}"`)
        .flatMap((row) => Object.entries(row))
        .filter(([, value]) =>
          String(value instanceof Uint8Array ? Buffer.from(value) : value).includes(word),
        )
        .map(([column]) => `${name}.${column}`),
    );
}

test('a pupil declared as not sitting is absent for a reason, the list closes, and the declaration is undone as easily', async () => {
  const { school, class: classHolder } = await groupOf(small, '6e');
  const { orderNumber } = (await pupilsOf(small)).get('Anna')!;
  const declared = { kind: 'not-sitting', orderNumber, reason: 'exempt', sequences: null } as const;
  const first = await tell(small, school, { n1: declared });
  expect(first.status).toBe(204);
  await serve();
  const shown = parseClassParticipation((await readDocument(small, classHolder, 'participation'))?.body);
  expect(shown.pupils.find((one) => one.orderNumber === orderNumber)?.sequences.maths).toMatchObject({
    state: 'absent',
    why: 'exempt',
  });
  const counts = parseSchoolParticipation((await readDocument(small, school, 'participation'))?.body);
  expect(counts.classes.find(({ level }) => level === '6e')?.sequences.maths).toMatchObject({
    absent: 1,
    why: { exempt: 1 },
  });
  expect((await answersOf(school)).notSitting).toEqual([
    { orderNumber, sequence: 'maths', reason: 'exempt' },
  ]);
  expect(cellsThatSay('exempt')).toEqual([]);

  await tell(small, school, { n1: { ...declared, reason: null } }, { version: 2, previous: first.hash });
  await serve();
  const after = parseClassParticipation((await readDocument(small, classHolder, 'participation'))?.body);
  expect(after.pupils.find((one) => one.orderNumber === orderNumber)?.sequences.maths).toMatchObject({
    state: 'notBegun',
  });
  expect((await answersOf(school)).notSitting).toEqual([]);
  expect(declarations()).toBe(0);
  expect(closingCounts(small.campaign).differences).toEqual([]);
});

test('what was finished stays finished, whatever is declared', async () => {
  const { school, class: classHolder } = await groupOf(small, '6e');
  const anna = (await pupilsOf(small)).get('Anna')!;
  await sit(small, anna, RIGHT);
  const { orderNumber } = anna;
  await tell(small, school, { n1: { kind: 'not-sitting', orderNumber, reason: 'absent', sequences: null } });
  await serve();
  const shown = parseClassParticipation((await readDocument(small, classHolder, 'participation'))?.body);
  const sitting = shown.pupils.find((one) => one.orderNumber === orderNumber)?.sequences.maths;
  expect(sitting).toMatchObject({ state: 'complete' });
  expect(sitting).not.toHaveProperty('why');
  expect(sitting?.savedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/);
});

test('nobody declares or asks for pupils of another school or class, nor for reasons and codes that are not theirs', async () => {
  const [sixth, cp] = [await groupOf(small, '6e'), await groupOf(small, 'cp')];
  const { orderNumber } = (await pupilsOf(small)).get('Anna')!;
  const reserve = { kind: 'reserve', orderNumber, why: 'lost', note: '', withdrawn: false } as const;
  await tell(small, cp.school, {
    n1: { kind: 'not-sitting', orderNumber, reason: 'exempt', sequences: null },
    'r-1': reserve,
  });
  await tell(small, sixth.school, {
    n1: { kind: 'not-sitting', orderNumber, reason: 'bored', sequences: null },
    'r-2': {
      ...{ kind: 'more-time', orderNumbers: [orderNumber], sequence: 'lettres', minutes: 5 },
      ...{ note: '', withdrawn: false },
    },
  });
  await tell(small, sixth.class, { 'r-3': reserve });
  await serve();
  expect(listRequests(small.campaign)).toEqual([]);
  expect(declarations()).toBe(0);
});

test('a reserve for a misused code sets the earlier sitting apart, nameless, and the answer comes back to the head', async () => {
  const { school } = await groupOf(small, '6e');
  const before = (await pupilsOf(small)).get('Anna')!;
  await sit(small, before, RIGHT);
  const asked = {
    kind: 'reserve',
    orderNumber: before.orderNumber,
    why: 'misused',
    withdrawn: false,
  } as const;
  await tell(small, school, { 'r-4f2a91c0': { ...asked, note: 'Un autre élève a pris son étiquette.' } });
  await serve();
  expect((await answersOf(school)).requests).toMatchObject([
    { id: 'r-4f2a91c0', state: 'asked', answer: '' },
  ]);
  const [request] = listRequests(small.campaign, 'asked');
  expect(sittingsOf(small.campaign, request!)).toMatchObject([
    { order: before.orderNumber, sequence: 'maths', state: 'complete', answered: 4 },
  ]);
  await grantRequest(small.campaign, 'r-4f2a', { answer: 'Étiquette à imprimer.' });
  await serve();
  expect((await answersOf(school)).requests).toMatchObject([
    { state: 'granted', answer: 'Étiquette à imprimer.' },
  ]);
  expect(await status(before.person!)).toBe(401);
  const after = (await pupilsOf(small)).get('Anna')!;
  expect(await status(after.person!)).toBe(200);
  const ticket = parseTicket((await readDocument(small, after.person!, 'ticket'))?.body);
  expect(ticket.sequences[0]?.resume).toBeNull();
  expect(participationTotals(small.campaign)).toMatchObject({ apart: 1 });
  expect(participationTotals(small.campaign).sequences.find((one) => one.sequence === 'maths')).toMatchObject(
    {
      complete: 0,
    },
  );
  await expect(grantRequest(small.campaign, 'r-4f2a')).rejects.toMatchObject({ code: 'request-answered' });
  const lines = [...journalLines(small.vault)].join('\n');
  expect(lines).toContain('"requests.granted"');
  expect(lines).not.toContain(before.orderNumber);
  expect(closingCounts(small.campaign).differences).toEqual([]);
});

test('a teacher’s code that the head calls lost is replaced at the next pass; the old one opens nothing new', async () => {
  const before = await groupOf(small, '6e');
  const asked = { kind: 'teacher-code', label: '6e A', rank: 1, note: '', withdrawn: false } as const;
  await tell(small, before.school, { 'r-5': asked });
  await serve();
  expect(await status(before.teacher)).toBe(401);
  expect(await status(before.class)).toBe(401);
  const after = await groupOf(small, '6e');
  const keyring = parseKeyring((await readDocument(small, after.teacher, 'keyring'))?.body);
  expect(keyring.classes[0]?.root).toBe(toBase64Url(after.class.root));
  // The head's own code stays, with the new key of the class, and the new card is there to be printed.
  const heads = parseKeyring((await readDocument(small, before.head, 'keyring'))?.body);
  expect(heads.classes[0]?.root).toBe(toBase64Url(after.class.root));
  const slips = parseSlips((await readDocument(small, before.school, 'slips/1'))?.body);
  expect(slips.teachers).toHaveLength(1);
  expect((await answersOf(before.school)).requests).toMatchObject([{ state: 'granted' }]);
  // An unknown class is refused in words, and stops nothing.
  const again = await tell(
    small,
    before.school,
    { 'r-5': asked, 'r-6': { ...asked, label: 'nulle part' } },
    { version: 2, previous: await headOf(before.school) },
  );
  expect(again.status).toBe(204);
  await serve();
  expect((await answersOf(before.school)).requests.map(({ state }) => state)).toEqual(['granted', 'refused']);
  expect(closingCounts(small.campaign).differences).toEqual([]);
});

async function headOf(person: Person): Promise<Uint8Array> {
  const response = await fetch(`${small.platform.url}/api/1/${NAME}/records/desk`, {
    headers: { authorization: bearer(person.holder.access) },
  });
  return new Uint8Array(await crypto.subtle.digest('SHA-256', await response.arrayBuffer()));
}

test('a sequence finished by mistake goes on under another name, from what was finished, and counts again when it is ended', async () => {
  const { class: classHolder } = await groupOf(small, '6e');
  const anna = (await pupilsOf(small)).get('Anna')!;
  await sit(small, anna, { m1: 'B' });
  const asked = {
    kind: 'reopen',
    orderNumbers: [anna.orderNumber],
    sequence: 'maths',
    withdrawn: false,
  } as const;
  // Refused before it is allowed: the platform keeps it, the office does not count it.
  await save(small, anna.person!, 'maths~2', pupilBody(small, RIGHT, true), {
    final: true,
    device: new Uint8Array(8).fill(9),
  });
  await serve();
  expect(participationTotals(small.campaign).quarantined).toBe(1);
  const other = [...(await pupilsOf(small)).values()].find(
    (one) => one.person !== null && one.orderNumber !== anna.orderNumber,
  )!;
  await sit(small, other, { m1: 'B' });
  await tell(small, classHolder, {
    'r-7': { ...asked, orderNumbers: [other.orderNumber], note: 'Fini trop tôt.' },
  });
  await serve();
  await grantRequest(small.campaign, 'r-7', { minutes: 10 });
  await serve();
  const ticket = parseTicket((await readDocument(small, other.person!, 'ticket'))?.body);
  const sequence = ticket.sequences.find(({ id }) => id === 'maths')!;
  expect(sequence.record).toBe('maths~2');
  expect(sequence.resume).toMatchObject({ final: false, items: { m1: { responses: { RESPONSE: 'B' } } } });
  const stateOf = async () =>
    parseClassParticipation((await readDocument(small, classHolder, 'participation'))?.body).pupils.find(
      (one) => one.orderNumber === other.orderNumber,
    )?.sequences.maths;
  expect(await stateOf()).toMatchObject({ state: 'complete', answered: 1 });
  await save(small, other.person!, 'maths~2', pupilBody(small, { m1: 'B', m2: 'A' }, false));
  await serve();
  expect(await stateOf()).toMatchObject({ state: 'begun', answered: 2, receipt: null });
  // The ticket does not follow what is being answered.
  expect((await readDocument(small, other.person!, 'ticket'))?.version).toBe(2);
  expect(closingCounts(small.campaign).differences).toEqual([]);
});

test('more time after a power cut is a new ticket for each pupil who is named', async () => {
  await small.close();
  small = await startSmallCampaign({
    minutes: 40,
  });
  await publishCampaign(small.campaign, small.keys, { platform: small.platform.url });
  const { class: classHolder } = await groupOf(small, '6e');
  const all = await pupilsOf(small);
  const gone = all.get('Gaël');
  const pupils = [...all.values()].filter((one) => one.person !== null);
  const [one, two, three] = pupils;
  const limitOf = async (pupil: (typeof pupils)[number]) =>
    parseTicket((await readDocument(small, pupil.person!, 'ticket'))?.body).sequences.find(
      ({ id }) => id === 'maths',
    )!.limitMs;
  const before = [await limitOf(one!), await limitOf(two!), await limitOf(three!)];
  await tell(small, classHolder, {
    'r-8': {
      ...{ kind: 'more-time', orderNumbers: [one!, gone!, two!].map(({ orderNumber }) => orderNumber) },
      ...{ sequence: 'maths', minutes: 7, note: 'Coupure.', withdrawn: false },
    },
  });
  await serve();
  // Whoever is not of the class any more is left out, and the others are asked for.
  expect(listRequests(small.campaign)[0]?.entry).toMatchObject({
    orderNumbers: [one!.orderNumber, two!.orderNumber],
  });
  await grantRequest(small.campaign, 'r-8');
  await serve();
  expect([await limitOf(one!), await limitOf(two!), await limitOf(three!)]).toEqual([
    before[0]! + 420_000,
    before[1]! + 420_000,
    before[2],
  ]);
  expect(before[0]).toBeGreaterThanOrEqual(2_400_000);
});

test('an incident is kept and asks for nothing; what is taken back before its answer is not granted', async () => {
  const { school, class: classHolder } = await groupOf(small, '6e');
  const { orderNumber } = (await pupilsOf(small)).get('Anna')!;
  await tell(small, classHolder, {
    'i-1': {
      ...{ kind: 'incident', orderNumbers: [], sequence: 'maths', minute: 29_000_000 },
      ...{ note: 'Alarme incendie, vingt minutes.', withdrawn: false },
    },
  });
  const asked = { kind: 'reserve', orderNumber, why: 'lost', note: '', withdrawn: false } as const;
  const first = await tell(small, school, { 'r-9': asked });
  await serve();
  await expect(grantRequest(small.campaign, 'i-1')).rejects.toMatchObject({ code: 'request-nothing-asked' });
  await tell(small, school, { 'r-9': { ...asked, withdrawn: true } }, { version: 2, previous: first.hash });
  await serve();
  expect((await answersOf(school)).requests.map(({ id, state }) => [id, state]).sort()).toEqual([
    ['i-1', 'told'],
    ['r-9', 'withdrawn'],
  ]);
  await expect(grantRequest(small.campaign, 'r-9')).rejects.toMatchObject({ code: 'request-answered' });
  expect(() => refuseRequest(small.campaign, 'r-9', 'non')).toThrowError(
    expect.objectContaining({ code: 'request-answered' }),
  );
});

test('a request that is told otherwise after an agent has read it asks for what was read', async () => {
  // Whoever has the class's secret asked for ten minutes for one pupil, and was granted what the record said by then.
  const all = await pupilsOf(small);
  const [anna, bilal, chloe] = ['Anna', 'Bilal', 'Chloé'].map((name) => all.get(name)!) as [
    Pupil,
    Pupil,
    Pupil,
  ];
  const { class: group } = await groupOf(small, '6e');
  const asked = { kind: 'more-time', sequence: 'maths', note: 'Une panne.', withdrawn: false } as const;
  const first = { ...asked, orderNumbers: [anna.orderNumber, bilal.orderNumber], minutes: 10 };
  const told = await tell(small, group, { t1: first });
  await serve();
  const read = listRequests(small.campaign)[0]!.entry;
  const other = { ...asked, orderNumbers: [bilal.orderNumber, chloe.orderNumber], minutes: 180 };
  await tell(small, group, { t1: { ...other, note: 'Tout va bien.' } }, { version: 2, previous: told.hash });
  await serve();
  // Somebody who left the class is taken out, and nothing else moves.
  expect(listRequests(small.campaign)[0]!.entry).toEqual({ ...read, orderNumbers: [bilal.orderNumber] });
  await grantRequest(small.campaign, 't1');
  const extraMs = (one: Pupil) => allowanceOf(small.vault, one.id, 'maths').extraMs;
  expect([extraMs(bilal), extraMs(chloe)]).toEqual([600_000, 0]);
});

test('several lines of a school’s note do not look like lines of the command', async () => {
  const { class: classHolder } = await groupOf(small, 'cp');
  const note = 'Alarme.\nJournal intact';
  await tell(small, classHolder, {
    'i-12345': { kind: 'incident', orderNumbers: [], sequence: null, minute: 1, note, withdrawn: false },
  });
  await serve();
  const show = (await loadRoom('requests')).verbs.find(({ name }) => name === 'show')!;
  const said: string[] = [];
  const terminal = { ...silentTerminal('agent', PASSPHRASE), print: (text: string) => said.push(text) };
  small.vault.close();
  const folders = { vault: small.vaultFolder, keys: small.keysFolder };
  await show.start(
    terminal,
    { ...folders, share: [], wait: 3, campaign: NAME, id: 'i-12345' },
    'requests show',
  );
  const lines = said.join('\n').split('\n');
  expect(lines.filter((line) => line.includes('Journal intact'))).toEqual(['    Journal intact »']);
});

test('what became of a request is told to the class after its root was replaced, too', async () => {
  // A page that told it again, not knowing that it had arrived, showed it as sent for ever.
  const { class: before, teacher } = await groupOf(small, 'cp');
  const entries: DeskEntries = {
    'i-1': {
      ...{ kind: 'incident', orderNumbers: [], sequence: null, minute: 1, note: 'Alarme.', withdrawn: false },
    },
  };
  await tell(small, before, entries);
  await serve();
  await replaceStaff('teacher', teacher.row.rank ?? 1);
  const { class: now } = await groupOf(small, 'cp');
  await tell(small, now, entries);
  await serve();
  expect((await answersOf(now)).requests).toMatchObject([{ id: 'i-1', state: 'told' }]);
});

describe('What a desk had told when its root was replaced, and the office had not collected', () => {
  const alarm: DeskEntries[string] = {
    ...{ kind: 'incident', orderNumbers: [], sequence: null, minute: 1, note: 'Alarme.', withdrawn: false },
  };

  test('is taken: the platform had answered that it has it', async () => {
    // The page said that all was sent, and the request was nowhere.
    const { class: before, teacher } = await groupOf(small, 'cp');
    const { status, hash } = await tell(small, before, { 'i-1': alarm });
    expect(status).toBe(204);
    await replaceStaff('teacher', teacher.row.rank ?? 1);
    // Whoever has the old root goes on: the page of an honest teacher tells it again under the new one.
    const forged = { ...alarm, note: 'Autre.' } as DeskEntries[string];
    await tell(small, before, { 'i-1': alarm, 'i-2': forged }, { version: 2, previous: hash });
    await serve();
    await serve();
    const { class: now } = await groupOf(small, 'cp');
    expect((await answersOf(now)).requests).toMatchObject([{ id: 'i-1', state: 'told' }]);
  });

  test.each([true, false])(
    'does not stand before what the new root has told since (collected before: %s)',
    async (isCollectedBefore) => {
      const { school: before } = await groupOf(small, 'cp');
      const pupils = await pupilsOf(small);
      const orders = ['Gaël', 'Karim'].map((name) => pupils.get(name)!.orderNumber) as [string, string];
      const absent = (orderNumber: string, reason: string | null) =>
        ({ kind: 'not-sitting', orderNumber, reason, sequences: null }) as const;
      const { status } = await tell(small, before, {
        n1: absent(orders[0], 'exempt'),
        n2: absent(orders[1], 'exempt'),
        'i-1': alarm,
      });
      expect(status).toBe(204);
      if (isCollectedBefore) await serve();
      await replaceStaff('head');
      const { school: now } = await groupOf(small, 'cp');
      await tell(small, now, {
        m1: absent(orders[0], null),
        'i-1': { ...alarm, withdrawn: true } as DeskEntries[string],
      });
      await serve();
      await serve();
      const answers = await answersOf(now);
      expect(answers.notSitting.map(({ orderNumber }) => orderNumber)).toEqual([orders[1]]);
      expect(listRequests(small.campaign).map(({ state }) => state)).toEqual(
        isCollectedBefore ? ['withdrawn'] : [],
      );
    },
  );
});

test('a notice reaches schools and the classes of its level, with its day, and is taken back', async () => {
  const [sixth, cp] = [await groupOf(small, '6e'), await groupOf(small, 'cp')];
  const number = addNotice(small.campaign, { fr: 'Retard.', en: 'A delay.' }, '6e');
  await serve();
  for (const person of [sixth.school, sixth.class, cp.school]) {
    const { notices } = parseNotices((await readDocument(small, person, 'desk/notices'))?.body);
    expect(notices).toMatchObject([{ number, text: { fr: 'Retard.', en: 'A delay.' } }]);
    expect(Number.isNaN(Date.parse(notices[0]!.given))).toBe(false);
  }
  expect(await readDocument(small, cp.class, 'desk/notices')).toBeNull();
  expect((await serve()).documents).toBe(0);
  withdrawNotice(small.campaign, number);
  await serve();
  expect(parseNotices((await readDocument(small, sixth.class, 'desk/notices'))?.body).notices).toEqual([]);
  expect(() => withdrawNotice(small.campaign, number)).toThrowError(
    expect.objectContaining({ code: 'notice-unknown' }),
  );
});

test('a booklet keyed twice counts once, and the office learns on how many cells both keyings agreed, for the class and the country', async () => {
  const { class: classHolder } = await groupOf(small, 'cp');
  const ofClass = [...(await pupilsOf(small)).values()].filter(({ person }) => person === null);
  const orders = ofClass.map((one) => one.orderNumber);
  const [orderNumber] = (await drawKeyedTwice({ perClass: 1, seed: 7 }, NAME, 'lettres', orders)) as [string];
  const pupil = ofClass.find((one) => one.orderNumber === orderNumber)!;
  const notDrawn = orders.find((order) => order !== orderNumber)!;
  await key(small, classHolder, pupil, { l1: 'A', l2: 'B', l3: 'A', l4: 'B' });
  const name = await entryRecordName(classHolder.holder.namesKey, secondKeyingOf('lettres'), orderNumber);
  await save(small, classHolder, name, entryBody(small, { l1: 'A', l2: 'C', l3: 'A', l4: 'B' }));
  const told: Omit<Extract<DeskEntry, { kind: 'double-entry' }>, 'edit'> = {
    kind: 'double-entry',
    orderNumber,
    sequence: 'lettres',
    cells: 4,
    differing: [{ item: 'l2', kept: null }],
  };
  const first = await tell(small, classHolder, { [`d-${orderNumber}-lettres`]: told });
  expect(first.status).toBe(204);
  await serve();
  const expected = { level: 'cp', sequence: 'lettres', booklets: 1, cells: 4, differing: 1, agreement: 0.75 };
  expect(nationalAgreement(small.campaign)).toEqual([expected]);
  expect(classAgreements(small.campaign)).toMatchObject([expected]);
  // The second keying is nobody's answers: the score is that of the first, and nothing is set apart or lost.
  const item = small.campaign.vault.count(
    `SELECT count(*) FROM result_view r JOIN pupil_view p ON p.id = r.pupil WHERE p.level = 'cp'`,
  );
  expect(item).toBe(1);
  expect(closingCounts(small.campaign).differences).toEqual([]);
  expect(small.campaign.vault.count('SELECT count(*) FROM quarantine')).toBe(0);

  // Settling says which keying was right; the agreement stays that of both keyings.
  const settled = { ...told, differing: [{ item: 'l2', kept: 'first' as const }] };
  const second = await tell(
    small,
    classHolder,
    { [`d-${orderNumber}-lettres`]: settled },
    { version: 2, previous: first.hash },
  );
  await serve();
  expect(nationalAgreement(small.campaign)).toEqual([expected]);

  // What cannot be is passed over: more cells than there are, items of nowhere, the pupil of another level; and a booklet
  // that the teacher chose: the office draws the sample itself.
  const { orderNumber: anna } = (await pupilsOf(small)).get('Anna')!;
  await tell(
    small,
    classHolder,
    {
      [`d-${orderNumber}-lettres`]: { ...told, cells: 5 },
      d1: { ...told, differing: [{ item: 'nowhere', kept: null }] },
      d2: { ...told, differing: [told.differing[0]!, told.differing[0]!] },
      d3: { ...told, orderNumber: anna },
      [`d-${notDrawn}-lettres`]: { ...told, orderNumber: notDrawn, differing: [] },
    },
    { version: 3, previous: second.hash },
  );
  await serve();
  expect(nationalAgreement(small.campaign)).toEqual([expected]);
});

test('a booklet compared once more after the class’s root was replaced differs no less than when it was compared first', async () => {
  // The new page has no comparison, and compares what the first one has led to correct: the difference was forgotten.
  const { class: before } = await groupOf(small, 'cp');
  const orders = [...(await pupilsOf(small)).values()]
    .filter(({ person }) => person === null)
    .map((one) => one.orderNumber);
  const [orderNumber] = (await drawKeyedTwice({ perClass: 1, seed: 7 }, NAME, 'lettres', orders)) as [string];
  const id = `d-${orderNumber}-lettres`;
  const told = { kind: 'double-entry', orderNumber, sequence: 'lettres', cells: 4 } as const;
  await tell(small, before, { [id]: { ...told, differing: [{ item: 'l2', kept: 'second' }] } });
  await serve();
  const expected = { level: 'cp', sequence: 'lettres', booklets: 1, cells: 4, differing: 1, agreement: 0.75 };
  expect(nationalAgreement(small.campaign)).toEqual([expected]);
  await replaceStaff('teacher');
  const { class: after } = await groupOf(small, 'cp');
  expect(toBase64Url(after.root)).not.toBe(toBase64Url(before.root));
  const { status, hash } = await tell(small, after, { [id]: { ...told, differing: [] } });
  expect(status).toBe(204);
  await serve();
  expect(nationalAgreement(small.campaign)).toEqual([expected]);
  // More differences than before are news.
  const both = ['l2', 'l3'].map((item) => ({ item, kept: null }));
  await tell(small, after, { [id]: { ...told, differing: both } }, { version: 2, previous: hash });
  await serve();
  expect(nationalAgreement(small.campaign)).toEqual([{ ...expected, differing: 2, agreement: 0.5 }]);
});
