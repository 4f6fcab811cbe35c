import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { QtiProblems } from '../model/problem.ts';
import { problemsOf } from '../testing/test-item.ts';
import { readZip, writeZip, zipLimits } from './zip.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const files = (entries: Readonly<Record<string, string>>) =>
  new Map(Object.entries(entries).map(([name, text]) => [name, bytes(text)]));
const codes = (zip: Uint8Array) =>
  problemsOf(() => readZip(zip)).map((problem) => problem.replace(/:\d+$/, ''));

/** An archive with two names of the same length, one replaced by the other: what zip libraries do not write. */
function renamed(from: string, to: string, content: Readonly<Record<string, string>>): Uint8Array {
  const zip = zipSync(Object.fromEntries(Object.entries(content).map(([name, text]) => [name, bytes(text)])));
  const [before, after] = [bytes(from), bytes(to)];
  for (let i = 0; i + before.length <= zip.length; i += 1) {
    if (before.every((byte, k) => zip[i + k] === byte)) zip.set(after, i);
  }
  return zip;
}

/** Offset of the first entry in the directory. */
function directoryOf(zip: Uint8Array): number {
  return new DataView(zip.buffer, zip.byteOffset).getUint32(zip.length - 22 + 16, true);
}

function patched(zip: Uint8Array, patch: (view: DataView, directory: number) => void): Uint8Array {
  const copy = zip.slice();
  patch(new DataView(copy.buffer), directoryOf(copy));
  return copy;
}

const simple = writeZip(files({ 'a.xml': 'bonjour '.repeat(50), 'b/c.svg': 'x' }));

