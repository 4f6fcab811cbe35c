/** What time does: late saves, and reports that wait for their window. One clock for both zones. */

import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { afterEach, expect, test } from 'vitest';
import { serveCampaign } from '../../apps/authority/src/collect/serve-campaign.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { participationTotals } from '../../apps/authority/src/report/participation-totals.ts';
import { groupOf, pupilBody, pupilsOf, readDocument, save, sit } from './simulated-people.ts';

let small: SmallCampaign | null = null;
afterEach(async () => {
  await small?.close();
  small = null;
});

/** The online sequence closes on 10 September at 18:00 in Paris, 16:00 UTC; reports open on the 20th. */
const calendar = (yaml: string) =>
  yaml
    .replace(
      'maths: { opens: 2026-01-05T08:00, closes: 2035-06-30T18:00 }',
      'maths: { opens: 2026-09-01T08:00, closes: 2026-09-10T18:00 }',
    )
    .replace('report: { opens: 2026-01-05T08:00', 'report: { opens: 2026-09-20T08:00');

test('a late save counts within the pupil’s own time, and is kept uncounted beyond it', async () => {
  let now = Date.parse('2026-09-10T09:00:00Z');
  const one = await startSmallCampaign({ minutes: 30, calendar, clock: () => now });
  small = one;
  const here = { platform: one.platform.url, now: () => now };
  await publishCampaign(one.campaign, one.keys, here);
  const pupils = await pupilsOf(one);
  const finish = (name: string, minutes: number) =>
    save(
      one,
      pupils.get(name)!.person!,
      'maths',
      { ...pupilBody(one, { m1: 'B', m2: 'A', m3: '12' }, true), elapsedMs: minutes * 60_000 },
      { final: true },
    );
  now = Date.parse('2026-09-11T09:00:00Z');
  expect((await finish('Anna', 29)).status).toBe(202);
  expect((await finish('Chloé', 33)).status).toBe(202);
  // Extra time: 40 minutes.
  expect((await finish('Bilal', 39)).status).toBe(202);
  await serveCampaign(one.campaign, one.keys, { ...here, once: true });
  const totals = participationTotals(one.campaign);
  expect(totals.sequences.find(({ sequence }) => sequence === 'maths')).toMatchObject({
    complete: 2,
    notBegun: 4,
  });
  expect(totals.observations).toEqual({
    'branch-chosen': 2,
    'final-on-branch': 3,
    'late-accepted': 2,
    'late-refused': 1,
  });
  now = Date.parse('2026-09-14T09:00:00Z');
  expect((await finish('David', 10)).status).toBe(403);
});

test('reports in retrieval mode appear when their window opens, although nothing has changed since', async () => {
  let now = Date.parse('2026-09-10T09:00:00Z');
  const one = await startSmallCampaign({
    calendar,
    campaign: (yaml) => yaml.replace('mode: online }', 'mode: online, reports: retrieval }'),
    clock: () => now,
  });
  small = one;
  const here = { platform: one.platform.url, now: () => now, once: true };
  await publishCampaign(one.campaign, one.keys, here);
  const pupils = await pupilsOf(one);
  await sit(one, pupils.get('Anna')!, { m1: 'B', m2: 'A', m3: '12', m4: 'chat' });
  await serveCampaign(one.campaign, one.keys, here);
  const sixth = await groupOf(one, '6e');
  const stored = () =>
    one.vault.count(
      `SELECT count(*) FROM document WHERE name LIKE 'report/%' AND holder IN (?, ?)`,
      sixth.class.row.holder_id,
      sixth.school.row.holder_id,
    );
  expect(stored()).toBe(0);
  now = Date.parse('2026-09-20T06:00:01Z');
  const { documents } = await serveCampaign(one.campaign, one.keys, here);
  // The class's report, and the school's.
  expect(stored()).toBe(2);
  expect(documents).toBe(2);
  expect((await readDocument(one, sixth.class, 'report/class'))?.version).toBe(1);
  expect((await serveCampaign(one.campaign, one.keys, here)).documents).toBe(0);
});
