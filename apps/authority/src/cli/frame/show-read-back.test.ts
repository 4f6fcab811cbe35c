import { fill } from '@cloison/command/refusal';
import { expect, it } from 'vitest';
import { MENDED } from './show-read-back.ts';

it('what is served again as it had to be is said of one thing as of several', () => {
  const said = (count: number, lang: 'fr' | 'en') => fill(MENDED[lang], { count }, lang).trim();
  expect(said(1, 'fr')).toBe('1 élément publié est de nouveau servi comme prévu');
  expect(said(2, 'fr')).toBe('2 éléments publiés sont de nouveau servis comme prévu');
  expect(said(1, 'en')).toBe('1 published thing is served again as it had to be');
  expect(said(2, 'en')).toBe('2 published things are served again as they had to be');
});
