/** Points for what a record says. */

import { limits } from '../delivery/limits.ts';
import { attemptId, countId } from '../delivery/steps.ts';
import type { Item } from '../model/item.ts';
import type { Scalar, Value } from '../model/value.ts';
import { buttonsOf } from './keyless-outcomes.ts';
import { attainableScore } from './maximum.ts';
import { process, scoreOf } from './process.ts';
import { answersOf, type ResponseError, readResponses, type Validity } from './responses.ts';

export type OutcomeValue = null | Scalar | readonly Scalar[] | { readonly [field: string]: Scalar };

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

export interface ScoreOptions {
  /** `player` when it is not said. */
  readonly validity?: Validity;
  /** Seconds that the session has lasted: the built-in variable `duration`. NULL when it is not said. */
  readonly durationSeconds?: number;
}

/**
 * Scores what a record says for one item. `responses`: response identifier → `ResponseValue`; hostile input is
 * allowed and never throws. Deterministic; the same item and responses give the same result for ever.
 */
export function score(item: Item, responses: unknown, options: ScoreOptions = {}): Scored | Invalid {
  if (isOfAttempts(responses)) return scoreRecord(item, responses, options);
  const { values, unreadable, errors } = readResponses(item, responses, options.validity);
  if (errors.length > 0) return { kind: 'invalid', errors };
  const outcomes = process(
    item,
    values,
    options.durationSeconds === undefined ? noStart : { duration: options.durationSeconds },
  );
  return scored(item, outcomes, unreadable);
}

/** Whether a record counts attempts that were ended (`delivery/steps.ts`). */
function isOfAttempts(responses: unknown): responses is Readonly<Record<string, unknown>> {
  return typeof responses === 'object' && responses !== null && Object.hasOwn(responses, countId);
}

/**
 * What a record says of attempts, as `scoreAttempts` scores them. What was changed since the last attempt ended counts as
 * one more, so that nobody loses an answer that was not handed in.
 */
function scoreRecord(
  item: Item,
  responses: Readonly<Record<string, unknown>>,
  options: ScoreOptions,
): Scored | Invalid {
  const count = responses[countId];
  const ended = typeof count === 'string' && /^[1-9]\d?$/.test(count) ? Number(count) : 0;
  if (ended === 0 || ended > limits.attempts)
    return { kind: 'invalid', errors: [{ code: 'QTI_RESPONSE_VALUE', responseId: null }] };
  const given: Record<string, unknown> = { ...responses };
  delete given[countId];
  const ids = [...answersOf(item).asked.keys()];
  const prefilled = new Set(answersOf(item).defaults.map(([id]) => id));
  const attempts: Record<string, unknown>[] = [];
  for (let attempt = 1; attempt <= ended + 1; attempt += 1) {
    const one: Record<string, unknown> = {};
    for (const id of ids) {
      const name = attempt <= ended ? attemptId(id, attempt) : id;
      if (Object.hasOwn(given, name)) one[id] = given[name];
      else if (!prefilled.has(id)) one[id] = null;
      delete given[name];
    }
    attempts.push(one);
  }
  if (Object.keys(given).length > 0)
    return { kind: 'invalid', errors: [{ code: 'QTI_RESPONSE_UNKNOWN', responseId: null }] };
  const [before, last] = attempts.slice(-2);
  const buttons = buttonsOf(item);
  const isSame = ids.every((id) => buttons.has(id) || sameResponse(before?.[id], last?.[id]));
  return scoreAttempts(item, isSame && item.adaptive ? attempts.slice(0, -1) : attempts, options);
}

