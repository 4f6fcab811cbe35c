/** A candidate's way through a test, and its outcomes: pure functions of the test, a seed and what was answered. */

import type {
  AssessmentTest,
  ItemRef,
  SessionControl,
  TestPart,
  TestSection,
  TimeLimits,
} from '../model/assessment-test.ts';
import type { Expression, Subset } from '../model/expression.ts';
import type { Item } from '../model/item.ts';
import { container, sameValue, single, type Value } from '../model/value.ts';
import { evaluate, type TestScope, type Variables } from './evaluate.ts';
import { outcomeValue, run } from './process.ts';
import { randomFrom } from './random.ts';
import { Work, WorkExceeded, workLimits } from './work.ts';

/** One item at its place in the test of one candidate. */
export interface PlannedItem {
  /** The reference's identifier; with replacement, the second is `Q1.2`. */
  readonly instance: string;
  readonly ref: ItemRef;
  readonly part: TestPart;
  /** From the outermost. */
  readonly sections: readonly TestSection[];
  /** Every field, as the test, the part, the sections and the reference say. */
  readonly control: Required<SessionControl>;
  /** Of the item, its sections, its part and the test; those that there are, innermost first. */
  readonly timeLimits: readonly TimeLimits[];
}

/** QTI 3.0 ASI, "itemSessionControl": what holds when nothing is said. */
const defaultControl: Required<SessionControl> = {
  maxAttempts: 1,
  showFeedback: false,
  allowReview: true,
  showSolution: false,
  allowComment: false,
  allowSkipping: true,
  validateResponses: false,
};

/** Children of sections that are looked at, all sections together: sections in sections with replacement multiply. */
const maxPlanned = 200_000;

/**
 * Selection and ordering, for one seed: the same on every machine. Throws `RangeError` for a test that selects more than
 * any candidate could be given.
 */
export function planTest(test: AssessmentTest, seed: string): PlannedItem[] {
  const random = randomFrom(`test\u0000${test.identifier}\u0000${seed}`);
  const counts = new Map<string, number>();
  const work = new Work(maxPlanned);
  try {
    return planParts(test, random, counts, work);
  } catch (error) {
    if (error instanceof WorkExceeded) throw new RangeError('the test selects too many items');
    throw error;
  }
}

function planParts(
  test: AssessmentTest,
  random: () => number,
  counts: Map<string, number>,
  work: Work,
): PlannedItem[] {
  return test.parts.flatMap((part) => {
    const around: Around = {
      part,
      sections: [],
      control: { ...defaultControl, ...part.control },
      timeLimits: limitsOf(part.timeLimits, test.timeLimits),
    };
    return part.sections.flatMap((section) => planSection(section, around, random, counts, work));
  });
}

type Around = Pick<PlannedItem, 'part' | 'sections' | 'control' | 'timeLimits'>;

function limitsOf(...limits: readonly (TimeLimits | null)[]): TimeLimits[] {
  return limits.filter((one): one is TimeLimits => one !== null);
}

/** A child that was selected, with the sections that were opened on the way to it. */
interface Selected {
  readonly child: TestSection | ItemRef;
  readonly around: Around;
}

function planSection(
  section: TestSection,
  outer: Around,
  random: () => number,
  counts: Map<string, number>,
  work: Work,
): PlannedItem[] {
  return orderedChildren(section, outer, random, work).flatMap(({ child, around }) => {
    if (child.kind === 'section') return planSection(child, around, random, counts, work);
    const count = (counts.get(child.identifier) ?? 0) + 1;
    counts.set(child.identifier, count);
    const planned: PlannedItem = {
      ...around,
      instance: count === 1 ? child.identifier : `${child.identifier}.${count}`,
      ref: child,
      control: { ...around.control, ...child.control },
      timeLimits: [...limitsOf(child.timeLimits), ...around.timeLimits],
    };
    return [planned];
  });
}

function orderedChildren(section: TestSection, outer: Around, random: () => number, work: Work): Selected[] {
  const around: Around = {
    part: outer.part,
    sections: [...outer.sections, section],
    control: { ...outer.control, ...section.control },
    timeLimits: [...limitsOf(section.timeLimits), ...outer.timeLimits],
  };
  const selected = select(section, random, work).map((child): Selected => ({ child, around }));
  if (!section.shuffle) return selected;
  // QTI 3.0 ASI, "keepTogether": an invisible section that need not stay together mixes with those beside it.
  const mixed = selected.flatMap((one): Selected[] =>
    one.child.kind === 'section' && !one.child.visible && !one.child.keepTogether
      ? orderedChildren(one.child, one.around, random, work)
      : [one],
  );
  const free = mixed.flatMap(({ child }, place) => (child.fixed ? [] : [place]));
  for (let i = free.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    const [a, b] = [free[i] as number, free[j] as number];
    [mixed[a], mixed[b]] = [mixed[b] as Selected, mixed[a] as Selected];
  }
  return mixed;
}

