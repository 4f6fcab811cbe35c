/** What changes between two publications: the roster, people's rights, documents that grow too large. */
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { PUPILS, pupilsCsv } from '@cloison/dev-env/campaign/small-campaign-folder.ts';
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import {
  entryRecordName,
  parseClassReport,
  parseEntryBase,
  parseKeyring,
  parseRoster,
  parseSlips,
  parseTicket,
} from '@cloison/protocol';
import { bearer, fromBase64Url, toBase64Url } from '@cloison/protocol/public';
import { afterEach, expect, test, vi } from 'vitest';
import { closingCounts } from '../../apps/authority/src/close/closing-counts.ts';
import { assignCodes } from '../../apps/authority/src/codes/assign.ts';
import { mintCodes } from '../../apps/authority/src/codes/mint.ts';
import { replaceLeakedCodes } from '../../apps/authority/src/codes/replace-leaked.ts';
import { revokeStaff } from '../../apps/authority/src/codes/revoke.ts';
import { serveCampaign } from '../../apps/authority/src/collect/serve-campaign.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { participationTotals } from '../../apps/authority/src/report/participation-totals.ts';
import { importRoster } from '../../apps/authority/src/roster/import-roster.ts';
import { readSittings } from '../../apps/authority/src/score/sittings.ts';
import { startPlatform } from '../../apps/platform/src/start/start-platform.ts';
import {
  entryBody,
  groupOf,
  key,
  type Person,
  pupilsOf,
  readDocument,
  save,
  sit,
} from './simulated-people.ts';
import { SittingComputer } from './sitting-computer.ts';

const WAIT_MS = 20_000;

let small: SmallCampaign | null = null;
afterEach(async () => {
  await small?.close();
  small = null;
});

async function published(): Promise<SmallCampaign> {
  const one = await startSmallCampaign();
  small = one;
  await publishCampaign(one.campaign, one.keys, { platform: one.platform.url });
  return one;
}

async function me(one: SmallCampaign, person: Person): Promise<number> {
  const response = await fetch(`${one.platform.url}/api/1/${NAME}/me`, {
    headers: { authorization: bearer(person.holder.access) },
  });
  await response.arrayBuffer();
  return response.status;
}

test('an update of the roster sends the documents that it changes, as next versions, and no others', async () => {
  const one = await published();
  const rows = [
    ...PUPILS.filter(([, , , , , firstName]) => firstName !== 'Anna'),
    ['0770002', '6e A', '6e', '100000007AA', 'Lilas', 'Léa', '2015-05-05', 'F', ''],
  ];
  writeFileSync(join(one.folder, 'campaign', 'pupils.csv'), pupilsCsv(rows));
  const done = await importRoster(one.campaign, {
    schools: join(one.folder, 'campaign', 'schools.csv'),
    pupils: join(one.folder, 'campaign', 'pupils.csv'),
    allowDepartures: true,
  });
  expect(done.pupils).toMatchObject({ arrivals: 1, departures: 1 });
  await mintCodes(one.campaign, { threads: 1 });
  await assignCodes(one.campaign);
  const second = await publishCampaign(one.campaign, one.keys, { platform: one.platform.url });
  // Léa's ticket; the class's roster and participation; the slips. The school counts six as before.
  expect(second).toMatchObject({ content: 0, revocations: 0, holders: 1, documents: 4 });
  const sixth = await groupOf(one, '6e');
  const roster = await readDocument(one, sixth.class, 'roster');
  expect(roster?.version).toBe(2);
  const names = parseRoster(roster?.body).pupils.map(
    ({ firstName, left }) => `${firstName}${left ? ' (left)' : ''}`,
  );
  expect(names).toContain('Anna (left)');
  expect(names).toContain('Léa');
  const after = await pupilsOf(one);
  expect(await me(one, after.get('Léa')!.person!)).toBe(200);
});

