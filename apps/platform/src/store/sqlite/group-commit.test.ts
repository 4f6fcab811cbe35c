import {
  existsSync,
  fstatSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StorageFailure } from '../store.ts';
import { type DurableLog, openDurableLog } from './durable-log.ts';
import { eraseFolder } from './erase-folder.ts';
import { GroupCommit } from './group-commit.ts';
import { HeldLog } from './held-log.ts';
import { openDatabase } from './schema.ts';

let folder: string;
let db: DatabaseSync;
let log: DurableLog;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloison-commit-'));
  db = openDatabase(join(folder, 'test.sqlite'), ['CREATE TABLE line (n INTEGER PRIMARY KEY) STRICT']);
  log = openDurableLog(db);
});
afterEach(() => {
  if (db.isOpen) db.close();
  log.close();
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

/** Everything that was ready has run. */
async function turns(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** Files that this process holds open, with their inodes. */
function openFiles(): readonly string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [`${readlinkSync(`/proc/self/fd/${fd}`)} ${fstatSync(Number(fd)).ino}`];
    } catch {
      return [];
    }
  });
}

describe('group commit', () => {
  it('runs jobs of one turn in one transaction, and answers each after the commit', async () => {
    let transactions = 0;
    const commit = new GroupCommit(db, log, { beforeCommit: () => void transactions++ });
    const seen = await Promise.all([1, 2, 3].map((n) => commit.run(put(n)).then(() => committed())));
    expect(seen).toEqual([
      [1, 2, 3],
      [1, 2, 3],
      [1, 2, 3],
    ]);
    expect(transactions).toBe(1);
  });
  it('answers a job once the log is flushed, not when it is committed, and those that come meanwhile after the next', async () => {
    const disk = new HeldLog();
    const commit = new GroupCommit(db, disk);
    const answered: number[] = [];
    const one = commit.run(put(1)).then((n) => answered.push(n));
    await turns();
    const two = commit.run(put(2)).then((n) => answered.push(n));
    await turns();
    expect([answered, committed(), disk.waiting.length]).toEqual([[], [1], 1]);
    disk.answer(false);
    await one;
    await turns();
    expect([answered, committed(), disk.waiting.length]).toEqual([[1], [1, 2], 1]);
    disk.answer(false);
    await two;
    expect(answered).toEqual([1, 2]);
  });
  it('lets nobody read what is not on the disk yet', async () => {
    const disk = new HeldLog();
    const commit = new GroupCommit(db, disk);
    expect(commit.settled()).toBeUndefined();
    const job = commit.run(put(1));
    await turns();
    let settled = false;
    const reader = commit.settled()?.then(() => {
      settled = true;
    });
    await turns();
    expect(settled).toBe(false);
    disk.answer(false);
    await Promise.all([job, reader]);
    expect([settled, commit.settled()]).toEqual([true, undefined]);
  });
  it('trusts a log that could not be flushed no more: nothing is acknowledged, accepted or read after it', async () => {
    const disk = new HeldLog();
    const commit = new GroupCommit(db, disk);
    const one = commit.run(put(1));
    await turns();
    const [two, reader] = [commit.run(put(2)), commit.settled()];
    disk.answer(true);
    const unavailable = new StorageFailure('unavailable');
    await expect(one).rejects.toEqual(unavailable);
    await expect(two).rejects.toEqual(unavailable);
    await expect(reader).rejects.toEqual(unavailable);
    await expect(commit.run(put(3))).rejects.toEqual(unavailable);
    await expect(commit.settled()).rejects.toEqual(unavailable);
    commit.close();
    expect(committed()).toEqual([1]);
  });
  it('flushes the log of this database, through checkpoints too: WAL, and only the waiting is ours', async () => {
    expect(db.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 1 });
    expect(db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(db.prepare('PRAGMA secure_delete').get()).toEqual({ secure_delete: 1 });
    const inode = statSync(join(folder, 'test.sqlite-wal')).ino;
    const commit = new GroupCommit(db, log);
    await commit.run(put(1));
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    await commit.run(put(2));
    expect(statSync(join(folder, 'test.sqlite-wal')).ino).toBe(inode);
    expect(openFiles()).toContain(`${join(folder, 'test.sqlite-wal')} ${inode}`);
    db.close();
    log.close();
    log.close();
    expect(openFiles().filter((file) => file.includes(folder))).toEqual([]);
  });
  it('lets a faulty job fail alone, with nothing of it kept', async () => {
    const commit = new GroupCommit(db, log);
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
    const commit = new GroupCommit(db, log, { afterFailure: () => void failures++ });
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
    const commit = new GroupCommit(db, log);
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
    const commit = new GroupCommit(readOnly, log);
    const job = () => readOnly.prepare('INSERT INTO line VALUES (1)').run();
    await expect(commit.run(job)).rejects.toEqual(new StorageFailure('unavailable'));
    readOnly.close();
  });
  it('finishes what waits when it is closed, then refuses', async () => {
    const commit = new GroupCommit(db, log);
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
