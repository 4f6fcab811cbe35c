/** Responses worth trying, to find what an item can give. */

import type { ResponseValue } from '../delivery/delivery-item.ts';
import { opaqueFault } from '../delivery/opaque-response.ts';
import type { Associable, ResponseShape } from '../delivery/response-shape.ts';
import { expressionsIn, type Rule } from '../model/expression.ts';
import type { Item, ResponseDeclaration } from '../model/item.ts';
import { recordedValue, type Scalar } from '../model/value.ts';
import { answersOf } from './responses.ts';

export interface Candidates {
  readonly responseId: string;
  /** With no response (null) among them. */
  readonly values: readonly ResponseValue[];
  /** Whether these are all the responses there can be. */
  readonly complete: boolean;
}

/** More than this many responses to one interaction are not listed one by one. */
const maxListed = 2_000;
/** Nor are more steps taken to list them. */
const maxSteps = 50_000;

export function candidatesOf(item: Item): Candidates[] {
  const literals = literalsOf(item.processing ?? []);
  return [...answersOf(item).asked].map(([responseId, { shape, declaration }]) => {
    const { values, complete } = listed(shape, declaration, literals);
    return { responseId, values: [null, ...values], complete };
  });
}

/** The correct response in the form of a record; null when there is none. */
export function correctResponseOf({ correct }: ResponseDeclaration): ResponseValue {
  return recordedValue(correct);
}

interface Listed {
  readonly values: readonly ResponseValue[];
  readonly complete: boolean;
}

function listed(shape: ResponseShape, declaration: ResponseDeclaration, literals: readonly Scalar[]): Listed {
  const isSingle = declaration.cardinality === 'single' || declaration.cardinality === 'record';
  switch (shape.kind) {
    case 'choices': {
      if (isSingle) return { values: shape.ids, complete: true };
      const all = shape.ordered
        ? arrangements(shape.ids, shape.max)
        : subsets(shape.ids, shape.max, () => true);
      if (all !== null) return { values: all, complete: true };
      const some = shape.ordered
        ? [shape.ids, shape.ids.toReversed()].map((order) => order.slice(0, shape.max))
        : someSubsets(shape.ids, declaration, shape.max);
      return { values: some, complete: false };
    }
    case 'pairs': {
      const pairs = pairsOf(shape);
      if (isSingle) return { values: pairs, complete: true };
      const fits = (chosen: readonly string[]) => withinMatchMax(chosen, shape.sources, shape.targets);
      const all = subsets(pairs, shape.max, fits);
      if (all !== null) return { values: all, complete: true };
      const some = someSubsets(pairs, declaration, shape.max);
      return { values: some.filter(fits), complete: false };
    }
    case 'flag':
      return { values: ['true', 'false'], complete: true };
    case 'text':
    case 'opaque': {
      const texts = typedTexts(declaration, literals).filter((text) =>
        shape.kind === 'text'
          ? text.length <= shape.maxLength
          : opaqueFault(text, { cardinality: 'single', baseType: declaration.baseType }, shape.maxLength) ===
            null,
      );
      if (isSingle) return { values: texts, complete: false };
      return {
        values: someSubsets(texts, declaration, shape.kind === 'text' ? shape.max : 20),
        complete: false,
      };
    }
    case 'number': {
      const numbers = typedTexts(declaration, literals)
        .map(Number)
        .filter((value) => Number.isFinite(value));
      const within = [...numbers, shape.lower, shape.upper].filter(
        (value) => value >= shape.lower && value <= shape.upper,
      );
      return { values: [...new Set(within.map(String))], complete: false };
    }
    case 'points': {
      const points = pointsOf(declaration);
      const all = [...points.slice(0, shape.max), ...points];
      return {
        values: isSingle ? points : [points.slice(0, shape.max), ...all.map((point) => [point])],
        complete: false,
      };
    }
    case 'file':
      return { values: ['data:text/plain;base64,YQ=='], complete: true };
  }
}

/** Every pair once; without direction, each two of the list. */
function pairsOf({
  sources,
  targets,
  undirected,
}: Extract<ResponseShape, { readonly kind: 'pairs' }>): string[] {
  return sources.flatMap((source, i) =>
    (undirected ? targets.slice(i + 1) : targets).map((target) => `${source.id} ${target.id}`),
  );
}

