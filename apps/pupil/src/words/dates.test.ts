import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dateInWords } from './dates.ts';

const MORNING = Date.parse('2026-09-14T06:05:00Z');

const before = process.env.TZ;
/** This process is there from now on. */
const travelTo = (zone: string) => {
  process.env.TZ = zone;
};
beforeEach(() => travelTo('Europe/Paris'));
afterEach(() => {
  if (before === undefined) delete process.env.TZ;
  else process.env.TZ = before;
});

describe('a date in words', () => {
  it('is in the local time of the computer: Paris, Réunion and Tahiti differ', () => {
    expect(dateInWords(MORNING, 'fr')).toBe('lundi 14 septembre à 8 h 05');
    travelTo('Indian/Reunion');
    expect(dateInWords(MORNING, 'fr')).toBe('lundi 14 septembre à 10 h 05');
    travelTo('Pacific/Tahiti');
    expect(dateInWords(MORNING, 'fr')).toBe('dimanche 13 septembre à 20 h 05');
  });
  it('calls the first of a month « 1er » in French', () => {
    const first = Date.parse('2026-12-01T07:00:00Z');
    expect(dateInWords(first, 'fr')).toBe('mardi 1er décembre à 8 h 00');
    expect(dateInWords(first, 'en')).toBe('on Tuesday 1 December at 8:00 am');
    expect(dateInWords(Date.parse('2026-12-11T07:00:00Z'), 'fr')).toBe('vendredi 11 décembre à 8 h 00');
  });
  it('has its English twin, with twelve hours', () => {
    expect(dateInWords(MORNING, 'en')).toBe('on Monday 14 September at 8:05 am');
    expect(dateInWords(Date.parse('2026-09-13T22:30:00Z'), 'en')).toBe('on Monday 14 September at 12:30 am');
    expect(dateInWords(Date.parse('2026-09-14T10:30:00Z'), 'en')).toBe('on Monday 14 September at 12:30 pm');
  });
  it('names every day and month as Intl does', () => {
    for (const language of ['fr', 'en'] as const) {
      const locale = language === 'fr' ? 'fr-FR' : 'en-GB';
      for (let month = 0; month < 12; month++) {
        const date = new Date(2026, month, 10 + month, 15, 4);
        const parts = { weekday: 'long', day: 'numeric', month: 'long' } as const;
        const words = new Intl.DateTimeFormat(locale, parts).format(date).replace(',', '');
        expect(dateInWords(date.getTime(), language)).toContain(words);
      }
    }
  });
});
