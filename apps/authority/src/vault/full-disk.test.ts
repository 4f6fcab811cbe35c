/** Vaults on a file system that is really full, where the tests may mount one. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { canMount, SmallDisk } from '@cloison/dev-env/faults/small-disk.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkVault } from './check-vault.ts';
import { explainStorage } from './storage-failure.ts';
import { createVault, openVault, readVault } from './vault.ts';

function refusalOf(work: () => unknown, folder: string): string | null {
  try {
    work();
    return null;
  } catch (error) {
    return (explainStorage(error, folder) ?? (error as { code?: string })).code ?? String(error);
  }
}

describe.skipIf(!canMount())('a full disk', () => {
  let disk: SmallDisk;
  let folder: string;
  beforeEach(() => {
    disk = new SmallDisk(4);
    folder = join(disk.folder, 'vault');
  });
  afterEach(() => disk.remove());

  it('says that it is full at every step, loses nothing, and goes on when there is room', async () => {
    const vault = createVault(folder);
    vault.setMeta('kept', 'yes');
    disk.fill();
    // "cannot rollback - no transaction is active" was said instead.
    const big = () => vault.transaction(() => vault.setMeta('big', 'x'.repeat(1_000_000)));
    expect(refusalOf(big, folder)).toBe('vault-disk-full');
    await expect(vault.exclusive(async () => big())).rejects.toMatchObject({ errcode: 13 });
    expect(vault.meta('kept')).toBe('yes');
    expect(vault.meta('big')).toBeNull();
    disk.clear();
    big();
    vault.close();
    expect(checkVault(folder).faults).toEqual([]);
    using again = openVault(folder);
    expect([again.meta('kept'), again.meta('big')?.length]).toEqual(['yes', 1_000_000]);
  });

  it('is named by a vault that is opened on it, never taken for damage', () => {
    createVault(folder).close();
    disk.fill();
    for (const open of [openVault, readVault, checkVault]) {
      // "n’est pas un coffre, ou il est abîmé" was said instead.
      expect([open.name, refusalOf(() => open(folder), folder)]).toEqual([open.name, 'vault-disk-full']);
    }
    disk.clear();
    openVault(folder).close();
    expect(checkVault(folder).faults).toEqual([]);
  });

  it('leaves no half-made vault that could not be finished', () => {
    disk.fill();
    expect(refusalOf(() => createVault(folder), folder)).toMatch(/vault-disk-full|ENOSPC/);
    disk.clear();
    createVault(folder).close();
    expect(checkVault(folder).faults).toEqual([]);
    expect(readdirSync(folder)).toContain('vault.sqlite');
  });
});
