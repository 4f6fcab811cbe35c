/** Whether a file is UTF-8, and if not where and what it seems to be; then its content, if it is still the same. In bounded memory. */
import { isAscii, isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { filePieces } from './file-pieces.ts';
import { refuseRoster } from './refusals.ts';
import type { RosterProblems } from './roster-problems.ts';

export interface Encoding {
  /** How to read the file so that its other faults show too. */
  readonly decode: 'utf-8' | 'windows-1252' | null;
  /** Lines with accents in UTF-8 beside lines that are not UTF-8: two files put together, most often. */
  readonly isMixed: boolean;
  readonly bytes: number;
  /** Data lines, about: line feeds less one. For progress. */
  readonly lines: number;
  /** SHA-256, to notice a file that changes between two readings. */
  readonly hash: string;
}

const SHOWN = 20;
const LONGEST_KEPT_BYTES = 1_048_576;
const LINE_FEED = 10;

/** Reports the first places that are not UTF-8; null where other encodings will do. Throws what the file system throws. */
export async function checkEncoding(
  path: string,
  name: string,
  problems: RosterProblems | null,
): Promise<Encoding> {
  const digest = createHash('sha256');
  let rest: Buffer = Buffer.alloc(0);
  let line = 1;
  let bytes = 0;
  let faulty = 0;
  let isAccented = false;
  /** The first faulty lines: byte and place. */
  const shown: FaultyByte[] = [];
  let utf16 = false;
  const checkLines = (block: Buffer) => {
    if (isUtf8(block)) {
      isAccented ||= !isAscii(block);
      for (let at = block.indexOf(LINE_FEED); at !== -1; at = block.indexOf(LINE_FEED, at + 1)) line += 1;
      return;
    }
    for (let from = 0; from < block.length; ) {
      const at = block.indexOf(LINE_FEED, from);
      const to = at === -1 ? block.length : at;
      const one = block.subarray(from, to);
      if (isUtf8(one)) isAccented ||= !isAscii(one);
      else {
        faulty += 1;
        if (problems !== null && shown.length < SHOWN) shown.push(faultyByte(one, line));
      }
      if (at !== -1) line += 1;
      from = to + 1;
    }
  };
  for await (const chunk of filePieces(path)) {
    if (bytes === 0) utf16 = seemsUtf16(chunk);
    bytes += chunk.length;
    digest.update(chunk);
    if (utf16) continue;
    const block = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const end = checkable(block);
    checkLines(block.subarray(0, end));
    rest = Buffer.from(block.subarray(end));
  }
  checkLines(rest);
  if (utf16) problems?.add('encoding-utf16', name, { line: 1, column: 1 }, { file: name });
  const isMixed = faulty > 0 && isAccented;
  for (const [i, fault] of shown.entries()) {
    const code = i > 0 ? 'encoding-byte' : isMixed ? 'encoding-mixed' : 'encoding-1252';
    reportByte(code, fault, name, problems);
  }
  if (faulty > SHOWN) {
    problems?.add('encoding-more', name, { line, column: 1 }, { count: faulty - SHOWN });
  }
  const decode = utf16 ? null : faulty > 0 && !isMixed ? 'windows-1252' : 'utf-8';
  return { decode, isMixed, bytes, lines: line - 1, hash: digest.digest('hex') };
}

/** By its byte order mark, or because every other of its first bytes is zero, as of Latin letters without a mark. */
function seemsUtf16(start: Buffer): boolean {
  const mark = start.length < 2 ? 0 : start.readUInt16BE(0);
  if (mark === 0xfeff || mark === 0xfffe) return true;
  const head = start.subarray(0, Math.min(64, start.length - (start.length % 2)));
  const zeros = [0, 0];
  for (const [i, byte] of head.entries()) if (byte === 0) zeros[i % 2]! += 1;
  return head.length >= 8 && Math.max(...zeros) > head.length * 0.4 && Math.min(...zeros) === 0;
}

/**
 * How much of a block can be checked now: whole lines, or, of a line that is longer than any that is read, whole signs. To keep
 * all of it until it ends would take the square of its length.
 */
function checkable(block: Buffer): number {
  const lines = block.lastIndexOf(LINE_FEED) + 1;
  if (block.length - lines <= LONGEST_KEPT_BYTES) return lines;
  let last = block.length - 1;
  // The last sign may go on in the next piece: at most three bytes of it are here.
  for (let back = 0; back < 3 && ((block[last] ?? 0) & 0xc0) === 0x80; back++) last -= 1;
  return (block[last] ?? 0) >= 0xc0 ? last : block.length;
}

/** The pieces of a file that was checked. Throws `roster-changed` at its end when it is another one by then. */
export async function* checkedPieces(file: {
  readonly path: string;
  readonly name: string;
  readonly encoding: Encoding;
}): AsyncGenerator<Buffer> {
  const digest = createHash('sha256');
  for await (const piece of filePieces(file.path)) {
    digest.update(piece);
    yield piece;
  }
  if (digest.digest('hex') !== file.encoding.hash) throw refuseRoster('roster-changed', { path: file.name });
}

interface FaultyByte {
  readonly byte: number;
  readonly line: number;
  readonly column: number;
}

function faultyByte(line: Buffer, number: number): FaultyByte {
  const at = firstFault(line);
  return { byte: line[at]!, line: number, column: line.subarray(0, at).toString('utf8').length + 1 };
}

/** The first one says what to do. */
function reportByte(
  code: 'encoding-1252' | 'encoding-mixed' | 'encoding-byte',
  { byte, line, column }: FaultyByte,
  name: string,
  problems: RosterProblems | null,
): void {
  const values = {
    byte: `0x${byte.toString(16).toUpperCase()}`,
    guess: new TextDecoder('windows-1252').decode(Uint8Array.of(byte)),
    file: name,
  };
  problems?.add(code, name, { line, column }, values);
}

/** Where the first sequence of bytes starts that is not UTF-8. */
function firstFault(line: Buffer): number {
  let at = 0;
  while (at < line.length) {
    const lead = line[at]!;
    const length = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (!isUtf8(line.subarray(at, at + length))) return at;
    at += length;
  }
  return line.length - 1;
}
