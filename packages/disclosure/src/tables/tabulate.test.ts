import { beforeAll, describe, expect, it } from 'vitest';
import { attackRelease } from '../attack/attack-release.ts';
import { ownerFacts } from '../attack/owner-facts.ts';
import { fileOf, tabulationOf } from '../attack/random-tabulations.test.fixture.ts';
import { categoricalColumn, createMicrodata } from '../microdata/microdata.ts';
import { referenceRows } from '../reference-file.test.fixture.ts';
import type { LinearSolver } from '../solver/linear-solver.ts';
import { loadSolver } from '../solver/load-solver.ts';
import { changeTable } from './cell-key.ts';
import type { ReleaseRecord } from './release-record.ts';
import { parseReleaseRecord } from './release-record.ts';
import { parseTabulation, type Tabulation } from './specification.ts';
import { tabulate } from './tabulate.ts';

let solver: LinearSolver;
beforeAll(async () => {
  solver = await loadSolver();
});

const repeat = (count: number, ...row: string[]) => Array.from({ length: count }, () => row);

function make(
  data: ReturnType<typeof fileOf>,
  document: Readonly<Record<string, unknown>>,
  earlier: readonly ReleaseRecord[] = [],
) {
  return tabulate({
    data,
    tabulation: tabulationOf({ name: 'test', rules: { minUnits: 5 }, ...document }),
    earlier,
    solver,
  });
}

const byArea = { variables: { area: {} }, tables: [{ name: 't', by: ['area'] }] };

describe('tabulation', () => {
  it('counts persons and adds sums at every level, with means of those whose value is known', () => {
    const data = fileOf(
      ['area', 'region', 'sex'],
      [...repeat(6, 'A', 'N', 'F'), ...repeat(7, 'B', 'N', 'M'), ...repeat(9, 'C', 'S', 'F')],
      { score: Array.from({ length: 22 }, (_, row) => (row === 0 ? Number.NaN : 2)) },
    );
    const { release } = make(data, {
      variables: { area: { hierarchies: [[{ column: 'region' }]] } },
      tables: [{ name: 't', by: ['area'] }],
      sums: [{ column: 'score' }],
    });
    // One group has one member: the region S is the area C, under both names.
    expect(release.tables[0]!.rows).toEqual([
      [['A'], [6, 10], [2]],
      [['B'], [7, 14], [2]],
      [['C'], [9, 18], [2]],
      [['N'], [13, 24], [24 / 12]],
      [['S'], [9, 18], [2]],
      [['_T'], [22, 42], [2]],
    ]);
    expect(parseReleaseRecord(JSON.parse(JSON.stringify(release)))).toEqual(release);
  });

  it('hides the same cells at every run, and whatever the order of the rows', () => {
    const rows = [
      ...repeat(3, 'A', 'x'),
      ...repeat(9, 'A', 'y'),
      ...repeat(8, 'B', 'x'),
      ...repeat(7, 'B', 'y'),
      ...repeat(6, 'C', 'x'),
      ...repeat(9, 'C', 'y'),
    ];
    const hidden = (list: string[][]) =>
      make(fileOf(['area', 'group'], list), {
        variables: { area: {}, group: {} },
        tables: [{ name: 't', by: ['area', 'group'] }],
      }).release.tables[0]!.rows;
    expect(hidden(rows.toReversed())).toEqual(hidden(rows));
    expect(hidden(rows).filter(([, shown]) => shown === null)).toHaveLength(4);
  });

  it('keeps a code that two levels share apart', () => {
    // INSEE: département 11 is Aude, région 11 is Île-de-France.
    const data = fileOf(
      ['dep', 'reg'],
      [...repeat(6, '11', '76'), ...repeat(6, '75', '11'), ...repeat(8, '77', '11')],
    );
    const { release } = make(data, {
      variables: { dep: { hierarchies: [[{ column: 'reg' }]] } },
      tables: [{ name: 't', by: ['dep'] }],
    });
    expect(release.tables[0]!.rows.map(([[code]]) => code)).toEqual(['11', '75', '77', 'reg.11', '76', '_T']);
  });

  it('refuses a hierarchy that does not nest, with the row', () => {
    const data = fileOf(['area', 'region'], [...repeat(5, 'A', 'N'), ...repeat(5, 'A', 'S')]);
    const document = {
      variables: { area: { hierarchies: [[{ column: 'region' }]] } },
      tables: [{ name: 't', by: ['area'] }],
    };
    expect(() => make(data, document)).toThrow(
      expect.objectContaining({ code: 'hierarchy-invalid', data: expect.objectContaining({ row: 6 }) }),
    );
  });

  it('shows as 0 what is declared impossible, also where zeros are protected', () => {
    const data = fileOf(
      ['sector', 'zone'],
      [...repeat(9, 'public', 'priority'), ...repeat(12, 'public', 'none'), ...repeat(11, 'private', 'none')],
    );
    const document = {
      variables: { sector: {}, zone: {} },
      tables: [{ name: 't', by: ['sector', 'zone'] }],
      rules: { minUnits: 5, zeros: 'protected', impossible: [{ sector: ['private'], zone: ['priority'] }] },
    };
    expect(make(data, document).release.tables[0]!.rows.every(([, shown]) => shown !== null)).toBe(true);
  });
});

