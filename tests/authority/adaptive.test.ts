/**
 * An adaptive sequence, whole: published, sat by the player's own logic against a real platform, collected, its routes
 * recomputed, scored and reported. Expected scores are written by hand.
 */

import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { NOT_ADMINISTERED, OMITTED } from '@cloison/measurement';
import { parseClassReport, parseTicket } from '@cloison/protocol';
import { toBase64Url } from '@cloison/protocol/public';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { readDomainResponses } from '../../apps/authority/src/analyse/domain-responses.ts';
import { closingCounts } from '../../apps/authority/src/close/closing-counts.ts';
import { giveReserve } from '../../apps/authority/src/codes/reserve.ts';
import { serveCampaign } from '../../apps/authority/src/collect/serve-campaign.ts';
import { journalLines } from '../../apps/authority/src/journal/journal.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { receivedCounts } from '../../apps/authority/src/records/received-counts.ts';
import { grantRequest } from '../../apps/authority/src/requests/answer-request.ts';
import { countObservations, readSittings } from '../../apps/authority/src/score/sittings.ts';
import type { LiveSitting } from '../../apps/pupil/src/sitting/live-sitting.ts';
import {
  type Answers,
  groupOf,
  type Pupil,
  pupilBody,
  pupilsOf,
  readDocument,
  save,
  tell,
} from './simulated-people.ts';
import { SittingComputer } from './sitting-computer.ts';

/** Two points on the first module (m1 = B, m2 = A) lead to m4 (chat), fewer to m3 (12). */
const adaptive = (yaml: string) =>
  yaml
    .replace(
      'package: maths, items: [m1, m2, m3, m4] }',
      `package: maths, modules: [
      { id: depart, items: [m1, m2], next: [facile, difficile], route: { from: [2], fallback: facile } },
      { id: facile, items: [m3] },
      { id: difficile, items: [m4] } ] }`,
    )
    .replace(
      'items: [m1, m2, m3]\n    thresholds: [1, 3]',
      'items: [m1, m2, m3, m4]\n    thresholds: { facile: [2, 3], difficile: [1, 3] }',
    )
    .replace(/ {2}- id: mots\n(?: {4}.*\n)+/, '');

let small: SmallCampaign | null = null;
const lives: LiveSitting[] = [];
afterEach(async () => {
  for (const live of lives.splice(0)) live.stop();
  await small?.close();
  small = null;
});

/** One campaign for tests that disturb no other: each has pupils of its own. */
let shared: ReturnType<typeof prepared> | null = null;
const start = async (campaign = adaptive) => {
  small = await startSmallCampaign({ campaign });
  return prepared(small);
};
const share = () => {
  shared ??= startSmallCampaign({ campaign: adaptive }).then(prepared);
  return shared;
};
afterAll(async () => (await shared)?.one.close());

async function prepared(one: SmallCampaign) {
  const here = { platform: one.platform.url };
  await publishCampaign(one.campaign, one.keys, here);
  const people = await pupilsOf(one);
  const person = (name: string) => {
    const found = people.get(name);
    if (found?.person == null) throw new Error(name);
    return { ...found, person: found.person };
  };
  return {
    one,
    person,
    publish: () => publishCampaign(one.campaign, one.keys, here),
    serve: () => serveCampaign(one.campaign, one.keys, { ...here, once: true }),
    sitting: ({ id }: Pupil) => readSittings(one.campaign, id)[0],
    report: async (pupil: Pupil) => {
      const group = await groupOf(one, '6e');
      const document = await readDocument(one, group.class, 'report/class');
      return parseClassReport(document?.body).pupils.find(
        ({ orderNumber }) => orderNumber === pupil.orderNumber,
      );
    },
  };
}

const opened = async (computer: SittingComputer, { person }: { person: NonNullable<Pupil['person']> }) => {
  const live = await computer.open(person);
  lives.push(live);
  return live;
};
const phase = (live: LiveSitting, wanted: string) =>
  vi.waitFor(() => expect(live.state.phase).toBe(wanted), 120_000);