test('a class that nobody is in any more has no slips to hand out', async () => {
  // The last ones stayed on the head's page for ever: those who left, with their codes.
  const one = await published();
  const sixth = await groupOf(one, '6e');
  const slipsOf = async (number: number) =>
    parseSlips((await readDocument(one, sixth.school, `slips/${number}`))?.body).pupils.map(
      ({ firstName }) => firstName,
    );
  expect(await slipsOf(1)).toContain('Anna');
  const rows = PUPILS.map(([uai, label, ...rest], i) => [
    ...[uai, label === '6e A' ? `6e ${i % 2 === 0 ? 'B' : 'C'}` : label, ...rest],
  ]);
  writeFileSync(join(one.folder, 'campaign', 'pupils.csv'), pupilsCsv(rows));
  await importRoster(one.campaign, {
    schools: join(one.folder, 'campaign', 'schools.csv'),
    pupils: join(one.folder, 'campaign', 'pupils.csv'),
    allowDepartures: true,
  });
  await mintCodes(one.campaign, { threads: 1 });
  await assignCodes(one.campaign);
  await publishCampaign(one.campaign, one.keys, { platform: one.platform.url });
  expect(await slipsOf(2)).toContain('Anna');
  expect(await slipsOf(1)).toEqual([]);
});

test('a revoked teacher’s class gets a new root, and what was keyed goes on from there', async () => {
  const one = await published();
  const pupils = await pupilsOf(one);
  const old = await groupOf(one, 'cp');
  const gael = pupils.get('Gaël')!;
  await key(one, old.class, gael, { l1: 'A', l2: 'B' });
  await serveCampaign(one.campaign, one.keys, { platform: one.platform.url, once: true });
  await mintCodes(one.campaign, { stock: { staff: 1 }, threads: 1 });
  await revokeStaff(one.campaign, { role: 'teacher', uai: 'X', label: 'CP A', rank: 1 }).catch(
    () => undefined,
  );
  const { uai } = one.vault.get<{ uai: string }>(`SELECT uai FROM school WHERE uai LIKE '0750001%'`)!;
  await revokeStaff(one.campaign, { role: 'teacher', uai, label: 'CP A', rank: 1 });
  await publishCampaign(one.campaign, one.keys, { platform: one.platform.url });
  expect(await me(one, old.class)).toBe(401);
  expect(await me(one, old.teacher)).toBe(401);
  const fresh = await groupOf(one, 'cp');
  const keyring = parseKeyring((await readDocument(one, fresh.teacher, 'keyring'))?.body);
  expect(keyring.classes.map(({ root }) => root)).toEqual([toBase64Url(fresh.class.root)]);
  expect(keyring.classes[0]?.root).not.toBe(toBase64Url(old.class.root));
  const base = parseEntryBase((await readDocument(one, fresh.class, 'entry-base'))?.body);
  const name = await entryRecordName(fresh.class.holder.namesKey, 'lettres', gael.orderNumber);
  expect(Object.keys(base.records)).toEqual([name]);
  expect(base.records[name]).toMatchObject({ cells: { l1: { value: 'A' }, l2: { value: 'B' } } });
  // The new teacher keys the rest.
  await save(one, fresh.class, name, entryBody(one, { l3: 'A', l4: 'B' }));
  await serveCampaign(one.campaign, one.keys, { platform: one.platform.url, once: true });
  const report = parseClassReport((await readDocument(one, fresh.class, 'report/class'))?.body);
  const of = report.pupils.find(({ orderNumber }) => orderNumber === gael.orderNumber);
  expect(of?.domains).toEqual({ lettres: { score: 4, group: 'satisfactory' } });
  // The base stays as it was: what was keyed since is in the records of the new root.
  expect((await publishCampaign(one.campaign, one.keys, { platform: one.platform.url })).documents).toBe(0);
});

