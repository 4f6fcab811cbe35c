/** Items while answers come in, on answers whose scores are known. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { itemsSoFar } from '../../apps/authority/src/analyse/items-so-far.ts';
import { readAnalysis } from '../../apps/authority/src/analysis/analysis-store.ts';
import { journalHead } from '../../apps/authority/src/journal/journal.ts';
import { type AnalysedOffice, analysedOffice, keyCells } from './analysed-office.ts';

let analysed: AnalysedOffice;
beforeAll(async () => {
  analysed = await analysedOffice(6);
});
afterAll(() => analysed.office.remove());

it('gives the share of the points that pupils have got, and keeps nothing', async () => {
  const { campaign, online } = analysed;
  const before = journalHead(campaign.vault);
  const { pupils, domains } = await itemsSoFar(campaign);
  // Two of the sixty have not finished: their sittings are read, and do not count.
  expect(pupils).toBe(60);
  const read = domains.find(({ domain }) => domain === 'lire');
  expect(read?.pupils).toBe(online.length);
  for (const { id, facility, pupils: of } of read?.items ?? []) {
    const sum = online.reduce((total, { scores }) => total + (scores.get(id) ?? 0), 0);
    expect([id, of, facility]).toEqual([id, online.length, expect.closeTo(sum / online.length, 10)]);
  }
  expect([journalHead(campaign.vault), readAnalysis(campaign)]).toEqual([before, []]);
});

it('names the wrong answer that draws more than the right one', async () => {
  const { domains } = await itemsSoFar(analysed.campaign);
  const never = domains.find(({ domain }) => domain === 'jamais');
  // Nobody gets n1 right: everybody who answers chooses a.
  expect(never?.items.find(({ id }) => id === 'n1')?.drawing).toEqual(['a']);
  expect(never?.items.find(({ id }) => id === 'n1')?.facility).toBe(0);
});

it('says nothing of a domain with fewer pupils than the campaign’s secrecy allows', async () => {
  const { campaign, entry } = analysed;
  const cells = { l1: { value: 'b', edit: [1, '0'.repeat(16)] as [number, string] } };
  for (const pupil of entry.slice(0, 4)) keyCells(campaign, pupil, cells);
  const of = async () => (await itemsSoFar(campaign)).domains.find(({ domain }) => domain === 'lettres');
  expect([(await of())?.pupils, (await of())?.items]).toEqual([4, []]);
  keyCells(campaign, entry[4]!, cells);
  expect((await of())?.items.find(({ id }) => id === 'l1')?.facility).toBe(1);
});
