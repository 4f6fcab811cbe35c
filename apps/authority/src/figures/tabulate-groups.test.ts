import { loadSolver } from '@cloison/disclosure/solver';
import type { ReleaseRecord } from '@cloison/disclosure/tables';
import { describe, expect, it, test } from 'vitest';
import { comparisonsOf } from './comparison.ts';
import type { CountedSchool, GroupedPupils } from './grouped-pupils.ts';
import { countRecovered } from './recovered-schools.ts';
import { releasedByFigures } from './released-places.ts';
import { tabulateGroups } from './tabulate-groups.ts';

const solver = await loadSolver();
const domain = { id: 'lire', title: { fr: 'Lire', en: 'Reading' } };
const secrecy = { minPupils: 5, minSchools: 3 };

const school = (
  number: number,
  departement: string,
  region: string,
  areas: readonly string[] = [],
): CountedSchool => ({
  uai: `0${departement}${String(number).padStart(4, '0')}A`,
  sector: 'PU',
  priority: 'HEP',
  zone: '0',
  profile: 'PU-HEP',
  departement,
  region,
  academie: departement === '75' ? 'Paris' : 'Lyon',
  areas,
});
const PARIS = [1, 2, 3, 4].map((number) => school(number, '75', 'Île-de-France'));
const LYON = [1, 2, 3, 4].map((number) => school(number, '69', 'Auvergne-Rhône-Alpes'));

/** In each school so many pupils of each group. */
function pupilsOf(
  schools: readonly CountedSchool[],
  counts: readonly [number, number, number],
): GroupedPupils {
  const school: number[] = [];
  const group: number[] = [];
  const score: number[] = [];
  schools.forEach((_, at) => {
    for (const [k, count] of counts.entries())
      for (let i = 0; i < count; i++) {
        school.push(at);
        group.push(k);
        score.push(2 * k + (i % 2));
      }
  });
  return { domain: 'lire', school, group, score };
}

function release(schools: readonly CountedSchool[], earlier: readonly ReleaseRecord[] = []): ReleaseRecord {
  return tabulateGroups({ domain, schools, pupils: pupilsOf(schools, [4, 5, 6]), secrecy, earlier, solver })!
    .release;
}

const withs = (record: ReleaseRecord, uai: string) =>
  comparisonsOf([{ domain: 'lire', at: '', release: record, means: {} }], {
    uai,
    sector: 'PU',
    priority: 'HEP',
  }).map((one) => one.with);

test('a second release is let out where everything that changed has changed by enough', () => {
  const first = release(PARIS);
  const second = release([...PARIS, ...LYON], [first]);
  expect(second.tables[0]!.rows.filter(([, shown]) => shown === null)).toEqual([]);
  expect(withs(second, LYON[0]!.uai)).toEqual(['nation', 'region', 'departement', 'kind']);
});

const beside = (
  schools: readonly CountedSchool[],
  pupils: GroupedPupils,
  earlier: readonly ReleaseRecord[],
) => tabulateGroups({ domain, schools, pupils, secrecy, earlier, solver })!.release;
const differencing = expect.objectContaining({ code: 'figures-differencing' });

test('a second release does not tell the results of one school that came in between', () => {
  const counts = [6, 7, 8] as const;
  const schools = [...PARIS, ...LYON];
  const first = beside(schools, pupilsOf(schools, counts), []);
  const late = [...schools, school(5, '75', 'Île-de-France')];
  expect(() => beside(late, pupilsOf(late, counts), [first])).toThrow(differencing);
  const more = [...late, ...[6, 7, 8].map((number) => school(number, '75', 'Île-de-France'))];
  expect(shownIn(beside(more, pupilsOf(more, counts), [first]), '75')._T).toBe(8 * 21);
});

test('a second release does not tell the group of pupils who came in between, all of one', () => {
  const schools = [...PARIS, ...LYON];
  const counts = [6, 7, 8] as const;
  const first = beside(schools, pupilsOf(schools, counts), []);
  const after = (groups: readonly number[]) => {
    const pupils = pupilsOf(schools, counts);
    // More in each school of one département than there were.
    for (const at of PARIS.keys())
      for (let i = 0; i < 60; i++) {
        pupils.school.push(at);
        pupils.group.push(groups[i % groups.length]!);
        pupils.score.push(2);
      }
    return pupils;
  };
  expect(() => beside(schools, after([1]), [first])).toThrow(differencing);
  expect(shownIn(beside(schools, after([0, 1]), [first]), '75')._T).toBe(4 * 81);
});

test('too few pupils or schools give no figure at all', () => {
  const one = { domain, schools: PARIS, secrecy, earlier: [], solver };
  expect(tabulateGroups({ ...one, pupils: { domain: 'lire', school: [], group: [], score: [] } })).toBeNull();
  expect(tabulateGroups({ ...one, pupils: pupilsOf(PARIS.slice(0, 1), [2, 1, 1]) })).toBeNull();
  const two = tabulateGroups({
    ...one,
    schools: PARIS.slice(0, 2),
    pupils: pupilsOf(PARIS.slice(0, 2), [9, 9, 9]),
  });
  expect(two === null || withs(two.release, PARIS[0]!.uai).length === 0).toBe(true);
});

test('a comparison needs all three groups: where one is hidden there is none', () => {
  const lone = [...PARIS, ...LYON.slice(0, 2)];
  const record = release(lone);
  expect(withs(record, LYON[0]!.uai)).not.toContain('departement');
  expect(withs(record, LYON[0]!.uai)).toContain('nation');
});