const stage = (live: LiveSitting, ...route: string[]) =>
  vi.waitFor(
    () => expect([live.state.phase, ...live.state.sitting.route]).toEqual(['answering', ...route]),
    120_000,
  );
const answer = (live: LiveSitting, answers: Answers) => {
  for (const [id, value] of Object.entries(answers)) {
    live.moveTo(live.state.sitting.booklet.indexOf(id));
    live.answer('RESPONSE', value);
  }
};

test('a pupil who does well gets the harder module, the other the easier; each is scored on what was sat', async () => {
  const { one, person, serve, sitting, report } = await share();
  const [anna, bilal] = [person('Anna'), person('Bilal')];
  const computers = [new SittingComputer(one), new SittingComputer(one)] as const;
  const [strong, weak] = [await opened(computers[0], anna), await opened(computers[1], bilal)];
  expect(strong.state.sitting.booklet).toEqual(['m1', 'm2']);
  strong.begin();
  weak.begin();
  answer(strong, { m1: 'B', m2: 'A' });
  answer(weak, { m1: 'B', m2: 'C' });
  expect(await computers[0].state(anna.person)).toBe('begun');
  strong.finish();
  weak.finish();
  await stage(strong, 'depart', 'difficile');
  await stage(weak, 'depart', 'facile');
  expect(strong.state.sitting).toMatchObject({ booklet: ['m4'], routed: 'score' });
  answer(strong, { m4: 'chat' });
  answer(weak, { m3: '13' });
  expect(await computers[0].state(anna.person)).toBe('begun');
  strong.finish();
  weak.finish();
  await phase(strong, 'finished');
  await phase(weak, 'finished');
  expect(await computers[0].state(anna.person)).toBe('finished');
  await serve();
  expect(countObservations(one.vault, one.campaign.name)).toEqual({});
  expect(sitting(anna)).toMatchObject({
    state: 'complete',
    answered: 3,
    expected: 3,
    receipt: strong.state.receipt,
    given: { items: ['m1', 'm2', 'm4'], forms: ['depart', 'difficile'] },
  });
  // 3 of 3 on the way of m4, and 1 of 3 on the way of m3: two thresholds of its own for each.
  expect((await report(anna))?.domains).toEqual({
    calcul: { score: 3, group: 'satisfactory', form: 'difficile' },
  });
  expect((await report(bilal))?.domains).toEqual({ calcul: { score: 1, group: 'needs', form: 'facile' } });
  expect(receivedCounts(one.campaign)).toEqual({ records: 4, counted: 4, apart: 0, quarantined: 0 });
  // Only what was sat is in the report of items: m3 was not given to Anna, and is not an omission.
  expect(Object.keys((await report(anna))?.items ?? {}).sort()).toEqual(['m1', 'm2', 'm4']);
});

test('no table leaves the platform before the stage has ended, and none opens with another pupil’s ticket', async () => {
  const { one, person } = await share();
  const [anna, bilal] = [person('Chloé'), person('David')];
  const computer = new SittingComputer(one);
  const signed = await computer.signIn(anna.person);
  const key = Buffer.from(signed.ticket.routingKeys.maths ?? '', 'base64url');
  await expect(signed.session.routing('maths', key)).rejects.toMatchObject({ code: 'not-released' });
  const live = await opened(computer, anna);
  live.begin();
  answer(live, { m1: 'B' });
  await vi.waitFor(() => expect(live.state.save.kind).toBe('saved'), 120_000);
  await expect(signed.session.routing('maths', key)).rejects.toMatchObject({ code: 'not-released' });
  live.finish();
  await stage(live, 'depart', 'facile');
  expect(JSON.stringify(await signed.session.routing('maths', key))).toContain('difficile');
  const other = (await new SittingComputer(one).signIn(bilal.person)).ticket.routingKeys.maths ?? '';
  await expect(signed.session.routing('maths', Buffer.from(other, 'base64url'))).rejects.toMatchObject({
    code: 'routing-sealed',
  });
  // What the platform has of a ticket's keys and of the tables is sealed: no cut is readable in it.
  expect(JSON.stringify(signed.ticket)).toContain('"fallback":{"depart":"facile"}');
});

