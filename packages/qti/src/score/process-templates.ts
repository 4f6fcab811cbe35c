/** Template processing: the variables of one variant of an item, from a seed. */

import type { Rule } from '../model/expression.ts';
import type { OutcomeDeclaration, ResponseDeclaration, TemplateDeclaration } from '../model/item.ts';
import type { Value } from '../model/value.ts';
import { evaluate, type Variables } from './evaluate.ts';
import { randomFrom } from './random.ts';
import { Work, WorkExceeded, workLimits } from './work.ts';

export interface Variant {
  readonly templates: ReadonlyMap<string, Value>;
  /** Correct responses that were set. */
  readonly corrects: ReadonlyMap<string, Value>;
  /** Defaults of responses and outcomes that were set. */
  readonly defaults: ReadonlyMap<string, Value>;
  /** That all tries took. */
  readonly steps: number;
}

/** A constraint that is not met after this many tries is left: QTI 3.0 ASI, `templateConstraint`, asks for 100 at least. */
const maxTries = 100;

export interface TemplateParts {
  readonly rules: readonly Rule[];
  readonly templates: readonly TemplateDeclaration[];
  readonly responses: ReadonlyMap<string, ResponseDeclaration>;
  readonly outcomes: ReadonlyMap<string, OutcomeDeclaration>;
}

/**
 * Null when it takes more steps than are allowed. `given`: values that a test sets in the place of defaults
 * (`templateDefault`).
 */
export function processTemplates(
  parts: TemplateParts,
  seed: string,
  given: ReadonlyMap<string, Value> = new Map(),
): Variant | null {
  const random = randomFrom(`template\u0000${seed}`);
  const work = new Work(workLimits.scoring);
  try {
    for (let tried = 1; ; tried += 1) {
      const { variant, met } = runOnce(parts, given, random, work, tried >= maxTries);
      if (met) return { ...variant, steps: workLimits.scoring - work.left };
    }
  } catch (error) {
    if (error instanceof WorkExceeded) return null;
    throw error;
  }
}

function runOnce(
  { rules, templates, responses, outcomes }: TemplateParts,
  given: ReadonlyMap<string, Value>,
  random: () => number,
  work: Work,
  last: boolean,
): { variant: Omit<Variant, 'steps'>; met: boolean } {
  const initial = templates.map(({ id, defaultValue }) => [id, given.get(id) ?? defaultValue] as const);
  const values = new Map<string, Value>(initial);
  const corrects = new Map<string, Value>();
  const defaults = new Map<string, Value>();
  const types = new Map(templates.map(({ id, baseType }) => [id, baseType]));
  const variables: Variables = {
    responses: new Map([...responses].map(([id, { defaultValue }]) => [id, defaultValue])),
    outcomes: new Map([...outcomes].map(([id, { defaultValue }]) => [id, defaultValue])),
    declarations: responses,
    defaults: new Map([
      ...initial,
      ...[...responses, ...outcomes].map(([id, { defaultValue }]) => [id, defaultValue] as const),
    ]),
    templates: values,
    corrects,
    random,
    work,
  };
  const widened = (value: Value, baseType: string | undefined): Value =>
    value !== null && baseType === 'float' && value.baseType === 'integer'
      ? { ...value, baseType: 'float' }
      : value;
  const isMet = (list: readonly Rule[]): 'done' | 'exit' | 'again' => {
    for (const rule of list) {
      switch (rule.kind) {
        case 'exit':
          return 'exit';
        case 'constraint':
          if (evaluate(rule.expression, variables)?.members[0] !== true) return 'again';
          break;
        case 'setTemplate':
          values.set(rule.template, widened(evaluate(rule.expression, variables), types.get(rule.template)));
          break;
        case 'setCorrect': {
          const baseType = responses.get(rule.response)?.baseType;
          corrects.set(rule.response, widened(evaluate(rule.expression, variables), baseType));
          break;
        }
        case 'setDefault': {
          const declared = responses.get(rule.variable) ?? outcomes.get(rule.variable);
          defaults.set(rule.variable, widened(evaluate(rule.expression, variables), declared?.baseType));
          break;
        }
        case 'condition': {
          const chosen = rule.branches.find(
            ({ test }) => test === null || evaluate(test, variables)?.members[0] === true,
          );
          const result = chosen === undefined ? 'done' : isMet(chosen.rules);
          if (result !== 'done') return result;
          break;
        }
        case 'set':
        case 'lookup':
          throw new Error(`${rule.kind} belongs to response processing`);
      }
    }
    return 'done';
  };
  const met = isMet(rules) !== 'again';
  const variant = { templates: values, corrects, defaults };
  // QTI 3.0 ASI: when no try meets the constraint, template variables have their defaults.
  if (!met && last) return { variant: { ...variant, templates: new Map(initial) }, met: true };
  return { variant, met };
}
