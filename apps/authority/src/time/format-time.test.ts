import { describe, expect, it } from 'vitest';
import { sayDay, sayHour, sayInstant } from './format-time.ts';

const first = new Date('2026-12-01T07:00:00Z');

describe('instants as people say them', () => {
  it('are first of the month in French, and only then', () => {
    expect(sayDay(first, 'fr', 'Europe/Paris')).toBe('1er décembre 2026');
    expect(sayDay(first, 'en', 'Europe/Paris')).toBe('1 December 2026');
    expect(sayDay(new Date('2026-12-11T07:00:00Z'), 'fr', 'Europe/Paris', false)).toBe('11 décembre');
  });

  it('have hours as French writes them, without an idle « 00 »', () => {
    expect(sayHour(first, 'fr', 'Europe/Paris')).toBe('8\u00A0h');
    expect(sayHour(new Date('2026-12-01T13:44:00Z'), 'fr', 'Europe/Paris')).toBe('14\u00A0h\u00A044');
    expect(sayHour(new Date('2026-12-01T23:05:00Z'), 'fr', 'Europe/Paris')).toBe('0\u00A0h\u00A005');
    expect(sayHour(first, 'en', 'Europe/Paris')).toBe('08:00');
  });

  it('name the zone in words, in summer as in winter, and the day of that zone', () => {
    expect(sayInstant(first, 'fr', 'Europe/Paris')).toBe(
      '1er décembre 2026 à 8\u00A0h (heure normale d’Europe centrale)',
    );
    expect(sayInstant(new Date('2026-07-31T22:30:00Z'), 'fr', 'Europe/Paris')).toBe(
      '1er août 2026 à 0\u00A0h\u00A030 (heure d’été d’Europe centrale)',
    );
    expect(sayInstant(first, 'en', 'Indian/Reunion')).toBe('1 December 2026 at 11:00 (Réunion Time)');
  });
});
