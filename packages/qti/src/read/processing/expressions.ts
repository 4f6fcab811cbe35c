/** Expressions of response, template and outcome processing, type-checked while they are read. */

import { isIdentifier } from '../../lexical/identifier.ts';
import { compilePattern, PatternError } from '../../lexical/pattern.ts';
import { readXmlNumber } from '../../lexical/xml-number.ts';
import {
  type Count,
  type Expression,
  mathFunctions,
  type NumberOrVariable,
  type Operator,
  type OperatorName,
  type Subset,
  statistics,
} from '../../model/expression.ts';
import type { OutcomeDeclaration, ResponseDeclaration, TemplateDeclaration } from '../../model/item.ts';
import type { ProblemList } from '../../model/problem.ts';
import { readLooseScalar, readXmlScalar, single, valueBaseTypes } from '../../model/value.ts';
import { say } from '../../words/say.ts';
import { elementsOf, textOf, type XmlElement } from '../../xml/xml.ts';
import { type AttributeReader, attributesOf } from '../content/attribute-reader.ts';
import { readShape } from '../content/shape.ts';
import {
  checkOperands,
  isNumber,
  isSingle,
  type Operands,
  type Result,
  resultType,
  unknown,
  type ValueType,
} from './operand-types.ts';

export interface Typed {
  readonly expression: Expression;
  readonly type: ValueType;
}

export interface Scope {
  /** `outcome`: of a test, whose expressions may be about its items. */
  readonly processing: 'response' | 'template' | 'outcome';
  readonly responses: ReadonlyMap<string, ResponseDeclaration>;
  readonly outcomes: ReadonlyMap<string, OutcomeDeclaration>;
  readonly templates: ReadonlyMap<string, TemplateDeclaration>;
  /** Variables whose declaration was refused: reported there, and not again. */
  readonly refused: ReadonlySet<string>;
  readonly problems: ProblemList;
  /** States that all patterns together may still have. */
  readonly patterns: { left: number };
}

/** Of `Scope.patterns`. */
export const patternStates = 30_000;

const nothing: Typed = { expression: { kind: 'constant', value: null }, type: unknown };

/** QTI 3.0 ASI, "Built-in response variables" and "Built-in outcome variables". */
const builtIn: Readonly<Record<string, ValueType>> = {
  numAttempts: { cardinality: 'single', baseType: 'integer' },
  duration: { cardinality: 'single', baseType: 'duration' },
  completionStatus: { cardinality: 'single', baseType: 'identifier' },
  QTI_CONTEXT: { cardinality: 'record', baseType: 'record' },
};

export function readExpression(element: XmlElement, scope: Scope): Typed {
  const { problems } = scope;
  const attributes = attributesOf(element, problems);
  if (element.name === 'qti-custom-operator') {
    const name = element.attributes.get('class') ?? element.attributes.get('definition');
    const reason = say('custom-operator', { name: name?.slice(0, 100) ?? say('nameless') });
    problems.add('QTI_UNSUPPORTED_OPERATOR', element, reason);
    return nothing;
  }
  const typed = readKnown(element, attributes, scope);
  if (typed === null) {
    problems.add('QTI_UNSUPPORTED_EXPRESSION', element, say('not-an-operator'));
    return nothing;
  }
  attributes.finish();
  return typed;
}

type Leaf = (element: XmlElement, attributes: AttributeReader, scope: Scope) => Typed;

