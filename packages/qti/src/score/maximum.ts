/** What an item can give, found by trying. */

import type { ItemResponses, ResponseValue } from '../delivery/delivery-item.ts';
import type { Item } from '../model/item.ts';
import { type Candidates, candidatesOf, correctResponseOf } from './candidates.ts';
import { process, scoreOf } from './process.ts';
import { readResponses } from './responses.ts';
import { Work, WorkExceeded, workLimits } from './work.ts';

export interface Attainable {
  readonly best: number;
  readonly worst: number;
  /** Points of the correct response; null when the item names none, or one that nobody can give. */
  readonly correct: number | null;
  /** Whether every possible response was tried. Otherwise `best` is the most that was found. */
  readonly exact: boolean;
  /** How many of `workLimits.search` steps were taken. */
  readonly steps: number;
}

/** More combinations than this are not tried one by one. */
const maxTried = 10_000;

const known = new WeakMap<Item, Attainable>();

/**
 * Tries every response when they can be listed, else those that the keys, mappings and constants suggest; no more than
 * `workLimits.search` steps' worth of them.
 */
export function attainableScore(item: Item): Attainable {
  const found = known.get(item);
  if (found !== undefined) return found;
  const attainable = search(item);
  known.set(item, attainable);
  return attainable;
}

function search(item: Item): Attainable {
  const work = new Work(workLimits.search);
  const candidates = candidatesOf(item);
  const correctResponses = correctResponsesOf(item, candidates);
  let correct: number | null = null;
  let best = Number.NEGATIVE_INFINITY;
  let worst = Number.POSITIVE_INFINITY;
  const seen = (points: number | null): void => {
    if (points === null) return;
    best = Math.max(best, points);
    worst = Math.min(worst, points);
  };
  const combinations = candidates.reduce((count, { values }) => count * values.length, 1);
  const all = combinations <= maxTried;
  let done = false;
  try {
    if (correctResponses !== null) correct = pointsOf(item, correctResponses, work);
    seen(correct);
    seen(pointsOf(item, {}, work));
    for (const responses of all ? product(candidates) : around(candidates, correctResponses)) {
      seen(pointsOf(item, responses, work));
    }
    done = true;
  } catch (error) {
    if (!(error instanceof WorkExceeded)) throw error;
  }
  const steps = workLimits.search - Math.max(0, work.left);
  // Not even one run could be made: nothing is known.
  if (best === Number.NEGATIVE_INFINITY) return { best: 0, worst: 0, correct: null, exact: false, steps };
  const exact = done && all && candidates.every(({ complete }) => complete);
  return { best, worst, correct, exact, steps };
}

/** Null when the responses are not ones that a player could send. */
function pointsOf(item: Item, responses: ItemResponses, work: Work): number | null {
  for (const id in responses) work.spend(2 + (responses[id]?.length ?? 0));
  const { values, errors } = readResponses(item, responses);
  return errors.length > 0 ? null : scoreOf(process(item, values, { work }));
}

/** The correct response of every interaction that has one; null when none has. */
function correctResponsesOf(item: Item, candidates: readonly Candidates[]): ItemResponses | null {
  const entries: [string, ResponseValue][] = [];
  const declarations = new Map(item.responses.map((declaration) => [declaration.id, declaration]));
  for (const { responseId } of candidates) {
    const declaration = declarations.get(responseId);
    const correct = declaration === undefined ? null : correctResponseOf(declaration);
    if (correct !== null) entries.push([responseId, correct]);
  }
  return entries.length === 0 ? null : Object.fromEntries(entries);
}

function* product(candidates: readonly Candidates[]): Generator<ItemResponses> {
  const [first, ...rest] = candidates;
  if (first === undefined) {
    yield {};
    return;
  }
  for (const value of first.values)
    for (const others of product(rest)) yield { [first.responseId]: value, ...others };
}

/** Each response varied alone, the others missing or right; and the one that is best alone for each, together. */
function* around(candidates: readonly Candidates[], correct: ItemResponses | null): Generator<ItemResponses> {
  yield {};
  for (const { responseId, values } of candidates) {
    for (const value of values) {
      yield { [responseId]: value };
      if (correct !== null) yield { ...correct, [responseId]: value };
    }
  }
}
