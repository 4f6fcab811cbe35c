import { describe, expect, it } from 'vitest';
import type { EntryColumn } from '../entry-records/entry-columns.ts';
import { actionOf, bindingsOf, chosen, type KeyPress } from './key-bindings.ts';

function column(labels: readonly string[], mode: 'single' | 'multiple' | 'ordered' = 'single'): EntryColumn {
  return {
    item: 'i',
    title: '',
    number: 1,
    mode,
    choices: labels.map((label, i) => ({ id: `c${i + 1}`, label, text: '' })),
    maxChoices: mode === 'single' ? 1 : 2,
  };
}
const NUMBER: EntryColumn = {
  item: 'n',
  title: '',
  number: 1,
  mode: 'number',
  maxLength: 5,
  integer: false,
  patternMask: null,
  patternMessage: null,
};
const TEXT: EntryColumn = { ...NUMBER, mode: 'text' };

const press = (key: string, code = '', shift = false): KeyPress => ({ key, code, shift });
const does = (of: EntryColumn, pressed: KeyPress) => actionOf(of, bindingsOf(of), pressed);
const choose = (choice: string) => ({ kind: 'choose', choice });

describe('Keys of a cell', () => {
  it('chooses by rank and by letter, whatever the case', () => {
    const letters = column(['A', 'B', 'C']);
    expect(does(letters, press('2'))).toEqual(choose('c2'));
    expect(does(letters, press('b'))).toEqual(choose('c2'));
    expect(does(letters, press('B', 'KeyB', true))).toEqual(choose('c2'));
    expect(does(letters, press('d'))).toBeNull();
  });

  it('takes the digits that the booklet prints for themselves, not for ranks', () => {
    const codes = column(['1', '9', '0']);
    expect(does(codes, press('9'))).toEqual(choose('c2'));
    expect(does(codes, press('0'))).toEqual(choose('c3'));
    expect(does(codes, press('2'))).toBeNull();
    expect(does(codes, press('-'))).toEqual({ kind: 'noAnswer' });
  });

  it('lets no digit stand for a choice that the booklet calls by another number', () => {
    const numbers = column(['7', '12', '3']);
    expect(does(numbers, press('2'))).toBeNull();
    expect(does(numbers, press('7'))).toBeNull();
    expect(does(numbers, press('a'))).toEqual(choose('c1'));
    expect(does(numbers, press('b'))).toEqual(choose('c2'));
    expect(does(numbers, press('0'))).toBeNull();
    expect(does(numbers, press('-'))).toEqual({ kind: 'noAnswer' });
    expect(does(column(['7', '4', '2']), press('2'))).toEqual(choose('c3'));
    expect(does(column(['7', '4', '2']), press('1'))).toBeNull();
  });

  it('marks the sequence and the day with Shift, the exercise without', () => {
    const letters = column(['A', 'B', 'C']);
    expect(does(letters, press('x'))).toEqual({ kind: 'absent' });
    expect(does(letters, press('X', 'KeyX', true))).toEqual({ kind: 'absentSequence' });
    expect(does(letters, press('='))).toEqual({ kind: 'absentSequence' });
    expect(does(letters, press('J', 'KeyJ', true))).toEqual({ kind: 'absentDay' });
    expect(does(letters, press('F8', 'F8'))).toEqual({ kind: 'absentDay' });
    expect(does(TEXT, press('J', 'KeyJ', true))).toEqual({ kind: 'type', text: 'J' });
    expect(does(TEXT, press('X', 'KeyX', true))).toEqual({ kind: 'type', text: 'X' });
  });

  it('takes a comma only where decimals are possible', () => {
    const whole: EntryColumn = { ...NUMBER, integer: true };
    expect(does(whole, press(','))).toBeNull();
    expect(does(whole, press('4'))).toEqual({ kind: 'type', text: '4' });
  });

  it('never gives a letter of the item to a command: x, n and 0 give way, their other key stays', () => {
    const greedy = column(['n', 'x', 'm']);
    expect(does(greedy, press('n'))).toEqual(choose('c1'));
    expect(does(greedy, press('x'))).toEqual(choose('c2'));
    expect(does(greedy, press('*'))).toEqual({ kind: 'notTaught' });
    expect(does(greedy, press('/'))).toEqual({ kind: 'absent' });
    expect(bindingsOf(greedy).commandKeys).toEqual({
      noAnswer: ['0', '-'],
      restNoAnswer: ['+'],
      absent: ['/'],
      absentSequence: ['='],
      absentDay: ['shift+j', 'f8'],
      notTaught: ['*'],
      repeat: [' '],
      repeatRun: ['shift+ '],
    });
  });

  it('binds no letter that two choices share but for their case', () => {
    const pair = column(['b', 'B']);
    expect(does(pair, press('b'))).toBeNull();
    expect(does(pair, press('1'))).toEqual(choose('c1'));
    expect(does(pair, press('2'))).toEqual(choose('c2'));
  });

  it('reads the upper row of a French keyboard without Shift', () => {
    const letters = column(['A', 'B', 'C', 'D', 'E', 'F']);
    expect(does(letters, press('&', 'Digit1'))).toEqual(choose('c1'));
    expect(does(letters, press('é', 'Digit2'))).toEqual(choose('c2'));
    expect(does(letters, press('-', 'Digit6'))).toEqual(choose('c6'));
    expect(does(letters, press('à', 'Digit0'))).toEqual({ kind: 'noAnswer' });
    expect(does(column(['A', 'B']), press('-', 'Digit6'))).toEqual({ kind: 'noAnswer' });
    expect(does(column(['é', 'è']), press('è', 'Digit7'))).toEqual(choose('c2'));
    expect(does(NUMBER, press('ç', 'Digit9'))).toEqual({ kind: 'type', text: '9' });
  });

  it('begins a number with its first digit: zero is a number there, not "no answer"', () => {
    expect(does(NUMBER, press('0'))).toEqual({ kind: 'type', text: '0' });
    expect(does(NUMBER, press(','))).toEqual({ kind: 'type', text: ',' });
    expect(does(NUMBER, press('-'))).toEqual({ kind: 'noAnswer' });
    expect(does(NUMBER, press('x'))).toEqual({ kind: 'absent' });
    expect(does(NUMBER, press('b'))).toBeNull();
  });

  it('begins a text with any letter, and keeps the signs for the three facts', () => {
    expect(does(TEXT, press('x'))).toEqual({ kind: 'type', text: 'x' });
    expect(does(TEXT, press('N', 'KeyN', true))).toEqual({ kind: 'type', text: 'N' });
    expect(does(TEXT, press('/'))).toEqual({ kind: 'absent' });
    expect(does(TEXT, press('Shift'))).toBeNull();
  });

  it('gives every choice of a long list a key of its own', () => {
    const long = column(Array.from({ length: 14 }, (_, i) => `mot ${'abcdefghijklmn'[i]}`));
    const { choiceKeys, actions } = bindingsOf(long);
    for (const [id, keys] of choiceKeys) {
      expect(keys.length).toBeGreaterThan(0);
      for (const key of keys) expect(actions.get(key)).toEqual(choose(id));
    }
  });

  it('adds and takes away in a multiple cell, in booklet order; keeps the order keyed where order matters', () => {
    const several = column(['A', 'B', 'C'], 'multiple');
    const c = chosen(several, { kind: 'empty' }, 'c3');
    const both = chosen(several, c, 'c1');
    expect(both).toEqual({ kind: 'value', value: ['c1', 'c3'] });
    expect(chosen(several, both, 'c2')).toBe(both);
    expect(chosen(several, { kind: 'value', value: ['c1'] }, 'c1')).toEqual({ kind: 'empty' });
    const ordered = column(['A', 'B', 'C'], 'ordered');
    expect(chosen(ordered, { kind: 'value', value: ['c3'] }, 'c1')).toEqual({
      kind: 'value',
      value: ['c3', 'c1'],
    });
  });
});
