import { existsSync, linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SaveOutcome, SaveRequest } from '../saving.ts';
import { StorageFailure } from '../storage-error.ts';
import { eraseFolder } from './erase-folder.ts';
import { GroupCommit, type SaveCommitter } from './group-commit.ts';
import type { SaveAnswers } from './save-batch.ts';
import { connect, openDatabase } from './schema.ts';

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
    const another = connect(join(folder, 'test.sqlite'));
    for (const one of [db, another]) {
      expect(one.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
      expect(one.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
      expect(one.prepare('PRAGMA secure_delete').get()).toEqual({ secure_delete: 1 });
    }
    another.close();
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

/** A thread that answers when the test says so. */
class HeldCommitter implements SaveCommitter {
  works = true;
  readonly batches: { readonly saves: readonly number[]; readonly done: (answers: SaveAnswers) => void }[] =
    [];
  send(requests: readonly SaveRequest[], done: (answers: SaveAnswers) => void): void {
    this.batches.push({ saves: requests.map(({ nowMs }) => nowMs), done });
  }
  wait(): void {
    this.answer();
  }
  answer(answers: Partial<SaveAnswers> = {}): void {
    const { saves, done } = this.batches.shift()!;
    done({ failure: null, outcomes: saves.map(() => ({ kind: 'saved' })), ms: 0, ...answers });
  }
}

const turns = async () => {
  for (let i = 0; i < 4; i++) await new Promise((resolve) => setImmediate(resolve));
};

describe('group commit with a thread for saves', () => {
  let thread: HeldCommitter;
  let commit: GroupCommit;
  let answered: string[];
  beforeEach(() => {
    thread = new HeldCommitter();
    commit = new GroupCommit(db, {}, thread);
    answered = [];
  });
  const save = (n: number) =>
    commit.save({ nowMs: n } as SaveRequest, put(n) as never as () => SaveOutcome).then(
      () => void answered.push(`saved ${n}`),
      (error: Error) => void answered.push(`${error.message} ${n}`),
    );
  const run = (n: number) => commit.run(put(n)).then(() => void answered.push(`ran ${n}`));

  it('has one batch there at a time, and sends what came meanwhile when it is answered', async () => {
    void save(1);
    await turns();
    void save(2);
    void save(3);
    await turns();
    expect([thread.batches.map(({ saves }) => saves), answered]).toEqual([[[1]], []]);
    thread.answer();
    await turns();
    expect([thread.batches.map(({ saves }) => saves), answered]).toEqual([[[2, 3]], ['saved 1']]);
    thread.answer();
    await turns();
    expect(answered).toEqual(['saved 1', 'saved 2', 'saved 3']);
  });
  it('keeps the order of arrival between saves and other jobs: each sees those before it committed', async () => {
    void save(1);
    void run(2);
    void run(3);
    void save(4);
    await turns();
    expect([thread.batches.map(({ saves }) => saves), committed(), answered]).toEqual([[[1]], [], []]);
    thread.answer();
    await turns();
    expect([thread.batches.map(({ saves }) => saves), committed()]).toEqual([[[4]], [2, 3]]);
    expect(answered).toEqual(['saved 1', 'ran 2', 'ran 3']);
    thread.answer();
    await turns();
    expect(answered.at(-1)).toBe('saved 4');
  });
  it('refuses a batch whole when the store does, and one save alone when it is at fault', async () => {
    void save(1);
    void save(2);
    await turns();
    thread.answer({ failure: 'full', outcomes: [] });
    void save(3);
    void save(4);
    await turns();
    thread.answer({ outcomes: [new Error('faulty'), { kind: 'saved' }] });
    await turns();
    expect(answered).toEqual(['storage-full 1', 'storage-full 2', 'faulty 3', 'saved 4']);
  });
  it('commits saves itself once there is no thread any more', async () => {
    thread.works = false;
    await save(1);
    expect([committed(), answered]).toEqual([[1], ['saved 1']]);
  });
  it('waits for what is there when it is closed, finishes the rest, then refuses', async () => {
    void save(1);
    await turns();
    void run(2);
    void save(3);
    commit.close();
    await turns();
    expect([answered, committed()]).toEqual([['saved 1', 'ran 2', 'saved 3'], [2]]);
    await save(4);
    expect(answered.at(-1)).toBe('storage-unavailable 4');
  });
  it('on a slow disk waits for as many as were answered, and not when they are there or late', async () => {
    const slow = { ms: 1000 };
    const first = [save(1), save(2), save(3)];
    await turns();
    thread.answer(slow);
    await Promise.all(first);
    void save(4);
    void save(5);
    await turns();
    expect(thread.batches).toEqual([]);
    void save(6);
    await turns();
    expect(thread.batches.map(({ saves }) => saves)).toEqual([[4, 5, 6]]);
    thread.answer(slow);
    await turns();
    void save(7);
    while (thread.batches.length === 0) await turns();
    expect(thread.batches.map(({ saves }) => saves)).toEqual([[7]]);
    thread.answer(slow);
    await turns();
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
