/**
 * The state of the grid: where the cursor is, what each key does, undo. Screens draw it, and simulations call `press`. It
 * knows neither React nor the DOM.
 */

import { type CellContent, contentOf, EMPTY, sameContent } from '../entry-records/cell-content.ts';
import type { EntryBook } from '../entry-records/entry-book.ts';
import type { EntryColumn, EntryExercise } from '../entry-records/entry-columns.ts';
import { Observable } from '../live/observable.ts';
import { toggleAbsence, toggleAbsenceOver } from './absence.ts';
import type { DaySequence } from './day-sequences.ts';
import { type CellChange, type History, NO_HISTORY, record, redo, undo } from './entry-history.ts';
import type { EntryMessage } from './entry-message.ts';
import type { GridCell, GridRow } from './grid-cells.ts';
import { advance, clamp, type Direction, type Move, move, type Position, seek } from './grid-navigation.ts';
import {
  actionOf,
  type Bindings,
  bindingsOf,
  type CommandKind,
  chosen,
  isPrintable,
  type KeyPress,
} from './key-bindings.ts';
import { repeatedCells } from './repeated-answer.ts';
import { cellText, readCell, readTable, tableText } from './spreadsheet.ts';
import { fitsNumber, isFullLength, readTyped } from './typed-answer.ts';

