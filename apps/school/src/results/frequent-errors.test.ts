import { describe, expect, it } from 'vitest';
import { frequentErrors } from './frequent-errors.ts';

const result = (response: string | null, score: number, state = 'answered') =>
  ({ response, score, maxScore: 1, state }) as Parameters<typeof frequentErrors>[0][number];

describe('Frequent errors', () => {
  it('are the wrong answers by number of pupils, without right ones and without those who were not there', () => {
    const results = [
      result('a', 1),
      result('b', 0),
      result('c', 0),
      result('c', 0),
      result(null, 0, 'noAnswer'),
      result(null, 0, 'absent'),
    ];
    expect(frequentErrors(results)).toEqual([
      { response: 'c', pupils: 2 },
      { response: 'b', pupils: 1 },
    ]);
  });
});
