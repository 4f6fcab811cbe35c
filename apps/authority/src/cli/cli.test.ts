import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  SAMPLE_PASSPHRASE,
  type SampleOffice,
  sampleOffice,
} from '@cloison/dev-env/authority/sample-office.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openVault } from '../vault/vault.ts';

const BIN = fileURLToPath(new URL('../../../../bin/cloison.ts', import.meta.url));
let office: SampleOffice;
beforeAll(async () => {
  office = await sampleOffice('roster');
  office.vault.close();
});
afterAll(() => rmSync(office.folder, { recursive: true, force: true }));

function cloison(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], {
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
  const json = args.includes('--json') ? JSON.parse(stdout.trim().split('\n').at(-1)!) : null;
  return { status, stdout, stderr, json };
}

describe('the command', () => {
  it('ends with one JSON line and nothing else on stdout', () => {
    const done = cloison(['campaign', 'status', '--json']);
    expect(done.stdout.trim().split('\n')).toHaveLength(1);
    expect(done.json).toMatchObject({ ok: true, command: 'campaign status', campaign: 'essai-2026' });
    expect(done.status).toBe(0);
  });

  it('says what it refuses in French or English, with exit code 1, and the problems as data', () => {
    const bad = join(office.folder, 'bad.csv');
    writeFileSync(bad, 'uai;nom\n1;2\n');
    const args = ['roster', 'import', '--schools', bad, '--pupils', bad];
    const done = cloison([...args, '--json']);
    expect(done.status).toBe(1);
    expect(done.stderr).toContain('Rien n’a été importé');
    expect(done.json).toMatchObject({ ok: false, code: 'roster-invalid' });
    expect(done.json.problems[0]).toMatchObject({ file: bad, line: 1, code: 'column-missing' });
    expect(cloison([...args, '--lang', 'en']).stderr).toContain('Nothing was imported');
    expect(cloison(args, { CLOISON_LANG: 'en' }).stderr).toContain('Nothing was imported');
  });

  it('answers a wrong command line with exit code 2', () => {
    expect(cloison(['nulle-part'])).toMatchObject({ status: 2 });
    expect(cloison(['codes', 'nulle-part'])).toMatchObject({ status: 2 });
    expect(cloison(['codes', 'reserve', '--order', '1']).stderr).toContain('Il manque l’option');
    expect(cloison(['codes', 'reserve', '--order', '1', '--reason', 'x'])).toMatchObject({ status: 2 });
    expect(cloison(['campaign', 'status', '--campagne', 'x'])).toMatchObject({ status: 2 });
    expect(cloison(['codes', 'mint', '--count', '830k']).stderr).toContain('« 830k » de --count');
    expect(cloison(['vault', 'journal', '--last', 'abc'])).toMatchObject({ status: 2 });
    const long = cloison(['codes', 'mint', '--count', '900000000', '--json']);
    expect([long.status, long.json.code]).toEqual([2, 'mint-long']);
    expect(cloison(['campaign', 'status', '--wait', 'x'])).toMatchObject({ status: 2 });
  });

  it('writes no file into the vault or among the keys, by a link either, and replaces neither', () => {
    const link = join(office.folder, 'elsewhere');
    symlinkSync(office.keysFolder, link);
    const vaultFile = join(office.vaultFolder, 'vault.sqlite');
    const before = statSync(vaultFile).ino;
    const keys = readdirSync(office.keysFolder).map((name) => readFileSync(join(office.keysFolder, name)));
    for (const [path, code] of [
      [vaultFile, 'output-in-vault'],
      [join(office.vaultFolder, 'journal.jsonl'), 'output-in-vault'],
      [join(office.keysFolder, readdirSync(office.keysFolder)[0]!), 'output-in-keys'],
      [join(link, 'journal.jsonl'), 'output-in-keys'],
    ] as const) {
      const done = cloison(['vault', 'journal', '--export', path, '--json']);
      expect([path, done.status, done.json.code]).toEqual([path, 2, code]);
    }
    const folders = cloison(['letters', 'print', '--out', office.vaultFolder, '--json']);
    expect([folders.status, folders.json.code]).toEqual([2, 'output-in-vault']);
    expect(statSync(vaultFile).ino).toBe(before);
    expect(readdirSync(office.keysFolder).map((name) => readFileSync(join(office.keysFolder, name)))).toEqual(
      keys,
    );
    expect(cloison(['vault', 'journal', '--export', join(office.folder, 'journal.jsonl')]).status).toBe(0);
  });

  it('revokes only what is named', () => {
    const uai = '0770001A';
    for (const more of [[], ['--head', '--class', 'CP A'], ['--teacher', '2']]) {
      const { status, json } = cloison(['codes', 'revoke', '--uai', uai, ...more, '--json']);
      expect([status, json.code]).toEqual([2, 'options-one-of']);
    }
    const closed = cloison(['campaign', 'close', '--platform', 'http://127.0.0.1:9', '--yes', '--json']);
    expect([closed.status, closed.json.code]).toEqual([2, 'options-together']);
  });

  it('answers a vault in use with exit code 3, and still gives its status', () => {
    using _vault = openVault(office.vaultFolder, { purpose: 'cloison campaign serve' });
    const done = cloison(['codes', 'mint', '--count', '1', '--json']);
    expect([done.status, done.json.code]).toEqual([3, 'vault-locked']);
    expect(done.stderr).toContain('cloison campaign serve');
    expect(cloison(['campaign', 'status']).status).toBe(0);
  });

  it('answers a wrong or missing passphrase with exit code 5', () => {
    const wrong = cloison(['codes', 'mint', '--count', '1', '--json'], {
      CLOISON_PASSPHRASE: 'une autre phrase',
    });
    expect([wrong.status, wrong.json.code]).toEqual([5, 'passphrase-wrong']);
    // Of keys that were split nobody has a passphrase: the refusal did not say that shares may be what is missing.
    expect(wrong.stderr).toContain('--share');
    const none = cloison(['codes', 'mint', '--count', '1', '--json'], { CLOISON_PASSPHRASE: '' });
    expect([none.status, none.json.code]).toEqual([5, 'passphrase-missing']);
    expect(none.stderr).toContain('--share');
    const file = join(office.folder, 'phrase.txt');
    writeFileSync(file, `${SAMPLE_PASSPHRASE}\r\n`);
    const args = ['codes', 'mint', '--count', '1', '--passphrase-file', file, '--json'];
    expect(cloison(args, { CLOISON_PASSPHRASE: '' }).json).toMatchObject({
      ok: true,
      minted: { pupil: 1, staff: 0 },
    });
  });

  it('warns of letters with codes once nothing stands in the way of writing them', () => {
    const refused = cloison(['letters', 'print', '--out', join(office.folder, 'letters'), '--json']);
    expect([refused.status, refused.json.code]).toEqual([1, 'letters-none']);
    expect(refused.stderr).not.toContain('Attention');
    expect(cloison(['codes', 'mint', '--json']).status).toBe(0);
    expect(cloison(['codes', 'assign', '--json']).status).toBe(0);
    const done = cloison(['letters', 'print', '--out', join(office.folder, 'letters'), '--json']);
    expect(done.status).toBe(0);
    expect(done.stderr).toContain('Attention : ces fichiers contiennent les codes des directions en clair');
  });

  it('exports the journal as the lines that are chained', () => {
    const path = join(office.folder, 'journal.jsonl');
    const { json } = cloison(['vault', 'journal', '--export', path, '--json']);
    const lines = readFileSync(path, 'utf8').split('\n');
    expect(lines.pop()).toBe('');
    expect(lines).toHaveLength(json.lines);
    expect(JSON.parse(lines[0]!)).toMatchObject({ n: 1, what: 'campaign.create' });
  });

  it('checks and packs items', () => {
    const out = join(office.folder, 'p.zip');
    expect(cloison(['qti', 'pack', join(office.campaignFolder, 'francais'), '--out', out]).status).toBe(0);
    expect(
      cloison(['qti', 'check', out, '--json']).json.accepted.map(({ id }: { id: string }) => id),
    ).toEqual(['f1', 'f2']);
    writeFileSync(join(office.campaignFolder, 'francais', 'items', 'f1.xml'), '<a>');
    const bad = cloison(['qti', 'check', join(office.campaignFolder, 'francais'), '--json']);
    expect([bad.status, bad.json.code]).toEqual([1, 'package-refused']);
    expect(bad.json.problems[0]).toMatchObject({ file: 'francais/items/f1.xml', line: 1 });
  });
});
