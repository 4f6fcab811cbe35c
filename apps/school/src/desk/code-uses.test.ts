import { describe, expect, it } from 'vitest';
import { speechOf } from '../words/language.tsx';
import { signInsOf } from './code-uses.ts';

const [own, other] = ['01'.repeat(8), '02'.repeat(8)];
const NOW_MS = Date.parse('2026-11-03T09:05:00Z');

describe('sign-ins that somebody with the class’s secret has made up', () => {
  it('at times that there are not are left out: the screen of the head did not open with one of them', () => {
    const computers = [
      { device: other, atMs: Number.MAX_SAFE_INTEGER },
      { device: '03'.repeat(8), atMs: 8_640_000_000_000_001 },
      { device: '04'.repeat(8), atMs: 0 },
      { device: own, atMs: NOW_MS },
    ];
    const entry = { kind: 'code-use', rank: 1, computers, edit: [1, other] } as const;
    const { moment } = speechOf('fr', () => {});
    const signIns = signInsOf({ 'u-1': { ...entry, edit: [1, other] } }, 1, own);
    expect(signIns.map(({ atMs }) => moment(atMs, NOW_MS))).toHaveLength(1);
    expect(signIns).toEqual([{ device: own, atMs: NOW_MS, here: true }]);
  });
});
