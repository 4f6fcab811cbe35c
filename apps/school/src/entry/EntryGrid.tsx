/**
 * The grid (WAI-ARIA grid pattern, roving tabindex). It draws the controller and gives it the keys; it decides
 * nothing. A row is drawn again only when its record or its cursor changed, so that 2,500 cells keep up with typing.
 */
import type { EntryBody } from '@cloison/protocol';
import { memo, useCallback, useEffect, useEffectEvent, useLayoutEffect, useMemo, useRef } from 'react';
import type { PupilIdentity } from '../desk/pupil-identity.ts';
import { type CellContent, contentOf, EMPTY, rivalsOf, sameContent } from '../entry-records/cell-content.ts';
import { type EntryColumn, valueLabel } from '../entry-records/entry-columns.ts';
import { useObservable } from '../live/hooks.ts';
import { type Speech, useSpeech } from '../words/language.tsx';
import { CellEditor } from './CellEditor.tsx';
import type { EntryController } from './entry-controller.ts';
import type { GridRow } from './grid-cells.ts';
import type { EntryView } from './grid-cursor.ts';
import { useBook } from './use-book.ts';
import { useGridInput } from './use-grid-input.ts';

export interface EntryGridProps {
  readonly controller: EntryController;
  readonly identities: ReadonlyMap<string, PupilIdentity>;
  readonly readOnly: boolean;
  /** Text being typed in the cell under the cursor; null when nothing is. */
  readonly editing: string | null;
  readonly onEdit: (text: string | null) => void;
}