describe('the reference pupils', () => {
  it('lose at most one cell in a hundred more than by GaussSuppression, which leaves those alone in a cell unprotected', () => {
    const names = ['sexe', 'naissance', 'departement', 'secteur', 'ep', 'groupe'];
    const data = fileOf(names, referenceRows());
    const variables = { departement: {}, groupe: {}, ep: {} };
    const tables = [{ name: 't', by: ['departement', 'groupe', 'ep'] }];
    const { suppression } = make(data, { variables, tables, rules: { minUnits: 3 } });
    // GaussSuppression 1.2.3 (R 4.5.0) with its defaults hides 1,007 cells; 1,025 without moves along what elimination leaves free.
    expect(suppression!.primary).toBe(555);
    expect(suppression!.primary + suppression!.secondary).toBeLessThanOrEqual(1017);
  });
});

describe('degenerate tables', () => {
  it('hide all of one person, the total included', () => {
    const { release } = make(fileOf(['area'], [['A']]), byArea);
    expect(release.tables[0]!.rows.every(([, shown]) => shown === null)).toBe(true);
  });

  it('show persons who are all alike, and the categories that nobody has', () => {
    const { release } = make(fileOf(['area'], repeat(40, 'A')), {
      ...byArea,
      variables: { area: { categories: ['A', 'B', 'C'] } },
    });
    expect(release.tables[0]!.rows).toEqual([
      [['A'], [40], []],
      [['B'], [0], []],
      [['C'], [0], []],
      [['_T'], [40], []],
    ]);
  });

  it('hide all of a table in which everybody is alone, and keep the total', () => {
    const data = fileOf(
      ['area'],
      Array.from({ length: 300 }, (_, at) => [`A${at}`]),
    );
    const { release } = make(data, byArea);
    expect(release.tables[0]!.rows.filter(([, shown]) => shown !== null)).toEqual([[['_T'], [300], []]]);
  });

  it('end for an empty file and for a variable without a value', () => {
    const empty = createMicrodata([categoricalColumn('area', [])]);
    const nobody = make(empty, byArea);
    expect(nobody.release.tables[0]!.rows).toEqual([[['_T'], [0], []]]);
    expect(attackRelease({ releases: [nobody.release], facts: ownerFacts(nobody), solver }).findings).toEqual(
      [],
    );
    const missing = createMicrodata([
      categoricalColumn(
        'area',
        Array.from({ length: 9 }, () => null),
      ),
    ]);
    expect(make(missing, byArea).release.tables[0]!.rows).toEqual([
      [['_U'], [9], []],
      [['_T'], [9], []],
    ]);
  });

  it('take codes that are names of every object', () => {
    const codes = ['constructor', '__proto__', 'toString'];
    const { release } = make(
      fileOf(
        ['area', 'zone'],
        codes.flatMap((code) => repeat(7, code, 'valueOf')),
      ),
      { variables: { area: { hierarchies: [[{ column: 'zone' }]] } }, tables: [{ name: 't', by: ['area'] }] },
    );
    const [variable] = release.variables;
    for (const { code, label } of [...variable!.categories, ...variable!.groups])
      expect(label).toEqual({ fr: code, en: code });
    expect(release.tables[0]!.rows).toHaveLength(5);
  });

  it('refuse a million categories', () => {
    const codes = Int32Array.from({ length: 1_000_000 }, (_, at) => at);
    const data = createMicrodata([
      { kind: 'categorical', name: 'area', codes, labels: Array.from(codes, String) },
    ]);
    expect(() => make(data, byArea)).toThrow(expect.objectContaining({ code: 'table-too-large' }));
  });
});