test('the cell that was keyed last counts, though the record says no more which computers it is of', async () => {
  // Beyond sixteen computers it has no version vector: an older keying that had come beside it was counted.
  const one = await published();
  const gael = (await pupilsOf(one)).get('Gaël')!;
  const { class: group } = await groupOf(one, 'cp');
  const name = await entryRecordName(group.holder.namesKey, 'lettres', gael.orderNumber);
  const keyed = (value: string, edit: number) => ({
    ...entryBody(one, {}),
    cells: { l1: { value, edit: [edit, `0${edit}`.repeat(8)] as [number, string] } },
  });
  const device = (byte: number) => new Uint8Array(8).fill(byte);
  const first = await save(one, group, name, keyed('A', 1), { device: device(1) });
  const beside = await save(one, group, name, keyed('B', 2), { device: device(2) });
  const third = { version: 2, previous: first.hash, device: device(3) };
  const later = await save(one, group, name, keyed('C', 3), third);
  const last = { version: 3, previous: later.hash, device: device(4) };
  const carried = await save(one, group, name, keyed('C', 3), last);
  expect([first, beside, later, carried].map(({ status }) => status)).toEqual([204, 409, 204, 204]);
  await serveCampaign(one.campaign, one.keys, { platform: one.platform.url, once: true });
  const [sitting] = readSittings(one.campaign, gael.id);
  expect(sitting?.items.l1?.responses).toEqual({ RESPONSE: 'C' });
});

test('revoking a teacher of a campaign that is online only leaves it publishable: it owes no entry base', async () => {
  // It did: every later publication ended with “the manifest has no ceiling for entry-base”.
  const one = await startSmallCampaign({
    campaign: (yaml) => yaml.replace('mode: entry', 'mode: online').replace(/^doubleEntry: .*\n/mu, ''),
  });
  small = one;
  const platform = { platform: one.platform.url };
  await publishCampaign(one.campaign, one.keys, platform);
  expect(Object.keys(one.campaign.manifest.ceilings)).not.toContain('entry-base');
  const old = await groupOf(one, '6e');
  const pupils = await pupilsOf(one);
  await sit(one, pupils.get('Anna')!, { m1: 'B', m2: 'A', m3: '12', m4: 'chat' });
  await mintCodes(one.campaign, { stock: { staff: 1 }, threads: 1 });
  const { uai } = one.vault.get<{ uai: string }>(`SELECT uai FROM school WHERE uai LIKE '0770002%'`)!;
  await revokeStaff(one.campaign, { role: 'teacher', uai, label: '6e A', rank: 1 });
  await publishCampaign(one.campaign, one.keys, platform);
  expect(await me(one, old.class)).toBe(401);
  expect(await me(one, old.teacher)).toBe(401);
  const fresh = await groupOf(one, '6e');
  const keyring = parseKeyring((await readDocument(one, fresh.teacher, 'keyring'))?.body);
  expect(keyring.classes.map(({ root }) => root)).toEqual([toBase64Url(fresh.class.root)]);
  expect(await readDocument(one, fresh.class, 'entry-base')).toBeNull();
  await serveCampaign(one.campaign, one.keys, { ...platform, once: true });
  const report = parseClassReport((await readDocument(one, fresh.class, 'report/class'))?.body);
  const anna = report.pupils.find(({ orderNumber }) => orderNumber === pupils.get('Anna')!.orderNumber);
  expect(anna?.domains).toMatchObject({ calcul: { score: 3 }, mots: { score: 1 } });
});

test('after a publication that failed, documents that were sealed and never sent are counted as still to send', async () => {
  // A dry run said “0 documents (18 unchanged)”, although the platform had none of them.
  const one = await startSmallCampaign();
  small = one;
  const away = { platform: 'http://127.0.0.1:9', patienceMs: 0 };
  const count = () => publishCampaign(one.campaign, one.keys, { ...away, dryRun: true });
  await expect(publishCampaign(one.campaign, one.keys, away)).rejects.toMatchObject({
    code: 'platform-unreachable',
  });
  expect(await count()).toMatchObject({ documents: 18, unchangedDocuments: 0 });
  // One that changes meanwhile is still one.
  const rows = PUPILS.map((row) => row.map((cell) => (cell === 'Anna' ? 'Annabelle' : cell)));
  writeFileSync(join(one.folder, 'campaign', 'pupils.csv'), pupilsCsv(rows));
  await importRoster(one.campaign, {
    schools: join(one.folder, 'campaign', 'schools.csv'),
    pupils: join(one.folder, 'campaign', 'pupils.csv'),
  });
  expect(await count()).toMatchObject({ documents: 18, unchangedDocuments: 0 });
  const sent = await publishCampaign(one.campaign, one.keys, { platform: one.platform.url });
  expect(sent).toMatchObject({ documents: 18, unchangedDocuments: 0 });
  expect(await count()).toMatchObject({ documents: 0, unchangedDocuments: 18 });
});

