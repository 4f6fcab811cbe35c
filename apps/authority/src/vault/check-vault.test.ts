import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type SampleOffice, sampleOffice } from '@cloison/dev-env/authority/sample-office.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkSealed } from './check-sealed.ts';
import { checkVault } from './check-vault.ts';
import { explainStorage } from './storage-failure.ts';
import { openVault, readVault } from './vault.ts';

let office: SampleOffice;
let file: string;
beforeEach(async () => {
  office = await sampleOffice('roster');
  file = join(office.vaultFolder, 'vault.sqlite');
});
afterEach(() => office.remove());

const codes = () => checkVault(office.vaultFolder).faults.map(({ code }) => code);

describe('a vault that is whole', () => {
  it('is found so while another process has it, with all its content compared', async () => {
    const check = checkVault(office.vaultFolder);
    expect(check.faults).toEqual([]);
    expect(check.compared).toBe(office.vault.count('SELECT count(*) FROM content'));
    const { sealer } = await office.campaign();
    expect(checkSealed(office.vault, sealer)).toBeGreaterThan(
      office.vault.count('SELECT count(*) FROM pupil'),
    );
  });
});

describe('a damaged vault', () => {
  it.each([
    ['one byte is missing', (size: number) => size - 1, 'part-of-a-page'],
    ['half of it is missing', (size: number) => Math.floor(size / 2 / 4096) * 4096, 'cut-off'],
    ['a page is missing', (size: number) => size - 4096, 'cut-off'],
    ['nearly all of it is missing', () => 50, 'not-a-vault'],
    ['all of it is missing', () => 0, 'not-a-vault'],
  ])('is named when %s, and is refused with words by all that opens it', (_title, left, code) => {
    office.vault.close();
    truncateSync(file, left(statSync(file).size));
    expect(codes()).toContain(code);
    for (const open of [openVault, readVault]) {
      expect(() => open(office.vaultFolder).all('SELECT * FROM pupil')).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^vault-(cut|damaged|not-one)$/) }),
      );
    }
  });

  it('is named when a page was written over, even where only its rows are read', () => {
    office.vault.close();
    const bytes = readFileSync(file);
    const page = bytes.length / 4096 - 1;
    bytes.fill(0x5a, page * 4096, (page + 1) * 4096);
    writeFileSync(file, bytes);
    expect(codes().some((code) => code === 'structure' || code === 'unreadable')).toBe(true);
  });

  it('is named when content or a sealed value is not what it was', async () => {
    const { sealer } = await office.campaign();
    office.vault.close();
    using db = new DatabaseSync(file);
    db.exec("UPDATE content SET bytes = zeroblob(9) WHERE path = 'manifest.json'");
    const [fault] = checkVault(office.vaultFolder).faults;
    expect(fault).toMatchObject({
      code: 'hash-differs',
      values: { table: 'content', count: 1, row: 'public/manifest.json' },
    });
    db.exec('UPDATE pupil SET sealed = zeroblob(128) WHERE id = 2');
    using vault = readVault(office.vaultFolder);
    expect(() => checkSealed(vault, sealer)).toThrow('pupil.sealed, row 2');
  });

  it('is named when a row refers to one that is not there', () => {
    office.vault.close();
    using db = new DatabaseSync(file);
    db.exec('PRAGMA foreign_keys = OFF; DELETE FROM class_level');
    expect(codes()).toContain('reference');
  });
});

it('an error of the file while rows are read is given in words too', () => {
  const error = Object.assign(new Error('database disk image is malformed'), {
    code: 'ERR_SQLITE_ERROR',
    errcode: 11,
  });
  expect(explainStorage(error, office.vaultFolder)?.code).toBe('vault-damaged');
  expect(explainStorage(new Error('other'), office.vaultFolder)).toBeNull();
});
