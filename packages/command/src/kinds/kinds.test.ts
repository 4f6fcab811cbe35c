import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Kind, type KindName, parseKind } from './kind.ts';
import { count, decimal, port, seconds, whole } from './numbers.ts';
import { file, fileOrFolder, fileToWrite, folder, folderToWrite } from './paths.ts';
import { address, choice, code, date, list, origin, text, yesNo } from './texts.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'kinds-'));
  writeFileSync(join(root, 'a.csv'), 'x');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** `[text, value]` for what is taken; texts alone for what is refused. `@` is the folder of the test. */
interface Example {
  readonly kind: Kind<unknown>;
  readonly takes: readonly (readonly [string, unknown])[];
  readonly refuses: readonly string[];
}

it('a file that is taken whole into memory has a size that it may not exceed', () => {
  const path = join(root, 'large.json');
  writeFileSync(path, '');
  truncateSync(path, 3_000_000);
  const kind = file({ mostMegabytes: 2 });
  expect(parseKind(kind, path).ok).toBe(false);
  truncateSync(path, 2_000_000);
  expect(parseKind(kind, path)).toEqual({ ok: true, value: path });
  expect(kind.expected.en).toBe('a regular file that exists, of at most 2 MB');
});

const three = (given: string) => (given === 'three' ? 3 : null);
const EXAMPLES = {
  text: { kind: text(), takes: [[' a ', ' a ']], refuses: ['', '  '] },
  whole: {
    kind: whole({ min: -5, max: 830_000 }),
    takes: [
      ['830000', 830_000],
      ['-5', -5],
      ['007', 7],
    ],
    refuses: ['830k', '830001', '-6', '1.0', '1e3', '+5', ' 5', '', '0x10', '9'.repeat(17)],
  },
  decimal: {
    kind: decimal({ min: 0, max: 1 }),
    takes: [
      ['0.5', 0.5],
      ['1e-3', 0.001],
    ],
    refuses: ['half', '1,5', '1.1', '-0.1', '.', 'NaN', 'Infinity', ''],
  },
  port: {
    kind: port(),
    takes: [
      ['0', 0],
      ['65535', 65_535],
    ],
    refuses: ['99999', '65536', '-1', 'http', '80.5'],
  },
  address: {
    kind: address(),
    takes: [
      ['9464', { host: '127.0.0.1', port: 9464 }],
      ['host.example:80', { host: 'host.example', port: 80 }],
      ['[::1]:80', { host: '::1', port: 80 }],
    ],
    refuses: ['', 'host', 'host:', ':80', '1:2:3', '127.0.0.1:70000'],
  },
  file: { kind: file(), takes: [['@/a.csv', '@/a.csv']], refuses: ['@', '@/b.csv', '@/a.csv/c', ''] },
  folder: { kind: folder(), takes: [['@', '@']], refuses: ['@/a.csv', '@/none', ''] },
  'file-or-folder': {
    kind: fileOrFolder(),
    takes: [
      ['@', '@'],
      ['@/a.csv', '@/a.csv'],
    ],
    refuses: ['@/none', ''],
  },
  'file-to-write': {
    kind: fileToWrite(),
    takes: [
      ['@/new.csv', '@/new.csv'],
      ['@/a.csv', '@/a.csv'],
    ],
    refuses: ['@', '@/none/new.csv', '@/a.csv/new.csv', ''],
  },
  'folder-to-write': {
    kind: folderToWrite(),
    takes: [
      ['@', '@'],
      ['@/new/below', '@/new/below'],
    ],
    refuses: ['@/a.csv', '@/a.csv/below', ''],
  },
  origin: {
    kind: origin(),
    takes: [
      ['https://evaluation.example', 'https://evaluation.example'],
      ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080/'],
    ],
    refuses: [
      'evaluation.example',
      'ftp://evaluation.example',
      'https://evaluation.example/path',
      'https://evaluation.example?a',
      'https://me:secret@evaluation.example',
      'https://',
    ],
  },
  date: {
    kind: date(),
    takes: [['2028-02-29', '2028-02-29']],
    refuses: ['2026-02-29', '29/02/2028', '2026-13-01', '2026-1-1', ''],
  },
  choice: { kind: choice(['a', 'b']), takes: [['a', 'a']], refuses: ['A', 'c', '', 'toString'] },
  list: {
    kind: list(whole()),
    takes: [
      ['1, 2,3', [1, 2, 3]],
      ['4', [4]],
    ],
    refuses: ['', '1,,2', '1,x', ','],
  },
  'yes-no': {
    kind: yesNo(),
    takes: [
      ['Oui', true],
      ['0', false],
    ],
    refuses: ['', 'maybe', '2'],
  },
  code: {
    kind: code({ fr: 'x', en: 'x' }, { fr: 'x', en: 'x' }, three),
    takes: [['three', 3]],
    refuses: ['four', ''],
  },
} as const satisfies Record<KindName, Example>;

describe.each(Object.entries(EXAMPLES) as [KindName, Example][])('the kind %s', (name, example) => {
  it('takes what it names and refuses the rest', () => {
    const { kind, takes, refuses } = example;
    expect(kind.name).toBe(name);
    const put = (value: unknown) => (typeof value === 'string' ? value.replace('@', root) : value);
    for (const [given, value] of takes)
      expect([given, parseKind(kind, put(given) as string)]).toEqual([
        given,
        { ok: true, value: put(value) },
      ]);
    for (const given of refuses)
      expect([given, parseKind(kind, put(given) as string)]).toEqual([given, { ok: false }]);
  });

  it('says in both languages what it expects', () => {
    for (const words of [example.kind.expected, example.kind.placeholder])
      expect(words.fr !== '' && words.en !== '').toBe(true);
  });
});

it('whole numbers come back as they were written, whatever they are', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (value) => {
      const kind = whole({ min: Number.MIN_SAFE_INTEGER });
      expect(parseKind(kind, String(value))).toEqual({ ok: true, value });
    }),
  );
});

it('says its bounds', () => {
  expect(count().expected.en).toBe('a whole number, 1 or more');
  expect(whole({ min: 2, max: 9 }).expected.fr).toBe('un nombre entier, de 2 à 9');
  expect(decimal().expected.en).toBe('a number');
  expect(seconds().expected.en).toBe('seconds, from 0 to 86400');
  expect(parseKind(seconds(), '86401')).toEqual({ ok: false });
});
