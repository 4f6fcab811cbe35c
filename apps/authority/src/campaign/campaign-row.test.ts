import { type SampleOffice, sampleOffice } from '@cloison/dev-env/authority/sample-office.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { campaignRow, chooseCampaign } from './campaign-row.ts';

let office: SampleOffice;
beforeAll(async () => {
  office = await sampleOffice('vault');
});
afterAll(() => office.remove());

describe('a campaign that is asked for by name', () => {
  it('of a vault without any is refused with how to create one, not with an empty list', () => {
    for (const ask of [campaignRow, chooseCampaign])
      expect(() => ask(office.vault, 'autre')).toThrow(expect.objectContaining({ code: 'campaign-none' }));
  });
});
