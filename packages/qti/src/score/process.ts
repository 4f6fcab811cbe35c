/** Response processing of one item session. */

import { expressionsIn, type Rule } from '../model/expression.ts';
import type { Item, LookupTable, OutcomeDeclaration, ResponseDeclaration } from '../model/item.ts';
import { single, type Value } from '../model/value.ts';
import { evaluate, type Variables } from './evaluate.ts';
import { randomFrom } from './random.ts';
import { Work, WorkExceeded, workLimits } from './work.ts';

/** What an attempt starts from. */
export interface Start {
  /** Outcomes after the attempts before; without it, their defaults. */
  readonly outcomes?: ReadonlyMap<string, Value>;
  /** From 1. */
  readonly numAttempts?: number;
  /** Seconds since the session began; NULL when nobody measured them. */
  readonly duration?: number;
  /** Shared by several runs, which then stop together; without it, each run has its own. Throws when it is spent. */
  readonly work?: Work;
}

/** What is the same for every run of an item. */
interface Plan {
  readonly declarations: ReadonlyMap<string, ResponseDeclaration>;
  /** Of every variable of the item, for `qti-default`. */
  readonly defaults: ReadonlyMap<string, Value>;
  readonly outcomeDefaults: ReadonlyMap<string, Value>;
  readonly outcomes: ReadonlyMap<string, OutcomeDeclaration>;
  readonly rules: readonly Rule[];
  readonly seed: string;
  /** Whether the rules look at numAttempts or duration. */
  readonly usesSession: boolean;
}

const plans = new WeakMap<Item, Plan>();

function planOf(item: Item): Plan {
  let plan = plans.get(item);
  if (plan === undefined) {
    plan = {
      declarations: new Map(item.responses.map((declaration) => [declaration.id, declaration])),
      outcomeDefaults: new Map(item.outcomes.map(({ id, defaultValue }) => [id, defaultValue])),
      defaults: new Map(
        [...item.outcomes, ...item.responses, ...item.templates].map(({ id, defaultValue }) => [
          id,
          defaultValue,
        ]),
      ),
      outcomes: new Map(item.outcomes.map((declaration) => [declaration.id, declaration])),
      rules: item.processing ?? [],
      seed: `${item.identifier}\u0000${item.seed}\u0000`,
      usesSession: [...expressionsIn(item.processing ?? [])].some(
        (one) => one.kind === 'variable' && (one.id === 'numAttempts' || one.id === 'duration'),
      ),
    };
    plans.set(item, plan);
  }
  return plan;
}

/**
 * The outcomes after response processing of values that were checked. Processing that takes more than
 * `workLimits.scoring` steps ends without a result: every outcome is as it was.
 */
export function process(
  item: Item,
  values: ReadonlyMap<string, Value>,
  start: Start = {},
): ReadonlyMap<string, Value> {
  const plan = planOf(item);
  const before = start.outcomes ?? plan.outcomeDefaults;
  const outcomes = new Map(before);
  const attempt = start.numAttempts ?? 1;
  const responses = plan.usesSession ? withSession(values, attempt, start.duration) : values;
  let random: (() => number) | null = null;
  const variables: Variables = {
    responses,
    outcomes,
    declarations: plan.declarations,
    defaults: plan.defaults,
    templates: item.templateValues,
    random: () => {
      random ??= randomFrom(`${plan.seed}${attempt}`);
      return random();
    },
    work: start.work ?? new Work(workLimits.scoring),
  };
  try {
    run(plan.rules, variables, (rule, value) => {
      outcomes.set(rule.outcome, outcomeValue(rule, value, plan.outcomes.get(rule.outcome)));
    });
  } catch (error) {
    if (!(error instanceof WorkExceeded) || start.work !== undefined) throw error;
    return before;
  }
  return outcomes;
}

/** The built-in response variables (QTI 3.0 ASI, section "Built-in response variables"). */
function withSession(
  values: ReadonlyMap<string, Value>,
  attempt: number,
  duration: number | undefined,
): ReadonlyMap<string, Value> {
  const responses = new Map(values);
  responses.set('numAttempts', single('integer', attempt));
  if (duration !== undefined) responses.set('duration', single('duration', duration));
  return responses;
}

type SetRule = Extract<Rule, { readonly kind: 'set' | 'lookup' }>;

/**
 * An integer becomes a float where the outcome is one; a looked up value is that of the outcome's table. What only an
 * item read to be scored gives (`readItem`, `purpose`) becomes what the outcome is: a word for an identifier, the whole
 * part of a float for an integer, a single value for a container of it.
 */
export function outcomeValue(rule: SetRule, value: Value, declared: OutcomeDeclaration | undefined): Value {
  const found = rule.kind === 'lookup' ? lookUp(declared?.lookupTable ?? null, value) : value;
  if (found === null || declared === undefined) return found;
  const { baseType } = declared;
  const cardinality =
    found.cardinality === 'single' && declared.cardinality === 'multiple' ? 'multiple' : found.cardinality;
  if (found.baseType === baseType && found.cardinality === cardinality) return found;
  const truncates = baseType === 'integer' && found.baseType === 'float';
  const members = truncates ? found.members.map((member) => Math.trunc(Number(member))) : found.members;
  return { ...found, cardinality, baseType, members };
}

/**
 * QTI 3.0 ASI: a match table has an entry for exactly that integer; an interpolation table is read from the top, the
 * first entry whose source value is below (or at) the number.
 */
function lookUp(table: LookupTable | null, value: Value): Value {
  const source = value?.members[0];
  if (table === null) return null;
  if (typeof source !== 'number') return table.defaultValue;
  const entry = table.entries.find((candidate) =>
    table.kind === 'match' || candidate.includeBoundary === false
      ? table.kind === 'match'
        ? source === candidate.source
        : source > candidate.source
      : source >= candidate.source,
  );
  return entry === undefined ? table.defaultValue : entry.target;
}

/** False when an exit rule was met. */
export function run(
  rules: readonly Rule[],
  variables: Variables,
  set: (rule: SetRule, value: Value) => void,
): boolean {
  for (const rule of rules) {
    switch (rule.kind) {
      case 'exit':
        return false;
      case 'set':
      case 'lookup':
        set(rule, evaluate(rule.expression, variables));
        break;
      case 'condition': {
        const chosen = rule.branches.find(
          ({ test }) => test === null || evaluate(test, variables)?.members[0] === true,
        );
        if (chosen !== undefined && !run(chosen.rules, variables, set)) return false;
        break;
      }
      case 'setTemplate':
      case 'setCorrect':
      case 'setDefault':
      case 'constraint':
        throw new Error(`${rule.kind} belongs to template processing`);
    }
  }
  return true;
}

/** SCORE; 0 when there is none, or none that is a finite number. */
export function scoreOf(outcomes: ReadonlyMap<string, Value>): number {
  const value = outcomes.get('SCORE')?.members[0];
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}
