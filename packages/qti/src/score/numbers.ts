/** Operators that compute with numbers. NULL in any operand is NULL out. */

import type { MathFunction, Statistic } from '../model/expression.ts';
import { single, type Value } from '../model/value.ts';

/** All the numbers of all operands, or null when one is NULL. */
function numbersOf(operands: readonly Value[]): number[] | null {
  const numbers: number[] = [];
  for (const operand of operands) {
    if (operand === null) return null;
    for (const member of operand.members) numbers.push(Number(member));
  }
  return numbers;
}

/** A result, NULL when it is no number, or infinite though no operand is. */
function numeric(baseType: 'integer' | 'float', value: number, operands: readonly number[]): Value {
  if (Number.isNaN(value)) return null;
  if (!Number.isFinite(value) && operands.every(Number.isFinite)) return null;
  return single(baseType, value === 0 ? 0 : value);
}

/** Integer when every operand is. */
export function arithmetic(operands: readonly Value[], compute: (numbers: number[]) => number): Value {
  const numbers = numbersOf(operands);
  if (numbers === null || numbers.length === 0) return null;
  const float = operands.some((value) => value?.baseType === 'float');
  return numeric(float ? 'float' : 'integer', compute(numbers), numbers);
}

export function real(operands: readonly Value[], compute: (numbers: number[]) => number): Value {
  const numbers = numbersOf(operands);
  return numbers === null || numbers.length === 0 ? null : numeric('float', compute(numbers), numbers);
}

export function whole(operands: readonly Value[], compute: (numbers: number[]) => number): Value {
  const numbers = numbersOf(operands);
  return numbers === null || numbers.length === 0 ? null : numeric('integer', compute(numbers), numbers);
}

export function gcd(a: number, b: number): number {
  if (!Number.isFinite(a) || !Number.isFinite(b)) return Number.NaN;
  let [x, y] = [Math.abs(a), Math.abs(b)];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

export function lcm(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : Math.abs(a * b) / gcd(a, b);
}

export function mathOperator(name: MathFunction, operands: readonly Value[]): Value {
  if (name === 'floor' || name === 'ceil') return whole(operands, ([x]) => Math[name](x as number));
  if (name === 'abs') return arithmetic(operands, ([x]) => Math.abs(x as number));
  if (name === 'signum') return whole(operands, ([x]) => Math.sign(x as number));
  return real(operands, ([first, second]) => {
    const x = first as number;
    switch (name) {
      case 'sec':
        return 1 / Math.cos(x);
      case 'csc':
        return 1 / Math.sin(x);
      case 'cot':
        return 1 / Math.tan(x);
      case 'asec':
        return Math.acos(1 / x);
      case 'acsc':
        return Math.asin(1 / x);
      case 'acot':
        return Math.atan(1 / x);
      case 'sech':
        return 1 / Math.cosh(x);
      case 'csch':
        return 1 / Math.sinh(x);
      case 'coth':
        return 1 / Math.tanh(x);
      case 'atan2':
        return Math.atan2(x, second as number);
      case 'log':
        return Math.log10(x);
      case 'ln':
        return Math.log(x);
      case 'toDegrees':
        return (x * 180) / Math.PI;
      case 'toRadians':
        return (x * Math.PI) / 180;
      case 'sin':
      case 'cos':
      case 'tan':
      case 'asin':
      case 'acos':
      case 'atan':
      case 'sinh':
      case 'cosh':
      case 'tanh':
      case 'exp':
        return Math[name](x);
    }
  });
}

export function statistic(name: Statistic, numbers: readonly number[]): number {
  const n = numbers.length;
  const mean = numbers.reduce((x, y) => x + y, 0) / n;
  const squares = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  switch (name) {
    case 'mean':
      return mean;
    case 'popVariance':
      return squares / n;
    case 'popSD':
      return Math.sqrt(squares / n);
    case 'sampleVariance':
      return n < 2 ? Number.NaN : squares / (n - 1);
    case 'sampleSD':
      return n < 2 ? Number.NaN : Math.sqrt(squares / (n - 1));
  }
}