test('without network from the first item to the last, with the fallback, and nothing is lost', async () => {
  const { one, person, serve, sitting, report } = await start();
  const anna = person('Anna');
  const computer = new SittingComputer(one);
  const live = await opened(computer, anna);
  live.begin();
  await vi.waitFor(() => expect(live.state.save.kind).toBe('saved'), 120_000);
  computer.online = false;
  const before = computer.asked.length;
  answer(live, { m1: 'B', m2: 'A' });
  live.finish();
  expect(live.state.phase).toBe('routing');
  computer.pass(6_000);
  await stage(live, 'depart', 'facile');
  expect(live.state.sitting.routed).toBe('fallback');
  answer(live, { m3: '12' });
  live.finish();
  await vi.waitFor(() => expect(live.unacknowledged().length).toBeGreaterThanOrEqual(2), 120_000);
  expect(live.state.phase).toBe('closing');
  expect(computer.asked.length).toBe(before);
  // The page is closed and opened again, still without network: where it was.
  live.stop();
  const again = await opened(computer, anna);
  expect(again.state.phase).toBe('closing');
  expect(again.state.sitting.route).toEqual(['depart', 'facile']);
  computer.online = true;
  again.retryNow();
  await phase(again, 'finished');
  await serve();
  expect(countObservations(one.vault, one.campaign.name)).toEqual({ 'route-fallback': 1 });
  expect(sitting(anna)).toMatchObject({ state: 'complete', answered: 3, receipt: again.state.receipt });
  expect((await report(anna))?.domains).toEqual({
    calcul: { score: 3, group: 'satisfactory', form: 'facile' },
  });
});

test.each([
  ['shows rubbish as the head of', () => new Response(new Uint8Array(4_096))],
  ['refuses to show', () => Response.json({ code: 'unknown-code' }, { status: 401 })],
])('a host that %s the next stage keeps nobody in the one before, and loses nothing', async (_, told) => {
  const { one, person, serve, sitting } = await start();
  const anna = person('Anna');
  const computer = new SittingComputer(one);
  let lies = true;
  computer.alter = async (asked, answer) => {
    if (lies && asked.startsWith('GET') && asked.endsWith('/records/maths/2')) return told();
    if (!lies || !asked.endsWith('/me')) return answer;
    const me = (await answer.json()) as { records: object[] };
    const made = { name: 'maths/2', version: 1, hash: toBase64Url(new Uint8Array(32)), final: false };
    return Response.json({ ...me, records: [...me.records, made] });
  };
  const live = await opened(computer, anna);
  live.begin();
  answer(live, { m1: 'B', m2: 'A' });
  live.finish();
  await stage(live, 'depart', 'difficile');
  lies = false;
  answer(live, { m4: 'chat' });
  live.finish();
  await phase(live, 'finished');
  await serve();
  expect(sitting(anna)).toMatchObject({ state: 'complete', answered: 3, receipt: live.state.receipt });
});

