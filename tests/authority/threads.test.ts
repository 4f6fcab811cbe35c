/** What threads do of a campaign is what one thread does. */

import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { PUPILS } from '@cloison/dev-env/campaign/small-campaign-folder.ts';
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { afterEach, expect, test } from 'vitest';
import { findHolder } from '../../apps/authority/src/codes/holders.ts';
import { processRecords } from '../../apps/authority/src/collect/process-backlog.ts';
import { keepBatch } from '../../apps/authority/src/collect/process-records.ts';
import { recordsInThreads } from '../../apps/authority/src/collect/record-tasks.ts';
import { serveCampaign } from '../../apps/authority/src/collect/serve-campaign.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { nameClasses } from '../../apps/authority/src/records/entry-names.ts';
import { recordsToOpen } from '../../apps/authority/src/records/received-records.ts';
import { issueReports } from '../../apps/authority/src/report/issue-reports.ts';
import { anonymise } from '../../apps/authority/src/research/anonymise.ts';
import { pseudonymise } from '../../apps/authority/src/research/pseudonymise.ts';
import type { ResearchRecord } from '../../apps/authority/src/research/research-record.ts';
import { dueReports, markReports } from '../../apps/authority/src/score/due-reports.ts';
import { readSittings } from '../../apps/authority/src/score/sittings.ts';
import type { ResearchRow } from '../../apps/authority/src/vault/rows.ts';
import { Sealer } from '../../apps/authority/src/vault/sealer.ts';
import { groupOf, key, pupilsOf, sit, tell } from './simulated-people.ts';

let small: SmallCampaign | null = null;
afterEach(async () => {
  await small?.close();
  small = null;
});

async function withSittings(): Promise<SmallCampaign> {
  const one = await startSmallCampaign();
  small = one;
  await publishCampaign(one.campaign, one.keys, { platform: one.platform.url });
  const pupils = await pupilsOf(one);
  await sit(one, pupils.get('Anna')!, { m1: 'B', m2: 'A', m3: '12', m4: 'chat' });
  await sit(one, pupils.get('Bilal')!, { m1: 'A' }, false);
  await sit(one, pupils.get('Emma')!, { m1: 'B', m3: '13' });
  await serveCampaign(one.campaign, one.keys, { platform: one.platform.url, once: true });
  return one;
}

const reopen = ({ vault }: SmallCampaign['campaign']) =>
  vault.run('INSERT INTO to_open SELECT holder, name FROM record WHERE true ON CONFLICT DO NOTHING');

test('records opened and scored in threads give the sittings that one thread gives', async () => {
  const one = await withSittings();
  const { campaign } = one;
  const ids = [...(await pupilsOf(one)).values()].map(({ id }) => id);
  const read = () => ids.map((id) => readSittings(campaign, id));
  const before = read();
  expect(before.flat().map(({ state }) => state)).toEqual(['complete', 'begun', 'complete']);
  campaign.vault.run('DELETE FROM result');
  reopen(campaign);
  const batch = (['final', 'unfinished'] as const).flatMap((which) =>
    recordsToOpen(campaign, which, null, 10),
  );
  const threads = await recordsInThreads(campaign, 2);
  try {
    const [first, second] = await Promise.all([threads.run(batch.slice(0, 2)), threads.run(batch.slice(2))]);
    expect([first.computed.length, second.computed.length, first.failed]).toEqual([2, 1, []]);
    expect(await processRecords(campaign, { threads })).toMatchObject({
      sittings: 3,
      quarantined: 0,
      cutShort: false,
    });
  } finally {
    await threads.close();
  }
  expect(read()).toEqual(before);
});

test('entry records are scored in threads once the names of their class are known, and left before', async () => {
  const one = await startSmallCampaign();
  small = one;
  const { campaign } = one;
  await publishCampaign(campaign, one.keys, { platform: one.platform.url });
  const pupils = await pupilsOf(one);
  const cp = await groupOf(one, 'cp');
  await key(one, cp.class, pupils.get('Gaël')!, { l1: 'A' });
  await key(one, cp.class, pupils.get('Hana')!, { l1: 'B', l2: 'A' });
  await tell(one, cp.class, {
    n1: {
      kind: 'not-sitting',
      orderNumber: pupils.get('Inès')!.orderNumber,
      reason: 'absent',
      sequences: null,
    },
  });
  await serveCampaign(campaign, one.keys, { platform: one.platform.url, once: true });
  const ids = ['Gaël', 'Hana'].map((name) => pupils.get(name)!.id);
  const read = () => ids.map((id) => readSittings(campaign, id));
  const before = read();
  expect(before.flat().map(({ answered }) => answered)).toEqual([1, 2]);
  campaign.vault.run('DELETE FROM result');
  campaign.vault.run('DELETE FROM entry_name');
  reopen(campaign);
  const batch = recordsToOpen(campaign, 'others', null, 10);
  const threads = await recordsInThreads(campaign, 1);
  try {
    const unknown = await threads.run(batch);
    expect([unknown.computed.length, unknown.left.length]).toEqual([0, batch.length]);
    nameClasses(campaign, [findHolder(campaign.vault, batch[0]!.holder)!]);
    const done = await threads.run(batch);
    // What the class tells from its desk leaves rows of its own.
    expect([done.computed.length, done.left.length]).toEqual([2, batch.length - 2]);
    keepBatch(campaign, batch, done);
    expect(read()).toEqual(before);
    expect(recordsToOpen(campaign, 'others', null, 10)).toHaveLength(done.left.length);
  } finally {
    await threads.close();
  }
});

