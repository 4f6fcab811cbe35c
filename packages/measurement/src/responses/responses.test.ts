import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type OptionMatrix, scoreOptions } from './option-responses.ts';
import { packPatterns } from './pattern-blocks.ts';
import {
  applyMissingRule,
  CALIBRATION_MISSING,
  createResponseMatrix,
  findBooklets,
  markNotReached,
  matrixFromRows,
  NOT_ADMINISTERED,
  NOT_REACHED,
  OMITTED,
  SCORE_MISSING,
} from './response-matrix.ts';

const rows = fc.integer({ min: 1, max: 24 }).chain((items) =>
  fc.array(
    fc.array(fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constant(null)), {
      minLength: items,
      maxLength: items,
    }),
    { minLength: 1, maxLength: 60 },
  ),
);

describe('pattern blocks', () => {
  it('give back every answer of every person', () => {
    fc.assert(
      fc.property(rows, (table) => {
        const matrix = matrixFromRows(table);
        const blocks = packPatterns(matrix);
        table.forEach((row, i) => {
          const back: (number | null)[] = [];
          for (let b = 0; b < blocks.blocks; b++) {
            const at = blocks.rowStart[b]! + blocks.codes[i * blocks.blocks + b]!;
            for (let k = blocks.patternStart[at]!; k < blocks.patternStart[at + 1]!; k++)
              back.push(blocks.patterns[k] === NOT_ADMINISTERED ? null : blocks.patterns[k]!);
          }
          expect(back).toEqual(row);
        });
      }),
    );
  });

  it('hold eight complete dichotomous items, and never more than 256 patterns', () => {
    const table = Array.from({ length: 3000 }, (_, i) =>
      Array.from({ length: 20 }, (_, j) => ((i * 2654435761 + j * 40503 * (i + 7)) >>> (j % 13)) & 1),
    );
    const blocks = packPatterns(matrixFromRows(table));
    expect(blocks.itemStart[1]).toBeGreaterThanOrEqual(8);
    for (let b = 0; b < blocks.blocks; b++)
      expect(blocks.rowStart[b + 1]! - blocks.rowStart[b]!).toBeLessThanOrEqual(256);
  });
});

describe('a response matrix', () => {
  it('refuses scores that are none, with row and item', () => {
    expect(() =>
      matrixFromRows([
        [0, 1],
        [0.5, 1],
      ]),
    ).toThrow(/row: 1; item: "I1"/);
    expect(() => createResponseMatrix(['A', 'B'], Uint8Array.of(0, 1, 2, 100))).toThrow(/row: 1; item: "B"/);
    expect(() => createResponseMatrix(['A', 'A'], Uint8Array.of(0, 1))).toThrow('distinct');
  });

  it('keeps omitted, not reached and not administered apart until a rule reads them', () => {
    const matrix = createResponseMatrix(
      ['A', 'B', 'C', 'D'],
      Uint8Array.of(1, OMITTED, NOT_REACHED, NOT_ADMINISTERED),
    );
    expect([...applyMissingRule(matrix, CALIBRATION_MISSING).scores]).toEqual([1, 0, 255, 255]);
    expect([...applyMissingRule(matrix, SCORE_MISSING).scores]).toEqual([1, 0, 0, 255]);
  });

  it('calls omissions at the end not reached, but for the first of them', () => {
    const o = OMITTED;
    const n = NOT_ADMINISTERED;
    const matrix = createResponseMatrix(
      ['A', 'B', 'C', 'D', 'E'],
      Uint8Array.of(1, o, 0, o, o, o, 1, n, o, n, 1, 1, 1, 1, 1, o, o, o, o, o),
    );
    expect([...markNotReached(matrix).scores]).toEqual([
      1,
      o,
      0,
      o,
      NOT_REACHED,
      o,
      1,
      n,
      o,
      n,
      1,
      1,
      1,
      1,
      1,
      o,
      NOT_REACHED,
      NOT_REACHED,
      NOT_REACHED,
      NOT_REACHED,
    ]);
  });

  it('finds booklets by what was administered', () => {
    const booklets = findBooklets(
      matrixFromRows([
        [1, null],
        [null, 0],
        [0, null],
        [null, null],
      ]),
    );
    expect([...booklets.bookletOf]).toEqual([0, 1, 0, 2]);
    expect(booklets.sizes).toEqual([2, 1, 1]);
  });

  it('finds as many booklets as there are sets of items, whatever they are', () => {
    fc.assert(
      fc.property(rows, (table) => {
        const { masks, sizes, bookletOf } = findBooklets(matrixFromRows(table));
        const sets = table.map((row) => row.map((cell) => (cell === null ? 0 : 1)).join(''));
        expect(masks.map((mask) => mask.join(''))).toEqual([...new Set(sets)]);
        expect(Array.from(bookletOf, (booklet) => masks[booklet]!.join(''))).toEqual(sets);
        expect(sizes.reduce((sum, one) => sum + one, 0)).toBe(table.length);
      }),
    );
  });

  it('is made of choices by a key, item by item, and leaves out items without a key', () => {
    const options: OptionMatrix = {
      persons: 2,
      itemIds: ['A', 'B', 'C'],
      choices: Uint8Array.of(0, 1, 0, OMITTED, 0, NOT_ADMINISTERED),
      options: [['1', '2'], ['x', 'y'], ['z']],
    };
    const scored = scoreOptions(
      options,
      new Map([
        ['A', new Map([['1', 1]])],
        ['C', new Map([['z', 2]])],
      ]),
    );
    expect(scored.itemIds).toEqual(['A', 'C']);
    expect([...scored.scores]).toEqual([1, 2, OMITTED, NOT_ADMINISTERED]);
  });
});
