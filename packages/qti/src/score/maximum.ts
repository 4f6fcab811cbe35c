/** What an item can give, found by trying. */

import type { ItemResponses, ResponseValue } from '../delivery/delivery-item.ts';
import type { Item } from '../model/item.ts';
import { type Candidates, candidatesOf, correctResponseOf } from './candidates.ts';
import { process, scoreOf } from './process.ts';
import { readResponses } from './responses.ts';

export interface Attainable {
  readonly best: number;
  readonly worst: number;
  /** Points of the correct response; null when the item names none, or one that nobody can give. */
  readonly correct: number | null;
  /** Whether every possible response was tried. Otherwise `best` is the most that was found. */
  readonly exact: boolean;
}

/** More combinations than this are not tried one by one. */
const maxTried = 10_000;

const known = new WeakMap<Item, Attainable>();

/** Tries every response when they can be listed, else those that the keys, mappings and constants suggest. */
export function attainableScore(item: Item): Attainable {
  const found = known.get(item);
  if (found !== undefined) return found;
  const attainable = search(item);
  known.set(item, attainable);
  return attainable;
}

function search(item: Item): Attainable {
  const candidates = candidatesOf(item);
  const correctResponses = correctResponsesOf(item, candidates);
  const correct = correctResponses === null ? null : pointsOf(item, correctResponses);
  let best = Number.NEGATIVE_INFINITY;
  let worst = Number.POSITIVE_INFINITY;
  const seen = (points: number | null): void => {
    if (points === null) return;
    best = Math.max(best, points);
    worst = Math.min(worst, points);
  };
  seen(correct);
  const combinations = candidates.reduce((product, { values }) => product * values.length, 1);
  const all = combinations <= maxTried;
  for (const responses of all ? product(candidates) : around(candidates, correctResponses)) {
    seen(pointsOf(item, responses));
  }
  const exact = all && candidates.every(({ complete }) => complete);
  return { best, worst, correct, exact };
}

/** Null when the responses are not ones that a player could send. */
function pointsOf(item: Item, responses: ItemResponses): number | null {
  const { values, errors } = readResponses(item, responses);
  return errors.length > 0 ? null : scoreOf(process(item, values));
}

/** The correct response of every interaction that has one; null when none has. */
function correctResponsesOf(item: Item, candidates: readonly Candidates[]): ItemResponses | null {
  const entries: [string, ResponseValue][] = [];
  for (const { responseId } of candidates) {
    const declaration = item.responses.find(({ id }) => id === responseId);
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
