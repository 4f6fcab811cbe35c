/**
 * The operators of QTI 3.0 ASI, section "Expressions". NULL spreads as the standard says; a result that is not a
 * finite number is NULL.
 */

import { normalizeText } from '../lexical/french-text.ts';
import type { Expression, MathFunction, Operator, Statistic } from '../model/expression.ts';
import type { ResponseDeclaration } from '../model/item.ts';
import {
  bagContains,
  bool,
  container,
  foldingOf,
  isNumeric,
  type NonNullValue,
  type Scalar,
  sameScalar,
  sameValue,
  single,
  type Value,
  type ValueBaseType,
} from '../model/value.ts';
import { roundTo } from './rounding.ts';

/** The variables of one item session. */
export interface Variables {
  readonly responses: ReadonlyMap<string, Value>;
  readonly outcomes: ReadonlyMap<string, Value>;
  readonly declarations: ReadonlyMap<string, ResponseDeclaration>;
  readonly defaults: ReadonlyMap<string, Value>;
}

export function evaluate(expression: Expression, variables: Variables): Value {
  switch (expression.kind) {
    case 'constant':
      return expression.value;
    case 'variable':
      return variables.responses.get(expression.id) ?? variables.outcomes.get(expression.id) ?? null;
    case 'correct':
      return variables.declarations.get(expression.id)?.correct ?? null;
    case 'default':
      return variables.defaults.get(expression.id) ?? null;
    case 'mapResponse': {
      const declaration = variables.declarations.get(expression.id);
      if (declaration === undefined) return null;
      return single('float', mapResponse(declaration, variables.responses.get(expression.id) ?? null));
    }
    case 'operator':
      return apply(
        expression.operator,
        expression.operands.map((operand) => evaluate(operand, variables)),
      );
  }
}

/**
 * Points by the mapping of the declaration. A container's members count once each (a response that
 * holds one twice is never accepted); NULL is no member (an
 * empty container sums to 0) and, for a single response, an unlisted value (the default). Then the bounds apply.
 */
export function mapResponse(declaration: ResponseDeclaration, value: Value): number {
  const { mapping } = declaration;
  if (mapping === null) return 0;
  let sum = 0;
  if (value === null) {
    sum = declaration.cardinality === 'single' ? mapping.defaultPoints : 0;
  } else {
    for (const member of value.members) sum += pointsOf(declaration, member);
  }
  if (mapping.lowerBound !== null) sum = Math.max(mapping.lowerBound, sum);
  if (mapping.upperBound !== null) sum = Math.min(mapping.upperBound, sum);
  return sum;
}

function pointsOf(declaration: ResponseDeclaration, member: Scalar): number {
  const { mapping, folding, baseType } = declaration;
  if (mapping === null) return 0;
  const exact = baseType === 'string' ? normalizeText(String(member), folding) : String(member);
  for (const entry of mapping.entries) {
    if (baseType !== 'string') {
      if (entry.key === exact) return entry.points;
      continue;
    }
    const rules = entry.caseSensitive ? folding : { ...folding, ignoreCase: true };
    if (normalizeText(exact, rules) === normalizeText(entry.key, rules)) return entry.points;
  }
  return mapping.defaultPoints;
}

