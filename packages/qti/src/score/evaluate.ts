/**
 * The operators of QTI 3.0 ASI, section "Expressions". NULL spreads as the standard says; a result that is not a
 * number, or that is infinite though no operand is, is NULL.
 */

import { normalizeText } from '../lexical/french-text.ts';
import { compilePattern, type Pattern } from '../lexical/pattern.ts';
import type { Expression, NumberOrVariable, Operator } from '../model/expression.ts';
import type { ResponseDeclaration } from '../model/item.ts';
import {
  bagContains,
  bool,
  container,
  foldingOf,
  isNumeric,
  type NonNullValue,
  readPoint,
  type Scalar,
  sameScalar,
  sameValue,
  single,
  type Value,
  type ValueBaseType,
} from '../model/value.ts';
import { isInside } from './area.ts';
import { mapResponse, mapResponsePoint } from './map-response.ts';
import { arithmetic, gcd, lcm, mathOperator, real, statistic, whole } from './numbers.ts';
import { roundTo } from './rounding.ts';
import type { Work } from './work.ts';

/** The variables of one item session, or of a test. */
export interface Variables {
  readonly responses: ReadonlyMap<string, Value>;
  readonly outcomes: ReadonlyMap<string, Value>;
  readonly declarations: ReadonlyMap<string, ResponseDeclaration>;
  readonly defaults: ReadonlyMap<string, Value>;
  readonly templates?: ReadonlyMap<string, Value>;
  /** Correct responses that template processing has set, in the place of those that are declared. */
  readonly corrects?: ReadonlyMap<string, Value>;
  /** Numbers in [0, 1). Without it, operators that need one are NULL. */
  readonly random?: () => number;
  /** What a test knows of its items. Without it, expressions about items are NULL. */
  readonly test?: TestScope;
  readonly work?: Work;
}

type TestExpression = Extract<
  Expression,
  { readonly kind: 'variable' | 'testVariables' | 'outcomeLimit' | 'count' }
>;

/** Values of expressions that are about the items of a test. */
export interface TestScope {
  /** Items that are looked through for each expression: steps. */
  readonly size: number;
  /** Null also for a variable of the test itself, which was looked for before. */
  readonly evaluate: (expression: TestExpression) => Value;
}

export function evaluate(expression: Expression, variables: Variables): Value {
  variables.work?.spend(1);
  switch (expression.kind) {
    case 'constant':
      return expression.value;
    case 'variable':
      return (
        variables.responses.get(expression.id) ??
        variables.outcomes.get(expression.id) ??
        variables.templates?.get(expression.id) ??
        ofTest(expression, variables)
      );
    case 'correct': {
      const set = variables.corrects?.get(expression.id);
      return set === undefined ? (variables.declarations.get(expression.id)?.correct ?? null) : set;
    }
    case 'default':
      return variables.defaults.get(expression.id) ?? null;
    case 'mapResponse':
    case 'mapResponsePoint': {
      const declaration = variables.declarations.get(expression.id);
      if (declaration === undefined) return null;
      const value = variables.responses.get(expression.id) ?? null;
      if (expression.kind === 'mapResponse') {
        variables.work?.spend(lengthOf(value));
        return single('float', mapResponse(declaration, value));
      }
      variables.work?.spend((value?.members.length ?? 0) * (declaration.areaMapping?.entries.length ?? 0));
      return single('float', mapResponsePoint(declaration, value));
    }
    case 'randomInteger': {
      const [min, max, step] = [expression.min, expression.max, expression.step].map((given) =>
        numberOf(given, variables),
      ) as [number | null, number | null, number | null];
      if (min === null || max === null || step === null || step < 1 || max < min) return null;
      const random = variables.random?.();
      if (random === undefined) return null;
      const count = Math.floor((max - min) / step) + 1;
      return single('integer', min + step * Math.floor(random * count));
    }
    case 'randomFloat': {
      const [min, max] = [numberOf(expression.min, variables), numberOf(expression.max, variables)];
      const random = variables.random?.();
      if (min === null || max === null || random === undefined || max < min) return null;
      return single('float', min + random * (max - min));
    }
    case 'testVariables':
    case 'outcomeLimit':
    case 'count':
      return ofTest(expression, variables);
    case 'operator':
      if (expression.operator.name === 'repeat')
        return repeat(expression.operator.times, expression.operands, variables);
      return apply(
        expression.operator,
        expression.operands.map((operand) => evaluate(operand, variables)),
        variables,
      );
  }
}

