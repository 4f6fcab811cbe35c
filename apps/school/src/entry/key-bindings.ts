/**
 * Which key does what in a cell. A key that the item itself uses (the letter or digit of a choice) wins over a command;
 * `-`, `+`, `/`, `=`, `*`, F8 and the space bar are never those of a choice, so every command always has a key.
 */
import type { CellContent } from '../entry-records/cell-content.ts';
import type { EntryColumn } from '../entry-records/entry-columns.ts';

export type CellAction =
  | { readonly kind: 'choose'; readonly choice: string }
  /** The key begins a text or a number. */
  | { readonly kind: 'type'; readonly text: string }
  | { readonly kind: CommandKind | 'clear' };

/**
 * `absentDay`: absent from every exercise of that day, of whatever sequence. `restNoAnswer`: no answer from this cell to the end of the exercise, for this pupil. `repeat`: the answer of the cell
 * before; `repeatRun`: the same in every empty cell from here to the next one that is filled.
 */
export type CommandKind =
  | 'noAnswer'
  | 'restNoAnswer'
  | 'absent'
  | 'absentSequence'
  | 'absentDay'
  | 'notTaught'
  | 'repeat'
  | 'repeatRun';

export interface Bindings {
  /** Action of each key, lower case; `shift+` before a key that is pressed with Shift. */
  readonly actions: ReadonlyMap<string, CellAction>;
  /** Keys of each choice, in the order of choices, for the legend. */
  readonly choiceKeys: ReadonlyMap<string, readonly string[]>;
  readonly commandKeys: Readonly<Record<CommandKind, readonly string[]>>;
}

const COMMANDS: readonly { kind: CommandKind; sure: string; short: string | null }[] = [
  { kind: 'noAnswer', sure: '-', short: '0' },
  { kind: 'restNoAnswer', sure: '+', short: null },
  { kind: 'absent', sure: '/', short: 'x' },
  { kind: 'absentSequence', sure: '=', short: 'shift+x' },
  { kind: 'absentDay', sure: 'f8', short: 'shift+j' },
  { kind: 'notTaught', sure: '*', short: 'n' },
  { kind: 'repeat', sure: ' ', short: null },
  { kind: 'repeatRun', sure: 'shift+ ', short: null },
];

const DIGIT = /^[0-9]$/;
const LETTER = /^\p{L}$/u;

export function bindingsOf(column: EntryColumn): Bindings {
  const actions = new Map<string, CellAction>();
  const choiceKeys = new Map<string, readonly string[]>();
  if ('choices' in column) {
    for (const [id, keys] of keysOfChoices(column.choices)) {
      choiceKeys.set(id, keys);
      for (const key of keys) actions.set(key, { kind: 'choose', choice: id });
    }
  }
  const typed = typedKeysOf(column);
  const commandKeys = {} as Record<CommandKind, readonly string[]>;
  for (const { kind, sure, short } of COMMANDS) {
    const plain = short?.replace('shift+', '') ?? '';
    const chosen = actions.get(plain)?.kind === 'choose';
    const free = short !== null && !chosen && !typed(plain) && !(plain === '0' && hasNumbers(column));
    commandKeys[kind] = free ? [short, sure] : [sure];
    for (const key of commandKeys[kind]) actions.set(key, { kind });
  }
  actions.set('delete', { kind: 'clear' });
  actions.set('backspace', { kind: 'clear' });
  return { actions, choiceKeys, commandKeys };
}

/**
 * The key of a label of one character is that character. A number among the labels takes the ranks away: `2` must never
 * stand for a choice that the booklet calls 7. Labels of several digits cannot be typed as one key, and their digits must
 * do nothing, so letters stand for all choices then.
 */
