import { loadSolver } from '@cloison/disclosure/solver';
import type { ReleaseRecord } from '@cloison/disclosure/tables';
import { expect, test } from 'vitest';
import { comparisonsOf } from './comparison.ts';
import type { CountedSchool, GroupedPupils } from './grouped-pupils.ts';
import { tabulateGroups } from './tabulate-groups.ts';

const solver = await loadSolver();
const domain = { id: 'lire', title: { fr: 'Lire', en: 'Reading' } };
const secrecy = { minPupils: 5, minSchools: 3 };

const school = (number: number, departement: string, region: string): CountedSchool => ({
  uai: `0${departement}${String(number).padStart(4, '0')}A`,
  profile: 'PU-HEP',
  departement,
  region,
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
  schools.forEach((_, at) => {
    for (const [k, count] of counts.entries())
      for (let i = 0; i < count; i++) {
        school.push(at);
        group.push(k);
      }
  });
  return { domain: 'lire', school, group };
}

function release(schools: readonly CountedSchool[], earlier: readonly ReleaseRecord[] = []): ReleaseRecord {
  return tabulateGroups({ domain, schools, pupils: pupilsOf(schools, [4, 5, 6]), secrecy, earlier, solver })!;
}

const withs = (record: ReleaseRecord, uai: string) =>
  comparisonsOf([{ domain: 'lire', at: '', release: record }], { uai, sector: 'PU', priority: 'HEP' }).map(
    (one) => one.with,
  );

test('a second release is let out where everything that changed has changed by enough', () => {
  const first = release(PARIS);
  const second = release([...PARIS, ...LYON], [first]);
  expect(second.tables[0]!.rows.filter(([, shown]) => shown === null)).toEqual([]);
  expect(withs(second, LYON[0]!.uai)).toEqual(['nation', 'region', 'departement', 'kind']);
});

test('too few pupils or schools give no figure at all', () => {
  const one = { domain, schools: PARIS, secrecy, earlier: [], solver };
  expect(tabulateGroups({ ...one, pupils: { domain: 'lire', school: [], group: [] } })).toBeNull();
  expect(tabulateGroups({ ...one, pupils: pupilsOf(PARIS.slice(0, 1), [2, 1, 1]) })).toBeNull();
  const two = tabulateGroups({
    ...one,
    schools: PARIS.slice(0, 2),
    pupils: pupilsOf(PARIS.slice(0, 2), [9, 9, 9]),
  });
  expect(two === null || withs(two, PARIS[0]!.uai).length === 0).toBe(true);
});

test('a comparison needs all three groups: where one is hidden there is none', () => {
  const lone = [...PARIS, ...LYON.slice(0, 2)];
  const record = release(lone);
  expect(withs(record, LYON[0]!.uai)).not.toContain('departement');
  expect(withs(record, LYON[0]!.uai)).toContain('nation');
});
