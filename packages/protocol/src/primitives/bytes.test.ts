import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ceilingFor, encodeBody } from '../body.ts';
import { fromBase64Url, fromHex, toBase64Url, toHex, utf8 } from './bytes.ts';

describe('base64url', () => {
  it('agrees with Node and comes back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(toBase64Url(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
        expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes);
        expect(fromHex(toHex(bytes))).toEqual(bytes);
      }),
    );
  });

  it.each(['A', 'AB', 'AA=', 'A+', 'AAAAA'])('refuses %j: not canonical', (text) => {
    expect(() => fromBase64Url(text)).toThrow();
  });
});

describe('a ceiling', () => {
  it('holds every JSON text of the length it was made for, whatever it says', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 40_000 }), fc.integer(), (length, seed) => {
        // Text that does not compress: a linear congruential run over printable symbols (Numerical Recipes' constants).
        let state = seed >>> 0;
        const text = Array.from({ length: length - 2 }, () => {
          state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
          return String.fromCharCode(35 + ((state >>> 16) % 57));
        }).join('');
        const json = utf8(JSON.stringify(text));
        expect(() => encodeBody(text, ceilingFor(json.length))).not.toThrow();
      }),
      { numRuns: 200 },
    );
  });
});
