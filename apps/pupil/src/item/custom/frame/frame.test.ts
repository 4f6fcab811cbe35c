import type { BaseType, Cardinality } from '@cloison/qti/delivery';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AmdModules } from './amd-modules.ts';
import { jsonOfResponse, responseOfJson } from './response-json.ts';

const declared = (baseType: BaseType, cardinality: Cardinality = 'single') => ({
  id: 'R',
  cardinality,
  baseType,
});

describe('responses as modules write them', () => {
  it('become what a record has', () => {
    expect(responseOfJson({ base: { integer: 3 } }, declared('integer'))).toBe('3');
    expect(responseOfJson({ base: { boolean: false } }, declared('boolean'))).toBe('false');
    expect(responseOfJson({ base: { pair: ['A', 'B'] } }, declared('pair'))).toBe('A B');
    expect(responseOfJson({ base: { point: [10, 20.5] } }, declared('point'))).toBe('10 20.5');
    expect(responseOfJson({ base: { string: 'e\u0301\u0000' } }, declared('string'))).toBe('é');
    expect(responseOfJson({ list: { identifier: ['A', 'B'] } }, declared('identifier', 'multiple'))).toEqual([
      'A',
      'B',
    ]);
  });

  it('are none where they are none, or of another type', () => {
    for (const given of [
      null,
      undefined,
      {},
      { base: null },
      { base: { string: '' } },
      { base: { float: 3 } },
      'x',
    ])
      expect(responseOfJson(given, declared('string'))).toBeNull();
    expect(responseOfJson({ list: { integer: [] } }, declared('integer', 'ordered'))).toBeNull();
    expect(responseOfJson({ base: { float: Number.NaN } }, declared('float'))).toBeNull();
  });

  it('come back to a module as it wrote them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1e9, max: 1e9 }), { minLength: 1, maxLength: 9 }),
        (members) => {
          const json = { list: { integer: members } };
          const of = declared('integer', 'ordered');
          expect(jsonOfResponse(responseOfJson(json, of), of)).toEqual(json);
        },
      ),
    );
    const pair = { base: { directedPair: ['A', 'B'] } };
    expect(jsonOfResponse(responseOfJson(pair, declared('directedPair')), declared('directedPair'))).toEqual(
      pair,
    );
    expect(jsonOfResponse(null, declared('float'))).toEqual({ base: null });
  });
});

describe('modules in AMD', () => {
  it('are made once, of what they need, whatever their order', () => {
    const modules = new AmdModules({ given: 7 });
    let made = 0;
    modules.running = 'main';
    modules.define(['given', 'low'], (given: unknown, low: unknown) => ({
      sum: Number(given) + Number(low),
    }));
    modules.running = 'low';
    modules.define(() => {
      made += 1;
      return 5;
    });
    expect(modules.make('main')).toEqual({ sum: 12 });
    expect(modules.make('low')).toBe(5);
    expect(made).toBe(1);
  });

  it('may be named, values, or written as in CommonJS', () => {
    const modules = new AmdModules({});
    modules.define('named', [], { a: 1 });
    modules.define('common', (require: (id: string) => unknown, exports: Record<string, unknown>) => {
      exports.b = require('named');
    });
    expect(modules.make('common')).toEqual({ b: { a: 1 } });
    expect(modules.require(['common', 'named'], (...parts) => parts.length)).toBe(2);
  });

  it('in a circle get what there is, and one that is nowhere is an error', () => {
    const modules = new AmdModules({});
    modules.define('a', ['exports', 'b'], () => undefined);
    modules.define('b', ['a'], () => ({ ok: true }));
    expect(modules.make('a')).toEqual({});
    expect(() => modules.make('c')).toThrow('no script defines the module c');
  });
});
