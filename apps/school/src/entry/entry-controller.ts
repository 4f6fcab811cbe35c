/**
 * What each key of the grid does, and what is said of it. Screens draw it, and simulations call `press`. It knows neither
 * React nor the DOM. Where the cursor is: `GridCursor`; what the cells say, and undo: `WrittenCells`.
 */
import { type CellContent, EMPTY } from '../entry-records/cell-content.ts';
import type { EntryBook } from '../entry-records/entry-book.ts';
import { type EntryColumn, type EntryExercise, typedText } from '../entry-records/entry-columns.ts';
import { Observable } from '../live/observable.ts';
import { toggleAbsence, toggleAbsenceOver } from './absence.ts';
import type { DaySequence } from './day-sequences.ts';
import type { History } from './entry-history.ts';
import type { EntryMessage } from './entry-message.ts';
import { type GridCell, type GridRow, itemsOf, keyable } from './grid-cells.ts';
import { type EntryView, GridCursor } from './grid-cursor.ts';
import { type Direction, type Move, move, type Position } from './grid-navigation.ts';
import {
  actionOf,
  type Bindings,
  bindingsOf,
  type CommandKind,
  chosen,
  isFull,
  isPrintable,
  type KeyPress,
} from './key-bindings.ts';
import { repeatedCells } from './repeated-answer.ts';
import { cellText, readCell, readTable, tableText } from './spreadsheet.ts';
import { fitsNumber, isFullLength, readTyped } from './typed-answer.ts';
import { type CellEdit, WrittenCells } from './written-cells.ts';

export interface EntryKey extends KeyPress {
  readonly control: boolean;
}

/** `leave`: the key is not for the grid (Tab after the last cell, a browser's shortcut). */
export type KeyOutcome = 'handled' | 'leave' | { readonly edit: string };

const MOVES: Readonly<Record<string, Move>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'rowStart',
  End: 'rowEnd',
};

export class EntryController extends Observable {
  /** Every item of the sequence that can be keyed. */
  readonly items: readonly string[];
  readOnly = false;
  message: EntryMessage | null = null;
  /**
   * The last cell of the exercise was keyed. Until the cursor is moved, keys of answers are refused: they belong to the
   * next exercise, and would overwrite this cell.
   */
  ended = false;
  /** Keys refused one after the other; 0 after a key that did something. */
  refusals = 0;
  readonly #cells: WrittenCells;
  readonly #cursor: GridCursor;
  readonly #bindings = new Map<EntryColumn, Bindings>();

