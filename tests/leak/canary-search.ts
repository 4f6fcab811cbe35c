/**
 * Searches bytes for canaries the way a thief would: as UTF-8, UTF-16, base64 (both alphabets, at each of the three
 * alignments) and hexadecimal, in what is there and inside deflated streams: those with a zlib or gzip header
 * anywhere, raw ones anywhere in small files and at the beginning of every value of a database, and brotli files.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { brotliDecompressSync } from 'node:zlib';
import { inflateSync } from 'fflate';

export interface Hit {
  readonly file: string;
  readonly offset: number;
  /** Index among the canaries: the canary itself is never printed. */
  readonly canary: number;
  readonly form: string;
}

interface Needle {
  readonly canary: number;
  readonly form: string;
  readonly bytes: Buffer;
}

/** A stretch of base64 that does not depend on what stands before or after it. */
function base64At(bytes: Buffer, alignment: number): string {
  const padded = Buffer.concat([Buffer.alloc(alignment), bytes]);
  const text = padded.toString('base64').replace(/=+$/, '');
  // Drop the symbols that mix with the neighbours: the first ones (alignment bytes) and the last, if incomplete.
  const from = Math.ceil((alignment * 8) / 6);
  const to = Math.floor((padded.length * 8) / 6);
  return text.slice(from, to);
}

