/** The schools of an area as a table that sorts. */
import { Button, TableFrame } from '@cloison/theme';
import { useState } from 'react';
import { useSpeech } from '../words/language.tsx';
import { type SchoolRow, type SortKey, type Span, sortSchools } from './area-progress.ts';

/** Rows at first: a rectorate has thousands. */
const FIRST_ROWS = 200;

export interface SchoolListProps {
  readonly rows: readonly SchoolRow[];
  /** Schools before any filter. */
  readonly all: number;
  /** Every row at once: for paper. */
  readonly whole: boolean;
  readonly name: string;
}

export function SchoolList({ rows, all, whole, name }: SchoolListProps) {
  const { words } = useSpeech();
  const [sort, setSort] = useState<{ key: SortKey; reverse: boolean }>({ key: 'state', reverse: false });
  const [isLong, setLong] = useState(false);
  if (rows.length === 0) return <p className="soft">{words.area.nothingFound}</p>;
  const sorted = sortSchools(rows, sort.key, sort.reverse);
  const shown = whole || isLong ? sorted : sorted.slice(0, FIRST_ROWS);
  // Numbers begin with the largest: what is behind comes first.
  const toggle = (key: SortKey, reverse: boolean) =>
    setSort((before) => ({ key, reverse: before.key === key ? !before.reverse : reverse }));
  const columns = [
    ['name', words.area.school, false],
    ['town', words.area.town, false],
    ['state', words.area.state, false],
    ['expected', words.area.expected, true],
    ['done', words.area.done, true],
    ['left', words.area.left, true],
  ] as const;
  return (
    <>
      <TableFrame label={name}>
        <table className="data-table area-table">
          <thead>
            <tr>
              {columns.map(([key, label, isNumber]) => {
                const state = sort.key === key ? (sort.reverse ? 'descending' : 'ascending') : undefined;
                return (
                  <th key={key} scope="col" aria-sort={state} className={isNumber ? 'number' : undefined}>
                    <button
                      type="button"
                      className="sort"
                      onClick={() => toggle(key, isNumber)}
                      title={words.results.sortBy(label)}
                    >
                      {label}{' '}
                      <span aria-hidden="true">
                        {state === undefined ? '' : state === 'ascending' ? '▲' : '▼'}
                      </span>
                    </button>
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <School key={row.uai} row={row} />
            ))}
          </tbody>
        </table>
      </TableFrame>
      <p className="soft quiet area-count" role="status">
        {words.area.shown(shown.length, all)}
      </p>
      {shown.length < sorted.length && (
        <p className="screen-only">
          <Button onPress={() => setLong(true)}>{words.area.showAll}</Button>
        </p>
      )}
    </>
  );
}

function School({ row }: { readonly row: SchoolRow }) {
  const { words } = useSpeech();
  const { uai, name, town, state, expected, done, left } = row;
  const span = (value: Span | null) => (value === null ? '' : words.area.span(value.low, value.high));
  return (
    <tr data-state={state}>
      <th scope="row">
        {name} <span className="area-uai">{uai}</span>
      </th>
      <td>{town}</td>
      <td className="area-school-state">
        <span className="state-label">
          <span className="state-swatch" data-state={state} aria-hidden="true" />
          {words.area.states[state]}
        </span>
      </td>
      <td className="number">{expected ?? ''}</td>
      <td className="number">{span(done)}</td>
      <td className="number">{span(left)}</td>
    </tr>
  );
}
