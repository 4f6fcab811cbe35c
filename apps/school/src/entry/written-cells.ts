/**
 * What stands in the cells, and the only way to change it: one act at a time, so that each can be undone as a whole. An act
 * may write other sequences too (an absence for a day).
 */
import { type CellContent, contentOf, EMPTY, sameContent } from '../entry-records/cell-content.ts';
import type { EntryBook } from '../entry-records/entry-book.ts';
import type { DaySequence } from './day-sequences.ts';
import { type CellChange, type History, NO_HISTORY, record, redo, undo } from './entry-history.ts';

/** `sequence` is missing for the sequence of the grid. */
export interface CellEdit {
  readonly sequence?: string;
  readonly pupil: string;
  readonly item: string;
  readonly content: CellContent;
}

export class WrittenCells {
  readonly book: EntryBook;
  /** Other sequences of the class that have exercises of the same days; null: not opened yet. */
  dayOthers: readonly DaySequence[] | null = null;
  #history: History = NO_HISTORY;

  constructor(book: EntryBook) {
    this.book = book;
  }

  get history(): History {
    return this.#history;
  }

  /** Books that an act may write: the sequence's own, and those of the same days. */
  get books(): readonly EntryBook[] {
    return [this.book, ...(this.dayOthers ?? []).map(({ book }) => book)];
  }

  contentOf(pupil: string, item: string, sequence: string = this.book.sequence): CellContent {
    const row = this.books.find((book) => book.sequence === sequence)?.rows.get(pupil);
    return row === undefined ? EMPTY : contentOf(row.body, item);
  }

  /** One act. Cells that say it already are not written. */
  write(edits: readonly CellEdit[]): void {
    const changes = edits
      .map(({ content, ...cell }): CellChange => {
        const { pupil, item, sequence } = cell;
        return { ...cell, before: this.contentOf(pupil, item, sequence), after: content };
      })
      .filter(({ before, after }) => !sameContent(before, after));
    if (changes.length === 0) return;
    this.#history = record(this.#history, { changes });
    this.#writeBooks(changes);
  }

  /** The content that a person chose among two written at the same time: written even where the cell says it already. */
  settle(pupil: string, item: string, content: CellContent): void {
    const before = this.contentOf(pupil, item);
    this.#history = record(this.#history, { changes: [{ pupil, item, before, after: content }] });
    void this.book.apply([{ pupil, item, content }]);
  }

  /** Takes the newest act back, or does it again. Null: there is none. `at`: its first cell in this sequence. */
  travel(way: 'undo' | 'redo'): { readonly cells: number; readonly at: CellChange | null } | null {
    const result = (way === 'undo' ? undo : redo)(this.#history, (...cell) => this.contentOf(...cell));
    if (result === null) return null;
    this.#history = result.history;
    this.#writeBooks(result.changes);
    const own = ({ sequence = this.book.sequence }: CellChange) => sequence === this.book.sequence;
    return { cells: result.changes.length, at: result.step.changes.find(own) ?? null };
  }

  #writeBooks(changes: readonly CellChange[]): void {
    for (const book of this.books) {
      const own = changes.filter(({ sequence = this.book.sequence }) => sequence === book.sequence);
      if (own.length > 0)
        void book.apply(own.map(({ pupil, item, after }) => ({ pupil, item, content: after })));
    }
  }
}
