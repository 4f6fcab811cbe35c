import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CodeRules, caretAfterGrouping, codeVerdict } from './code-verdict.ts';

const faulty = (code: string, position: number | null = null) =>
  Object.assign(new Error(code), { code, position });

/** Six symbols in groups of three; the last is the first again. */
const rules: CodeRules = {
  normalise: (typed) => typed.toUpperCase().replace(/[\s-]/g, ''),
  group: (typed) => rules.normalise(typed).replace(/(.{3})(?=.)/g, '$1-'),
  length: 6,
  parse: (typed) => {
    const all = rules.normalise(typed);
    const wrong = [...all].findIndex((symbol) => !/[0-9A-F]/.test(symbol));
    if (wrong >= 0) throw faulty('code-symbol', wrong);
    if (all.length !== 6) throw faulty('code-length');
    if (all[0] !== all[5]) throw faulty('code-check');
    return all;
  },
};

describe('what is said of a code while it is typed', () => {
  it.each([
    ['', { kind: 'empty' }],
    [' - ', { kind: 'empty' }],
    ['a1', { kind: 'partial', typed: 2, length: 6 }],
    ['a1b c2a', { kind: 'good' }],
    ['a1bc2b', { kind: 'check' }],
    ['a1bc2a3', { kind: 'too-long', typed: 7, length: 6 }],
    ['a1-bu2', { kind: 'symbol', position: 4, symbol: 'U' }],
  ])('%j', (typed, verdict) => {
    expect(codeVerdict(typed, rules)).toEqual(verdict);
  });

  it('lets an error that is not about the code through', () => {
    const broken = {
      ...rules,
      parse: () => {
        throw new RangeError('broken');
      },
    };
    expect(() => codeVerdict('a', broken)).toThrow(RangeError);
  });
});

describe('the caret after grouping', () => {
  it('stays behind the same number of symbols', () => {
    expect(caretAfterGrouping('a1bc', 4, 'A1B-C', rules)).toBe(5);
    expect(caretAfterGrouping('a1bc', 2, 'A1B-C', rules)).toBe(2);
    expect(caretAfterGrouping('  a', 1, 'A', rules)).toBe(0);
    const symbols = fc.array(fc.constantFrom(...'0123456789abcdef -'), { maxLength: 12 });
    fc.assert(
      fc.property(symbols, fc.nat(12), (list, at) => {
        const typed = list.join('');
        const caret = Math.min(at, typed.length);
        const grouped = rules.group(typed);
        const moved = caretAfterGrouping(typed, caret, grouped, rules);
        expect(rules.normalise(grouped.slice(0, moved))).toBe(rules.normalise(typed.slice(0, caret)));
      }),
    );
  });
});
