import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shuffled } from './shuffle.ts';

const free = (ids: string) => [...ids].map((id) => ({ id, fixed: false }));
const text = (choices: readonly { id: string }[]) => choices.map(({ id }) => id).join('');

describe('the order of choices', () => {
  it('is the same on every machine (vectors made by this code at its first version)', () => {
    expect(text(shuffled(free('ABCDEFGH'), 'graine', 'item-1'))).toMatchInlineSnapshot(`"GCABFHDE"`);
    expect(text(shuffled(free('ABCD'), 42, 'item-2'))).toMatchInlineSnapshot(`"ACDB"`);
  });

  it('has every choice once, and fixed choices where they were', () => {
    const choices = fc
      .array(fc.boolean(), { maxLength: 12 })
      .map((all) => all.map((fixed, place) => ({ place, fixed })));
    fc.assert(
      fc.property(choices, fc.string(), fc.string(), (list, seed, item) => {
        const result = shuffled(list, seed, item);
        expect(result.map(({ place }) => place).toSorted((a, b) => a - b)).toEqual(
          list.map(({ place }) => place),
        );
        result.forEach((choice, place) => {
          if (choice.fixed) expect(choice.place).toBe(place);
        });
        expect(shuffled(list, seed, item)).toEqual(result);
      }),
    );
  });

  it('gives every order of three about as often, over seeds', () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 6_000; seed += 1) {
      const order = text(shuffled(free('ABC'), seed, 'item'));
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    // Expected 1000 each, standard deviation 29: five of them on either side.
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(145);
  });

  it('differs between items for one seed', () => {
    const orders = new Set(
      Array.from({ length: 50 }, (_, i) => text(shuffled(free('ABCDEF'), 'x', `item-${i}`))),
    );
    expect(orders.size).toBeGreaterThan(30);
  });
});