/** Required children always; the others by chance, in the order in which they are written. */
function select(
  { selection, children }: TestSection,
  random: () => number,
  work: Work,
): (TestSection | ItemRef)[] {
  work.spend(1 + children.length);
  if (selection === null) return [...children];
  const counts = children.map(({ required }): number => (required ? 1 : 0));
  const missing = selection.select - counts.reduce((sum, count) => sum + count, 0);
  if (selection.withReplacement && children.length > 0) {
    work.spend(Math.max(0, missing));
    for (let i = 0; i < missing; i += 1) {
      const chosen = Math.floor(random() * children.length);
      counts[chosen] = (counts[chosen] ?? 0) + 1;
    }
  } else {
    // The first of a shuffled list: each set of that size is as likely.
    const open = children.flatMap((_, place) => (counts[place] === 0 ? [place] : []));
    for (let i = 0; i < missing && i < open.length; i += 1) {
      const j = i + Math.floor(random() * (open.length - i));
      [open[i], open[j]] = [open[j] as number, open[i] as number];
      counts[open[i] as number] = 1;
    }
  }
  return children.flatMap((child, place) => Array.from({ length: counts[place] ?? 0 }, () => child));
}

/** What is known of one item session. */
export interface ItemSession {
  readonly item: Item;
  readonly presented: boolean;
  /** The responses that were read, as computed with; empty when nothing was answered. */
  readonly responses: ReadonlyMap<string, Value>;
  readonly outcomes: ReadonlyMap<string, Value>;
}

/** By instance. */
export type ItemSessions = ReadonlyMap<string, ItemSession>;

/**
 * Outcomes of the test, from outcome processing over the item sessions so far. Null when processing takes more than
 * `workLimits.scoring` steps.
 */
export function processTest(
  test: AssessmentTest,
  plan: readonly PlannedItem[],
  sessions: ItemSessions,
): ReadonlyMap<string, Value> | null {
  const defaults = new Map(test.outcomes.map(({ id, defaultValue }) => [id, defaultValue]));
  const declared = new Map(test.outcomes.map((outcome) => [outcome.id, outcome]));
  const outcomes = new Map(defaults);
  const variables = variablesOf(test, plan, sessions, outcomes, defaults);
  try {
    run(test.processing ?? [], variables, (rule, value) => {
      outcomes.set(rule.outcome, outcomeValue(rule, value, declared.get(rule.outcome)));
    });
  } catch (error) {
    if (error instanceof WorkExceeded) return null;
    throw error;
  }
  return outcomes;
}

function variablesOf(
  test: AssessmentTest,
  plan: readonly PlannedItem[],
  sessions: ItemSessions,
  outcomes: ReadonlyMap<string, Value>,
  defaults: ReadonlyMap<string, Value>,
): Variables {
  return {
    responses: new Map(),
    outcomes,
    declarations: new Map(),
    defaults,
    random: randomFrom(`outcome\u0000${test.identifier}`),
    test: testScope(plan, sessions),
    work: new Work(workLimits.scoring),
  };
}

/**
 * The item to present after `after` (null: from the start), by pre-conditions and branch rules of linear parts; null
 * when the test is over. In nonlinear parts these say nothing (QTI 3.0 ASI, "preCondition", "branchRule").
 */
export function nextItem(
  test: AssessmentTest,
  plan: readonly PlannedItem[],
  sessions: ItemSessions,
  after: string | null,
): PlannedItem | null {
  const outcomes = processTest(test, plan, sessions) ?? new Map<string, Value>();
  const variables = variablesOf(test, plan, sessions, outcomes, new Map());
  const isTrue = (expression: Expression): boolean => evaluate(expression, variables)?.members[0] === true;
  const last = after === null ? -1 : plan.findIndex(({ instance }) => instance === after);
  let at = last + 1;
  const left = plan[last];
  if (left !== undefined && left.part.navigation === 'linear') {
    const branch = left.ref.branchRules.find(({ test: condition }) => isTrue(condition));
    if (branch !== undefined) at = branchTarget(branch.target, plan, last);
  }
  for (; at < plan.length; at += 1) {
    const candidate = plan[at] as PlannedItem;
    if (candidate.part.navigation === 'nonlinear') return candidate;
    const conditions = [
      ...candidate.part.preConditions,
      ...candidate.sections.flatMap(({ preConditions }) => preConditions),
      ...candidate.ref.preConditions,
    ];
    if (conditions.every(isTrue)) return candidate;
  }
  return null;
}

/** Never backwards: a target that was passed is none, and the test goes on. */
function branchTarget(target: string, plan: readonly PlannedItem[], last: number): number {
  const left = plan[last] as PlannedItem;
  const innermost = left.sections.at(-1);
  const from = (fits: (planned: PlannedItem) => boolean): number => {
    const found = plan.findIndex((planned, place) => place > last && fits(planned));
    return found === -1 ? plan.length : found;
  };
  switch (target) {
    case 'EXIT_TEST':
      return plan.length;
    case 'EXIT_TESTPART':
      return from(({ part }) => part !== left.part);
    case 'EXIT_SECTION':
      return from(({ sections }) => innermost === undefined || !sections.includes(innermost));
    default: {
      const names = ({ ref, sections, part }: PlannedItem): boolean =>
        ref.identifier === target ||
        part.identifier === target ||
        sections.some(({ identifier }) => identifier === target);
      return plan.some((planned, place) => place > last && names(planned)) ? from(names) : last + 1;
    }
  }
}

