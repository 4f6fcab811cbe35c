import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slotsOf } from '../microdata/combine-codes.ts';
import { columnsOf, mayBe, randomRows, type TextRows } from '../release-checks.test.fixture.ts';
import { linkageAttack } from './linkage-attack.ts';

function attack(
  records: TextRows,
  persons: TextRows,
  secrets: readonly string[],
  truths: readonly string[],
  truth: readonly number[],
) {
  const both = columnsOf([...records, ...persons]).map(slotsOf);
  const secret = columnsOf([...secrets, ...truths].map((one) => [one])).map(slotsOf)[0]!;
  const part = (from: number, to: number) =>
    both.map(({ slots, size }) => ({ slots: slots.slice(from, to), size }));
  const n = records.length;
  return linkageAttack(
    {
      rows: n,
      columns: part(0, n),
      sensitive: [{ name: 's', slots: secret.slots.slice(0, n), size: secret.size }],
    },
    {
      rows: persons.length,
      columns: part(n, n + persons.length),
      sensitive: [{ slots: secret.slots.slice(n), size: secret.size }],
    },
    Int32Array.from(truth),
  );
}

describe('the attack by linkage', () => {
  it('finds what a comparison of every record with every person finds', () => {
    fc.assert(
      fc.property(
        randomRows({ columns: 3 }),
        fc.array(fc.constantFrom('a', 'b', ''), { minLength: 60, maxLength: 60 }),
        fc.nat(),
        (persons, secrets, cut) => {
          // Some cells of the persons' own records are hidden.
          const records = persons.map((row, i) =>
            row.map((cell, j) => ((i * 7 + j * 3 + cut) % 4 === 0 ? '' : cell)),
          );
          const own = persons.map((_, i) => secrets[i]!);
          const found = attack(
            records,
            persons,
            own,
            own,
            persons.map((_, i) => i),
          );
          const fits = mayBe(records, persons);
          expect(found.uniqueLinks).toBe(fits.filter((n) => n === 1).length);
          expect(found.uniqueRight).toBe(found.uniqueLinks);
          expect(found.expectedRight).toBeCloseTo(
            fits.reduce((sum, n) => sum + 1 / n, 0),
            9,
          );
          expect(found.fewestPersons).toBe(Math.min(...fits));
          expect(found.fittingBelow.map(({ size, records: n }) => [size, n])).toEqual(
            [2, 3, 5, 11].map((size) => [size, fits.filter((n) => n < size).length]),
          );
          const certain = persons.filter((person, i) => {
            const values = new Set(
              records.flatMap((record, r) =>
                own[r] !== '' &&
                record.every((cell, j) => cell === '' || person[j] === '' || cell === person[j])
                  ? [own[r]]
                  : [],
              ),
            );
            return values.size === 1 && i >= 0;
          });
          expect(found.inferred[0]!.persons).toBe(certain.length);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('counts records that fit nobody, and links that are wrong', () => {
    const found = attack(
      [['a'], ['b'], ['c']],
      [['a'], ['b'], ['b']],
      ['x', 'y', 'y'],
      ['x', 'z', 'y'],
      [1, 2, -1],
    );
    expect(found).toMatchObject({ fittingNobody: 1, uniqueLinks: 1, uniqueRight: 0, expectedRight: 0.5 });
    expect(found.inferred).toEqual([{ variable: 's', persons: 3, right: 2 }]);
  });
});
