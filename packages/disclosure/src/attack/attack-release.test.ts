import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { DisclosureError } from '../errors.ts';
import type { Microdata } from '../microdata/microdata.ts';
import type { LinearSolver } from '../solver/linear-solver.ts';
import { loadSolver } from '../solver/load-solver.ts';
import type { ReleaseRecord } from '../tables/release-record.ts';
import { PRIMARY } from '../tables/suppress.ts';
import { type Tabulated, tabulate } from '../tables/tabulate.ts';
import { attackRelease } from './attack-release.ts';
import { ownerFacts } from './owner-facts.ts';
import { fileOf, randomCase, tabulationOf } from './random-tabulations.test.fixture.ts';

let solver: LinearSolver;
beforeAll(async () => {
  solver = await loadSolver();
});

/** What a table may be refused for when its persons are too few to be shown at all. */
const REFUSALS = ['table-unprotectable'];

describe('the attack on random linked and hierarchical tables', () => {
  it('finds nothing in what suppression lets out', () => {
    let released = 0;
    let hidden = 0;
    let [compared, programs, allPrograms] = [0, 0, 0];
    fc.assert(
      fc.property(randomCase, ({ data, tabulation }) => {
        let result: Tabulated;
        try {
          result = tabulate({ data, tabulation, earlier: [], solver });
        } catch (error) {
          if (error instanceof DisclosureError && REFUSALS.includes(error.code)) return;
          throw error;
        }
        released++;
        hidden += result.suppression!.primary + result.suppression!.secondary;
        const facts = ownerFacts(result);
        const attack = attackRelease({ releases: [result.release], facts, solver });
        expect(attack.findings.map(({ kind, cell }) => `${kind} ${attack.names[cell]}`)).toEqual([]);
        // What is proved without a program lies inside the interval that programs find.
        const whole = attackRelease({ releases: [result.release], facts, solver, everyInterval: true });
        expect(whole.findings).toEqual([]);
        whole.least.forEach((least, cell) => {
          if (Number.isNaN(least) || Number.isNaN(attack.least[cell]!)) return;
          compared++;
          expect(attack.least[cell]).toBeGreaterThanOrEqual(least - 1e-5);
          expect(attack.most[cell]).toBeLessThanOrEqual(whole.most[cell]! + 1e-5);
        });
        programs += attack.programs;
        allPrograms += whole.programs;
      }),
      { numRuns: 150, seed: 20260901 },
    );
    expect(released).toBeGreaterThan(120);
    expect(hidden).toBeGreaterThan(1000);
    expect(compared).toBeGreaterThan(1000);
    expect(programs).toBeLessThan(allPrograms / 3);
  });

  it('finds nothing in a second release that knows of the first, whatever both show', () => {
    let released = 0;
    fc.assert(
      fc.property(randomCase, randomCase, ({ data, tabulation }, { tabulation: other }) => {
        try {
          const first = tabulate({ data, tabulation: { ...other, name: 'first' }, earlier: [], solver });
          const second = tabulate({ data, tabulation, earlier: [first.release], solver });
          released++;
          const attack = attackRelease({
            releases: [second.release, first.release],
            facts: ownerFacts(second),
            solver: null,
          });
          expect(attack.findings.map(({ kind, cell }) => `${kind} ${attack.names[cell]}`)).toEqual([]);
        } catch (error) {
          if (error instanceof DisclosureError && [...REFUSALS, 'release-differencing'].includes(error.code))
            return;
          throw error;
        }
      }),
      { numRuns: 100, seed: 20260902 },
    );
    expect(released).toBeGreaterThan(30);
  });
});

/** Counts by area and group, of persons in schools `E<area><number>`, each school with at most `perSchool` of them. */
function file(counts: Readonly<Record<string, readonly number[]>>, perSchool = 1): Microdata {
  const rows: string[][] = [];
  const income: number[] = [];
  for (const [area, groups] of Object.entries(counts))
    groups.forEach((count, group) => {
      for (let person = 0; person < count; person++) {
        rows.push([
          area,
          `G${group}`,
          `E${area}${Math.floor(person / perSchool)}`,
          area < 'C' ? 'north' : 'south',
        ]);
        income.push(10 + (person % 7));
      }
    });
  return fileOf(['area', 'group', 'school', 'region'], rows, { income });
}