const shownIn = (record: ReleaseRecord, code: string) =>
  Object.fromEntries(
    record.tables[0]!.rows.filter(([[place]]) => place === code).map(([[, group], shown]) => [
      group,
      shown?.[0] ?? null,
    ]),
  );

test('declared areas are figures of the same release, with their means; what they leave of the département is protected', () => {
  const many = (count: number, areas: readonly string[], from: number) =>
    Array.from({ length: count }, (_, i) => school(from + i, '75', 'Île-de-France', areas));
  // Two circonscriptions of four schools, and one school of the département that is in neither.
  const schools = [...many(4, ['nord'], 1), ...many(4, ['sud'], 5), ...many(1, [], 9), ...LYON];
  const figures = tabulateGroups({
    domain,
    schools,
    pupils: pupilsOf(schools, [6, 7, 8]),
    secrecy,
    earlier: [],
    solver,
  })!;
  const { release: record, means } = figures;
  const shown = ['nord', 'sud', '75'].map((code) => shownIn(record, code));
  // All three of them would give the one school away, pupil by pupil.
  for (const group of ['needs', 'fragile', 'satisfactory', '_T'])
    expect(shown.filter((one) => one[group] !== null).length).toBeLessThan(3);
  for (const [code, mean] of Object.entries(means)) {
    if (!['nord', 'sud', '75', '69', '_T'].includes(code)) continue;
    expect(shownIn(record, code)._T).not.toBeNull();
    // Of 21 pupils a school, six score 0 or 1, seven 2 or 3 and eight 4 or 5.
    expect(mean).toBeCloseTo((3 + (7 * 2 + 3) + (8 * 4 + 4)) / 21, 2);
  }
  expect(means._T).toBeDefined();
  expect(record.sums).toEqual([]);
  for (const { rows } of record.tables) for (const [, cell] of rows) expect(cell?.length ?? 1).toBe(1);
});

test('areas that overlap are told so that their difference tells nobody’s group', () => {
  const many = (count: number, areas: readonly string[], from: number) =>
    Array.from({ length: count }, (_, i) => school(from + i, '75', 'Île-de-France', areas));
  // The larger area has one school more than the smaller.
  const schools = [...many(4, ['grand', 'petit'], 1), ...many(1, ['grand'], 5), ...many(5, [], 6), ...LYON];
  const figures = tabulateGroups({
    domain,
    schools,
    pupils: pupilsOf(schools, [6, 7, 8]),
    secrecy,
    earlier: [],
    solver,
  })!;
  const [large, little] = ['grand', 'petit'].map((code) => shownIn(figures.release, code));
  for (const group of ['needs', 'fragile', 'satisfactory', '_T'])
    expect(large![group] === null || little![group] === null).toBe(true);
});

describe('beside what an analysis has shown', () => {
  // Six schools of Île-de-France, two of them in another département, and four of Lyon.
  const schools = [
    ...PARIS,
    ...[5, 6].map((number) => ({ ...school(number, '77', 'Île-de-France'), academie: 'Créteil' })),
    ...[7, 8, 9].map((number) => ({ ...school(number, '78', 'Île-de-France'), academie: 'Versailles' })),
    ...LYON,
  ];
  const counts = [6, 7, 8] as const;
  const positions = (of: (school: CountedSchool) => boolean) =>
    new Set(schools.flatMap((one, at) => (of(one) ? [at] : [])));
  const given = (released: readonly ReadonlySet<number>[]) =>
    tabulateGroups({
      domain,
      schools,
      pupils: pupilsOf(schools, counts),
      secrecy,
      earlier: [],
      released,
      solver,
    })!.release;
  const FEW = { minPupils: secrecy.minPupils, minSchools: secrecy.minSchools };
  const partOf = schools.map((one) => ['75', '77', '78', '69'].indexOf(one.departement));
  const parts = [4, 2, 3, 4].map((count) => ({ pupils: 21 * count, schools: count }));
  const found = (record: ReleaseRecord, released: readonly ReadonlySet<number>[]) =>
    countRecovered(
      parts,
      [...releasedByFigures([record], schools), ...released].map((set) => [
        ...new Set([...set].map((at) => partOf[at]!)),
      ]),
      FEW,
    );

  it('figures tell no few schools by a département that the analysis told', () => {
    const alone = given([]);
    const shown = ['75', '77', '78', '69', 'Île-de-France'].filter(
      (code) => shownIn(alone, code)._T !== null,
    );
    expect(shown).not.toContain('77');
    expect(found(alone, [])).toBe(0);
    // Each set of départements that an analysis may have shown by itself.
    const released = ['75', '78'].map((departement) => positions((one) => one.departement === departement));
    const leaking = released.filter((set) => found(alone, [set]) > 0);
    expect(leaking).not.toEqual([]);
    for (const set of released) {
      const beside = given([set]);
      expect(found(beside, [set])).toBe(0);
      expect(shownIn(beside, '69')._T).toBe(84);
    }
  });

  it('figures that change nothing are the same, and what was released of a kind of school counts', () => {
    const nation = positions(() => true);
    expect(given([nation])).toEqual(given([]));
    const kinds = schools.map((one, at) =>
      at < 2 ? { ...one, profile: 'PU-REP' as const, priority: 'REP' as const } : one,
    );
    const others = new Set(kinds.flatMap((one, at) => (one.priority === 'HEP' ? [at] : [])));
    const release = tabulateGroups({
      domain,
      schools: kinds,
      pupils: pupilsOf(kinds, counts),
      secrecy,
      earlier: [],
      released: [others],
      solver,
    });
    // Two schools of the network are the country less the others: nothing may be released of the country any more.
    expect(release === null || shownIn(release.release, '_T')._T === null).toBe(true);
  });
});
