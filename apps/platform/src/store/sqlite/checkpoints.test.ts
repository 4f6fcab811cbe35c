import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Checkpoints } from './checkpoints.ts';
import { connect } from './schema.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloison-checkpoints-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Bytes of the log after so many rows of a page each, written one by one without a pause of more than a turn. */
async function logAfter(rows: number, everySaves: number | null): Promise<number> {
  const path = join(folder, `every-${everySaves}.sqlite`);
  const db = connect(path);
  db.exec('CREATE TABLE row (id INTEGER PRIMARY KEY, bytes BLOB)');
  const checkpoints = everySaves === null ? null : new Checkpoints(db, path, everySaves);
  const put = db.prepare('INSERT INTO row (bytes) VALUES (?)');
  const page = new Uint8Array(3500);
  for (let row = 0; row < rows; row++) {
    put.run(page);
    checkpoints?.wrote(1);
    if (row % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const bytes = statSync(`${path}-wal`).size;
  expect(db.prepare('SELECT count(*) AS n FROM row').get()).toEqual({ n: rows });
  checkpoints?.close();
  db.close();
  // The last connection takes its log with it.
  expect(existsSync(`${path}-wal`)).toBe(false);
  return bytes;
}

it('a log begins anew while somebody writes without a pause, and grows without end where nobody copies it', async () => {
  const alone = await logAfter(1500, null);
  const copied = await logAfter(1500, 100);
  expect(alone).toBeGreaterThan(1500 * 4096);
  expect(copied).toBeLessThan(alone / 2);
});

it('closes without having been asked for anything', () => {
  const path = join(folder, 'idle.sqlite');
  const db = connect(path);
  new Checkpoints(db, path).close();
  db.close();
});