  constructor(book: EntryBook, exercises: readonly EntryExercise[], pupils: readonly string[]) {
    super();
    this.#cells = new WrittenCells(book);
    this.#cursor = new GridCursor(
      exercises.filter(({ columns }) => columns.length > 0),
      pupils,
      (pupil, item) => this.#cells.contentOf(pupil, item),
    );
    this.items = this.exercises.flatMap(({ columns }) => itemsOf(columns));
  }

  get book(): EntryBook {
    return this.#cells.book;
  }

  get books(): readonly EntryBook[] {
    return this.#cells.books;
  }

  get history(): History {
    return this.#cells.history;
  }

  get exercises(): readonly EntryExercise[] {
    return this.#cursor.exercises;
  }

  get pupils(): readonly string[] {
    return this.#cursor.pupils;
  }

  get view(): EntryView {
    return this.#cursor.view;
  }

  get direction(): Direction {
    return this.#cursor.direction;
  }

  get exerciseIndex(): number {
    return this.#cursor.exerciseIndex;
  }

  get pupilIndex(): number {
    return this.#cursor.pupilIndex;
  }

  get at(): Position {
    return this.#cursor.at;
  }

  get rows(): readonly GridRow[] {
    return this.#cursor.rows;
  }

  get shape(): readonly number[] {
    return this.#cursor.shape;
  }

  get cell(): GridCell | null {
    return this.#cursor.cell;
  }

  get exercise(): EntryExercise | null {
    return this.#cursor.exercise;
  }

  /** Whether an absence for a day says more than one for the sequence. */
  get hasDays(): boolean {
    return this.exercises.some(({ day }) => day !== null);
  }

  openDays(others: readonly DaySequence[]): void {
    this.#cells.dayOthers = others;
    this.changed();
  }

  contentAt({ pupil, column }: GridCell): CellContent {
    return this.#cells.contentOf(pupil, column.item);
  }

  bindings(column: EntryColumn): Bindings {
    const held = this.#bindings.get(column);
    if (held !== undefined) return held;
    const made = bindingsOf(column);
    this.#bindings.set(column, made);
    return made;
  }

  setView(view: EntryView): void {
    this.#cursor.setView(view);
    this.#arrived();
  }

  setDirection(direction: Direction): void {
    this.#cursor.direction = direction;
    this.ended = false;
    this.changed();
  }

  showExercise(index: number): void {
    this.#cursor.showExercise(index);
    this.#arrived();
  }

  showPupil(index: number): void {
    this.#cursor.showPupil(index);
    this.#arrived();
  }

  /** The booklet of one pupil, at its first empty cell. */
  completePupil(index: number): void {
    this.#cursor.completePupil(index);
    this.#arrived();
  }

  goTo(position: Position): void {
    this.#cursor.goTo(position);
    this.#arrived();
  }

  press(press: EntryKey): KeyOutcome {
    if (press.control) return this.#pressControl(press);
    const direction = MOVES[press.key];
    if (direction !== undefined) return this.#move(direction);
    switch (press.key) {
      case 'Tab':
        return this.#move(press.shift ? 'previous' : 'next');
      case 'PageDown':
      case 'PageUp':
        this.#turn(press.key === 'PageDown' ? 1 : -1);
        return 'handled';
      case 'F2':
        return this.#edit();
      case 'Enter':
        this.#enter();
        return 'handled';
    }
    const cell = this.cell;
    if (cell === null) return 'leave';
    const action = actionOf(cell.column, this.bindings(cell.column), press);
    if (action === null) {
      if (!isPrintable(press.key) && press.key !== 'Dead') return 'leave';
      if (cell.column.mode === 'unsupported') return this.#refuse({ kind: 'cannotKey' });
      return this.#refuse({ kind: 'wrongKey', key: press.key });
    }
    if (this.readOnly) return this.#refuse({ kind: 'readOnly' });
    switch (action.kind) {
      case 'choose':
        this.choose(action.choice);
        return 'handled';
      case 'type':
        return this.#type(cell, action.text);
      case 'clear':
        this.ended = false;
        this.#write([{ cell, content: EMPTY }]);
        return 'handled';
      default:
        this.command(action.kind);
        return 'handled';
    }
  }

  /** A choice in the cell under the cursor; when no other can be added, the cursor moves on. */
  choose(choice: string): void {
    const cell = this.cell;
    if (cell === null || this.#refusesAnswer(cell)) return;
    const before = this.contentAt(cell);
    const content = chosen(cell.column, before, choice);
    if (content === before) {
      this.#refuse({ kind: 'cannotKey' });
      return;
    }
    this.#write([{ cell, content }]);
    if (isFull(cell.column, before, content)) this.#moveOn();
  }

  command(kind: CommandKind): void {
    const cell = this.cell;
    if (cell === null || cell.column.mode === 'unsupported') return;
    switch (kind) {
      case 'absent':
      case 'absentSequence':
      case 'absentDay':
        if (this.readOnly) this.#refuse({ kind: 'readOnly' });
        else if (this.ended) this.#refuse({ kind: this.#over() });
        else if (kind === 'absentDay') this.#absentDay(cell);
        else this.#absent(cell, kind);
        return;
      case 'noAnswer':
      case 'notTaught':
        if (this.#refusesAnswer(cell)) return;
        this.#write([{ cell, content: { kind } }]);
        this.#moveOn();
        return;
      case 'restNoAnswer':
        if (!this.#refusesAnswer(cell)) this.#restNoAnswer(cell);
        return;
      case 'repeat':
      case 'repeatRun':
        if (!this.#refusesAnswer(cell)) this.#repeat(kind);
        return;
    }
  }

  /** Everything that is empty in the exercise, for the whole class: the exercise was not taught. */
  exerciseNotTaught(): void {
    const { exercise } = this;
    if (exercise === null || this.readOnly) return;
    const written = this.pupils.flatMap((pupil) =>
      keyable(exercise.columns)
        .map((column) => ({ cell: { pupil, exercise, column }, content: { kind: 'notTaught' } as const }))
        .filter(({ cell }) => this.contentAt(cell).kind === 'empty'),
    );
    this.#write(written);
    this.#say({ kind: 'exerciseNotTaught', cells: written.length });
  }

  /**
   * Text that is about to stand in the editor of a number. False: the key that made it is refused, and `message` says
   * which.
   */
  acceptsTyped(typed: string, key: string): boolean {
    const cell = this.cell;
    if (cell?.column.mode !== 'number' || fitsNumber(cell.column, typed)) return true;
    this.#refuse({ kind: 'wrongKey', key });
    return false;
  }

  /** What was typed leaves no room for another digit: it is complete without Enter. */
  isComplete(typed: string): boolean {
    const cell = this.cell;
    return cell?.column.mode === 'number' && isFullLength(cell.column, typed);
  }

  /** What was typed in a cell. False: it is wrong, and `message` says why. */
  commitText(typed: string, then: 'moveOn' | 'stay'): boolean {
    const cell = this.cell;
    if (cell === null || !('maxLength' in cell.column) || this.readOnly) return true;
    if (this.#refusesAnswer(cell)) return false;
    const read = readTyped(cell.column, typed);
    if (read.kind === 'wrong') {
      this.#refuse({ kind: 'wrongText', why: read.why });
      return false;
    }
    this.#write([{ cell, content: read }]);
    if (then === 'moveOn') this.#moveOn();
    return true;
  }

  /** The content that a person chose among two written at the same time. */
  settle(content: CellContent): void {
    const cell = this.cell;
    if (cell === null || this.readOnly) return;
    this.#cells.settle(cell.pupil, cell.column.item, content);
    this.message = null;
    this.changed();
  }

  undo(): void {
    this.#travel('undo');
  }

  redo(): void {
    this.#travel('redo');
  }

  /** The answers on screen, tab-separated, without names. */
  copy(): string {
    const table = this.rows.map(({ cells }) =>
      cells.map((cell) => cellText(cell.column, this.contentAt(cell))),
    );
    this.#say({ kind: 'copied', cells: table.flat().length });
    return tableText(table);
  }

  /** Pastes a spreadsheet's table from the cursor on; cells that a column does not understand stay as they are. */
  paste(text: string): void {
    if (this.readOnly) {
      this.#refuse({ kind: 'readOnly' });
      return;
    }
    let refused = 0;
    const written: { cell: GridCell; content: CellContent }[] = [];
    readTable(text).forEach((line, r) => {
      line.forEach((value, c) => {
        const cell = this.rows[this.at.row + r]?.cells[this.at.column + c];
        const content = cell === undefined ? null : readCell(cell.column, value);
        const absent = cell !== undefined && this.contentAt(cell).kind === 'absent';
        const answers = content !== null && content.kind !== 'empty' && content.kind !== 'absent';
        if (cell === undefined || content === null || (absent && answers)) refused += 1;
        else written.push({ cell, content });
      });
    });
    this.#write(written);
    this.#say({ kind: 'pasted', cells: written.length, refused });
  }

  nextEmpty(): void {
    if (this.#cursor.toNextEmpty()) this.#arrived();
    else this.#say({ kind: 'noEmptyCell' });
  }

  #pressControl({ key, shift }: EntryKey): KeyOutcome {
    switch (key.toLowerCase()) {
      case 'z':
        if (shift) this.redo();
        else this.undo();
        return 'handled';
      case 'y':
        this.redo();
        return 'handled';
      case 'home':
        return this.#move('gridStart');
      case 'end':
        return this.#move('gridEnd');
      case 'enter':
        this.nextEmpty();
        return 'handled';
      default:
        return 'leave';
    }
  }

  #move(how: Move): KeyOutcome {
    const to = move(this.shape, this.at, how);
    if (to === null) return 'leave';
    this.goTo(to);
    return 'handled';
  }

  #edit(): KeyOutcome {
    const cell = this.cell;
    if (cell === null || !('maxLength' in cell.column)) return 'leave';
    if (this.readOnly) return this.#refuse({ kind: 'readOnly' });
    const content = this.contentAt(cell);
    if (content.kind === 'absent') return this.#refuse({ kind: 'absentRow' });
    this.ended = false;
    return { edit: content.kind === 'value' ? typedText(content.value) : '' };
  }

  /** The first character of a text or a number. A number that is complete with it needs no editor. */
  #type(cell: GridCell, text: string): KeyOutcome {
    if (this.#refusesAnswer(cell)) return 'handled';
    if (this.isComplete(text) && this.commitText(text, 'moveOn')) return 'handled';
    this.refusals = 0;
    this.message = null;
    this.changed();
    return { edit: text };
  }

  /** Enter: the next cell; at the end of an exercise the next one. */
  #enter(): void {
    if (!this.ended) this.#moveOn();
    else if (this.#over() === 'exerciseOver') this.#turn(1);
    else this.#say({ kind: 'sequenceEnd' });
  }

  #over(): 'exerciseOver' | 'sequenceOver' {
    return this.#cursor.isInLastExercise ? 'sequenceOver' : 'exerciseOver';
  }

  /** Says why, and answers true, when an answer must not be written at the cursor. */
  #refusesAnswer(cell: GridCell): boolean {
    if (this.readOnly) this.#refuse({ kind: 'readOnly' });
    else if (this.ended) this.#refuse({ kind: this.#over() });
    else if (this.contentAt(cell).kind === 'absent') this.#refuse({ kind: 'absentRow' });
    else return false;
    return true;
  }

  /** Past the cell just keyed, or past `from`; null: past all that is on screen. */
  #moveOn(from: Position | null = this.at): void {
    const next = from === null ? null : this.#cursor.nextCell(from);
    if (next !== null) {
      this.goTo(next);
      return;
    }
    if (this.view === 'pupil' && this.pupilIndex + 1 < this.pupils.length) {
      this.showPupil(this.pupilIndex + 1);
      this.#say({ kind: 'pupilChanged' });
      return;
    }
    this.ended = true;
    this.#say({ kind: this.#over() === 'sequenceOver' ? 'sequenceEnd' : 'exerciseEnd' });
  }

  #turn(by: 1 | -1): void {
    if (this.#cursor.turn(by)) this.#arrived();
  }

  #restNoAnswer(cell: GridCell): void {
    const columns = keyable(cell.exercise.columns);
    const written = columns
      .slice(columns.indexOf(cell.column))
      .map((column) => ({ cell: { ...cell, column }, content: { kind: 'noAnswer' } as const }))
      .filter((rest) => this.contentAt(rest.cell).kind === 'empty');
    this.#write(written);
    this.#moveOn(this.direction === 'right' ? this.#cursor.rowEnd() : this.at);
    if (!this.ended) this.#say({ kind: 'restNoAnswer', cells: written.length });
  }

  /** Marks, and goes to the next pupil; on a pupil who is marked already, takes it back and stays. */
  #absent({ pupil, exercise }: GridCell, reach: 'absent' | 'absentSequence'): void {
    const body = this.book.rows.get(pupil)?.body;
    if (body === undefined) return;
    const items = reach === 'absent' ? itemsOf(exercise.columns) : this.items;
    const { kind, changes, kept } = toggleAbsence(body, items);
    this.#apply(changes.map(({ item, content }) => ({ pupil, item, content })));
    if (kind === 'lifted') {
      this.#say({ kind: 'absentBack', pupil });
      return;
    }
    if (this.view === 'pupil' && reach === 'absentSequence') this.#moveOn(null);
    else this.#moveOn(this.direction === 'right' ? this.#cursor.rowEnd() : this.at);
    this.#say({ kind: reach === 'absent' ? 'absentExercise' : 'absentSequence', pupil, kept });
  }

  /** Every exercise of the day of this one, in this sequence and the others, in one act. */
  #absentDay({ pupil, exercise: { day } }: GridCell): void {
    if (day === null) {
      this.#refuse({ kind: 'dayUnknown' });
      return;
    }
    const { dayOthers } = this.#cells;
    if (dayOthers === null) {
      this.#refuse({ kind: 'dayNotOpened' });
      return;
    }
    const own = { sequence: this.book.sequence, book: this.book, exercises: this.exercises };
    const parts = [own, ...dayOthers].flatMap(({ sequence, book, exercises }) => {
      const body = book.rows.get(pupil)?.body;
      const items = exercises.filter((one) => one.day === day).flatMap(({ columns }) => itemsOf(columns));
      return body === undefined ? [] : [{ sequence, body, items }];
    });
    const { kind, changes, kept } = toggleAbsenceOver(parts);
    this.#apply(
      changes.flatMap((part, i) =>
        part.map((change) => ({ ...change, pupil, sequence: parts[i]!.sequence })),
      ),
    );
    if (kind === 'lifted') {
      this.#say({ kind: 'absentBack', pupil });
      return;
    }
    this.#moveOn(this.direction === 'right' ? this.#cursor.rowEnd() : this.at);
    this.#say({ kind: 'absentDay', pupil, kept });
  }

  /** The answer of the cell before, here or in a run. Refused where the booklet would make it another answer. */
  #repeat(kind: 'repeat' | 'repeatRun'): void {
    const grid = { rows: this.rows, contentAt: (cell: GridCell) => this.contentAt(cell) };
    const result = repeatedCells(grid, this.at, this.direction, kind === 'repeatRun');
    if (typeof result === 'string') {
      this.#refuse({ kind: result });
      return;
    }
    this.#write(result.written);
    this.#moveOn(result.last);
    if (kind === 'repeatRun' && !this.ended) this.#say({ kind: 'repeated', cells: result.written.length });
  }

  #write(written: readonly { readonly cell: GridCell; readonly content: CellContent }[]): void {
    this.#apply(written.map(({ cell, content }) => ({ pupil: cell.pupil, item: cell.column.item, content })));
  }

  #apply(edits: readonly CellEdit[]): void {
    this.message = null;
    this.refusals = 0;
    this.#cells.write(edits);
    this.changed();
  }

  #travel(way: 'undo' | 'redo'): void {
    const done = this.#cells.travel(way);
    if (done === null) {
      this.#say({ kind: way === 'undo' ? 'nothingToUndo' : 'nothingToRedo' });
      return;
    }
    if (done.at !== null && this.#cursor.showItem(done.at.pupil, done.at.item)) this.ended = false;
    this.#say({ kind: way === 'undo' ? 'undone' : 'redone', cells: done.cells });
  }

  /** The cursor was moved: what was said of the place before is over. */
  #arrived(): void {
    this.ended = false;
    this.refusals = 0;
    this.message = null;
    this.changed();
  }

  #say(message: EntryMessage): 'handled' {
    this.refusals = 0;
    this.message = message;
    this.changed();
    return 'handled';
  }

  #refuse(message: EntryMessage): 'handled' {
    this.refusals += 1;
    this.message = message;
    this.changed();
    return 'handled';
  }
}
