import { describe, expect, it } from 'vitest';
import { countsSomebody } from './school-totals.ts';

const report = (...counts: { needs: number; fragile: number; satisfactory: number; noResult: number }[]) => ({
  classes: counts.map((lettres) => ({ label: '6A', level: '6e', domains: { lettres } })),
});
const nobody = { needs: 0, fragile: 0, satisfactory: 0, noResult: 24 };

describe('A school report', () => {
  it('has nothing to read while no class has a pupil in a group', () => {
    expect(countsSomebody(report())).toBe(false);
    expect(countsSomebody(report(nobody, nobody))).toBe(false);
  });

  it('is to be read from the first pupil in a group on', () => {
    for (const group of ['needs', 'fragile', 'satisfactory'])
      expect(countsSomebody(report(nobody, { ...nobody, [group]: 1 }))).toBe(true);
  });
});
