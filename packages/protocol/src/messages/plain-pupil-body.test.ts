import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { pupilBodySchema } from './bodies.ts';
import { isPlainPupilBody } from './plain-pupil-body.ts';

const identifier = fc
  .stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.~/-]{0,30}$/)
  .filter((id) => id !== '__proto__');
const response = fc.oneof(fc.string(), fc.array(fc.string()), fc.constant(null));
const body = fc.record(
  {
    v: fc.constant(1),
    items: fc.dictionary(
      identifier,
      fc.record({
        responses: fc.dictionary(identifier, response, { maxKeys: 3 }),
        ms: fc.nat(),
        visits: fc.nat(),
      }),
    ),
    position: fc.nat(),
    elapsedMs: fc.nat(),
    seed: fc.maxSafeNat(),
    route: fc.array(identifier, { maxLength: 10 }),
    routed: fc.constantFrom(null, 'score', 'fallback'),
    manifest: fc.stringMatching(/^[0-9a-f]{64}$/),
    app: fc.string({ maxLength: 40 }),
    final: fc.boolean(),
    saves: fc.dictionary(fc.stringMatching(/^[0-9a-f]{16}$/), fc.integer({ min: 1 }), { maxKeys: 16 }),
  },
  {
    requiredKeys: [
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
    ],
  },
);

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const item = { responses: {}, ms: 0, visits: 0 };
const whole: Json = {
  v: 1,
  items: {
    one: { responses: { R: 'A', S: ['B', 'C'], T: null }, ms: 1, visits: 2 },
    two: { responses: {}, ms: 0, visits: 0 },
  },
  position: 0,
  elapsedMs: 3,
  seed: 4,
  route: ['m'],
  routed: 'score',
  manifest: '0'.repeat(64),
  app: 'test',
  final: true,
  saves: { '0123456789abcdef': 1 },
};

function many<T extends Json>(count: number, key: (i: number) => string, value: T): Json {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [key(i), value]));
}

/** What may be found anywhere, much of it at a bound or one step beyond. */
const FOUND: readonly Json[] = [
  ...[null, true, false, -1, 0, 1, 1.5, 2 ** 53 - 1, 2 ** 53, '', 'fallback', 'é', '0123456789abcdef'],
  ...[40, 41, 100, 101, 500, 501, 8_000, 8_001].map((length) => 'x'.repeat(length)),
  ...['a'.repeat(64), 'a'.repeat(63), 'A'.repeat(64)],
  ...[[], [1], [null], ['m'], ['é'], [['m']], ['x'.repeat(500)], ['x'.repeat(501)]],
  ...[10, 11, 100, 101].map((length) => Array<Json>(length).fill('m')),
  ...[{}, item, { one: item }, { é: item }, { constructor: item }, { prototype: item }],
  JSON.parse('{"__proto__": null}') as Json,
  ...[{ ...item, more: 1 }, { responses: {}, ms: 0 }, { one: { ...item, responses: [] } }],
  ...[500, 501].map((count) => many(count, (i) => `i${i}`, item)),
  ...[50, 51].map((count) => many(count, (i) => `r${i}`, null)),
  ...[16, 17].map((count) => many(count, (i) => String(i).padStart(16, '0'), 1)),
  ...[{ '0123456789abcdef': 0 }, { '0123456789ABCDEF': 1 }, { '0123456789abcdef': 1.5 }],
];

/** `value` with each of `FOUND` in the place of each part of it and as a further key or member, and with each key left out. */
function* others(value: Json): Generator<Json> {
  yield* FOUND;
  if (Array.isArray(value)) {
    for (const found of FOUND) yield [...(value as readonly Json[]), found];
    for (const [i, member] of (value as readonly Json[]).entries())
      for (const other of others(member)) yield (value as readonly Json[]).with(i, other);
  } else if (typeof value === 'object' && value !== null) {
    for (const found of FOUND)
      for (const key of ['more', 'é', '__proto__', 'constructor', '']) yield withKey(value, key, found);
    for (const [key, member] of Object.entries(value)) {
      const { [key]: _, ...rest } = value as { readonly [key: string]: Json };
      yield rest;
      for (const other of others(member)) yield withKey(value, key, other);
    }
  }
}

/** Also where the key is `__proto__`, as `JSON.parse` has it. */
function withKey(value: object, key: string, member: Json): Json {
  const copy = { ...value };
  Object.defineProperty(copy, key, { value: member, enumerable: true, configurable: true, writable: true });
  return copy as Json;
}

/** Null: refused. */
function bySchema(value: unknown): unknown {
  const result = v.safeParse(pupilBodySchema, value, { abortEarly: true });
  return result.success ? result.output : null;
}

describe('a pupil’s body without its schema', () => {
  it('is accepted when it has everything, whatever is in it', () => {
    fc.assert(
      fc.property(body, (value) => {
        const json = JSON.parse(JSON.stringify(value)) as unknown;
        expect(isPlainPupilBody(json)).toBe(bySchema(json) !== null);
      }),
    );
  });

  it('is accepted where the schema gives back the same, and only there, whatever stands anywhere in it', () => {
    let accepted = 0;
    let refused = 0;
    for (const value of others(whole)) {
      const expected = bySchema(value);
      if (isPlainPupilBody(value) !== (expected !== null)) expect.fail(JSON.stringify(value).slice(0, 2_000));
      if (expected === null) refused += 1;
      else {
        accepted += 1;
        expect(expected).toStrictEqual(value);
      }
    }
    expect(accepted).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(1_000);
  });
});
