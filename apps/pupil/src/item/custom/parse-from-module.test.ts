import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bounds, MAX_HEIGHT, MIN_HEIGHT, parseFromModule } from './parse-from-module.ts';

const bounds: Bounds = {
  response: { cardinality: 'single', baseType: 'integer' },
  maxLength: 10,
  maxState: 12,
};
const parse = (data: unknown) => parseFromModule(data, bounds);

describe('a message from a module', () => {
  it('is one of those that are known, with its fields and no other', () => {
    expect(parse({ v: 1, kind: 'ready' })).toEqual({ kind: 'ready' });
    expect(parse({ v: 1, kind: 'answer', value: '3', state: '{"a":1}' })).toEqual({
      kind: 'answer',
      value: '3',
      state: '{"a":1}',
    });
    expect(parse({ v: 1, kind: 'answer', value: null, state: null })).not.toBeNull();
    for (const other of [
      null,
      'ready',
      [],
      { kind: 'ready' },
      { v: 2, kind: 'ready' },
      { v: 1, kind: 'ready', more: 1 },
      { v: 1, kind: 'toString' },
      { v: 1, kind: '__proto__' },
      { v: 1, kind: 'answer', value: '3' },
      { v: 1, kind: 'leave', forward: 'yes' },
      { v: 1, kind: 'pong', n: 0.5 },
      { v: 1, kind: 'size', height: '300' },
      { v: 1, kind: 'size', height: Number.NaN },
    ])
      expect(parse(other), JSON.stringify(other)).toBeNull();
  });

  it('answers with the type and the length that the item declares, and keeps no more than it allows', () => {
    const answer = (value: unknown, state: unknown = null) => parse({ v: 1, kind: 'answer', value, state });
    for (const value of ['trois', '3.5', ['3'], 3, { base: 3 }, '12345678901', ''])
      expect(answer(value)).toBeNull();
    for (const state of ['x'.repeat(13), 'a\nb', '\ud800', 5, {}, ['a']])
      expect(answer('3', state)).toBeNull();
    expect(answer('3', 'x'.repeat(12))).not.toBeNull();
  });

  it('makes the frame neither vanish nor grow without end', () => {
    const height = (asked: number) => parse({ v: 1, kind: 'size', height: asked });
    expect(height(-5)).toEqual({ kind: 'size', height: MIN_HEIGHT });
    expect(height(1e9)).toEqual({ kind: 'size', height: MAX_HEIGHT });
    expect(height(300.2)).toEqual({ kind: 'size', height: 301 });
  });

  it('of any other kind is nothing, whatever it holds', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true }), (data) => {
        expect(parse(data)).toBeNull();
      }),
    );
  });
});