const COUNTS = { A: [20, 3, 30], B: [25, 14, 22], C: [18, 16, 27], D: [31, 12, 19] };

interface Rules {
  readonly [rule: string]: unknown;
}

function release(data: Microdata, rules: Rules, more: Readonly<Record<string, unknown>> = {}): Tabulated {
  return tabulate({
    data,
    tabulation: tabulationOf({
      name: 'ten',
      variables: { area: {}, group: {} },
      tables: [{ name: 't', by: ['area', 'group'] }],
      rules,
      ...more,
    }),
    earlier: [],
    solver,
  });
}

/** Attacks what was released under `lacking` with what is sensitive under `full`. */
function findings(
  data: Microdata,
  lacking: Rules,
  full: Rules,
  more: Readonly<Record<string, unknown>> = {},
) {
  const result = release(data, lacking, more);
  const wanted = release(data, full, more);
  const attack = attackRelease({
    releases: [result.release],
    facts: ownerFacts(result, wanted.sensitive),
    solver,
  });
  return new Set(attack.findings.map(({ kind }) => kind));
}

/** A record with rows shown that were hidden. */
function showing(
  record: ReleaseRecord,
  rows: readonly number[],
  values: (row: number) => number,
): ReleaseRecord {
  const [table] = record.tables;
  return {
    ...record,
    tables: [
      {
        ...table!,
        rows: table!.rows.map(([codes, shown, means], row) => [
          codes,
          rows.includes(row) ? [values(row)] : shown,
          means,
        ]),
      },
    ],
  };
}

