/**
 * The state of the grid: where the cursor is, what each key does, undo. Screens draw it, and simulations call `press`. It
 * knows neither React nor the DOM.
 */

import { type CellContent, contentOf, EMPTY, sameContent } from '../entry-records/cell-content.ts';
import type { EntryBook } from '../entry-records/entry-book.ts';
import type { EntryColumn, EntryExercise } from '../entry-records/entry-columns.ts';
import { Observable } from '../live/observable.ts';
import { nextAbsence } from './absence.ts';
import { type CellChange, type History, NO_HISTORY, record, redo, undo } from './entry-history.ts';
import { advance, clamp, type Direction, type Move, move, type Position, seek } from './grid-navigation.ts';
import {
  actionOf,
  type Bindings,
  bindingsOf,
  type CommandKind,
  chosen,
  type KeyPress,
} from './key-bindings.ts';
import { cellText, readCell, readTable, tableText } from './spreadsheet.ts';
import { readTyped } from './typed-answer.ts';

export type EntryView = 'exercise' | 'pupil';

export interface GridCell {
  readonly pupil: string;
  readonly exercise: EntryExercise;
  readonly column: EntryColumn;
}

/** A row of the grid: a pupil (by exercise) or an exercise (by pupil). */
export interface GridRow {
  readonly key: string;
  readonly cells: readonly GridCell[];
}

