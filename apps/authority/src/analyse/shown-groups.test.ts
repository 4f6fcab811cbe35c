import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BackgroundColumn } from '../campaign/spec.ts';
import type { Background } from './background.ts';
import { shownGroups } from './shown-groups.ts';
import type { ReleasedSchools } from './shown-school-groups.ts';

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

type Columns = Partial<Record<BackgroundColumn, readonly string[]>>;

/** Schools of ten pupils each, with the values of their columns. */
function schoolsWith(columns: Columns): Background {
  const count = Object.values(columns)[0]?.length ?? 0;
  const school = Uint32Array.from({ length: 10 * count }, (_, pupil) => Math.floor(pupil / 10));
  return {
    pupils: Uint32Array.from(school.keys()),
    columns: new Map(
      Object.entries(columns).map(([name, values]) => {
        const column = name as BackgroundColumn;
        const labels = [...new Set(values)].sort();
        return [
          column,
          { column, labels, of: Uint16Array.from(school, (one) => labels.indexOf(values[one]!)) },
        ];
      }),
    ),
    school,
    class: school,
    weight: null,
  };
}

const SECRECY = { minPupils: 5, minSchools: 3 };

function shownLabels(
  background: Background,
  columns: readonly BackgroundColumn[],
  released: readonly ReleasedSchools[] = [],
): string[] {
  const { groups } = shownGroups(background, columns, () => true, SECRECY, released);
  return [...groups].flatMap(([column, shown]) =>
    (background.columns.get(column)?.labels ?? []).filter((_, code) => shown[code]),
  );
}

function schoolsOf(background: Background, column: BackgroundColumn, label: string): Set<number> {
  const { labels, of } = background.columns.get(column)!;
  const code = labels.indexOf(label);
  return new Set([...background.school].filter((_, pupil) => of[pupil] === code));
}

describe('groups of schools in an analysis', () => {
  // The north has three schools in 59 and two in 80, the south four in 13 and three in 06.
  const departement = ['59', '59', '59', '80', '80', '13', '13', '13', '13', '06', '06', '06'];
  const region = departement.map((one) => (one === '59' || one === '80' ? 'north' : 'south'));

  it('tell no département of two schools by the region less the others', () => {
    const both = schoolsWith({ departement, region });
    expect(shownLabels(both, ['departement']).filter((one) => one !== '80')).toHaveLength(2);
    const labels = shownLabels(both, ['departement', 'region']);
    expect(labels).not.toContain('80');
    expect(labels.includes('north') && labels.includes('59')).toBe(false);
    // And not through the country less the other region.
    expect(labels.includes('south') && labels.includes('59')).toBe(false);
  });

  it('tell none beside released figures of the region, or what an earlier analysis showed', () => {
    const own = schoolsWith({ departement });
    const regions = ['north', 'south'].map((name) => schoolsOf(schoolsWith({ region }), 'region', name));
    const alone = shownLabels(own, ['departement']);
    expect(alone).toHaveLength(2);
    const beside = shownLabels(own, ['departement'], regions);
    expect(beside).not.toContain('59');
    // The analysis before had shown 59; the south, where nobody is alone, may be released whole.
    const again = shownLabels(own, ['departement'], [schoolsOf(own, 'departement', '59')]);
    expect(again).toContain('59');
    expect(again.filter((one) => one !== '59')).toHaveLength(1);
  });

  it('show nothing to an attacker who adds and subtracts all that two analyses and figures have released', () => {
    const columns: readonly BackgroundColumn[] = ['departement', 'region', 'secteur', 'ep', 'zone'];
    const value = (labels: readonly string[]) =>
      fc.array(fc.constantFrom(...labels), { minLength: 13, maxLength: 13 });
    const world = fc.record({
      departement: value(['01', '02', '03', '04']),
      secteur: value(['PR', 'PU', 'PU']),
      ep: value(['HEP', 'HEP', 'REP']),
      rounds: fc.array(fc.subarray([...columns], { minLength: 1 }), { minLength: 1, maxLength: 3 }),
    });
    let released = 0;
    let hidden = 0;
    fc.assert(
      fc.property(world, ({ rounds, ...drawn }) => {
        const background = schoolsWith({
          ...drawn,
          region: drawn.departement.map((one) => (one < '03' ? 'north' : 'south')),
          zone: drawn.departement.map((one) => (one === '04' ? 'island' : 'land')),
        });
        const known: Set<number>[] = [new Set(background.school)];
        for (const asked of rounds) {
          const { groups } = shownGroups(background, asked, () => true, SECRECY, known);
          for (const [column, shown] of groups)
            for (const [code, label] of background.columns.get(column)!.labels.entries())
              if (shown[code] === true) known.push(schoolsOf(background, column, label));
              else hidden++;
        }
        released += known.length - 1;
        expect(recovered(known, 13)).toEqual([]);
      }),
      { numRuns: 40, seed: 3 },
    );
    // The attack is on something, and something had to be hidden from it.
    expect(released).toBeGreaterThan(100);
    expect(hidden).toBeGreaterThan(100);
    // It finds what nobody hides.
    const open = ['north', 'south'].map((name) => schoolsOf(schoolsWith({ region }), 'region', name));
    expect(recovered([...open, schoolsOf(schoolsWith({ departement }), 'departement', '59')], 12)).toEqual([
      [3, 4],
    ]);
  });
});

/** Single schools and pairs of schools whose total follows from what was released, by adding and subtracting. Solved modulo a prime. */
function recovered(released: readonly ReadonlySet<number>[], count: number): number[][] {
  const PRIME = 1_000_003;
  const inverse = (value: number) => {
    let [power, base, result] = [PRIME - 2, value, 1];
    for (; power > 0; power = Math.floor(power / 2)) {
      if (power % 2 === 1) result = (result * base) % PRIME;
      base = (base * base) % PRIME;
    }
    return result;
  };
  const rows: { readonly pivot: number; readonly row: number[] }[] = [];
  const reduce = (row: number[]) => {
    for (const { pivot, row: other } of rows) {
      const factor = row[pivot]!;
      if (factor !== 0)
        other.forEach((one, k) => {
          row[k] = (((row[k]! - factor * one) % PRIME) + PRIME) % PRIME;
        });
    }
    return row;
  };
  const vector = (schools: ReadonlySet<number>) =>
    Array.from({ length: count }, (_, school) => (schools.has(school) ? 1 : 0));
  for (const schools of released) {
    const row = reduce(vector(schools));
    const pivot = row.findIndex((one) => one !== 0);
    if (pivot < 0) continue;
    const scale = inverse(row[pivot]!);
    rows.push({ pivot, row: row.map((one) => (one * scale) % PRIME) });
  }
  const small = Array.from({ length: count }, (_, a) => [
    [a],
    ...Array.from({ length: count - a - 1 }, (_, k) => [a, a + 1 + k]),
  ]).flat();
  return small.filter((schools) => reduce(vector(new Set(schools))).every((one) => one === 0));
}
