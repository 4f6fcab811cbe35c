/**
 * Which outcomes a browser may know: those on which no answer, no key and no chance has any influence, whichever rules
 * run. Only buttons that end an attempt and the number of attempts decide them. By flow of information through the
 * rules, conditions and early exits included, until nothing changes.
 */

import { allInteractions, countId } from '../delivery/steps.ts';
import type { Expression, Operator, Rule } from '../model/expression.ts';
import type { Item } from '../model/item.ts';
import { type SaidValue, say } from '../words/say.ts';

/** What an outcome depends on: the identifier of a variable, a key, or chance. */
type Cause = SaidValue;

/** Outcomes that pass a value on to each other, against the order of the rules, in so many steps at most. */
const mostPasses = 50;

/** Responses of the buttons that end an attempt. */
export function buttonsOf(item: Pick<Item, 'body' | 'laterBody'>): ReadonlySet<string> {
  const all = allInteractions({ body: [...item.body, ...item.laterBody] });
  return new Set(all.filter(({ kind }) => kind === 'endAttempt').map(({ responseId }) => responseId));
}

/**
 * By outcome that a browser may not know: one thing that it depends on. Outcomes that are not there are keyless.
 * `countIsKnown` false: nor may they depend on the number of attempts.
 */
export function causesOf(
  item: Pick<Item, 'body' | 'laterBody' | 'outcomes' | 'templates' | 'processing'>,
  countIsKnown = true,
): ReadonlyMap<string, Cause> {
  const buttons = buttonsOf(item);
  const outcomes = new Set(item.outcomes.map(({ id }) => id));
  const templates = new Set(item.templates.map(({ id }) => id));
  const found = new Map<string, Cause>();
  const mark = (outcome: string, cause: Cause | null): void => {
    if (cause !== null && !found.has(outcome)) found.set(outcome, cause);
  };
  const ofVariable = (id: string): Cause | null => {
    if (outcomes.has(id)) return found.get(id) ?? null;
    if (id === countId && countIsKnown) return null;
    return buttons.has(id) || templates.has(id) ? null : id;
  };
  const ofExpression = (expression: Expression): Cause | null => {
    switch (expression.kind) {
      case 'constant':
        return null;
      case 'variable':
        return ofVariable(expression.id);
      case 'correct':
      case 'default':
      case 'mapResponse':
      case 'mapResponsePoint':
        return say('the-key-of', { response: expression.id });
      case 'randomInteger':
      case 'randomFloat':
        return say('chance');
      case 'testVariables':
      case 'outcomeLimit':
      case 'count':
        return 'the test';
      case 'operator': {
        const { operator, operands } = expression;
        if (operator.name === 'random') return say('chance');
        return first([...operands.map(ofExpression), ...variablesIn(operator).map(ofVariable)]);
      }
    }
  };
  /** What an exit inside may depend on: everything that follows depends on it too. */
  const walk = (rules: readonly Rule[], around: Cause | null): Cause | null => {
    let left: Cause | null = null;
    for (const rule of rules) {
      const here: Cause | null = around ?? left;
      switch (rule.kind) {
        case 'set':
          mark(rule.outcome, here ?? ofExpression(rule.expression));
          break;
        case 'lookup':
          mark(rule.outcome, here ?? ofExpression(rule.expression) ?? 'a lookup table');
          break;
        case 'condition': {
          let tested = here;
          for (const { test, rules: inner } of rule.branches) {
            tested ??= test === null ? null : ofExpression(test);
            // Every branch is walked, also once an exit was found.
            const exits = walk(inner, tested);
            left ??= exits;
          }
          break;
        }
        case 'exit':
          left ??= here;
          break;
        case 'setTemplate':
        case 'setCorrect':
        case 'setDefault':
        case 'constraint':
          throw new Error(`${rule.kind} belongs to template processing`);
      }
    }
    return left;
  };
  // Outcomes are kept from attempt to attempt, and may be read before they are set.
  for (let passes = 0, before = -1; before !== found.size; passes += 1) {
    before = found.size;
    if (passes < mostPasses) walk(item.processing ?? [], null);
    else for (const id of outcomes) mark(id, 'rules that are too long a chain');
  }
  return found;
}

/** Variables that stand for a number or a pattern of an operator. */
function variablesIn(operator: Operator): string[] {
  return Object.values(operator).flatMap((value: unknown) => {
    if (typeof value !== 'object' || value === null || !('variable' in value)) return [];
    return [String(value.variable)];
  });
}

function first(causes: readonly (Cause | null)[]): Cause | null {
  return causes.find((cause) => cause !== null) ?? null;
}