/** The result of the last action, which the screen puts into words. */
export type EntryMessage =
  | { readonly kind: 'absentExercise' | 'absentSequence'; readonly pupil: string; readonly kept: number }
  | { readonly kind: 'absentBack'; readonly pupil: string }
  | { readonly kind: 'restNoAnswer'; readonly cells: number }
  | { readonly kind: 'exerciseNotTaught'; readonly cells: number }
  | { readonly kind: 'undone' | 'redone'; readonly cells: number }
  | { readonly kind: 'nothingToUndo' | 'nothingToRedo' }
  | { readonly kind: 'exerciseEnd' | 'sequenceEnd' | 'pupilChanged' | 'noEmptyCell' }
  | { readonly kind: 'pasted'; readonly cells: number; readonly refused: number }
  | { readonly kind: 'copied'; readonly cells: number }
  | { readonly kind: 'wrongText'; readonly why: 'notNumber' | 'notInteger' | 'tooLong' | 'pattern' }
  | { readonly kind: 'readOnly' };

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
  view: EntryView = 'exercise';
  direction: Direction = 'right';
  exerciseIndex = 0;
  pupilIndex = 0;
  at: Position = { row: 0, column: 0 };
  readOnly = false;
  message: EntryMessage | null = null;
  history: History = NO_HISTORY;
  #rows: readonly GridRow[] | null = null;
  readonly #bindings = new Map<EntryColumn, Bindings>();

  constructor(book: EntryBook, exercises: readonly EntryExercise[], pupils: readonly string[]) {
    super();
    this.book = book;
    this.exercises = exercises.filter(({ columns }) => columns.length > 0);
    this.pupils = pupils;
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

  /** Every item of the sequence that can be keyed. */
  get items(): readonly string[] {
    return this.exercises.flatMap(({ columns }) => itemsOf(columns));
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
    this.message = null;
    this.changed();
  }

  setDirection(direction: Direction): void {
    this.direction = direction;
    this.changed();
  }

  showExercise(index: number): void {
    this.exerciseIndex = Math.max(0, Math.min(index, this.exercises.length - 1));
    this.#rows = null;
    this.at = this.view === 'exercise' ? { row: 0, column: 0 } : { row: this.exerciseIndex, column: 0 };
    this.message = null;
    this.changed();
  }

  showPupil(index: number): void {
    this.pupilIndex = Math.max(0, Math.min(index, this.pupils.length - 1));
    this.#rows = null;
    this.at =
      this.view === 'pupil' ? { row: 0, column: 0 } : { row: this.pupilIndex, column: this.at.column };
    this.message = null;
    this.changed();
  }

  goTo(position: Position): void {
    this.at = clamp(this.shape, position);
    this.#follow();
    this.message = null;
    this.changed();
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
        return this.#edit(null);
      case 'Enter':
        if (this.cell !== null && 'maxLength' in this.cell.column && !this.readOnly) return this.#edit(null);
        this.#enter();
        return 'handled';
    }
    const cell = this.cell;
    if (cell === null) return 'leave';
    const action = actionOf(cell.column, this.bindings(cell.column), press);
    if (action === null) return 'leave';
    if (this.readOnly) return this.#say({ kind: 'readOnly' });
    switch (action.kind) {
      case 'choose':
        this.choose(action.choice);
        return 'handled';
      case 'type':
        return this.#edit(action.text);
      case 'clear':
        this.#write([{ cell, content: EMPTY }]);
        return 'handled';
      default:
        this.command(action.kind);
        return 'handled';
    }
  }

  /** A choice in the cell under the cursor; a single choice moves on. */
  choose(choice: string): void {
    const cell = this.cell;
    if (cell === null || this.readOnly) return;
    this.#write([{ cell, content: chosen(cell.column, this.contentAt(cell), choice) }]);
    if (cell.column.mode === 'single') this.#moveOn();
  }

  command(kind: CommandKind): void {
    const cell = this.cell;
    if (cell === null || this.readOnly || cell.column.mode === 'unsupported') return;
    switch (kind) {
      case 'noAnswer':
      case 'notTaught':
        this.#write([{ cell, content: { kind } }]);
        this.#moveOn();
        return;
      case 'restNoAnswer':
        this.#restNoAnswer(cell);
        return;
      case 'absent':
        this.#absent(cell);
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

  /** What was typed in a cell. False: it is wrong, and `message` says why. */
  commitText(typed: string, then: 'moveOn' | 'stay'): boolean {
    const cell = this.cell;
    if (cell === null || !('maxLength' in cell.column) || this.readOnly) return true;
    const read = readTyped(cell.column, typed);
    if (read.kind === 'wrong') {
      this.#say({ kind: 'wrongText', why: read.why });
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
      undo(this.history, (pupil, item) => this.#contentOf(pupil, item)),
    );
  }

  redo(): void {
    this.#travel(
      'redone',
      redo(this.history, (pupil, item) => this.#contentOf(pupil, item)),
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
      this.#say({ kind: 'readOnly' });
      return;
    }
    let refused = 0;
    const written: { cell: GridCell; content: CellContent }[] = [];
    readTable(text).forEach((line, r) => {
      line.forEach((value, c) => {
        const cell = this.rows[this.at.row + r]?.cells[this.at.column + c];
        const content = cell === undefined ? null : readCell(cell.column, value);
        if (cell === undefined || content === null) refused += 1;
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

  #edit(text: string | null): KeyOutcome {
    const cell = this.cell;
    if (cell === null || !('maxLength' in cell.column)) return 'leave';
    if (this.readOnly) return this.#say({ kind: 'readOnly' });
    const content = this.contentAt(cell);
    const held = content.kind === 'value' && typeof content.value === 'string' ? content.value : '';
    return { edit: text ?? held };
  }

  /** Enter: the next cell, and after the last one the next exercise or pupil. */
  #enter(): void {
    if (this.#nextCell() === null) this.#turn(1);
    else this.#moveOn();
  }

  #nextCell(): Position | null {
    let next = advance(this.shape, this.at, this.direction);
    while (next !== null && this.rows[next.row]?.cells[next.column]?.column.mode === 'unsupported') {
      next = advance(this.shape, next, this.direction);
    }
    return next;
  }

  #moveOn(): void {
    const next = this.#nextCell();
    if (next !== null) {
      this.goTo(next);
      return;
    }
    if (this.view === 'pupil' && this.pupilIndex + 1 < this.pupils.length) {
      this.showPupil(this.pupilIndex + 1);
      this.#say({ kind: 'pupilChanged' });
      return;
    }
    const last = this.view === 'pupil' || this.exerciseIndex + 1 === this.exercises.length;
    this.#say({ kind: last ? 'sequenceEnd' : 'exerciseEnd' });
  }

  #turn(by: 1 | -1): void {
    if (this.view === 'exercise') this.showExercise(this.exerciseIndex + by);
    else this.showPupil(this.pupilIndex + by);
  }

  #restNoAnswer(cell: GridCell): void {
    const columns = keyable(cell.exercise.columns);
    const written = columns
      .slice(columns.indexOf(cell.column))
      .map((column) => ({ cell: { ...cell, column }, content: { kind: 'noAnswer' } as const }))
      .filter((rest) => this.contentAt(rest.cell).kind === 'empty');
    this.#write(written);
    const { row } = this.at;
    if (this.direction === 'right') {
      this.at = clamp(this.shape, { row, column: Number.MAX_SAFE_INTEGER });
      this.#moveOn();
    } else this.#moveOn();
    this.#say({ kind: 'restNoAnswer', cells: written.length });
  }

  #absent({ pupil, exercise }: GridCell): void {
    const body = this.book.rows.get(pupil)?.body;
    if (body === undefined) return;
    const { reach, changes, kept } = nextAbsence(body, itemsOf(exercise.columns), this.items);
    this.#apply(changes.map(({ item, content }) => ({ pupil, item, content })));
    if (reach === 'none') this.#say({ kind: 'absentBack', pupil });
    else this.#say({ kind: reach === 'exercise' ? 'absentExercise' : 'absentSequence', pupil, kept });
  }

  #write(written: readonly { readonly cell: GridCell; readonly content: CellContent }[]): void {
    this.#apply(written.map(({ cell, content }) => ({ pupil: cell.pupil, item: cell.column.item, content })));
  }

  #apply(edits: readonly { pupil: string; item: string; content: CellContent }[]): void {
    const changes = edits
      .map(({ pupil, item, content }): CellChange => {
        return { pupil, item, before: this.#contentOf(pupil, item), after: content };
      })
      .filter(({ before, after }) => !sameContent(before, after));
    this.message = null;
    if (changes.length > 0) {
      this.history = record(this.history, { changes });
      void this.book.apply(changes.map(({ pupil, item, after }) => ({ pupil, item, content: after })));
    }
    this.changed();
  }

  #travel(kind: 'undone' | 'redone', result: ReturnType<typeof undo>): void {
    if (result === null) {
      this.#say({ kind: kind === 'undone' ? 'nothingToUndo' : 'nothingToRedo' });
      return;
    }
    this.history = result.history;
    void this.book.apply(result.changes.map(({ pupil, item, after }) => ({ pupil, item, content: after })));
    const first = result.step.changes[0];
    if (first !== undefined) this.#showCell(first.pupil, first.item);
    this.#say({ kind, cells: result.changes.length });
  }

  #contentOf(pupil: string, item: string): CellContent {
    const row = this.book.rows.get(pupil);
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

  #say(message: EntryMessage): 'handled' {
    this.message = message;
    this.changed();
    return 'handled';
  }
}

function keyable(columns: readonly EntryColumn[]): readonly EntryColumn[] {
  return columns.filter(({ mode }) => mode !== 'unsupported');
}

function itemsOf(columns: readonly EntryColumn[]): readonly string[] {
  return keyable(columns).map(({ item }) => item);
}