function apply(operator: Operator, operands: readonly Value[]): Value {
  const [a, b] = operands;
  switch (operator.name) {
    case 'and':
      return every(operands);
    case 'or':
      return some(operands);
    case 'not':
      return present(a) ? bool(a.members[0] !== true) : null;
    case 'anyN':
      return anyN(operands, operator.min, operator.max);
    case 'isNull':
      return bool(!present(a));
    case 'match':
      return present(a) && present(b) ? bool(sameValue(a, b)) : null;
    case 'member': {
      if (!present(a) || !present(b)) return null;
      const folding = foldingOf(a, b);
      return bool(b.members.some((member) => sameScalar(member, a.members[0] as Scalar, folding)));
    }
    case 'contains':
      if (!present(a) || !present(b)) return null;
      return bool(a.cardinality === 'ordered' ? runContains(a, b) : bagContains(a, b));
    case 'delete': {
      if (!present(a) || !present(b) || b.cardinality === 'single') return null;
      const folding = foldingOf(a, b);
      const left = b.members.filter((member) => !sameScalar(member, a.members[0] as Scalar, folding));
      return container(b.cardinality, b.baseType, left, b.folding);
    }
    case 'index': {
      const member = present(a) ? a.members[operator.n - 1] : undefined;
      return member === undefined || !present(a) ? null : single(a.baseType, member, a.folding);
    }
    case 'multiple':
    case 'ordered': {
      const given = operands.filter(present);
      const first = given[0];
      if (first === undefined) return null;
      const members = given.flatMap((value) => value.members);
      const folding = given.find((value) => value.folding !== undefined)?.folding;
      return container(operator.name, widest(given), members, folding);
    }
    case 'containerSize':
      return single('integer', present(a) ? a.members.length : 0);
    case 'sum':
      return arithmetic(operands, (numbers) => numbers.reduce((x, y) => x + y, 0));
    case 'product':
      return arithmetic(operands, (numbers) => numbers.reduce((x, y) => x * y, 1));
    case 'subtract':
      return arithmetic(operands, ([x, y]) => (x as number) - (y as number));
    case 'max':
      return arithmetic(operands, (numbers) => numbers.reduce((x, y) => Math.max(x, y)));
    case 'min':
      return arithmetic(operands, (numbers) => numbers.reduce((x, y) => Math.min(x, y)));
    case 'gcd':
      return arithmetic(operands, (numbers) => numbers.reduce(gcd, 0));
    case 'lcm':
      return arithmetic(operands, (numbers) => numbers.reduce(lcm, 1));
    case 'integerDivide':
      return arithmetic(operands, ([x, y]) =>
        y === 0 ? Number.NaN : Math.floor((x as number) / (y as number)),
      );
    case 'integerModulus':
      return arithmetic(operands, ([x, y]) => {
        const [p, q] = [x as number, y as number];
        return q === 0 ? Number.NaN : p - q * Math.floor(p / q);
      });
    case 'divide':
      return real(operands, ([x, y]) => (y === 0 ? Number.NaN : (x as number) / (y as number)));
    case 'power':
      return real(operands, ([x, y]) => (x as number) ** (y as number));
    case 'integerToFloat':
      return real(operands, ([x]) => x as number);
    case 'truncate':
      return whole(operands, ([x]) => Math.trunc(x as number));
    case 'round':
      return whole(operands, ([x]) => Math.floor((x as number) + 0.5));
    case 'roundTo':
      return real(operands, ([x]) => roundTo(x as number, operator.mode, operator.figures));
    case 'gt':
      return compare(operands, (x, y) => x > y);
    case 'gte':
      return compare(operands, (x, y) => x >= y);
    case 'lt':
      return compare(operands, (x, y) => x < y);
    case 'lte':
      return compare(operands, (x, y) => x <= y);
    case 'equal':
      return compare(operands, (x, y) => {
        if (operator.mode === 'exact') return x === y;
        const relative = operator.mode === 'relative';
        const ends = [
          relative ? x * (1 - operator.below / 100) : x - operator.below,
          relative ? x * (1 + operator.above / 100) : x + operator.above,
        ];
        const low = Math.min(...ends);
        const high = Math.max(...ends);
        return (operator.includeLower ? y >= low : y > low) && (operator.includeUpper ? y <= high : y < high);
      });
    case 'equalRounded':
      return compare(
        operands,
        (x, y) => roundTo(x, operator.mode, operator.figures) === roundTo(y, operator.mode, operator.figures),
      );
    case 'stringMatch':
      return texts(operands, operator.caseSensitive, (x, y) =>
        operator.substring ? x.includes(y) : x === y,
      );
    case 'substring':
      return texts(operands, operator.caseSensitive, (x, y) => y.includes(x));
    case 'patternMatch':
      return present(a)
        ? bool(operator.pattern.matches(normalizeText(String(a.members[0]), a.folding)))
        : null;
    case 'mathOperator':
      return mathOperator(operator.function, operands);
    case 'statsOperator':
      return real(operands, (numbers) => statistic(operator.statistic, numbers));
  }
}

