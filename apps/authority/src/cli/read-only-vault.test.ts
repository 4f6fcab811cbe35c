/**
 * Commands on a vault that this account, or the file system, does not let be changed. Where the tests run as root, the commands
 * run as another account, since root may write everywhere.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  SAMPLE_PASSPHRASE,
  type SampleOffice,
  sampleOffice,
} from '@cloison/dev-env/authority/sample-office.ts';
import { canMount, SmallDisk } from '@cloison/dev-env/faults/small-disk.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openVault, readVault } from '../vault/vault.ts';

const BIN = fileURLToPath(new URL('../../../../bin/cloison.ts', import.meta.url));
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
const READING = [
  ['campaign', 'status'],
  ['vault', 'check'],
  ['keys', 'list'],
];

let office: SampleOffice;
let vault: string;
let compiled: string;
beforeAll(async () => {
  office = await sampleOffice('roster');
  office.vault.close();
  compiled = join(office.folder, 'compiled');
  mkdirSync(compiled);
  giveAway(office.folder);
});
afterAll(() => office.remove());
beforeEach(() => {
  vault = join(office.folder, 'other');
  rmSync(vault, { recursive: true, force: true });
  cpSync(office.vaultFolder, vault, { recursive: true });
  giveAway(vault);
});

function giveAway(folder: string): void {
  if (isRoot) spawnSync('chown', ['-R', `${NOBODY}:${NOBODY}`, folder]);
}

function cloison(args: readonly string[], folder = vault) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args, '--json', '--wait', '0'], {
    encoding: 'utf8',
    ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
    env: {
      ...process.env,
      // Of the other account: what each command compiles is kept where that account may write.
      NODE_COMPILE_CACHE: compiled,
      CLOISON_VAULT: folder,
      CLOISON_KEYS: office.keysFolder,
      CLOISON_PASSPHRASE: SAMPLE_PASSPHRASE,
      CLOISON_AGENT: 'agent',
      CLOISON_LANG: 'fr',
    },
  });
  const json = JSON.parse(stdout.trim().split('\n').at(-1) || '{"code":"silent"}');
  return { status, stderr, json };
}

describe('A vault whose folder may be read only', () => {
  it('is read by every command that only reads, and leaves nothing there', () => {
    const before = readdirSync(vault);
    chmodSync(vault, 0o555);
    // "Vérifiez les droits" was said to each of them, of a file that could be read.
    for (const args of READING)
      expect([args, cloison(args).json]).toEqual([args, expect.objectContaining({ ok: true })]);
    expect(readdirSync(vault)).toEqual(before);
  });

  it('is not changed, and whoever would is told which folder and what to do', () => {
    const before = readFileSync(join(vault, 'vault.sqlite'));
    chmodSync(vault, 0o555);
    const { status, json, stderr } = cloison(['codes', 'mint', '--count', '3']);
    expect([status, json.code]).toEqual([1, 'vault-no-writing']);
    expect(stderr).toContain(`écrire dans ${vault}`);
    chmodSync(vault, 0o755);
    expect(readFileSync(join(vault, 'vault.sqlite'))).toEqual(before);
    expect(cloison(['codes', 'mint', '--count', '3']).json.minted.pupil).toBe(3);
  });

  it('is backed up', () => {
    chmodSync(vault, 0o555);
    const to = join(office.folder, 'saved');
    expect(cloison(['vault', 'backup', '--to', to]).json).toMatchObject({ campaigns: ['essai-2026'] });
  });
});

describe('A vault whose file may be read only', () => {
  it('is read, and can be changed as soon as that file may be', () => {
    chmodSync(join(vault, 'vault.sqlite'), 0o444);
    for (const args of READING) expect([args, cloison(args).json.ok]).toEqual([args, true]);
    const { json, stderr } = cloison(['codes', 'mint', '--count', '3']);
    expect(json.code).toBe('vault-no-writing');
    expect(stderr).toContain(join(vault, 'vault.sqlite'));
    chmodSync(join(vault, 'vault.sqlite'), 0o644);
    // SQLite's own file beside it, made by the reading, could not be written: every command was refused from then on.
    expect(cloison(['codes', 'mint', '--count', '3']).json.minted?.pupil).toBe(3);
  });
});

describe('A vault that this account may not read', () => {
  it.each(['vault.sqlite', '.'])('(%s) is said to be out of reach, never to be missing', (name) => {
    chmodSync(join(vault, name), 0);
    for (const args of [
      ['campaign', 'status'],
      ['vault', 'check'],
      ['codes', 'mint'],
      ['vault', 'create'],
    ]) {
      const { status, json, stderr } = cloison(args);
      // “Il n’y a pas de coffre … Créez-le” was said of a folder that may not be searched.
      expect([args, status, json.code]).toEqual([args, 1, 'vault-no-reading']);
      expect(stderr).toContain(vault);
    }
    chmodSync(join(vault, name), 0o755);
    expect(cloison(['campaign', 'status']).json.ok).toBe(true);
  });
});

describe.skipIf(!canMount())('A vault on a file system that is mounted read-only', () => {
  it('is read, and the mount is named to whoever would change it', () => {
    const disk = new SmallDisk(8);
    const folder = join(disk.folder, 'vault');
    try {
      cpSync(vault, folder, { recursive: true });
      giveAway(disk.folder);
      disk.readOnly(true);
      for (const args of READING) expect([args, cloison(args, folder).json.ok]).toEqual([args, true]);
      const { json, stderr } = cloison(['codes', 'mint', '--count', '3'], folder);
      expect(json.code).toBe('vault-read-only');
      expect(stderr).toContain('lecture seule');
      disk.readOnly(false);
      expect(cloison(['codes', 'mint', '--count', '3'], folder).json.minted.pupil).toBe(3);
    } finally {
      disk.remove();
    }
  });

  it('keeps others from changing it while it is read, since its file is taken as one that stays as it is', () => {
    const disk = new SmallDisk(8);
    const folder = join(disk.folder, 'vault');
    try {
      cpSync(vault, folder, { recursive: true });
      disk.readOnly(true);
      const readings = [readVault(folder), readVault(folder)];
      disk.readOnly(false);
      expect(() => openVault(folder)).toThrow(expect.objectContaining({ code: 'vault-locked' }));
      for (const reading of readings) reading.close();
      openVault(folder).close();
    } finally {
      disk.remove();
    }
  });

  it('with changes in its log, left by a process that was killed, is not read without them', () => {
    const disk = new SmallDisk(8);
    const folder = join(disk.folder, 'vault');
    try {
      cpSync(vault, folder, { recursive: true });
      const made = openVault(folder);
      made.setMeta('last', 'yes');
      const left = join(disk.folder, 'left');
      cpSync(folder, left, { recursive: true });
      made.close();
      rmSync(join(left, 'vault.sqlite-shm'));
      giveAway(disk.folder);
      disk.readOnly(true);
      for (const args of [
        ['campaign', 'status'],
        ['vault', 'check'],
        ['codes', 'mint'],
      ]) {
        const { json, stderr } = cloison(args, left);
        expect([args, json.code]).toEqual([args, 'vault-log-waits']);
        expect(stderr).toContain('vault.sqlite-wal');
      }
      disk.readOnly(false);
      using again = readVault(left);
      expect(again.meta('last')).toBe('yes');
    } finally {
      disk.remove();
    }
  });
});
