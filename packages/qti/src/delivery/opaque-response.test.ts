import { describe, expect, it } from 'vitest';
import type { BaseType } from './delivery-item.ts';
import { opaqueFault } from './opaque-response.ts';

const of = (baseType: BaseType, value: unknown) =>
  opaqueFault(value, { cardinality: 'single', baseType }, 100);

describe('the response of a portable custom interaction', () => {
  it.each([
    ['identifier', ['A', 'choix_1'], ['', 'A B', '__proto__', '1A']],
    ['string', ['trois huitièmes', 'a\nb'], ['', '\u0000', 'e\u0301', '\ud800', 'a\u000bb']],
    ['integer', ['3', '-12', '+4'], ['', '3.5', '1e3', ' 3', '3 ', '9'.repeat(16)]],
    ['float', ['3.5', '-1e3', '.5'], ['', '3,5', 'NaN', 'INF', ' 1', '1'.repeat(31)]],
    ['boolean', ['true', 'false'], ['1', 'TRUE', '']],
    ['point', ['10 20', '-1.5 3'], ['10', '10  20', '1 2 3', 'a b', '10,20']],
    ['pair', ['A B'], ['A', 'A  B', 'A B C']],
    ['directedPair', ['A B'], ['A ', ' A']],
  ] as const)('of %s is written as QTI writes it', (baseType, good, bad) => {
    for (const value of good) expect(of(baseType, value), value).toBeNull();
    for (const value of bad) expect(of(baseType, value), JSON.stringify(value)).toBe('value');
  });

  it('has the cardinality that the item declares, and no more than is allowed', () => {
    const list = { cardinality: 'multiple', baseType: 'integer' } as const;
    expect(opaqueFault(['1', '2'], list, 100)).toBeNull();
    expect(opaqueFault([], list, 100)).toBe('shape');
    expect(opaqueFault('1', list, 100)).toBe('shape');
    expect(opaqueFault(['1'], { ...list, cardinality: 'single' }, 100)).toBe('shape');
    expect(opaqueFault(Array(51).fill('1'), list, 100)).toBe('too-many');
    expect(opaqueFault(Array(50).fill('123'), list, 149)).toBe('too-long');
  });

  it('is nothing but text', () => {
    for (const value of [1, true, {}, undefined, { length: 1 }, new Map(), Symbol('x')])
      expect(of('string', value)).toBe('shape');
    expect(of('string', null)).toBeNull();
  });
});
