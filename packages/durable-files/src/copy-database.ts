import { backup, DatabaseSync } from 'node:sqlite';

/** A copy in several steps would start again at each change. */
const ALL_PAGES = 0x7fff_ffff;
const BUSY_MS = 5000;

/**
 * Copies a database of SQLite to a new file while others change it. SQLite copies all pages in one read transaction, so that
 * the copy is of one moment. `readOnly`: the source is not written to, its log included.
 */
export async function copyDatabase(
  from: string | URL,
  to: string,
  { readOnly = false }: { readonly readOnly?: boolean } = {},
): Promise<void> {
  const source = new DatabaseSync(from, { readOnly, timeout: BUSY_MS });
  try {
    await backup(source, to, { rate: ALL_PAGES });
  } finally {
    source.close();
  }
}
