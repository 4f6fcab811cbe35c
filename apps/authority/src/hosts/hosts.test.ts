import { type SampleOffice, sampleOffice } from '@cloison/dev-env/authority/sample-office.ts';
import { newStatementKey, type TestStatementKey } from '@cloison/dev-env/platform/statement-key.ts';
import { signStatement } from '@cloison/protocol/public';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setPlatform } from '../campaign/campaign-row.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { journalLines } from '../journal/journal.ts';
import { keepHostCounts } from './host-counts.ts';
import { addHost, hostsOf, statementOf, takePurge } from './hosts.ts';

let office: SampleOffice;
let campaign: OpenCampaign;
beforeEach(async () => {
  office = await sampleOffice('campaign');
  campaign = await office.campaign();
});
afterEach(() => office.remove());

/** What a host signs of this many records, under this key. */
async function stated({ privateKey, publicKey }: TestStatementKey, records = 0): Promise<string> {
  const statement = {
    v: 1,
    kind: 'purge',
    campaign: campaign.name,
    at: campaign.actor.now().toISOString(),
    erased: { holders: 12, documents: 4, records, versions: 9, branches: 0, contentFiles: 3, routing: 0 },
    notErased: 'Nothing.',
  };
  return JSON.stringify(await signStatement(statement, privateKey, publicKey));
}

const take = (statement: string) => takePurge(campaign.vault, campaign.actor, campaign.name, statement);
const purgedLines = () =>
  [...journalLines(campaign.vault)].filter((line) => line.includes('"place.purged"')).length;

it('a statement of the platform in force is refused with what to do first, one of a stranger with its key', async () => {
  const [platform, stranger] = [await newStatementKey(), await newStatementKey()];
  setPlatform(campaign.vault, campaign.name, 'https://evaluation.example/', platform.publicKey);
  await expect(take(await stated(platform))).rejects.toMatchObject({
    code: 'purge-in-force',
    message: expect.stringContaining('cloison campaign move'),
  });
  await expect(take(await stated(stranger))).rejects.toMatchObject({ code: 'purge-stranger' });
});

describe('a host that has stated what it erased', () => {
  it('cannot state another erasure: the agent is not told of figures that the certificate will not have', async () => {
    const host = await newStatementKey();
    campaign.vault.transaction(() => {
      const { publicKey } = host;
      addHost(campaign.vault, campaign.actor, campaign.name, {
        kind: 'relay',
        label: 'portable 3',
        publicKey,
      });
    });
    const first = await stated(host, 4);
    expect((await take(first)).erased).toMatchObject({ records: 4 });
    await expect(take(await stated(host, 400))).rejects.toMatchObject({ code: 'purge-differs' });
    // The same again is no other.
    expect((await take(first)).erased).toMatchObject({ records: 4 });
    expect(statementOf(hostsOf(campaign.vault, campaign.name)[0]!)).toEqual(JSON.parse(first));
    expect(purgedLines()).toBe(1);
  });

  it('of a former platform, with less in it than the platform had: the agent and the journal are told', async () => {
    const host = await newStatementKey();
    const { publicKey } = host;
    campaign.vault.transaction(() => {
      const label = 'https://ancien.example/';
      addHost(campaign.vault, campaign.actor, campaign.name, { kind: 'platform', label, publicKey });
      keepHostCounts(campaign.vault, { public_key: publicKey }, { holders: 12, documents: 4, records: 6 });
    });
    expect(await take(await stated(host, 2))).toMatchObject({
      shortfalls: [{ what: 'records', stated: 2, expected: 6 }],
      uncollected: 0,
    });
    const line = [...journalLines(campaign.vault)].find((one) => one.includes('"place.purged"'));
    expect(line).toContain('"recordsLess":4');
  });
});
