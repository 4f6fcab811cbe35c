import { expect, it } from 'vitest';
import { DEPARTEMENT_NAMES, stepOf, TILES } from './departement-tiles.ts';

it('has each of the 101 départements once, and no two on one tile', () => {
  expect(TILES).toHaveLength(101);
  expect(TILES.map(({ departement }) => departement).sort()).toEqual(Object.keys(DEPARTEMENT_NAMES).sort());
  expect(new Set(TILES.map(({ departement }) => departement)).size).toBe(101);
  expect(new Set(TILES.map(({ column, row }) => `${column}/${row}`)).size).toBe(101);
});

it('puts the north above the south, and the west left of the east', () => {
  const at = (wanted: string) => TILES.find(({ departement }) => departement === wanted)!;
  expect(at('59').row).toBeLessThan(at('66').row);
  expect(at('29').column).toBeLessThan(at('67').column);
});

it('tells nothing from something, and the last step is nearly all', () => {
  expect([0, 0.01, 0.25, 0.5, 0.8, 1].map(stepOf)).toEqual([0, 1, 2, 3, 4, 4]);
});
