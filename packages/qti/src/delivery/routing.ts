/**
 * The only scoring a browser has: points for listed responses, their sum, and the module that the sum leads to.
 * The authority makes the table, seals it, and computes the same route again with this same function.
 */

import { normalizeText, parseInteger, parseNumber, type TextFolding } from '../lexical/french-text.ts';
import type { ItemResponses, ResponseValue } from './delivery-item.ts';

/**
 * Points of one response.
 * - `value`: the whole response, written by `responseKey`, has points.
 * - `each`: every member has points (each counted once), then the bounds apply.
 * - `text`, `number`: the first entry that equals what was typed has the points.
 * A missing response gives `empty`; one that is not listed gives `otherwise`.
 */
export type RoutingRule =
  | {
      readonly kind: 'value';
      readonly cardinality: 'single' | 'multiple' | 'ordered';
      /** Pairs without direction: "A B" and "B A" are the same. */
      readonly undirected: boolean;
      readonly points: Readonly<Record<string, number>>;
      readonly otherwise: number;
      readonly empty: number;
    }
  | {
      readonly kind: 'each';
      readonly undirected: boolean;
      readonly points: Readonly<Record<string, number>>;
      readonly otherwise: number;
      readonly lower: number | null;
      readonly upper: number | null;
      readonly empty: number;
    }
  | {
      readonly kind: 'text';
      readonly entries: readonly {
        readonly text: string;
        readonly folding: TextFolding;
        readonly points: number;
      }[];
      readonly otherwise: number;
      readonly empty: number;
    }
  | {
      readonly kind: 'number';
      /** Whole numbers only: what is not one counts as missing, as does what is no number. */
      readonly integer: boolean;
      readonly entries: readonly { readonly value: number; readonly points: number }[];
      readonly otherwise: number;
      readonly empty: number;
    };

export interface RoutingTable {
  readonly v: 1;
  readonly id: string;
  /** Item identifier → response identifier → rule. */
  readonly items: Readonly<Record<string, Readonly<Record<string, RoutingRule>>>>;
  /**
   * Rising by `atLeast`; the last one whose `atLeast` is not above the sum gives the module. The first is for every
   * sum: its `atLeast` is null.
   */
  readonly cuts: readonly { readonly atLeast: number | null; readonly module: string }[];
}

export interface RoutingResult {
  readonly points: number;
  readonly module: string;
}

/** Total on any responses (wrong shapes count as unlisted); the same on every machine: sums go in the table's order. */
export function evaluateRoutingTable(
  table: RoutingTable,
  responses: Readonly<Record<string, ItemResponses>>,
): RoutingResult {
  let sum = 0;
  for (const [itemId, rules] of Object.entries(table.items)) {
    const given = Object.hasOwn(responses, itemId) ? responses[itemId] : undefined;
    for (const [responseId, rule] of Object.entries(rules)) {
      const value = given && Object.hasOwn(given, responseId) ? (given[responseId] ?? null) : null;
      sum += pointsOf(rule, value);
    }
  }
  // Sums of decimal points (0.1 + 0.2) must meet their cuts: compared to a billionth.
  const points = Math.round(sum * 1e9) / 1e9;
  let module = table.cuts[0]?.module;
  if (module === undefined) throw new RangeError('a routing table has at least one cut');
  for (const cut of table.cuts) if (cut.atLeast === null || points >= cut.atLeast) module = cut.module;
  return { points, module };
}

/** The text under which `value` rules list a whole response: members joined by "|", sorted unless ordered. */
export function responseKey(
  value: string | readonly string[],
  cardinality: 'single' | 'multiple' | 'ordered',
  undirected: boolean,
): string {
  const members = (typeof value === 'string' ? [value] : value).map((member) =>
    memberKey(member, undirected),
  );
  return (cardinality === 'multiple' ? [...members].sort() : members).join('|');
}

function memberKey(member: string, undirected: boolean): string {
  return undirected ? member.split(' ').sort().join(' ') : member;
}

function isEmpty(value: ResponseValue): value is null {
  return value === null || value.length === 0 || (typeof value === 'string' && value.trim() === '');
}

function pointsOf(rule: RoutingRule, value: ResponseValue): number {
  if (isEmpty(value)) return rule.empty;
  switch (rule.kind) {
    case 'value': {
      const key = responseKey(value, rule.cardinality, rule.undirected);
      return listed(rule.points, key) ?? rule.otherwise;
    }
    case 'each': {
      const members = new Set(
        (typeof value === 'string' ? [value] : value).map((m) => memberKey(m, rule.undirected)),
      );
      let sum = 0;
      for (const member of members) sum += listed(rule.points, member) ?? rule.otherwise;
      if (rule.lower !== null) sum = Math.max(rule.lower, sum);
      if (rule.upper !== null) sum = Math.min(rule.upper, sum);
      return sum;
    }
    case 'text': {
      if (typeof value !== 'string') return rule.otherwise;
      for (const { text, folding, points } of rule.entries) {
        if (normalizeText(value, folding) === normalizeText(text, folding)) return points;
      }
      return rule.otherwise;
    }
    case 'number': {
      const typed = typeof value === 'string' ? (rule.integer ? parseInteger : parseNumber)(value) : null;
      if (typed === null) return rule.empty;
      return rule.entries.find((entry) => entry.value === typed)?.points ?? rule.otherwise;
    }
  }
}

function listed(points: Readonly<Record<string, number>>, key: string): number | undefined {
  return Object.hasOwn(points, key) ? points[key] : undefined;
}
