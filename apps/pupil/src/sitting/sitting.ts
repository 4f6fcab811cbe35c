/**
 * A pupil's work on one sequence: plain data and the events that change it. No clock, no network, no browser: the time
 * that passes is an event like any other. What is saved is `bodyOf(sitting)`, the whole state.
 */
import type { PupilBody } from '@cloison/protocol';
import type { ItemResponses, ResponseValue } from '@cloison/qti/delivery';

export interface ItemWork {
  readonly responses: ItemResponses;
  /** Time on screen, milliseconds. */
  readonly ms: number;
  readonly visits: number;
  /** What modules keep to go on from, by response; missing: nothing. */
  readonly states?: Readonly<Record<string, string>>;
}

export interface Sitting {
  /** Item identifiers in this pupil's order; never empty. */
  readonly booklet: readonly string[];
  /** Items that have been seen, by identifier. */
  readonly items: Readonly<Record<string, ItemWork>>;
  /** Index of the item on screen, from 0. */
  readonly position: number;
  readonly elapsedMs: number;
  /** Milliseconds allowed, or null. */
  readonly limitMs: number | null;
  readonly seed: number;
  readonly manifest: string;
  readonly app: string;
  /** False: time on items and visits are not recorded. Missing: they are. The time of a sequence with a limit is, whatever the campaign says. */
  readonly processData?: boolean;
  readonly final: boolean;
  /** Modules of an adaptive sequence so far, this stage's last; empty otherwise. */
  readonly route: readonly string[];
  /** How the last of them was chosen; null: nothing was chosen. */
  readonly routed: PupilBody['routed'];
}

export type SittingEvent =
  /** `value` null takes an answer back; of a response in which something was before, it is kept as null. */
  | {
      readonly kind: 'answered';
      readonly itemId: string;
      readonly responseId: string;
      readonly value: ResponseValue;
      readonly prefilled?: boolean;
    }
  /** An attempt was ended: the responses of the item, earlier attempts among them (`endAttempt`). */
  | { readonly kind: 'attempted'; readonly itemId: string; readonly responses: ItemResponses }
  /** A module keeps this to go on from; null: nothing any more. */
  | {
      readonly kind: 'stated';
      readonly itemId: string;
      readonly responseId: string;
      readonly state: string | null;
    }
  | { readonly kind: 'moved'; readonly position: number }
  /** Time passed, with the item at `position` on screen or with none (review). */
  | { readonly kind: 'spent'; readonly ms: number; readonly onItem: boolean }
  | { readonly kind: 'finished' };

export interface SittingStart {
  readonly booklet: readonly string[];
  readonly limitMs: number | null;
  readonly seed: number;
  readonly manifest: string;
  readonly app: string;
  readonly route?: readonly string[];
  readonly routed?: PupilBody['routed'];
  /** Time that earlier stages took, milliseconds. */
  readonly elapsedMs?: number;
  readonly processData?: boolean;
}

const WITHOUT_STAGES = { route: [], routed: null, elapsedMs: 0 };
const UNSEEN: ItemWork = { responses: {}, ms: 0, visits: 0 };

export function startSitting(start: SittingStart): Sitting {
  if (start.booklet.length === 0) throw new RangeError('a booklet has at least one item');
  return seen({ ...WITHOUT_STAGES, ...start, items: {}, position: 0, final: false });
}

/** Goes on from a body that a schema has read. Items that are not in the booklet any more are kept: nothing is lost. */
export function resumeSitting(start: SittingStart, body: PupilBody): Sitting {
  if (start.booklet.length === 0) throw new RangeError('a booklet has at least one item');
  const position = Math.min(body.position, start.booklet.length - 1);
  const { items, elapsedMs, seed, final } = body;
  const sitting = { ...WITHOUT_STAGES, ...start, items, position, elapsedMs, seed, final };
  return final ? sitting : seen(sitting);
}

