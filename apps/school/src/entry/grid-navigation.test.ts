import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advance, type Direction, move, type Position, seek } from './grid-navigation.ts';

const RAGGED = [3, 1, 0, 2];

describe('Moving about the grid', () => {
  it('stops at the edges with arrows', () => {
    expect(move([2, 2], { row: 0, column: 0 }, 'up')).toEqual({ row: 0, column: 0 });
    expect(move([2, 2], { row: 1, column: 1 }, 'right')).toEqual({ row: 1, column: 1 });
    expect(move(RAGGED, { row: 0, column: 2 }, 'down')).toEqual({ row: 1, column: 0 });
  });

  it('leaves the grid with Tab after the last cell and with Shift-Tab before the first', () => {
    expect(move([2, 2], { row: 1, column: 1 }, 'next')).toBeNull();
    expect(move([2, 2], { row: 0, column: 0 }, 'previous')).toBeNull();
    expect(move([2, 2], { row: 1, column: 0 }, 'previous')).toEqual({ row: 0, column: 1 });
  });

  it('goes on in the next row or column at the end of one', () => {
    expect(advance(RAGGED, { row: 1, column: 0 }, 'right')).toEqual({ row: 3, column: 0 });
    expect(advance(RAGGED, { row: 3, column: 0 }, 'down')).toEqual({ row: 0, column: 1 });
    expect(advance(RAGGED, { row: 0, column: 1 }, 'down')).toEqual({ row: 3, column: 1 });
    expect(advance(RAGGED, { row: 0, column: 2 }, 'down')).toBeNull();
  });

  it('visits every cell exactly once in either direction', () => {
    const shapes = fc
      .array(fc.nat(5), { minLength: 1, maxLength: 8 })
      .filter((shape) => shape.some((n) => n > 0));
    fc.assert(
      fc.property(shapes, fc.constantFrom<Direction>('right', 'down'), (shape, direction) => {
        const seen = new Set<string>();
        let at: Position | null = { row: shape.findIndex((length) => length > 0), column: 0 };
        for (; at !== null; at = advance(shape, at, direction)) {
          expect(seen.has(`${at.row} ${at.column}`)).toBe(false);
          seen.add(`${at.row} ${at.column}`);
        }
        expect(seen.size).toBe(shape.reduce((sum, length) => sum + length, 0));
      }),
    );
  });

  it('finds the only wanted cell from anywhere, going round', () => {
    const wanted = { row: 1, column: 1 };
    for (let row = 0; row < 3; row++) {
      for (let column = 0; column < 3; column++) {
        const found = seek([3, 3, 3], { row, column }, 'right', (p) => p.row === 1 && p.column === 1);
        expect(found).toEqual(wanted);
      }
    }
    expect(seek([3, 3], { row: 0, column: 0 }, 'down', () => false)).toBeNull();
  });
});
