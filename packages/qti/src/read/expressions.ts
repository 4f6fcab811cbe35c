/** Expressions of response processing, type-checked while they are read. */

import type { Cardinality } from '../delivery/delivery-item.ts';
import { compilePattern } from '../lexical/pattern.ts';
import type { Expression, MathFunction, Operator, Statistic } from '../model/expression.ts';
import type { OutcomeDeclaration, ResponseDeclaration } from '../model/item.ts';
import type { ProblemList } from '../model/problem.ts';
import { readXmlScalar, single, type ValueBaseType, valueBaseTypes } from '../model/value.ts';
import { elementsOf, textOf, type XmlElement } from '../xml/xml.ts';
import type { AttributeReader } from './attribute-reader.ts';
import { attributesOf } from './context.ts';

/** What is known of an expression's value: null where anything is possible (NULL itself, or after a problem). */
export interface ValueType {
  readonly cardinality: Cardinality | null;
  readonly baseType: ValueBaseType | null;
}

export interface Typed {
  readonly expression: Expression;
  readonly type: ValueType;
}

export interface Scope {
  readonly responses: ReadonlyMap<string, ResponseDeclaration>;
  readonly outcomes: ReadonlyMap<string, OutcomeDeclaration>;
  readonly problems: ProblemList;
}

const unknown: ValueType = { cardinality: null, baseType: null };
const nothing: Typed = { expression: { kind: 'constant', value: null }, type: unknown };

export function readExpression(element: XmlElement, scope: Scope): Typed {
  const { problems } = scope;
  const attributes = attributesOf(element, problems);
  const typed = readKnown(element, attributes, scope);
  if (typed === null) {
    problems.add(
      'QTI_UNSUPPORTED_EXPRESSION',
      element,
      'this operator is not supported in response processing',
    );
    return nothing;
  }
  attributes.finish();
  return typed;
}

/** Null when the element is no expression that is known. */
function readKnown(element: XmlElement, attributes: AttributeReader, scope: Scope): Typed | null {
  const { problems } = scope;
  switch (element.name) {
    case 'qti-base-value': {
      const baseType = attributes.oneOf('base-type', valueBaseTypes, null);
      if (baseType === null) {
        if (attributes.text('base-type') === null) attributes.required('base-type');
        return nothing;
      }
      const text = textOf(element);
      const member = readXmlScalar(text, baseType);
      if (member === null) {
        problems.add('QTI_BAD_VALUE', element, `"${text.slice(0, 60)}" is not of base type ${baseType}`);
        return nothing;
      }
      const value = member === '' ? null : single(baseType, member);
      return { expression: { kind: 'constant', value }, type: { cardinality: 'single', baseType } };
    }
    case 'qti-null':
      return nothing;
    case 'qti-math-constant': {
      const name = attributes.oneOf('name', ['pi', 'e'], 'pi');
      const value = single('float', name === 'pi' ? Math.PI : Math.E);
      return { expression: { kind: 'constant', value }, type: { cardinality: 'single', baseType: 'float' } };
    }
    case 'qti-variable':
    case 'qti-default': {
      const id = attributes.identifier('identifier');
      const declaration = scope.responses.get(id) ?? scope.outcomes.get(id);
      if (declaration === undefined) return missing(element, id, problems);
      return {
        expression: { kind: element.name === 'qti-variable' ? 'variable' : 'default', id },
        type: { cardinality: declaration.cardinality, baseType: declaration.baseType },
      };
    }
    case 'qti-correct':
    case 'qti-map-response': {
      const id = attributes.identifier('identifier');
      const declaration = scope.responses.get(id);
      if (declaration === undefined) return missing(element, id, problems);
      if (element.name === 'qti-correct') {
        const { cardinality, baseType } = declaration;
        return { expression: { kind: 'correct', id }, type: { cardinality, baseType } };
      }
      if (declaration.mapping === null)
        problems.add('QTI_NO_MAPPING', element, `${id} declares no qti-mapping`);
      return { expression: { kind: 'mapResponse', id }, type: { cardinality: 'single', baseType: 'float' } };
    }
    default:
      return readOperator(element, attributes, scope);
  }
}

function missing(element: XmlElement, id: string, problems: ProblemList): Typed {
  if (id !== '') problems.add('QTI_UNKNOWN_VARIABLE', element, `${id} is not declared`);
  return nothing;
}

