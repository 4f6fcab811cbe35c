/** From items with keys to the table that a browser may evaluate. Made by the authority; sealed before it is published. */

import type { ItemResponses, ResponseValue } from '../delivery/delivery-item.ts';
import { type RoutingRule, type RoutingTable, responseKey } from '../delivery/routing.ts';
import { noFolding, normalizeText } from '../lexical/french-text.ts';
import type { Item, MapEntry, ResponseDeclaration } from '../model/item.ts';
import { single } from '../model/value.ts';
import { type Candidates, candidatesOf, correctResponseOf } from '../score/candidates.ts';
import { mapResponse } from '../score/map-response.ts';
import { process, scoreOf } from '../score/process.ts';
import { readResponses } from '../score/responses.ts';
import { Work, WorkExceeded, workLimits } from '../score/work.ts';

export interface RoutingRefusal {
  readonly itemId: string;
  readonly reason: string;
}

export type RoutingTableResult =
  | { readonly kind: 'table'; readonly table: RoutingTable }
  | { readonly kind: 'refused'; readonly refusals: readonly RoutingRefusal[] };

/** More combinations of responses than this are not written out. */
const maxCombinations = 10_000;

/**
 * A table that gives every set of valid responses the points that `score` gives it. Items whose points cannot be
 * written as a sum over responses (each listed, or typed against a standard template) are refused, all at once.
 * `cuts` as in `RoutingTable`; they have to rise and the first has to be for every sum, else `RangeError`.
 */
export function buildRoutingTable(
  id: string,
  items: readonly Item[],
  cuts: RoutingTable['cuts'],
): RoutingTableResult {
  checkCuts(cuts);
  const rules: [string, Record<string, RoutingRule>][] = [];
  const refusals: RoutingRefusal[] = [];
  for (const item of items) {
    const result = rulesOf(item);
    if (typeof result === 'string') refusals.push({ itemId: item.identifier, reason: result });
    else rules.push([item.identifier, result]);
  }
  if (refusals.length > 0) return { kind: 'refused', refusals };
  return { kind: 'table', table: { v: 1, id, items: Object.fromEntries(rules), cuts } };
}

function checkCuts(cuts: RoutingTable['cuts']): void {
  const [first, ...rest] = cuts;
  if (first === undefined || first.atLeast !== null) throw new RangeError('the first cut is for every sum');
  let last = Number.NEGATIVE_INFINITY;
  for (const { atLeast } of rest) {
    if (atLeast === null || !(atLeast > last)) throw new RangeError('cuts have to rise');
    last = atLeast;
  }
}

/** Response → rule, or the reason why there is none. */
function rulesOf(item: Item): Record<string, RoutingRule> | string {
  if (item.processing === null) return 'it has no response processing';
  if (item.adaptive) return 'it has several attempts';
  if (item.responses.some(({ defaultValue }) => defaultValue !== null))
    return 'a response is there before the pupil answers';
  const candidates = candidatesOf(item);
  const combinations = candidates.reduce((count, { values }) => count * values.length, 1);
  if (candidates.every(({ complete }) => complete) && combinations <= maxCombinations) {
    try {
      return additiveRules(item, candidates, new Work(4 * workLimits.search));
    } catch (error) {
      if (error instanceof WorkExceeded) return 'its points take more steps to list than are taken';
      throw error;
    }
  }
  const declaration = item.responses.find(({ id }) => id === 'RESPONSE');
  if ((item.template !== 'match_correct' && item.template !== 'map_response') || declaration === undefined) {
    return 'its responses are too many to list, and it does not use match_correct or map_response';
  }
  const isText = ['string', 'integer', 'float'].includes(declaration.baseType);
  const isListed = ['identifier', 'pair', 'directedPair'].includes(declaration.baseType);
  if (!isListed && !(isText && declaration.cardinality === 'single'))
    return 'its responses cannot be written as a list or as one typed text';
  return { RESPONSE: templateRule(item.template, declaration) };
}

function additiveRules(
  item: Item,
  candidates: readonly Candidates[],
  work: Work,
): Record<string, RoutingRule> | string {
  const pointsOf = (responses: ItemResponses): number =>
    scoreOf(process(item, readResponses(item, responses).values, { work }));
  const base = pointsOf({});
  const alone = candidates.map(
    ({ responseId, values }) =>
      new Map(values.map((value) => [value, pointsOf({ [responseId]: value }) - base])),
  );
  const together = (at: number, responses: ItemResponses, sum: number): boolean => {
    const candidate = candidates[at];
    if (candidate === undefined) return Math.abs(pointsOf(responses) - sum) < 1e-9;
    return candidate.values.every((value) =>
      together(at + 1, { ...responses, [candidate.responseId]: value }, sum + (alone[at]?.get(value) ?? 0)),
    );
  };
  if (candidates.length > 1 && !together(0, {}, base)) return 'its points are not a sum over its responses';
  const rules: [string, RoutingRule][] = candidates.map(({ responseId }, i) => {
    const declaration = item.responses.find(({ id }) => id === responseId) as ResponseDeclaration;
    const offset = i === 0 ? base : 0;
    const points = [...(alone[i] as Map<ResponseValue, number>)].flatMap(([value, own]) =>
      value === null || own === 0 ? [] : [[keyOf(value, declaration), own + offset] as const],
    );
    return [responseId, valueRule(declaration, Object.fromEntries(points), offset)];
  });
  return Object.fromEntries(rules);
}

