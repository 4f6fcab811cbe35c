import { expect, it } from 'vitest';
import { alignedTable } from './aligned-table.ts';

it('a number too small for the decimals is shown as small, and a whole number as it is', () => {
  const rows = [['f1', 3e-12, -3e-12, 0, 0.00006, null]];
  const cells = (lang: 'fr' | 'en') =>
    alignedTable(lang, ['item', 'p', 'Δ', 'n', 'q', 'r'], rows, 4).split('\n')[1]!.trim().split(/ {2,}/);
  expect(cells('fr')).toEqual(['f1', '< 0,0001', '> -0,0001', '0', '0,0001', '–']);
  expect(cells('en')).toEqual(['f1', '< 0.0001', '> -0.0001', '0', '0.0001', '–']);
});
