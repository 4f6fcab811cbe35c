/** Files of backups described and copied at once, on this thread: streams and SQLite's own copy answer from others. */
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import type { DescribedFile } from '@cloison/durable-files';

export async function describeFile(path: string): Promise<DescribedFile> {
  const bytes = readFileSync(path);
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

export async function copyCompared(
  from: string,
  to: string,
  described: DescribedFile,
  differs: () => Error,
): Promise<void> {
  if (!existsSync(from)) throw differs();
  const { bytes, sha256 } = await describeFile(from);
  writeFileSync(to, readFileSync(from), { mode: 0o600 });
  if (bytes !== described.bytes || sha256 !== described.sha256) throw differs();
}

/** Of one moment: nothing else runs while the database and its log are copied. */
export async function copyDatabase(location: string | URL, to: string): Promise<void> {
  const from = typeof location === 'string' ? location : fileURLToPath(location);
  for (const end of ['', '-wal'])
    if (existsSync(`${from}${end}`)) copyFileSync(`${from}${end}`, `${to}${end}`);
  const copy = new DatabaseSync(to);
  try {
    copy.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } finally {
    copy.close();
  }
}
