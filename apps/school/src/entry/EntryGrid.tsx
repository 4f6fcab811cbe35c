/**
 * The grid (WAI-ARIA grid pattern, roving tabindex). It draws the controller and gives it the keys; it decides
 * nothing.
 */
import { memo, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react';
import type { PupilIdentity } from '../desk/pupil-identity.ts';
import { type CellContent, rivalsOf } from '../entry-records/cell-content.ts';
import type { EntryBook } from '../entry-records/entry-book.ts';
import { type EntryColumn, valueLabel } from '../entry-records/entry-columns.ts';
import { useObservable } from '../live/hooks.ts';
import { type Speech, useSpeech } from '../words/language.tsx';
import type { EntryController, GridCell } from './entry-controller.ts';
import { frenchDigits } from './typed-answer.ts';

export interface EntryGridProps {
  readonly controller: EntryController;
  readonly identities: ReadonlyMap<string, PupilIdentity>;
}

export function EntryGrid({ controller, identities }: EntryGridProps) {
  const speech = useSpeech();
  useObservable(controller);
  useBook(controller.book);
  const grid = useRef<HTMLTableElement>(null);
  const [editing, setEditing] = useState<string | null>(null);
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
  useEffect(() => setEditing(null), [cursorKey]);

  const onKeyDown = (event: React.KeyboardEvent) => {
    if (editing !== null || event.nativeEvent.isComposing || event.altKey) return;
    if (event.key === 'Escape') {
      document.querySelector<HTMLElement>('.entry-tools button:not(:disabled), .entry-tools select')?.focus();
      event.preventDefault();
      return;
    }
    const outcome = controller.press({
      key: event.key,
      code: event.code,
      shift: event.shiftKey,
      control: event.ctrlKey || event.metaKey,
    });
    if (outcome === 'leave') return;
    mayFocus.current = true;
    event.preventDefault();
    if (outcome !== 'handled') setEditing(outcome.edit);
  };
  const onCopy = (event: React.ClipboardEvent) => {
    if (editing !== null) return;
    event.clipboardData.setData('text/plain', controller.copy());
    event.preventDefault();
  };
  const onPaste = (event: React.ClipboardEvent) => {
    if (editing !== null) return;
    controller.paste(event.clipboardData.getData('text/plain'));
    event.preventDefault();
  };

  const { exercise } = controller;
  const label = speech.words.entry.gridLabel(exercise === null ? '' : speech.text(exercise.title));
  const widest = Math.max(0, ...controller.shape);
  return (
    <div className="grid-frame">
      <table
        ref={grid}
        className="grid"
        data-view={view}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the grid pattern on a table
        role="grid"
        aria-label={label}
        aria-readonly={controller.readOnly}
        onKeyDown={onKeyDown}
        onCopy={onCopy}
        onPaste={onPaste}
      >
        <thead>
          <tr>
            <th scope="col" className="grid-corner">
              {view === 'exercise' ? speech.words.entry.pupil : speech.words.entry.exercise}
            </th>
            {Array.from({ length: widest }, (_, column) => (
              <th
                scope="col"
                // biome-ignore lint/suspicious/noArrayIndexKey: columns are positions
                key={column}
                data-current={column === at.column}
                title={view === 'exercise' ? exercise?.columns[column]?.title : undefined}
              >
                <span className="only-heard">{speech.words.entry.item(column + 1)}</span>
                <span
                  className="column-number"
                  data-wide={rows.some(({ cells }) => cells[column]?.column.mode === 'text')}
                  aria-hidden="true"
                >
                  {column + 1}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, r) => (
            <tr key={row.key} data-current={r === at.row}>
              <th scope="row" className="grid-name">
                {view === 'exercise' ? (
                  <PupilName identity={identities.get(row.key)} orderNumber={row.key} />
                ) : (
                  <span className="exercise-name">
                    {r + 1}. {speech.text(controller.exercises[r]?.title ?? { fr: '', en: '' })}
                  </span>
                )}
              </th>
              {row.cells.map((cell, c) => {
                const current = r === at.row && c === at.column;
                const text = current && editing !== null ? editing : null;
                return (
                  <Cell
                    // biome-ignore lint/suspicious/noArrayIndexKey: cells are positions; the focus stays when the exercise turns
                    key={c}
                    cell={cell}
                    content={controller.contentAt(cell)}
                    inConflict={hasRival(controller, cell)}
                    current={current}
                    editing={text}
                    speech={speech}
                    onPress={() => {
                      mayFocus.current = true;
                      controller.goTo({ row: r, column: c });
                    }}
                    onEdit={(text) => {
                      mayFocus.current ||= text === null;
                      setEditing(text);
                    }}
                    controller={controller}
                  />
                );
              })}
              {row.cells.length < widest && (
                <td colSpan={widest - row.cells.length} className="grid-nothing" />
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
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

function useBook(book: EntryBook): void {
  const [, render] = useState(0);
  useEffect(() => book.subscribe(() => render((n) => n + 1)), [book]);
}

function hasRival(controller: EntryController, { pupil, column }: GridCell): boolean {
  const body = controller.book.rows.get(pupil)?.body;
  return body !== undefined && body.conflicts.length > 0 && rivalsOf(body, column.item).length > 0;
}

const PupilName = memo(function PupilName(props: {
  readonly identity: PupilIdentity | undefined;
  readonly orderNumber: string;
}) {
  const { identity, orderNumber } = props;
  return (
    <span className="pupil-name">
      <span className="order-number">{orderNumber}</span>
      <span className="names">
        {identity?.firstName} <span className="last-name">{identity?.lastName}</span>
      </span>
    </span>
  );
});

interface CellProps {
  readonly cell: GridCell;
  readonly content: CellContent;
  readonly inConflict: boolean;
  readonly current: boolean;
  /** Text being typed, null when nothing is. */
  readonly editing: string | null;
  readonly speech: Speech;
  readonly onPress: () => void;
  readonly onEdit: (text: string | null) => void;
  readonly controller: EntryController;
}

function Cell(props: CellProps) {
  const { cell, content, inConflict, current, editing, speech, onPress, onEdit, controller } = props;
  const { entry } = speech.words;
  const { column } = cell;
  const said = heard(column, content, entry);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the grid's
    <td
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the grid pattern on a table
      role="gridcell"
      className="cell"
      tabIndex={current && editing === null ? 0 : -1}
      data-current={current}
      data-kind={column.mode === 'unsupported' ? 'unsupported' : content.kind}
      data-conflict={inConflict}
      onClick={onPress}
      onDoubleClick={() => {
        const outcome = controller.press({ key: 'F2', code: 'F2', shift: false, control: false });
        if (typeof outcome === 'object') onEdit(outcome.edit);
      }}
    >
      {editing === null ? (
        <>
          <span className="cell-text" aria-hidden="true">
            {shown(column, content, entry)}
          </span>
          <span className="only-heard">{inConflict ? `${said}, ${entry.conflictCell}` : said}</span>
        </>
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

interface CellEditorProps {
  readonly initial: string;
  readonly numeric: boolean;
  readonly label: string;
  readonly controller: EntryController;
  readonly onDone: () => void;
}

/** A text or number being typed. What is wrong stays in the field, with the reason below the grid. */
function CellEditor({ initial, numeric, label, controller, onDone }: CellEditorProps) {
  const [text, setText] = useState(initial);
  const [wrong, setWrong] = useState(false);
  const leaving = useRef(false);
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    const end = input.current?.value.length ?? 0;
    input.current?.focus();
    input.current?.setSelectionRange(end, end);
  }, []);
  const commit = (then: 'moveOn' | 'stay'): boolean => {
    const good = controller.commitText(text, then);
    setWrong(!good);
    if (good) {
      leaving.current = true;
      onDone();
    }
    return good;
  };
  // A page that is closed fires no blur for its fields.
  const onPageHide = useEffectEvent(() => {
    if (!leaving.current) commit('stay');
  });
  useEffect(() => {
    addEventListener('pagehide', onPageHide);
    return () => removeEventListener('pagehide', onPageHide);
  }, []);
  const onKeyDown = (event: React.KeyboardEvent) => {
    const { key } = event;
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    if (key === 'Escape') {
      leaving.current = true;
      onDone();
    } else if (key === 'Enter') commit('moveOn');
    else if (key === 'Tab' || key === 'ArrowUp' || key === 'ArrowDown') {
      if (commit('stay')) controller.press({ key, code: event.code, shift: event.shiftKey, control: false });
    } else return;
    event.preventDefault();
  };
  return (
    <input
      ref={input}
      className="cell-editor"
      aria-label={label}
      aria-invalid={wrong}
      inputMode={numeric ? 'decimal' : 'text'}
      autoComplete="off"
      spellCheck={false}
      value={text}
      onChange={(event) => {
        setWrong(false);
        setText(numeric ? frenchDigits(event.target.value) : event.target.value);
      }}
      onKeyDown={onKeyDown}
      onBlur={() => {
        if (!leaving.current) commit('stay');
      }}
    />
  );
}
