import type { ReleaseRecord } from '@cloison/disclosure/tables';
import { expect, it } from 'vitest';
import type { ReleasedFigures } from '../figures/figures-store.ts';
import { AREAS } from '../figures/tabulate-groups.ts';
import type { Area } from '../territories/territories.ts';
import { areaReport } from './area-report.ts';

/** Counts of the table of areas: of the Somme one group is hidden. */
const ROWS = Object.entries({
  '02': [10, 20, 70, 100],
  '80': [null, 20, null, 90],
}).flatMap(([place, counts]) =>
  ['needs', 'fragile', 'satisfactory', '_T'].map((group, at) => [[place, group], [counts[at]]] as const),
);
const released: ReleasedFigures = {
  domain: 'lire',
  at: '2026-11-02T08:00:00.000Z',
  release: { tables: [{ name: AREAS, rows: ROWS }] } as unknown as ReleaseRecord,
  means: { '02': 7.5 },
};
const schools = ['0020001A', '0800001B', '0800002C'].map((uai) => ({ uai })) as unknown as Area['schools'];
const partsOf = (area: Pick<Area, 'kind' | 'declared'>) =>
  areaReport({ code: 'x', schools, ...area }, [released], [{ id: 'lire', maxScore: 8 }], released.at)
    .domains[0]!.parts;

it('gives an académie its départements, hidden where the release hid them', () => {
  expect(partsOf({ kind: 'academie', declared: false })).toEqual([
    { departement: '02', figures: { needs: 10, fragile: 20, satisfactory: 70, pupils: 100, mean: 7.5 } },
    { departement: '80', figures: { needs: null, fragile: 20, satisfactory: null, pupils: 90, mean: null } },
  ]);
});

it('gives none to an area that was declared as a list of schools: a département is not a part of it', () => {
  expect(partsOf({ kind: 'academie', declared: true })).toBeUndefined();
  expect(partsOf({ kind: 'circonscription', declared: true })).toBeUndefined();
});
