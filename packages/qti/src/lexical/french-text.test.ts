import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noFolding, normalizeText, parseInteger, parseNumber } from './french-text.ts';

const folded = { ...noFolding, ignoreCase: true, ignoreAccents: true };

describe('numbers as French pupils type them', () => {
  it.each([
    ['3,5', 3.5],
    ['3.5', 3.5],
    [' 3,5 ', 3.5],
    ['3,50', 3.5],
    [',5', 0.5],
    ['3,', 3],
    ['1 234,5', 1234.5],
    ['1\u00a0234,5', 1234.5],
    ['1\u202f234\u202f567', 1234567],
    ['\u00a012\u00a0', 12],
    ['-2', -2],
    ['\u22122', -2],
    ['- 2', -2],
    ['+2', 2],
    ['-0', 0],
    ['1e3', 1000],
    ['007', 7],
  ])('reads %j as %d', (text, value) => {
    expect(parseNumber(text)).toBe(value);
  });

  it.each([
    '',
    ' ',
    'quatre',
    '12 34',
    '1 2345',
    '1,234.5',
    '3,5 cm',
    '1/2',
    '--2',
    '1e999',
    'NaN',
    'Infinity',
    '0x10',
    '٣',
  ])('does not read %j as a number', (text) => {
    expect(parseNumber(text)).toBeNull();
  });

  it('reads whole numbers only as integers', () => {
    expect(parseInteger('1 000')).toBe(1000);
    expect(parseInteger('3,0')).toBe(3);
    expect(parseInteger('3,5')).toBeNull();
    expect(parseInteger('9007199254740993')).toBeNull();
  });

  it('reads every number written with a comma back', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 999 }), (whole, part) => {
        const text = `${whole}.${String(part).padStart(3, '0')}`;
        expect(parseNumber(text.replace('.', ','))).toBe(Number(text) === 0 ? 0 : Number(text));
      }),
    );
  });
});

describe('strings as French pupils type them', () => {
  it('makes no difference between kinds of spaces, runs of them, and none at the ends', () => {
    expect(normalizeText('\u00a0la\u202f  maison\t')).toBe('la maison');
  });

  it('makes no difference between apostrophes, nor between composed and decomposed accents', () => {
    expect(normalizeText('l\u2019e\u0301cole')).toBe("l'école");
  });

  it('keeps accents, case and ligatures unless the item says otherwise', () => {
    expect(normalizeText('Cœur brisé')).toBe('Cœur brisé');
    expect(normalizeText('ŒUVRE d’été', folded)).toBe("oeuvre d'ete");
    expect(normalizeText('ǽ', folded)).toBe('ae');
    expect(normalizeText('ÇA', { ...noFolding, ignoreAccents: true })).toBe('CA');
    expect(normalizeText('Élève', { ...noFolding, ignoreCase: true })).toBe('élève');
  });

  it('compares strings as numbers when the item says so, and other strings as strings', () => {
    const asNumber = { ...noFolding, asNumber: true };
    expect(normalizeText('3,50', asNumber)).toBe(normalizeText('3.5', asNumber));
    expect(normalizeText('trois', asNumber)).toBe('trois');
  });

  it('is the same when done twice', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.boolean(),
        fc.boolean(),
        (text, ignoreCase, ignoreAccents) => {
          const folding = { ...noFolding, ignoreCase, ignoreAccents };
          const once = normalizeText(text, folding);
          expect(normalizeText(once, folding)).toBe(once);
        },
      ),
      { numRuns: 500 },
    );
  });
});
