import { linkSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { file, fileOrFolder, fileToWrite } from '../kinds/paths.ts';
import { runWords } from '../run/test-program.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { optional, repeated, required } from './option.ts';
import { bindVerbs, type Room } from './room.ts';
import { defineVerb, type Frame } from './verb.ts';

const words = { fr: 'un mot', en: 'a word' };
const frame: Frame<Terminal> = {
  options: {},
  open: (terminal) => ({ session: terminal, close: () => {} }),
};
const count = defineVerb<Terminal>()({
  name: 'count',
  summary: words,
  arguments: { responses: required(file(), words) },
  options: {
    more: repeated(file(), words),
    export: optional(fileOrFolder(), words),
    out: optional(fileToWrite(), words),
    report: optional(fileToWrite(), words),
  },
  examples: ['cloison items count'],
  async run(_session, { out, report }) {
    for (const path of [out, report]) if (path !== undefined) writeFileSync(path, 'written');
    return {};
  },
});
const rooms: readonly Room[] = [
  { name: 'items', summary: words, load: async () => ({ verbs: bindVerbs(frame, [count]), groups: {} }) },
];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'apart-files-'));
  writeFileSync(join(folder, 'responses.csv'), 'kept');
  symlinkSync(join(folder, 'responses.csv'), join(folder, 'link.csv'));
  linkSync(join(folder, 'responses.csv'), join(folder, 'hard.csv'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** `@` is the folder of the test. */
const run = (...line: string[]) =>
  runWords(rooms, ['items', 'count', ...line.map((word) => word.replace('@', folder)), '--json'], {});

describe('a file that a command would write', () => {
  it.each([
    ['by its name', ['@/responses.csv', '--out', '@/responses.csv']],
    ['by another way to it', ['@/responses.csv', '--out', '@/./responses.csv']],
    ['by a symbolic link', ['@/responses.csv', '--out', '@/link.csv']],
    ['by a second name of the file', ['@/responses.csv', '--report', '@/hard.csv']],
    ['where the input is the link', ['@/link.csv', '--out', '@/responses.csv']],
    [
      'where the option takes a folder too',
      ['/etc/passwd', '--export', '@/responses.csv', '--out', '@/hard.csv'],
    ],
    [
      'where it is the second of several inputs',
      ['/etc/passwd', '--more', '/etc/group', '--more', '@/responses.csv', '--out', '@/link.csv'],
    ],
  ])('is never one that it reads: %s', async (_, line) => {
    const { exit, json, err } = await run(...line);
    expect([exit, json.code]).toEqual([2, 'would-overwrite']);
    expect(err).toMatch(/--(?:out|report)/);
    expect(readFileSync(join(folder, 'responses.csv'), 'utf8')).toBe('kept');
  });

  it('is not written twice by one command', async () => {
    const line = ['@/responses.csv', '--out', '@/new.json', '--report', '@/./new.json'];
    expect((await run(...line)).json.code).toBe('outputs-same');
    writeFileSync(join(folder, 'new.json'), 'before');
    expect((await run(...line)).json.code).toBe('outputs-same');
  });

  it('may be any other, and devices take what is written to them as often as one likes', async () => {
    expect((await run('@/responses.csv', '--out', '@/a', '--report', '@/b')).exit).toBe(0);
    expect((await run('@/responses.csv', '--out', '/dev/null', '--report', '/dev/null')).exit).toBe(0);
  });
});
