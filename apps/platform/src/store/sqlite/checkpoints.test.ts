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

interface Written {
  readonly rows: number;
  /** Of the log. */
  readonly bytes: number;
}

/** Rows of a page each, written one by one without a pause of more than a turn, until that is enough. */
async function writeUntil(
  everySaves: number | null,
  isEnough: (written: Written) => boolean,
): Promise<Written> {
  const path = join(folder, `every-${everySaves}.sqlite`);
  const db = connect(path);
  db.exec('CREATE TABLE row (id INTEGER PRIMARY KEY, bytes BLOB)');
  const checkpoints = everySaves === null ? null : new Checkpoints(db, path, everySaves);
  const put = db.prepare('INSERT INTO row (bytes) VALUES (?)');
  const page = new Uint8Array(3500);
  const written = { rows: 0, bytes: 0 };
  while (!isEnough(written)) {
    put.run(page);
    checkpoints?.wrote(1);
    written.rows += 1;
    if (written.rows % 20 !== 0) continue;
    await new Promise((resolve) => setTimeout(resolve, 1));
    written.bytes = statSync(`${path}-wal`).size;
  }
  expect(db.prepare('SELECT count(*) AS n FROM row').get()).toEqual({ n: written.rows });
  checkpoints?.close();
  db.close();
  // The last connection takes its log with it.
  expect(existsSync(`${path}-wal`)).toBe(false);
  return written;
}

it('a log begins anew while somebody writes without a pause, and grows without end where nobody copies it', async () => {
  const alone = await writeUntil(null, ({ rows }) => rows === 1500);
  expect(alone.bytes).toBeGreaterThan(alone.rows * 4096);
  // How soon the thread is there is the machine's affair.
  const copied = await writeUntil(
    100,
    ({ rows, bytes }) => rows === 20_000 || (rows >= 1500 && bytes < rows * 2048),
  );
  expect(copied.bytes).toBeLessThan(copied.rows * 2048);
});

it('closes without having been asked for anything', () => {
  const path = join(folder, 'idle.sqlite');
  const db = connect(path);
  new Checkpoints(db, path).close();
  db.close();
});
