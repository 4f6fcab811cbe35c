import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { protectBackground, type SecrecyRow } from './background-secrecy.ts';
import type { Background } from './research-record.ts';

const paris: Background = {
  sex: 'F',
  birthYear: 2015,
  birthQuarter: 1,
  sector: 'PU',
  priority: 'HEP',
  departement: '75',
  region: 'Île-de-France',
};

/** Each row of another school, without results, unless said otherwise. */
let schools = 0;
const row = (change: Partial<Background> = {}, more: Partial<SecrecyRow> = {}): SecrecyRow => ({
  level: 'cp',
  background: { ...paris, ...change },
  school: ++schools,
  groups: {},
  ...more,
});
const times = (n: number, make: (i: number) => SecrecyRow): SecrecyRow[] =>
  Array.from({ length: n }, (_, i) => make(i));
const protect = (rows: readonly SecrecyRow[], k = 5, minSchools = 3) =>
  protectBackground(rows, { k, minSchools });
const backgrounds = (rows: readonly SecrecyRow[]) => rows.map(({ background }) => background);

const classes = (rows: readonly SecrecyRow[]) => [
  ...Map.groupBy(rows, ({ level, background }) => JSON.stringify([level, background])).values(),
];
const tellsPlace = ({ background: b }: SecrecyRow) =>
  b.sector !== null || b.priority !== null || b.departement !== null || b.region !== null;

describe('secrecy of background', () => {
  test('combinations that enough pupils share stay as they are', () => {
    const rows = [...times(5, () => row()), ...times(6, () => row({ departement: '77' }))];
    const result = protect(rows);
    expect(result.rows).toEqual(rows);
    expect(Object.values(result.suppressed)).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });

  test('small combinations lose the département first, where that is enough', () => {
    const rows = [
      ...times(3, () => row()),
      ...times(3, () => row({ departement: '77' })),
      ...times(9, () => row({ sex: 'M' })),
    ];
    const result = protect(rows);
    expect(backgrounds(result.rows.slice(0, 6))).toEqual(Array(6).fill({ ...paris, departement: null }));
    expect(result.rows.slice(6)).toEqual(rows.slice(6));
    expect(result.suppressed).toMatchObject({ departement: 6, region: 0 });
  });

  test('only what tells pupils apart is taken away', () => {
    const result = protect([...times(3, () => row()), ...times(3, () => row({ sex: 'M' }))]);
    expect(backgrounds(result.rows)).toEqual(Array(6).fill({ ...paris, sex: null }));
    expect(Object.values(result.suppressed).reduce((sum, count) => sum + count)).toBe(6);
  });

  test('a région that is hidden takes the département along, which would tell it', () => {
    // Written for one département in two régions: hiding the région alone would be enough for k.
    const result = protect([...times(3, () => row()), ...times(3, () => row({ region: 'Île-de-France ' }))]);
    expect(backgrounds(result.rows)).toEqual(Array(6).fill({ ...paris, departement: null, region: null }));
  });

  test('a single odd pupil is hidden together with others, and nobody is dropped', () => {
    const odd = row({ sector: 'PR', sex: 'M', departement: '974', region: 'La Réunion', birthYear: 2012 });
    const result = protect([odd, ...times(5, () => row()), ...times(8, () => row({ sex: 'M' }))]);
    expect(result.droppedRows).toBe(0);
    for (const members of classes(result.rows)) expect(members.length).toBeGreaterThanOrEqual(5);
    expect(result.rows[0]!.background).toMatchObject({ sector: null, departement: null, region: null });
  });

  test('a place with fewer schools than the campaign asks is not released', () => {
    // Three schools, each alone in its département: each of them was published whole, with its sector.
    const rows = ['75', '13', '69'].flatMap((departement, school) =>
      times(12, () =>
        row({ departement, region: departement, sector: school === 2 ? 'PR' : 'PU' }, { school }),
      ),
    );
    const result = protect(rows);
    expect(result.rows).toHaveLength(36);
    for (const members of classes(result.rows).filter(([one]) => tellsPlace(one!)))
      expect(new Set(members.map(({ school }) => school)).size).toBeGreaterThanOrEqual(3);
    expect(result.suppressed.departement).toBe(36);
  });

  test('a level of one school says nothing of the place, and keeps what is not of it', () => {
    const result = protect(times(8, () => row({}, { school: 1 })));
    expect(backgrounds(result.rows)).toEqual(
      Array(8).fill({ ...paris, sector: null, priority: null, departement: null, region: null }),
    );
  });

  test('five girls of one quarter and département who are all fragile do not leave together', () => {
    const rows = [
      ...times(5, () => row({}, { groups: { lire: 'fragile' } })),
      ...times(12, (i) =>
        row({ departement: '77' }, { groups: { lire: i % 2 === 0 ? 'satisfactory' : 'fragile' } }),
      ),
    ];
    const result = protect(rows);
    for (const members of classes(result.rows))
      expect(new Set(members.map(({ groups }) => groups.lire)).size).toBeGreaterThanOrEqual(2);
    expect(result.suppressed.departement).toBeGreaterThanOrEqual(5);
  });

  test('a domain where the whole level is in one group is named', () => {
    const result = protect(times(6, () => row({}, { groups: { lire: 'fragile' } })));
    expect(result.uniformDomains).toEqual(['lire']);
    expect(result.rows).toHaveLength(6);
  });

  test('a level with fewer than k pupils is dropped and counted', () => {
    const five = times(5, () => row());
    const result = protect([...times(4, () => row({}, { level: 'ce1' })), ...five]);
    expect(result.rows).toEqual(five);
    expect(result.droppedRows).toBe(4);
    expect(() => protect(five, 1)).toThrow(RangeError);
  });

  test('whatever the rows, everyone shares level and background with k − 1 others of enough schools and more than one group', () => {
    const one = fc.record({
      level: fc.constantFrom('cp', 'ce1'),
      background: fc.record({
        sex: fc.constantFrom('F' as const, 'M' as const),
        birthYear: fc.constantFrom(2014, 2015, 2016),
        birthQuarter: fc.integer({ min: 1, max: 4 }),
        sector: fc.constantFrom('PU' as const, 'PR' as const),
        priority: fc.constantFrom('HEP' as const, 'REP' as const, 'REP+' as const),
        departement: fc.constantFrom('75', '77', '13'),
        region: fc.constant('x'),
      }),
      school: fc.integer({ min: 1, max: 4 }),
      groups: fc.dictionary(fc.constantFrom('lire', 'calcul'), fc.constantFrom('needs', 'fragile')),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 60 }), fc.integer({ min: 2, max: 6 }), (rows, k) => {
        const result = protectBackground(rows, { k, minSchools: 2 });
        expect(result.rows.length + result.droppedRows).toBe(rows.length);
        for (const members of classes(result.rows)) {
          expect(members.length).toBeGreaterThanOrEqual(k);
          if (tellsPlace(members[0]!))
            expect(new Set(members.map(({ school }) => school)).size).toBeGreaterThanOrEqual(2);
          for (const domain of ['lire', 'calcul']) {
            const values = new Set(members.flatMap(({ groups }) => groups[domain] ?? []));
            const ofLevel = new Set(
              rows
                .filter(({ level }) => level === members[0]!.level)
                .flatMap(({ groups }) => groups[domain] ?? []),
            );
            expect(values.size === 1 && ofLevel.size > 1).toBe(false);
          }
        }
        for (const { background } of result.rows)
          expect(background.region === null && background.departement !== null).toBe(false);
      }),
    );
  });
});
