/** Between `breach revoke` and the publication that follows it: `serve` goes on for everybody else. */
import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { replaceLeakedCodes } from '../../apps/authority/src/codes/replace-leaked.ts';
import { serveCampaign } from '../../apps/authority/src/collect/serve-campaign.ts';
import { uaiLetter } from '../../apps/authority/src/geography/uai.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { campaignStatus } from '../../apps/authority/src/status/campaign-status.ts';
import { groupOf, key, pupilsOf, readDocument, sit } from './simulated-people.ts';

let small: SmallCampaign;
beforeAll(async () => {
  small = await startSmallCampaign();
});
afterAll(() => small.close());

test('documents of codes that the platform does not have yet wait, and hold nobody else’s reports back', async () => {
  const { campaign, keys } = small;
  const here = { platform: small.platform.url };
  const serve = () => serveCampaign(campaign, keys, { ...here, once: true });
  const waiting = () => {
    const { documents, toPublish } = campaignStatus(small.vault, NAME);
    return { documents: documents.total - documents.pushed, ...toPublish };
  };
  await publishCampaign(campaign, keys, here);
  const pupils = await pupilsOf(small);
  await sit(small, pupils.get('Anna')!, { m1: 'B', m2: 'A', m3: '12', m4: 'chat' });
  const done = await replaceLeakedCodes(campaign, { uai: `0770002${uaiLetter('0770002')}` });
  const codes = done.pupils + done.reserves + done.staff + done.newRoots;
  expect(waiting()).toEqual({ documents: 0, holders: codes, revocations: codes });
  const cp = await groupOf(small, 'cp');
  for (const name of ['Gaël', 'Hana', 'Jules', 'Karim', 'Inès'])
    await key(small, cp.class, pupils.get(name)!, { l1: 'A', l2: 'B', l3: 'A', l4: 'B' });

  // Each pass ended with `document-refused`, and went no further.
  expect((await serve()).documents).toBeGreaterThan(0);
  expect((await readDocument(small, cp.class, 'report/class'))?.version).toBe(1);
  expect(waiting().documents).toBeGreaterThan(0);
  expect((await serve()).documents).toBe(0);

  await publishCampaign(campaign, keys, here);
  await serve();
  expect(waiting()).toEqual({ documents: 0, holders: 0, revocations: 0 });
  const after = await groupOf(small, '6e');
  expect(await readDocument(small, after.class, 'report/class')).not.toBeNull();
});