const mathFunctions: readonly MathFunction[] = [
  'sin',
  'cos',
  'tan',
  'sec',
  'csc',
  'cot',
  'asin',
  'acos',
  'atan',
  'atan2',
  'sinh',
  'cosh',
  'tanh',
  'log',
  'ln',
  'exp',
  'abs',
  'signum',
  'floor',
  'ceil',
  'toDegrees',
  'toRadians',
];
const statistics: readonly Statistic[] = ['mean', 'sampleVariance', 'sampleSD', 'popVariance', 'popSD'];

/** How many operands, of what kind, and what comes out. */
type Operands =
  | 'booleans'
  | 'boolean'
  | 'numbers'
  | 'numberContainers'
  | 'twoNumbers'
  | 'oneNumber'
  | 'integers'
  | 'twoIntegers'
  | 'oneInteger'
  | 'alike'
  | 'memberOf'
  | 'containersAlike'
  | 'gather'
  | 'container'
  | 'anything'
  | 'twoStrings'
  | 'oneString';

type Result = 'boolean' | 'integer' | 'float' | 'number' | 'member' | 'second' | 'multiple' | 'ordered';

const plain: Readonly<
  Record<string, readonly [name: Extract<Operator, { name: string }>['name'], Operands, Result]>
> = {
  'qti-and': ['and', 'booleans', 'boolean'],
  'qti-or': ['or', 'booleans', 'boolean'],
  'qti-not': ['not', 'boolean', 'boolean'],
  'qti-any-n': ['anyN', 'booleans', 'boolean'],
  'qti-is-null': ['isNull', 'anything', 'boolean'],
  'qti-match': ['match', 'alike', 'boolean'],
  'qti-member': ['member', 'memberOf', 'boolean'],
  'qti-contains': ['contains', 'containersAlike', 'boolean'],
  'qti-delete': ['delete', 'memberOf', 'second'],
  'qti-index': ['index', 'container', 'member'],
  'qti-multiple': ['multiple', 'gather', 'multiple'],
  'qti-ordered': ['ordered', 'gather', 'ordered'],
  'qti-container-size': ['containerSize', 'container', 'integer'],
  'qti-sum': ['sum', 'numberContainers', 'number'],
  'qti-product': ['product', 'numberContainers', 'number'],
  'qti-max': ['max', 'numberContainers', 'number'],
  'qti-min': ['min', 'numberContainers', 'number'],
  'qti-subtract': ['subtract', 'twoNumbers', 'number'],
  'qti-divide': ['divide', 'twoNumbers', 'float'],
  'qti-power': ['power', 'twoNumbers', 'float'],
  'qti-integer-divide': ['integerDivide', 'twoIntegers', 'integer'],
  'qti-integer-modulus': ['integerModulus', 'twoIntegers', 'integer'],
  'qti-integer-to-float': ['integerToFloat', 'oneInteger', 'float'],
  'qti-truncate': ['truncate', 'oneNumber', 'integer'],
  'qti-round': ['round', 'oneNumber', 'integer'],
  'qti-round-to': ['roundTo', 'oneNumber', 'float'],
  'qti-gcd': ['gcd', 'integers', 'integer'],
  'qti-lcm': ['lcm', 'integers', 'integer'],
  'qti-gt': ['gt', 'twoNumbers', 'boolean'],
  'qti-gte': ['gte', 'twoNumbers', 'boolean'],
  'qti-lt': ['lt', 'twoNumbers', 'boolean'],
  'qti-lte': ['lte', 'twoNumbers', 'boolean'],
  'qti-equal': ['equal', 'twoNumbers', 'boolean'],
  'qti-equal-rounded': ['equalRounded', 'twoNumbers', 'boolean'],
  'qti-string-match': ['stringMatch', 'twoStrings', 'boolean'],
  'qti-substring': ['substring', 'twoStrings', 'boolean'],
  'qti-pattern-match': ['patternMatch', 'oneString', 'boolean'],
  'qti-math-operator': ['mathOperator', 'numbers', 'float'],
  'qti-stats-operator': ['statsOperator', 'numberContainers', 'float'],
};

/** The names of all supported operator elements, for README's table. */
export const operatorElements: readonly string[] = Object.keys(plain);

