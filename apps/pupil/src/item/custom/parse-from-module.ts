/** What a module says, looked at field by field: nothing of it is believed. */
import { type DeliveryResponse, opaqueFault, type ResponseValue } from '@cloison/qti/delivery';
import { type FromModule, VERSION } from './messages.ts';

/** Pixels of CSS. Beyond, the frame scrolls. */
export const MIN_HEIGHT = 60;
export const MAX_HEIGHT = 1_600;

export interface Bounds {
  readonly response: Pick<DeliveryResponse, 'cardinality' | 'baseType'>;
  readonly maxLength: number;
  readonly maxState: number;
}

/** The fields of each message from a module, `v` and `kind` apart. */
const FIELDS = {
  ready: [],
  answer: ['value', 'state'],
  size: ['height'],
  pong: ['n'],
  leave: ['forward'],
  failed: [],
  fault: [],
} as const satisfies Readonly<Record<FromModule['kind'], readonly string[]>>;

/** A message from a module, or null for anything else. Reads no getter: what came by a port is a copy without any. */
export function parseFromModule(data: unknown, bounds: Bounds): FromModule | null {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return null;
  const given = data as Readonly<Record<string, unknown>>;
  const { v, kind } = given;
  if (v !== VERSION || typeof kind !== 'string' || !Object.hasOwn(FIELDS, kind)) return null;
  const fields: readonly string[] = FIELDS[kind as FromModule['kind']];
  const names = Object.keys(given);
  if (names.length !== fields.length + 2 || !fields.every((field) => Object.hasOwn(given, field)))
    return null;
  switch (kind as FromModule['kind']) {
    case 'ready':
      return { kind: 'ready' };
    case 'failed':
      return { kind: 'failed' };
    case 'fault':
      return { kind: 'fault' };
    case 'answer':
      return parseAnswer(given.value, given.state, bounds);
    case 'size': {
      const { height } = given;
      if (typeof height !== 'number' || !Number.isFinite(height)) return null;
      return { kind: 'size', height: Math.min(MAX_HEIGHT, Math.max(MIN_HEIGHT, Math.ceil(height))) };
    }
    case 'pong':
      return Number.isSafeInteger(given.n) ? { kind: 'pong', n: given.n as number } : null;
    case 'leave':
      return typeof given.forward === 'boolean' ? { kind: 'leave', forward: given.forward } : null;
  }
}

function parseAnswer(value: unknown, state: unknown, bounds: Bounds): FromModule | null {
  if (state !== null && (typeof state !== 'string' || !isState(state, bounds.maxState))) return null;
  if (opaqueFault(value, bounds.response, bounds.maxLength) !== null) return null;
  return { kind: 'answer', value: value as ResponseValue, state };
}

/** Controls take six bytes in JSON, and halves of pairs are no text: neither is in what `JSON.stringify` writes. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNCLEAN = /[\u0000-\u001f\u007f-\u009f]|\p{Cs}/u;

function isState(state: string, maxState: number): boolean {
  return state.length <= maxState && !UNCLEAN.test(state);
}
