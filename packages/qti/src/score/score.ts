/** Points for what a record says. */

import type { Item } from '../model/item.ts';
import type { Scalar, Value } from '../model/value.ts';
import { attainableScore } from './maximum.ts';
import { process, scoreOf } from './process.ts';
import { type ResponseError, readResponses } from './responses.ts';

export type OutcomeValue = null | Scalar | readonly Scalar[];

export interface Scored {
  readonly kind: 'scored';
  /** Every declared outcome. */
  readonly outcomes: Readonly<Record<string, OutcomeValue>>;
  /** The outcome SCORE; 0 when there is none, or when nothing sets it. */
  readonly score: number;
  readonly maxScore: number;
  /** Responses that should have been numbers and were not; they were counted as missing. */
  readonly unreadable: readonly string[];
}

/** No player could have sent these responses: set the record apart, count nothing. */
export interface Invalid {
  readonly kind: 'invalid';
  readonly errors: readonly ResponseError[];
}

/**
 * Scores what a record says for one item. `responses`: response identifier → `ResponseValue`; hostile input is
 * allowed and never throws. Deterministic; the same item and responses give the same result for ever.
 */
export function score(item: Item, responses: unknown): Scored | Invalid {
  const { values, unreadable, errors } = readResponses(item, responses);
  if (errors.length > 0) return { kind: 'invalid', errors };
  const outcomes = process(item, values);
  const plain: [string, OutcomeValue][] = item.outcomes.map(({ id }) => [
    id,
    plainValue(outcomes.get(id) ?? null),
  ]);
  return {
    kind: 'scored',
    outcomes: Object.fromEntries(plain),
    score: scoreOf(outcomes),
    maxScore: maxScore(item),
    unreadable,
  };
}

function plainValue(value: Value): OutcomeValue {
  if (value === null) return null;
  return value.cardinality === 'single' ? (value.members[0] as Scalar) : value.members;
}

/** The maximum that the item declares: SCORE's normal-maximum, else MAXSCORE's default value, else null. */
export function declaredMaximum(item: Item): number | null {
  const normal = item.outcomes.find(({ id }) => id === 'SCORE')?.normalMaximum ?? null;
  if (normal !== null) return normal;
  const given = item.outcomes.find(({ id }) => id === 'MAXSCORE')?.defaultValue?.members[0];
  return typeof given === 'number' && given > 0 ? given : null;
}

const maxima = new WeakMap<Item, number>();

/**
 * The most points: as declared, else the most that any response was found to reach (`attainableScore`). 0 for an item
 * that is not scored by response processing.
 */
export function maxScore(item: Item): number {
  const known = maxima.get(item);
  if (known !== undefined) return known;
  const maximum = item.processing === null ? 0 : (declaredMaximum(item) ?? attainableScore(item).best);
  maxima.set(item, maximum);
  return maximum;
}
