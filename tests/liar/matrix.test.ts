/** A share of `npm run lies`: every answer, wrong in every way, to everybody who asks a platform. */
import { expect, test } from 'vitest';
import { runMatrix } from './matrix/run-matrix.ts';

test('an answer that is wrong in any way ends no reader, loses nothing, and stands in the way of nothing', async () => {
  // Drawn anew where the answers of the protocol change; the same on each machine.
  const readers = ['office', 'pupil', 'stages', 'school', 'area', 'site'];
  const { plays, findings } = await runMatrix({ seed: 'share', share: 2, readers });
  expect(findings).toEqual([]);
  expect(plays).toBe(12);
});
