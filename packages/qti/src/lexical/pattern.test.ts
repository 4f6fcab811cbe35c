import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern } from './pattern.ts';

describe('patterns of XML Schema', () => {
  it.each([
    ['[0-9]{2},[0-9]', '12,5', true],
    ['[0-9]{2},[0-9]', '12,55', false],
    ['a|bc', 'bc', true],
    ['a|bc', 'abc', false],
    ['(ab)*', '', true],
    ['(ab)+', 'ababab', true],
    ['(ab){2,3}', 'ab', false],
    ['(ab){2,}', 'abababab', true],
    ['\\d+', '123', true],
    ['\\p{L}+', 'été', true],
    ['[^a-z]', 'é', true],
    ['[a\\-z]', '-', true],
    ['[+-]?\\d', '-1', true],
    ['.', '𝒳', true],
    ['.', '\n', false],
    ['a\\.b', 'a.b', true],
    ['a\\.b', 'axb', false],
    ['^', '^', true],
    ['\\w\\s\\W', 'a !', true],
    ['', '', true],
    ['[a-z-[aeiou]]+', 'xyz', true],
    ['[a-z-[aeiou]]+', 'xaz', false],
    ['[\\p{L}-[a-c-[b]]]', 'b', true],
    ['[\\p{L}-[a-c-[b]]]', 'a', false],
    ['[^0-9-[x]]', 'x', false],
    ['\\i\\c*', 'é:nom-1', true],
    ['\\i\\c*', '1a', false],
    ['\\I\\C', '- ', true],
  ])('%j on %j gives %s', (pattern, text, expected) => {
    expect(compilePattern(pattern).matches(text)).toBe(expected);
  });

  it.each([
    '(',
    ')',
    '[',
    '[]',
    '[b-a]',
    'a{2',
    'a{3,2}',
    '*',
    '\\q',
    '[a-z-[b]c]',
    '[-[b]]',
    '\\p{IsGreek}',
    '(?:a)',
    '\\',
  ])('refuses %j', (pattern) => {
    expect(() => compilePattern(pattern)).toThrow(RangeError);
  });

  it('refuses patterns that would need too much memory', () => {
    expect(() => compilePattern('((((a{1000}){1000}){1000}){1000})')).toThrow(RangeError);
    expect(() => compilePattern('('.repeat(200) + ')'.repeat(200))).toThrow(RangeError);
    expect(() => compilePattern('a'.repeat(501))).toThrow(RangeError);
    // Nothing, 10^16 times: it hung once.
    expect(() => compilePattern('(((((){9999}){9999}){9999}){9999})')).toThrow(RangeError);
    expect(() => compilePattern('a{100}', 50)).toThrow(RangeError);
  });

  it('says how many tests of a character it takes', () => {
    const plain = compilePattern('[a]{100}');
    expect(compilePattern(`[${'a-z'.repeat(100)}]{100}`).size).toBeGreaterThan(10_000);
    expect(plain.size).toBeLessThan(300);
  });

  it('answers on texts that make backtracking matchers run for ever', () => {
    expect(compilePattern('(a+)+b').matches('a'.repeat(20_000))).toBe(false);
    expect(compilePattern('(a|aa)+').matches('a'.repeat(20_000))).toBe(true);
    expect(compilePattern('(a*)*').matches(`${'a'.repeat(20_000)}!`)).toBe(false);
  });

  it('agrees with the engine of the language on patterns that both know', () => {
    const piece = fc.constantFrom(
      'a',
      'b',
      '[ab]',
      '(a|b)',
      '(ab)',
      '.',
      'a*',
      'b?',
      '(ab)+',
      'a{2}',
      '(a|bb){1,2}',
    );
    const pattern = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(''));
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });
    fc.assert(
      fc.property(pattern, text, (source, input) => {
        expect(compilePattern(source).matches(input)).toBe(new RegExp(`^(?:${source})$`, 'u').test(input));
      }),
      { numRuns: 1000 },
    );
  });
});