describe('a table that lacks one rule', () => {
  const sums = { sums: [{ column: 'income' }] };

  it('1: shows few persons without minUnits', () => {
    const data = file(COUNTS);
    expect(
      findings(
        data,
        { minGroups: { column: 'school', atLeast: 2 } },
        { minUnits: 5, minGroups: { column: 'school', atLeast: 2 } },
      ),
    ).toContain('small-shown');
    expect(findings(data, { minUnits: 5 }, { minUnits: 5 }).size).toBe(0);
  });

  it('2: shows the pupils of one school without minGroups', () => {
    const data = file(COUNTS, 20);
    const full = { minUnits: 5, minGroups: { column: 'school', atLeast: 2 } };
    expect(findings(data, { minUnits: 5 }, full)).toContain('small-shown');
    expect(findings(data, full, full).size).toBe(0);
  });

  it('3: shows a sum that one contributor dominates without dominance', () => {
    const rows = file(COUNTS);
    const income = rows.columns.find(({ name }) => name === 'income')!;
    if (income.kind !== 'numeric') throw new Error('income');
    income.values[0] = 100_000;
    const full = { minUnits: 5, dominance: { n: 1, percent: 80 } };
    expect(findings(rows, { minUnits: 5 }, full, sums)).toContain('small-shown');
    expect(findings(rows, full, full, sums).size).toBe(0);
  });

  it('4: lets the second contributor estimate the first without the p % rule', () => {
    const rows = file(COUNTS);
    const income = rows.columns.find(({ name }) => name === 'income')!;
    if (income.kind !== 'numeric') throw new Error('income');
    income.values[0] = 100_000;
    income.values[1] = 50_000;
    const full = { minUnits: 5, pPercent: { p: 10 } };
    expect(findings(rows, { minUnits: 5 }, full, sums)).toContain('small-shown');
    expect(findings(rows, full, full, sums).size).toBe(0);
  });

  it('5: tells the group of a whole area without the rule of concentration', () => {
    const data = file({ ...COUNTS, B: [0, 30, 0] });
    const full = { minUnits: 5, concentration: { variable: 'group', share: 1 } };
    expect(findings(data, { minUnits: 5 }, full)).toContain('small-shown');
    expect(findings(data, full, full).size).toBe(0);
  });

  it('6: tells that a group is empty without protected zeros', () => {
    const data = file({ ...COUNTS, B: [25, 0, 22] });
    const full = { minUnits: 5, zeros: 'protected' };
    expect(findings(data, { minUnits: 5 }, full)).toContain('small-shown');
    expect(findings(data, full, full).size).toBe(0);
  });

  it('11: tells the score of everybody in an area, where all have the least or the largest, without its rule', () => {
    for (const extreme of [0, 5]) {
      // No cell is small: the rule that comes with minUnits is all that differs.
      const rows = file({ ...COUNTS, A: [20, 13, 30] });
      const score = rows.columns.find(({ name }) => name === 'income')!;
      const area = rows.columns.find(({ name }) => name === 'area')!;
      if (score.kind !== 'numeric' || area.kind !== 'categorical') throw new Error('columns');
      score.values.forEach((_, row) => {
        score.values[row] = area.labels[area.codes[row]!] === 'B' ? extreme : row % 6;
      });
      const lacking = { minGroups: { column: 'school', atLeast: 2 } };
      const full = { minUnits: 5, ...lacking };
      expect(findings(rows, lacking, full, sums)).toContain('small-shown');
      expect(findings(rows, full, full, sums).size).toBe(0);
      const shown = release(rows, full, sums).tables[0]!.rows.filter(({ codes }) => codes[0] === 'B');
      expect(shown.map((row) => row.shown)).toEqual([null, null, null, null]);
      // Where more is possible, the sum tells nobody's value.
      const wider = { sums: [{ column: 'income', least: -1, largest: 10 }] };
      const free = release(rows, full, wider).tables[0]!.rows.filter(({ codes }) => codes[0] === 'B');
      expect(free.every((row) => row.shown !== null)).toBe(true);
    }
    expect(() =>
      release(file(COUNTS), { minUnits: 5 }, { sums: [{ column: 'income', largest: 12 }] }),
    ).toThrow(expect.objectContaining({ code: 'rule-invalid' }));
  });

  it('7: gives small cells by subtraction without secondary suppression', () => {
    const result = release(file(COUNTS), { minUnits: 5 });
    const hidden = result.suppression!.hidden;
    const rows = result.tables[0]!.rows.flatMap(({ cell }, row) => (hidden[cell] === PRIMARY ? [] : [row]));
    const record = showing(
      result.release,
      rows,
      (row) => result.values.counts[result.tables[0]!.rows[row]!.cell]!,
    );
    const attack = attackRelease({ releases: [record], facts: ownerFacts(result), solver: null });
    expect(attack.findings).toMatchObject([{ kind: 'exact', least: 3, most: 3 }]);
  });

  it('8: lets a pupil who is alone in a cell compute another one without the protection of singletons', () => {
    // A pupil alone in A/G1, four in B/G2: hiding the rectangle A, B × G1, G2 shows an outsider nothing.
    const result = release(file({ ...COUNTS, A: [20, 1, 30], B: [25, 14, 4] }), { minUnits: 5 });
    const rectangle = [
      ['A', 'G1'],
      ['A', 'G2'],
      ['B', 'G1'],
      ['B', 'G2'],
    ].map((codes) => codes.join());
    const rows = result.release.tables[0]!.rows.flatMap(([codes], row) =>
      rectangle.includes(codes.join()) ? [] : [row],
    );
    const truth = (row: number) => result.values.counts[result.tables[0]!.rows[row]!.cell]!;
    const attack = attackRelease({
      releases: [showing(result.release, rows, truth)],
      facts: ownerFacts(result),
      solver,
    });
    expect(attack.findings.map(({ kind, cell }) => `${kind} ${attack.names[cell]}`)).toContain(
      'insider-exact area=B, group=G2',
    );
    expect(attack.findings.some(({ kind }) => kind === 'exact')).toBe(false);
    const mended = attackRelease({ releases: [result.release], facts: ownerFacts(result), solver });
    expect(mended.findings).toEqual([]);
  });

  it('9: tells by one table what the other hides, when linked tables are protected one by one', () => {
    const counts = { A: [2, 1], B: [13, 12], C: [40, 2], D: [30, 21] };
    const rows = Object.entries(counts).flatMap(([area, sexes]) =>
      sexes.flatMap((count, sex) => Array.from({ length: count }, () => [area, `S${sex}`])),
    );
    const data = fileOf(['area', 'sex'], rows);
    const part = (tables: readonly (readonly string[])[]) =>
      tabulate({
        data,
        tabulation: tabulationOf({
          name: 'linked',
          variables: { area: {}, sex: {} },
          tables: tables.map((by, at) => ({ name: `t${at}`, by })),
          rules: { minUnits: 5 },
        }),
        earlier: [],
        solver,
      });
    const [areas, crossed, both] = [
      part([['area']]),
      part([['area', 'sex']]),
      part([['area'], ['area', 'sex']]),
    ];
    const merged: ReleaseRecord = {
      ...both.release,
      tables: [...areas.release.tables, ...crossed.release.tables],
    };
    const attack = attackRelease({ releases: [merged], facts: ownerFacts(both), solver });
    expect(new Set(attack.findings.map(({ kind }) => kind))).toContain('exact');
    expect(attackRelease({ releases: [both.release], facts: ownerFacts(both), solver }).findings).toEqual([]);
  });

  it('10: gives a small area by its region when the hierarchy is left out', () => {
    const data = file({ A: [20, 3, 30], B: [25, 14, 22], C: [18, 16, 27], D: [31, 12, 19] });
    const document = (by: unknown, hierarchies: unknown) => ({
      name: 'ten',
      variables: { area: { hierarchies }, group: {} },
      tables: [{ name: 't', by }],
      rules: { minUnits: 5 },
    });
    const region = [[{ column: 'region' }]];
    const make = (by: unknown, hierarchies: unknown) =>
      tabulate({ data, tabulation: tabulationOf(document(by, hierarchies)), earlier: [], solver });
    const flat = make(['area', 'group'], []);
    const regions = make([{ variable: 'area', from: 'region' }, 'group'], region);
    const whole = make(['area', 'group'], region);
    const merged: ReleaseRecord = {
      ...whole.release,
      tables: [...flat.release.tables, ...regions.release.tables],
    };
    const rowOf = new Map(whole.release.tables[0]!.rows.map(([codes], row) => [codes.join(), row]));
    const facts = ownerFacts(whole);
    const attack = attackRelease({
      releases: [merged],
      facts: {
        insiders: [],
        rows: merged.tables.map(({ rows }) =>
          rows.map(([codes]) => facts.rows[0]![rowOf.get(codes.join())!]!),
        ),
      },
      solver,
    });
    expect(new Set(attack.findings.map(({ kind }) => kind))).toContain('exact');
    expect(attackRelease({ releases: [whole.release], facts, solver }).findings).toEqual([]);
  });

  it('11: gives a small area by the difference of two releases when the second does not know the first', () => {
    const data = file({ A: [20, 30], B: [3, 1], C: [18, 27] });
    const make = (groups: Readonly<Record<string, unknown>>, earlier: readonly ReleaseRecord[]) =>
      tabulate({
        data,
        tabulation: tabulationOf({
          name: earlier.length === 0 ? 'first' : 'second',
          variables: { area: { hierarchies: [[{ name: 'zone', groups }]] } },
          tables: [{ name: 't', by: [{ variable: 'area', from: 'zone' }] }],
          rules: { minUnits: 5 },
        }),
        earlier,
        solver,
      });
    const first = make({ west: { members: ['A', 'B'] }, east: { members: ['C'] } }, []);
    const alone = make({ west: { members: ['A'] }, east: { members: ['B', 'C'] } }, []);
    const attack = attackRelease({
      releases: [alone.release, first.release],
      facts: ownerFacts(alone),
      solver,
    });
    expect(attack.findings).toMatchObject([{ kind: 'exact', least: 4, most: 4 }]);
    expect(attack.names[attack.findings[0]!.cell]).toBe('area=B');
    const warned = make({ west: { members: ['A'] }, east: { members: ['B', 'C'] } }, [first.release]);
    expect(
      warned.release.tables[0]!.rows.filter(([, shown]) => shown === null).map(([codes]) => codes),
    ).toEqual([['east'], ['west']]);
    const both = attackRelease({
      releases: [warned.release, first.release],
      facts: ownerFacts(warned),
      solver,
    });
    expect(both.findings).toEqual([]);
  });

  it('13: gives small counts by their sums where the cell key changes too little', () => {
    const counts = { A: [1, 2, 13], B: [7, 1, 0], C: [9, 3, 5], D: [2, 1, 2] };
    const rows = Object.entries(counts).flatMap(([area, groups]) =>
      groups.flatMap((count, group) => Array.from({ length: count }, () => [area, `G${group}`])),
    );
    const key = rows.map((_, row) => (row * 630_360_016 + 12_345) % 2 ** 32);
    const make = (deviation: number) =>
      tabulate({
        data: fileOf(['area', 'group'], rows, { key }),
        tabulation: tabulationOf({
          name: 'thirteen',
          variables: { area: {}, group: {} },
          tables: [{ name: 't', by: ['area', 'group'] }],
          rules: { minUnits: 3 },
          method: { kind: 'cell-key', deviation, variance: 1, column: 'key' },
        }),
        earlier: [],
        solver,
      });
    const weak = make(1);
    const attack = attackRelease({ releases: [weak.release], facts: ownerFacts(weak), solver });
    expect(new Set(attack.findings.map(({ kind }) => kind))).toEqual(new Set(['exact']));
    const strong = make(4);
    expect(attackRelease({ releases: [strong.release], facts: ownerFacts(strong), solver }).findings).toEqual(
      [],
    );
  });

  it('14: shows the value of the one pupil whose score is known when only persons are counted', () => {
    const areas = ['A', 'B', 'C', 'D'];
    const rows = areas.flatMap((area) => Array.from({ length: 10 }, (_, at) => [area, `E${at % 5}`]));
    // In A one pupil has a score; in B several have, all of one school. C keeps the pupil of A from computing B.
    const score = rows.map(([area, school], row) =>
      area === 'A' ? (row === 3 ? 87.5 : Number.NaN) : area === 'B' && school !== 'E0' ? Number.NaN : row,
    );
    const hidden = (rules: unknown) =>
      tabulate({
        data: fileOf(['area', 'school'], rows, { score }),
        tabulation: tabulationOf({
          name: 'fourteen',
          variables: { area: {} },
          tables: [{ name: 't', by: ['area'] }],
          sums: [{ column: 'score' }],
          rules,
        }),
        earlier: [],
        solver,
      }).release.tables[0]!.rows.flatMap(([[code], shown]) => (shown === null ? [code] : []));
    expect(hidden({ minUnits: 2 })).toEqual(['A', 'B']);
    expect(hidden({ minGroups: { column: 'school', atLeast: 2 } })).toEqual(['A', 'B', 'C']);
  });

  it('is found to contradict itself where a released value was changed by hand', () => {
    const data = file({ A: [20, 3, 30], B: [25, 14, 22], C: [18, 16, 27] });
    const made = tabulate({
      data,
      tabulation: tabulationOf({
        name: 'changed',
        variables: { area: {}, group: {} },
        tables: [{ name: 't', by: ['area', 'group'] }],
        rules: { minUnits: 5 },
      }),
      earlier: [],
      solver,
    });
    const release: ReleaseRecord = {
      ...made.release,
      tables: made.release.tables.map((table) => ({
        ...table,
        rows: table.rows.map(
          ([codes, shown, means]) =>
            [codes, codes.join() === 'A,_T' ? [20] : shown, means] as (typeof table.rows)[number],
        ),
      })),
    };
    const { findings } = attackRelease({ releases: [release], facts: ownerFacts(made), solver });
    expect(findings.map(({ kind }) => kind)).toEqual(['inconsistent']);
  });

  it('12: tells that a hidden cell is small when its interval stays below the threshold', () => {
    const data = file(COUNTS);
    const full = { minUnits: 10, interval: 'threshold' };
    expect(findings(file({ ...COUNTS, B: [25, 2, 3] }), { minUnits: 10 }, full)).toContain('narrow');
    expect(findings(data, full, full).size).toBe(0);
  });
});
