/** Response processing as data. It was type-checked when it was read: evaluation cannot fail. */

import type { Pattern } from '../lexical/pattern.ts';
import type { Value } from './value.ts';

export type RoundingMode = 'significantFigures' | 'decimalPlaces';

export type MathFunction =
  | 'sin'
  | 'cos'
  | 'tan'
  | 'sec'
  | 'csc'
  | 'cot'
  | 'asin'
  | 'acos'
  | 'atan'
  | 'atan2'
  | 'sinh'
  | 'cosh'
  | 'tanh'
  | 'log'
  | 'ln'
  | 'exp'
  | 'abs'
  | 'signum'
  | 'floor'
  | 'ceil'
  | 'toDegrees'
  | 'toRadians';

export type Statistic = 'mean' | 'sampleVariance' | 'sampleSD' | 'popVariance' | 'popSD';

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
        | 'lte';
    }
  | { readonly name: 'anyN'; readonly min: number; readonly max: number }
  | { readonly name: 'index'; readonly n: number }
  | {
      readonly name: 'equal';
      readonly mode: 'exact' | 'absolute' | 'relative';
      readonly below: number;
      readonly above: number;
      readonly includeLower: boolean;
      readonly includeUpper: boolean;
    }
  | { readonly name: 'equalRounded' | 'roundTo'; readonly mode: RoundingMode; readonly figures: number }
  | { readonly name: 'stringMatch'; readonly caseSensitive: boolean; readonly substring: boolean }
  | { readonly name: 'substring'; readonly caseSensitive: boolean }
  | { readonly name: 'patternMatch'; readonly pattern: Pattern }
  | { readonly name: 'mathOperator'; readonly function: MathFunction }
  | { readonly name: 'statsOperator'; readonly statistic: Statistic };

export type Expression =
  | { readonly kind: 'constant'; readonly value: Value }
  /** A response or an outcome. */
  | { readonly kind: 'variable'; readonly id: string }
  | { readonly kind: 'correct'; readonly id: string }
  /** The default value of an outcome (responses have none here). */
  | { readonly kind: 'default'; readonly id: string }
  | { readonly kind: 'mapResponse'; readonly id: string }
  | { readonly kind: 'operator'; readonly operator: Operator; readonly operands: readonly Expression[] };

export interface Branch {
  /** Null for `else`. */
  readonly test: Expression | null;
  readonly rules: readonly Rule[];
}

export type Rule =
  | { readonly kind: 'condition'; readonly branches: readonly Branch[] }
  | { readonly kind: 'set'; readonly outcome: string; readonly expression: Expression }
  | { readonly kind: 'exit' };
