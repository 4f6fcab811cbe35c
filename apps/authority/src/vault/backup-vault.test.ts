import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  SAMPLE_PASSPHRASE,
  type SampleOffice,
  sampleOffice,
} from '@cloison/dev-env/authority/sample-office.ts';
import { canMount, SmallDisk } from '@cloison/dev-env/faults/small-disk.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rehearseBackup } from '../verify/rehearse-backup.ts';
import { backupVault } from './backup-vault.ts';
import { restoreVault } from './restore-vault.ts';
import { openVault } from './vault.ts';

let office: SampleOffice;
let to: string;
beforeEach(async () => {
  office = await sampleOffice('roster');
  to = join(office.folder, 'backups');
});
afterEach(() => office.remove());

const now = () => new Date('2026-11-24T02:00:00Z');
const make = () => backupVault(office.vaultFolder, office.keysFolder, to, now);
const elapsedMs = () => performance.now();

describe('a backup of the vault', () => {
  it('is made while another process has the vault, is of one moment, and is read whole with the keys', async () => {
    // The vault is open for writing here, and changes after the copy.
    const { folder, manifest } = await make();
    office.vault.setMeta('later', 'yes');
    expect(folder).toBe(join(to, 'coffre-20261124T020000Z'));
    expect(readdirSync(folder).sort()).toEqual(['backup.json', 'vault.sqlite']);
    expect(manifest).toMatchObject({ campaigns: ['essai-2026'], journal: { n: expect.any(Number) } });
    const done = await rehearseBackup(folder, to, office.keys, elapsedMs);
    expect(done).toMatchObject({ withoutKey: [], journalLines: manifest.journal?.n });
    expect(done.opened).toBeGreaterThan(10);
    expect(readdirSync(to)).toEqual(['coffre-20261124T020000Z']);
    const place = join(office.folder, 'again');
    // Whoever is killed before the vault has its name leaves none, and no vault is there without what was announced.
    const announced = (stop: boolean) =>
      restoreVault(folder, place, elapsedMs, (vault) => {
        vault.setMeta('announced', 'yes');
        expect(existsSync(join(place, 'vault.sqlite'))).toBe(false);
        if (stop) throw new Error('killed');
      });
    await expect(announced(true)).rejects.toThrow('killed');
    await announced(false);
    using vault = openVault(place);
    expect([vault.meta('later'), vault.meta('announced')]).toEqual([null, 'yes']);
    expect(vault.count('SELECT count(*) FROM pupil')).toBe(office.vault.count('SELECT count(*) FROM pupil'));
  });

  it('never holds a key, and may not lie with vault or keys', async () => {
    const { folder } = await make();
    const bytes = readFileSync(join(folder, 'vault.sqlite'));
    const { key } = await office.keys.openKey('identity', 'essai-2026');
    const wrapped = JSON.parse(readFileSync(office.keys.pathOf('identity', 'essai-2026'), 'utf8')).wrapped;
    const needles = [
      Buffer.from(key),
      ...(['hex', 'base64', 'base64url'] as const).map((form) =>
        Buffer.from(Buffer.from(key).toString(form)),
      ),
      Buffer.from(wrapped),
      Buffer.from(SAMPLE_PASSPHRASE),
    ];
    for (const needle of needles) expect(bytes.includes(needle)).toBe(false);
    symlinkSync(office.keysFolder, join(office.folder, 'link'));
    for (const place of [
      join(office.folder, 'link'),
      join(office.folder, 'link', 'b'),
      office.vaultFolder,
      office.keysFolder,
      join(office.keysFolder, 'b'),
      office.folder,
    ]) {
      await expect(backupVault(office.vaultFolder, office.keysFolder, place, now)).rejects.toMatchObject({
        code: 'backup-apart',
      });
    }
  });

  it('is not made on this machine’s own disk where a medium should be and is not', async () => {
    // The medium was not connected: the backup stood beside the vault, and nobody was told.
    const away = join(office.folder, 'medium', 'backups');
    await expect(backupVault(office.vaultFolder, office.keysFolder, away, now)).rejects.toMatchObject({
      code: 'backup-medium',
    });
    expect(existsSync(join(office.folder, 'medium'))).toBe(false);
  });

  it('that is unfinished, altered or cut short restores nothing, and none replaces a vault', async () => {
    const { folder } = await make();
    const place = join(office.folder, 'again');
    const restored = () => restoreVault(folder, place, elapsedMs);
    await expect(restoreVault(folder, office.vaultFolder, elapsedMs)).rejects.toMatchObject({
      code: 'vault-in-place',
    });
    const file = join(folder, 'vault.sqlite');
    const whole = readFileSync(file);
    const altered = Buffer.from(whole);
    altered[altered.length - 1]! ^= 1;
    for (const bytes of [altered, whole.subarray(0, -1)]) {
      writeFileSync(file, bytes);
      await expect(restored()).rejects.toMatchObject({ code: 'backup-differs' });
    }
    rmSync(join(folder, 'backup.json'));
    await expect(restored()).rejects.toMatchObject({ code: 'backup-not-one' });
    expect(existsSync(place)).toBe(false);
    expect(readdirSync(office.folder).filter((name) => name.endsWith('.restoring'))).toEqual([]);
  });

  it('removes what a killed backup left, and leaves one that is being made', async () => {
    mkdirSync(join(to, '.unfinished-20261123T020000Z-999999999'), { recursive: true });
    mkdirSync(join(to, `.unfinished-20261123T020000Z-${process.pid}`));
    await make();
    expect(readdirSync(to).sort()).toEqual([
      `.unfinished-20261123T020000Z-${process.pid}`,
      'coffre-20261124T020000Z',
    ]);
  });

  it('is not kept of a vault that is damaged', async () => {
    office.vault.close();
    const db = new DatabaseSync(join(office.vaultFolder, 'vault.sqlite'));
    db.exec("UPDATE content SET bytes = zeroblob(9) WHERE path = 'manifest.json'");
    db.close();
    await expect(make()).rejects.toMatchObject({ code: 'vault-damaged' });
    expect(readdirSync(to)).toEqual([]);
  });

  it.skipIf(!canMount())('says that its disk is full, and leaves nothing there', async () => {
    const disk = new SmallDisk(1);
    try {
      disk.fill();
      await expect(backupVault(office.vaultFolder, office.keysFolder, disk.folder, now)).rejects.toSatisfy(
        (error: { code: string }) => /vault-disk-full|ENOSPC/.test(error.code),
      );
      expect(readdirSync(disk.folder)).toEqual(['filler']);
    } finally {
      disk.remove();
    }
  });
});