describe('zip archives', () => {
  it('come back as they were written', () => {
    const name = fc.stringMatching(/^[a-zé0-9]{1,8}(\/[a-z0-9]{1,8}){0,2}\.(xml|png|svg)$/);
    fc.assert(
      fc.property(
        fc.dictionary(name, fc.uint8Array({ maxLength: 300 }), { noNullPrototype: true }),
        (content) => {
          const map = new Map(Object.entries(content).map(([key, value]) => [key, Uint8Array.from(value)]));
          expect(readZip(writeZip(map))).toEqual(map);
        },
      ),
    );
  });

  it('are the same bytes whatever the order of the files', () => {
    const one = files({ 'a.xml': '1', 'b.xml': '2' });
    const other = new Map([...one].toReversed());
    expect(writeZip(one)).toEqual(writeZip(other));
    // Time and date of the first entry: midnight of 1 January 1980, whenever and wherever it was packed.
    expect([...writeZip(one).subarray(10, 14)]).toEqual([0, 0, 0x21, 0]);
  });

  it('are read without folders and what macOS adds', () => {
    const zip = zipSync({
      'a.xml': bytes('1'),
      'd/': bytes(''),
      '__MACOSX/._a.xml': bytes('x'),
      'd/.DS_Store': bytes('x'),
    });
    expect([...readZip(zip).keys()]).toEqual(['a.xml']);
  });

  it.each([
    ['../a.xml'],
    ['/abs.xml'],
    ['a/../b.x'],
    ['a//b.xml'],
    ['./abc.xml'],
    ['C:\\a.xml'],
    ['a\\b.xml '],
    ['a\u0000b.xml'],
  ])('are refused when a name leads outside: %j', (name) => {
    expect(codes(zipSync({ [name]: bytes('x'), 'ok.xml': bytes('y') }))).toEqual(['QTI_ZIP_PATH']);
  });

  it('are refused when a name is there twice, also in another case', () => {
    expect(codes(renamed('b.xml', 'a.xml', { 'a.xml': '1', 'b.xml': '2' }))).toEqual(['QTI_ZIP_DUPLICATE']);
    expect(codes(zipSync({ 'a.xml': bytes('1'), 'A.xml': bytes('2') }))).toEqual(['QTI_ZIP_DUPLICATE']);
  });

  it('are refused with too many entries, or when they say that they unpack to too much', () => {
    const many = Object.fromEntries(
      Array.from({ length: zipLimits.entries + 1 }, (_, i) => [`f${i}`, new Uint8Array()]),
    );
    expect(codes(zipSync(many, { level: 0 }))).toEqual(['QTI_ZIP_TOO_LARGE']);
    expect(
      codes(patched(simple, (view, at) => view.setUint32(at + 24, zipLimits.entryBytes + 1, true))),
    ).toEqual(['QTI_ZIP_TOO_LARGE']);
    const bombs = writeZip(files(Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`f${i}`, 'x']))));
    const total = patched(bombs, (view, directory) => {
      for (let i = 0, at = directory; i < 6; i += 1, at += 46 + 2) view.setUint32(at + 24, 100_000_000, true);
    });
    expect(codes(total)).toEqual(['QTI_ZIP_TOO_LARGE']);
  });

  it('are refused when an entry unpacks to more or less than it says', () => {
    expect(codes(patched(simple, (view, at) => view.setUint32(at + 24, 10, true)))).toEqual([
      'QTI_ZIP_ENTRY',
    ]);
    expect(codes(patched(simple, (view, at) => view.setUint32(at + 24, 4000, true)))).toEqual([
      'QTI_ZIP_ENTRY',
    ]);
  });

  it('are given no memory for more than their bytes can become: a few that say they are 100 MB', () => {
    const liar = patched(simple, (view, at) => view.setUint32(at + 24, 100_000_000, true));
    expect(() => readZip(liar)).toThrow(/unpacks to too much/);
  });
  it('do not make a bomb explode: 100 MB of zeros that say they are 10 bytes', () => {
    const bomb = zipSync({ 'a.xml': new Uint8Array(100_000_000) }, { level: 9 });
    expect(bomb.length).toBeLessThan(500_000);
    expect(codes(patched(bomb, (view, at) => view.setUint32(at + 24, 10, true)))).toEqual(['QTI_ZIP_ENTRY']);
  });

  it('are refused with a wrong checksum, an encrypted entry, a link, another method, or no room for an entry', () => {
    expect(codes(patched(simple, (view, at) => view.setUint32(at + 16, 1, true)))).toEqual(['QTI_ZIP_ENTRY']);
    expect(codes(patched(simple, (view, at) => view.setUint16(at + 8, 1, true)))).toEqual(['QTI_ZIP_ENTRY']);
    expect(codes(patched(simple, (view, at) => view.setUint16(at + 10, 12, true)))).toEqual([
      'QTI_ZIP_ENTRY',
    ]);
    const link = patched(simple, (view, at) => {
      view.setUint16(at + 4, 0x0314, true);
      view.setUint32(at + 38, 0xa1ff0000, true);
    });
    expect(codes(link)).toEqual(['QTI_ZIP_ENTRY']);
    expect(codes(patched(simple, (view, at) => view.setUint32(at + 42, 0xfffffff0, true)))).toEqual([
      'QTI_ZIP_ENTRY',
    ]);
    expect(codes(patched(simple, (view, at) => view.setUint32(at + 20, 0xfffffff0, true)))).toEqual([
      'QTI_ZIP_ENTRY',
    ]);
  });

  it('are refused when they are no archive, cut short, or Zip64', () => {
    expect(codes(new Uint8Array())).toEqual(['QTI_ZIP_MALFORMED']);
    expect(codes(bytes('PK but no more'))).toEqual(['QTI_ZIP_MALFORMED']);
    expect(codes(simple.subarray(0, simple.length - 5))).toEqual(['QTI_ZIP_MALFORMED']);
    expect(codes(simple.subarray(20))).not.toEqual([]);
    expect(codes(patched(simple, (view) => view.setUint16(view.byteLength - 22 + 10, 0xffff, true)))).toEqual(
      ['QTI_ZIP_MALFORMED'],
    );
  });

  it('are answered with files or problems, whatever bytes are changed', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(simple.length - 1), fc.nat(255)), { maxLength: 4 }), (changes) => {
        const copy = simple.slice();
        for (const [at, byte] of changes) copy[at] = byte;
        try {
          readZip(copy);
        } catch (error) {
          expect(error).toBeInstanceOf(QtiProblems);
        }
      }),
      { numRuns: 3000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (anything) => {
        expect(codes(anything)).not.toEqual([]);
      }),
    );
  });
});
