/** Response processing of one item session. */

import type { Rule } from '../model/expression.ts';
import type { Item } from '../model/item.ts';
import { bool, type Value } from '../model/value.ts';
import { evaluate, type Variables } from './evaluate.ts';
import { answersOf } from './responses.ts';

/** The outcomes after response processing of values that were checked. */
export function process(item: Item, values: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> {
  const outcomes = new Map(item.outcomes.map(({ id, defaultValue }) => [id, defaultValue]));
  const floats = new Set(item.outcomes.filter(({ baseType }) => baseType === 'float').map(({ id }) => id));
  const variables: Variables = {
    responses: values,
    outcomes,
    declarations: answersOf(item).declarations,
    defaults: new Map(outcomes),
  };
  const set = (id: string, value: Value): void => {
    outcomes.set(id, value !== null && floats.has(id) ? { ...value, baseType: 'float' } : value);
  };
  run(item.processing ?? [], variables, set);
  return outcomes;
}

/** False when qti-exit-response was met. */
function run(rules: readonly Rule[], variables: Variables, set: (id: string, value: Value) => void): boolean {
  for (const rule of rules) {
    switch (rule.kind) {
      case 'exit':
        return false;
      case 'set':
        set(rule.outcome, evaluate(rule.expression, variables));
        break;
      case 'condition': {
        const chosen = rule.branches.find(
          ({ test }) => (test === null ? bool(true) : evaluate(test, variables))?.members[0] === true,
        );
        if (chosen !== undefined && !run(chosen.rules, variables, set)) return false;
      }
    }
  }
  return true;
}

export function scoreOf(outcomes: ReadonlyMap<string, Value>): number {
  const value = outcomes.get('SCORE')?.members[0];
  return typeof value === 'number' ? value : 0;
}
