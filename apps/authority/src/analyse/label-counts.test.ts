import { expect, it } from 'vitest';
import { countByLabel, isLarge } from './label-counts.ts';

const codes = { labels: ['boy', 'girl', 'other'], of: Uint16Array.of(0, 1, 1, 0, 1) };
const school = Uint32Array.of(7, 7, 8, 7, 8);

it('counts pupils and their schools by label, and leaves out those who do not count', () => {
  expect(countByLabel(codes, school)).toEqual([
    { pupils: 2, schools: new Set([7]) },
    { pupils: 3, schools: new Set([7, 8]) },
    { pupils: 0, schools: new Set() },
  ]);
  expect(countByLabel(codes, school, (pupil) => pupil > 2)).toMatchObject([
    { pupils: 1 },
    { pupils: 1 },
    { pupils: 0 },
  ]);
});

it('takes a label for large only with enough pupils in enough schools', () => {
  const [boys, girls] = countByLabel(codes, school);
  expect(isLarge(girls!, { pupils: 3, schools: 2 })).toBe(true);
  expect(isLarge(girls!, { pupils: 4, schools: 2 })).toBe(false);
  expect(isLarge(boys!, { pupils: 2, schools: 2 })).toBe(false);
});
