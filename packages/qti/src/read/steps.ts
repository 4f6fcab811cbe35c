/**
 * The table by which a browser plays an item with several attempts (`delivery/steps.ts`): every state that the item can
 * be in, and which button leads to which. There is one when no answer and no key decides it. Feedback that an answer
 * decides is left out, as it is of items with one attempt; what is shown only once the item is over is left out too,
 * since it could be read before.
 */

import {
  type DeliveryNode,
  type EndAttemptInteraction,
  type Interaction,
  interactionsOf,
  type Step,
} from '../delivery/delivery-item.ts';
import { limits } from '../delivery/limits.ts';
import { allInteractions, submit } from '../delivery/steps.ts';
import type { Item, ItemSteps } from '../model/item.ts';
import type { Value } from '../model/value.ts';
import { causesOf } from '../score/keyless-outcomes.ts';
import { process } from '../score/process.ts';
import { readResponses } from '../score/responses.ts';
import { Work, WorkExceeded, workLimits } from '../score/work.ts';
import { type Said, type SaidValue, say } from '../words/say.ts';

interface Shown {
  readonly body: readonly DeliveryNode[];
  readonly assets: readonly string[];
  /** That were read for it. */
  readonly nodes: number;
}

/** Gives the body for these values of outcomes; what is not named is as the item begins. */
type ReadShown = (outcomes: ReadonlyMap<string, Value>) => Shown;

interface State {
  /** Of the keyless outcomes. */
  readonly outcomes: ReadonlyMap<string, Value>;
  /** Attempts that counted; 0 throughout when the rules do not look at their number. */
  readonly counted: number;
  readonly depth: number;
  readonly shown: Shown;
}

/** `printed`: outcomes whose values the body shows. */
export function readSteps(item: Item, printed: ReadonlySet<string>, read: ReadShown): ItemSteps {
  const buttons = allInteractions({ body: [...item.body, ...item.laterBody] }).some(isButton);
  if (item.processing === null || (!item.adaptive && !buttons)) return null;
  const causes = causesOf(item);
  if (item.adaptive) {
    const reason = whyNot(item, causes);
    if (reason !== null) return { kind: 'refused', reason };
  }
  const watched = [...item.feedback.map(({ outcome }) => outcome), ...printed].some((id) => !causes.has(id));
  if (!item.adaptive && !watched) return null;
  return new Table(item, causes, read).steps();
}

function isButton(interaction: Interaction): interaction is EndAttemptInteraction {
  return interaction.kind === 'endAttempt';
}

function whyNot(item: Item, causes: ReadonlyMap<string, SaidValue>): Said | null {
  const over = causes.get('completionStatus');
  if (over !== undefined) return say('end-unknown', { cause: over });
  const asks = item.feedback.find(
    ({ outcome, content }) => causes.has(outcome) && interactionsOf(content).length > 0,
  );
  if (asks === undefined) return null;
  return say('question-unknown', { outcome: asks.outcome, cause: causes.get(asks.outcome) ?? asks.outcome });
}

class Table {
  readonly #item: Item;
  readonly #causes: ReadonlyMap<string, SaidValue>;
  readonly #read: ReadShown;
  readonly #countsAttempts: boolean;
  readonly #states: State[] = [];
  readonly #next: Record<string, number | null>[] = [];
  readonly #known = new Map<string, number>();
  /** Of all processing together. */
  readonly #work = new Work(workLimits.search);
  /** Nodes that were read for all bodies together, those that are not shown among them. */
  #size = 0;

  constructor(item: Item, causes: ReadonlyMap<string, SaidValue>, read: ReadShown) {
    this.#item = item;
    this.#causes = causes;
    this.#read = read;
    const causesWithout = causesOf(item, false);
    this.#countsAttempts = item.outcomes.some(({ id }) => causesWithout.has(id) && !causes.has(id));
  }

