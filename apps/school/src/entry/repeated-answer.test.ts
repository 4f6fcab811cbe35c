/** The same answer again, and where it would be another one. */
import { describe, expect, it } from 'vitest';
import type { CellContent } from '../entry-records/cell-content.ts';
import type { EntryColumn, EntryExercise } from '../entry-records/entry-columns.ts';
import type { GridCell, GridRow } from './grid-cells.ts';
import { repeated, repeatedCells } from './repeated-answer.ts';
import { fitsNumber, isFullLength } from './typed-answer.ts';

const letters = (item: string, labels: string): EntryColumn => ({
  item,
  title: '',
  number: 1,
  mode: 'single',
  choices: [...labels].map((label) => ({ id: `${item}-${label}`, label, text: '' })),
  maxChoices: 1,
});
const number = (item: string, over: Partial<{ maxLength: number; patternMask: string; integer: boolean }>) =>
  ({
    item,
    title: '',
    number: 1,
    mode: 'number',
    maxLength: 8,
    integer: true,
    patternMask: null,
    patternMessage: null,
    ...over,
  }) as Extract<EntryColumn, { mode: 'number' | 'text' }>;
const value = (text: string): CellContent => ({ kind: 'value', value: text });

describe('A repeated answer', () => {
  it('is the choice of the same label, and nothing where that label is not', () => {
    expect(repeated(letters('i', 'AB'), value('i-B'), letters('j', 'AB'))).toEqual(value('j-B'));
    expect(repeated(letters('i', 'AB'), value('i-B'), letters('j', 'AC'))).toBeNull();
    expect(repeated(letters('i', 'AB'), value('i-B'), number('n', {}))).toBeNull();
  });

  it('is never an absence, and never nothing', () => {
    expect(repeated(letters('i', 'AB'), { kind: 'absent' }, letters('j', 'AB'))).toBeNull();
    expect(repeated(letters('i', 'AB'), { kind: 'empty' }, letters('j', 'AB'))).toBeNull();
    expect(repeated(letters('i', 'AB'), { kind: 'noAnswer' }, letters('j', 'AB'))).toEqual({
      kind: 'noAnswer',
    });
  });

  it('is refused where the number is too long or not whole', () => {
    expect(repeated(number('n', {}), value('123'), number('m', { maxLength: 2 }))).toBeNull();
    expect(repeated(number('n', { integer: false }), value('1,5'), number('m', {}))).toBeNull();
    expect(repeated(number('n', {}), value('12'), number('m', {}))).toEqual(value('12'));
  });

  it('fills a run down to the next cell that is filled, and passes over absent pupils', () => {
    const column = letters('i', 'AB');
    const exercise: EntryExercise = {
      id: 'e',
      title: { fr: '', en: '' },
      page: null,
      day: null,
      columns: [column],
    };
    const contents: CellContent[] = [
      value('i-A'),
      { kind: 'empty' },
      { kind: 'absent' },
      { kind: 'empty' },
      value('i-B'),
      { kind: 'empty' },
    ];
    const rows: GridRow[] = contents.map((_, i) => ({
      key: String(i),
      cells: [{ pupil: String(i), exercise, column }],
    }));
    const grid = { rows, contentAt: ({ pupil }: GridCell) => contents[Number(pupil)]! };
    const run = repeatedCells(grid, { row: 1, column: 0 }, 'down', true);
    if (typeof run === 'string') throw new Error(run);
    expect(run.written.map(({ cell }) => cell.pupil)).toEqual(['1', '3']);
    expect(run.last).toEqual({ row: 3, column: 0 });
    expect(repeatedCells(grid, { row: 0, column: 0 }, 'down', true)).toBe('nothingToRepeat');
  });
});

describe('A number being typed', () => {
  it('is complete where no further digit is possible, by length or by mask', () => {
    expect(isFullLength(number('n', { maxLength: 2 }), '1')).toBe(false);
    expect(isFullLength(number('n', { maxLength: 2 }), '12')).toBe(true);
    expect(isFullLength(number('n', { patternMask: '[0-9]{1,2}' }), '1')).toBe(false);
    expect(isFullLength(number('n', { patternMask: '[0-9]{1,2}' }), '12')).toBe(true);
    expect(isFullLength(number('n', { patternMask: '\\d\\d?' }), '12')).toBe(true);
    expect(isFullLength(number('n', { patternMask: '(12|123)' }), '12')).toBe(false);
  });

  it('takes a comma where decimals are possible, and letters nowhere', () => {
    expect(fitsNumber(number('n', {}), '1,')).toBe(false);
    expect(fitsNumber(number('n', { integer: false }), '1,')).toBe(true);
    expect(fitsNumber(number('n', { integer: false }), '1,2,')).toBe(false);
    expect(fitsNumber(number('n', { integer: false }), '1x')).toBe(false);
  });
});
