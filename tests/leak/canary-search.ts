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

/** A text, or bytes such as a key. */
export type Canary = string | Uint8Array;

export interface Needle {
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

export function needlesOf(canaries: readonly Canary[]): readonly Needle[] {
  const needles: Needle[] = [];
  for (const [canary, value] of canaries.entries()) {
    if (value.length < 5) throw new Error('a canary of fewer than five symbols sings by chance');
    const add = (form: string, bytes: Buffer) => needles.push({ canary, form, bytes });
    const bytes = Buffer.from(value as string);
    if (typeof value === 'string') {
      add('utf-8', bytes);
      add('utf-16le', Buffer.from(value, 'utf16le'));
      add('utf-16be', Buffer.from(value, 'utf16le').swap16());
      add('json', Buffer.from(JSON.stringify(value).slice(1, -1), 'utf8'));
    } else add('bytes', bytes);
    add('hex', Buffer.from(bytes.toString('hex')));
    add('HEX', Buffer.from(bytes.toString('hex').toUpperCase()));
    for (const alignment of [0, 1, 2]) {
      const symbols = base64At(bytes, alignment);
      add('base64', Buffer.from(symbols));
      add('base64url', Buffer.from(symbols.replace(/\+/g, '-').replace(/\//g, '_')));
    }
  }
  return needles;
}

/** All needles at once: one pass over the bytes, whatever the number of needles, since they are compared at some million offsets. */
export class NeedleIndex {
  /** One bit for each beginning of three bytes. */
  readonly #starts = new Uint8Array(1 << 21);
  readonly #byStart = new Map<number, Needle[]>();
  readonly count: number;

  constructor(canaries: readonly Canary[]) {
    const needles = needlesOf(canaries);
    this.count = needles.length;
    for (const needle of needles) {
      const start = (needle.bytes[0]! << 16) | (needle.bytes[1]! << 8) | needle.bytes[2]!;
      this.#starts[start >> 3]! |= 1 << (start & 7);
      this.#byStart.set(start, [...(this.#byStart.get(start) ?? []), needle]);
    }
  }

  /** Calls back for each needle found, with its offset; ends when that returns false. */
  each(bytes: Buffer, found: (needle: Needle, at: number) => boolean): void {
    const starts = this.#starts;
    const last = bytes.length - 2;
    for (let at = 0; at < last; at++) {
      const start = (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!;
      if ((starts[start >> 3]! & (1 << (start & 7))) === 0) continue;
      for (const needle of this.#byStart.get(start)!) {
        const end = at + needle.bytes.length;
        if (end <= bytes.length && bytes.compare(needle.bytes, 0, needle.bytes.length, at, end) === 0) {
          if (!found(needle, at)) return;
        }
      }
    }
  }

  first(bytes: Buffer): Needle | null {
    let first: Needle | null = null;
    this.each(bytes, (needle) => {
      first = needle;
      return false;
    });
    return first;
  }
}

/** Without looking into what is compressed: each needle once, where it is first. */
export function searchPlain(bytes: Buffer, index: NeedleIndex, file: string, base = 0, within = ''): Hit[] {
  const seen = new Set<Needle>();
  const hits: Hit[] = [];
  index.each(bytes, (needle, offset) => {
    if (!seen.has(needle)) {
      const { canary, form } = needle;
      hits.push({ file, offset: base + offset, canary, form: within + form });
    }
    seen.add(needle);
    return true;
  });
  return hits;
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
function searchDeflated(bytes: Buffer, index: NeedleIndex, file: string, starts: number): Hit[] {
  const output = SCRATCH;
  const hits: Hit[] = [];
  // Nearly every byte begins no stream, and the inflater throws: nobody reads where.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  for (let at = 0; at < bytes.length - 2; at++) {
    const gzip = bytes[at] === 0x1f && bytes[at + 1] === 0x8b && bytes[at + 2] === 8;
    const zlib = (bytes[at]! & 0x8f) === 8 && ((bytes[at]! << 8) | bytes[at + 1]!) % 31 === 0;
    if (at >= starts && !gzip && !zlib) continue;
    // A gzip header without options is ten bytes (RFC 1952), a zlib header two (RFC 1950).
    for (const skip of gzip ? [10] : zlib ? [0, 2] : [0]) {
      // Block type 3 is reserved: nothing comes out of it.
      if (((bytes[at + skip]! >> 1) & 3) === 3) continue;
      try {
        inflateSync(bytes.subarray(at + skip), { out: output });
      } catch {
        // Not deflate, or cut: what came out before is in the buffer.
      }
      const end = output.indexOf(END_OF_OUTPUT);
      const found = index.first(output.subarray(0, end < 0 ? OUTPUT_BYTES : end));
      if (found !== null)
        hits.push({ file, offset: at, canary: found.canary, form: `deflated ${found.form}` });
      output.fill(0, 0, end < 0 ? OUTPUT_BYTES : end + END_OF_OUTPUT.length);
    }
  }
  Error.stackTraceLimit = stackTraceLimit;
  return hits;
}

/** Zeroed after each use. */
const SCRATCH = Buffer.alloc(OUTPUT_BYTES);

/** So many zeros in a row: nothing was written from there on (or nothing that holds a canary). */
const END_OF_OUTPUT = Buffer.alloc(64);

/** Hits in these bytes. */
export function searchBytes(
  bytes: Buffer,
  canaries: readonly Canary[] | NeedleIndex,
  file = '',
): readonly Hit[] {
  const index = canaries instanceof NeedleIndex ? canaries : new NeedleIndex(canaries);
  const starts = bytes.length <= SMALL_FILE_BYTES ? bytes.length : HEADER_BYTES;
  const hits = [...searchPlain(bytes, index, file, 0, ''), ...searchDeflated(bytes, index, file, starts)];
  try {
    hits.push(...searchPlain(brotliDecompressSync(bytes), index, file, 0, 'brotli '));
  } catch {
    // Not brotli.
  }
  return hits;
}

/** Hits in every value of a SQLite database, its write-ahead log applied: a value may lie in pieces over its pages. */
function searchDatabase(path: string, index: NeedleIndex, file: string): Hit[] {
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
          hits.push(...searchPlain(bytes, index, where, 0, ''));
          hits.push(...searchDeflated(bytes, index, where, HEADER_BYTES));
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
  canaries: readonly Canary[] | NeedleIndex,
): { hits: readonly Hit[]; bytes: number; files: number } {
  const hits: Hit[] = [];
  let total = 0;
  const index = canaries instanceof NeedleIndex ? canaries : new NeedleIndex(canaries);
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
    hits.push(...searchBytes(bytes, index, file));
    hits.push(...searchPlain(Buffer.from(file), index, 'a file name', 0, ''));
    if (bytes.subarray(0, 15).toString() === 'SQLite format 3')
      hits.push(...searchDatabase(path, index, file));
  }
  return { hits, bytes: total, files: entries.length };
}