function keysOfChoices(
  choices: readonly { readonly id: string; readonly label: string }[],
): readonly (readonly [string, readonly string[]])[] {
  const labels = choices.map(({ label }) => label.toLowerCase());
  if (hasLongNumbers(labels)) {
    const letters = [...'abcdefghijklmopqrstuvwyz'].filter((letter) => !labels.includes(letter));
    return choices.map(({ id }, i) => {
      const own = LETTER.test(labels[i]!) ? [labels[i]!] : letters.splice(0, 1);
      return [id, own] as const;
    });
  }
  const once = (label: string) => labels.indexOf(label) === labels.lastIndexOf(label);
  const digitsAreLabels = labels.some((label) => /\d/.test(label));
  const spare = [...'abcdefghijklmopqrstuvwyz'].filter((letter) => !labels.includes(letter));
  return choices.map(({ id }, i) => {
    const label = labels[i]!;
    const keys: string[] = [];
    if ((LETTER.test(label) || DIGIT.test(label)) && once(label)) keys.push(label);
    if (!digitsAreLabels && i < 9) keys.push(String(i + 1));
    if (keys.length === 0) keys.push(...spare.splice(0, 1));
    return [id, keys] as const;
  });
}

function hasLongNumbers(labels: readonly string[]): boolean {
  return labels.some((label) => /\d/.test(label) && !DIGIT.test(label));
}

/** Labels of several digits: `0` is part of what a teacher reads, so it is not "no answer". */
function hasNumbers(column: EntryColumn): boolean {
  return 'choices' in column && hasLongNumbers(column.choices.map(({ label }) => label));
}

function typedKeysOf(column: EntryColumn): (key: string) => boolean {
  switch (column.mode) {
    case 'number':
      return column.integer ? (key) => DIGIT.test(key) : (key) => /^[0-9,.]$/.test(key);
    case 'text':
      return (key) => isPrintable(key) && !/[-+/*= ]/.test(key);
    default:
      return () => false;
  }
}

/** A key that writes a character, as `KeyboardEvent.key` names it. */
export function isPrintable(key: string): boolean {
  return [...key].length === 1;
}

/** What a keyboard event says, as far as cells are concerned. */
export interface KeyPress {
  readonly key: string;
  /** Physical key, `Digit1`…: on a French keyboard digits of the upper row need no Shift here. */
  readonly code: string;
  readonly shift: boolean;
}

/** The digit written on an upper-row key, whatever character the layout makes of it. */
export function digitOf({ key, code, shift }: KeyPress): string | null {
  if (DIGIT.test(key)) return key;
  const physical = /^Digit([0-9])$/.exec(code)?.[1];
  return physical !== undefined && !shift ? physical : null;
}

/** What a key does in a cell of this column; null: nothing. */
export function actionOf(column: EntryColumn, bindings: Bindings, press: KeyPress): CellAction | null {
  if (column.mode === 'unsupported') return null;
  const key = press.key.toLowerCase();
  const digit = digitOf(press);
  const raw = bindings.actions.get(key);
  if (raw?.kind === 'choose') return raw;
  const shifted = press.shift ? bindings.actions.get(`shift+${key}`) : undefined;
  if (shifted !== undefined) return shifted;
  const typed = typedKeysOf(column);
  if (digit !== null) {
    const byDigit = bindings.actions.get(digit);
    if (byDigit !== undefined) return byDigit;
    if (column.mode === 'number') return { kind: 'type', text: digit };
  }
  if (raw !== undefined) return raw;
  return typed(press.key) ? { kind: 'type', text: press.key } : null;
}

/**
 * Content of a cell after choosing. Single: that choice. Several: the choice is added, or taken away when it was there;
 * kept in booklet order, or in the order keyed when order matters.
 */
export function chosen(column: EntryColumn, before: CellContent, choice: string): CellContent {
  if (!('choices' in column) || column.mode === 'single') return { kind: 'value', value: choice };
  const held = before.kind === 'value' && typeof before.value !== 'string' ? before.value : [];
  const toggled = held.includes(choice) ? held.filter((id) => id !== choice) : [...held, choice];
  if (toggled.length === 0) return { kind: 'empty' };
  if (toggled.length > column.maxChoices) return before;
  if (column.mode === 'ordered') return { kind: 'value', value: toggled };
  return {
    kind: 'value',
    value: column.choices.map(({ id }) => id).filter((id) => toggled.includes(id)),
  };
}

/** Whether a cell has all the choices it can have after this one was added. */
export function isFull(column: EntryColumn, before: CellContent, after: CellContent): boolean {
  if (!('choices' in column) || column.mode === 'single') return true;
  const count = (content: CellContent) =>
    content.kind === 'value' && typeof content.value !== 'string' ? content.value.length : 0;
  return count(after) > count(before) && count(after) >= Math.min(column.maxChoices, column.choices.length);
}