export const EntryGrid = memo(function EntryGrid({
  controller,
  identities,
  readOnly,
  editing,
  onEdit,
}: EntryGridProps) {
  const speech = useSpeech();
  useObservable(controller);
  useBook(controller.book);
  const grid = useRef<HTMLTableElement>(null);
  const { at, rows, view, exerciseIndex, pupilIndex } = controller;
  const cursorKey = `${view} ${exerciseIndex} ${view === 'pupil' ? pupilIndex : ''} ${at.row} ${at.column}`;
  const mayFocus = useRef(true);

  // The grid takes the focus when it appears. While it has the focus, the cell under the cursor has it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `cursorKey` is where the cursor is
  useLayoutEffect(() => {
    if (!mayFocus.current && !grid.current?.contains(document.activeElement)) return;
    mayFocus.current = false;
    const current = grid.current?.querySelector<HTMLElement>('.cell[data-current="true"]');
    if (editing === null) current?.focus({ preventScroll: true });
    if (current !== null && current !== undefined) reveal(current);
  }, [cursorKey, editing]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: leaving the cell ends the editing
  useEffect(() => onEdit(null), [cursorKey]);

  const edit = useCallback(
    (text: string | null) => {
      mayFocus.current ||= text === null;
      onEdit(text);
    },
    [onEdit],
  );
  const takeFocus = useEffectEvent(() => {
    mayFocus.current = true;
    grid.current?.querySelector<HTMLElement>('.cell[data-current="true"]')?.focus({ preventScroll: true });
  });
  useGridInput(controller, editing !== null, takeFocus, onEdit);

  const onClick = (event: React.MouseEvent) => {
    const position = positionOf(event.target);
    if (position === null) return;
    mayFocus.current = true;
    controller.goTo(position);
  };
  const onDoubleClick = (event: React.MouseEvent) => {
    if (positionOf(event.target) === null) return;
    const outcome = controller.press({ key: 'F2', code: 'F2', shift: false, control: false });
    if (typeof outcome === 'object') onEdit(outcome.edit);
  };

  const { exercise } = controller;
  const label = speech.words.entry.gridLabel(exercise === null ? '' : speech.text(exercise.title));
  const widest = Math.max(0, ...controller.shape);
  // Rows stay the same objects until another exercise or pupil is shown.
  const wide = useMemo(() => wideColumns(rows), [rows]);
  return (
    <div className="grid-frame">
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: keys come by useGridInput */}
      <table
        ref={grid}
        className="grid"
        data-view={view}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the grid pattern on a table
        role="grid"
        aria-label={label}
        aria-readonly={readOnly}
        onClick={onClick}
        onDoubleClick={onDoubleClick}
      >
        <thead>
          <tr>
            <th scope="col" className="grid-corner">
              {view === 'exercise' ? speech.words.entry.pupil : speech.words.entry.exercise}
            </th>
            {Array.from({ length: widest }, (_, column) => (
              <ColumnHead
                // biome-ignore lint/suspicious/noArrayIndexKey: columns are positions
                key={column}
                number={column + 1}
                current={column === at.column}
                title={view === 'exercise' ? exercise?.columns[column]?.title : undefined}
                wide={wide.has(column)}
                words={speech.words.entry}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, r) => (
            <Row
              key={row.key}
              row={row}
              number={r + 1}
              view={view}
              identity={identities.get(row.key)}
              body={controller.book.rows.get(row.cells[0]?.pupil ?? '')?.body ?? null}
              current={r === at.row ? at.column : -1}
              editing={r === at.row ? editing : null}
              refusals={r === at.row ? controller.refusals : 0}
              widest={widest}
              speech={speech}
              controller={controller}
              onEdit={edit}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
});

/** Columns in which some cell is a text. */
function wideColumns(rows: readonly GridRow[]): ReadonlySet<number> {
  return new Set(
    rows.flatMap(({ cells }) => cells.flatMap(({ column }, c) => (column.mode === 'text' ? [c] : []))),
  );
}

const ColumnHead = memo(function ColumnHead(props: {
  /** From 1. */
  readonly number: number;
  readonly current: boolean;
  readonly title: string | undefined;
  readonly wide: boolean;
  readonly words: Speech['words']['entry'];
}) {
  const { number, current, title, wide, words } = props;
  return (
    <th scope="col" data-current={current} title={title}>
      <span className="only-heard">{words.item(number)}</span>
      <span className="column-number" data-wide={wide} aria-hidden="true">
        {number}
      </span>
    </th>
  );
});

/** Row and column of the cell that was pressed; null beside the cells. */
function positionOf(target: EventTarget): { readonly row: number; readonly column: number } | null {
  const cell = target instanceof Element ? target.closest<HTMLTableCellElement>('td.cell') : null;
  const row = cell?.closest('tr') ?? null;
  return cell === null || row === null ? null : { row: row.sectionRowIndex, column: cell.cellIndex - 1 };
}

/** Scrolls the frame, not the page, so that the cell is not behind a sticky header. */
function reveal(cell: HTMLElement): void {
  const frame = cell.closest<HTMLElement>('.grid-frame');
  if (frame === null) return;
  const box = cell.getBoundingClientRect();
  const view = frame.getBoundingClientRect();
  const head = frame.querySelector('thead')?.getBoundingClientRect().height ?? 0;
  const name = frame.querySelector('.grid-name')?.getBoundingClientRect().width ?? 0;
  const margin = box.height;
  if (box.top - margin < view.top + head) frame.scrollTop += box.top - margin - view.top - head;
  else if (box.bottom + margin > view.bottom) frame.scrollTop += box.bottom + margin - view.bottom;
  if (box.left < view.left + name) frame.scrollLeft += box.left - view.left - name;
  else if (box.right > view.right) frame.scrollLeft += box.right - view.right;
}

interface RowProps {
  readonly row: GridRow;
  readonly number: number;
  readonly view: EntryView;
  readonly identity: PupilIdentity | undefined;
  /** Record of the row's pupil. The same object as long as nothing was keyed. */
  readonly body: EntryBody | null;
  /** Column of the cursor, -1 when it is in another row. */
  readonly current: number;
  readonly editing: string | null;
  readonly refusals: number;
  readonly widest: number;
  readonly speech: Speech;
  readonly controller: EntryController;
  readonly onEdit: (text: string | null) => void;
}

const Row = memo(function Row(props: RowProps) {
  const { row, number, view, identity, body, current, editing, refusals, widest, speech } = props;
  const exercise = row.cells[0]?.exercise;
  return (
    <tr data-current={current >= 0}>
      <th scope="row" className="grid-name">
        {view === 'exercise' ? (
          <PupilName identity={identity} orderNumber={row.key} />
        ) : (
          <span className="exercise-name">
            {number}. {speech.text(exercise?.title ?? { fr: '', en: '' })}
          </span>
        )}
      </th>
      {row.cells.map(({ column }, c) => (
        <Cell
          // biome-ignore lint/suspicious/noArrayIndexKey: cells are positions; the focus stays when the exercise turns
          key={c}
          column={column}
          content={body === null ? EMPTY : contentOf(body, column.item)}
          inConflict={body !== null && body.conflicts.length > 0 && rivalsOf(body, column.item).length > 0}
          current={c === current}
          editing={c === current ? editing : null}
          refusals={c === current ? refusals : 0}
          speech={speech}
          controller={props.controller}
          onEdit={props.onEdit}
        />
      ))}
      {row.cells.length < widest && <td colSpan={widest - row.cells.length} className="grid-nothing" />}
    </tr>
  );
});

const PupilName = memo(function PupilName(props: {
  readonly identity: PupilIdentity | undefined;
  readonly orderNumber: string;
}) {
  const { identity, orderNumber } = props;
  return (
    <span className="pupil-name">
      <span className="order-number">{orderNumber}</span>
      <span className="names">
        <span className="last-name">{identity?.lastName}</span> {identity?.firstName}
      </span>
    </span>
  );
});

interface CellProps {
  readonly column: EntryColumn;
  readonly content: CellContent;
  readonly inConflict: boolean;
  readonly current: boolean;
  /** Text being typed, null when nothing is. */
  readonly editing: string | null;
  /** Keys that this cell refused, one after the other. */
  readonly refusals: number;
  readonly speech: Speech;
  readonly controller: EntryController;
  readonly onEdit: (text: string | null) => void;
}

const Cell = memo(function Cell(props: CellProps) {
  const { column, content, inConflict, current, editing, refusals, speech, controller, onEdit } = props;
  const { entry } = speech.words;
  const text = shown(column, content, entry);
  const said = heard(column, content, entry);
  const name = inConflict ? `${said}, ${entry.conflictCell}` : said;
  return (
    <td
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the grid pattern on a table
      role="gridcell"
      className="cell"
      // A name rather than a hidden text: each of 2,500 hidden texts would be a layer of its own to draw at every key.
      aria-label={editing === null && name !== text ? name : undefined}
      tabIndex={current && editing === null ? 0 : -1}
      data-current={current}
      data-kind={column.mode === 'unsupported' ? 'unsupported' : content.kind}
      data-conflict={inConflict}
      data-short={column.mode === 'single' || column.mode === 'number'}
      // Odd and even, so that a second wrong key is seen as well as the first.
      data-refused={refusals === 0 ? undefined : refusals % 2 === 0 ? 'even' : 'odd'}
    >
      {editing === null ? (
        <span className="cell-text">{text}</span>
      ) : (
        <CellEditor
          initial={editing}
          numeric={column.mode === 'number'}
          label={`${entry.item(column.number)}, ${column.title}`}
          controller={controller}
          onDone={() => onEdit(null)}
        />
      )}
    </td>
  );
}, sameCell);

/** Contents are read afresh at each drawing: two that say the same are the same. */
function sameCell(before: CellProps, after: CellProps): boolean {
  return (
    sameContent(before.content, after.content) &&
    before.column === after.column &&
    before.inConflict === after.inConflict &&
    before.current === after.current &&
    before.editing === after.editing &&
    before.refusals === after.refusals &&
    before.speech === after.speech &&
    before.controller === after.controller &&
    before.onEdit === after.onEdit
  );
}

function shown(column: EntryColumn, content: CellContent, entry: Speech['words']['entry']): string {
  if (column.mode === 'unsupported') return '·';
  switch (content.kind) {
    case 'empty':
      return '';
    case 'value':
      return valueLabel(column, content.value);
    default:
      return entry.short[content.kind];
  }
}

function heard(column: EntryColumn, content: CellContent, entry: Speech['words']['entry']): string {
  if (column.mode === 'unsupported') return entry.unsupported;
  return content.kind === 'value' ? valueLabel(column, content.value) : entry.cells[content.kind];
}