test('a second computer goes on in the stage and module where the first one is', async () => {
  const { one, person, serve, sitting } = await share();
  const anna = person('Emma');
  const first = await opened(new SittingComputer(one), anna);
  first.begin();
  answer(first, { m1: 'B', m2: 'A' });
  first.finish();
  await stage(first, 'depart', 'difficile');
  answer(first, { m4: 'chien' });
  await vi.waitFor(() => expect(first.state.save.kind).toBe('saved'), 120_000);
  const second = await opened(new SittingComputer(one), anna);
  expect(second.state.sitting).toMatchObject({
    route: ['depart', 'difficile'],
    booklet: ['m4'],
    routed: 'score',
  });
  expect(second.state.sitting.items.m4?.responses).toEqual({ RESPONSE: 'chien' });
  second.begin();
  answer(second, { m4: 'chat' });
  await vi.waitFor(() => expect(second.state.save.kind).toBe('saved'), 120_000);
  answer(first, { m4: 'loup' });
  await vi.waitFor(() => expect(first.state.save.kind).toBe('conflict'), 120_000);
  second.finish();
  await phase(second, 'finished');
  await first.takeOver();
  expect(first.state).toMatchObject({ phase: 'finished', receipt: second.state.receipt });
  await serve();
  expect(sitting(anna)?.items.m4).toMatchObject({ score: 1, responses: { RESPONSE: 'chat' } });
});

test('a stage that ended on one computer and was never routed is routed on the next', async () => {
  const { one, person } = await share();
  const anna = person('Farid');
  const body = { ...pupilBody(one, { m1: 'B', m2: 'A' }, true), route: ['depart'] };
  expect((await save(one, anna.person, 'maths', body, { final: true })).status).toBe(204);
  const live = await opened(new SittingComputer(one), anna);
  await stage(live, 'depart', 'difficile');
});

test('a pupil who forges a route is flagged, named in the journal by number, and loses nothing', async () => {
  const { one, person, serve, sitting, report } = await start();
  const chloe = person('Chloé');
  const bodies = [
    { ...pupilBody(one, { m1: 'C', m2: 'C' }, true), route: ['depart'] },
    { ...pupilBody(one, { m4: 'chat' }, true), route: ['depart', 'difficile'], routed: 'score' as const },
  ] as const;
  await save(one, chloe.person, 'maths', bodies[0], { final: true });
  await save(one, chloe.person, 'maths/2', bodies[1], { final: true });
  await serve();
  expect(countObservations(one.vault, one.campaign.name)).toEqual({ 'route-differs': 1 });
  expect(sitting(chloe)).toMatchObject({ state: 'complete', answered: 3 });
  expect((await report(chloe))?.domains).toEqual({
    calcul: { score: 1, group: 'fragile', form: 'difficile' },
  });
  const lines = () =>
    [...journalLines(one.vault)]
      .map((line) => JSON.parse(line))
      .filter(({ what }) => what === 'collect.route-differs');
  expect(lines()).toMatchObject([{ detail: { sittings: 1 } }]);
  // Said once, not at each pass.
  one.vault.run('INSERT INTO to_open SELECT holder, name FROM record');
  await serve();
  expect(lines()).toHaveLength(1);
});

test('a fallback that is not the ticket’s is a forged route too, and a module that is none is set apart', async () => {
  const { one, person, serve, sitting } = await start();
  const [chloe, david] = [person('Chloé'), person('David')];
  const first = { ...pupilBody(one, { m1: 'C', m2: 'C' }, true), route: ['depart'] };
  await save(one, chloe.person, 'maths', first, { final: true });
  const claimed = { ...pupilBody(one, { m4: 'chat' }, true), route: ['depart', 'difficile'] };
  await save(one, chloe.person, 'maths/2', { ...claimed, routed: 'fallback' }, { final: true });
  await save(one, david.person, 'maths', first, { final: true });
  await save(one, david.person, 'maths/2', { ...claimed, route: ['depart', 'ailleurs'] }, { final: true });
  await serve();
  expect(countObservations(one.vault, one.campaign.name)).toEqual({
    'route-differs': 1,
    'route-fallback': 1,
  });
  expect(one.vault.all('SELECT name, code FROM quarantine')).toEqual([
    { name: 'maths/2', code: 'impossible-route' },
  ]);
  expect(receivedCounts(one.campaign)).toEqual({ records: 4, counted: 3, apart: 0, quarantined: 1 });
  expect(sitting(david)).toMatchObject({ state: 'begun', answered: 2, expected: 3 });
});

