/**
 * A table that is sorted by a press on a head, and that draws only the rows in sight: forty thousand schools scroll as forty
 * do. It stays a real table, with rows of nothing above and below for those that are not drawn.
 */
import {
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useMemo, useRef, useState } from 'react';
import { useSpeech } from '../words/language.tsx';
import { type Cell, saveCsv } from './csv.ts';
import { SaveButton } from './SaveButton.tsx';
import { usePrinting } from './use-printing.ts';

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });

export interface TableColumn<Row> {
  readonly id: string;
  readonly head: string;
  /** What is sorted by. */
  readonly value: (row: Row) => string | number;
  /** What is shown; default: the value. */
  readonly cell?: (row: Row) => ReactNode;
  /** What a file has of it; default: the value. */
  readonly said?: (row: Row) => Cell;
  readonly isNumber?: boolean;
}

export interface DataTableProps<Row> {
  readonly label: string;
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  /** The first column is the row's head. */
  readonly keyOf: (row: Row) => string;
  readonly sortedBy?: { readonly id: string; readonly desc: boolean };
  /** Rows in sight before it scrolls. */
  readonly tall?: boolean;
  /** More columns of its file, which the page has no room for. */
  readonly more?: readonly Pick<TableColumn<Row>, 'head' | 'value'>[];
  /** Every row for the file, where `rows` are a page of them. */
  readonly every?: () => Promise<readonly Row[]>;
  /** Rows come sorted, a page of many: a press on a head asks for them in another order. */
  readonly order?: RowOrder;
}

export interface RowOrder {
  readonly id: string;
  readonly desc: boolean;
  /** Columns that they can be sorted by; default: all. */
  readonly can?: readonly string[];
  readonly onPress: (id: string) => void;
  /** Where these rows stand among all, and how many there are. */
  readonly from: number;
  readonly of: number;
}

const ROW_HEIGHT = 37;
/** A short list is drawn whole. */
const MOST_WHOLE = 60;
/** A longer list is for a file: paper has the rows in sight. */
const MOST_PRINTED = 2_000;

