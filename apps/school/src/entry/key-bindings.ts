/**
 * Which key does what in a cell. A key that the item itself uses (the letter or digit of a choice) wins over a command;
 * `-`, `+`, `/` and `*` are never those of a choice, so every command always has a key.
 */
import type { CellContent } from '../entry-records/cell-content.ts';
import type { EntryColumn } from '../entry-records/entry-columns.ts';

export type CellAction =
  | { readonly kind: 'choose'; readonly choice: string }
  /** The key begins a text or a number. */
  | { readonly kind: 'type'; readonly text: string }
  | { readonly kind: CommandKind | 'clear' };

/** `restNoAnswer`: no answer from this cell to the end of the exercise, for this pupil. */
export type CommandKind = 'noAnswer' | 'restNoAnswer' | 'absent' | 'notTaught';

export interface Bindings {
  /** Action of each key, lower case. */
  readonly actions: ReadonlyMap<string, CellAction>;
  /** Keys of each choice, in the order of choices, for the legend. */
  readonly choiceKeys: ReadonlyMap<string, readonly string[]>;
  readonly commandKeys: Readonly<Record<CommandKind, readonly string[]>>;
}

const COMMANDS: readonly { kind: CommandKind; sure: string; short: string | null }[] = [
  { kind: 'noAnswer', sure: '-', short: '0' },
  { kind: 'restNoAnswer', sure: '+', short: null },
  { kind: 'absent', sure: '/', short: 'x' },
  { kind: 'notTaught', sure: '*', short: 'n' },
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
    const free = short !== null && !actions.has(short) && !typed(short);
    commandKeys[kind] = free ? [short, sure] : [sure];
    for (const key of commandKeys[kind]) actions.set(key, { kind });
  }
  actions.set('delete', { kind: 'clear' });
  actions.set('backspace', { kind: 'clear' });
  return { actions, choiceKeys, commandKeys };
}

/** Letters where labels are single letters; digits of the labels where there are some, else ranks from 1 to 9. */
function keysOfChoices(
  choices: readonly { readonly id: string; readonly label: string }[],
): readonly (readonly [string, readonly string[]])[] {
  const labels = choices.map(({ label }) => label.toLowerCase());
  const once = (label: string) => labels.indexOf(label) === labels.lastIndexOf(label);
  const digitsAreLabels = labels.some((label) => DIGIT.test(label));
  const used = new Set(labels);
  const spare = [...'abcdefghijklmopqrstuvwyz'].filter((letter) => !used.has(letter));
  return choices.map(({ id }, i) => {
    const label = labels[i]!;
    const rank = String(i + 1);
    const keys: string[] = [];
    if ((LETTER.test(label) || DIGIT.test(label)) && once(label)) keys.push(label);
    if (!digitsAreLabels && i < 9) keys.push(rank);
    if (keys.length === 0) keys.push(...spare.splice(0, 1));
    return [id, keys] as const;
  });
}

function typedKeysOf(column: EntryColumn): (key: string) => boolean {
  switch (column.mode) {
    case 'number':
      return (key) => /^[0-9,.]$/.test(key);
    case 'text':
      return (key) => [...key].length === 1 && !/[-+/*]/.test(key);
    default:
      return () => false;
  }
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
