/** What operands an operator takes, and what comes out. */

import type { Cardinality } from '../../delivery/delivery-item.ts';
import type { Operator } from '../../model/expression.ts';
import type { ProblemList } from '../../model/problem.ts';
import type { ValueBaseType } from '../../model/value.ts';
import { type Said, say } from '../../words/say.ts';
import type { XmlElement } from '../../xml/xml.ts';

/** What is known of an expression's value: null where anything is possible (NULL itself, or after a problem). */
export interface ValueType {
  readonly cardinality: Cardinality | null;
  readonly baseType: ValueBaseType | null;
}

export const unknown: ValueType = { cardinality: null, baseType: null };

/** How many operands, of what kind, and what comes out. */
export type Operands =
  | 'booleans'
  | 'boolean'
  | 'numbers'
  | 'numberContainers'
  | 'twoNumbers'
  | 'oneNumber'
  | 'integers'
  | 'twoIntegers'
  | 'oneInteger'
  | 'twoDurations'
  | 'alike'
  | 'memberOf'
  | 'containersAlike'
  | 'gather'
  | 'repeat'
  | 'container'
  | 'record'
  | 'points'
  | 'anything'
  | 'twoStrings'
  | 'oneString';

export type Result =
  | 'boolean'
  | 'integer'
  | 'float'
  | 'number'
  | 'member'
  | 'second'
  | 'multiple'
  | 'ordered'
  | 'anything';

export function resultType(result: Result, operator: Operator, types: readonly ValueType[]): ValueType {
  const float = types.some(({ baseType }) => baseType === 'float');
  const integer = types.every(({ baseType }) => baseType === 'integer');
  switch (result) {
    case 'anything':
      return { cardinality: 'single', baseType: null };
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

export function isNumber({ baseType }: ValueType): boolean {
  return baseType === null || baseType === 'integer' || baseType === 'float' || baseType === 'duration';
}

export function isSingle({ cardinality }: ValueType): boolean {
  return cardinality === null || cardinality === 'single';
}

function isContainer({ cardinality }: ValueType): boolean {
  return cardinality !== 'single' && cardinality !== 'record';
}

function isOf(type: ValueType, baseType: ValueBaseType): boolean {
  return type.baseType === null || type.baseType === baseType;
}

function sameBase(a: ValueType, b: ValueType): boolean {
  return (
    a.baseType === null || b.baseType === null || a.baseType === b.baseType || (isNumber(a) && isNumber(b))
  );
}

const counts: Readonly<Record<Operands, readonly [min: number, max: number]>> = {
  booleans: [1, 200],
  boolean: [1, 1],
  numbers: [1, 2],
  numberContainers: [1, 200],
  twoNumbers: [2, 2],
  oneNumber: [1, 1],
  integers: [1, 200],
  twoIntegers: [2, 2],
  oneInteger: [1, 1],
  twoDurations: [2, 2],
  alike: [2, 2],
  memberOf: [2, 2],
  containersAlike: [2, 2],
  gather: [0, 200],
  repeat: [1, 200],
  container: [1, 1],
  record: [1, 1],
  points: [1, 1],
  anything: [1, 1],
  twoStrings: [2, 2],
  oneString: [1, 1],
};

export function checkOperands(
  element: XmlElement,
  kind: Operands,
  types: readonly ValueType[],
  problems: ProblemList,
): void {
  const [min, max] = counts[kind];
  if (types.length < min || types.length > max) {
    const expected = min === max ? `${min}` : say('range', { min, max });
    problems.add('QTI_TYPE_MISMATCH', element, say('operands-number', { count: types.length, expected }));
    return;
  }
  const expected = misfit(kind, types);
  if (expected === null) return;
  // A single value stands for a container of it, as other engines have it.
  const gathered = types.map((type, i) =>
    isSingle(type) && (kind === 'containersAlike' || (kind === 'memberOf' && i === 1))
      ? { ...type, cardinality: null }
      : type,
  );
  const scorable = misfit(kind, gathered) === null;
  problems.add('QTI_TYPE_MISMATCH', element, say('operands-kind', { expected }), scorable);
}

/** What the operands should have been; null when they fit. */
function misfit(kind: Operands, types: readonly ValueType[]): Said | null {
  const unless = (fit: boolean, expected: Said): Said | null => (fit ? null : expected);
  const [a = unknown, b = unknown] = types;
  const sameShape = a.cardinality === null || b.cardinality === null || a.cardinality === b.cardinality;
  const firstOfBase = types.find(({ baseType }) => baseType !== null) ?? unknown;
  const oneBase = types.every((type) => sameBase(type, firstOfBase));
  switch (kind) {
    case 'booleans':
    case 'boolean':
      return unless(
        types.every((t) => isSingle(t) && isOf(t, 'boolean')),
        say('single-booleans'),
      );
    case 'numbers':
    case 'twoNumbers':
    case 'oneNumber':
      return unless(
        types.every((t) => isSingle(t) && isNumber(t)),
        say('single-numbers'),
      );
    case 'numberContainers':
      return unless(types.every(isNumber), say('numbers'));
    case 'integers':
      return unless(
        types.every((t) => isOf(t, 'integer')),
        say('integers'),
      );
    case 'twoIntegers':
    case 'oneInteger':
      return unless(
        types.every((t) => isSingle(t) && isOf(t, 'integer')),
        say('single-integers'),
      );
    case 'twoDurations':
      return unless(
        types.every((t) => isSingle(t) && isNumber(t)),
        say('single-durations'),
      );
    case 'alike':
      return unless(sameShape && sameBase(a, b), say('same-shape'));
    case 'memberOf':
      return unless(isSingle(a) && isContainer(b) && sameBase(a, b), say('member-and-container'));
    case 'containersAlike':
      return unless(isContainer(a) && isContainer(b) && sameShape && sameBase(a, b), say('two-containers'));
    case 'gather':
    case 'repeat':
      return unless(
        oneBase && types.every(({ cardinality }) => cardinality !== 'record'),
        say('one-base-type'),
      );
    case 'container':
      return unless(isContainer(a), say('a-container'));
    case 'record':
      return unless(a.cardinality === null || a.cardinality === 'record', say('a-record'));
    case 'points':
      return unless(isOf(a, 'point'), say('points'));
    case 'anything':
      return null;
    case 'twoStrings':
    case 'oneString':
      return unless(
        types.every((t) => isSingle(t) && isOf(t, 'string')),
        say('single-strings'),
      );
  }
}
