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

  it('give the address to type, without what browsers add by themselves', () => {
    expect(pupilAddress('https://evaluation.example/', '2026-6e')).toBe('evaluation.example/c/2026-6e/');
    expect(schoolAddress('https://evaluation.example', '2026-6e')).toBe(
      'evaluation.example/c/2026-6e/ecole/',
    );
  });
});
