import { describe, expect, it } from 'vitest';
import { balancedBooklets, designBalance } from './booklets.ts';

describe('rotated booklets', () => {
  // Difference sets of Baumert's tables (1971): (v, k, λ) with one for each.
  it.each([
    [3, 2, 1],
    [4, 3, 2],
    [7, 3, 1],
    [7, 4, 2],
    [11, 5, 2],
    [13, 4, 1],
    [15, 7, 3],
    [21, 5, 1],
    [31, 6, 1],
  ])('of %d blocks, %d a booklet, are balanced: two blocks meet in %d', (blocks, perBooklet, meetings) => {
    const design = balancedBooklets(blocks, perBooklet);
    expect(design).toHaveLength(blocks);
    expect(designBalance(blocks, design ?? [])).toEqual({
      perBlock: [perBooklet, perBooklet],
      perPair: [meetings, meetings],
      perPlace: [1, 1],
    });
  });

  it('are none where two blocks cannot meet equally often, or no difference set exists', () => {
    expect(balancedBooklets(6, 3)).toBeNull();
    expect(balancedBooklets(8, 3)).toBeNull();
    // (16, 6, 2) has designs, but no cyclic one (Bruck, Ryser & Chowla do not exclude it; Baumert 1971 lists none).
    expect(balancedBooklets(16, 6)).toBeNull();
    expect(balancedBooklets(5, 5)).toBeNull();
    expect(balancedBooklets(5, 1)).toBeNull();
    expect(balancedBooklets(7.5, 3)).toBeNull();
  });

  it('that somebody wrote by hand are described as they are', () => {
    expect(
      designBalance(3, [
        [0, 1],
        [1, 2],
      ]),
    ).toEqual({ perBlock: [1, 2], perPair: [0, 1], perPlace: [0, 1] });
  });
});