export type EntryView = 'exercise' | 'pupil';

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
  readonly book: EntryBook;
  readonly exercises: readonly EntryExercise[];
  /** Order numbers, as listed on the screen. */
  readonly pupils: readonly string[];
  /** Every item of the sequence that can be keyed. */
  readonly items: readonly string[];
  view: EntryView = 'exercise';
  direction: Direction = 'right';
  exerciseIndex = 0;
  pupilIndex = 0;
  at: Position = { row: 0, column: 0 };
  readOnly = false;
  message: EntryMessage | null = null;
  /**
   * The last cell of the exercise was keyed. Until the cursor is moved, keys of answers are refused: they belong to the
   * next exercise, and would overwrite this cell.
   */
  ended = false;
  /** Keys refused one after the other; 0 after a key that did something. */
  refusals = 0;
  history: History = NO_HISTORY;
  /** Other sequences of the class that have exercises of the same days; null: not opened yet. */
  dayOthers: readonly DaySequence[] | null = null;
  #rows: readonly GridRow[] | null = null;
  readonly #bindings = new Map<EntryColumn, Bindings>();

  constructor(book: EntryBook, exercises: readonly EntryExercise[], pupils: readonly string[]) {
    super();
    this.book = book;
    this.exercises = exercises.filter(({ columns }) => columns.length > 0);
    this.pupils = pupils;
    this.items = this.exercises.flatMap(({ columns }) => itemsOf(columns));
    this.#toFirstEmptyExercise();
  }

  get rows(): readonly GridRow[] {
    this.#rows ??= this.#layOut();
    return this.#rows;
  }

  get shape(): readonly number[] {
    return this.rows.map(({ cells }) => cells.length);
  }

  get cell(): GridCell | null {
    return this.rows[this.at.row]?.cells[this.at.column] ?? null;
  }

  /** The exercise under the cursor. */
  get exercise(): EntryExercise | null {
    return this.cell?.exercise ?? this.exercises[this.exerciseIndex] ?? null;
  }

  /** Whether an absence for a day says more than one for the sequence. */
  get hasDays(): boolean {
    return this.exercises.some(({ day }) => day !== null);
  }

  /** Books that a gesture here may write: the sequence's own, and those of the same days. */
  get books(): readonly EntryBook[] {
    return [this.book, ...(this.dayOthers ?? []).map(({ book }) => book)];
  }

  openDays(others: readonly DaySequence[]): void {
    this.dayOthers = others;
    this.changed();
  }

  contentAt({ pupil, column }: GridCell): CellContent {
    return this.#contentOf(pupil, column.item);
  }

  bindings(column: EntryColumn): Bindings {
    const held = this.#bindings.get(column);
    if (held !== undefined) return held;
    const made = bindingsOf(column);
    this.#bindings.set(column, made);
    return made;
  }

  setView(view: EntryView): void {
    const cell = this.cell;
    this.view = view;
    if (cell !== null) this.#show(cell);
    this.#arrived();
  }

  setDirection(direction: Direction): void {
    this.direction = direction;
    this.ended = false;
    this.changed();
  }

  showExercise(index: number): void {
    this.exerciseIndex = Math.max(0, Math.min(index, this.exercises.length - 1));
    this.#rows = null;
    this.at =
      this.view === 'exercise'
        ? this.#firstToKey()
        : clamp(this.shape, { row: this.exerciseIndex, column: 0 });
    this.#arrived();
  }

  showPupil(index: number): void {
    this.pupilIndex = Math.max(0, Math.min(index, this.pupils.length - 1));
    this.#rows = null;
    this.at = this.view === 'pupil' ? this.#firstToKey() : { row: this.pupilIndex, column: this.at.column };
    this.#arrived();
  }

  /** The booklet of one pupil, at its first empty cell. */
  completePupil(index: number): void {
    this.view = 'pupil';
    this.showPupil(index);
    const from = { row: -1, column: Number.MAX_SAFE_INTEGER };
    const empty = seek(this.shape, from, 'right', (position) => this.#isEmpty(position));
    if (empty !== null) this.goTo(empty);
  }

  goTo(position: Position): void {
    this.at = clamp(this.shape, position);
    this.#follow();
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
    const before = this.contentAt(cell);
    const { pupil } = cell;
    const { item } = cell.column;
    this.history = record(this.history, { changes: [{ pupil, item, before, after: content }] });
    void this.book.apply([{ pupil, item, content }]);
    this.message = null;
    this.changed();
  }

  undo(): void {
    this.#travel(
      'undone',
      undo(this.history, (...cell) => this.#contentOf(...cell)),
    );
  }

  redo(): void {
    this.#travel(
      'redone',
      redo(this.history, (...cell) => this.#contentOf(...cell)),
    );
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
    const found = seek(this.shape, this.at, this.direction, (position) => this.#isEmpty(position));
    if (found !== null) {
      this.goTo(found);
      return;
    }
    if (this.#showNextUnfinished()) return;
    this.#say({ kind: 'noEmptyCell' });
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
    return { edit: content.kind === 'value' && typeof content.value === 'string' ? content.value : '' };
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
    const last = this.view === 'pupil' || this.exerciseIndex + 1 === this.exercises.length;
    return last ? 'sequenceOver' : 'exerciseOver';
  }

  /** Says why, and answers true, when an answer must not be written at the cursor. */
  #refusesAnswer(cell: GridCell): boolean {
    if (this.readOnly) this.#refuse({ kind: 'readOnly' });
    else if (this.ended) this.#refuse({ kind: this.#over() });
    else if (this.contentAt(cell).kind === 'absent') this.#refuse({ kind: 'absentRow' });
    else return false;
    return true;
  }

  /** The next cell of a pupil who was there. */
  #nextCell(from: Position): Position | null {
    let next = advance(this.shape, from, this.direction);
    while (next !== null && !this.#takesAnswers(next)) next = advance(this.shape, next, this.direction);
    return next;
  }

  #takesAnswers({ row, column }: Position): boolean {
    const cell = this.rows[row]?.cells[column];
    return cell !== undefined && cell.column.mode !== 'unsupported' && this.contentAt(cell).kind !== 'absent';
  }

  #firstToKey(): Position {
    const first = seek(this.shape, { row: -1, column: Number.MAX_SAFE_INTEGER }, 'right', (position) =>
      this.#takesAnswers(position),
    );
    return first ?? { row: 0, column: 0 };
  }

  /** Past the cell just keyed, or past `from`; null: past all that is on screen. */
  #moveOn(from: Position | null = this.at): void {
    const next = from === null ? null : this.#nextCell(from);
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

  /** To the next or previous exercise or pupil. Before the first and after the last there is none: nothing moves. */
  #turn(by: 1 | -1): void {
    const [index, count] =
      this.view === 'exercise'
        ? [this.exerciseIndex + by, this.exercises.length]
        : [this.pupilIndex + by, this.pupils.length];
    if (index < 0 || index >= count) return;
    if (this.view === 'exercise') this.showExercise(index);
    else this.showPupil(index);
  }

  #restNoAnswer(cell: GridCell): void {
    const columns = keyable(cell.exercise.columns);
    const written = columns
      .slice(columns.indexOf(cell.column))
      .map((column) => ({ cell: { ...cell, column }, content: { kind: 'noAnswer' } as const }))
      .filter((rest) => this.contentAt(rest.cell).kind === 'empty');
    this.#write(written);
    this.#moveOn(this.direction === 'right' ? this.#rowEnd() : this.at);
    if (!this.ended) this.#say({ kind: 'restNoAnswer', cells: written.length });
  }

  #rowEnd(): Position {
    return clamp(this.shape, { row: this.at.row, column: Number.MAX_SAFE_INTEGER });
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
    else this.#moveOn(this.direction === 'right' ? this.#rowEnd() : this.at);
    this.#say({ kind: reach === 'absent' ? 'absentExercise' : 'absentSequence', pupil, kept });
  }

  /** Every exercise of the day of this one, in this sequence and the others, in one act. */
  #absentDay({ pupil, exercise: { day } }: GridCell): void {
    if (day === null) {
      this.#refuse({ kind: 'dayUnknown' });
      return;
    }
    if (this.dayOthers === null) {
      this.#refuse({ kind: 'dayNotOpened' });
      return;
    }
    const own = { sequence: this.book.sequence, book: this.book, exercises: this.exercises };
    const parts = [own, ...this.dayOthers].flatMap(({ sequence, book, exercises }) => {
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
    this.#moveOn(this.direction === 'right' ? this.#rowEnd() : this.at);
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

  #apply(edits: readonly { sequence?: string; pupil: string; item: string; content: CellContent }[]): void {
    const changes = edits
      .map(({ content, ...cell }): CellChange => {
        const { pupil, item, sequence } = cell;
        return { ...cell, before: this.#contentOf(pupil, item, sequence), after: content };
      })
      .filter(({ before, after }) => !sameContent(before, after));
    this.message = null;
    this.refusals = 0;
    if (changes.length > 0) {
      this.history = record(this.history, { changes });
      this.#writeBooks(changes);
    }
    this.changed();
  }

  #writeBooks(changes: readonly CellChange[]): void {
    for (const book of this.books) {
      const own = changes.filter(({ sequence = this.book.sequence }) => sequence === book.sequence);
      if (own.length > 0)
        void book.apply(own.map(({ pupil, item, after }) => ({ pupil, item, content: after })));
    }
  }

  #travel(kind: 'undone' | 'redone', result: ReturnType<typeof undo>): void {
    if (result === null) {
      this.#say({ kind: kind === 'undone' ? 'nothingToUndo' : 'nothingToRedo' });
      return;
    }
    this.history = result.history;
    this.#writeBooks(result.changes);
    const first = result.step.changes.find(
      ({ sequence = this.book.sequence }) => sequence === this.book.sequence,
    );
    if (first !== undefined) this.#showCell(first.pupil, first.item);
    this.#say({ kind, cells: result.changes.length });
  }

  #contentOf(pupil: string, item: string, sequence: string = this.book.sequence): CellContent {
    const row = this.books.find((book) => book.sequence === sequence)?.rows.get(pupil);
    return row === undefined ? EMPTY : contentOf(row.body, item);
  }

  #isEmpty({ row, column }: Position): boolean {
    const cell = this.rows[row]?.cells[column];
    return cell !== undefined && cell.column.mode !== 'unsupported' && this.contentAt(cell).kind === 'empty';
  }

  #hasEmpty(exercise: EntryExercise, pupils: readonly string[]): boolean {
    return pupils.some((pupil) =>
      itemsOf(exercise.columns).some((item) => this.#contentOf(pupil, item).kind === 'empty'),
    );
  }

  #toFirstEmptyExercise(): void {
    const unfinished = this.exercises.findIndex((exercise) => this.#hasEmpty(exercise, this.pupils));
    this.exerciseIndex = Math.max(0, unfinished);
    const first = seek(this.shape, { row: -1, column: Number.MAX_SAFE_INTEGER }, 'right', (position) =>
      this.#isEmpty(position),
    );
    if (first !== null) this.at = first;
  }

  #showNextUnfinished(): boolean {
    const count = this.view === 'exercise' ? this.exercises.length : this.pupils.length;
    const from = this.view === 'exercise' ? this.exerciseIndex : this.pupilIndex;
    for (let step = 1; step < count; step++) {
      const index = (from + step) % count;
      const unfinished =
        this.view === 'exercise'
          ? this.#hasEmpty(this.exercises[index]!, this.pupils)
          : this.exercises.some((exercise) => this.#hasEmpty(exercise, [this.pupils[index]!]));
      if (!unfinished) continue;
      if (this.view === 'exercise') this.showExercise(index);
      else this.showPupil(index);
      const first = { row: 0, column: 0 };
      const found = this.#isEmpty(first)
        ? first
        : seek(this.shape, first, this.direction, (position) => this.#isEmpty(position));
      if (found !== null) this.goTo(found);
      return true;
    }
    return false;
  }

  #showCell(pupil: string, item: string): void {
    const exercise = this.exercises.find(({ columns }) => columns.some((column) => column.item === item));
    const column = exercise?.columns.find((candidate) => candidate.item === item);
    if (exercise !== undefined && column !== undefined) this.#show({ pupil, exercise, column });
  }

  #show({ pupil, exercise, column }: GridCell): void {
    this.exerciseIndex = Math.max(0, this.exercises.indexOf(exercise));
    this.pupilIndex = Math.max(0, this.pupils.indexOf(pupil));
    this.#rows = null;
    this.ended = false;
    const row = this.view === 'exercise' ? this.pupilIndex : this.exerciseIndex;
    this.at = clamp(this.shape, { row, column: exercise.columns.indexOf(column) });
  }

  /** Moves the exercise and pupil of the other view along with the cursor. */
  #follow(): void {
    const cell = this.cell;
    if (cell === null) return;
    if (this.view === 'exercise') this.pupilIndex = this.at.row;
    else this.exerciseIndex = this.at.row;
  }

  #layOut(): readonly GridRow[] {
    if (this.view === 'exercise') {
      const exercise = this.exercises[this.exerciseIndex];
      if (exercise === undefined) return [];
      return this.pupils.map((pupil) => ({
        key: pupil,
        cells: exercise.columns.map((column) => ({ pupil, exercise, column })),
      }));
    }
    const pupil = this.pupils[this.pupilIndex];
    if (pupil === undefined) return [];
    return this.exercises.map((exercise) => ({
      key: exercise.id,
      cells: exercise.columns.map((column) => ({ pupil, exercise, column })),
    }));
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

/** Whether a cell has all the choices it can have after this one was added. */
function isFull(column: EntryColumn, before: CellContent, after: CellContent): boolean {
  if (!('choices' in column) || column.mode === 'single') return true;
  const count = (content: CellContent) =>
    content.kind === 'value' && typeof content.value !== 'string' ? content.value.length : 0;
  return count(after) > count(before) && count(after) >= Math.min(column.maxChoices, column.choices.length);
}

function keyable(columns: readonly EntryColumn[]): readonly EntryColumn[] {
  return columns.filter(({ mode }) => mode !== 'unsupported');
}

function itemsOf(columns: readonly EntryColumn[]): readonly string[] {
  return keyable(columns).map(({ item }) => item);
}