function ofTest(expression: TestExpression, { test, work }: Variables): Value {
  if (test === undefined) return null;
  work?.spend(test.size);
  return test.evaluate(expression);
}

/** The operands are evaluated anew each time: a random number is another one each time (QTI 3.0 ASI, `repeat`). */
function repeat(times: NumberOrVariable, operands: readonly Expression[], variables: Variables): Value {
  const count = numberOf(times, variables);
  if (count === null || count < 1) return null;
  const found: NonNullValue[] = [];
  let size = 0;
  for (let i = 0; i < count; i += 1) {
    for (const operand of operands) {
      const value = evaluate(operand, variables);
      if (value === null) continue;
      found.push(value);
      size += value.members.length;
      variables.work?.spend(value.members.length);
      if (size > maxMembers) return null;
    }
  }
  const first = found[0];
  if (first === undefined) return null;
  const members = found.flatMap((value) => value.members);
  return container('ordered', widest(found), members, first.folding);
}

/** Steps that looking at all of a value takes. */
function lengthOf(value: Value): number {
  if (value === null) return 0;
  let steps = value.members.length;
  if (value.baseType === 'string') for (const member of value.members) steps += String(member).length >> 1;
  return steps;
}

/** A number that is written, or that a variable holds; null when the variable holds none. */
function numberOf(given: NumberOrVariable, variables: Variables): number | null {
  if (typeof given === 'number') return given;
  const value = evaluate({ kind: 'variable', id: given.variable }, variables)?.members[0];
  return typeof value === 'number' ? value : null;
}

/** No container grows beyond this: then it is NULL. */
const maxMembers = 100_000;

