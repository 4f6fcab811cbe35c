import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import type { Refusal } from '@cloison/command/refusal';
import { temporaryFolder } from '@cloison/dev-env/authority/sample-office.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SCHEMA_VERSION } from './schema.ts';
import { checkApart, createVault, openVault, readVault, type Vault } from './vault.ts';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A table that vaults of versions 10 to 18 have. */
const DECLARED = `CREATE TABLE declared (class_level INTEGER NOT NULL, sequence TEXT NOT NULL, reason TEXT NOT NULL, pupils INTEGER NOT NULL,
  PRIMARY KEY (class_level, sequence, reason)) STRICT, WITHOUT ROWID`;

/** Another process that holds the vault until it is killed. */
async function holdElsewhere(path: string) {
  const code = `import { openVault } from ${JSON.stringify(fileURLToPath(new URL('./vault.ts', import.meta.url)))};
    openVault(${JSON.stringify(path)}, { purpose: 'cloison campaign serve' }); console.log('held'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

describe('the vault', () => {
  it('is opened by one process at a time, says by whom, and is free again after kill -9', async () => {
    const path = join(folder, 'vault');
    createVault(path).close();
    const child = await holdElsewhere(path);
    try {
      expect(() => openVault(path)).toThrow(/cloison campaign serve, pid \d+/);
      readVault(path).close();
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    openVault(path).close();
  });

  it('reaches the disk at each act, overwrites what is deleted, and writes no temporary table to a disk', () => {
    const path = join(folder, 'vault');
    const settings = (vault: Vault) =>
      ['synchronous', 'journal_mode', 'secure_delete', 'temp_store'].map((name) =>
        Object.values(vault.get(`PRAGMA ${name}`)!).at(0),
      );
    using made = createVault(path);
    // FULL, write-ahead log, on, memory.
    expect(settings(made)).toEqual([2, 'wal', 1, 2]);
    made.close();
    using opened = openVault(path);
    expect(settings(opened)).toEqual([2, 'wal', 1, 2]);
    opened.erase(() => undefined);
    expect(settings(opened)).toEqual([2, 'wal', 1, 2]);
  });

  it('is not opened twice in one process either', () => {
    const vault = createVault(join(folder, 'vault'));
    expect(() => openVault(join(folder, 'vault'))).toThrow('is used by another command');
    vault.close();
  });

  it('is left to others while its process rests, and taken back when they have ended', async () => {
    using vault = createVault(join(folder, 'vault'));
    const resting = vault.rest(20);
    const other = openVault(join(folder, 'vault'), { purpose: 'cloison codes reserve' });
    other.setMeta('a', '1');
    setTimeout(() => other.close(), 60);
    await resting;
    expect(vault.meta('a')).toBe('1');
    expect(() => openVault(join(folder, 'vault'))).toThrow('is used by another command');
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 10);
    await vault.rest(60_000, stop.signal);
    openVault(join(folder, 'vault')).close();
  });

  it('closed while its process rests is not taken back', async () => {
    const vault = createVault(join(folder, 'vault'));
    const resting = vault.rest(20);
    vault.close();
    await resting;
    openVault(join(folder, 'vault')).close();
  });

  it('keeps nothing of a transaction that fails', () => {
    using vault = createVault(join(folder, 'vault'));
    const fail = () =>
      vault.transaction(() => {
        vault.setMeta('a', '1');
        throw new Error('no');
      });
    expect(fail).toThrow('no');
    expect(vault.meta('a')).toBeNull();
  });

  it('refuses the transactions of others while one flow has it to itself, and then keeps or forgets', async () => {
    using vault = createVault(join(folder, 'vault'));
    let others: unknown = null;
    const { promise, resolve } = Promise.withResolvers<void>();
    const long = vault.exclusive(
      async () => {
        vault.transaction(() => vault.setMeta('a', '1'));
        await promise;
        return false;
      },
      (keep) => keep,
    );
    try {
      vault.transaction(() => vault.setMeta('b', '1'));
    } catch (error) {
      others = error;
    }
    resolve();
    await long;
    expect((others as { code: string }).code).toBe('vault-busy');
    expect([vault.meta('a'), vault.meta('b')]).toEqual([null, null]);
  });

  it('of version 1 is brought to the present one, for reading too, and its feed is read again from the beginning', () => {
    const schemaOf = (path: string) => {
      using db = new DatabaseSync(join(path, 'vault.sqlite'));
      return db.prepare('SELECT name, sql FROM sqlite_master ORDER BY name').all();
    };
    const [fresh, old] = [join(folder, 'fresh'), join(folder, 'old')];
    createVault(fresh).close();
    for (const open of [openVault, readVault]) {
      createVault(old).close();
      const db = new DatabaseSync(join(old, 'vault.sqlite'));
      // Tables as version 1 had them.
      db.exec(`DROP INDEX holder_revoked; ALTER TABLE branch DROP COLUMN after_revocation; DROP TABLE IF EXISTS content_key; DROP TABLE IF EXISTS content_release; DROP TABLE IF EXISTS place; DROP TABLE role; DROP TABLE figures; DROP TABLE approval; DROP TABLE routing_sent; DROP TABLE item_change;
        DROP TABLE allowance; DROP TABLE declaration; DROP TABLE request; DROP TABLE to_publish; DROP TABLE notice;
        DROP TABLE objection; DROP TABLE cohort_mark; DROP TABLE cohort_row; DROP TABLE signing_key; DROP TABLE double_entry; DROP TABLE territory_school; DROP TABLE area_due; PRAGMA foreign_keys = OFF; DROP TABLE territory;
        DROP TABLE IF EXISTS incident; DROP TABLE cursor; CREATE TABLE cursor (campaign TEXT PRIMARY KEY REFERENCES campaign (name),
        next INTEGER NOT NULL) STRICT, WITHOUT ROWID; PRAGMA foreign_keys = OFF; INSERT INTO cursor VALUES ('c', 7);
        PRAGMA user_version = 1`);
      db.close();
      using vault = open(old);
      expect(vault.count('SELECT count(*) FROM cursor')).toBe(0);
      expect(schemaOf(old)).toEqual(schemaOf(fresh));
    }
  });

  it('of version 10 keeps its holders and what refers to them, though their table is made anew', () => {
    const path = join(folder, 'ten');
    createVault(path).close();
    const db = new DatabaseSync(join(path, 'vault.sqlite'));
    db.exec(`PRAGMA foreign_keys = OFF; ${DECLARED}; INSERT INTO declared VALUES (1, 'maths', 'raison-canari', 1); DROP INDEX holder_revoked; ALTER TABLE branch DROP COLUMN after_revocation; DROP TABLE cohort_mark; DROP TABLE cohort_row; DROP TABLE signing_key; DROP TABLE territory_school; DROP TABLE area_due; DROP TABLE territory; DROP TABLE double_entry;
      INSERT INTO campaign (name, state, rehearsal, spec, calendars, manifest_hash, key_check, created_at)
        VALUES ('c', 'open', 0, '{}', '{}', x'', x'', '');
      INSERT INTO holder (holder_id, campaign, kind, state, access_hash, sealed, pushed) VALUES (x'01', 'c', 'staff', 'minted', x'', x'', 1);
      INSERT INTO document VALUES (x'01', 'keyring', 3, x'', x'', x'', 0);
      INSERT INTO branch VALUES (x'01', 'maths', x'', 1, 'late', 1, '', x''); PRAGMA user_version = 10`);
    db.close();
    {
      using vault = openVault(path);
      expect(vault.all('SELECT kind, state, territory, pushed FROM holder')).toEqual([
        { kind: 'staff', state: 'minted', territory: null, pushed: 1 },
      ]);
      expect(vault.count('SELECT version FROM document WHERE holder = ?', new Uint8Array([1]))).toBe(3);
      expect(vault.all('SELECT name, after_revocation FROM branch')).toEqual([
        { name: 'maths', after_revocation: 0 },
      ]);
      expect(() => vault.run('DELETE FROM holder')).toThrow('FOREIGN KEY');
    }
    // Why pupils do not sit was in clear, by class.
    expect(readFileSync(join(path, 'vault.sqlite')).includes('raison-canari')).toBe(false);
    const broken = new DatabaseSync(join(path, 'vault.sqlite'));
    broken.exec(`PRAGMA foreign_keys = OFF; ${DECLARED}; DROP INDEX holder_revoked; ALTER TABLE branch DROP COLUMN after_revocation; DROP TABLE cohort_mark; DROP TABLE cohort_row; DROP TABLE signing_key; DROP TABLE territory_school; DROP TABLE area_due; DROP TABLE territory; DROP TABLE double_entry;
      INSERT INTO document VALUES (x'02', 'keyring', 1, x'', x'', x'', 0); PRAGMA user_version = 10`);
    broken.close();
    const refused = (() => {
      try {
        return openVault(path);
      } catch (error) {
        return { ...(error as Refusal) };
      }
    })();
    expect(refused).toMatchObject({ code: 'vault-damaged', data: { dangling: 1 } });
  });

  it('of a later program is refused untouched, for writing and for reading', () => {
    const path = join(folder, 'later');
    createVault(path).close();
    const later = SCHEMA_VERSION + 1;
    const set = (version: number) => {
      using db = new DatabaseSync(join(path, 'vault.sqlite'));
      db.exec(`PRAGMA user_version = ${version}`);
    };
    set(later);
    for (const open of [openVault, readVault])
      expect(() => open(path)).toThrow(`format ${later}; this program reads format ${SCHEMA_VERSION}`);
    set(SCHEMA_VERSION);
    openVault(path).close();
  });

  it('says what to do when there is none, or when the file is something else', () => {
    expect(() => openVault(join(folder, 'none'))).toThrow('cloison vault create');
    mkdirSync(join(folder, 'other'));
    writeFileSync(
      join(folder, 'other', 'vault.sqlite'),
      'this is not a database, and long enough to be read as one'.repeat(100),
    );
    expect(() => openVault(join(folder, 'other'))).toThrow('is not a vault, or is damaged');
  });

  it('is never beside its keys in one folder', () => {
    expect(() => checkApart('/a/vault', '/a/vault/keys')).toThrow('never be backed up together');
    expect(() => checkApart('/a/keys/vault', '/a/keys')).toThrow('never be backed up together');
    expect(() => checkApart('/a', '/a')).toThrow('never be backed up together');
    checkApart('/a/vault', '/a/keys');
    checkApart('/a/vault', '/a/vault-keys');
    mkdirSync(join(folder, 'vault'));
    symlinkSync(join(folder, 'vault'), join(folder, 'keys'));
    for (const keys of [join(folder, 'keys'), join(folder, 'keys', 'in-it')])
      expect(() => checkApart(join(folder, 'vault'), keys)).toThrow('never be backed up together');
  });

  it('gives rising numbers', () => {
    using vault = createVault(join(folder, 'vault'));
    expect([vault.nextNumber('x'), vault.nextNumber('x'), vault.nextNumber('y')]).toEqual([1, 2, 1]);
  });
});
