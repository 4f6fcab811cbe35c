/** Copying to and pasting from a spreadsheet: tab-separated lines of what cells show. */
import { type CellContent, EMPTY } from '../entry-records/cell-content.ts';
import { type EntryColumn, valueLabel } from '../entry-records/entry-columns.ts';
import { bindingsOf } from './key-bindings.ts';
import { readTyped } from './typed-answer.ts';

/** Words for absent, no answer and not taught in a spreadsheet, in any case. */
const FACTS: Readonly<Record<string, CellContent>> = {
  abs: { kind: 'absent' },
  absent: { kind: 'absent' },
  '/': { kind: 'absent' },
  '-': { kind: 'noAnswer' },
  sr: { kind: 'noAnswer' },
  nt: { kind: 'notTaught' },
  ne: { kind: 'notTaught' },
  '*': { kind: 'notTaught' },
};

export function cellText(column: EntryColumn, content: CellContent): string {
  switch (content.kind) {
    case 'empty':
      return '';
    case 'value':
      return valueLabel(column, content.value);
    case 'absent':
      return 'abs';
    case 'noAnswer':
      return '-';
    case 'notTaught':
      return '*';
  }
}

export function tableText(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map((cell) => cell.replace(/[\t\r\n]/g, ' ')).join('\t')).join('\n');
}

export function readTable(text: string): readonly (readonly string[])[] {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => line.split('\t').map((cell) => cell.trim()));
}

/** Content of a pasted cell. Null when the column cannot take it. */
export function readCell(column: EntryColumn, text: string): CellContent | null {
  if (text === '') return EMPTY;
  if (column.mode === 'unsupported') return null;
  const lower = text.toLowerCase();
  if ('choices' in column) {
    const one = choiceNamed(column, text);
    if (column.mode === 'single' && one !== null) return { kind: 'value', value: one };
    if (column.mode !== 'single') {
      const many = (/[\s,;]/.test(text) ? text.split(/[\s,;]+/) : one === null ? [...text] : [text]).map(
        (part) => choiceNamed(column, part),
      );
      if (many.every((id) => id !== null) && many.length <= column.maxChoices)
        return { kind: 'value', value: many as string[] };
    }
    if (lower === '0') return { kind: 'noAnswer' };
    return Object.hasOwn(FACTS, lower) ? FACTS[lower]! : null;
  }
  if (Object.hasOwn(FACTS, lower)) return FACTS[lower]!;
  const typed = readTyped(column, text);
  return typed.kind === 'wrong' ? null : typed;
}

function choiceNamed(column: Extract<EntryColumn, { choices: unknown }>, text: string): string | null {
  const lower = text.toLowerCase();
  const named = column.choices.find(
    ({ id, label, text: words }) =>
      label.toLowerCase() === lower || id === text || words.toLowerCase() === lower,
  );
  if (named !== undefined) return named.id;
  const action = bindingsOf(column).actions.get(lower);
  return action?.kind === 'choose' ? action.choice : null;
}
