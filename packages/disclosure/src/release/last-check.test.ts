/** A release is counted again before it leaves: what a fault of the protection itself let through is not released. */
import { expect, it, vi } from 'vitest';
import { createMicrodata } from '../microdata/microdata.ts';
import { columnsOf, testUniform } from '../release-checks.test.fixture.ts';
import * as suppress from '../suppress/local-suppression.ts';
import { anonymise } from './anonymise.ts';

vi.mock('../suppress/local-suppression.ts', { spy: true });

it('is stopped by its own criteria when the protection hides nothing', async () => {
  // Two rows are alike, and one is alone.
  const rows = [['a'], ['a'], ['b']];
  const release = () =>
    anonymise(
      createMicrodata(columnsOf(rows)),
      { variables: { v1: { role: 'quasi-identifier' } }, protection: { method: 'suppress', k: 2 } },
      { uniformAt: testUniform(1) },
    );
  expect((await release()).report.suppression?.cells).toBeGreaterThan(0);
  vi.mocked(suppress.suppressLocally).mockReturnValue({
    hidings: [],
    cells: 0,
    cellsByVariable: [0],
    failingRows: 1,
  });
  await expect(release()).rejects.toThrow('fails its own criteria');
});