describe('earlier releases', () => {
  const rows = [...repeat(20, 'A'), ...repeat(30, 'B'), ...repeat(25, 'C')];

  it('are refused a cell that they have shown and that is sensitive now', () => {
    const data = fileOf(['area'], [...rows, ...repeat(4, 'D')]);
    const first = make(data, { ...byArea, name: 'first', rules: { minUnits: 3 } });
    expect(() => make(data, byArea, [first.release])).toThrow(
      expect.objectContaining({ code: 'release-differencing', data: { cell: 'area=D' } }),
    );
  });

  it('make a cell sensitive that changed by a few persons since', () => {
    const first = make(fileOf(['area'], rows), { ...byArea, name: 'first' });
    const second = make(fileOf(['area'], [...rows, ...repeat(2, 'B')]), byArea, [first.release]);
    expect(second.differing.length).toBeGreaterThan(0);
    const [, b] = second.release.tables[0]!.rows;
    expect(b).toEqual([['B'], null, null]);
    const many = make(fileOf(['area'], [...rows, ...repeat(9, 'B')]), byArea, [first.release]);
    expect(many.release.tables[0]!.rows[1]).toEqual([['B'], [39], []]);
  });

  it('tell those whom a filter leaves out', () => {
    const data = fileOf(
      ['area', 'sector'],
      [
        ...repeat(20, 'A', 'public'),
        ...repeat(3, 'A', 'private'),
        ...repeat(30, 'B', 'public'),
        ...repeat(25, 'B', 'private'),
      ],
    );
    const first = make(data, { ...byArea, name: 'first' });
    expect(first.release.tables[0]!.rows[0]).toEqual([['A'], [23], []]);
    const second = make(data, { ...byArea, where: { sector: ['public'] } }, [first.release]);
    expect(second.release.tables[0]!.rows[0]).toEqual([['A'], null, null]);
    const alone = make(data, { ...byArea, where: { sector: ['public'] } });
    expect(alone.release.tables[0]!.rows[0]).toEqual([['A'], [20], []]);
  });
});

