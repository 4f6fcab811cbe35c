import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Sealer } from './sealer.ts';

const key = new Uint8Array(32).fill(7);
const sealer = new Sealer('essai', key);

describe('sealed values', () => {
  it('open as what was sealed', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer(), (value, row) => {
        const sealed = sealer.seal('pupil', 'sealed', row, value);
        expect(JSON.stringify(sealer.open('pupil', 'sealed', row, sealed))).toBe(JSON.stringify(value));
      }),
    );
  });

  it('do not open in another table, column, row, campaign or under another key', () => {
    const sealed = sealer.seal('pupil', 'sealed', 1, 'Zoé');
    expect(() => sealer.open('holder', 'sealed', 1, sealed)).toThrow('does not open');
    expect(() => sealer.open('pupil', 'order_sealed', 1, sealed)).toThrow('does not open');
    expect(() => sealer.open('pupil', 'sealed', 2, sealed)).toThrow('does not open');
    expect(() => new Sealer('autre', key).open('pupil', 'sealed', 1, sealed)).toThrow('does not open');
    const other = new Sealer('essai', new Uint8Array(32).fill(8));
    expect(() => other.open('pupil', 'sealed', 1, sealed)).toThrow('does not open');
  });

  it('do not open when any byte is changed or cut', () => {
    const sealed = sealer.seal('pupil', 'sealed', 1, { a: 1 });
    for (let i = 0; i < sealed.length; i++) {
      const altered = sealed.slice();
      altered[i]! ^= 1;
      expect(() => sealer.open('pupil', 'sealed', 1, altered)).toThrow('does not open');
      expect(() => sealer.open('pupil', 'sealed', 1, sealed.slice(0, i))).toThrow('does not open');
    }
  });

  it('show their length only to within 64 bytes, and never the same bytes twice', () => {
    expect(sealer.seal('pupil', 'sealed', 1, 'Al').length).toBe(
      sealer.seal('pupil', 'sealed', 1, 'Alexandrine').length,
    );
    expect(sealer.seal('pupil', 'sealed', 1, 'Al')).not.toEqual(sealer.seal('pupil', 'sealed', 1, 'Al'));
  });

  it('are found by look-ups that are equal for equal values of one kind only', () => {
    expect(sealer.lookup('ine', '1')).toEqual(sealer.lookup('ine', '1'));
    expect(sealer.lookup('ine', '1')).not.toEqual(sealer.lookup('order', '1'));
    expect(sealer.lookup('class', 'a', 'bc')).not.toEqual(sealer.lookup('class', 'ab', 'c'));
  });

  it('are found by look-ups that nobody makes without the key: numbers are few enough to try them all', () => {
    const other = new Sealer('essai', new Uint8Array(32).fill(8));
    expect(other.lookup('order', '0000001')).not.toEqual(sealer.lookup('order', '0000001'));
  });
});
