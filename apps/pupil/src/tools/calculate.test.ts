import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CalculatorKey, EMPTY_CALCULATOR, evaluate, pressKey } from './calculate.ts';

const pressed = (keys: string) =>
  [...keys].reduce((now, key) => pressKey(now, key as CalculatorKey), EMPTY_CALCULATOR);

describe('the calculator', () => {
  it.each([
    ['0,1+0,2=', '0,3'],
    ['2+3×4=', '14'],
    ['10÷4=', '2,5'],
    ['1÷3=', '0,333333333'],
    ['2÷3=', '0,666666667'],
    ['7−9=', '−2'],
    ['−3×−2=', '6'],
    ['12÷3×2=', '8'],
    ['5−3+1=', '3'],
    ['1,25×8=', '10'],
  ])('works out %s', (keys, shown) => {
    expect(pressed(keys)).toEqual({ expression: shown, isResult: true, error: false });
  });

  it('goes on from a result with an operator, and begins anew with a digit', () => {
    expect(pressed('2+3=×4=').expression).toBe('20');
    expect(pressed('2+3=7').expression).toBe('7');
    expect(pressed('2+3=,5').expression).toBe('0,5');
  });

  it('says that it cannot divide by zero, and goes on after C', () => {
    expect(pressed('8÷0=').error).toBe(true);
    expect(pressed('8÷0=C4').expression).toBe('4');
  });

  it('takes no key that makes no sense: two commas, two operators, an operator first', () => {
    expect(pressed('1,2,3').expression).toBe('1,23');
    expect(pressed('4+×5').expression).toBe('4×5');
    expect(pressed('+4').expression).toBe('4');
    expect(pressed('4+=').expression).toBe('4+');
    expect(pressed('12⌫').expression).toBe('1');
  });

  it('agrees with whole numbers, and never throws whatever is pressed', () => {
    fc.assert(
      fc.property(fc.nat(9999), fc.nat(9999), (a, b) => {
        expect(evaluate(`${a}+${b}`)).toBe(String(a + b));
        expect(evaluate(`${a}×${b}`)).toBe(String(a * b));
      }),
    );
    const key = fc.constantFrom(...[...'0123456789,+−×÷=C⌫']);
    fc.assert(fc.property(fc.array(key, { maxLength: 60 }), (keys) => void pressed(keys.join(''))));
  });
});
