import { type SampleOffice, sampleOffice } from '@cloison/dev-env/authority/sample-office.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { setCampaignState } from '../campaign/campaign-row.ts';
import { registerKeyCopy } from '../keys/copies.ts';
import { destroyResearch } from './destroy-research.ts';

let office: SampleOffice;
beforeEach(async () => {
  office = await sampleOffice('campaign');
});
afterEach(() => office.remove());

it('says after a cut what it had destroyed before it', async () => {
  // “0 copies of their key” was said of a key that the run before had destroyed.
  const { vault, keys, actor } = office;
  const key = await keys.ensureKey('research', 'essai-2026');
  registerKeyCopy(vault, actor, 'research', 'essai-2026', key);
  setCampaignState(vault, 'essai-2026', 'closed');
  const { erase } = vault;
  vault.erase = () => {
    throw new Error('cut');
  };
  expect(() => destroyResearch(vault, keys, actor, 'essai-2026')).toThrow('cut');
  vault.erase = erase;
  expect(keys.has('research', 'essai-2026')).toBe(false);
  const { path } = key;
  expect(destroyResearch(vault, keys, actor, 'essai-2026').copies).toEqual([{ path, outcome: 'destroyed' }]);
});
