import { existsSync, linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StorageFailure } from '../store.ts';
import { eraseFolder } from './erase-folder.ts';
import { GroupCommit } from './group-commit.ts';
import { openDatabase } from './schema.ts';

let folder: string;
let db: DatabaseSync;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloison-commit-'));
  db = openDatabase(join(folder, 'test.sqlite'), ['CREATE TABLE line (n INTEGER PRIMARY KEY) STRICT']);
});
afterEach(() => {
  if (db.isOpen) db.close();
  rmSync(folder, { recursive: true, force: true });
});

const put = (n: number) => () => {
  db.prepare('INSERT INTO line VALUES (?)').run(n);
  return n;
};
/** What another connection sees: only what is committed. */
const committed = () => {
  const other = new DatabaseSync(join(folder, 'test.sqlite'), { readOnly: true });
  try {
    return other
      .prepare('SELECT n FROM line ORDER BY n')
      .all()
      .map((row) => row.n);
  } finally {
    other.close();
  }
};

describe('group commit', () => {
  it('runs jobs of one turn in one transaction, and answers each after the commit', async () => {
    let transactions = 0;
    const commit = new GroupCommit(db, { beforeCommit: () => void transactions++ });
    const seen = await Promise.all([1, 2, 3].map((n) => commit.run(put(n)).then(() => committed())));
    expect(seen).toEqual([
      [1, 2, 3],
      [1, 2, 3],
      [1, 2, 3],
    ]);
    expect(transactions).toBe(1);
  });
  it('reaches the disk at each commit: synchronous=FULL in WAL', () => {
    expect(db.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
    expect(db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(db.prepare('PRAGMA secure_delete').get()).toEqual({ secure_delete: 1 });
  });
  it('lets a faulty job fail alone, with nothing of it kept', async () => {
    const commit = new GroupCommit(db);
    const faulty = () => {
      put(50)();
      throw new Error('faulty');
    };
    const outcomes = await Promise.allSettled([
      commit.run(put(1)),
      commit.run(faulty),
      commit.run(put(2)),
      commit.run(put(1)),
      commit.run(put(3)),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(committed()).toEqual([1, 2, 3]);
  });
  it('refuses all of a batch when the store refuses one of it, and goes on with the next', async () => {
    let failures = 0;
    const commit = new GroupCommit(db, { afterFailure: () => void failures++ });
    const refused = () => {
      throw new StorageFailure('full');
    };
    const outcomes = await Promise.allSettled([commit.run(put(1)), commit.run(refused), commit.run(put(2))]);
    expect(outcomes.map((one) => one.status === 'rejected' && one.reason instanceof StorageFailure)).toEqual([
      true,
      true,
      true,
    ]);
    expect([failures, committed()]).toEqual([1, []]);
    await commit.run(put(3));
    expect(committed()).toEqual([3]);
  });
  it('answers unavailable while another connection holds the file, and recovers', async () => {
    db.exec('PRAGMA busy_timeout = 0');
    const commit = new GroupCommit(db);
    const other = new DatabaseSync(join(folder, 'test.sqlite'));
    other.exec('BEGIN IMMEDIATE');
    await expect(commit.run(put(1))).rejects.toEqual(new StorageFailure('unavailable'));
    other.exec('ROLLBACK');
    other.close();
    await commit.run(put(1));
    expect(committed()).toEqual([1]);
  });
  it('answers unavailable when the store is read-only', async () => {
    const readOnly = new DatabaseSync(join(folder, 'test.sqlite'), { readOnly: true });
    const commit = new GroupCommit(readOnly);
    const job = () => readOnly.prepare('INSERT INTO line VALUES (1)').run();
    await expect(commit.run(job)).rejects.toEqual(new StorageFailure('unavailable'));
    readOnly.close();
  });
  it('finishes what waits when it is closed, then refuses', async () => {
    const commit = new GroupCommit(db);
    const many = Promise.all(Array.from({ length: 2500 }, (_, n) => commit.run(put(n))));
    commit.close();
    await many;
    expect(committed()).toHaveLength(2500);
    await expect(commit.run(put(9999))).rejects.toEqual(new StorageFailure('unavailable'));
  });
});

it('erasing a folder overwrites every file before it goes', async () => {
  const erased = join(folder, 'erased', 'deep');
  mkdirSync(erased, { recursive: true });
  const file = join(erased, 'file');
  writeFileSync(file, Buffer.alloc(3_000_001, 'secret'));
  const witness = join(folder, 'witness');
  linkSync(file, witness);
  await eraseFolder(join(folder, 'erased'));
  expect(existsSync(join(folder, 'erased'))).toBe(false);
  expect(readFileSync(witness).every((byte) => byte === 0)).toBe(true);
  await eraseFolder(join(folder, 'erased'));
});
