/**
 * A pupil's body checked without its schema: an office opens a million of them, and the schema takes longer than opening does.
 * Not for browsers, which would load both.
 */
import { type PupilBody, parsePupilBody } from './bodies.ts';
import { MAX_VECTOR_DEVICES } from './version-vector.ts';

const MAX_ITEMS = 500;
const MAX_RESPONSES = 50;
const MAX_ROUTE = 10;
const IDENTIFIER = /^[A-Za-z0-9_][A-Za-z0-9_.~/-]{0,99}$/;
const HASH = /^[0-9a-f]{64}$/;
const DEVICE = /^[0-9a-f]{16}$/;

interface Fields {
  readonly [key: string]: unknown;
}

/** As `parsePupilBody`, of what `JSON.parse` gave. The value itself is returned. */
export function parsePlainPupilBody(value: unknown): PupilBody {
  return isPlainPupilBody(value) ? value : parsePupilBody(value);
}

/**
 * True only when the schema accepts the value and gives back its equal; false says nothing, and the schema decides. A test holds
 * the two together.
 */
export function isPlainPupilBody(value: unknown): value is PupilBody {
  if (!isObject(value)) return false;
  let fields = 0;
  for (const key in value) {
    if (!BODY_FIELDS.has(key)) return false;
    fields += 1;
  }
  const { saves, route } = value;
  return (
    // `saves` alone may be missing.
    fields === (saves === undefined ? BODY_FIELDS.size - 1 : BODY_FIELDS.size) &&
    value.v === 1 &&
    isCount(value.position) &&
    isCount(value.elapsedMs) &&
    isCount(value.seed) &&
    typeof value.final === 'boolean' &&
    typeof value.app === 'string' &&
    value.app.length <= 40 &&
    typeof value.manifest === 'string' &&
    HASH.test(value.manifest) &&
    (value.routed === null || value.routed === 'score' || value.routed === 'fallback') &&
    Array.isArray(route) &&
    route.length <= MAX_ROUTE &&
    route.every((module) => typeof module === 'string' && IDENTIFIER.test(module)) &&
    (saves === undefined || isVector(saves)) &&
    areItems(value.items)
  );
}

const BODY_FIELDS = new Set([
  'v',
  'items',
  'position',
  'elapsedMs',
  'seed',
  'route',
  'routed',
  'manifest',
  'app',
  'final',
  'saves',
]);

function areItems(items: unknown): boolean {
  if (!isObject(items)) return false;
  let count = 0;
  for (const id in items) {
    count += 1;
    if (!isKey(id)) return false;
    const item = items[id];
    if (!isObject(item)) return false;
    for (const key in item) if (key !== 'responses' && key !== 'ms' && key !== 'visits') return false;
    if (!isCount(item.ms) || !isCount(item.visits) || !areResponses(item.responses)) return false;
  }
  return count <= MAX_ITEMS;
}

function areResponses(responses: unknown): boolean {
  if (!isObject(responses)) return false;
  let count = 0;
  for (const id in responses) {
    count += 1;
    if (!isKey(id)) return false;
    const value = responses[id];
    if (value === null) continue;
    if (typeof value === 'string') {
      if (value.length > 8_000) return false;
    } else if (!isList(value)) return false;
  }
  return count <= MAX_RESPONSES;
}

function isList(value: unknown): boolean {
  if (!Array.isArray(value) || value.length > 100) return false;
  for (const member of value) if (typeof member !== 'string' || member.length > 500) return false;
  return true;
}

function isVector(saves: unknown): boolean {
  if (!isObject(saves)) return false;
  let count = 0;
  for (const device in saves) {
    count += 1;
    const number = saves[device];
    if (!DEVICE.test(device) || !isCount(number) || number < 1) return false;
  }
  return count <= MAX_VECTOR_DEVICES;
}

/** Names that are also an object's own are left to the schema. */
function isKey(id: string): boolean {
  return IDENTIFIER.test(id) && id !== '__proto__' && id !== 'prototype' && id !== 'constructor';
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
