import { describe, expect, it } from 'vitest';
import { classesOf, placesOf, shareOfGroup, stepIn, stepOfPlace } from './area-places.ts';
import type { SchoolRow } from './area-progress.ts';

const school = (uai: string, expected: number | null, low = 0, high = low): SchoolRow => ({
  ...{ uai, name: uai, town: '', state: expected === null ? 'hidden' : low === 0 ? 'notBegun' : 'underWay' },
  ...{ complete: null, absent: null, begun: null, notBegun: null },
  expected,
  done: expected === null ? null : { low, high },
  left: expected === null ? null : { low: expected - high, high: expected - low },
});

describe('the map of participation', () => {
  it('has a département for each of the schools, Corsica and overseas included, with the bounds that the rows give', () => {
    const places = placesOf([
      school('0590001A', 20, 10, 14),
      school('0590002B', 30),
      school('0590003C', null),
      school('6200001A', 10, 10),
      school('9740001A', null),
    ]);
    expect(places).toEqual([
      {
        ...{ departement: '2A', name: 'Corse-du-Sud', schools: 1, notBegun: 0, expected: 10 },
        share: { low: 100, high: 100 },
      },
      {
        ...{ departement: '59', name: 'Nord', schools: 3, notBegun: 1, expected: 50 },
        share: { low: 20, high: 28 },
      },
      { departement: '974', name: 'La Réunion', schools: 1, notBegun: 0, expected: 0, share: null },
    ]);
    expect(places.map(stepOfPlace)).toEqual([4, 1, 'hidden']);
  });
});

describe('the map of results', () => {
  const figures = { needs: 10, fragile: 20, satisfactory: 70, pupils: 100, mean: null };

  it('gives no share that needs a hidden count', () => {
    expect(shareOfGroup(figures, 'satisfactory')).toBe(70);
    expect(shareOfGroup({ ...figures, needs: null }, 'fragile')).toBe(20);
    expect(shareOfGroup({ ...figures, needs: null }, 'needs')).toBeNull();
    expect(shareOfGroup({ ...figures, needs: null, pupils: null }, 'fragile')).toBeNull();
    expect(shareOfGroup({ ...figures, needs: 0, fragile: 0, satisfactory: 0 }, 'needs')).toBeNull();
  });

  it('puts every share into one of four classes that follow each other', () => {
    const classes = classesOf([41, 52, 60]);
    expect(classes).toEqual([
      { low: 41, high: 45 },
      { low: 46, high: 50 },
      { low: 51, high: 55 },
      { low: 56, high: 60 },
    ]);
    expect([41, 52, 60].map((share) => stepIn(classes, share))).toEqual([1, 3, 4]);
    expect(classesOf([99, 100]).at(-1)!.high).toBeLessThanOrEqual(100);
    expect(classesOf([])).toEqual([]);
  });
});