describe('methods that change values', () => {
  const small = fileOf(['area'], [...repeat(7, 'A'), ...repeat(6, 'B'), ...repeat(2, 'C')], {
    score: Array.from({ length: 15 }, (_, row) => row),
  });

  it('take no sums: the sum or the mean of one person would stand as it is', () => {
    for (const method of [
      { kind: 'rounding', base: 5 },
      { kind: 'cell-key', deviation: 3, variance: 1.5, column: 'score' },
    ]) {
      const document = { name: 'test', rules: {}, ...byArea, sums: [{ column: 'score' }], method };
      const parsed = parseTabulation(document);
      expect('problems' in parsed && parsed.problems.map(({ path }) => path)).toEqual([['sums']]);
      const { tabulation } = parseTabulation({ ...document, sums: [] }) as { tabulation: Tabulation };
      const sums = [{ column: 'score', decimals: 2 }];
      expect(() =>
        tabulate({ data: small, tabulation: { ...tabulation, sums }, earlier: [], solver }),
      ).toThrow(expect.objectContaining({ code: 'rule-invalid' }));
    }
  });

  it('stand beside earlier releases of the same method and size only', () => {
    const rounding = (base: number) => ({ ...byArea, rules: {}, method: { kind: 'rounding', base } });
    const hidden = make(small, { ...byArea, name: 'hidden' });
    const rounded = make(small, { ...rounding(5), name: 'rounded' });
    for (const [document, earlier] of [
      [byArea, rounded],
      [rounding(5), hidden],
      [rounding(3), rounded],
    ] as const)
      expect(() => make(small, document, [earlier.release])).toThrow(
        expect.objectContaining({ code: 'release-differencing' }),
      );
    expect(make(small, rounding(5), [rounded.release]).release.tables).toEqual(rounded.release.tables);
  });

  it('rounding keeps the multiple that an earlier table has shown, which alone it would not choose', () => {
    const data = fileOf(
      ['area', 'group'],
      [...repeat(8, 'A', 'x'), ...repeat(3, 'A', 'y'), ...repeat(4, 'B', 'x'), ...repeat(9, 'B', 'y')],
    );
    const method = { kind: 'rounding', base: 5 };
    const tables = [{ name: 't', by: ['area', 'group'] }];
    const document = { variables: { area: {}, group: {} }, tables, rules: {}, method };
    const alone = make(data, document).release;
    const first = make(data, { ...document, tables: [{ name: 'a', by: ['area'] }], name: 'first' }).release;
    // As if other multiples had been chosen: 11 persons of A as 15, 13 of B as 10.
    const changed: Readonly<Record<string, readonly number[]>> = { A: [15], B: [10] };
    const other = {
      ...first,
      tables: first.tables.map((table) => ({
        ...table,
        rows: table.rows.map(
          ([codes, shown, means]) =>
            [codes, changed[codes[0]!] ?? shown, means] as (typeof table.rows)[number],
        ),
      })),
    };
    const of = ({ tables: [table] }: ReleaseRecord) =>
      table!.rows.find(([codes]) => codes.join() === 'A,_T')![1];
    expect(of(alone)).toEqual([10]);
    expect(of(make(data, document, [other]).release)).toEqual([15]);
  });

  const counts: Readonly<Record<string, readonly number[]>> = {
    A: [1, 2, 13],
    B: [7, 4, 0],
    C: [9, 3, 5],
    D: [2, 2, 2],
  };
  const data = fileOf(
    ['area', 'group'],
    Object.entries(counts).flatMap(([area, groups]) =>
      groups.flatMap((count, group) => repeat(count, area, `G${group}`)),
    ),
    { key: Array.from({ length: 50 }, (_, row) => (row * 2_654_435_761) % 2 ** 32) },
  );
  const document = {
    variables: { area: {}, group: {} },
    tables: [{ name: 't', by: ['area', 'group'] }],
    rules: {},
  };

  it('rounding gives multiples of the base, next to the true values, that add up', () => {
    const { release, values, tables } = make(data, { ...document, method: { kind: 'rounding', base: 5 } });
    const shown = new Map(release.tables[0]!.rows.map(([codes, cell]) => [codes.join(), cell![0]!]));
    tables[0]!.rows.forEach(({ codes, cell }) => {
      const value = shown.get(codes.join())!;
      expect(value % 5).toBe(0);
      expect(Math.abs(value - values.counts[cell]!)).toBeLessThan(5);
    });
    for (const area of [...Object.keys(counts), '_T'])
      expect(shown.get(`${area},_T`)).toBe(
        ['G0', 'G1', 'G2'].reduce((sum, group) => sum + shown.get(`${area},${group}`)!, 0),
      );
    for (const group of ['G0', 'G1', 'G2'])
      expect(shown.get(`_T,${group}`)).toBe(
        Object.keys(counts).reduce((sum, area) => sum + shown.get(`${area},${group}`)!, 0),
      );
  });

  it('the cell key changes the same persons the same way in every table, and never an empty cell', () => {
    const method = { kind: 'cell-key', deviation: 3, variance: 1.5, smallest: 1, column: 'key' };
    const { release } = make(data, { ...document, method });
    const alone = make(data, { ...document, tables: [{ name: 'alone', by: ['group'] }], method });
    const of = (record: ReleaseRecord) =>
      new Map(record.tables[0]!.rows.map(([codes, shown]) => [codes.join(), shown![0]!]));
    for (const group of ['G0', 'G1', 'G2', '_T'])
      expect(of(alone.release).get(group)).toBe(of(release).get(`_T,${group}`));
    expect(of(release).get('B,G2')).toBe(0);
    expect([...of(release).values()].filter((value) => value === 1)).toEqual([]);
    expect(
      release.tables[0]!.rows.some(([codes, shown]) => shown![0] !== of(alone.release).get(codes.join())),
    ).toBe(true);
  });

  it('the changes of the cell key have mean 0, and the variance where the count leaves room', () => {
    for (const count of [1, 2, 3, 4, 5, 9]) {
      const { changes, probabilities } = changeTable(count, { deviation: 3, variance: 1.5, smallest: 0 });
      const moment = (power: number) =>
        changes.reduce((sum, change, at) => sum + probabilities[at]! * change ** power, 0);
      expect(moment(0)).toBeCloseTo(1, 9);
      expect(moment(1)).toBeCloseTo(0, 6);
      if (count >= 3) expect(moment(2)).toBeCloseTo(1.5, 6);
    }
  });
});

describe('the specification', () => {
  it('says every mistake with its place', () => {
    const parsed = parseTabulation({
      name: 'test',
      variables: { area: {} },
      tables: [
        { name: 't', by: ['area', 'sex'] },
        { name: 't', by: [{ variable: 'area', from: 'region' }] },
      ],
      rules: {},
    });
    expect('problems' in parsed && parsed.problems).toEqual([
      { path: ['tables', 0, 'by', 1], message: 'sex is not one of the variables' },
      { path: ['tables', 1, 'name'], message: 'two tables are called t' },
      { path: ['tables', 1, 'by', 0], message: 'area has no level region' },
      { path: ['rules'], message: 'at least one rule must say which cells are sensitive' },
    ]);
    const wrong = parseTabulation({
      name: 'test',
      variables: { area: { categories: [1] } },
      tables: [],
      rules: { minUnits: 1 },
    });
    expect('problems' in wrong && wrong.problems.map(({ path }) => path.join('.'))).toEqual([
      'variables.area.categories.0',
      'tables',
      'rules.minUnits',
    ]);
  });
});
