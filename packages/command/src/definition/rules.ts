/** What options have to do with each other, checked after each of them was found good. */

import type { Refusal } from '../words/refusal.ts';
import { refuseUsage } from '../words/usage-refusals.ts';
import { flagOf, type OptionTable } from './option.ts';

export type Rule =
  | { readonly kind: 'exactly-one'; readonly names: readonly string[] }
  | { readonly kind: 'apart'; readonly names: readonly string[] }
  | { readonly kind: 'needs'; readonly name: string; readonly needed: readonly string[] };

/** One of them, and no other: for whatever needs its target named. */
export const exactlyOne = (...names: readonly string[]): Rule => ({ kind: 'exactly-one', names });
/** At most one of them. */
export const apart = (...names: readonly string[]): Rule => ({ kind: 'apart', names });
/** `name` makes no sense without one of the others. */
export const needs = (name: string, ...needed: readonly string[]): Rule => ({ kind: 'needs', name, needed });

/** `given`: names of options that are on the command line or in the environment. Throws for an unknown name. */
export function checkRule(rule: Rule, given: ReadonlySet<string>, table: OptionTable): Refusal | null {
  const names = rule.kind === 'needs' ? [rule.name, ...rule.needed] : rule.names;
  const unknown = names.find((name) => !Object.hasOwn(table, name));
  if (unknown !== undefined) throw new TypeError(`no option ${unknown}`);
  return isKept(rule, given) ? null : refusalOf(rule);
}

function isKept(rule: Rule, given: ReadonlySet<string>): boolean {
  switch (rule.kind) {
    case 'exactly-one':
      return rule.names.filter((name) => given.has(name)).length === 1;
    case 'apart':
      return rule.names.filter((name) => given.has(name)).length <= 1;
    case 'needs':
      return !given.has(rule.name) || rule.needed.some((name) => given.has(name));
  }
}

/** The refusal of a command line that breaks the rule. Help has its words too. */
export function refusalOf(rule: Rule): Refusal {
  switch (rule.kind) {
    case 'exactly-one':
      return refuseUsage('options-one-of', { options: flags(rule.names) });
    case 'apart':
      return refuseUsage('options-apart', { options: flags(rule.names) });
    case 'needs':
      return refuseUsage('options-together', {
        option: flagOf(rule.name),
        needed: flags(rule.needed, ' | '),
      });
  }
}

const flags = (names: readonly string[], between = ', ') => names.map(flagOf).join(between);