/** Expressions without operands. */
const leaves: Readonly<Record<string, Leaf>> = {
  'qti-base-value': readBaseValue,
  'qti-null': () => nothing,
  'qti-math-constant': (_, attributes) => {
    const value = single('float', attributes.oneOf('name', ['pi', 'e'], 'pi') === 'pi' ? Math.PI : Math.E);
    return { expression: { kind: 'constant', value }, type: { cardinality: 'single', baseType: 'float' } };
  },
  'qti-variable': readVariable,
  'qti-default': (element, attributes, scope) => {
    const id = attributes.identifier('identifier');
    const type = typeOf(id, scope);
    return type === null ? missing(element, id, scope) : { expression: { kind: 'default', id }, type };
  },
  'qti-correct': (element, attributes, scope) => {
    const id = attributes.identifier('identifier');
    const declaration = scope.responses.get(id);
    if (declaration === undefined) return missing(element, id, scope);
    const { cardinality, baseType } = declaration;
    return { expression: { kind: 'correct', id }, type: { cardinality, baseType } };
  },
  'qti-map-response': (element, attributes, scope) => {
    const id = attributes.identifier('identifier');
    const declaration = scope.responses.get(id);
    if (declaration === undefined) return missing(element, id, scope);
    if (declaration.mapping === null)
      scope.problems.add('QTI_NO_MAPPING', element, say('no-mapping', { id }), true);
    return { expression: { kind: 'mapResponse', id }, type: { cardinality: 'single', baseType: 'float' } };
  },
  'qti-map-response-point': (element, attributes, scope) => {
    const id = attributes.identifier('identifier');
    const declaration = scope.responses.get(id);
    if (declaration === undefined) return missing(element, id, scope);
    if (declaration.areaMapping === null)
      scope.problems.add('QTI_NO_MAPPING', element, say('no-area-mapping', { id }), true);
    return {
      expression: { kind: 'mapResponsePoint', id },
      type: { cardinality: 'single', baseType: 'float' },
    };
  },
  'qti-random-integer': (_, attributes, scope) => ({
    expression: {
      kind: 'randomInteger',
      min: numberOrVariable(attributes, 'min', scope, { integer: true, fallback: 0 }),
      max: numberOrVariable(attributes, 'max', scope, { integer: true, fallback: null }),
      step: numberOrVariable(attributes, 'step', scope, { integer: true, min: 1, fallback: 1 }),
    },
    type: { cardinality: 'single', baseType: 'integer' },
  }),
  'qti-random-float': (_, attributes, scope) => ({
    expression: {
      kind: 'randomFloat',
      min: numberOrVariable(attributes, 'min', scope, { fallback: 0 }),
      max: numberOrVariable(attributes, 'max', scope, { fallback: null }),
    },
    type: { cardinality: 'single', baseType: 'float' },
  }),
  'qti-test-variables': ofTests((attributes) => {
    const baseType = attributes.oneOf('base-type', valueBaseTypes, null);
    const variable = attributes.identifier('variable-identifier');
    const weight = attributes.text('weight-identifier');
    return {
      expression: { kind: 'testVariables', subset: readSubset(attributes), variable, weight, baseType },
      type: { cardinality: 'multiple', baseType: weight === null ? baseType : 'float' },
    };
  }),
  'qti-outcome-maximum': ofTests((attributes) => readLimit(attributes, 'maximum')),
  'qti-outcome-minimum': ofTests((attributes) => readLimit(attributes, 'minimum')),
  'qti-number-correct': ofTests((attributes) => readCount(attributes, 'numberCorrect')),
  'qti-number-incorrect': ofTests((attributes) => readCount(attributes, 'numberIncorrect')),
  'qti-number-presented': ofTests((attributes) => readCount(attributes, 'numberPresented')),
  'qti-number-responded': ofTests((attributes) => readCount(attributes, 'numberResponded')),
  'qti-number-selected': ofTests((attributes) => readCount(attributes, 'numberSelected')),
};

/** The names of all supported expressions that take no operand, for the documentation. */
export const leafElements: readonly string[] = Object.keys(leaves);

/** Null when the element is no expression that is known. */
function readKnown(element: XmlElement, attributes: AttributeReader, scope: Scope): Typed | null {
  const leaf = Object.hasOwn(leaves, element.name) ? leaves[element.name] : undefined;
  if (leaf === undefined) return readOperator(element, attributes, scope);
  const typed = leaf(element, attributes, scope);
  for (const child of elementsOf(element)) {
    scope.problems.add('QTI_UNSUPPORTED_ELEMENT', child, say('no-operand', { element: element.qname }));
  }
  return typed;
}

function ofTests(read: (attributes: AttributeReader) => Typed): Leaf {
  return (element, attributes, scope) => {
    if (scope.processing !== 'outcome') {
      const reason = say('about-tests');
      scope.problems.add('QTI_UNSUPPORTED_EXPRESSION', element, reason);
    }
    return read(attributes);
  };
}

