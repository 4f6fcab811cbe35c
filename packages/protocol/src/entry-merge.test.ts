import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeEntryBodies, nextEditCounter } from './entry-merge.ts';
import type { EntryBody, EntryCell } from './messages/bodies.ts';

const [A, B] = ['aaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbb'];
const body = (cells: Record<string, EntryCell>): EntryBody => ({
  v: 1,
  cells,
  conflicts: [],
  manifest: '0'.repeat(64),
  app: 'test',
});
const cell = (value: string, counter: number, device = A): EntryCell => ({ value, edit: [counter, device] });

describe('merging two teachers’ entries', () => {
  it('keeps every cell that only one of them has', () => {
    const merged = mergeEntryBodies(body({ a: cell('1', 1) }), body({ b: cell('2', 1, B) }));
    expect(Object.keys(merged.cells).toSorted()).toEqual(['a', 'b']);
    expect(merged.conflicts).toEqual([]);
  });

  it('lets the higher counter win, ties by device, and keeps the loser', () => {
    const merged = mergeEntryBodies(
      body({ a: cell('1', 2), b: cell('x', 5) }),
      body({ a: cell('2', 2, B), b: cell('y', 4, B) }),
    );
    expect(merged.cells).toEqual({ a: cell('2', 2, B), b: cell('x', 5) });
    expect(merged.conflicts).toEqual([
      { item: 'a', cell: cell('1', 2) },
      { item: 'b', cell: cell('y', 4, B) },
    ]);
  });

  it('reads no cell that is not there, whatever the item is called, and counts no further than numbers are read', () => {
    const made = body({ toString: cell('1', Number.MAX_SAFE_INTEGER) });
    expect(mergeEntryBodies(made, body({}), body({})).cells).toEqual(made.cells);
    expect(nextEditCounter(made)).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('sees no conflict where both say the same, or where only one has changed since', () => {
    const base = body({ a: cell('1', 1), b: cell('1', 1) });
    const mine = body({ a: cell('1', 1), b: cell('3', 2) });
    const theirs = body({ a: cell('2', 2, B), b: cell('3', 3, B) });
    const merged = mergeEntryBodies(mine, theirs, base);
    expect(merged.cells).toEqual({ a: cell('2', 2, B), b: cell('3', 3, B) });
    expect(merged.conflicts).toEqual([]);
  });

  it('brings back no conflict that either side has settled since, and drops none that nobody has', () => {
    const conflicts = [{ item: 'a', cell: cell('1', 1) }];
    const base = { ...body({ a: cell('2', 1, B) }), conflicts };
    const settled = body({ a: cell('1', 2) });
    const goesOn = { ...body({ a: cell('2', 1, B), b: cell('x', 2, B) }), conflicts };
    expect(mergeEntryBodies(settled, goesOn, base).conflicts).toEqual([]);
    expect(mergeEntryBodies(goesOn, settled, base).conflicts).toEqual([]);
    // A state that does not go on from the base has settled nothing.
    expect(mergeEntryBodies(goesOn, body({ c: cell('x', 1) }), base).conflicts).toEqual(conflicts);
    expect(mergeEntryBodies(body({ a: cell('2', 1, B) }), goesOn, base).conflicts).toEqual(conflicts);
  });

  it('gives the same cells whichever side merges, and merging again changes nothing', () => {
    // One device never gives two values to one counter.
    const edits = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom(A, B));
    const cells = fc.dictionary(
      fc.constantFrom('a', 'b', 'c'),
      edits.map(([counter, device]) => cell(`${counter % 2}${device[0]}`, counter, device)),
    );
    fc.assert(
      fc.property(cells, cells, (x, y) => {
        const one = mergeEntryBodies(body(x), body(y));
        const other = mergeEntryBodies(body(y), body(x));
        expect(one.cells).toEqual(other.cells);
        expect(mergeEntryBodies(body(x), one).cells).toEqual(one.cells);
        expect(nextEditCounter(one)).toBeGreaterThan(
          Math.max(0, ...Object.values(one.cells).map((c) => c.edit[0])),
        );
      }),
    );
  });

  it('of any number of states does not depend on their order, grouping or repetition', () => {
    const edits = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom(A, B));
    const anyCell: fc.Arbitrary<EntryCell> = fc.oneof(
      fc.record({ value: fc.constantFrom('1', '2'), edit: edits }),
      fc.record({ state: fc.constantFrom('absent' as const, 'noAnswer' as const), edit: edits }),
    );
    const bodies = fc.array(fc.dictionary(fc.constantFrom('a', 'b', 'c'), anyCell).map(body), {
      minLength: 1,
      maxLength: 5,
    });
    const merged = (all: readonly EntryBody[]) =>
      all.reduce((one, other) => mergeEntryBodies(one, other)).cells;
    fc.assert(
      fc.property(bodies, (some) => {
        const once = merged(some);
        expect(merged(some.toReversed())).toEqual(once);
        expect(merged([...some, ...some])).toEqual(once);
        expect(merged([body(merged(some.slice(0, 2))), ...some.slice(2)])).toEqual(once);
      }),
    );
  });
});