export function needlesOf(canaries: readonly string[]): readonly Needle[] {
  const needles: Needle[] = [];
  for (const [canary, text] of canaries.entries()) {
    if (text.length < 5) throw new Error('a canary of fewer than five symbols sings by chance');
    const add = (form: string, bytes: Buffer) => needles.push({ canary, form, bytes });
    const utf8 = Buffer.from(text, 'utf8');
    add('utf-8', utf8);
    add('utf-16le', Buffer.from(text, 'utf16le'));
    add('utf-16be', Buffer.from(text, 'utf16le').swap16());
    add('json', Buffer.from(JSON.stringify(text).slice(1, -1), 'utf8'));
    add('hex', Buffer.from(utf8.toString('hex')));
    add('HEX', Buffer.from(utf8.toString('hex').toUpperCase()));
    for (const alignment of [0, 1, 2]) {
      const symbols = base64At(utf8, alignment);
      add('base64', Buffer.from(symbols));
      add('base64url', Buffer.from(symbols.replace(/\+/g, '-').replace(/\//g, '_')));
    }
  }
  return needles;
}

function searchPlain(
  bytes: Buffer,
  needles: readonly Needle[],
  file: string,
  base: number,
  within: string,
): Hit[] {
  return needles.flatMap(({ canary, form, bytes: needle }) => {
    const offset = bytes.indexOf(needle);
    return offset < 0 ? [] : [{ file, offset: base + offset, canary, form: within + form }];
  });
}

/** Compiled patterns: they are compared at some million offsets. */
class Finder {
  readonly #starts = new Uint8Array(65_536);
  readonly #byStart = new Map<number, Needle[]>();

  constructor(needles: readonly Needle[]) {
    for (const needle of needles) {
      const start = (needle.bytes[0]! << 8) | needle.bytes[1]!;
      this.#starts[start] = 1;
      this.#byStart.set(start, [...(this.#byStart.get(start) ?? []), needle]);
    }
  }

  first(bytes: Buffer): Needle | null {
    for (let at = 0; at < bytes.length - 1; at++) {
      const start = (bytes[at]! << 8) | bytes[at + 1]!;
      if (this.#starts[start] === 0) continue;
      for (const needle of this.#byStart.get(start)!) {
        const end = at + needle.bytes.length;
        if (end <= bytes.length && needle.bytes.equals(bytes.subarray(at, end))) return needle;
      }
    }
    return null;
  }
}

/** Streams are tried at each of the first bytes of a value, where a format may have put a header before them. */
const HEADER_BYTES = 256;
/** Files up to this size are tried at every byte. */
const SMALL_FILE_BYTES = 4_096;
const OUTPUT_BYTES = 262_144;

/**
 * Hits in deflated streams (RFC 1951) that start in the first `starts` bytes, and in those with a zlib or gzip header
 * anywhere. What inflates before a stream breaks off counts too: the inflater writes into a buffer that is looked at even
 * when it throws.
 */
function searchDeflated(bytes: Buffer, needles: readonly Needle[], file: string, starts: number): Hit[] {
  const finder = new Finder(needles);
  const output = Buffer.alloc(OUTPUT_BYTES);
  const hits: Hit[] = [];
  for (let at = 0; at < bytes.length - 2; at++) {
    const gzip = bytes[at] === 0x1f && bytes[at + 1] === 0x8b && bytes[at + 2] === 8;
    const zlib = (bytes[at]! & 0x8f) === 8 && ((bytes[at]! << 8) | bytes[at + 1]!) % 31 === 0;
    if (at >= starts && !gzip && !zlib) continue;
    // A gzip header without options is ten bytes (RFC 1952), a zlib header two (RFC 1950).
    for (const skip of gzip ? [10] : zlib ? [0, 2] : [0]) {
      try {
        inflateSync(bytes.subarray(at + skip), { out: output });
      } catch {
        // Not deflate, or cut: what came out before is in the buffer.
      }
      const end = output.indexOf(END_OF_OUTPUT);
      const found = finder.first(output.subarray(0, end < 0 ? OUTPUT_BYTES : end));
      if (found !== null)
        hits.push({ file, offset: at, canary: found.canary, form: `deflated ${found.form}` });
      output.fill(0, 0, end < 0 ? OUTPUT_BYTES : end + END_OF_OUTPUT.length);
    }
  }
  return hits;
}

/** So many zeros in a row: nothing was written from there on (or nothing that holds a canary). */
const END_OF_OUTPUT = Buffer.alloc(64);

/** Hits in these bytes. */
export function searchBytes(bytes: Buffer, canaries: readonly string[], file = ''): readonly Hit[] {
  const needles = needlesOf(canaries);
  const starts = bytes.length <= SMALL_FILE_BYTES ? bytes.length : HEADER_BYTES;
  const hits = [...searchPlain(bytes, needles, file, 0, ''), ...searchDeflated(bytes, needles, file, starts)];
  try {
    hits.push(...searchPlain(brotliDecompressSync(bytes), needles, file, 0, 'brotli '));
  } catch {
    // Not brotli.
  }
  return hits;
}

/** Hits in every value of a SQLite database, its write-ahead log applied: a value may lie in pieces over its pages. */
function searchDatabase(path: string, needles: readonly Needle[], file: string): Hit[] {
  const db = new DatabaseSync(path);
  const hits: Hit[] = [];
  try {
    for (const { name } of db.prepare(`SELECT name FROM sqlite_master WHERE type = 'table'`).all()) {
      const rows = db.prepare(`SELECT * FROM "${String(name)}"`);
      // A browser's databases hold times that do not fit a JavaScript number.
      rows.setReadBigInts(true);
      for (const row of rows.iterate()) {
        for (const value of Object.values(row)) {
          if (typeof value !== 'string' && !(value instanceof Uint8Array)) continue;
          const bytes = Buffer.from(value as Uint8Array);
          const where = `${file} ${String(name)}`;
          hits.push(...searchPlain(bytes, needles, where, 0, ''));
          hits.push(...searchDeflated(bytes, needles, where, HEADER_BYTES));
        }
      }
    }
  } finally {
    db.close();
  }
  return hits;
}

/** Hits in every file below a folder, and in every value of its databases. `bytes` and `files` show that there was something to search. */
export function searchFolder(
  folder: string,
  canaries: readonly string[],
): { hits: readonly Hit[]; bytes: number; files: number } {
  const hits: Hit[] = [];
  let total = 0;
  const needles = needlesOf(canaries);
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const contents = entries.map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return { path, bytes: readFileSync(path) };
  });
  for (const { path, bytes } of contents) {
    total += bytes.length;
    const file = path.slice(folder.length + 1);
    hits.push(...searchBytes(bytes, canaries, file));
    hits.push(...searchPlain(Buffer.from(file), needles, 'a file name', 0, ''));
    if (bytes.subarray(0, 15).toString() === 'SQLite format 3')
      hits.push(...searchDatabase(path, needles, file));
  }
  return { hits, bytes: total, files: entries.length };
}
