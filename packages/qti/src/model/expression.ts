/**
 * Expressions and rules as data (QTI 3.0 ASI, sections "Expressions" and "Processing"). They were type-checked when
 * they were read: evaluation cannot fail.
 */

import type { Shape } from '../delivery/delivery-item.ts';
import type { Pattern } from '../lexical/pattern.ts';
import type { Value, ValueBaseType } from './value.ts';

export type RoundingMode = 'significantFigures' | 'decimalPlaces';

export const mathFunctions = [
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
  'asec',
  'acsc',
  'acot',
  'sinh',
  'cosh',
  'tanh',
  'sech',
  'csch',
  'coth',
  'log',
  'ln',
  'exp',
  'abs',
  'signum',
  'floor',
  'ceil',
  'toDegrees',
  'toRadians',
] as const;
export type MathFunction = (typeof mathFunctions)[number];

export const statistics = ['mean', 'sampleVariance', 'sampleSD', 'popVariance', 'popSD'] as const;
export type Statistic = (typeof statistics)[number];

/** A number that is written, or the name of a variable that holds it. */
export type NumberOrVariable = number | { readonly variable: string };

export type Operator =
  | {
      readonly name:
        | 'and'
        | 'or'
        | 'not'
        | 'isNull'
        | 'match'
        | 'member'
        | 'contains'
        | 'delete'
        | 'multiple'
        | 'ordered'
        | 'containerSize'
        | 'sum'
        | 'product'
        | 'subtract'
        | 'divide'
        | 'power'
        | 'integerDivide'
        | 'integerModulus'
        | 'integerToFloat'
        | 'truncate'
        | 'round'
        | 'max'
        | 'min'
        | 'gcd'
        | 'lcm'
        | 'gt'
        | 'gte'
        | 'lt'
        | 'lte'
        | 'durationLt'
        | 'durationGte'
        | 'random';
    }
  | { readonly name: 'anyN'; readonly min: NumberOrVariable; readonly max: NumberOrVariable }
  | { readonly name: 'index'; readonly n: NumberOrVariable }
  | { readonly name: 'repeat'; readonly times: NumberOrVariable }
  | { readonly name: 'fieldValue'; readonly field: string }
  | { readonly name: 'inside'; readonly shape: Shape; readonly coords: readonly number[] }
  | {
      readonly name: 'equal';
      readonly mode: 'exact' | 'absolute' | 'relative';
      readonly below: NumberOrVariable;
      readonly above: NumberOrVariable;
      readonly includeLower: boolean;
      readonly includeUpper: boolean;
    }
  | {
      readonly name: 'equalRounded' | 'roundTo';
      readonly mode: RoundingMode;
      readonly figures: NumberOrVariable;
    }
  | { readonly name: 'stringMatch'; readonly caseSensitive: boolean; readonly substring: boolean }
  | { readonly name: 'substring'; readonly caseSensitive: boolean }
  | { readonly name: 'patternMatch'; readonly pattern: Pattern | { readonly variable: string } }
  | { readonly name: 'mathOperator'; readonly function: MathFunction }
  | { readonly name: 'statsOperator'; readonly statistic: Statistic };

export type OperatorName = Operator['name'];

/** Which items of a test an expression is about; null: no such restriction. */
export interface Subset {
  readonly section: string | null;
  readonly includeCategories: readonly string[];
  readonly excludeCategories: readonly string[];
}

export type Count =
  | 'numberCorrect'
  | 'numberIncorrect'
  | 'numberPresented'
  | 'numberResponded'
  | 'numberSelected';

export type Expression =
  | { readonly kind: 'constant'; readonly value: Value }
  /** A response, an outcome or a template variable; in a test also "ITEM.VARIABLE", whose weight may be named. */
  | { readonly kind: 'variable'; readonly id: string; readonly weight?: string }
  | { readonly kind: 'correct'; readonly id: string }
  | { readonly kind: 'default'; readonly id: string }
  | { readonly kind: 'mapResponse'; readonly id: string }
  | { readonly kind: 'mapResponsePoint'; readonly id: string }
  | {
      readonly kind: 'randomInteger';
      readonly min: NumberOrVariable;
      readonly max: NumberOrVariable;
      readonly step: NumberOrVariable;
    }
  | { readonly kind: 'randomFloat'; readonly min: NumberOrVariable; readonly max: NumberOrVariable }
  | {
      readonly kind: 'testVariables';
      readonly subset: Subset;
      readonly variable: string;
      readonly weight: string | null;
      readonly baseType: ValueBaseType | null;
    }
  | {
      readonly kind: 'outcomeLimit';
      readonly limit: 'maximum' | 'minimum';
      readonly subset: Subset;
      readonly outcome: string;
      readonly weight: string | null;
    }
  | { readonly kind: 'count'; readonly count: Count; readonly subset: Subset }
  | { readonly kind: 'operator'; readonly operator: Operator; readonly operands: readonly Expression[] };

export interface Branch {
  /** Null for `else`. */
  readonly test: Expression | null;
  readonly rules: readonly Rule[];
}

export type Rule =
  | { readonly kind: 'condition'; readonly branches: readonly Branch[] }
  | { readonly kind: 'set'; readonly outcome: string; readonly expression: Expression }
  | { readonly kind: 'lookup'; readonly outcome: string; readonly expression: Expression }
  | { readonly kind: 'setTemplate'; readonly template: string; readonly expression: Expression }
  | { readonly kind: 'setCorrect'; readonly response: string; readonly expression: Expression }
  | { readonly kind: 'setDefault'; readonly variable: string; readonly expression: Expression }
  /** Begins template processing again when it is not true, with new random numbers. */
  | { readonly kind: 'constraint'; readonly expression: Expression }
  | { readonly kind: 'exit' };

/** Every expression inside `rules`, operands included, depth first. */
export function* expressionsIn(rules: readonly Rule[]): Generator<Expression> {
  for (const rule of rules) {
    switch (rule.kind) {
      case 'set':
      case 'lookup':
      case 'setTemplate':
      case 'setCorrect':
      case 'setDefault':
      case 'constraint':
        yield* within(rule.expression);
        break;
      case 'condition':
        for (const { test, rules: inner } of rule.branches) {
          if (test !== null) yield* within(test);
          yield* expressionsIn(inner);
        }
        break;
      case 'exit':
        break;
    }
  }
}

function* within(expression: Expression): Generator<Expression> {
  yield expression;
  if (expression.kind === 'operator') for (const operand of expression.operands) yield* within(operand);
}
