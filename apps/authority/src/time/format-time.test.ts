import { describe, expect, it } from 'vitest';
import { formatDay, formatHour, formatInstant } from './format-time.ts';

const first = new Date('2026-12-01T07:00:00Z');

describe('instants as people say them', () => {
  it('are first of the month in French, and only then', () => {
    expect(formatDay(first, 'fr', 'Europe/Paris')).toBe('1er décembre 2026');
    expect(formatDay(first, 'en', 'Europe/Paris')).toBe('1 December 2026');
    expect(formatDay(new Date('2026-12-11T07:00:00Z'), 'fr', 'Europe/Paris', false)).toBe('11 décembre');
  });

  it('have hours as French writes them, without an idle « 00 »', () => {
    expect(formatHour(first, 'fr', 'Europe/Paris')).toBe('8\u00A0h');
    expect(formatHour(new Date('2026-12-01T13:44:00Z'), 'fr', 'Europe/Paris')).toBe('14\u00A0h\u00A044');
    expect(formatHour(new Date('2026-12-01T23:05:00Z'), 'fr', 'Europe/Paris')).toBe('0\u00A0h\u00A005');
    expect(formatHour(first, 'en', 'Europe/Paris')).toBe('08:00');
  });

  it('name the zone in words, in summer as in winter, and the day of that zone', () => {
    expect(formatInstant(first, 'fr', 'Europe/Paris')).toBe(
      '1er décembre 2026 à 8\u00A0h (heure normale d’Europe centrale)',
    );
    expect(formatInstant(new Date('2026-07-31T22:30:00Z'), 'fr', 'Europe/Paris')).toBe(
      '1er août 2026 à 0\u00A0h\u00A030 (heure d’été d’Europe centrale)',
    );
    expect(formatInstant(first, 'en', 'Indian/Reunion')).toBe('1 December 2026 at 11:00 (Réunion Time)');
  });
});
