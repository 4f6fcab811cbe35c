import { describe, expect, it } from 'vitest';
import { numbersOf } from './numbers.ts';
import { randomOf } from './random.ts';

describe('numbersOf', () => {
  it('gives each of the 10,000 UAI of a département once, then says that none is left', () => {
    const numbers = numbersOf(5);
    const given = new Set(Array.from({ length: 10_000 }, () => numbers.uai('974')));
    expect(given.size).toBe(10_000);
    expect(() => numbers.uai('974')).toThrow('no UAI is left in 974');
    expect(numbers.uai('976')).toMatch(/^976/);
  });

  it('gives INE whose nine digits come back only after a thousand million', () => {
    const numbers = numbersOf(5);
    const random = randomOf('ine');
    const digits = Array.from({ length: 50 }, () => BigInt(numbers.ine(random).slice(0, 9)));
    const steps = new Set(
      digits.slice(1).map((next, i) => (next - digits[i]! + 1_000_000_000n) % 1_000_000_000n),
    );
    expect(steps.size).toBe(1);
    // A constant step goes through all residues of 10⁹ = 2⁹ × 5⁹ when it is a multiple of neither 2 nor 5.
    const [step] = steps;
    expect(step! % 2n).not.toBe(0n);
    expect(step! % 5n).not.toBe(0n);
  });
});
