import { frenchSpaces } from '@cloison/theme/typography';
import { describe, expect, it } from 'vitest';
import { speechOf } from './language.tsx';
import { en, fr } from './words.ts';

type Leaf = readonly [string, unknown];

function leaves(value: object, path = ''): Leaf[] {
  return Object.entries(value).flatMap(([key, child]): Leaf[] =>
    typeof child === 'object' ? leaves(child as object, `${path}${key}.`) : [[`${path}${key}`, child]],
  );
}

describe('Words of the screens', () => {
  it('exist in both languages under the same keys', () => {
    expect(leaves(en).map(([key]) => key)).toEqual(leaves(fr).map(([key]) => key));
  });

  it('are never empty', () => {
    for (const [key, words] of [...leaves(fr), ...leaves(en)])
      if (typeof words === 'string') expect(words, key).not.toBe('');
  });

  it('say a teacher’s state as a sentence', () => {
    const sentence = (value: string) => value.replace(/[\u00a0\u202f]/g, ' ');
    expect(sentence(fr.homePage.progress('Français', 21, 25, 2, 2))).toBe(
      'Français : 21 élèves sur 25 ont terminé ; 2 sont absents ; il en reste 2.',
    );
    expect(sentence(fr.homePage.progress('Français', 1, 25, 1, 23))).toBe(
      'Français : 1 élève sur 25 a terminé ; 1 est absent ; il en reste 23.',
    );
    expect(en.homePage.progress('French', 1, 25, 1, 23)).toBe(
      'French: 1 of 25 pupils has finished; 1 is absent; 23 to go.',
    );
  });

  it('call the first of a month « 1er » in French', () => {
    const first = new Date(2026, 11, 1, 8).getTime();
    const [french, english] = [speechOf('fr', () => undefined), speechOf('en', () => undefined)];
    expect(french.date(first)).toBe('1er décembre 2026');
    expect(french.dateTime(first)).toMatch(/^1er décembre 2026 à 8\sh\s00$/);
    expect(french.date(new Date(2026, 11, 21).getTime())).toBe('21 décembre 2026');
    expect(english.date(first)).toBe('1 December 2026');
  });

  it('keep French signs with the word before them', () => {
    expect(frenchSpaces('Quoi ? « Oui » : n° 4 ; bien !')).toBe(
      'Quoi\u202f? «\u00a0Oui\u00a0»\u00a0: n°\u00a04\u202f; bien\u202f!',
    );
  });
});
