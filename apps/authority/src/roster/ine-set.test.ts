import fc from 'fast-check';
import { expect, it } from 'vitest';
import { IneSet } from './ine-set.ts';

const ine = fc
  .tuple(fc.integer({ min: 0, max: 40 }), fc.constantFrom(...'0A9Z'), fc.constantFrom(...'AZ'))
  .map(
    ([digits, tenth, last]) =>
      `${String(digits * 24_999_999)
        .padStart(9, '0')
        .slice(-9)}${tenth}${last}`,
  );

it('knows the first line of each INE, as a map would', () => {
  fc.assert(
    fc.property(fc.array(ine, { maxLength: 300 }), (list) => {
      const [set, map] = [new IneSet(), new Map<string, number>()];
      for (const [i, one] of list.entries()) {
        expect(set.add(one, i + 1)).toBe(map.get(one) ?? null);
        if (!map.has(one)) map.set(one, i + 1);
      }
      expect(set.size).toBe(map.size);
    }),
  );
});

it('grows past its first size', () => {
  const set = new IneSet();
  const name = (i: number) => `${String(i).padStart(9, '0')}AB`;
  for (let i = 0; i < 20_000; i++) expect(set.add(name(i), i + 1)).toBeNull();
  for (let i = 0; i < 20_000; i += 997) expect(set.add(name(i), 1)).toBe(i + 1);
});