function sameResponse(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

const noStart = {};

/**
 * Scores the attempts of one session of an adaptive item, one after the other: a response that an attempt does not
 * give is as the attempt before left it; attempts after completion are not looked at (QTI 3.0 ASI, section "Adaptive
 * items"). For other items the last attempt counts. Without any attempt: as if nothing was answered.
 */
export function scoreAttempts(
  item: Item,
  attempts: readonly unknown[],
  options: ScoreOptions = {},
): Scored | Invalid {
  const run = runAttempts(item, attempts, options);
  return run.kind === 'invalid' ? run : scored(item, run.outcomes, run.unreadable);
}

export interface Run {
  readonly kind: 'run';
  /** Outcomes after the last attempt that was looked at. */
  readonly outcomes: ReadonlyMap<string, Value>;
  readonly unreadable: readonly string[];
}

/** As `scoreAttempts`, with the outcomes as the rules leave them: `readItem` shows an item as they say. */
export function runAttempts(
  item: Item,
  attempts: readonly unknown[],
  options: ScoreOptions = {},
): Run | Invalid {
  if (!item.adaptive) return runLast(item, attempts, options);
  let outcomes: ReadonlyMap<string, Value> | undefined;
  let values: ReadonlyMap<string, Value> = new Map();
  let unreadable: readonly string[] = [];
  let numAttempts = 0;
  for (const attempt of attempts.length === 0 ? [{}] : attempts) {
    if (isCompleted(outcomes)) break;
    const read = readResponses(item, attempt, options.validity);
    if (read.errors.length > 0) return { kind: 'invalid', errors: read.errors };
    numAttempts += 1;
    const counted = numAttempts;
    if (isUncounted(item, read.values)) numAttempts -= 1;
    // What was there before the first attempt does not come back in a later one.
    const isGiven = (id: string): boolean =>
      typeof attempt === 'object' && attempt !== null && Object.hasOwn(attempt, id);
    const given = [...read.values].filter(([id]) => outcomes === undefined || isGiven(id));
    values = new Map([...withoutButtons(item, values), ...given]);
    unreadable = read.unreadable;
    outcomes = process(item, values, {
      numAttempts: counted,
      ...(outcomes === undefined ? {} : { outcomes }),
      ...(options.durationSeconds === undefined ? {} : { duration: options.durationSeconds }),
    });
  }
  return { kind: 'run', outcomes: outcomes ?? new Map(), unreadable };
}

export function isCompleted(outcomes: ReadonlyMap<string, Value> | undefined): boolean {
  return outcomes?.get('completionStatus')?.members[0] === 'completed';
}

/** The last attempt of an item that is not adaptive, each of which starts anew. All have to be possible. */
function runLast(item: Item, attempts: readonly unknown[], options: ScoreOptions): Run | Invalid {
  let last: ReturnType<typeof readResponses> = readResponses(item, {}, options.validity);
  let counted = 0;
  for (const attempt of attempts) {
    if (!isUncounted(item, last.values)) counted += 1;
    last = readResponses(item, attempt, options.validity);
    if (last.errors.length > 0) return { kind: 'invalid', errors: last.errors };
  }
  const outcomes = process(item, last.values, {
    numAttempts: Math.max(1, counted),
    ...(options.durationSeconds === undefined ? {} : { duration: options.durationSeconds }),
  });
  return { kind: 'run', outcomes, unreadable: last.unreadable };
}

/** Ended by a button that does not count (QTI 3.0 ASI, `count-attempt`): the next attempt has the same number. */
function isUncounted(item: Item, values: ReadonlyMap<string, Value>): boolean {
  return [...answersOf(item).asked.values()].some(
    ({ interaction }) =>
      interaction.kind === 'endAttempt' &&
      !interaction.countAttempt &&
      values.get(interaction.responseId)?.members[0] === true,
  );
}

/** A button that ended an attempt is not pressed in the next one. */
function withoutButtons(item: Item, values: ReadonlyMap<string, Value>): [string, Value][] {
  const buttons = new Set(
    item.responses.filter(({ baseType }) => baseType === 'boolean').map(({ id }) => id),
  );
  return [...values].filter(([id]) => !buttons.has(id));
}

/** Points of an item, above zero or below: sums of a test stay numbers that every reader can write. */
export const mostPoints = 10_000;

function scored(item: Item, outcomes: ReadonlyMap<string, Value>, unreadable: readonly string[]): Scored {
  const plain: Record<string, OutcomeValue> = {};
  for (const { id } of item.outcomes) plain[id] = plainValue(outcomes.get(id) ?? null);
  const score = Math.max(-mostPoints, Math.min(mostPoints, scoreOf(outcomes)));
  return { kind: 'scored', outcomes: plain, score, maxScore: maxScore(item), unreadable };
}

function plainValue(value: Value): OutcomeValue {
  if (value === null) return null;
  if (value.fields !== undefined)
    return Object.fromEntries([...value.fields].map(([name, field]) => [name, field.value]));
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