test('documents that do not fit are named before anything is sent', async () => {
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  let state = 1;
  const word = () =>
    Array.from({ length: 12 }, () => {
      state = (state * 48271) % 2147483647;
      return letters[state % 26];
    }).join('');
  const crowd = Array.from({ length: 900 }, (_, i) => [
    '0750001',
    'CP A',
    'cp',
    `2${String(i).padStart(8, '0')}AA`,
    `N${word()}`,
    `P${word()}`,
    '2020-04-16',
    'F',
    '',
  ]);
  const one = await startSmallCampaign({ pupils: crowd });
  small = one;
  const publishing = publishCampaign(one.campaign, one.keys, { platform: one.platform.url });
  await expect(publishing).rejects.toMatchObject({ code: 'document-too-large', exit: 1 });
  await expect(publishing).rejects.toThrow(/roster \(0750001/);
  // Not even the campaign: its card would be at this address.
  expect((await fetch(`${one.platform.url}/c/${NAME}/campaign.json`)).status).toBe(404);
  expect(one.campaign.vault.count('SELECT count(*) FROM holder WHERE pushed > 0')).toBe(0);
});

test('a platform that is away or does not know the office is found before anything is prepared', async () => {
  // Of another office, which alone it knows.
  const other = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }).x ?? '';
  const one = await startSmallCampaign({
    platform: (settings) => startPlatform({ ...settings, authorityKey: fromBase64Url(other) }),
  });
  small = one;
  const { campaign } = one;
  const publishTo = (platform: string) => publishCampaign(campaign, one.keys, { platform, patienceMs: 0 });
  await expect(publishTo('http://127.0.0.1:9')).rejects.toMatchObject({ code: 'platform-unreachable' });
  await expect(publishTo(one.platform.url)).rejects.toMatchObject({ code: 'platform-signature' });
  expect(campaign.vault.count('SELECT count(*) FROM document')).toBe(0);
});

test('a school of which nothing changed is not even opened, and one that changed is', async () => {
  const one = await published();
  const { vault } = one.campaign;
  const options = { platform: one.platform.url };
  // Opening this pupil would fail from here on.
  const [pupil] = vault.all<{ id: number; sealed: Uint8Array }>('SELECT id, sealed FROM pupil ORDER BY id');
  vault.run('UPDATE pupil SET sealed = ? WHERE id = ?', new Uint8Array(40), pupil!.id);
  const again = await publishCampaign(one.campaign, one.keys, options);
  expect(again).toMatchObject({ documents: 0, unchangedDocuments: 18 });
  vault.run('UPDATE pupil SET facts_lookup = ? WHERE id = ?', new Uint8Array(16), pupil!.id);
  await expect(publishCampaign(one.campaign, one.keys, options)).rejects.toMatchObject({
    code: 'vault-sealed',
  });
  vault.run('UPDATE pupil SET sealed = ? WHERE id = ?', pupil!.sealed, pupil!.id);
  expect(await publishCampaign(one.campaign, one.keys, options)).toMatchObject({ documents: 0 });
});

