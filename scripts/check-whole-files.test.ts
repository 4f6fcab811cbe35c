import { describe, expect, test } from 'vitest';
import { checkWholeFiles } from './check-whole-files.ts';

const at = 'apps/authority/src/rights/write-access.ts';
const problemsOf = (source: string, writers = {}) => checkWholeFiles(new Map([[at, source]]), writers);

describe('files that are whole or not there', () => {
  test('are all that production code of this repository writes', () => {
    expect(checkWholeFiles()).toEqual([]);
  });

  test('a file that is written under its name is a problem, with its line', () => {
    expect(problemsOf('\nwriteFileSync(path, text);\n')).toEqual([
      `${at}:2: writeFileSync may leave a part of a file under its name`,
    ]);
    for (const source of [
      "openSync(path, 'w');",
      "openSync(path,\n  'wx', 0o600);",
      "await open(path, 'r+');",
      'openSync(path, constants.O_RDWR);',
      'createWriteStream(path);',
      'cpSync(from, to);',
    ])
      expect(problemsOf(source)).toHaveLength(1);
  });

  test('reading is none, nor is what is named with its reason, until it writes no more', () => {
    expect(problemsOf("openSync(path, 'r'); openSync(path); writeWhole(path, text);")).toEqual([]);
    expect(problemsOf("openSync(path, 'w');", { [at]: 'in pieces' })).toEqual([]);
    expect(problemsOf('writeWhole(path, text);', { [at]: 'in pieces' })).toHaveLength(1);
    expect(checkWholeFiles(new Map(), { [at]: 'in pieces' })).toHaveLength(1);
  });
});
