import { expect, it } from 'vitest';
import { uaiForm, uaiLetter } from './uai.ts';

// Public schools, from their own web pages: lycée Louis-le-Grand (Paris), lycée Henri-IV (Paris), lycée du Parc (Lyon).
it('gives the control letter of real schools', () => {
  expect(uaiLetter('0750655')).toBe('E');
  expect(uaiLetter('0750654')).toBe('D');
  expect(uaiLetter('0690026')).toBe('D');
});

it('accepts the form only', () => {
  expect(uaiForm('0750655e')).toBe('0750655E');
  for (const text of ['', '0750655', '075655E', '07506550', '2A00001A ']) expect(uaiForm(text)).toBeNull();
});