function readOperator(element: XmlElement, attributes: AttributeReader, scope: Scope): Typed | null {
  const known = Object.hasOwn(plain, element.name) ? plain[element.name] : undefined;
  if (known === undefined) return null;
  const [name, operands, result] = known;
  const typed = elementsOf(element).map((child) => readExpression(child, scope));
  const types = typed.map(({ type }) => type);
  checkOperands(element, operands, types, scope.problems);
  const operator = readParameters(name, attributes, element, types.length, scope.problems);
  if (operator === null) return nothing;
  const expression: Expression = { kind: 'operator', operator, operands: typed.map((t) => t.expression) };
  return { expression, type: resultType(result, operator, types) };
}

function resultType(result: Result, operator: Operator, types: readonly ValueType[]): ValueType {
  const float = types.some(({ baseType }) => baseType === 'float');
  const integer = types.every(({ baseType }) => baseType === 'integer');
  switch (result) {
    case 'boolean':
    case 'integer':
      return { cardinality: 'single', baseType: result };
    case 'float': {
      const whole =
        operator.name === 'mathOperator' && ['floor', 'ceil', 'signum'].includes(operator.function);
      return { cardinality: 'single', baseType: whole ? 'integer' : 'float' };
    }
    case 'number':
      return { cardinality: 'single', baseType: float ? 'float' : integer ? 'integer' : null };
    case 'member':
      return { cardinality: 'single', baseType: types[0]?.baseType ?? null };
    case 'second':
      return types[1] ?? unknown;
    case 'multiple':
    case 'ordered':
      return {
        cardinality: result,
        baseType: types.find(({ baseType }) => baseType !== null)?.baseType ?? null,
      };
  }
}

function isNumber({ baseType }: ValueType): boolean {
  return baseType === null || baseType === 'integer' || baseType === 'float';
}

function isSingle({ cardinality }: ValueType): boolean {
  return cardinality === null || cardinality === 'single';
}

function isOf(type: ValueType, baseType: ValueBaseType): boolean {
  return type.baseType === null || type.baseType === baseType;
}

function sameBase(a: ValueType, b: ValueType): boolean {
  return (
    a.baseType === null || b.baseType === null || a.baseType === b.baseType || (isNumber(a) && isNumber(b))
  );
}

function checkOperands(
  element: XmlElement,
  kind: Operands,
  types: readonly ValueType[],
  problems: ProblemList,
): void {
  const counts: Readonly<Record<Operands, readonly [number, number]>> = {
    booleans: [1, 200],
    boolean: [1, 1],
    numbers: [1, 2],
    numberContainers: [1, 200],
    twoNumbers: [2, 2],
    oneNumber: [1, 1],
    integers: [1, 200],
    twoIntegers: [2, 2],
    oneInteger: [1, 1],
    alike: [2, 2],
    memberOf: [2, 2],
    containersAlike: [2, 2],
    gather: [0, 200],
    container: [1, 1],
    anything: [1, 1],
    twoStrings: [2, 2],
    oneString: [1, 1],
  };
  const [min, max] = counts[kind];
  if (types.length < min || types.length > max) {
    const expected = min === max ? `${min}` : `from ${min} to ${max}`;
    problems.add('QTI_TYPE_MISMATCH', element, `${types.length} operands; expected ${expected}`);
    return;
  }
  const expected = misfit(kind, types);
  if (expected !== null) problems.add('QTI_TYPE_MISMATCH', element, `the operands have to be ${expected}`);
}

