/** Responses worth trying, to find what an item can give. */

import type { AssociableChoice, Interaction, ResponseValue } from '../delivery/delivery-item.ts';
import type { Expression, Rule } from '../model/expression.ts';
import type { Item, ResponseDeclaration } from '../model/item.ts';
import type { Scalar, Value } from '../model/value.ts';
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

export function candidatesOf(item: Item): Candidates[] {
  const { interactions, declarations } = answersOf(item);
  const literals = literalsOf(item.processing ?? []);
  return [...interactions].map(([responseId, interaction]) => {
    const declaration = declarations.get(responseId) as ResponseDeclaration;
    const { values, complete } = listed(interaction, declaration, literals);
    return { responseId, values: [null, ...values], complete };
  });
}

/** The correct response in the form of a record; null when there is none. */
export function correctResponseOf(declaration: ResponseDeclaration): ResponseValue {
  const { correct } = declaration;
  if (correct === null) return null;
  const members = correct.members.map(String);
  return declaration.cardinality === 'single' ? (members[0] ?? null) : members;
}

interface Listed {
  readonly values: ResponseValue[];
  readonly complete: boolean;
}

function listed(
  interaction: Interaction,
  declaration: ResponseDeclaration,
  literals: readonly Scalar[],
): Listed {
  const single = declaration.cardinality === 'single';
  switch (interaction.kind) {
    case 'inlineChoice':
      return { values: interaction.choices.map(({ id }) => id), complete: true };
    case 'choice': {
      const ids = interaction.choices.map(({ id }) => id);
      if (single) return { values: ids, complete: true };
      const all = subsets(ids, interaction.maxChoices, () => true);
      return all === null
        ? { values: someSubsets(ids, declaration, interaction.maxChoices), complete: false }
        : { values: all, complete: true };
    }
    case 'order': {
      const ids = interaction.choices.map(({ id }) => id);
      const all = arrangements(ids, interaction.maxChoices);
      if (all !== null) return { values: all, complete: true };
      return {
        values: [ids, ids.toReversed()].map((order) => order.slice(0, interaction.maxChoices)),
        complete: false,
      };
    }
    case 'match': {
      const pairs = interaction.sources.flatMap((s) => interaction.targets.map((t) => `${s.id} ${t.id}`));
      if (single) return { values: pairs, complete: true };
      const fits = (chosen: readonly string[]) =>
        withinMatchMax(chosen, interaction.sources, interaction.targets);
      const all = subsets(pairs, interaction.maxAssociations, fits);
      if (all !== null) return { values: all, complete: true };
      const some = someSubsets(pairs, declaration, interaction.maxAssociations);
      return { values: some.filter((value) => Array.isArray(value) && fits(value)), complete: false };
    }
    case 'textEntry':
    case 'extendedText': {
      const texts = new Set<string>();
      for (const member of declaration.correct?.members ?? []) texts.add(String(member));
      for (const { key } of declaration.mapping?.entries ?? []) texts.add(key);
      for (const literal of literals) {
        texts.add(String(literal));
        if (typeof literal !== 'number') continue;
        // Thresholds: on both sides of every number that processing compares with.
        for (const near of [literal - 1, literal + 1]) texts.add(String(near));
      }
      // What no item can have foreseen.
      texts.add(declaration.baseType === 'string' ? 'xyzzy' : '-987654321');
      const values = [...texts].filter((text) => text !== '' && text.length <= interaction.maxLength);
      return { values, complete: false };
    }
  }
}

/** All non-empty subsets of at most `max` members that `fits` allows; null when there are too many. */
function subsets(
  ids: readonly string[],
  max: number,
  fits: (chosen: readonly string[]) => boolean,
): string[][] | null {
  const found: string[][] = [];
  const extend = (from: number, chosen: readonly string[]): boolean => {
    for (let i = from; i < ids.length; i += 1) {
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
  const extend = (chosen: readonly string[]): boolean => {
    for (const id of ids) {
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
  sources: readonly AssociableChoice[],
  targets: readonly AssociableChoice[],
): boolean {
  const used = new Map<string, number>();
  for (const pair of pairs) for (const id of pair.split(' ')) used.set(id, (used.get(id) ?? 0) + 1);
  return [...sources, ...targets].every(({ id, matchMax }) => (used.get(id) ?? 0) <= matchMax);
}

/** Every constant that response processing mentions. */
function literalsOf(rules: readonly Rule[]): Scalar[] {
  const found: Scalar[] = [];
  const value = (constant: Value): void => {
    found.push(...(constant?.members ?? []));
  };
  const expression = (node: Expression): void => {
    if (node.kind === 'constant') value(node.value);
    if (node.kind === 'operator') node.operands.forEach(expression);
  };
  const visit = (rule: Rule): void => {
    if (rule.kind === 'set') expression(rule.expression);
    if (rule.kind !== 'condition') return;
    for (const { test, rules: inner } of rule.branches) {
      if (test !== null) expression(test);
      inner.forEach(visit);
    }
  };
  rules.forEach(visit);
  return [...new Set(found.filter((scalar) => typeof scalar !== 'boolean'))].slice(0, 200);
}