function readSubset(attributes: AttributeReader): Subset {
  const list = (name: string) =>
    (attributes.text(name) ?? '').split(/[ \t\n]+/).filter((word) => word !== '');
  return {
    section: attributes.text('section-identifier'),
    includeCategories: list('include-category'),
    excludeCategories: list('exclude-category'),
  };
}

function readLimit(attributes: AttributeReader, limit: 'maximum' | 'minimum'): Typed {
  const outcome = attributes.identifier('outcome-identifier');
  const weight = attributes.text('weight-identifier');
  return {
    expression: { kind: 'outcomeLimit', limit, subset: readSubset(attributes), outcome, weight },
    type: { cardinality: 'multiple', baseType: 'float' },
  };
}

function readCount(attributes: AttributeReader, count: Count): Typed {
  return {
    expression: { kind: 'count', count, subset: readSubset(attributes) },
    type: { cardinality: 'single', baseType: 'integer' },
  };
}

function readBaseValue(element: XmlElement, attributes: AttributeReader, { problems }: Scope): Typed {
  const baseType = attributes.oneOf('base-type', valueBaseTypes, null);
  if (baseType === null) {
    if (attributes.text('base-type') === null) attributes.required('base-type');
    return nothing;
  }
  const text = textOf(element);
  const strict = readXmlScalar(text, baseType);
  const member = strict ?? readLooseScalar(text, baseType);
  if (strict === null) {
    const reason = say('not-of-type', { value: text.slice(0, 60), type: baseType });
    problems.add('QTI_BAD_VALUE', element, reason, member !== null);
  }
  if (member === null) return nothing;
  const value = member === '' ? null : single(baseType, member);
  return { expression: { kind: 'constant', value }, type: { cardinality: 'single', baseType } };
}

function readVariable(element: XmlElement, attributes: AttributeReader, scope: Scope): Typed {
  const weight = attributes.text('weight-identifier');
  if (scope.processing === 'outcome') {
    const written = attributes.required('identifier').trim();
    // Of an item: "ITEM.VARIABLE". Its type is not known here.
    if (written.includes('.') && isIdentifier(written) && !scope.outcomes.has(written)) {
      const expression: Expression = {
        kind: 'variable',
        id: written,
        ...(weight === null ? {} : { weight }),
      };
      return { expression, type: unknown };
    }
  } else if (weight !== null) {
    attributes.bad('weight-identifier', say('expect-no-weight'));
  }
  const id = builtInName(attributes.identifier('identifier'), scope);
  const type = typeOf(id, scope);
  return type === null ? missing(element, id, scope) : { expression: { kind: 'variable', id }, type };
}

/** `completion_status` is what QTI 2.0, and some items of later versions, call `completionStatus`. */
export function builtInName(id: string, { outcomes }: Scope): string {
  return id === 'completion_status' && !outcomes.has(id) ? 'completionStatus' : id;
}

function typeOf(id: string, scope: Scope): ValueType | null {
  const declared = scope.responses.get(id) ?? scope.outcomes.get(id) ?? scope.templates.get(id);
  if (declared !== undefined) return { cardinality: declared.cardinality, baseType: declared.baseType };
  return Object.hasOwn(builtIn, id) ? (builtIn[id] ?? null) : null;
}

function missing(element: XmlElement, id: string, { problems, refused }: Scope): Typed {
  if (id !== '' && !refused.has(id)) problems.add('QTI_UNKNOWN_VARIABLE', element, say('undeclared', { id }));
  return nothing;
}

/** A number, or the identifier of a variable that holds one. `fallback` null: it has to be given. */
function numberOrVariable(
  attributes: AttributeReader,
  name: string,
  scope: Scope,
  { integer = false, min, max, fallback }: NumberLimits,
): NumberOrVariable {
  const written = attributes.text(name)?.trim();
  if (written === undefined) {
    if (fallback === null) attributes.required(name);
    return fallback ?? 0;
  }
  const read = readNumberOrVariable(written, scope);
  const expected = integer ? say('expect-whole-or-variable') : say('expect-number-or-variable');
  if (read === null) {
    attributes.bad(name, expected);
    return fallback ?? 0;
  }
  if (typeof read !== 'number') return read;
  const fits =
    (!integer || Number.isSafeInteger(read)) && read >= (min ?? -Infinity) && read <= (max ?? Infinity);
  if (fits) return read;
  attributes.bad(
    name,
    min !== undefined && max !== undefined
      ? say('expect-whole-range', { min, max })
      : min !== undefined
        ? say('expect-whole-from', { min })
        : expected,
  );
  return fallback ?? 0;
}