/** Never throws. After the end nothing changes. */
export function nextSitting(sitting: Sitting, event: SittingEvent): Sitting {
  if (sitting.final) return sitting;
  switch (event.kind) {
    case 'answered':
      return answered(sitting, event);
    case 'attempted':
      return withWork(sitting, event.itemId, {
        ...workOn(sitting, event.itemId),
        responses: event.responses,
      });
    case 'stated':
      return stated(sitting, event.itemId, event.responseId, event.state);
    case 'moved': {
      const position = Math.min(Math.max(0, Math.trunc(event.position)), sitting.booklet.length - 1);
      return position === sitting.position ? sitting : seen({ ...sitting, position });
    }
    case 'spent':
      return spent(sitting, event.ms, event.onItem);
    case 'finished':
      return { ...sitting, final: true };
  }
}

export function workOn(sitting: Sitting, itemId: string): ItemWork {
  return Object.hasOwn(sitting.items, itemId) ? (sitting.items[itemId] ?? UNSEEN) : UNSEEN;
}

export function itemOnScreen(sitting: Sitting): string {
  const id = sitting.booklet[sitting.position];
  if (id === undefined) throw new RangeError('position outside the booklet');
  return id;
}

/** Milliseconds left, never negative; null without a limit. */
export function timeLeftMs(sitting: Sitting): number | null {
  return sitting.limitMs === null ? null : Math.max(0, sitting.limitMs - sitting.elapsedMs);
}

/** The body to seal. */
export function bodyOf(sitting: Sitting): PupilBody {
  const { seed, manifest, app, position, final, routed, processData, limitMs } = sitting;
  const route = [...sitting.route];
  const isRecorded = processData !== false;
  const items: PupilBody['items'] = {};
  for (const [id, { responses, ms, visits, states }] of Object.entries(sitting.items)) {
    const process = isRecorded ? { ms: Math.round(ms), visits } : { ms: 0, visits: 0 };
    items[id] = {
      responses: mutable(responses),
      ...process,
      ...(states === undefined ? {} : { states: { ...states } }),
    };
  }
  const elapsedMs = isRecorded || limitMs !== null ? Math.round(sitting.elapsedMs) : 0;
  return { v: 1, items, position, elapsedMs, seed, route, routed, manifest, app, final };
}

function mutable(responses: ItemResponses): PupilBody['items'][string]['responses'] {
  return Object.fromEntries(
    Object.entries(responses).map(([id, value]) => [
      id,
      typeof value === 'string' || value === null ? value : [...value],
    ]),
  );
}

function withWork(sitting: Sitting, itemId: string, work: ItemWork): Sitting {
  return { ...sitting, items: { ...sitting.items, [itemId]: work } };
}

function seen(sitting: Sitting): Sitting {
  const id = itemOnScreen(sitting);
  const work = workOn(sitting, id);
  return withWork(sitting, id, { ...work, visits: work.visits + 1 });
}

function answered(
  sitting: Sitting,
  { itemId, responseId, value, prefilled = false }: Extract<SittingEvent, { readonly kind: 'answered' }>,
): Sitting {
  const work = workOn(sitting, itemId);
  const { [responseId]: _before, ...others } = work.responses;
  const empty = value === null || value.length === 0;
  if (empty && !prefilled) return withWork(sitting, itemId, { ...work, responses: others });
  const responses = { ...others, [responseId]: empty ? null : value };
  return withWork(sitting, itemId, { ...work, responses });
}

function stated(sitting: Sitting, itemId: string, responseId: string, state: string | null): Sitting {
  const { states = {}, ...work } = workOn(sitting, itemId);
  if ((Object.hasOwn(states, responseId) ? states[responseId] : null) === state) return sitting;
  const { [responseId]: _before, ...others } = states;
  const next = state === null ? others : { ...others, [responseId]: state };
  return withWork(sitting, itemId, Object.keys(next).length === 0 ? work : { ...work, states: next });
}

function spent(sitting: Sitting, ms: number, onItem: boolean): Sitting {
  if (!(ms > 0)) return sitting;
  const elapsedMs = sitting.elapsedMs + ms;
  if (!onItem) return { ...sitting, elapsedMs };
  const id = itemOnScreen(sitting);
  const work = workOn(sitting, id);
  return { ...withWork(sitting, id, { ...work, ms: work.ms + ms }), elapsedMs };
}
