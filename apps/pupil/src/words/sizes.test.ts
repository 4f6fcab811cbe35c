import { describe, expect, it } from 'vitest';
import { sizeInWords } from './sizes.ts';

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

describe('a size', () => {
  it('is said in kilobytes and megabytes, with a decimal while it is small', () => {
    expect([0, 1_240, 45_600, 1_250_000, 45_600_000].map((n) => plain(sizeInWords(n, 'fr')))).toEqual([
      '0 ko',
      '1,2 ko',
      '46 ko',
      '1,3 Mo',
      '46 Mo',
    ]);
    expect(plain(sizeInWords(1_240, 'en'))).toBe('1.2 kB');
  });
});
