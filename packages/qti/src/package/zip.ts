/**
 * Zip archives (PKWARE APPNOTE 6.3.10) by their central directory, with bounds. Inflation is fflate's; everything
 * that decides what is read is here. Not read, hence refused: encryption, Zip64, several disks, methods other than
 * "stored" and "deflated", symbolic links.
 */

import { inflateSync, zipSync } from 'fflate';
import { ProblemList } from '../model/problem.ts';
import { type Said, say } from '../words/say.ts';

export const zipLimits = {
  bytes: 512_000_000,
  entries: 5_000,
  entryBytes: 128_000_000,
  totalBytes: 512_000_000,
};

/** Of DEFLATE: 258 bytes from two bits. */
const MOST_TIMES_LARGER = 1032;

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
  readonly offset: number;
}

/**
 * The files of an archive by name; folders and what macOS adds (`__MACOSX/`, `.DS_Store`) are left out.
 * Throws `QtiProblems`: all that the directory shows at once, or the first damaged file. `path` is for the problems.
 */
export function readZip(bytes: Uint8Array, path = 'package.zip'): Map<string, Uint8Array> {
  const problems = new ProblemList(path);
  const entries = readDirectory(bytes, problems);
  problems.throwIfAny();
  const files = new Map<string, Uint8Array>();
  for (const entry of entries) {
    const content = readEntry(bytes, entry, problems);
    problems.throwIfAny();
    if (content !== null) files.set(entry.name, content);
  }
  return files;
}

function readDirectory(bytes: Uint8Array, problems: ProblemList): Entry[] {
  if (bytes.length > zipLimits.bytes) {
    problems.add('QTI_ZIP_TOO_LARGE', null, say('zip-large', { max: zipLimits.bytes }));
    return [];
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  if (end === null) {
    problems.add('QTI_ZIP_MALFORMED', null, say('zip-no-directory'));
    return [];
  }
  const count = view.getUint16(end + 10, true);
  const size = view.getUint32(end + 12, true);
  const start = view.getUint32(end + 16, true);
  if (
    count === 0xffff ||
    size === 0xffffffff ||
    start === 0xffffffff ||
    view.getUint32(end + 4, true) !== 0
  ) {
    problems.add('QTI_ZIP_MALFORMED', null, say('zip-parts'));
    return [];
  }
  if (count > zipLimits.entries) {
    problems.add('QTI_ZIP_TOO_LARGE', null, say('zip-entries', { max: zipLimits.entries }));
    return [];
  }
  if (start + size > end) {
    problems.add('QTI_ZIP_MALFORMED', null, say('zip-directory-short'));
    return [];
  }
  return readEntries(view, { start, end: start + size, count }, problems);
}

/** Offset of the end-of-directory record: the last one whose comment reaches exactly to the end. */
function findEnd(view: DataView): number | null {
  const lowest = Math.max(0, view.byteLength - 22 - 0xffff);
  for (let at = view.byteLength - 22; at >= lowest; at -= 1) {
    if (view.getUint32(at, true) !== 0x06054b50) continue;
    if (at + 22 + view.getUint16(at + 20, true) === view.byteLength) return at;
  }
  return null;
}

function readEntries(
  view: DataView,
  directory: { readonly start: number; readonly end: number; readonly count: number },
  problems: ProblemList,
): Entry[] {
  const entries: Entry[] = [];
  const names = new Set<string>();
  let total = 0;
  let at = directory.start;
  for (let i = 0; i < directory.count; i += 1) {
    if (at + 46 > directory.end || view.getUint32(at, true) !== 0x02014b50) {
      problems.add('QTI_ZIP_MALFORMED', null, say('zip-directory-damaged'));
      return [];
    }
    const flags = view.getUint16(at + 8, true);
    const lengths = [28, 30, 32].map((field) => view.getUint16(at + field, true)) as [number, number, number];
    const next = at + 46 + lengths[0] + lengths[1] + lengths[2];
    if (next > directory.end) {
      problems.add('QTI_ZIP_MALFORMED', null, say('zip-directory-damaged'));
      return [];
    }
    const raw = new Uint8Array(view.buffer, view.byteOffset + at + 46, lengths[0]);
    const name = readName(raw, (flags & 0x800) !== 0);
    const entry = {
      name: name ?? '',
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packedSize: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    };
    const isLink =
      view.getUint16(at + 4, true) >> 8 === 3 && (view.getUint16(at + 40, true) & 0xf000) === 0xa000;
    at = next;
    const problem = checkEntry(entry, name, { encrypted: (flags & 1) !== 0, isLink }, names);
    if (problem !== null) {
      problems.add(problem[0], null, problem[1]);
      continue;
    }
    total += entry.size;
    if (!isNoise(entry.name)) entries.push(entry);
  }
  if (total > zipLimits.totalBytes) {
    problems.add('QTI_ZIP_TOO_LARGE', null, say('zip-unpacks', { max: zipLimits.totalBytes }));
  }
  return entries;
}

function checkEntry(
  entry: Entry,
  name: string | null,
  traits: { readonly encrypted: boolean; readonly isLink: boolean },
  names: Set<string>,
): Parameters<
  (code: 'QTI_ZIP_PATH' | 'QTI_ZIP_DUPLICATE' | 'QTI_ZIP_ENTRY' | 'QTI_ZIP_TOO_LARGE', m: Said) => void
> | null {
  if (name === null) return ['QTI_ZIP_PATH', say('zip-name')];
  const shown = name.replace(/\p{C}/gu, '?').slice(0, 200);
  const steps = name.replace(/\/$/, '').split('/');
  if (/[\\:]|\p{Cc}/u.test(name) || steps.some((step) => step === '' || step === '.' || step === '..')) {
    return ['QTI_ZIP_PATH', say('zip-outside', { name: shown })];
  }
  const key = name.normalize('NFC').toLowerCase();
  if (names.has(key)) return ['QTI_ZIP_DUPLICATE', say('zip-twice', { name: shown })];
  names.add(key);
  if (traits.encrypted) return ['QTI_ZIP_ENTRY', say('zip-encrypted', { name: shown })];
  if (traits.isLink) return ['QTI_ZIP_ENTRY', say('zip-link', { name: shown })];
  if (entry.method !== 0 && entry.method !== 8)
    return ['QTI_ZIP_ENTRY', say('zip-method', { name: shown, method: entry.method })];
  if (entry.size > zipLimits.entryBytes)
    return ['QTI_ZIP_TOO_LARGE', say('zip-entry-large', { name: shown, max: zipLimits.entryBytes })];
  return null;
}

function readName(raw: Uint8Array, utf8: boolean): string | null {
  if (!utf8 && raw.some((byte) => byte > 0x7f)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw);
  } catch {
    return null;
  }
}

