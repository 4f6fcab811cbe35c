/** Where a person is in a list that the office gives a page at a time, in an order that a press on a head changes. */
import { useState } from 'react';
import type { RowOrder } from './DataTable.tsx';

export interface Sort<Column extends string> {
  readonly by: Column;
  readonly desc: boolean;
}

export interface Pages<Column extends string> {
  readonly sort: Sort<Column>;
  /** Place of the page's first row among all, from 0. */
  readonly from: number;
  readonly setFrom: (from: number) => void;
  /** A setter that also goes back to the first page: what is asked for has changed. */
  readonly anew: <Value>(set: (value: Value) => void) => (value: Value) => void;
  /** For the table of a page. */
  readonly orderOf: (page: { readonly from: number; readonly found: number }) => RowOrder;
}

/** `columns` can be sorted by; those of `mostFirst` begin with the largest. */
export function usePages<Column extends string>(
  columns: readonly Column[],
  first: Sort<Column>,
  mostFirst: readonly Column[] = [],
): Pages<Column> {
  const [sort, setSort] = useState(first);
  const [from, setFrom] = useState(0);
  const anew =
    <Value>(set: (value: Value) => void) =>
    (value: Value) => {
      set(value);
      setFrom(0);
    };
  const press = (id: string) => {
    const by = columns.find((one) => one === id);
    if (by === undefined) return;
    anew(setSort)({ by, desc: sort.by === by ? !sort.desc : mostFirst.includes(by) });
  };
  return {
    sort,
    from,
    setFrom,
    anew,
    orderOf: (page) => ({
      id: sort.by,
      desc: sort.desc,
      can: columns,
      onPress: press,
      from: page.from,
      of: page.found,
    }),
  };
}
