import type { Slips } from '@cloison/protocol';
import { describe, expect, it } from 'vitest';
import { pagesOf, pupilAddress, pupilsWithCode, schoolAddress } from './slip-pages.ts';

describe('Slips', () => {
  it('lose nobody between pages', () => {
    const entries = Array.from({ length: 26 }, (_, i) => i);
    const pages = pagesOf(entries, 10);
    expect(pages.map((page) => page.length)).toEqual([10, 10, 6]);
    expect(pages.flat()).toEqual(entries);
  });

  it('are for pupils who have a code, by name', () => {
    const pupil = (lastName: string, code: string | null) => ({
      orderNumber: '0000001',
      firstName: 'A',
      lastName,
      level: '6e',
      code,
    });
    const slips = {
      pupils: [pupil('Zola', 'X'), pupil('Mars', null), pupil('Élan', 'Y')],
    } as unknown as Slips;
    expect(pupilsWithCode(slips).map(({ lastName }) => lastName)).toEqual(['Élan', 'Zola']);
  });

  it('give the address that the authority wrote, once, without what browsers add by themselves', () => {
    const slips = { address: 'https://evaluation.example/c/2026-6e/' };
    expect(pupilAddress(slips)).toBe('evaluation.example/c/2026-6e/');
    expect(schoolAddress(slips)).toBe('evaluation.example/c/2026-6e/ecole/');
    expect(pupilAddress({ address: 'http://127.0.0.1:8080/c/2026-6e/' })).toBe('127.0.0.1:8080/c/2026-6e/');
  });
});
