import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileHead, filePieces } from './file-pieces.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloison-pieces-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a file read in pieces', () => {
  it.each([0, 1, 262_143, 262_144, 262_145, 600_000])('is whole: %i bytes', async (length) => {
    const path = join(folder, 'file');
    const bytes = randomBytes(length);
    writeFileSync(path, bytes);
    expect(Buffer.concat(await Array.fromAsync(filePieces(path))).equals(bytes)).toBe(true);
  });

  it('is read to its end where it grows meanwhile', async () => {
    const path = join(folder, 'file');
    writeFileSync(path, Buffer.alloc(400_000, 1));
    const pieces: Buffer[] = [];
    for await (const piece of filePieces(path)) {
      if (pieces.length === 0) writeFileSync(path, Buffer.alloc(50_000, 2), { flag: 'a' });
      pieces.push(piece);
    }
    expect(Buffer.concat(pieces).length).toBe(450_000);
  });

  it('has a head of at most the bytes that are asked for', () => {
    const path = join(folder, 'file');
    writeFileSync(path, 'uai,nom');
    expect(fileHead(path, 3).toString()).toBe('uai');
    expect(fileHead(path, 100).toString()).toBe('uai,nom');
  });
});
