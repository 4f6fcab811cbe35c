import { readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { explainError } from './machine-errors.ts';

function thrown(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

it('says what to do when the disk is full, as the database finds out', () => {
  using db = new DatabaseSync(':memory:');
  db.exec('CREATE TABLE a (b BLOB); PRAGMA max_page_count = 10;');
  const full = thrown(() => db.prepare('INSERT INTO a VALUES (zeroblob(1000000))').run());
  expect(explainError(full)).toMatchObject({ code: 'disk-full', exit: 6 });
  expect(explainError(Object.assign(new Error('write'), { code: 'ENOSPC' }))?.code).toBe('disk-full');
});

it('names a file that is not there or may not be read, and leaves our own mistakes alone', () => {
  expect(explainError(thrown(() => readFileSync('/nowhere/phrase.txt')))).toMatchObject({
    code: 'file-missing',
    exit: 1,
  });
  const denied = Object.assign(new Error('open'), { code: 'EACCES', path: '/root/x' });
  expect(explainError(denied)?.words.en).toContain('/root/x');
  const through = thrown(() => writeFileSync(`${import.meta.filename}/x`, ''));
  expect(explainError(through)).toMatchObject({ code: 'file-fails', exit: 1 });
  expect(explainError(new TypeError('undefined is not a function'))).toBeNull();
  expect(explainError('text')).toBeNull();
});
