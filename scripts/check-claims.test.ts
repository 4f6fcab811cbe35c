import { describe, expect, it } from 'vitest';
import { checkAdversaries, checkClaims, checkDataPages } from './check-claims.ts';

describe('the claims of SECURITY.md', () => {
  it('each name a test that exists', () => {
    expect(checkClaims()).toEqual([]);
  });

  it.each([
    ['a file that is not there', '| x | y | `scripts/nowhere.test.ts › says so` |'],
    ['a title that is not there', '| x | y | `scripts/check-borders.test.ts › has a title of this kind` |'],
    [
      'a claim without a test',
      '| x | y | trust us |\n| a | b | `scripts/check-claims.test.ts › each name a test that exists` |',
    ],
    ['a page without claims', 'words'],
  ])('are refused with %s', (_, page) => {
    expect(checkClaims(page)).toHaveLength(1);
  });
});

describe('the table of adversaries in the protocol', () => {
  const CLAIM = '`scripts/check-claims.test.ts › each name a test that exists`';
  const table = (...rows: readonly string[]) =>
    ['## What an adversary learns', '', '| who | names | test |', '|---|---|---|', ...rows].join('\n');

  it('names a test that exists in each row', () => {
    expect(checkAdversaries()).toEqual([]);
  });

  it.each([
    [
      'a row without a test',
      table(`| thief | no | ${CLAIM} |`, '| host | no | |'),
      'docs/protocol.md:6: a row',
    ],
    [
      'a title that is not there',
      table('| thief | no | `scripts/check-borders.test.ts › has a title of this kind` |'),
      'docs/protocol.md:5: scripts/check-borders.test.ts has no test',
    ],
    ['no table', `# Protocol\n\n${CLAIM}`, 'docs/protocol.md: no table'],
  ])('is refused with %s', (_, page, words) => {
    expect(checkAdversaries(page)).toEqual([expect.stringContaining(words)]);
  });
});

describe('the pages on personal data', () => {
  const CLAIM = '`scripts/check-claims.test.ts › each name a test that exists`';
  const check = (page: string) => checkDataPages(new Map([['page.md', page]]));

  it('name tests that exist, one for each measure', () => {
    expect(checkDataPages()).toEqual([]);
  });

  it.each([
    [
      'a test file that is not there',
      `${CLAIM}, \`scripts/nowhere.test.ts › says so\``,
      'page.md:1: there is no',
    ],
    [
      'a title that is not there',
      `${CLAIM}\n\nwords \`scripts/check-borders.test.ts › has a title of this kind\``,
      'page.md:3: scripts/check-borders.test.ts has no test',
    ],
    [
      'a measure without a test, in the second table too',
      `| mesure | test |\n|---|---|\n| a | ${CLAIM} |\n\n| mesure | test |\n|---|---|\n| b | trust us |`,
      'page.md:7: a measure without a test',
    ],
    ['no claim at all', 'words', 'docs/fr/donnees: no claim'],
  ])('are refused with %s', (_, page, words) => {
    expect(check(page)).toEqual([expect.stringContaining(words)]);
  });

  it('may have tables of what people do, without a test', () => {
    expect(check(`${CLAIM}\n\n| qui | quoi |\n|---|---|\n| école | range le papier |`)).toEqual([]);
  });
});
