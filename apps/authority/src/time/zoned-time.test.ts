import fc from 'fast-check';
import { expect, it } from 'vitest';
import { instantOf, isZone } from './zoned-time.ts';

const utc = (zone: string, local: string) => {
  const ms = instantOf(zone, local);
  return ms === null ? null : new Date(ms).toISOString();
};

it('gives the instants of French territories', () => {
  expect(utc('Europe/Paris', '2026-09-07T08:00')).toBe('2026-09-07T06:00:00.000Z');
  expect(utc('Europe/Paris', '2026-12-07T08:00')).toBe('2026-12-07T07:00:00.000Z');
  expect(utc('Indian/Reunion', '2026-09-07T08:00')).toBe('2026-09-07T04:00:00.000Z');
  expect(utc('Pacific/Marquesas', '2026-09-07T08:00')).toBe('2026-09-07T17:30:00.000Z');
  expect(utc('Pacific/Noumea', '2026-09-07T08:00')).toBe('2026-09-06T21:00:00.000Z');
});

// Clocks in Paris: 29 March 2026, 02:00 becomes 03:00; 25 October 2026, 03:00 becomes 02:00 (directive 2000/84/CE).
it('has no instant for an hour that is skipped, and the first of an hour that comes twice', () => {
  expect(utc('Europe/Paris', '2026-03-29T02:30')).toBeNull();
  expect(utc('Europe/Paris', '2026-10-25T02:30')).toBe('2026-10-25T00:30:00.000Z');
  expect(utc('Europe/Paris', '2026-02-30T08:00')).toBeNull();
});

it('gives back in UTC what it was given', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('2000-01-01'), max: new Date('2099-01-01'), noInvalidDate: true }),
      (date) => {
        const local = date.toISOString().slice(0, 16);
        expect(utc('UTC', local)).toBe(`${local}:00.000Z`);
      },
    ),
  );
});

it('knows zones by name', () => {
  expect(['Europe/Paris', 'America/Cayenne', 'UTC'].map(isZone)).toEqual([true, true, true]);
  expect(['Paris', 'Europe/Lutèce', '', '+02:00'].map(isZone)).toEqual([false, false, false, false]);
});
