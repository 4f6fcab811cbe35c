import { describe, expect, it } from 'vitest';
import { speechOf } from './language.tsx';
import { en, fr } from './words.ts';

type Leaf = readonly [string, unknown];

function leaves(value: object, path = ''): Leaf[] {
  return Object.entries(value).flatMap(([key, child]): Leaf[] =>
    typeof child === 'object' ? leaves(child as object, `${path}${key}.`) : [[`${path}${key}`, child]],
  );
}

describe('Words of the console', () => {
  it('exist in both languages under the same keys', () => {
    expect(leaves(en).map(([key]) => key)).toEqual(leaves(fr).map(([key]) => key));
  });

  it('are never empty, and never the other language’s', () => {
    const french = new Map(leaves(fr));
    for (const [key, words] of leaves(en)) {
      if (typeof words !== 'string') continue;
      expect(words, key).not.toBe('');
      if (words.length > 25) expect(words, key).not.toBe(french.get(key));
    }
  });

  it('write a negative number with the sign of a minus, as reports do', () => {
    for (const language of ['fr', 'en'] as const) {
      const { number } = speechOf(language, () => {});
      expect(number(-1234.5, 1)).toMatch(/^−1\D?234[,.]5$/);
      expect(number(0.25, 2)).not.toMatch(/[-−]/);
    }
  });
});
