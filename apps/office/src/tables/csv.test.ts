import { expect, it } from 'vitest';
import { csvOf, readCell } from './csv.ts';

it('is written as the language’s spreadsheets read it', () => {
  const rows = [
    ['École', 'Part'],
    ['Les "Ormes"; nord', 0.6063366],
    ['Saint-Aubin, bourg', 1],
    [null, Number.NaN],
  ];
  expect(csvOf(rows, 'fr')).toBe(
    '\ufeffÉcole;Part\r\n"Les ""Ormes""; nord";0,606337\r\n"Saint-Aubin, bourg";1\r\n;\r\n',
  );
  expect(csvOf(rows, 'en')).toContain('0.606337\r\n');
});

it('runs no formula in the spreadsheet of whoever opens it', () => {
  expect(csvOf([['=1+1', '@SUM(A1)', '-3', -3]], 'en')).toBe("\ufeff'=1+1,'@SUM(A1),'-3,-3\r\n");
});

it('reads numbers of a drawn table in both languages, and leaves identifiers and words', () => {
  expect(['1\u202f234', '−0,25', '61\u202f%', '1,234', '0.5'].map(readCell)).toEqual([
    1234, -0.25, 0.61, 1234, 0.5,
  ]);
  expect(['0770002X', '01', '–', 'les mêmes', '2 / 4'].map(readCell)).toEqual([
    '0770002X',
    '01',
    '–',
    'les mêmes',
    '2 / 4',
  ]);
});