function apply(operator: Operator, operands: readonly Value[], variables: Variables): Value {
  const [a, b] = operands;
  for (const operand of operands) if (operand !== null) variables.work?.spend(lengthOf(operand));
  switch (operator.name) {
    case 'and':
      return every(operands);
    case 'or':
      return some(operands);
    case 'not':
      return present(a) ? bool(a.members[0] !== true) : null;
    case 'anyN': {
      const min = numberOf(operator.min, variables);
      const max = numberOf(operator.max, variables);
      return min === null || max === null ? null : anyN(operands, min, max);
    }
    case 'isNull':
      return bool(!present(a));
    case 'match':
      if (!present(a) || !present(b)) return null;
      if (a.members.length > 1) variables.work?.spend(a.members.length * b.members.length);
      return bool(sameValue(a, b));
    case 'member': {
      if (!present(a) || !present(b)) return null;
      const folding = foldingOf(a, b);
      return bool(b.members.some((member) => sameScalar(member, a.members[0] as Scalar, folding)));
    }
    case 'contains':
      if (!present(a) || !present(b)) return null;
      variables.work?.spend(a.members.length * b.members.length);
      return bool(a.cardinality === 'ordered' ? runContains(a, b) : bagContains(a, b));
    case 'delete': {
      if (!present(a) || !present(b) || b.cardinality === 'single' || b.cardinality === 'record') return null;
      const folding = foldingOf(a, b);
      const left = b.members.filter((member) => !sameScalar(member, a.members[0] as Scalar, folding));
      return container(b.cardinality, b.baseType, left, b.folding);
    }
    case 'index': {
      const n = numberOf(operator.n, variables);
      const member = present(a) && n !== null ? a.members[n - 1] : undefined;
      return member === undefined || !present(a) ? null : single(a.baseType, member, a.folding);
    }
    case 'multiple':
    case 'ordered': {
      const given = operands.filter(present);
      const first = given[0];
      if (first === undefined) return null;
      const members = given.flatMap((value) => value.members);
      if (members.length > maxMembers) return null;
      const folding = given.find((value) => value.folding !== undefined)?.folding;
      return container(operator.name, widest(given), members, folding);
    }
    case 'repeat':
      throw new Error('repeat evaluates its operands itself');
    case 'random': {
      if (!present(a)) return null;
      const random = variables.random?.();
      if (random === undefined) return null;
      return single(a.baseType, a.members[Math.floor(random * a.members.length)] as Scalar, a.folding);
    }
    case 'fieldValue': {
      const field = present(a) ? a.fields?.get(operator.field) : undefined;
      return field === undefined ? null : single(field.baseType, field.value);
    }
    case 'inside': {
      if (!present(a)) return null;
      return bool(
        a.members.some((member) => {
          const point = readPoint(String(member));
          return point !== null && isInside(point, operator.shape, operator.coords);
        }),
      );
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
      return whole(operands, ([x]) => Math.round(x as number));
    case 'roundTo': {
      const figures = figuresOf(operator, variables);
      if (figures === null) return null;
      return real(operands, ([x]) => roundTo(x as number, operator.mode, figures));
    }
    case 'gt':
      return compare(operands, (x, y) => x > y);
    case 'gte':
    case 'durationGte':
      return compare(operands, (x, y) => x >= y);
    case 'lt':
    case 'durationLt':
      return compare(operands, (x, y) => x < y);
    case 'lte':
      return compare(operands, (x, y) => x <= y);
    case 'equal': {
      const below = numberOf(operator.below, variables);
      const above = numberOf(operator.above, variables);
      if (below === null || above === null) return null;
      return compare(operands, (x, y) => {
        if (operator.mode === 'exact') return x === y;
        const relative = operator.mode === 'relative';
        const ends = [
          relative ? x * (1 - below / 100) : x - below,
          relative ? x * (1 + above / 100) : x + above,
        ];
        const low = Math.min(...ends);
        const high = Math.max(...ends);
        return (operator.includeLower ? y >= low : y > low) && (operator.includeUpper ? y <= high : y < high);
      });
    }
    case 'equalRounded': {
      const figures = figuresOf(operator, variables);
      if (figures === null) return null;
      return compare(
        operands,
        (x, y) => roundTo(x, operator.mode, figures) === roundTo(y, operator.mode, figures),
      );
    }
    case 'stringMatch':
      return texts(operands, operator.caseSensitive, (x, y) =>
        operator.substring ? x.includes(y) : x === y,
      );
    case 'substring':
      return texts(operands, operator.caseSensitive, (x, y) => y.includes(x));
    case 'patternMatch': {
      if (!present(a)) return null;
      const pattern = patternOf(operator.pattern, variables);
      if (pattern === null) return null;
      const text = normalizeText(String(a.members[0]), a.folding);
      variables.work?.spend(pattern.size * text.length);
      return bool(pattern.matches(text));
    }
    case 'mathOperator':
      return mathOperator(operator.function, operands);
    case 'statsOperator':
      return real(operands, (numbers) => statistic(operator.statistic, numbers));
  }
}

/** The number of figures, from 1 for significant ones and from 0 for decimal places; null when it is not one. */
function figuresOf(
  { mode, figures }: Extract<Operator, { readonly name: 'roundTo' | 'equalRounded' }>,
  variables: Variables,
): number | null {
  const given = numberOf(figures, variables);
  if (given === null || !Number.isInteger(given) || given < (mode === 'significantFigures' ? 1 : 0))
    return null;
  return given <= 100 ? given : null;
}

/** Null for a pattern that a variable holds and that is none. */
function patternOf(pattern: Pattern | { readonly variable: string }, variables: Variables): Pattern | null {
  if ('matches' in pattern) return pattern;
  const source = evaluate({ kind: 'variable', id: pattern.variable }, variables)?.members[0];
  if (typeof source !== 'string') return null;
  variables.work?.spend(20 * source.length);
  try {
    return compilePattern(source);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
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