test.each([
  ['by whoever found it counts for nothing', 7, { state: 'begun', answered: 2, expected: 3 }],
  ['on the computer of the stage before, without network, counts', 1, { state: 'complete', answered: 3 }],
])('a second stage that is ended with a lost code after it was replaced %s', async (_, device, counted) => {
  const { one, person, publish, serve, sitting } = await start();
  const bilal = person('Bilal');
  const first = { ...pupilBody(one, { m1: 'C', m2: 'C' }, true), route: ['depart'] };
  expect(await save(one, bilal.person, 'maths', first, { final: true })).toMatchObject({ status: 204 });
  await serve();
  giveReserve(one.campaign, bilal.orderNumber, 'lost');
  await publish();
  await serve();
  const second = { ...pupilBody(one, { m3: '13' }, true), route: ['depart', 'facile'], routed: 'score' };
  const how = { final: true, device: new Uint8Array(8).fill(device) };
  expect(await save(one, bilal.person, 'maths/2', second, how)).toMatchObject({ status: 401 });
  await expect.poll(() => serve()).toMatchObject({ received: 1 });
  expect(sitting(bilal)).toMatchObject(counted);
  expect(countObservations(one.vault, one.campaign.name)).toMatchObject({ 'final-on-branch': 1 });
});

test('a lost code goes on where the old one was, with its module, and is routed by the answers of before', async () => {
  const { one, person, publish, serve, sitting } = await start();
  const anna = person('Anna');
  const old = await opened(new SittingComputer(one), anna);
  old.begin();
  answer(old, { m1: 'B', m2: 'A' });
  old.finish();
  await stage(old, 'depart', 'difficile');
  answer(old, { m4: 'cha' });
  await vi.waitFor(() => expect(old.state.save.kind).toBe('saved'), 120_000);
  await serve();
  giveReserve(one.campaign, anna.orderNumber, 'lost');
  await publish();
  const fresh = (await pupilsOf(one)).get('Anna');
  if (fresh?.person == null) throw new Error('no code');
  const live = await opened(new SittingComputer(one), { person: fresh.person });
  expect(live.state.sitting).toMatchObject({ route: ['depart', 'difficile'], booklet: ['m4'] });
  expect(live.state.sitting.items.m4?.responses).toEqual({ RESPONSE: 'cha' });
  live.begin();
  answer(live, { m4: 'chat' });
  live.finish();
  await phase(live, 'finished');
  await serve();
  expect(sitting(anna)).toMatchObject({ state: 'complete', answered: 3, receipt: live.state.receipt });
  expect(sitting(anna)?.items.m4?.score).toBe(1);
});