test('final records are opened first, and what is unfinished waits when the time is over', async () => {
  const { campaign } = await withSittings();
  reopen(campaign);
  expect(recordsToOpen(campaign, 'final', null, 10)).toHaveLength(2);
  const first = await processRecords(campaign, { onlyAwaited: true });
  expect(first).toMatchObject({ sittings: 2, quarantined: 0, cutShort: false });
  // Their class has a report that is awaited; what is unfinished makes none so.
  expect(first.awaited.size).toBe(1);
  const rest = await processRecords(campaign);
  expect(rest).toEqual({ sittings: 1, quarantined: 0, cutShort: false, awaited: new Set() });
  reopen(campaign);
  campaign.vault.run('UPDATE record SET final = 0');
  // Over before it began: a pass goes on by the first few all the same.
  const over = { until: 0, batch: 1 };
  expect(await processRecords(campaign, over)).toMatchObject({ sittings: 1, cutShort: true });
  expect(await processRecords(campaign, over)).toMatchObject({ sittings: 1, cutShort: true });
  expect(await processRecords(campaign, over)).toMatchObject({ sittings: 1, cutShort: false });
  expect(await processRecords(campaign, over)).toMatchObject({ sittings: 0, cutShort: false });
});

test('reports made in threads say what those of one thread say', async () => {
  const { campaign } = await withSittings();
  const { vault } = campaign;
  const isReport = `(name LIKE 'report/%' OR name = 'participation')`;
  const reports = vault.count(`SELECT count(*) FROM document WHERE ${isReport}`);
  expect(reports).toBe(8);
  vault.run(`DELETE FROM document WHERE ${isReport}`);
  markReports(campaign);
  expect(await issueReports(campaign, { threads: 2 })).toEqual({
    classes: 2,
    documents: reports,
    failures: [],
    cutShort: false,
  });
  markReports(campaign);
  expect(await issueReports(campaign)).toEqual({ classes: 2, documents: 0, failures: [], cutShort: false });
});

test('reports that are awaited are made although the time is over, and the others wait', async () => {
  const { campaign } = await withSittings();
  markReports(campaign);
  const due = dueReports(campaign).map(({ classLevel }) => classLevel);
  expect(due).toHaveLength(2);
  const first = new Set(due.slice(0, 1));
  expect(await issueReports(campaign, { until: 0 })).toMatchObject({ classes: 0, cutShort: true });
  const made = await issueReports(campaign, { until: 0, first });
  expect([made.classes, dueReports(campaign).length]).toEqual([1, 1]);
  markReports(campaign);
  expect(await issueReports(campaign, { onlyFirst: true })).toMatchObject({ classes: 0, cutShort: false });
  expect(await issueReports(campaign)).toMatchObject({ classes: 2, cutShort: false });
});

test('research rows distilled and anonymised in threads are those of one thread', async () => {
  const one = await withSittings();
  const { campaign, keys, actor } = one;
  const { vault } = campaign;
  const { key } = await keys.ensureKey('research', NAME);
  const sealer = new Sealer(NAME, key);
  const read = (table: 'research' | 'anonymised') =>
    vault
      .all<ResearchRow>(`SELECT * FROM ${table}`)
      .map((row) => sealer.open<ResearchRecord>(table, 'sealed', row.id, row.sealed))
      // Ids, the numbers of schools and the order are drawn anew each time.
      .map(({ id: _id, school: _school, ...record }) => JSON.stringify(record))
      .toSorted();
  const distil = async (threads?: { readonly threads: number }) => {
    const { rows, answers } = await vault.exclusive(() => pseudonymise(campaign, key, threads));
    return { rows, answers, records: read('research') };
  };
  const here = await distil();
  expect(here.rows).toBe(PUPILS.length);
  expect(await distil({ threads: 2 })).toEqual(here);
  vault.run(`INSERT INTO closing VALUES (?, 'distilled', '', '{}')`, NAME);
  const outcome = await anonymise(vault, keys, actor, NAME);
  const records = read('anonymised');
  expect(outcome.rows).toBe(records.length);
  expect(outcome.suppressedTexts).toBeGreaterThan(0);
  expect(await anonymise(vault, keys, actor, NAME, { threads: 2 })).toEqual(outcome);
  expect(read('anonymised')).toEqual(records);
});
