import { describe, expect, it } from 'vitest';
import { EMPTY } from '../entry-records/cell-content.ts';
import type { EntryColumn } from '../entry-records/entry-columns.ts';
import { cellText, readCell, readTable, tableText } from './spreadsheet.ts';

const LETTERS: EntryColumn = {
  item: 'l',
  title: '',
  number: 1,
  mode: 'single',
  choices: [
    { id: 'c1', label: 'A', text: 'lapin' },
    { id: 'c2', label: 'B', text: 'jardin' },
  ],
  maxChoices: 1,
};

describe('Copying and pasting with a spreadsheet', () => {
  it('reads back every cell that it has written', () => {
    const all = [
      EMPTY,
      { kind: 'value', value: 'c2' },
      { kind: 'absent' },
      { kind: 'noAnswer' },
      { kind: 'notTaught' },
    ] as const;
    for (const content of all) expect(readCell(LETTERS, cellText(LETTERS, content))).toEqual(content);
  });

  it('understands labels, ranks and words, and refuses the rest', () => {
    expect(readCell(LETTERS, 'b')).toEqual({ kind: 'value', value: 'c2' });
    expect(readCell(LETTERS, '1')).toEqual({ kind: 'value', value: 'c1' });
    expect(readCell(LETTERS, 'Jardin')).toEqual({ kind: 'value', value: 'c2' });
    expect(readCell(LETTERS, 'E')).toBeNull();
  });

  it('splits lines of Windows, Mac and Unix alike, without a last empty one', () => {
    expect(readTable('A\tB\r\nC\t\r\n')).toEqual([
      ['A', 'B'],
      ['C', ''],
    ]);
  });

  it('lets no tab or line end of a text break the table', () => {
    expect(tableText([['a\tb', 'c\nd']])).toBe('a b\tc d');
  });
});