test('a sequence that was ended by mistake goes on in its last stage, with the module and the answers it had', async () => {
  const { one, person, publish, serve, sitting, report } = await start();
  const anna = person('Anna');
  const computer = new SittingComputer(one);
  const before = await opened(computer, anna);
  before.begin();
  answer(before, { m1: 'B', m2: 'A' });
  before.finish();
  await stage(before, 'depart', 'difficile');
  answer(before, { m4: 'chien' });
  before.finish();
  await phase(before, 'finished');
  // What nobody allowed is not counted, whatever a pupil's program saves.
  const forged = { ...pupilBody(one, { m4: 'chat' }, true), route: ['depart', 'difficile'], routed: 'score' };
  await save(one, person('Bilal').person, 'maths/2~2', forged, { final: true });
  await serve();
  expect(one.vault.all('SELECT name, code FROM quarantine')).toEqual([
    { name: 'maths/2~2', code: 'unexpected-record' },
  ]);
  expect(sitting(person('Bilal'))).toBeUndefined();
  const { class: classHolder } = await groupOf(one, '6e');
  const asked = { kind: 'reopen', sequence: 'maths', note: '', withdrawn: false } as const;
  await tell(one, classHolder, { 'r-1': { ...asked, orderNumbers: [anna.orderNumber] } });
  await serve();
  await grantRequest(one.campaign, 'r-1', { minutes: 10 });
  await serve();
  expect(sitting(anna)).toMatchObject({ state: 'complete', receipt: before.state.receipt });
  expect(await computer.state(anna.person)).toBe('begun');
  const again = await opened(computer, anna);
  expect(again.state.sitting).toMatchObject({
    route: ['depart', 'difficile'],
    booklet: ['m4'],
    final: false,
  });
  expect(again.state.sitting.items.m4?.responses).toEqual({ RESPONSE: 'chien' });
  again.begin();
  answer(again, { m4: 'chat' });
  await vi.waitFor(() => expect(again.state.save.kind).toBe('saved'));
  // The code is lost after the reopening: the next one has what was typed since, not what was finished.
  await serve();
  expect(sitting(anna)).toMatchObject({ state: 'begun', answered: 3, receipt: null });
  expect(countObservations(one.vault, one.campaign.name)).toEqual({});
  giveReserve(one.campaign, anna.orderNumber, 'lost');
  await publish();
  const fresh = (await pupilsOf(one)).get('Anna');
  if (fresh?.person == null) throw new Error('no code');
  const last = await opened(new SittingComputer(one), { person: fresh.person });
  expect(last.state.sitting).toMatchObject({ route: ['depart', 'difficile'], final: false });
  expect(last.state.sitting.items.m4?.responses).toEqual({ RESPONSE: 'chat' });
  last.begin();
  last.finish();
  await phase(last, 'finished');
  // The stage that chose the module is not opened again: what is saved for it under the new name changes nothing.
  const first = { ...pupilBody(one, { m1: 'A', m2: 'C' }, true), route: ['depart'] };
  await save(one, fresh.person, 'maths~2', first, { final: true });
  await serve();
  expect(sitting(anna)).toMatchObject({
    state: 'complete',
    answered: 3,
    receipt: last.state.receipt,
    given: { items: ['m1', 'm2', 'm4'], forms: ['depart', 'difficile'] },
  });
  expect((await report(anna))?.domains).toEqual({
    calcul: { score: 3, group: 'satisfactory', form: 'difficile' },
  });
  expect(closingCounts(one.campaign).differences).toEqual([]);
});

test('tables are sent once, again after a platform was put back, and to a code that was given later', async () => {
  const { one, publish } = await start();
  expect(await publish()).toMatchObject({ routing: 0, documents: 0 });
  expect(
    await publishCampaign(one.campaign, one.keys, { platform: one.platform.url, again: true }),
  ).toMatchObject({
    routing: 6,
  });
  giveReserve(one.campaign, (await pupilsOf(one)).get('Anna')?.orderNumber ?? '', 'lost');
  expect(await publish()).toMatchObject({ routing: 1 });
});

test('a reserve code that is granted while the office serves is routed too, without another publication', async () => {
  // Its tables waited for the next `campaign publish`: every stage of such a pupil went on with the fallback.
  const { one, person, serve } = await start();
  const anna = person('Anna');
  const { school } = await groupOf(one, '6e');
  const asked = { kind: 'reserve', why: 'lost', note: '', withdrawn: false } as const;
  await tell(one, school, { 'r-1': { ...asked, orderNumber: anna.orderNumber } });
  await serve();
  await grantRequest(one.campaign, 'r-1');
  await serve();
  const fresh = (await pupilsOf(one)).get('Anna');
  if (fresh?.person == null) throw new Error('no code');
  const live = await opened(new SittingComputer(one), { person: fresh.person });
  live.begin();
  answer(live, { m1: 'B', m2: 'A' });
  live.finish();
  await stage(live, 'depart', 'difficile');
  expect(live.state.sitting.routed).toBe('score');
});

