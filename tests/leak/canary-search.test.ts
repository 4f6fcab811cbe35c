import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { searchBytes, searchFolder } from './canary-search.ts';

const canary = 'Éloïse-Quetzal 7391';
const utf8 = Buffer.from(canary);
const sentence = Buffer.from(`"prénom":"${canary}","classe":"6e B"`);

/** The bytes in the middle of noise, at any alignment. */
const hidden = (bytes: Uint8Array, before = 501) =>
  Buffer.concat([randomBytes(before), bytes, randomBytes(500)]);

describe('the search for canaries bites', () => {
  it.each<[string, Uint8Array]>([
    ['UTF-8', utf8],
    ['UTF-16, little end first', Buffer.from(canary, 'utf16le')],
    ['UTF-16, big end first', Buffer.from(canary, 'utf16le').swap16()],
    ['hexadecimal', Buffer.from(utf8.toString('hex'))],
    ['hexadecimal in capitals', Buffer.from(utf8.toString('hex').toUpperCase())],
    ['raw deflate', deflateRawSync(sentence)],
    ['zlib', deflateSync(sentence)],
    ['gzip', gzipSync(sentence)],
    ['stored deflate', deflateRawSync(sentence, { level: 0 })],
    ['hexadecimal inside deflate', deflateRawSync(Buffer.from(sentence.toString('hex')))],
  ])('on %s', (_, bytes) => {
    expect(searchBytes(hidden(bytes), [canary]).length).toBeGreaterThan(0);
  });

  it.each([0, 1, 2])('on base64 and base64url at alignment %i', (before) => {
    const text = Buffer.concat([randomBytes(before), utf8, randomBytes(4)]);
    expect(searchBytes(hidden(Buffer.from(text.toString('base64'))), [canary]).length).toBeGreaterThan(0);
    expect(searchBytes(hidden(Buffer.from(text.toString('base64url'))), [canary]).length).toBeGreaterThan(0);
  });

  it('on a brotli file', () => {
    expect(searchBytes(brotliCompressSync(sentence), [canary]).length).toBeGreaterThan(0);
  });

  it('on a deflated value of a database, spread over its pages and still in its write-ahead log', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cloison-canary-'));
    const db = new DatabaseSync(join(folder, 'store.db'));
    db.exec('PRAGMA journal_mode = WAL; CREATE TABLE envelope (bytes BLOB)');
    const body = deflateRawSync(Buffer.concat([Buffer.from(randomBytes(9000).toString('hex')), sentence]));
    db.prepare('INSERT INTO envelope VALUES (?)').run(
      Buffer.concat([randomBytes(100), body, randomBytes(512)]),
    );
    const { hits } = searchFolder(folder, [canary]);
    db.close();
    rmSync(folder, { recursive: true });
    expect(hits).toMatchObject([{ file: 'store.db envelope', form: 'deflated utf-8' }]);
  });

  it('on none where there is none', () => {
    expect(searchBytes(randomBytes(4_000), [canary])).toEqual([]);
  });
});
