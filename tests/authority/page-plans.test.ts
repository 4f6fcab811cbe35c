/**
 * What is read page by page of a country is read in the order of an index: a page that gathers and sorts all that is left of
 * two million rows costs hours in all. SQLite says how it would read; the vault keeps no statistics, so that its plan depends on
 * the query alone.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { SQLInputValue } from 'node:sqlite';
import { temporaryFolder } from '@cloison/dev-env/authority/sample-office.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OpenCampaign } from '../../apps/authority/src/campaign/open-campaign.ts';
import { pupilsWithoutCode } from '../../apps/authority/src/codes/needs.ts';
import {
  FIRST_HOLDER,
  holdersToPublish,
  holdersToRevoke,
  publishedHolders,
} from '../../apps/authority/src/codes/publish-holders.ts';
import { pupilsToSend } from '../../apps/authority/src/documents/push-routing.ts';
import {
  headsInBatches,
  recordsToOpen,
  sampleHeads,
} from '../../apps/authority/src/records/received-records.ts';
import { createVault, type Vault } from '../../apps/authority/src/vault/vault.ts';

let folder: string;
let vault: Vault;
beforeAll(() => {
  folder = temporaryFolder();
  vault = createVault(join(folder, 'vault'));
});
afterAll(() => {
  vault.close();
  rmSync(folder, { recursive: true, force: true });
});

/** How SQLite reads what `read` asks for with a limit. */
function planOf(read: (campaign: OpenCampaign) => unknown): string[] {
  const plans: string[] = [];
  const explaining: Pick<Vault, 'all' | 'count'> = {
    all<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
      const steps = vault.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...values);
      plans.push(...steps.map(({ detail }) => detail));
      return vault.all<Row>(sql, ...values);
    },
    count: (sql, ...values) => vault.count(sql, ...values),
  };
  const spec = { levels: [{ id: '6e', mode: 'online' }] };
  read({ vault: explaining, name: 'campagne', spec } as unknown as OpenCampaign);
  expect(plans).not.toEqual([]);
  return plans;
}

const HOLDERS = 'SEARCH holder USING PRIMARY KEY (holder_id>?)';
const PAGES: readonly (readonly [what: string, index: string, read: (campaign: OpenCampaign) => unknown])[] =
  [
    ['holders to publish', HOLDERS, (campaign) => holdersToPublish(campaign, FIRST_HOLDER, 200)],
    ['holders that the platform has', HOLDERS, (campaign) => publishedHolders(campaign, FIRST_HOLDER, 200)],
    ['holders to revoke', HOLDERS, (campaign) => holdersToRevoke(campaign, FIRST_HOLDER, 200)],
    [
      'pupils without a code',
      'SEARCH p USING INTEGER PRIMARY KEY (rowid>?)',
      (campaign) => pupilsWithoutCode(campaign, 0, 200),
    ],
    [
      'heads in batches',
      'SEARCH r USING INTEGER PRIMARY KEY (rowid>?)',
      (campaign) => [...headsInBatches(campaign, 200)],
    ],
    ['the newest heads', 'SCAN r', (campaign) => sampleHeads(campaign, 50, 50)],
    [
      'some heads of any age',
      'SEARCH r USING COVERING INDEX sqlite_autoindex_record_1 (holder>?)',
      (campaign) => sampleHeads(campaign, 50, 50),
    ],
    ...(['final', 'unfinished', 'others'] as const).map(
      (which) =>
        [
          `records to open: ${which}`,
          'SEARCH t USING PRIMARY KEY ((holder,name)>(?,?))',
          (campaign: OpenCampaign) => recordsToOpen(campaign, which, null, 200),
        ] as const,
    ),
    [
      'pupils whose routing tables are to be sent',
      'SEARCH holder USING INDEX holder_state (campaign=? AND kind=? AND state=? AND holder_id>?)',
      (campaign) => pupilsToSend(campaign, '6e', new Uint8Array(32), FIRST_HOLDER),
    ],
  ];

it.each(PAGES)('%s: a page is read by its index, and nothing is sorted', (_, index, read) => {
  const plan = planOf(read);
  expect(plan.filter((step) => step.includes('TEMP B-TREE'))).toEqual([]);
  expect(plan).toContain(index);
});