test('parallel first modules are drawn by ticket, the same at each publication', async () => {
  const parallel = (yaml: string) =>
    adaptive(yaml)
      .replace(
        '{ id: facile, items: [m3] }',
        '{ id: autre, items: [m2, m1], next: [facile, difficile], route: { from: [1] } },\n      { id: facile, items: [m3] }',
      )
      .replace('items: [m4] } ] }', 'items: [m4] } ], first: [depart, autre] }');
  const { one, person } = await start(parallel);
  const firstOf = async (name: string) => {
    const document = await readDocument(one, person(name).person, 'ticket');
    return parseTicket(document?.body).sequences[0]?.stages?.first;
  };
  const names = ['Anna', 'Bilal', 'Chloé', 'David', 'Emma', 'Farid'];
  const drawn = await Promise.all(names.map(firstOf));
  expect(new Set(drawn).size).toBeGreaterThan(0);
  for (const name of drawn) expect(['depart', 'autre']).toContain(name);
  await publishCampaign(one.campaign, one.keys, { platform: one.platform.url, again: true });
  expect(await Promise.all(names.map(firstOf))).toEqual(drawn);
});

test('rotated booklets: each pupil sits one, its anchor and two of three blocks, and the analysis knows what was not given', async () => {
  const booklets = (yaml: string) =>
    yaml
      .replace(
        'package: maths, items: [m1, m2, m3, m4] }',
        `package: maths, booklets: {
      perBooklet: 2, anchor: { items: [m4], place: last },
      blocks: [{ id: a, items: [m1] }, { id: b, items: [m2] }, { id: c, items: [m3] }] } }`,
      )
      .replace('    thresholds: [1, 3]\n    testSpecific: true\n', '    testSpecific: true\n');
  const { one, person, serve, sitting, report } = await start(booklets);
  const names = ['Anna', 'Bilal', 'Chloé', 'David', 'Emma', 'Farid'];
  const given = new Map<string, readonly string[]>();
  for (const name of names) {
    const document = await readDocument(one, person(name).person, 'ticket');
    given.set(name, parseTicket(document?.body).sequences[0]?.booklet ?? []);
  }
  for (const own of given.values()) expect(['m1 m2 m4', 'm2 m3 m4', 'm3 m1 m4']).toContain(own.join(' '));
  const key: Answers = { m1: 'B', m2: 'A', m3: '12', m4: 'chat' };
  for (const name of names) {
    // Everybody leaves the second block of the booklet empty.
    const own = given.get(name) ?? [];
    const answers = Object.fromEntries(own.filter((_, k) => k !== 1).map((id) => [id, key[id] ?? '']));
    await save(one, person(name).person, 'maths', pupilBody(one, answers, true), { final: true });
  }
  await serve();
  const anna = person('Anna');
  expect(sitting(anna)).toMatchObject({
    state: 'complete',
    answered: 2,
    expected: 3,
    given: { items: given.get('Anna') },
  });
  // The rotated domain is for the statistics; the anchor's has results for everybody.
  expect((await report(anna))?.domains).toEqual({
    calcul: null,
    mots: { score: 1, group: 'satisfactory' },
  });
  const [calcul] = await readDomainResponses(one.campaign, 'maths');
  const ids = ['m1', 'm2', 'm3'];
  const pupils = new Map(names.map((name) => [person(name).id, given.get(name) ?? []]));
  const expected = (calcul?.pupils ?? []).map((pupil) =>
    ids.map((id) => {
      const place = pupils.get(pupil)?.indexOf(id) ?? -1;
      if (place === -1) return NOT_ADMINISTERED;
      return place === 1 ? OMITTED : 1;
    }),
  );
  expect(calcul?.matrix?.itemIds).toEqual(ids);
  expect([...(calcul?.matrix?.scores ?? [])]).toEqual(expected.flat());
});
