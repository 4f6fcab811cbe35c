import { type SampleOffice, sampleOffice } from '@cloison/dev-env/authority/sample-office.ts';
import { newStatementKey } from '@cloison/dev-env/platform/statement-key.ts';
import { signStatement } from '@cloison/protocol/public';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { setPlatform } from '../campaign/campaign-row.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { takePurge } from './hosts.ts';

let office: SampleOffice;
let campaign: OpenCampaign;
beforeEach(async () => {
  office = await sampleOffice('campaign');
  campaign = await office.campaign();
});
afterEach(() => office.remove());

it('a statement of the platform in force is refused with what to do first, one of a stranger with its key', async () => {
  const { vault, actor, name } = campaign;
  const [platform, stranger] = [await newStatementKey(), await newStatementKey()];
  setPlatform(vault, name, 'https://evaluation.example/', platform.publicKey);
  const purge = async ({ privateKey, publicKey }: typeof platform) =>
    JSON.stringify(await signStatement({ v: 1, kind: 'purge', campaign: name }, privateKey, publicKey));
  await expect(takePurge(vault, actor, name, await purge(platform))).rejects.toMatchObject({
    code: 'purge-in-force',
    message: expect.stringContaining('cloison campaign move'),
  });
  await expect(takePurge(vault, actor, name, await purge(stranger))).rejects.toMatchObject({
    code: 'purge-stranger',
  });
});
