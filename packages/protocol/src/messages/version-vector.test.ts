import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countSave, joinVectors, MAX_VECTOR_DEVICES, vectorFollows, vectorOf } from './version-vector.ts';

const [A, B] = ['a'.repeat(16), 'b'.repeat(16)];
const vector = fc.dictionary(
  fc.constantFrom(A, B, 'c'.repeat(16)),
  fc.integer({ min: 1, max: 4 }),
) as fc.Arbitrary<Record<string, number>>;

describe('a version vector', () => {
  it('follows another when none of its counts is lower and one is higher', () => {
    expect(vectorFollows({ [A]: 2 }, { [A]: 1 })).toBe(true);
    expect(vectorFollows({ [A]: 1, [B]: 1 }, { [A]: 1 })).toBe(true);
    expect(vectorFollows({ [A]: 1 }, { [A]: 1 })).toBe(false);
    expect(vectorFollows({ [A]: 5 }, { [A]: 1, [B]: 1 })).toBe(false);
    expect(vectorFollows({ [A]: 1 }, { [A]: 2 })).toBe(false);
  });

  it('of a state sealed on top of others follows each of them, and none of them follows it', () => {
    fc.assert(
      fc.property(vector, vector, fc.constantFrom(A, B), (one, other, device) => {
        const next = countSave(joinVectors(one, other), device)!;
        for (const before of [one, other]) {
          expect(vectorFollows(next, before)).toBe(true);
          expect(vectorFollows(before, next)).toBe(false);
        }
      }),
    );
  });

  it('is bounded: beyond sixteen devices there is none', () => {
    const full = Object.fromEntries(
      Array.from({ length: MAX_VECTOR_DEVICES }, (_, i) => [i.toString(16).padStart(16, '0'), 1]),
    );
    expect(countSave(full, '0'.repeat(16))).not.toBeNull();
    expect(countSave(full, A)).toBeNull();
    expect(vectorOf({ saves: full })).toEqual(full);
    expect(vectorOf({ saves: { ...full, [A]: 1 } })).toBeNull();
  });

  it('is left out beside a count that somebody made up, beyond which no number is read', () => {
    expect(countSave({ [A]: Number.MAX_SAFE_INTEGER }, A)).toBeNull();
  });

  it('of a hostile body is none', () => {
    for (const body of [
      null,
      1,
      {},
      { saves: null },
      { saves: { [A]: 0 } },
      { saves: { x: 1 } },
      { saves: [1] },
    ]) {
      expect(vectorOf(body)).toBeNull();
    }
  });
});
