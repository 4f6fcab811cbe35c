import { expect, it } from 'vitest';
import { categoricalColumn } from '../microdata/microdata.ts';
import { releasedUniques } from './released-uniques.ts';

it('counts who is alone by one column, by all together, and by what is missing', () => {
  const sex = categoricalColumn('sex', ['F', 'F', 'M', 'M', 'M', null]);
  const seconds = {
    kind: 'numeric' as const,
    name: 'seconds',
    values: Float64Array.of(12, 12, 12, 30.417, Number.NaN, 12),
  };
  expect(releasedUniques([sex, seconds], 6)).toEqual({
    byVariable: [
      { name: 'sex', values: 2, unique: 0 },
      { name: 'seconds', values: 2, unique: 1 },
    ],
    // All but the two girls of twelve seconds.
    together: 4,
    // One lacks the sex, one the seconds.
    byMissing: 2,
  });
  expect(releasedUniques([], 0)).toEqual({ byVariable: [], together: 0, byMissing: 0 });
});