interface NumberLimits {
  readonly integer?: boolean;
  readonly min?: number;
  readonly max?: number;
  readonly fallback: number | null;
}

function readNumberOrVariable(written: string, scope: Scope): NumberOrVariable | null {
  const number = readXmlNumber(written);
  if (number !== null) return number;
  if (!isIdentifier(written)) return null;
  const type = typeOf(written, scope);
  if (type === null) return scope.refused.has(written) ? { variable: written } : null;
  return isNumber(type) && isSingle(type) ? { variable: written } : null;
}

/** Of each operator: its element, its operands and its result. A new operator does not compile until it is here. */
const operators: Readonly<Record<OperatorName, readonly [element: string, Operands, Result]>> = {
  and: ['qti-and', 'booleans', 'boolean'],
  or: ['qti-or', 'booleans', 'boolean'],
  not: ['qti-not', 'boolean', 'boolean'],
  anyN: ['qti-any-n', 'booleans', 'boolean'],
  isNull: ['qti-is-null', 'anything', 'boolean'],
  match: ['qti-match', 'alike', 'boolean'],
  member: ['qti-member', 'memberOf', 'boolean'],
  contains: ['qti-contains', 'containersAlike', 'boolean'],
  delete: ['qti-delete', 'memberOf', 'second'],
  index: ['qti-index', 'container', 'member'],
  random: ['qti-random', 'container', 'member'],
  repeat: ['qti-repeat', 'repeat', 'ordered'],
  fieldValue: ['qti-field-value', 'record', 'anything'],
  inside: ['qti-inside', 'points', 'boolean'],
  multiple: ['qti-multiple', 'gather', 'multiple'],
  ordered: ['qti-ordered', 'gather', 'ordered'],
  containerSize: ['qti-container-size', 'container', 'integer'],
  sum: ['qti-sum', 'numberContainers', 'number'],
  product: ['qti-product', 'numberContainers', 'number'],
  max: ['qti-max', 'numberContainers', 'number'],
  min: ['qti-min', 'numberContainers', 'number'],
  subtract: ['qti-subtract', 'twoNumbers', 'number'],
  divide: ['qti-divide', 'twoNumbers', 'float'],
  power: ['qti-power', 'twoNumbers', 'float'],
  integerDivide: ['qti-integer-divide', 'twoIntegers', 'integer'],
  integerModulus: ['qti-integer-modulus', 'twoIntegers', 'integer'],
  integerToFloat: ['qti-integer-to-float', 'oneInteger', 'float'],
  truncate: ['qti-truncate', 'oneNumber', 'integer'],
  round: ['qti-round', 'oneNumber', 'integer'],
  roundTo: ['qti-round-to', 'oneNumber', 'float'],
  gcd: ['qti-gcd', 'integers', 'integer'],
  lcm: ['qti-lcm', 'integers', 'integer'],
  gt: ['qti-gt', 'twoNumbers', 'boolean'],
  gte: ['qti-gte', 'twoNumbers', 'boolean'],
  lt: ['qti-lt', 'twoNumbers', 'boolean'],
  lte: ['qti-lte', 'twoNumbers', 'boolean'],
  durationLt: ['qti-duration-lt', 'twoDurations', 'boolean'],
  durationGte: ['qti-duration-gte', 'twoDurations', 'boolean'],
  equal: ['qti-equal', 'twoNumbers', 'boolean'],
  equalRounded: ['qti-equal-rounded', 'twoNumbers', 'boolean'],
  stringMatch: ['qti-string-match', 'twoStrings', 'boolean'],
  substring: ['qti-substring', 'twoStrings', 'boolean'],
  patternMatch: ['qti-pattern-match', 'oneString', 'boolean'],
  mathOperator: ['qti-math-operator', 'numbers', 'float'],
  statsOperator: ['qti-stats-operator', 'numberContainers', 'float'],
};

