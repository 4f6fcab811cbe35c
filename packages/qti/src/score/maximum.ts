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
    if (all) {
      for (const responses of product(candidates)) seen(pointsOf(item, responses, work));
    } else {
      const points = (responses: ItemResponses): number | null => {
        const given = pointsOf(item, responses, work);
        seen(given);
        return given;
      };
      // The other half is for what follows from it.
      points(bestAlone(candidates, points, () => work.left > workLimits.search / 2));
      if (correctResponses !== null) {
        for (const responses of around(candidates, correctResponses)) points(responses);
      }
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

/**
 * For each interaction the response that gives the most when the others are missing, all together: what an item reaches
 * whose parts are scored apart, whether it names a correct response or not. Tries no more once `mayGoOn` says so.
 */
function bestAlone(
  candidates: readonly Candidates[],
  pointsOf: (responses: ItemResponses) => number | null,
  mayGoOn: () => boolean,
): ItemResponses {
  const together: Record<string, ResponseValue> = {};
  const most = new Map<string, number>();
  const longest = candidates.reduce((length, { values }) => Math.max(length, values.length), 0);
  // One value of each in turn, so that no interaction takes the steps of the others.
  for (let k = 0; k < longest; k += 1) {
    for (const { responseId, values } of candidates) {
      const value = values[k];
      if (value === undefined) continue;
      if (!mayGoOn()) return together;
      const points = pointsOf({ [responseId]: value });
      if (points === null || points <= (most.get(responseId) ?? Number.NEGATIVE_INFINITY)) continue;
      most.set(responseId, points);
      together[responseId] = value;
    }
  }
  return together;
}

/** Each response varied alone, the others right. */
function* around(candidates: readonly Candidates[], correct: ItemResponses): Generator<ItemResponses> {
  for (const { responseId, values } of candidates) {
    for (const value of values) yield { ...correct, [responseId]: value };
  }
}
