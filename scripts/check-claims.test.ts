import { describe, expect, it } from 'vitest';
import { checkAdversaries, checkClaims, checkDataPages } from './check-claims.ts';

describe('the claims of SECURITY.md', () => {
  it('each name a test that exists', () => {
    expect(checkClaims()).toEqual([]);
  });

  it.each([
    ['a file that is not there', '| x | y | `scripts/nowhere.test.ts › says so` |'],
    ['a title that is not there', '| x | y | `scripts/check-borders.test.ts › has a title of this kind` |'],
    ['half of a title', '| x | y | `scripts/check-claims.test.ts › each name a test` |'],
    [
      'a claim without a test',
      '| x | y | trust us |\n| a | b | `scripts/check-claims.test.ts › each name a test that exists` |',
    ],
    ['a page without claims', 'words'],
  ])('are refused with %s', (_, page) => {
    expect(checkClaims(page)).toHaveLength(1);
  });
});

describe('the tables of adversaries and of lies in the protocol', () => {
  const CLAIM = '`scripts/check-claims.test.ts › each name a test that exists`';
  const tables = (rows: readonly string[], lies: readonly string[] = [`| late | no | ${CLAIM} |`]) =>
    [
      '',
      '| who | names | test |',
      '|---|---|---|',
      ...rows,
      '',
      '| lie | what | test |',
      '|---|---|---|',
      ...lies,
    ].join('\n');

  it('name a test that exists in each row', () => {
    expect(checkAdversaries()).toEqual([]);
  });

  it.each([
    [
      'an adversary without a test',
      tables([`| thief | no | ${CLAIM} |`, '| host | no | |']),
      'docs/protocol.md:5: a row',
    ],
    [
      'a lie without a test',
      tables([`| thief | no | ${CLAIM} |`], ['| late | no | |']),
      'docs/protocol.md:8: a row',
    ],
    [
      'a title that is not there',
      tables(['| thief | no | `scripts/check-borders.test.ts › has a title of this kind` |']),
      'docs/protocol.md:4: scripts/check-borders.test.ts has no test',
    ],
    [
      'one table alone',
      `\n| who | test |\n|---|---|\n| thief | ${CLAIM} |`,
      'docs/protocol.md: no table “lie”',
    ],
  ])('are refused with %s', (_, page, words) => {
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