/** Keys, mapped texts and constants, with numbers on both sides of every number, and what no item can have foreseen. */
function typedTexts(declaration: ResponseDeclaration, literals: readonly Scalar[]): string[] {
  const texts = new Set<string>();
  for (const member of declaration.correct?.members ?? []) texts.add(String(member));
  for (const member of declaration.defaultValue?.members ?? []) texts.add(String(member));
  // What is worth most comes first: there may be more than can be tried.
  const mapped = (declaration.mapping?.entries ?? []).toSorted((a, b) => b.points - a.points);
  for (const { key } of mapped) texts.add(key);
  for (const literal of literals) {
    texts.add(String(literal));
    if (typeof literal !== 'number') continue;
    for (const near of [literal - 1, literal + 1]) texts.add(String(near));
  }
  texts.add(declaration.baseType === 'string' ? 'xyzzy' : '-987654321');
  return [...texts].filter((text) => text !== '');
}

/** The correct points, a point of each mapped area (its centre, its first corner), and one that is far from all. */
function pointsOf({ correct, areaMapping }: ResponseDeclaration): string[] {
  const points = new Set((correct?.members ?? []).map(String));
  for (const { shape, coords } of areaMapping?.entries ?? []) {
    const [a = 0, b = 0, c = 0, d = 0] = coords;
    if (shape === 'rect') points.add(`${(a + c) / 2} ${(b + d) / 2}`);
    else if (shape !== 'default') points.add(`${a} ${b}`);
  }
  points.add('99999 99999');
  return [...points];
}

/** All non-empty subsets of at most `max` members that `fits` allows; null when there are too many. */
function subsets(
  ids: readonly string[],
  max: number,
  fits: (chosen: readonly string[]) => boolean,
): string[][] | null {
  const found: string[][] = [];
  let steps = 0;
  const extend = (from: number, chosen: readonly string[]): boolean => {
    for (let i = from; i < ids.length; i += 1) {
      steps += 1 + chosen.length;
      if (steps > maxSteps) return false;
      const next = [...chosen, ids[i] as string];
      if (!fits(next)) continue;
      found.push(next);
      if (found.length > maxListed) return false;
      if (next.length < max && !extend(i + 1, next)) return false;
    }
    return true;
  };
  return extend(0, []) ? found : null;
}

/** All ordered lists of 1 to `max` different members; null when there are too many. */
function arrangements(ids: readonly string[], max: number): string[][] | null {
  const found: string[][] = [];
  let steps = 0;
  const extend = (chosen: readonly string[]): boolean => {
    for (const id of ids) {
      steps += 1 + chosen.length;
      if (steps > maxSteps) return false;
      if (chosen.includes(id)) continue;
      const next = [...chosen, id];
      found.push(next);
      if (found.length > maxListed) return false;
      if (next.length < max && !extend(next)) return false;
    }
    return true;
  };
  return extend([]) ? found : null;
}

/** Too many to list: each member alone, all together, and the best by the mapping. */
function someSubsets(ids: readonly string[], declaration: ResponseDeclaration, max: number): string[][] {
  const points = new Map(declaration.mapping?.entries.map((entry) => [entry.key, entry.points]));
  const worth = (id: string): number => points.get(id) ?? declaration.mapping?.defaultPoints ?? 0;
  const best = ids
    .filter((id) => worth(id) > 0)
    .toSorted((a, b) => worth(b) - worth(a))
    .slice(0, max);
  return [...ids.map((id) => [id]), ids.slice(0, max), best].filter((chosen) => chosen.length > 0);
}

function withinMatchMax(
  pairs: readonly string[],
  sources: readonly Associable[],
  targets: readonly Associable[],
): boolean {
  const limits = new Map([...sources, ...targets].map(({ id, matchMax }) => [id, matchMax]));
  const used = new Map<string, number>();
  for (const pair of pairs) {
    for (const id of pair.split(' ')) {
      const count = (used.get(id) ?? 0) + 1;
      if (count > (limits.get(id) ?? 0)) return false;
      used.set(id, count);
    }
  }
  return true;
}

/** Every constant that response processing mentions. */
function literalsOf(rules: readonly Rule[]): Scalar[] {
  const found = new Set<Scalar>();
  for (const expression of expressionsIn(rules)) {
    if (expression.kind !== 'constant') continue;
    for (const scalar of expression.value?.members ?? []) if (typeof scalar !== 'boolean') found.add(scalar);
    if (found.size >= 200) break;
  }
  return [...found].slice(0, 200);
}