test('threads prepare and seal what one thread does', async () => {
  const one = await startSmallCampaign();
  small = one;
  const options = { platform: one.platform.url, threads: 2 };
  const sent = await publishCampaign(one.campaign, one.keys, options);
  expect(sent).toMatchObject({ documents: 18, unchangedDocuments: 0 });
  const emma = (await pupilsOf(one)).get('Emma')!;
  const ticket = await readDocument(one, emma.person!, 'ticket');
  expect(ticket).toMatchObject({ version: 1, body: { orderNumber: emma.orderNumber } });
  expect(await publishCampaign(one.campaign, one.keys, options)).toMatchObject({
    documents: 0,
    unchangedDocuments: 18,
  });
  // By one thread nothing is found to differ, even when every school is opened.
  one.campaign.vault.forgetMeta('prepared:');
  const here = await publishCampaign(one.campaign, one.keys, { platform: one.platform.url });
  expect(here).toMatchObject({ documents: 0, unchangedDocuments: 18 });
});

test('after a leak every code is replaced while the campaign runs, and nobody’s work is lost', async () => {
  const one = await published();
  const before = await pupilsOf(one);
  const [anna, emma] = [before.get('Anna')!, before.get('Emma')!];
  // Neither was collected when the codes are replaced.
  await sit(one, emma, { m1: 'B', m2: 'A', m3: '12', m4: 'chat' });
  await sit(one, anna, { m1: 'B' }, false);
  const done = await replaceLeakedCodes(one.campaign);
  expect(done).toMatchObject({ pupils: 6, staff: 4 });
  await publishCampaign(one.campaign, one.keys, { platform: one.platform.url });
  const after = await pupilsOf(one);
  expect(await me(one, anna.person!)).toBeGreaterThan(400);
  expect(await me(one, after.get('Anna')!.person!)).toBe(200);
  // What was saved under the old code until it was revoked, is in the ticket of the new one once it was collected and published.
  await serveCampaign(one.campaign, one.keys, { platform: one.platform.url, once: true });
  await publishCampaign(one.campaign, one.keys, { platform: one.platform.url });
  const ticket = parseTicket((await readDocument(one, after.get('Anna')!.person!, 'ticket'))?.body);
  expect(ticket.sequences[0]?.resume).toMatchObject({ items: { m1: { responses: { RESPONSE: 'B' } } } });
  await sit(one, after.get('Anna')!, { m1: 'B', m2: 'A' });
  await serveCampaign(one.campaign, one.keys, { platform: one.platform.url, once: true });
  const sequence = participationTotals(one.campaign).sequences.find(({ complete }) => complete > 0);
  // Emma's sitting under the code that leaked, and Anna's that went on under the new one.
  expect(sequence).toMatchObject({ complete: 2, begun: 0 });
  expect(closingCounts(one.campaign).differences).toEqual([]);
});

test('a pupil who answered and ended without network before a leak was known has ended, once the network is back', async () => {
  // The first of the answers was sent and refused; the newer ones, the end among them, waited behind it for ever.
  const one = await published();
  const anna = (await pupilsOf(one)).get('Anna')!;
  const computer = new SittingComputer(one);
  const live = await computer.open(anna.person!);
  live.begin();
  live.answer('RESPONSE', 'B');
  await vi.waitFor(() => expect(live.settled).toBe(true), WAIT_MS);
  computer.online = false;
  for (const [position, value] of ['B', 'A', '12', 'chat'].entries()) {
    live.moveTo(position);
    live.answer('RESPONSE', value);
    await vi.waitFor(() => expect(live.state.save.kind).toBe('waiting'), WAIT_MS);
  }
  live.finish();
  await replaceLeakedCodes(one.campaign);
  await publishCampaign(one.campaign, one.keys, { platform: one.platform.url });
  computer.online = true;
  live.retryNow();
  await vi.waitFor(() => expect(live.state.save.kind).toBe('refused'), WAIT_MS);
  // Nothing is let go of: the screen offers it as a rescue file.
  expect(live.unacknowledged()).not.toEqual([]);
  live.stop();
  await vi.waitFor(async () => {
    await serveCampaign(one.campaign, one.keys, { platform: one.platform.url, once: true });
    expect(readSittings(one.campaign, anna.id)[0]).toMatchObject({ state: 'complete' });
  }, WAIT_MS);
});
