import type { ClassReport, Manifest, Roster } from '@cloison/protocol';
import { describe, expect, it } from 'vitest';
import { classResults, countGroups, sortRows, workGroups } from './class-results.ts';
import { resultsTable } from './results-table.ts';

const words = { fr: '', en: '' };
const domain = (id: string) => ({
  id,
  level: 'cp',
  sequence: 's',
  title: words,
  sentence: words,
  items: ['i'],
  testSpecific: false,
});
const MANIFEST = { domains: [domain('d1'), domain('d2'), domain('later')] } as unknown as Manifest;
const pupil = (orderNumber: string, lastName: string, left = false) => ({
  orderNumber,
  firstName: 'A',
  lastName,
  accommodations: [],
  left,
});
const ROSTER = {
  pupils: [
    pupil('0000001', 'Zola'),
    pupil('0000002', 'Élan'),
    pupil('0000003', 'Mars'),
    pupil('0000004', 'Nord'),
    pupil('0000005', 'Parti', true),
    pupil('0000006', 'Oublié'),
  ],
} as unknown as Roster;
const result = (score: number) =>
  ({ score, group: score < 2 ? 'needs' : score < 4 ? 'fragile' : 'satisfactory' }) as const;
const line = (orderNumber: string, state: 'complete' | 'begun' | 'absent', score: number | null) => ({
  orderNumber,
  sequences: { s: { state, receipt: null } },
  domains: { d1: score === null ? null : result(score), d2: score === null ? null : result(5) },
  items: {},
});
const REPORT: ClassReport = {
  v: 1,
  kind: 'class-report',
  at: '2026-09-10T12:00:00Z',
  level: 'cp',
  notices: [],
  domains: [
    { id: 'd1', maxScore: 5, thresholds: [2, 4] },
    { id: 'd2', maxScore: 5, thresholds: [2, 4] },
  ],
  pupils: [
    line('0000001', 'complete', 1),
    line('0000002', 'complete', 4),
    line('0000003', 'absent', null),
    line('0000004', 'begun', null),
  ],
};
const RESULTS = classResults(REPORT, ROSTER, MANIFEST);
describe('a domain of which pupils sat different items', () => {
  const scale = {
    id: 'd1',
    maxScore: 9,
    thresholds: [1, 2] as [number, number],
    forms: {
      facile: { maxScore: 5, thresholds: [2, 4] as [number, number] },
      difficile: { maxScore: 4, thresholds: [1, 3] as [number, number] },
    },
  };
  const sat = (orderNumber: string, score: number, form: string) => ({
    ...line(orderNumber, 'complete', score),
    domains: { d1: { score, group: 'fragile' as const, form } },
  });
  const results = classResults(
    { ...REPORT, domains: [scale], pupils: [sat('0000001', 3, 'facile'), sat('0000002', 3, 'difficile')] },
    ROSTER,
    MANIFEST,
  );

  it('shows each result against the maximum and thresholds of what was sat', () => {
    const cells = results.rows.flatMap(({ cells: [cell] }) => (cell?.kind === 'result' ? [cell] : []));
    expect(cells.map(({ maxScore, thresholds }) => [maxScore, thresholds])).toEqual([
      [5, [2, 4]],
      [4, [1, 3]],
    ]);
  });

  it('sorts by the share of the points, not by the points', () => {
    expect(sortRows(results.rows, { by: 'domain', index: 0 }).map(({ pupil: one }) => one.lastName)).toEqual([
      'Zola',
      'Élan',
      'Mars',
      'Nord',
      'Oublié',
    ]);
  });

  it('says in the table out of how many points each score is', () => {
    const table = resultsTable(results, {
      orderNumber: 'n',
      lastName: 'nom',
      firstName: 'prénom',
      group: 'groupe',
      groups: { needs: 'b', fragile: 'f', satisfactory: 's' },
      missing: { absent: 'a', unfinished: 'u', notBegun: 'n', notYet: 'y' },
      domain: () => 'D',
    });
    const [head, first] = table.slice(1).split('\r\n');
    expect([head, first]).toEqual(['n;nom;prénom;D;D (/);D, groupe', '0000001;Zola;A;3;5;f']);
  });
});

const names = (rows: typeof RESULTS.rows) => rows.map((row) => row.pupil.lastName);

describe('A class’s results', () => {
  it('show the domains that the report has, and pupils who left only with a result', () => {
    expect(RESULTS.domains.map(({ id }) => id)).toEqual(['d1', 'd2']);
    expect(names(RESULTS.rows)).toEqual(['Zola', 'Élan', 'Mars', 'Nord', 'Oublié']);
  });

  it('say why there is no result', () => {
    expect(RESULTS.rows.slice(2).map(({ cells }) => cells[0])).toEqual([
      { kind: 'missing', why: 'absent' },
      { kind: 'missing', why: 'unfinished' },
      { kind: 'missing', why: 'notBegun' },
    ]);
  });

  it('sort by French names, accents among their letters', () => {
    expect(names(sortRows(RESULTS.rows, { by: 'name' }))).toEqual(['Élan', 'Mars', 'Nord', 'Oublié', 'Zola']);
  });

  it('sort a domain from the lowest score, those without result last in both orders', () => {
    expect(names(sortRows(RESULTS.rows, { by: 'domain', index: 0 })).slice(0, 2)).toEqual(['Zola', 'Élan']);
    expect(names(sortRows(RESULTS.rows, { by: 'domain', index: 0 }, true))).toEqual([
      'Élan',
      'Zola',
      'Mars',
      'Nord',
      'Oublié',
    ]);
  });

  it('put every pupil in exactly one group', () => {
    expect(countGroups(RESULTS.rows, 0)).toEqual({ needs: 1, fragile: 0, satisfactory: 1, noResult: 3 });
    const groups = workGroups(RESULTS.rows, 0);
    expect(Object.values(groups).flat()).toHaveLength(RESULTS.rows.length);
    expect(groups.needs.map(({ lastName }) => lastName)).toEqual(['Zola']);
  });
});
