import { describe, expect, it } from 'vitest';
import { frenchDigits, readTyped } from './typed-answer.ts';

const NUMBER = {
  item: 'n',
  title: '',
  number: 1,
  mode: 'number',
  maxLength: 6,
  integer: false,
  patternMask: null,
  patternMessage: null,
} as const;

describe('What is typed in a cell', () => {
  it('takes the comma and keeps the number as typed', () => {
    expect(readTyped(NUMBER, ' 3,5 ')).toEqual({ kind: 'value', value: '3,5' });
    expect(readTyped(NUMBER, '0')).toEqual({ kind: 'value', value: '0' });
  });

  it('refuses what is no number, with a reason', () => {
    expect(readTyped(NUMBER, '3,5x')).toEqual({ kind: 'wrong', why: 'notNumber' });
    expect(readTyped({ ...NUMBER, integer: true }, '3,5')).toEqual({ kind: 'wrong', why: 'notInteger' });
    expect(readTyped(NUMBER, '1234567')).toEqual({ kind: 'wrong', why: 'tooLong' });
  });

  it('holds an item’s pattern, and ignores one that is no expression here', () => {
    const text = { ...NUMBER, mode: 'text', patternMask: '[a-z]+' } as const;
    expect(readTyped(text, 'abc').kind).toBe('value');
    expect(readTyped(text, 'ab1')).toEqual({ kind: 'wrong', why: 'pattern' });
    expect(readTyped({ ...text, patternMask: '\\i\\c*(' }, 'ab1').kind).toBe('value');
  });

  it('several texts are typed with semicolons between them, and each is looked at', () => {
    const texts = { ...NUMBER, mode: 'text', texts: 2 } as const;
    expect(readTyped(texts, ' Seine ; Loire ;')).toEqual({ kind: 'value', value: ['Seine', 'Loire'] });
    expect(readTyped(texts, 'Seine')).toEqual({ kind: 'value', value: ['Seine'] });
    expect(readTyped(texts, ' ; ')).toEqual({ kind: 'empty' });
    expect(readTyped(texts, 'a;b;c')).toEqual({ kind: 'wrong', why: 'tooManyTexts' });
    expect(readTyped(texts, 'a;1234567')).toEqual({ kind: 'wrong', why: 'tooLong' });
  });

  it('empties the cell when nothing is typed', () => {
    expect(readTyped(NUMBER, '  ')).toEqual({ kind: 'empty' });
  });

  it('reads digits of a French upper row without Shift', () => {
    expect(frenchDigits('&é,à')).toBe('12,0');
  });
});