function testScope(plan: readonly PlannedItem[], sessions: ItemSessions): TestScope {
  const within = ({ section, includeCategories, excludeCategories }: Subset): PlannedItem[] =>
    plan.filter(
      ({ ref, sections }) =>
        (section === null || sections.some(({ identifier }) => identifier === section)) &&
        (includeCategories.length === 0 || includeCategories.some((one) => ref.categories.includes(one))) &&
        !excludeCategories.some((one) => ref.categories.includes(one)),
    );
  const sessionOf = ({ instance }: PlannedItem): ItemSession | undefined => sessions.get(instance);
  const outcomeOf = (planned: PlannedItem, name: string): Value => {
    const session = sessionOf(planned);
    if (session === undefined) return null;
    const own = planned.ref.variableMappings[name] ?? name;
    const started = session.item.outcomes.find(({ id }) => id === own)?.defaultValue ?? null;
    return session.outcomes.get(own) ?? session.responses.get(own) ?? started;
  };
  return {
    size: plan.length,
    evaluate(expression) {
      switch (expression.kind) {
        case 'variable': {
          const dot = expression.id.lastIndexOf('.');
          if (dot === -1) return null;
          const [instance, name] = [expression.id.slice(0, dot), expression.id.slice(dot + 1)];
          const planned = plan.find((one) => one.instance === instance);
          if (planned === undefined) return null;
          return weighted(outcomeOf(planned, name), weightOf(planned, expression.weight ?? null));
        }
        case 'testVariables': {
          const values = within(expression.subset).flatMap((planned) => {
            const value = outcomeOf(planned, expression.variable);
            if (value === null || value.cardinality !== 'single') return [];
            if (expression.baseType !== null && !fits(value, expression.baseType)) return [];
            const result = weighted(value, weightOf(planned, expression.weight));
            return result === null ? [] : [result];
          });
          const members = values.flatMap((value) => value.members);
          const baseType =
            values.find((value) => value.baseType === 'float')?.baseType ?? values[0]?.baseType;
          return baseType === undefined ? null : container('multiple', baseType, members);
        }
        case 'outcomeLimit':
          return outcomeLimit(expression, within(expression.subset), sessionOf);
        case 'count': {
          const items = within(expression.subset);
          const isCounted = (planned: PlannedItem): boolean => {
            const session = sessionOf(planned);
            switch (expression.count) {
              case 'numberSelected':
                return true;
              case 'numberPresented':
                return session?.presented ?? false;
              case 'numberResponded':
                return session !== undefined && hasResponded(session);
              case 'numberCorrect':
                return session !== undefined && isCorrect(session) === true;
              case 'numberIncorrect':
                return session !== undefined && isCorrect(session) === false;
            }
          };
          return single('integer', items.filter(isCounted).length);
        }
      }
    },
  };
}

function fits(value: NonNullable<Value>, baseType: string): boolean {
  return value.baseType === baseType || (baseType === 'float' && value.baseType === 'integer');
}

/** QTI 3.0 ASI, "weight": 1 when the reference has no weight of that name. */
function weightOf({ ref }: PlannedItem, name: string | null): number | null {
  return name === null ? null : (ref.weights[name] ?? 1);
}

function weighted(value: Value, weight: number | null): Value {
  const member = value?.members[0];
  if (weight === null || typeof member !== 'number') return value;
  return single('float', member * weight);
}

/** NULL when an item does not declare its maximum; the minimum is 0 when it is not declared. */
function outcomeLimit(
  expression: Extract<Expression, { readonly kind: 'outcomeLimit' }>,
  items: readonly PlannedItem[],
  sessionOf: (planned: PlannedItem) => ItemSession | undefined,
): Value {
  const members: number[] = [];
  for (const planned of items) {
    const name = planned.ref.variableMappings[expression.outcome] ?? expression.outcome;
    const declared = sessionOf(planned)?.item.outcomes.find(({ id }) => id === name);
    if (declared === undefined) continue;
    const limit = expression.limit === 'maximum' ? declared.normalMaximum : (declared.normalMinimum ?? 0);
    if (limit === null) return null;
    members.push(limit * (weightOf(planned, expression.weight) ?? 1));
  }
  return container('multiple', 'float', members);
}

function hasResponded({ item, responses }: ItemSession): boolean {
  return item.responses.some(({ id, defaultValue }) => {
    const value = responses.get(id) ?? null;
    return value !== null && (defaultValue === null || !sameValue(value, defaultValue));
  });
}

/** Null when the item names no correct response, or was not presented. */
function isCorrect({ item, presented, responses }: ItemSession): boolean | null {
  const keyed = item.responses.filter(({ correct }) => correct !== null);
  if (!presented || keyed.length === 0) return null;
  return keyed.every(({ id, correct }) => {
    const value = responses.get(id) ?? null;
    return value !== null && correct !== null && sameValue(value, correct);
  });
}
