import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChainEnd, hashOfVersion, jumpsAfter, type VersionRow } from './accepted-versions.ts';

/**
 * A chain of versions `first` to `last`, at cursors that have nothing to do with their numbers. `forgetEvery`: after so many
 * versions only the row of the head is known, as when a record is read from the store.
 */
function chain(first: number, last: number, forgetEvery = Number.POSITIVE_INFINITY) {
  const rows = new Map<number, VersionRow>();
  let steps = 0;
  const rowAt = (cursor: number) => {
    steps += 1;
    return rows.get(cursor)!;
  };
  let head: ChainEnd | null = null;
  for (let version = first; version <= last; version++) {
    const jumps: ChainEnd['jumps'] = head === null ? [null] : jumpsAfter(rowAt, head);
    const jump = jumps[0]!;
    const cursor = 1000 + version * 7;
    rows.set(cursor, { version, hash: Uint8Array.of(version), before: head?.cursor ?? null, jump });
    head = { version, cursor, jumps: version % forgetEvery === 0 ? [jump] : jumps };
  }
  return {
    rows,
    find: (version: number) => hashOfVersion(rowAt, head!, version),
    stepsOf: (work: () => void) => {
      steps = 0;
      work();
      return steps;
    },
    building: steps,
  };
}

describe('versions of a record', () => {
  it('are each found by their number, and no other, wherever the chain begins', () => {
    fc.assert(
      fc.property(fc.nat(39), fc.nat(200), fc.integer({ min: 1, max: 9 }), (before, more, forgetEvery) => {
        const first = before + 1;
        const { find } = chain(first, first + more, forgetEvery);
        for (let version = 0; version <= first + more + 2; version++) {
          const expected = version >= first && version <= first + more ? Uint8Array.of(version) : null;
          expect(find(version)).toEqual(expected);
        }
      }),
      { numRuns: 100 },
    );
  });
  it('jump to the number without its lowest bit', () => {
    for (const forgetEvery of [1, 3, 1000]) {
      const { rows } = chain(1, 64, forgetEvery);
      for (const { version, jump } of rows.values()) {
        const target = jump === null ? 0 : rows.get(jump)!.version;
        expect([version, target]).toEqual([version, version & (version - 1)]);
      }
    }
  });
  it('are reached in few steps, and added in none, or one on average when little is known', () => {
    const { find, stepsOf, building } = chain(1, 5000);
    expect(building).toBe(0);
    expect(chain(1, 5000, 1).building).toBeLessThan(5000);
    for (const version of [1, 2, 3, 63, 1024, 2047, 4095, 4999]) {
      expect(stepsOf(() => find(version))).toBeLessThan(100);
    }
  });
});
