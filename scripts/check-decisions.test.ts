import { describe, expect, it } from 'vitest';
import { checkDecisions } from './check-decisions.ts';

describe('decisions', () => {
  it('are a page each, as they are', () => {
    expect(checkDecisions()).toEqual([]);
  });

  it('are refused when they are longer, whatever the marks between words', () => {
    const page = (words: number) =>
      new Map([['docs/decisions/0001-x.md', `# X\n\n${'| word '.repeat(words - 1)}|`]]);
    expect(checkDecisions(page(700))).toEqual([]);
    expect(checkDecisions(page(701))).toEqual([
      'docs/decisions/0001-x.md:1: 701 words; a decision has at most 700',
    ]);
  });
});