export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { label, columns, rows, keyOf, sortedBy, tall = false, order: given, more = [], every } = props;
  const { language, words } = useSpeech();
  const scroller = useRef<HTMLElement>(null);
  const definitions = useMemo(() => {
    const helper = createColumnHelper<typeof features, Row>();
    const compare = new Intl.Collator(language, { numeric: true }).compare;
    return columns.map((column) =>
      helper.accessor((row: Row): unknown => column.value(row), {
        id: column.id,
        header: column.head,
        sortFn: (a, b) => {
          const [left, right] = [column.value(a.original), column.value(b.original)];
          return typeof left === 'number' && typeof right === 'number'
            ? left - right
            : compare(String(left), String(right));
        },
      }),
    );
  }, [columns, language]);
  const data = useMemo(() => [...rows], [rows]);
  const table = useTable({
    features,
    columns: definitions,
    data,
    enableSortingRemoval: false,
    ...(sortedBy === undefined ? {} : { initialState: { sorting: [sortedBy] } }),
  });
  const own = table.getRowModel().rows;
  const sorted = given === undefined ? own.map(({ original }) => original) : rows;
  const first = (given?.from ?? 0) + 2;
  const virtual = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  });
  const isPrinting = usePrinting();
  const isWhole = sorted.length <= (isPrinting ? MOST_PRINTED : MOST_WHOLE);
  const items = isWhole ? sorted.map((_, index) => ({ index })) : virtual.getVirtualItems();
  const [top, bottom] = isWhole ? [] : [virtual.getVirtualItems()[0], virtual.getVirtualItems().at(-1)];
  const before = top?.start ?? 0;
  const after = isWhole ? 0 : virtual.getTotalSize() - (bottom?.end ?? 0);
  return (
    <div className="saved-table">
      <section
        ref={scroller}
        className="table-frame virtual-frame"
        data-tall={tall}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard (axe, scrollable-region-focusable)
        tabIndex={0}
        aria-label={label}
      >
        <table className="data-table" aria-label={label} aria-rowcount={(given?.of ?? sorted.length) + 1}>
          <thead>
            {table.getHeaderGroups().map((group) => (
              <tr key={group.id}>
                {group.headers.map((header, i) => {
                  const order =
                    given === undefined
                      ? header.column.getIsSorted()
                      : given.id === header.column.id && (given.desc ? 'desc' : 'asc');
                  return (
                    <th
                      key={header.id}
                      scope="col"
                      className={columns[i]?.isNumber === true ? 'number' : undefined}
                      {...(given?.can?.includes(header.column.id) === false
                        ? {}
                        : {
                            'aria-sort':
                              order === 'asc' ? 'ascending' : order === 'desc' ? 'descending' : 'none',
                          })}
                    >
                      {/* On paper too: Chromium repeats a table's head on each page, but no button in it. */}
                      {isPrinting || given?.can?.includes(header.column.id) === false ? (
                        <span className="unsorted-head">{columns[i]?.head}</span>
                      ) : (
                        <button
                          type="button"
                          onClick={
                            given === undefined
                              ? header.column.getToggleSortingHandler()
                              : () => given.onPress(header.column.id)
                          }
                        >
                          {columns[i]?.head}
                          <span aria-hidden="true">
                            {order === 'asc' ? ' ▲' : order === 'desc' ? ' ▼' : ''}
                          </span>
                        </button>
                      )}
                    </th>
                  );
                })}
              </tr>
            ))}
          </thead>
          <tbody>
            {before > 0 && <Gap columns={columns.length} height={before} />}
            {items.map(({ index }) => {
              const row = sorted[index];
              if (row === undefined) return null;
              return (
                <tr
                  key={keyOf(row)}
                  ref={virtual.measureElement}
                  data-index={index}
                  aria-rowindex={index + first}
                >
                  {columns.map((column, i) => {
                    const shown = column.cell === undefined ? column.value(row) : column.cell(row);
                    return i === 0 ? (
                      <th key={column.id} scope="row">
                        {shown}
                      </th>
                    ) : (
                      <td key={column.id} className={column.isNumber === true ? 'number' : undefined}>
                        {shown}
                      </td>
                    );
                  })}
                </tr>
              );
            })}
            {sorted.length === 0 && (
              <tr>
                <td colSpan={columns.length} className="soft">
                  {words.nothingFound}
                </td>
              </tr>
            )}
            {after > 0 && <Gap columns={columns.length} height={after} />}
          </tbody>
        </table>
      </section>
      <SaveRows label={label} columns={columns} sorted={sorted} more={more} every={every ?? null} />
    </div>
  );
}

type SaveRowsProps<Row> = Required<Pick<DataTableProps<Row>, 'label' | 'columns' | 'more'>> & {
  readonly sorted: readonly Row[];
  /** Null: `sorted` are all. */
  readonly every: (() => Promise<readonly Row[]>) | null;
};

/** The table as a file, in the order that is shown. */
function SaveRows<Row>({ label, columns, more, every, sorted }: SaveRowsProps<Row>) {
  const { language, words } = useSpeech();
  const [state, setState] = useState<'idle' | 'asked' | 'failed'>('idle');
  const save = (rows: readonly Row[]) => {
    const head = [...columns, ...more].map((column) => column.head);
    const cells = rows.map((row) => [
      ...columns.map(({ value, said }) => (said ?? value)(row)),
      ...more.map(({ value }) => value(row)),
    ]);
    saveCsv(label, [head, ...cells], language);
  };
  const press = () => {
    if (every === null) return save(sorted);
    setState('asked');
    every().then(
      (rows) => {
        save(rows);
        setState('idle');
      },
      () => setState('failed'),
    );
  };
  return (
    <>
      <SaveButton label={label} isDisabled={state === 'asked'} onPress={press} />
      {state !== 'idle' && (
        <span className="soft small" role="status">
          {state === 'asked' ? words.loading : words.trouble.away(location.port)}
        </span>
      )}
    </>
  );
}

function Gap({ columns, height }: { readonly columns: number; readonly height: number }) {
  return (
    <tr className="table-gap">
      <td colSpan={columns} style={{ height }} />
    </tr>
  );
}
