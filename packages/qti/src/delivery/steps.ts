/**
 * Items with several attempts, as a browser may play them: a table of what is shown after each end of an attempt, made
 * at the office (`read/steps.ts`) for items in which no answer and no key decides what comes next. The browser looks
 * up; it computes nothing.
 *
 * What earlier attempts were is written among the responses of the record, so that all that reads records reads them:
 * `numAttempts` counts the attempts that were ended, and `RESPONSE~2` is what RESPONSE was when the second was. A name
 * of QTI has no "~".
 */
import {
  type DeliveryItem,
  type Interaction,
  type ItemResponses,
  interactionsOf,
  type ResponseValue,
  type Step,
  type Steps,
  shownResponses,
} from './delivery-item.ts';

/** Of `Step.next`: no button of the item's own. QTI's names have no such symbol. */
export const submit = '~';
/** The built-in response variable of QTI 3.0, and what counts the ended attempts in a record. */
export const countId = 'numAttempts';

/** Where a pupil is in an item. */
export interface Place {
  /** Attempts that were ended. */
  readonly ended: number;
  /** Null: the item is over. */
  readonly step: number | null;
}

export function endedAttempts(responses: ItemResponses): number {
  const text = Object.hasOwn(responses, countId) ? responses[countId] : null;
  return typeof text === 'string' && /^[1-9]\d?$/.test(text) ? Number(text) : 0;
}

/** Name under which a record has what a response was when that attempt, from 1, was ended. */
export function attemptId(responseId: string, attempt: number): string {
  return `${responseId}~${attempt}`;
}

/** Whether a response of a record says something of an attempt that was ended. */
export function isOfEndedAttempt(id: string): boolean {
  return id === countId || id.includes('~');
}

/** From a record that may hold anything: an attempt that the table does not know leaves the item where it was. */
export function placeOf(steps: Steps, responses: ItemResponses): Place {
  const ended = Math.min(endedAttempts(responses), steps.attempts);
  let step: number | null = 0;
  for (let attempt = 1; attempt <= ended && step !== null; attempt += 1) {
    const { next }: Step = stepAt(steps, step);
    const pressed = Object.keys(next).find((id) => responses[attemptId(id, attempt)] === 'true') ?? submit;
    if (Object.hasOwn(next, pressed)) step = next[pressed] ?? null;
  }
  return { ended, step };
}

function stepAt({ list }: Steps, index: number): Step {
  const step = list[index];
  if (step === undefined) throw new RangeError('a step that is not there');
  return step;
}

/** The responses after the end of an attempt by a button, or by `submit`. Null: it cannot be ended so here. */
export function endAttempt(item: DeliveryItem, responses: ItemResponses, by: string): ItemResponses | null {
  const { steps } = item;
  if (steps === undefined) return null;
  const { ended, step } = placeOf(steps, responses);
  if (step === null || ended >= steps.attempts) return null;
  const { next } = stepAt(steps, step);
  if (!Object.hasOwn(next, by)) return null;
  // A hint that is there already is not another attempt.
  if (by !== submit && next[by] === step) return null;
  const attempt = ended + 1;
  const now = Object.entries(shownResponses(item, responses)).filter(([id]) => !isOfEndedAttempt(id));
  const kept: [string, ResponseValue][] = now.map(([id, value]) => [attemptId(id, attempt), value]);
  if (by !== submit) kept.push([attemptId(by, attempt), 'true']);
  return { ...responses, ...Object.fromEntries(kept), [countId]: String(attempt) };
}

/** How the attempt can be ended here: responses of buttons, and `submit`. */
export function waysOn(item: DeliveryItem, responses: ItemResponses): string[] {
  const { steps } = item;
  if (steps === undefined) return [];
  const next = stepAt(steps, lastStep(steps, responses)).next;
  return Object.keys(next).filter((by) => endAttempt(item, responses, by) !== null);
}

/** Whether nothing can be answered any more: the item says so, or there is no attempt left to hand an answer in. */
export function isOver(steps: Steps, responses: ItemResponses): boolean {
  const { ended, step } = placeOf(steps, responses);
  const handsIn = steps.list.some(({ next }) => Object.hasOwn(next, submit));
  return step === null || (handsIn && ended >= steps.attempts);
}

/** The item as it is shown at this place. Once it is over, as it was last. */
export function itemAt(item: DeliveryItem, responses: ItemResponses): DeliveryItem {
  const { steps } = item;
  if (steps === undefined) return item;
  const body = stepAt(steps, lastStep(steps, responses)).body ?? item.body;
  return body === item.body ? item : { ...item, body };
}

function lastStep(steps: Steps, responses: ItemResponses): number {
  for (let ended = endedAttempts(responses); ended > 0; ended -= 1) {
    const { step } = placeOf(steps, { ...responses, [countId]: String(ended) });
    if (step !== null) return step;
  }
  return 0;
}

/** Every interaction of an item, those of later steps among them, each response once. */
export function allInteractions({ body, steps }: Pick<DeliveryItem, 'body' | 'steps'>): Interaction[] {
  const found = new Map<string, Interaction>();
  for (const nodes of [body, ...(steps?.list.map((step) => step.body ?? []) ?? [])]) {
    for (const one of interactionsOf(nodes)) if (!found.has(one.responseId)) found.set(one.responseId, one);
  }
  return [...found.values()];
}
