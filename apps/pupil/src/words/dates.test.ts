import { describe, expect, it } from 'vitest';
import { dateInWords } from './dates.ts';

const MORNING = Date.parse('2026-09-14T06:05:00Z');

describe('a date in words', () => {
  it('is in the local time of the computer: Paris and Réunion differ', () => {
    expect(dateInWords(MORNING, 'fr', 'Europe/Paris')).toBe('lundi 14 septembre à 8 h 05');
    expect(dateInWords(MORNING, 'fr', 'Indian/Reunion')).toBe('lundi 14 septembre à 10 h 05');
    expect(dateInWords(MORNING, 'fr', 'Pacific/Tahiti')).toBe('dimanche 13 septembre à 20 h 05');
  });
  it('calls the first of a month « 1er » in French', () => {
    const first = Date.parse('2026-12-01T07:00:00Z');
    expect(dateInWords(first, 'fr', 'Europe/Paris')).toBe('mardi 1er décembre à 8 h 00');
    expect(dateInWords(first, 'en', 'Europe/Paris')).toMatch(/^on Tuesday 1 December at 8:00/);
    expect(dateInWords(Date.parse('2026-12-11T07:00:00Z'), 'fr', 'Europe/Paris')).toBe(
      'vendredi 11 décembre à 8 h 00',
    );
  });
  it('has its English twin', () => {
    expect(dateInWords(MORNING, 'en', 'Europe/Paris')).toMatch(/^on Monday 14 September at 8:05\sam$/);
  });
});
