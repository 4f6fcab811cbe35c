import { createCampaign, importRoster, openCampaign } from '@cloison/authority';
import { type SampleOffice, sampleOffice } from '@cloison/dev-env/authority/sample-office.ts';
import { samplePupils, writeSampleRoster } from '@cloison/dev-env/authority/sample-roster.ts';
import { afterEach, expect, it } from 'vitest';
import { assignCodes } from '../codes/assign.ts';
import { mintCodes } from '../codes/mint.ts';
import { ERASED_TABLES, eraseCampaign } from './erase-campaign.ts';

let office: SampleOffice;
afterEach(() => office.remove());

it('every table that refers to an erased one is erased too, and before it', async () => {
  office = await sampleOffice('vault');
  const { vault } = office;
  const erased = ERASED_TABLES.map(([table]) => table);
  const tables = vault.all<{ name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'table'`);
  let references = 0;
  for (const { name } of tables) {
    for (const { table } of vault.all<{ table: string }>(
      `SELECT "table" FROM pragma_foreign_key_list('${name}')`,
    )) {
      if (!erased.includes(table) || table === name) continue;
      references += 1;
      expect([name, erased.includes(name) && erased.indexOf(name) < erased.indexOf(table)]).toEqual([
        name,
        true,
      ]);
    }
  }
  expect(references).toBeGreaterThan(20);
});

it.each(['open', 'closed'] as const)(
  'takes the rows of one campaign, beside another that is %s',
  async (state) => {
    office = await sampleOffice('roster');
    const { vault, keys, actor } = office;
    const own = await office.campaign();
    const { name } = await createCampaign(vault, keys, actor, office.campaignFolder, { rehearsal: true });
    const other = await openCampaign(vault, keys, actor, name);
    await importRoster(other, writeSampleRoster(`${office.folder}/other`, samplePupils(1, 2)));
    for (const campaign of [own, other]) {
      await mintCodes(campaign);
      await assignCodes(campaign);
    }
    const rows = () =>
      Object.fromEntries(
        ['pupil', 'school', 'holder'].map((table) => [
          table,
          vault.all(`SELECT campaign, count(*) AS count FROM ${table} GROUP BY campaign ORDER BY campaign`),
        ]),
      );
    const before = rows();
    if (state === 'closed') {
      vault.erase(() => eraseCampaign(vault, name));
      vault.run(`UPDATE campaign SET state = 'closed' WHERE name = ?`, name);
    }
    const erased = vault.erase(() => eraseCampaign(vault, own.name));
    vault.compact();
    expect(erased).toBeGreaterThan(20);
    const isOther = (row: unknown) => (row as { campaign: string }).campaign === name;
    const left = Object.entries(before).map(([table, all]) => [
      table,
      state === 'open' ? all.filter(isOther) : [],
    ]);
    expect(rows()).toEqual(Object.fromEntries(left));
    expect(vault.all('PRAGMA foreign_key_check')).toEqual([]);
    expect(vault.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    // References are looked up again, and what is deleted is overwritten.
    expect(vault.count('PRAGMA foreign_keys')).toBe(1);
    expect(vault.count('PRAGMA secure_delete')).toBe(1);
  },
);