function present(value: Value | undefined): value is NonNullValue {
  return value !== null && value !== undefined;
}

function every(operands: readonly Value[]): Value {
  if (operands.some((value) => value?.members[0] === false)) return bool(false);
  return operands.every(present) ? bool(true) : null;
}

function some(operands: readonly Value[]): Value {
  if (operands.some((value) => value?.members[0] === true)) return bool(true);
  return operands.every(present) ? bool(false) : null;
}

function anyN(operands: readonly Value[], min: number, max: number): Value {
  const yes = operands.filter((value) => value?.members[0] === true).length;
  const unknown = operands.filter((value) => !present(value)).length;
  if (yes > max || yes + unknown < min) return bool(false);
  return yes >= min && yes + unknown <= max ? bool(true) : null;
}

/** Whether `inner` is a run of members of `outer`. */
function runContains(outer: NonNullValue, inner: NonNullValue): boolean {
  const folding = foldingOf(outer, inner);
  return outer.members.some((_, start) =>
    inner.members.every((member, i) => {
      const candidate = outer.members[start + i];
      return candidate !== undefined && sameScalar(candidate, member, folding);
    }),
  );
}

function widest(values: readonly NonNullValue[]): ValueBaseType {
  return values.find((value) => value.baseType === 'float')?.baseType ?? (values[0] as NonNullValue).baseType;
}

/** All the numbers of all operands, or null when one is NULL. */
function numbersOf(operands: readonly Value[]): number[] | null {
  const numbers: number[] = [];
  for (const operand of operands) {
    if (!present(operand)) return null;
    for (const member of operand.members) numbers.push(Number(member));
  }
  return numbers;
}

function numeric(baseType: 'integer' | 'float', value: number): Value {
  return Number.isFinite(value) ? single(baseType, value === 0 ? 0 : value) : null;
}

/** Integer when every operand is. */
function arithmetic(operands: readonly Value[], compute: (numbers: number[]) => number): Value {
  const numbers = numbersOf(operands);
  if (numbers === null || numbers.length === 0) return null;
  const float = operands.some((value) => value?.baseType === 'float');
  return numeric(float ? 'float' : 'integer', compute(numbers));
}

function real(operands: readonly Value[], compute: (numbers: number[]) => number): Value {
  const numbers = numbersOf(operands);
  return numbers === null || numbers.length === 0 ? null : numeric('float', compute(numbers));
}

function whole(operands: readonly Value[], compute: (numbers: number[]) => number): Value {
  const numbers = numbersOf(operands);
  return numbers === null || numbers.length === 0 ? null : numeric('integer', compute(numbers));
}

function compare(operands: readonly Value[], holds: (x: number, y: number) => boolean): Value {
  const [a, b] = operands;
  if (!present(a) || !present(b) || !isNumeric(a.baseType) || !isNumeric(b.baseType)) return null;
  return bool(holds(Number(a.members[0]), Number(b.members[0])));
}

function texts(
  operands: readonly Value[],
  caseSensitive: boolean,
  holds: (x: string, y: string) => boolean,
): Value {
  const [a, b] = operands;
  if (!present(a) || !present(b)) return null;
  const folding = foldingOf(a, b);
  const rules = {
    ignoreAccents: false,
    asNumber: false,
    ...folding,
    ignoreCase: !caseSensitive || folding?.ignoreCase === true,
  };
  return bool(holds(normalizeText(String(a.members[0]), rules), normalizeText(String(b.members[0]), rules)));
}

function gcd(a: number, b: number): number {
  let [x, y] = [Math.abs(a), Math.abs(b)];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

function lcm(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : Math.abs(a * b) / gcd(a, b);
}

function mathOperator(name: MathFunction, operands: readonly Value[]): Value {
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

function statistic(name: Statistic, numbers: readonly number[]): number {
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
