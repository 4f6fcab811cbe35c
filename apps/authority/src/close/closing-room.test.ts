import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { openVault } from '@cloison/authority';
import { type SampleOffice, sampleOffice } from '@cloison/dev-env/authority/sample-office.ts';
import { canMount, SmallDisk } from '@cloison/dev-env/faults/small-disk.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assignCodes } from '../codes/assign.ts';
import { mintCodes } from '../codes/mint.ts';
import { journalLines } from '../journal/journal.ts';
import { closeCampaign } from './close-campaign.ts';
import { closingRoom } from './closing-room.ts';

let office: SampleOffice;
beforeAll(async () => {
  office = await sampleOffice('roster');
  const campaign = await office.campaign();
  await mintCodes(campaign);
  await assignCodes(campaign);
});
afterAll(() => office.remove());

describe.skipIf(!canMount())('a closing on a small disk', () => {
  it('is refused before anything is changed, and goes on once there is room', async () => {
    const disk = new SmallDisk(8);
    try {
      const folder = join(disk.folder, 'vault');
      cpSync(office.vaultFolder, folder, { recursive: true });
      using vault = openVault(folder);
      const { name } = await office.campaign();
      // It was never published: that is what is said next.
      const options = { platform: 'http://127.0.0.1:1/', patienceMs: 1 };
      const close = () => closeCampaign(vault, office.keys, office.actor, name, options);
      const lines = [...journalLines(vault)];
      await expect(close()).rejects.toMatchObject({ code: 'closing-room' });
      expect([...journalLines(vault)]).toEqual(lines);
      disk.grow(64);
      await expect(close()).rejects.toMatchObject({ code: 'platform-unpublished' });
    } finally {
      disk.remove();
    }
  });
});

it('needs room for three times the research rows, which grow with the sittings', async () => {
  const { vault } = office;
  const { name } = await office.campaign();
  const before = closingRoom(vault, name).neededBytes;
  const { id } = vault.get<{ id: number }>('SELECT id FROM pupil LIMIT 1')!;
  for (let i = 0; i < 10; i++)
    vault.run('INSERT INTO result VALUES (?, ?, NULL, zeroblob(100000))', id, `sequence ${i}`);
  const grown = closingRoom(vault, name).neededBytes - before;
  expect(grown).toBeGreaterThan(3 * 1_000_000);
  expect(grown).toBeLessThan(5 * 1_000_000);
});
