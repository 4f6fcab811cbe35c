import { spawnSync } from 'node:child_process';
import { cpSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  SAMPLE_PASSPHRASE,
  type SampleOffice,
  sampleOffice,
} from '@cloison/dev-env/authority/sample-office.ts';
import { canMount, SmallDisk } from '@cloison/dev-env/faults/small-disk.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openVault } from '../vault/vault.ts';

const BIN = fileURLToPath(new URL('../../../../bin/cloison.ts', import.meta.url));
let office: SampleOffice;
beforeAll(async () => {
  office = await sampleOffice('roster');
  office.vault.close();
});
afterAll(() => office.remove());

function cloison(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args, '--json'], {
    encoding: 'utf8',
    env: {
      ...process.env,
      CLOISON_VAULT: office.vaultFolder,
      CLOISON_KEYS: office.keysFolder,
      CLOISON_PASSPHRASE: SAMPLE_PASSPHRASE,
      CLOISON_LANG: '',
      ...env,
    },
  });
  return { status, stderr, json: JSON.parse(stdout.trim().split('\n').at(-1)!) };
}

describe('vault check', () => {
  it('reads a whole vault, and with the keys opens what is sealed', () => {
    const done = cloison(['vault', 'check', '--sealed']);
    expect(done.json).toMatchObject({ ok: true, compared: expect.any(Number) });
    expect(done.json.opened).toBeGreaterThan(10);
  });

  it('names one missing byte, and no other command calls it an unforeseen error', () => {
    const copy = join(office.folder, 'cut');
    cpSync(office.vaultFolder, copy, { recursive: true });
    truncateSync(join(copy, 'vault.sqlite'), statSync(join(copy, 'vault.sqlite')).size - 1);
    const checked = cloison(['vault', 'check'], { CLOISON_VAULT: copy });
    expect([checked.status, checked.json.code]).toEqual([6, 'vault-check-failed']);
    expect(checked.json.faults[0]).toMatchObject({ code: 'part-of-a-page', missing: 1 });
    expect(checked.stderr).toContain('il manque 1 octet');
    for (const args of [
      ['campaign', 'status'],
      ['codes', 'mint'],
      ['vault', 'journal'],
    ]) {
      const done = cloison(args, { CLOISON_VAULT: copy });
      expect([args, done.json.code]).toEqual([args, 'vault-cut']);
      expect(done.stderr).toContain('il manque 1 octet à sa dernière page');
    }
  });
});

describe.skipIf(!canMount())('on a full disk', () => {
  it('every command that writes says that the disk is full, and does its work when there is room again', () => {
    const disk = new SmallDisk(4);
    try {
      const vault = join(disk.folder, 'vault');
      cpSync(office.vaultFolder, vault, { recursive: true });
      disk.fill();
      for (const args of [
        ['codes', 'mint', '--count', '3'],
        ['codes', 'assign'],
      ]) {
        const done = cloison(args, { CLOISON_VAULT: vault });
        expect([args, done.json.code]).toEqual([args, 'vault-disk-full']);
      }
      // What only reads may find the files that it needs, or can't make them.
      for (const args of [
        ['campaign', 'status'],
        ['vault', 'check'],
      ]) {
        const { code = 'read' } = cloison(args, { CLOISON_VAULT: vault }).json;
        expect(['read', 'vault-disk-full']).toContain(code);
      }
      disk.clear();
      expect(cloison(['vault', 'check'], { CLOISON_VAULT: vault }).json.ok).toBe(true);
      expect(cloison(['codes', 'mint', '--count', '3'], { CLOISON_VAULT: vault }).json.minted.pupil).toBe(3);
    } finally {
      disk.remove();
    }
  });
});

