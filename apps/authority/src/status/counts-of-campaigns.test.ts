/** Counts that are all that a table has, less what is of other campaigns. */
import { randomBytes } from 'node:crypto';
import { createCampaign } from '@cloison/authority';
import { type SampleOffice, sampleOffice } from '@cloison/dev-env/authority/sample-office.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { countDocuments, countUnpushed } from '../documents/document-ledger.ts';
import { countReceived } from '../records/received-counts.ts';

const OWN = 'essai-2026';
let office: SampleOffice;
let other: string;

beforeAll(async () => {
  office = await sampleOffice('campaign');
  const { vault, keys, actor, campaignFolder } = office;
  other = (await createCampaign(vault, keys, actor, campaignFolder, { rehearsal: true })).name;
});
afterAll(() => office.remove());

function hold(
  campaign: string,
  state: 'assigned' | 'revoked',
  pushed: readonly (0 | 1)[],
  finals: readonly (0 | 1)[],
) {
  const { vault } = office;
  const id = randomBytes(16);
  vault.run(
    `INSERT INTO holder (holder_id, campaign, kind, state, access_hash, sealed, pushed, used)
     VALUES (?, ?, 'pupil', ?, ?, ?, 1, 1)`,
    id,
    campaign,
    state,
    randomBytes(32),
    randomBytes(8),
  );
  for (const [i, is] of pushed.entries())
    vault.run(
      `INSERT INTO document (holder, name, version, body_lookup, envelope, hash, pushed) VALUES (?, ?, 1, ?, ?, ?, ?)`,
      id,
      `d${i}`,
      randomBytes(32),
      randomBytes(4),
      randomBytes(32),
      is,
    );
  for (const [i, is] of finals.entries())
    vault.run(
      'INSERT INTO record VALUES (?, ?, 1, ?, ?, ?, NULL)',
      id,
      `r${i}`,
      randomBytes(32),
      is,
      '2026-09-16T08:00:00Z',
    );
}

it('are those of the one campaign, before and after it in the alphabet', () => {
  expect([OWN < other, countReceived(office.vault, OWN)]).toEqual([
    true,
    { received: 0, final: 0, branches: 0 },
  ]);
  hold(OWN, 'assigned', [1, 1, 0], [1, 0]);
  // Nobody takes what waits for a revoked holder.
  hold(OWN, 'revoked', [1, 0], [1]);
  hold(other, 'assigned', [1, 0, 0, 0], [0, 0, 1, 0]);
  expect(countDocuments(office.vault, OWN)).toEqual({ total: 4, pushed: 3 });
  expect(countUnpushed({ vault: office.vault, name: OWN })).toBe(1);
  expect(countDocuments(office.vault, other)).toEqual({ total: 4, pushed: 1 });
  expect(countReceived(office.vault, OWN)).toEqual({ received: 3, final: 2, branches: 0 });
  expect(countReceived(office.vault, other)).toEqual({ received: 4, final: 1, branches: 0 });
});
