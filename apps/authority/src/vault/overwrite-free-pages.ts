/**
 * Overwrites the pages of a SQLite file that nothing uses any more: zeros are kept in them and taken away again, in pieces, so
 * that the write-ahead log stays as small as a piece. Overwriting each page in the transaction that frees it (`secure_delete`)
 * makes a log as large as what is deleted. Killed anywhere, it is begun again.
 */
import type { DatabaseSync } from 'node:sqlite';

/** Pages in a piece: 16 MiB. */
const PIECE_PAGES = 4_096;
/** Of an overflow page, the number of the next one (sqlite.org/fileformat2.html, section 1.6). */
const NEXT_PAGE_BYTES = 4;

/** Number of pages overwritten. Must not run in a transaction; the connection overwrites what it deletes afterwards. */
export function overwriteFreePages(db: DatabaseSync): number {
  const numberOf = (pragma: string) => Number(Object.values(db.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]);
  const pageBytes = numberOf('page_size');
  // Zeros need not be overwritten when they go.
  db.exec('PRAGMA secure_delete = FAST; DROP TABLE IF EXISTS zeros');
  try {
    let overwritten = 0;
    for (;;) {
      const free = numberOf('freelist_count');
      if (free === 0) break;
      if (overwritten === 0) db.exec('CREATE TABLE zeros (bytes BLOB) STRICT');
      const pages = Math.min(free, PIECE_PAGES);
      db.prepare('INSERT INTO zeros VALUES (zeroblob(?))').run(pages * (pageBytes - NEXT_PAGE_BYTES));
      overwritten += pages;
    }
    db.exec('DROP TABLE IF EXISTS zeros');
    return overwritten;
  } finally {
    db.exec('PRAGMA secure_delete = ON');
  }
}
