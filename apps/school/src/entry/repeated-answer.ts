/** The answer of one cell, said again in another. */
import type { CellContent } from '../entry-records/cell-content.ts';
import { type EntryColumn, typedText } from '../entry-records/entry-columns.ts';
import type { GridCell, GridRow } from './grid-cells.ts';
import type { Direction, Position } from './grid-navigation.ts';
import { readTyped } from './typed-answer.ts';

export interface RepeatedCells {
  readonly written: readonly { readonly cell: GridCell; readonly content: CellContent }[];
  readonly last: Position;
}

/**
 * The cells that take the answer of the cell before, in the direction of entry: the cell at `at`, or, as a run, every empty
 * cell from there to the next one that is filled. Cells of absent pupils are passed over.
 */
export function repeatedCells(
  grid: { readonly rows: readonly GridRow[]; readonly contentAt: (cell: GridCell) => CellContent },
  at: Position,
  direction: Direction,
  run: boolean,
): RepeatedCells | 'nothingToRepeat' | 'cannotRepeat' {
  const { rows, contentAt } = grid;
  const down = direction === 'down' || rows.every(({ cells }) => cells.length <= 1);
  const away = (by: number): Position =>
    down ? { ...at, row: at.row + by } : { ...at, column: at.column + by };
  const cellAt = ({ row, column }: Position) => rows[row]?.cells[column];
  let back = -1;
  let before = cellAt(away(back));
  while (before !== undefined && contentAt(before).kind === 'absent') before = cellAt(away(--back));
  if (before === undefined || contentAt(before).kind === 'empty') return 'nothingToRepeat';
  const content = contentAt(before);
  const written: { cell: GridCell; content: CellContent }[] = [];
  let last = at;
  for (let by = 0; ; by++) {
    const cell = cellAt(away(by));
    if (cell === undefined) break;
    const held = contentAt(cell).kind;
    if (run && held === 'absent') continue;
    if (run && held !== 'empty') break;
    const same = repeated(before.column, content, cell.column);
    if (same === null) break;
    written.push({ cell, content: same });
    last = away(by);
    if (!run) break;
  }
  return written.length === 0 ? 'cannotRepeat' : { written, last };
}

/**
 * What the target column calls the same answer: a choice of the same label, the same number or text. Null where it would be
 * another answer, and for what is not an answer of a pupil who was there (empty, absent).
 */
export function repeated(from: EntryColumn, content: CellContent, to: EntryColumn): CellContent | null {
  if (content.kind === 'empty' || content.kind === 'absent' || to.mode === 'unsupported') return null;
  if (content.kind !== 'value' || from.item === to.item) return content;
  if (from.mode !== to.mode) return null;
  const { value } = content;
  if ('maxLength' in to) {
    const read = readTyped(to, typedText(value));
    return read.kind === 'value' ? read : null;
  }
  if (!('choices' in from)) return null;
  const translate = (id: string): string | null => {
    const label = from.choices.find((choice) => choice.id === id)?.label;
    return to.choices.find((choice) => choice.label === label)?.id ?? null;
  };
  if (typeof value === 'string') {
    const same = translate(value);
    return same === null ? null : { kind: 'value', value: same };
  }
  const all = value.map(translate);
  return all.every((id) => id !== null) && all.length <= to.maxChoices
    ? { kind: 'value', value: all as string[] }
    : null;
}
