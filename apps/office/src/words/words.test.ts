import { describe, expect, it } from 'vitest';
import { inEnglish, inFrench, oneOrSeveral } from './counts.ts';
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

  it('agree with the count before them, as each language counts', () => {
    const school = (count: string) => inFrench`${count} école(s) équipée(s)`;
    expect(school('0')).toBe('0 école équipée');
    expect(school('1')).toBe('1 école équipée');
    expect(school('1\u202f234')).toBe('1\u202f234 écoles équipées');
    expect(inFrench`${'m2'} : ${1} niveau(x), ${2} niveau(x)`).toBe('m2 : 1 niveau, 2 niveaux');
    expect(inEnglish`${'0'} class(es), ${'1,234'} row(s), ${1} row(s)`).toBe('0 classes, 1,234 rows, 1 row');
    expect(oneOrSeveral('1', 'perd', 'perdent')).toBe('perd');
  });

  it('have no ending in brackets left when they are said', () => {
    for (const [key, words] of [...leaves(fr), ...leaves(en)]) {
      // Words of steps and of a work's outcome take records of counts.
      if (/^(?:life|work)\./.test(key)) continue;
      const text = typeof words === 'function' ? String(words(...'2,2,2,2,2'.split(','))) : String(words);
      expect(text, key).not.toMatch(/\p{L}\((?:s|x|es|e|nt|ies)\)/u);
    }
  });
});
