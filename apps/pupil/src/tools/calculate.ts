/**
 * A calculator of the four operations, with the usual order of operations and exact decimals: 0,1 + 0,2 is 0,3. An expression is
 * what was pressed, in the signs of a schoolbook: `12,5 × 3 − 4`.
 */

export const OPERATORS = ['+', '−', '×', '÷'] as const;
export type Operator = (typeof OPERATORS)[number];
export type CalculatorKey =
  | Operator
  | ','
  | '='
  | 'C'
  | '⌫'
  | '0'
  | '1'
  | '2'
  | '3'
  | '4'
  | '5'
  | '6'
  | '7'
  | '8'
  | '9';

export interface Calculator {
  /** What is shown: numbers and operators, without spaces. */
  readonly expression: string;
  /** The expression is a result: a digit begins a new one, an operator goes on from it. */
  readonly isResult: boolean;
  /** What cannot be worked out: a division by zero, a number that is too large. */
  readonly error: boolean;
}

export const EMPTY_CALCULATOR: Calculator = { expression: '', isResult: false, error: false };

const LONGEST = 40;
/** Significant digits of a result, as on a calculator for schools. */
const DIGITS = 10;

/** Never throws. A key that makes no sense where it is pressed changes nothing. */
export function pressKey(now: Calculator, key: CalculatorKey): Calculator {
  const { expression, isResult, error } = now;
  switch (key) {
    case 'C':
      return EMPTY_CALCULATOR;
    case '⌫':
      return error
        ? EMPTY_CALCULATOR
        : { expression: expression.slice(0, -1), isResult: false, error: false };
    case '=': {
      if (error || expression === '' || isOperator(expression.at(-1))) return now;
      const result = evaluate(expression);
      return result === null
        ? { expression, isResult: true, error: true }
        : { expression: result, isResult: true, error: false };
    }
    case '+':
    case '−':
    case '×':
    case '÷': {
      if (error) return now;
      // A minus at the start, or after × and ÷, is a sign.
      if (expression === '') return key === '−' ? { ...now, expression: key } : now;
      const last = expression.at(-1);
      if (!isOperator(last)) return grown(expression, key);
      if (key === '−' && (last === '×' || last === '÷')) return grown(expression, key);
      const bare = expression.replace(/[+−×÷]+$/, '');
      return bare === '' ? now : { expression: bare + key, isResult: false, error: false };
    }
    case ',': {
      if (isResult) return { expression: '0,', isResult: false, error: false };
      const number = /[\d,]*$/.exec(expression)?.[0] ?? '';
      if (number.includes(',')) return now;
      return grown(expression, number === '' ? '0,' : ',');
    }
    default:
      return isResult ? { expression: key, isResult: false, error: false } : grown(expression, key);
  }
}

function grown(expression: string, more: string): Calculator {
  const next = expression + more;
  return { expression: next.length > LONGEST ? expression : next, isResult: false, error: false };
}

const isOperator = (sign: string | undefined): sign is Operator =>
  sign !== undefined && (OPERATORS as readonly string[]).includes(sign);

/** A fraction in lowest terms; its denominator is above zero. */
interface Fraction {
  readonly top: bigint;
  readonly bottom: bigint;
}

/** The value in French decimals, or null: division by zero, or too large to show. */
export function evaluate(expression: string): string | null {
  const parts = partsOf(expression);
  const terms: Fraction[] = [];
  let operator: string = '+';
  for (const part of parts) {
    if (/\d/.test(part)) {
      const value = fractionOf(part);
      const last = terms.at(-1);
      if (operator === '+') terms.push(value);
      else if (operator === '−') terms.push({ top: -value.top, bottom: value.bottom });
      else if (last === undefined) return null;
      else {
        if (operator === '÷' && value.top === 0n) return null;
        terms[terms.length - 1] =
          operator === '×'
            ? reduced(last.top * value.top, last.bottom * value.bottom)
            : reduced(last.top * value.bottom, last.bottom * value.top);
      }
    } else operator = part;
  }
  const sum = terms.reduce((all, term) =>
    reduced(all.top * term.bottom + term.top * all.bottom, all.bottom * term.bottom),
  );
  return written(sum);
}

/** Numbers and the operators between them. A minus that follows no number is the sign of the next one. */
function partsOf(expression: string): readonly string[] {
  const parts: string[] = [];
  let sign = '';
  for (const part of expression.match(/[\d,]+|[+−×÷]/g) ?? []) {
    const followsNumber = /\d/.test(parts.at(-1) ?? '');
    if (/\d/.test(part)) {
      parts.push(sign + part);
      sign = '';
    } else if (part === '−' && !followsNumber) sign = '−';
    else parts.push(part);
  }
  return parts;
}

function fractionOf(written: string): Fraction {
  const isNegative = written.startsWith('−');
  const [whole = '', decimals = ''] = written.replace('−', '').split(',');
  const top = BigInt(`${whole}${decimals}` || '0');
  return reduced(isNegative ? -top : top, 10n ** BigInt(decimals.length));
}

function reduced(top: bigint, bottom: bigint): Fraction {
  const sign = bottom < 0n ? -1n : 1n;
  const divisor = gcd(top < 0n ? -top : top, bottom * sign) || 1n;
  return { top: (top * sign) / divisor, bottom: (bottom * sign) / divisor };
}

function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? a : gcd(b, a % b);
}

/** Rounded half up, away from zero, to ten significant digits. */
function written({ top, bottom }: Fraction): string | null {
  const isNegative = top < 0n;
  const size = isNegative ? -top : top;
  const whole = (size / bottom).toString();
  if (whole.length > DIGITS) return null;
  const decimals = whole === '0' ? DIGITS - 1 : DIGITS - whole.length;
  const scale = 10n ** BigInt(decimals);
  const rounded = (size * scale * 2n + bottom) / (bottom * 2n);
  const digits = rounded.toString().padStart(decimals + 1, '0');
  const [before, after] = [digits.slice(0, digits.length - decimals), digits.slice(digits.length - decimals)];
  const shown = after.replace(/0+$/, '');
  const text = shown === '' ? before : `${before},${shown}`;
  return isNegative && rounded !== 0n ? `−${text}` : text;
}