/** Folders, and what macOS leaves in archives. */
function isNoise(name: string): boolean {
  return name.endsWith('/') || name.startsWith('__MACOSX/') || /(?:^|\/)\.DS_Store$/.test(name);
}

function readEntry(bytes: Uint8Array, entry: Entry, problems: ProblemList): Uint8Array | null {
  const damaged = (reason: Said): null => {
    problems.add('QTI_ZIP_ENTRY', null, say('zip-damaged', { name: entry.name.slice(0, 200), reason }));
    return null;
  };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (entry.offset + 30 > bytes.length || view.getUint32(entry.offset, true) !== 0x04034b50) {
    return damaged(say('zip-elsewhere'));
  }
  const start =
    entry.offset + 30 + view.getUint16(entry.offset + 26, true) + view.getUint16(entry.offset + 28, true);
  const packed = bytes.subarray(start, start + entry.packedSize);
  if (packed.length !== entry.packedSize) return damaged(say('zip-short'));
  // Memory is taken for what the directory promises: not for more than any deflated bytes can become.
  if (entry.size > MOST_TIMES_LARGER * packed.length + 64) return damaged(say('zip-bomb'));
  let content: Uint8Array;
  if (entry.method === 0) {
    content = packed.slice();
  } else {
    try {
      // One byte more than promised, never more than that: an entry that unpacks to more is seen, not followed.
      content = inflateSync(packed, { out: new Uint8Array(entry.size + 1) });
    } catch {
      return damaged(say('zip-inflate'));
    }
  }
  if (content.length !== entry.size) return damaged(say('zip-size'));
  if (crc32(content) !== entry.crc) return damaged(say('zip-checksum'));
  return content;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

/** CRC-32 of zip (ISO 3309). */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crcTable[(crc ^ byte) & 0xff] as number) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** The same bytes for the same files, whatever the order of the map, the clock or the time zone. */
export function writeZip(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const names = [...files.keys()].toSorted((a, b) => (a < b ? -1 : 1));
  // Local time, as zip has it: the first instant it can write.
  const mtime = new Date(1980, 0, 1, 0, 0, 0);
  const stored = /\.(?:png|jpe?g|gif|webp|avif|mp3|ogg|oga|opus|m4a|mp4|m4v|webm|ogv)$/i;
  return zipSync(
    Object.fromEntries(
      names.map((name) => [
        name,
        [files.get(name) as Uint8Array, { level: stored.test(name) ? 0 : 9, mtime }],
      ]),
    ),
  );
}
