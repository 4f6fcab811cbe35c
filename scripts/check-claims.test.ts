import { describe, expect, it } from 'vitest';
import { checkClaims } from './check-claims.ts';

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
