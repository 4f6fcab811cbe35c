import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnsOf, randomRows, textsOf } from '../release-checks.test.fixture.ts';
import { alignLabels } from './align-labels.ts';
import { combineColumns, slotsOf } from './combine-codes.ts';
import { categoricalColumn } from './microdata.ts';

describe('classes of combinations', () => {
  it('are those of the texts, numbered by their first rows, missing values being a category', () => {
    fc.assert(
      fc.property(randomRows(), (rows) => {
        const { classOf, count, firstRow } = combineColumns(columnsOf(rows).map(slotsOf), rows.length);
        const seen = new Map<string, number>();
        const wanted = rows.map((row) => {
          const key = JSON.stringify(row);
          if (!seen.has(key)) seen.set(key, seen.size);
          return seen.get(key)!;
        });
        expect([...classOf]).toEqual(wanted);
        expect(count).toBe(seen.size);
        expect([...firstRow]).toEqual([...seen.values()].map((id) => wanted.indexOf(id)));
      }),
    );
  });

  it('are exact for more combinations than a table holds', () => {
    const size = 3_000_000;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1), fc.nat(3), fc.nat(size - 1)), {
          maxLength: 200,
        }),
        (rows) => {
          const doubled = [...rows, ...rows];
          const columns = [0, 1, 2, 3].map((j) => ({
            slots: Int32Array.from(doubled, (row) => row[j]!),
            size: j === 2 ? 4 : size,
          }));
          const { classOf, count } = combineColumns(columns, doubled.length);
          const different = new Set(rows.map((row) => row.join()));
          expect(count).toBe(different.size);
          rows.forEach((row, i) => {
            expect(classOf[i]).toBe(classOf[rows.length + i]);
            expect(classOf[i]).toBe(classOf[rows.findIndex((one) => one.join() === row.join())]);
          });
        },
      ),
    );
  });

  it('are none for no rows, and one without columns', () => {
    expect(combineColumns([], 0).count).toBe(0);
    expect([...combineColumns([], 3).classOf]).toEqual([0, 0, 0]);
  });
});

describe('columns of one variable', () => {
  it('keep their texts when their labels are made one list', () => {
    const a = categoricalColumn('x', ['a', null, 'b']);
    const b = categoricalColumn('x', ['b', 'c', null]);
    const [first, second] = alignLabels([a, b]);
    expect(first!.labels).toBe(second!.labels);
    expect(textsOf([first!, second!])).toEqual([
      ['a', 'b'],
      ['', 'c'],
      ['b', ''],
    ]);
  });
});
