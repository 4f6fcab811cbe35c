import { type SampleOffice, sampleOffice } from '@cloison/dev-env/authority/sample-office.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { campaignLife } from '../../status/campaign-life.ts';
import { KeptCounts } from './kept-counts.ts';

const CAMPAIGN = 'essai-2026';
let office: SampleOffice;
let counts: KeptCounts;
let mark: string;

beforeAll(async () => {
  office = await sampleOffice('roster');
});
afterAll(() => office.remove());
beforeEach(() => {
  mark = 'a';
  const place = { vaultFolder: office.vaultFolder, keysFolder: office.keysFolder, who: 'testeuse' };
  counts = new KeptCounts(
    place,
    () => new Date('2026-09-01T10:00:00.000Z'),
    () => mark,
  );
});
afterEach(() => counts.close());

describe('counts in a thread', () => {
  it('are those of the page’s own function, at the desk’s time', async () => {
    const own = campaignLife(office.vault, CAMPAIGN, new Date('2026-09-01T10:00:00.000Z'));
    expect(await counts.count('life', { campaign: CAMPAIGN })).toEqual(own);
  });

  it('asked together are counted once, and kept apart by what was asked', async () => {
    const all = ['life', 'life', 'life'] as const;
    const [first, ...others] = await Promise.all(
      all.map((name) => counts.count(name, { campaign: CAMPAIGN })),
    );
    for (const other of others) expect(other).toBe(first);
    const incidents = await counts.count('incidents', { campaign: CAMPAIGN });
    expect(incidents).toHaveProperty('quarantine');
  });

  it('are counted again once something was done at the desk', async () => {
    const before = await counts.count('life', { campaign: CAMPAIGN });
    mark = 'b';
    const after = await counts.count('life', { campaign: CAMPAIGN });
    expect(after).not.toBe(before);
    expect(after).toEqual(before);
  });

  it('are refused with the words of the page’s own function', async () => {
    await expect(counts.count('life', { campaign: 'autre' })).rejects.toMatchObject({
      name: 'Refusal',
      code: 'campaign-missing',
    });
    await expect(counts.count('schoolFile', { campaign: CAMPAIGN, uai: '0000000A' })).rejects.toMatchObject({
      code: 'school-unknown',
    });
  });

  it('end with an error when the desk is closed meanwhile, and not in silence', async () => {
    const waiting = counts.count('participation', { campaign: CAMPAIGN, sequence: null });
    const ended = expect(waiting).rejects.toThrow('ended');
    await counts.close();
    await ended;
  });
});