  steps(): ItemSteps {
    const { adaptive, outcomes, body } = this.#item;
    const start = new Map(outcomes.map(({ id, defaultValue }) => [id, defaultValue] as const));
    try {
      this.#enter(start, 0, 0);
      for (let at = 0; at < this.#states.length; at += 1) this.#leave(at);
    } catch (error) {
      if (!(error instanceof TooLarge || error instanceof WorkExceeded)) throw error;
      return { kind: 'refused', reason: say('too-many-states') };
    }
    const list = this.#states.map(({ shown }, at): Step => {
      const next = this.#next[at] ?? {};
      return sameNodes(shown.body, body) ? { next } : { body: shown.body, next };
    });
    if (!adaptive && list.every((step) => step.body === undefined)) return null;
    const attempts = this.#attempts();
    const ids = new Set(
      this.#states.flatMap(({ shown }) => interactionsOf(shown.body).map(({ responseId }) => responseId)),
    );
    const held = Math.floor((limits.recordedResponses - 1) / Math.max(1, ids.size)) - 1;
    if (held < 1 || (adaptive && held < attempts && attempts < limits.attempts))
      return { kind: 'refused', reason: say('record-too-small') };
    const assets = [...new Set(this.#states.flatMap(({ shown }) => shown.assets))];
    return { kind: 'steps', steps: { list, attempts: Math.min(attempts, held) }, assets };
  }

  /** The index of a state, which is new when nobody has been there. */
  #enter(all: ReadonlyMap<string, Value>, counted: number, depth: number): number {
    const outcomes = new Map([...all].filter(([id]) => !this.#causes.has(id)));
    const number = this.#countsAttempts ? counted : 0;
    const key = JSON.stringify([number, [...outcomes].map(([id, value]) => [id, value?.members ?? null])]);
    const before = this.#known.get(key);
    if (before !== undefined) return before;
    if (this.#states.length >= limits.steps || this.#size > limits.nodes) throw new TooLarge();
    const shown = this.#read(outcomes);
    this.#size += shown.nodes;
    const index = this.#states.push({ outcomes, counted: number, depth, shown }) - 1;
    this.#known.set(key, index);
    this.#next.push({});
    return index;
  }

  #leave(at: number): void {
    const state = this.#states[at];
    const next = this.#next[at];
    if (state === undefined || next === undefined || state.depth >= limits.attempts) return;
    const buttons = interactionsOf(state.shown.body).filter(isButton);
    const ways = this.#item.adaptive ? [null, ...buttons] : buttons;
    for (const button of ways) {
      const { outcomes, counted } = this.#after(state, button);
      const isOver = this.#item.adaptive && outcomes.get('completionStatus')?.members[0] === 'completed';
      next[button?.responseId ?? submit] = isOver ? null : this.#enter(outcomes, counted, state.depth + 1);
    }
  }

  /** As the office computes it (`scoreAttempts`). What was answered has no influence on keyless outcomes: nothing is. */
  #after(
    { outcomes, counted }: State,
    button: EndAttemptInteraction | null,
  ): { readonly outcomes: ReadonlyMap<string, Value>; readonly counted: number } {
    const { values } = readResponses(this.#item, button === null ? {} : { [button.responseId]: 'true' });
    const defaults = this.#item.outcomes.map(({ id, defaultValue }) => [id, defaultValue] as const);
    const after = process(this.#item, values, {
      numAttempts: counted + 1,
      work: this.#work,
      ...(this.#item.adaptive ? { outcomes: new Map([...defaults, ...outcomes]) } : {}),
    });
    return { outcomes: after, counted: counted + (button?.countAttempt === false ? 0 : 1) };
  }

  /** On the longest way through; the limit where one can go in a circle. */
  #attempts(): number {
    const known = new Map<number, number>();
    const longest = (at: number): number => {
      const before = known.get(at);
      if (before !== undefined) return before;
      // Whoever comes here again goes in a circle.
      known.set(at, limits.attempts);
      let most = 0;
      for (const [by, next] of Object.entries(this.#next[at] ?? {})) {
        // A hint that is there already is not asked for again.
        if (next === at && by !== submit) continue;
        most = Math.max(most, next === null ? 1 : 1 + longest(next));
      }
      known.set(at, Math.min(most, limits.attempts));
      return Math.min(most, limits.attempts);
    };
    return Math.max(1, longest(0));
  }
}

class TooLarge extends Error {}

function sameNodes(a: readonly DeliveryNode[], b: readonly DeliveryNode[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