const byElement: ReadonlyMap<string, OperatorName> = new Map(
  Object.entries(operators).map(([name, [element]]) => [element, name as OperatorName]),
);

/** The names of all supported operator elements, for the documentation. */
export const operatorElements: readonly string[] = [...byElement.keys()];

function readOperator(element: XmlElement, attributes: AttributeReader, scope: Scope): Typed | null {
  const name = byElement.get(element.name);
  if (name === undefined) return null;
  const [, operands, result] = operators[name];
  const typed = elementsOf(element).map((child) => readExpression(child, scope));
  const types = typed.map(({ type }) => type);
  checkOperands(element, operands, types, scope.problems);
  const operator = readParameters(name, attributes, element, types.length, scope);
  if (operator === null) return nothing;
  const expression: Expression = { kind: 'operator', operator, operands: typed.map((t) => t.expression) };
  return { expression, type: resultType(result, operator, types) };
}

function readParameters(
  name: OperatorName,
  attributes: AttributeReader,
  element: XmlElement,
  count: number,
  scope: Scope,
): Operator | null {
  const { problems } = scope;
  switch (name) {
    case 'anyN':
      return {
        name,
        min: numberOrVariable(attributes, 'min', scope, { integer: true, min: 0, fallback: null }),
        max: numberOrVariable(attributes, 'max', scope, { integer: true, min: 0, fallback: null }),
      };
    case 'index':
      return { name, n: numberOrVariable(attributes, 'n', scope, { integer: true, min: 1, fallback: null }) };
    case 'repeat':
      return {
        name,
        times: numberOrVariable(attributes, 'number-repeats', scope, {
          integer: true,
          min: 0,
          max: 10_000,
          fallback: null,
        }),
      };
    case 'fieldValue':
      return { name, field: attributes.identifier('field-identifier') };
    case 'inside': {
      const area = readShape(attributes);
      return area === null ? null : { name, ...area };
    }
    case 'equal': {
      const mode = attributes.oneOf('tolerance-mode', ['exact', 'absolute', 'relative'], 'exact');
      const given = (attributes.text('tolerance') ?? '').split(/[ \t\n]+/).filter((part) => part !== '');
      const read = given.map((part) => readNumberOrVariable(part, scope));
      const bad = read.some((one) => one === null || (typeof one === 'number' && one < 0));
      if (read.length > 2 || bad) attributes.bad('tolerance', say('expect-tolerances'));
      if (mode !== 'exact' && read.length === 0) attributes.required('tolerance');
      const includeLower = attributes.boolean('include-lower-bound', true);
      const includeUpper = attributes.boolean('include-upper-bound', true);
      const below = read[0] ?? 0;
      return { name, mode, below, above: read[1] ?? below, includeLower, includeUpper };
    }
    case 'equalRounded':
    case 'roundTo': {
      const modes = ['significantFigures', 'decimalPlaces'] as const;
      const mode = attributes.oneOf('rounding-mode', modes, 'significantFigures');
      const min = mode === 'significantFigures' ? 1 : 0;
      const limits = { integer: true, min, max: 15, fallback: null };
      return { name, mode, figures: numberOrVariable(attributes, 'figures', scope, limits) };
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
      const declared = isIdentifier(source) ? typeOf(source, scope) : null;
      if (declared?.baseType === 'string') return { name, pattern: { variable: source } };
      try {
        const pattern = compilePattern(source, scope.patterns.left);
        scope.patterns.left -= pattern.states;
        return { name, pattern };
      } catch (error) {
        if (!(error instanceof PatternError)) throw error;
        // What was built for nothing was built all the same.
        scope.patterns.left = Math.max(0, scope.patterns.left - 1_000);
        problems.add('QTI_BAD_ATTRIBUTE', element, say('bad-pattern', { reason: error.reason }));
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
        problems.add(
          'QTI_TYPE_MISMATCH',
          element,
          say('operand-count', { function: found, count: expected }),
        );
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