/** What the operands should have been; null when they fit. */
function misfit(kind: Operands, types: readonly ValueType[]): string | null {
  const unless = (fit: boolean, expected: string): string | null => (fit ? null : expected);
  const [a = unknown, b = unknown] = types;
  const sameShape = a.cardinality === null || b.cardinality === null || a.cardinality === b.cardinality;
  switch (kind) {
    case 'booleans':
    case 'boolean':
      return unless(
        types.every((t) => isSingle(t) && isOf(t, 'boolean')),
        'single booleans',
      );
    case 'numbers':
    case 'twoNumbers':
    case 'oneNumber':
      return unless(
        types.every((t) => isSingle(t) && isNumber(t)),
        'single numbers',
      );
    case 'numberContainers':
      return unless(types.every(isNumber), 'numbers');
    case 'integers':
      return unless(
        types.every((t) => isOf(t, 'integer')),
        'integers',
      );
    case 'twoIntegers':
    case 'oneInteger':
      return unless(
        types.every((t) => isSingle(t) && isOf(t, 'integer')),
        'single integers',
      );
    case 'alike':
      return unless(sameShape && sameBase(a, b), 'of the same cardinality and base type');
    case 'memberOf':
      return unless(
        isSingle(a) && b.cardinality !== 'single' && sameBase(a, b),
        'a single value and a container of its base type',
      );
    case 'containersAlike':
      return unless(
        a.cardinality !== 'single' && b.cardinality !== 'single' && sameShape && sameBase(a, b),
        'two containers of the same kind',
      );
    case 'gather':
      return unless(
        types.every((t) => types.every((u) => sameBase(t, u))),
        'of one base type',
      );
    case 'container':
      return unless(a.cardinality !== 'single', 'a container');
    case 'anything':
      return null;
    case 'twoStrings':
    case 'oneString':
      return unless(
        types.every((t) => isSingle(t) && isOf(t, 'string')),
        'single strings',
      );
  }
}

function readParameters(
  name: Operator['name'],
  attributes: AttributeReader,
  element: XmlElement,
  count: number,
  problems: ProblemList,
): Operator | null {
  switch (name) {
    case 'anyN':
      attributes.required('min');
      attributes.required('max');
      return { name, min: attributes.integer('min', 0), max: attributes.integer('max', 0) };
    case 'index': {
      attributes.required('n');
      const n = attributes.integer('n', 1);
      if (n < 1) attributes.bad('n', 'a whole number from 1');
      return { name, n };
    }
    case 'equal': {
      const mode = attributes.oneOf('tolerance-mode', ['exact', 'absolute', 'relative'], 'exact');
      const tolerance = attributes.text('tolerance');
      const given = (tolerance ?? '').split(/[ \t\n]+/).filter((part) => part !== '');
      const numbers = given.map((part) => (/^\d+(?:\.\d+)?$/.test(part) ? Number(part) : Number.NaN));
      if (numbers.length > 2 || numbers.some(Number.isNaN))
        attributes.bad('tolerance', 'one or two numbers from 0');
      if (mode !== 'exact' && numbers.length === 0) attributes.required('tolerance');
      const includeLower = attributes.boolean('include-lower-bound', true);
      const includeUpper = attributes.boolean('include-upper-bound', true);
      const below = numbers[0] ?? 0;
      return { name, mode, below, above: numbers[1] ?? below, includeLower, includeUpper };
    }
    case 'equalRounded':
    case 'roundTo': {
      const modes = ['significantFigures', 'decimalPlaces'] as const;
      const mode = attributes.oneOf('rounding-mode', modes, 'significantFigures');
      attributes.required('figures');
      const figures = attributes.integer('figures', 1, 15);
      if (mode === 'significantFigures' && figures < 1)
        attributes.bad('figures', 'a whole number from 1 to 15');
      return { name, mode, figures };
    }
    case 'stringMatch':
      attributes.required('case-sensitive');
      return {
        name,
        caseSensitive: attributes.boolean('case-sensitive', true),
        substring: attributes.boolean('substring', false),
      };
    case 'substring':
      return { name, caseSensitive: attributes.boolean('case-sensitive', true) };
    case 'patternMatch': {
      const source = attributes.required('pattern');
      try {
        return { name, pattern: compilePattern(source) };
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        problems.add('QTI_BAD_ATTRIBUTE', element, `pattern: ${error.message}`);
        return null;
      }
    }
    case 'mathOperator': {
      const found = attributes.oneOf('name', mathFunctions, null);
      if (found === null) {
        if (attributes.text('name') === null) attributes.required('name');
        return null;
      }
      const expected = found === 'atan2' ? 2 : 1;
      if (count !== expected)
        problems.add('QTI_TYPE_MISMATCH', element, `${found} takes ${expected} operand(s)`);
      return { name, function: found };
    }
    case 'statsOperator': {
      const found = attributes.oneOf('name', statistics, null);
      if (found === null && attributes.text('name') === null) attributes.required('name');
      return found === null ? null : { name, statistic: found };
    }
    default:
      return { name };
  }
}
