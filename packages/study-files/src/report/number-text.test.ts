import { describe, expect, it } from 'vitest';
import { renderReport } from './html-report.ts';
import { decimalText, pCell, powerText, pText } from './number-text.ts';

describe('numbers in sentences', () => {
  it('have a comma in French and a point in English, and a true minus sign', () => {
    expect(decimalText(-11492.1476, 'fr', 2)).toBe('−11492,15');
    expect(decimalText(-11492.1476, 'en', 2)).toBe('−11492.15');
    expect(decimalText(2, 'fr', 3)).toBe('2,000');
    expect(decimalText(null, 'fr', 3)).toBe('–');
  });

  it('say of a p-value that it is small rather than that it is nothing', () => {
    expect(pText(0.04321, 'fr')).toBe('0,0432');
    expect(pText(1e-9, 'fr')).toBe('< 0,0001');
    expect(pText(1e-9, 'en')).toBe('< 0.0001');
    const page = (rows: (string | number | null)[][]) =>
      renderReport('fr', {
        title: '',
        lead: '',
        sections: [{ title: '', tables: [{ caption: '', head: ['item', 'p'], rows, digits: 4 }] }],
      });
    expect(page([['f1', pCell(0)]])).toContain('<td class="number">&lt; 0,0001</td>');
    expect([pCell(null), pCell(0.03)]).toEqual([null, 0.03]);
  });

  it('write powers of ten as powers of ten', () => {
    expect(powerText(1.24e-7, 'fr')).toBe('1,2 × 10⁻⁷');
    expect(powerText(-3.9e12, 'en')).toBe('−3.9 × 10¹²');
    expect(powerText(0, 'fr')).toBe('0,0');
  });
});
