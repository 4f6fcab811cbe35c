/**
 * What of the sequence is on screen, and where the cursor is. By exercise, a row is a pupil; by pupil, a row is an exercise.
 * It tells nobody that it moved: the controller does.
 */
import type { CellContent } from '../entry-records/cell-content.ts';
import type { EntryExercise } from '../entry-records/entry-columns.ts';
import { type GridCell, type GridRow, itemsOf } from './grid-cells.ts';
import { advance, clamp, type Direction, type Position, seek } from './grid-navigation.ts';

export type EntryView = 'exercise' | 'pupil';

/** From here, `seek` finds the first cell. */
const BEFORE_ALL: Position = { row: -1, column: Number.MAX_SAFE_INTEGER };

export class GridCursor {
  readonly exercises: readonly EntryExercise[];
  /** Order numbers, as listed on the screen. */
  readonly pupils: readonly string[];
  view: EntryView = 'exercise';
  direction: Direction = 'right';
  exerciseIndex = 0;
  pupilIndex = 0;
  at: Position = { row: 0, column: 0 };
  #rows: readonly GridRow[] | null = null;
  readonly #contentOf: (pupil: string, item: string) => CellContent;

  /** At the first empty cell. `exercises` have columns, and `contentOf` says what stands in a cell now. */
  constructor(
    exercises: readonly EntryExercise[],
    pupils: readonly string[],
    contentOf: (pupil: string, item: string) => CellContent,
  ) {
    this.exercises = exercises;
    this.pupils = pupils;
    this.#contentOf = contentOf;
    const unfinished = exercises.findIndex((exercise) => this.#hasEmpty(exercise, pupils));
    this.exerciseIndex = Math.max(0, unfinished);
    this.at = this.#firstEmpty() ?? this.at;
  }

  /** The same object until another exercise or pupil is shown. */
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

  /** Whether no exercise follows that Enter could go to. */
  get isInLastExercise(): boolean {
    return this.view === 'pupil' || this.exerciseIndex + 1 === this.exercises.length;
  }

  goTo(position: Position): void {
    this.at = clamp(this.shape, position);
    if (this.cell === null) return;
    // The exercise and pupil of the other view move along with the cursor.
    if (this.view === 'exercise') this.pupilIndex = this.at.row;
    else this.exerciseIndex = this.at.row;
  }

  setView(view: EntryView): void {
    const cell = this.cell;
    this.view = view;
    if (cell !== null) this.#show(cell);
  }

  showExercise(index: number): void {
    this.exerciseIndex = Math.max(0, Math.min(index, this.exercises.length - 1));
    this.#rows = null;
    this.at =
      this.view === 'exercise'
        ? this.#firstToKey()
        : clamp(this.shape, { row: this.exerciseIndex, column: 0 });
  }

  showPupil(index: number): void {
    this.pupilIndex = Math.max(0, Math.min(index, this.pupils.length - 1));
    this.#rows = null;
    this.at = this.view === 'pupil' ? this.#firstToKey() : { row: this.pupilIndex, column: this.at.column };
  }

  /** The booklet of one pupil, at its first empty cell. */
  completePupil(index: number): void {
    this.view = 'pupil';
    this.showPupil(index);
    const empty = this.#firstEmpty();
    if (empty !== null) this.goTo(empty);
  }

  /** The cell of an item, wherever it is. False: the sequence does not have it. */
  showItem(pupil: string, item: string): boolean {
    for (const exercise of this.exercises) {
      const column = exercise.columns.find((candidate) => candidate.item === item);
      if (column === undefined) continue;
      this.#show({ pupil, exercise, column });
      return true;
    }
    return false;
  }

  /** To the next or previous exercise or pupil. False: before the first and after the last there is none. */
  turn(by: 1 | -1): boolean {
    const { index, count } = this.#place();
    if (index + by < 0 || index + by >= count) return false;
    this.#showPlace(index + by);
    return true;
  }

  /** To the next empty cell, in another exercise or pupil if none is left here. False: there is none. */
  toNextEmpty(): boolean {
    const found = seek(this.shape, this.at, this.direction, (position) => this.#isEmpty(position));
    if (found !== null) {
      this.goTo(found);
      return true;
    }
    return this.#toNextUnfinished();
  }

  /** The next cell of a pupil who was there. */
  nextCell(from: Position): Position | null {
    let next = advance(this.shape, from, this.direction);
    while (next !== null && !this.#takesAnswers(next)) next = advance(this.shape, next, this.direction);
    return next;
  }

  rowEnd(): Position {
    return clamp(this.shape, { row: this.at.row, column: Number.MAX_SAFE_INTEGER });
  }

  #toNextUnfinished(): boolean {
    const { index: from, count } = this.#place();
    for (let step = 1; step < count; step++) {
      const index = (from + step) % count;
      const unfinished =
        this.view === 'exercise'
          ? this.#hasEmpty(this.exercises[index]!, this.pupils)
          : this.exercises.some((exercise) => this.#hasEmpty(exercise, [this.pupils[index]!]));
      if (!unfinished) continue;
      this.#showPlace(index);
      const first = { row: 0, column: 0 };
      const found = this.#isEmpty(first)
        ? first
        : seek(this.shape, first, this.direction, (position) => this.#isEmpty(position));
      if (found !== null) this.goTo(found);
      return true;
    }
    return false;
  }

  /** Of the exercise or the pupil that is shown, among all. */
  #place(): { readonly index: number; readonly count: number } {
    return this.view === 'exercise'
      ? { index: this.exerciseIndex, count: this.exercises.length }
      : { index: this.pupilIndex, count: this.pupils.length };
  }

  #showPlace(index: number): void {
    if (this.view === 'exercise') this.showExercise(index);
    else this.showPupil(index);
  }

  #show({ pupil, exercise, column }: GridCell): void {
    this.exerciseIndex = Math.max(0, this.exercises.indexOf(exercise));
    this.pupilIndex = Math.max(0, this.pupils.indexOf(pupil));
    this.#rows = null;
    const row = this.view === 'exercise' ? this.pupilIndex : this.exerciseIndex;
    this.at = clamp(this.shape, { row, column: exercise.columns.indexOf(column) });
  }

  #firstToKey(): Position {
    const first = seek(this.shape, BEFORE_ALL, 'right', (position) => this.#takesAnswers(position));
    return first ?? { row: 0, column: 0 };
  }

  #firstEmpty(): Position | null {
    return seek(this.shape, BEFORE_ALL, 'right', (position) => this.#isEmpty(position));
  }

  #takesAnswers(position: Position): boolean {
    const content = this.#keyableContent(position);
    return content !== null && content.kind !== 'absent';
  }

  #isEmpty(position: Position): boolean {
    return this.#keyableContent(position)?.kind === 'empty';
  }

  /** Null: no cell, or one that cannot be keyed. */
  #keyableContent({ row, column }: Position): CellContent | null {
    const cell = this.rows[row]?.cells[column];
    if (cell === undefined || cell.column.mode === 'unsupported') return null;
    return this.#contentOf(cell.pupil, cell.column.item);
  }

  #hasEmpty(exercise: EntryExercise, pupils: readonly string[]): boolean {
    return pupils.some((pupil) =>
      itemsOf(exercise.columns).some((item) => this.#contentOf(pupil, item).kind === 'empty'),
    );
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
}
