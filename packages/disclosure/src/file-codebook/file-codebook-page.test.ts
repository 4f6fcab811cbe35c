import { expect, it } from 'vitest';
import { fileCodebookPage } from './file-codebook-page.ts';

it('says numbers as the French read them', () => {
  const page = fileCodebookPage({
    format: 'cloison-file-codebook/1',
    id: 'f',
    title: { fr: 'Diffusion', en: 'Release' },
    period: null,
    producer: null,
    unit: { fr: 'Élèves', en: 'Pupils' },
    dataKind: { fr: 'données', en: 'data' },
    files: ['f.csv'],
    rows: 12_345,
    where: {},
    protection: [],
    columns: [
      {
        name: 'score',
        label: { fr: 'Score', en: 'Score' },
        role: 'other',
        note: null,
        type: 'number',
        decimals: null,
        codes: [],
        absent: 1500,
        figures: { valid: 10_845, absent: 1500, min: -3.5, max: 1234.5678, mean: 0.123_456_789 },
      },
    ],
  });
  // Groups of digits are parted by a narrow space that does not break.
  expect(page).toContain('12\u202f345 lignes');
  expect(page).toContain('-3,5 · 0,123457 · 1\u202f234,57');
  expect(page).toContain('<td>1\u202f500</td>');
  expect(page.slice(page.indexOf('</style>'))).not.toMatch(/\d\.\d/);
});