function keyOf(value: string | readonly string[], declaration: ResponseDeclaration): string {
  return responseKey(value, listedCardinality(declaration), declaration.baseType === 'pair');
}

/** Records are typed texts: their responses are never listed. */
function listedCardinality({ cardinality }: ResponseDeclaration): 'single' | 'multiple' | 'ordered' {
  if (cardinality === 'record') throw new Error('a record cannot be listed');
  return cardinality;
}

function valueRule(
  declaration: ResponseDeclaration,
  points: Readonly<Record<string, number>>,
  otherwise: number,
): RoutingRule {
  const { baseType } = declaration;
  const cardinality = listedCardinality(declaration);
  return { kind: 'value', cardinality, undirected: baseType === 'pair', points, otherwise, empty: otherwise };
}

function templateRule(
  template: 'match_correct' | 'map_response',
  declaration: ResponseDeclaration,
): RoutingRule {
  const { baseType, folding, mapping } = declaration;
  const correct = correctResponseOf(declaration);
  if (template === 'match_correct') {
    if (correct === null) return valueRule(declaration, {}, 0);
    if (baseType === 'string') {
      return {
        kind: 'text',
        entries: [{ text: String(correct), folding, points: 1 }],
        otherwise: 0,
        empty: 0,
      };
    }
    if (baseType === 'integer' || baseType === 'float') {
      const entries = [{ value: Number(correct), points: 1 }];
      return { kind: 'number', integer: baseType === 'integer', entries, otherwise: 0, empty: 0 };
    }
    return valueRule(declaration, { [keyOf(correct, declaration)]: 1 }, 0);
  }
  const entries = mapping?.entries ?? [];
  const bounded = (key: string | null): number => {
    if (key === null) return mapResponse({ ...declaration, cardinality: 'single' }, null);
    const member = baseType === 'integer' || baseType === 'float' ? Number(key) : key;
    return mapResponse(declaration, single(baseType, member));
  };
  if (baseType === 'string') {
    // As in `mapResponse`: the key that is exactly what was typed wins, then those whose case does not count.
    const exact = entries.map((entry) => ({
      text: entry.key,
      folding,
      points: clamp(entry.points, declaration),
    }));
    const loose = entries
      .filter((entry) => !entry.caseSensitive)
      .map((entry) => ({
        text: entry.key,
        folding: { ...folding, ignoreCase: true },
        points: clamp(entry.points, declaration),
      }));
    return {
      kind: 'text',
      entries: isMixed(entries) ? [...exact, ...loose] : loose.length > 0 ? loose : exact,
      otherwise: bounded(null),
      empty: 0,
    };
  }
  if (baseType === 'integer' || baseType === 'float') {
    const own = entries.map(({ key }) => ({ value: Number(key), points: bounded(key) }));
    return {
      kind: 'number',
      integer: baseType === 'integer',
      entries: own,
      otherwise: bounded(null),
      empty: 0,
    };
  }
  return {
    kind: 'each',
    undirected: baseType === 'pair',
    points: Object.fromEntries(entries.map(({ key, points }) => [key, points])),
    otherwise: mapping?.defaultPoints ?? 0,
    lower: mapping?.lowerBound ?? null,
    upper: mapping?.upperBound ?? null,
    empty: 0,
  };
}

/** Whether the order matters: some keys ignore case, and some are not the only one with their letters. */
function isMixed(entries: readonly MapEntry[]): boolean {
  const letters = entries.map(({ key }) => normalizeText(key, { ...noFolding, ignoreCase: true }));
  const ignoring = entries.filter(({ caseSensitive }) => !caseSensitive).length;
  return (ignoring > 0 && ignoring < entries.length) || new Set(letters).size < letters.length;
}

function clamp(points: number, { mapping }: ResponseDeclaration): number {
  const low = mapping?.lowerBound ?? Number.NEGATIVE_INFINITY;
  const high = mapping?.upperBound ?? Number.POSITIVE_INFINITY;
  return Math.min(high, Math.max(low, points));
}
