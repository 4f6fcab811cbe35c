import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { overwriteFreePages } from './overwrite-free-pages.ts';

const CANARY = 'Quetzalcóatl';
let folder: string;
let db: DatabaseSync;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloison-pages-'));
  db = new DatabaseSync(join(folder, 'some.sqlite'));
  db.exec('PRAGMA journal_mode = WAL; PRAGMA secure_delete = FAST');
  db.exec('CREATE TABLE gone (value TEXT); CREATE TABLE kept (value TEXT)');
  const insert = {
    gone: db.prepare('INSERT INTO gone VALUES (?)'),
    kept: db.prepare('INSERT INTO kept VALUES (?)'),
  };
  // Long values lie in pages of their own, short ones share a page; those that go lie among those that stay.
  for (let i = 0; i < 400; i++) {
    insert.gone.run(CANARY.repeat(1 + (i % 40) * 30));
    insert.kept.run(`kept ${i} `.repeat(1 + (i % 40) * 30));
  }
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

const pragma = (name: string) => Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0];
/** How often the canary is in the file, once the log is empty. */
function found(): number {
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  return (
    readFileSync(join(folder, 'some.sqlite'), 'latin1').split(Buffer.from(CANARY).toString('latin1')).length -
    1
  );
}
const kept = () => db.prepare('SELECT count(*) AS rows, sum(length(value)) AS bytes FROM kept').get();

it('leaves nothing of what was deleted in the file, and everything else as it was', () => {
  const before = kept();
  db.exec('DELETE FROM gone');
  expect(found()).toBeGreaterThan(100);
  expect(overwriteFreePages(db)).toBeGreaterThan(100);
  expect(found()).toBe(0);
  expect(pragma('integrity_check')).toBe('ok');
  expect(kept()).toEqual(before);
  expect(pragma('secure_delete')).toBe(1);
  expect(db.prepare('SELECT name FROM sqlite_schema').all()).toHaveLength(2);
});

it('goes on after a run that was killed with zeros in the file, and does nothing where nothing was freed', () => {
  expect(overwriteFreePages(db)).toBe(0);
  db.exec('PRAGMA secure_delete = FAST; DELETE FROM gone');
  db.exec('CREATE TABLE zeros (bytes BLOB) STRICT; INSERT INTO zeros VALUES (zeroblob(50000))');
  expect(found()).toBeGreaterThan(100);
  overwriteFreePages(db);
  expect(found()).toBe(0);
  expect(db.prepare('SELECT name FROM sqlite_schema').all()).toHaveLength(2);
});
