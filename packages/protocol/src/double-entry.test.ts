import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countKeyedTwice, drawKeyedTwice, secondKeyingOf, sequenceKeyedTwice } from './double-entry.ts';

const orders = (n: number) => Array.from({ length: n }, (_, i) => String(4_000_001 + i));

describe('Booklets that are keyed twice', () => {
  it('are the same for everybody who draws, whatever the order of the list', async () => {
    const rule = { seed: 2026, perClass: 3 };
    const drawn = await drawKeyedTwice(rule, 'c', 'francais-cp', orders(25));
    expect(await drawKeyedTwice(rule, 'c', 'francais-cp', orders(25).reverse())).toEqual(drawn);
    expect(new Set(drawn).size).toBe(3);
    // Another seed and another sequence draw others.
    expect(await drawKeyedTwice({ ...rule, seed: 2027 }, 'c', 'francais-cp', orders(25))).not.toEqual(drawn);
    expect(await drawKeyedTwice(rule, 'c', 'maths-cp', orders(25))).not.toEqual(drawn);
  });

  it('change by one at most when a pupil arrives', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 5, max: 30 }),
        fc.integer({ min: 0, max: 1000 }),
        async (n, seed) => {
          const rule = { seed, perClass: 2 };
          const [before, after] = await Promise.all(
            [n, n + 1].map((size) => drawKeyedTwice(rule, 'c', 's', orders(size))),
          );
          expect(before!.filter((one) => !after!.includes(one)).length).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('are a share rounded up, or a number of each class, and never more than there are', () => {
    expect(countKeyedTwice({ seed: 1, share: 0.1 }, 25)).toBe(3);
    expect(countKeyedTwice({ seed: 1, share: 0.1 }, 20)).toBe(2);
    expect(countKeyedTwice({ seed: 1, share: 0.1 }, 3)).toBe(1);
    expect(countKeyedTwice({ seed: 1, perClass: 4 }, 3)).toBe(3);
    expect(countKeyedTwice({ seed: 1, share: 1 }, 0)).toBe(0);
  });

  it('have records under a name that no sequence has', () => {
    expect(sequenceKeyedTwice(secondKeyingOf('francais-cp'))).toBe('francais-cp');
    expect(sequenceKeyedTwice('francais-cp')).toBeNull();
  });
});
