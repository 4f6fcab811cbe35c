/**
 * Who is alone by what leaves besides the quasi-identifiers: a duration to the millisecond, a rare value, a pattern of
 * missing cells. No criterion asks for it; the person who decides has to see it.
 */
import { combineColumns, type SlotColumn, slotsOf } from '../microdata/combine-codes.ts';
import type { Column } from '../microdata/microdata.ts';

export interface ReleasedUniques {
  /** Of each released column: the values that differ, and the records that hold a value which no other record has. */
  readonly byVariable: readonly {
    readonly name: string;
    readonly values: number;
    readonly unique: number;
  }[];
  /** Records that differ from every other by all released columns together. */
  readonly together: number;
  /** Records that differ from every other by the columns in which a value is missing. */
  readonly byMissing: number;
}

export function releasedUniques(columns: readonly Column[], rows: number): ReleasedUniques {
  const coded = columns.map(slotsOfAny);
  return {
    byVariable: columns.map(({ name }, j) => {
      const { slots, size } = coded[j]!;
      const held = new Uint32Array(size);
      for (const slot of slots) held[slot] = held[slot]! + 1;
      // Slot 0 is the missing value, which tells nobody apart by itself.
      let [values, unique] = [0, 0];
      for (let slot = 1; slot < size; slot++) {
        if (held[slot]! > 0) values++;
        if (held[slot] === 1) unique++;
      }
      return { name, values, unique };
    }),
    together: aloneBy(coded, rows),
    byMissing: aloneBy(
      coded.map(({ slots }) => ({ slots: slots.map((slot) => (slot === 0 ? 0 : 1)), size: 2 })),
      rows,
    ),
  };
}

function aloneBy(columns: readonly SlotColumn[], rows: number): number {
  const { classOf, count } = combineColumns(columns, rows);
  const sizes = new Uint32Array(count);
  for (const at of classOf) sizes[at] = sizes[at]! + 1;
  return sizes.reduce((sum, size) => sum + (size === 1 ? 1 : 0), 0);
}

function slotsOfAny(column: Column): SlotColumn {
  if (column.kind === 'categorical') return slotsOf(column);
  const slotOf = new Map<number, number>();
  const slots = Int32Array.from(column.values, (value) => {
    if (Number.isNaN(value)) return 0;
    const known = slotOf.get(value);
    if (known !== undefined) return known;
    slotOf.set(value, slotOf.size + 1);
    return slotOf.size;
  });
  return { slots, size: slotOf.size + 1 };
}
