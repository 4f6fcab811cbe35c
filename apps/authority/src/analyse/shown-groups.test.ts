import { describe, expect, it } from 'vitest';
import type { Background } from './background.ts';
import { shownGroups } from './shown-groups.ts';

/** Pupils by group, in schools of ten; `schoolOf` may say otherwise. */
function background(
  counts: readonly number[],
  schoolOf = (pupil: number) => Math.floor(pupil / 10),
): Background {
  const of = Uint16Array.from(counts.flatMap((count, group) => Array.from({ length: count }, () => group)));
  return {
    pupils: Uint32Array.from(of.keys()),
    columns: new Map([['sexe', { column: 'sexe', labels: counts.map(String), of }]]),
    school: Uint32Array.from(of.keys(), schoolOf),
    class: new Uint32Array(of.length),
    weight: null,
  };
}

const shown = (counts: readonly number[], minPupils = 5, minSchools = 1) => {
  const { all, groups } = shownGroups(background(counts), ['sexe'], () => true, { minPupils, minSchools });
  return { all, groups: groups.get('sexe') };
};

describe('groups of an analysis', () => {
  it('are all shown when none is small', () => {
    expect(shown([20, 30, 25])).toEqual({ all: true, groups: [true, true, true] });
  });

  it('hide a second one where the total would give a small one away', () => {
    expect(shown([20, 3, 25])).toEqual({ all: true, groups: [false, false, true] });
  });

  it('are all hidden where all are small, and their total stands if it is large enough', () => {
    expect(shown([4, 3])).toEqual({ all: true, groups: [false, false] });
    expect(shown([2, 2])).toEqual({ all: false, groups: [false, false] });
    expect(shown([4, 3, 30, 40]).groups).toEqual([false, false, true, true]);
  });

  it('count schools, and only the pupils who are in the figures', () => {
    expect(shown([10, 40], 5, 2)).toEqual({ all: true, groups: [false, false] });
    const few = shownGroups(background([20, 30, 25]), ['sexe'], (pupil) => pupil >= 17, {
      minPupils: 5,
      minSchools: 1,
    });
    expect(few.groups.get('sexe')).toEqual([false, true, false]);
  });

  it('are all shown where the campaign asks for no secrecy, and none of nobody', () => {
    expect(shown([1, 1], 1, 1)).toEqual({ all: true, groups: [true, true] });
    expect(shown([])).toEqual({ all: false, groups: [] });
  });
});
