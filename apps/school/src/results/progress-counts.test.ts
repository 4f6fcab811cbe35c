import { expect, it } from 'vitest';
import { movedOf } from './progress-counts.ts';

it('counts who rose, stayed and fell, and the groups at both points', () => {
  // By hand: 12 pupils. Above the diagonal 2 + 1 + 3 rose, on it 1 + 2 + 1 stayed, below 1 + 0 + 1 fell.
  expect(
    movedOf([
      [1, 2, 1],
      [1, 2, 3],
      [0, 1, 1],
    ]),
  ).toEqual({
    pupils: 12,
    up: 6,
    same: 4,
    down: 2,
    earlier: { needs: 4, fragile: 6, satisfactory: 2, noResult: 0 },
    now: { needs: 2, fragile: 5, satisfactory: 5, noResult: 0 },
  });
});