describe('vault backup, rehearse and restore', () => {
  it('bring the vault back by the command, with the time that it took, and a line in its journal', () => {
    const to = join(office.folder, 'backups');
    using _serving = openVault(office.vaultFolder, { purpose: 'cloison campaign serve' });
    const made = cloison(['vault', 'backup', '--to', to]).json;
    expect(made).toMatchObject({ ok: true, campaigns: ['essai-2026'] });
    const rehearsed = cloison(['vault', 'rehearse', '--from', made.folder]).json;
    expect(rehearsed).toMatchObject({ ok: true, withoutKey: [], journalLines: made.journal.n });
    expect(rehearsed.copyMs + rehearsed.checkMs + rehearsed.openMs).toBeGreaterThan(0);
    const place = join(office.folder, 'restored');
    const restored = cloison(['vault', 'restore', '--from', made.folder], { CLOISON_VAULT: place });
    expect(restored.json).toMatchObject({ ok: true, journal: made.journal.n });
    expect(cloison(['verify', 'journal'], { CLOISON_VAULT: place }).json.lines).toBe(made.journal.n + 1);
    const again = cloison(['vault', 'restore', '--from', made.folder], { CLOISON_VAULT: place });
    expect([again.status, again.json.code]).toEqual([1, 'vault-in-place']);
  });
});

describe('keys passphrase', () => {
  it('lets only the new one open the keys', () => {
    const after = 'une tout autre phrase';
    const changed = cloison(['keys', 'passphrase'], { CLOISON_NEW_PASSPHRASE: after }).json;
    expect(changed).toMatchObject({ ok: true, left: [] });
    expect(cloison(['vault', 'check', '--sealed']).json.code).toBe('passphrase-wrong');
    expect(cloison(['vault', 'check', '--sealed'], { CLOISON_PASSPHRASE: after }).json.ok).toBe(true);
  });
});

describe('keys split, rehearse and join', () => {
  it('open the keys by shares on any command, and put them under a passphrase again', () => {
    const before = { CLOISON_PASSPHRASE: 'une tout autre phrase' };
    const none = { CLOISON_PASSPHRASE: '' };
    const split = cloison(['keys', 'split', '--out', join(office.folder, 'parts')], before).json;
    expect(split).toMatchObject({ ok: true, left: [] });
    expect(split.files).toHaveLength(5);
    const shares = (...numbers: number[]) => numbers.flatMap((n) => ['--share', split.files[n]]);
    expect(cloison(['vault', 'check', '--sealed'], before).json.code).toBe('passphrase-wrong');
    const few = cloison(['vault', 'check', '--sealed', ...shares(0, 3)], none);
    expect([few.status, few.json.code]).toEqual([5, 'shares-few']);
    expect(cloison(['vault', 'check', '--sealed', ...shares(4, 0, 3)], none).json.opened).toBeGreaterThan(10);
    const rehearsed = cloison(['keys', 'rehearse', ...shares(1, 2, 3)], none).json;
    expect(rehearsed).toMatchObject({ ok: true, refused: [], outOfReach: [] });
    const env = { ...none, CLOISON_NEW_PASSPHRASE: SAMPLE_PASSPHRASE };
    expect(cloison(['keys', 'join', ...shares(0, 1, 2)], env).json.ok).toBe(true);
    expect(cloison(['keys', 'rehearse']).json).toMatchObject({ ok: true, refused: [] });
    // Shares that open nothing any more: nobody typed a passphrase, so the refusal is of shares.
    const old = cloison(['keys', 'rehearse', ...shares(0, 1, 2)], none);
    expect([old.status, old.json.code]).toEqual([5, 'shares-wrong']);
  });

  it('a rotation keeps the numbers of the shares that are given, unless others are asked for', () => {
    const none = { CLOISON_PASSPHRASE: '' };
    const out = (name: string) => ['--out', join(office.folder, name)];
    const numbers = ['--of', '4', '--threshold', '2'];
    const first = cloison(['keys', 'split', ...numbers, ...out('quatre')]).json;
    const given = [first.files[0], first.files[3]].flatMap((path) => ['--share', path]);
    const second = cloison(['keys', 'split', ...given, ...out('encore-quatre')], none).json;
    expect(second.files).toHaveLength(4);
    const two = [second.files[1], second.files[2]].flatMap((path) => ['--share', path]);
    const env = { ...none, CLOISON_NEW_PASSPHRASE: SAMPLE_PASSPHRASE };
    expect(cloison(['keys', 'join', ...two], env).json.ok).toBe(true);
  });
});
