import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  LSAT6,
  LSAT7,
  largestDifference,
  patternMatrix,
  reference,
  referenceMatrix,
} from '../../reference/reference-sets.ts';
import type { OptionMatrix } from '../responses/option-responses.ts';
import {
  createResponseMatrix,
  matrixFromRows,
  NOT_ADMINISTERED,
  NOT_REACHED,
  OMITTED,
} from '../responses/response-matrix.ts';
import { classicalByBooklet } from './by-booklet.ts';
import { distractorAnalysis } from './distractors.ts';
import { classicalStatistics } from './item-statistics.ts';
import { omega, oneFactor } from './omega.ts';

describe('classical statistics against psych 2.4.12 and mirt 1.47', () => {
  it.each([
    ['LSAT6', LSAT6],
    ['LSAT7', LSAT7],
  ] as const)('agree to 1e-9 on %s', (name, table) => {
    const found = classicalStatistics(patternMatrix(table));
    const wanted = reference('published.json')[name].ctt;
    const column = (pick: (item: (typeof found.items)[number]) => number | null) => found.items.map(pick);
    expect(
      largestDifference(
        column((item) => item.facility),
        wanted.facility,
      ),
    ).toBeLessThan(1e-9);
    expect(
      largestDifference(
        column((item) => item.itemTotal),
        wanted.r_it,
      ),
    ).toBeLessThan(1e-9);
    expect(
      largestDifference(
        column((item) => item.itemRest),
        wanted.r_ir,
      ),
    ).toBeLessThan(1e-9);
    expect(
      largestDifference(
        column((item) => item.alphaIfDropped),
        wanted.alpha_drop,
      ),
    ).toBeLessThan(1e-9);
    expect(
      largestDifference([found.alpha, found.mean, found.sd], [wanted.alpha, wanted.mean, wanted.sd]),
    ).toBeLessThan(1e-9);
  });

  it('agree with what is printed of the simulated set (8 digits)', () => {
    const found = classicalStatistics(referenceMatrix('a_2pl_1000x20.csv'));
    const wanted = reference('a_mirt_tight.json').ctt;
    expect(
      largestDifference(
        found.items.map((item) => item.itemRest),
        wanted.r_ir,
      ),
    ).toBeLessThan(6e-9);
    expect(largestDifference([found.alpha], [wanted.alpha])).toBeLessThan(6e-9);
  });
});

describe('classical statistics', () => {
  it('reproduce the published margins of LSAT6 (Bock & Lieberman 1970)', () => {
    const found = classicalStatistics(patternMatrix(LSAT6));
    const facilities = found.items.map((item) => item.facility);
    expect(largestDifference(facilities, [0.924, 0.709, 0.553, 0.763, 0.87])).toBeLessThan(1e-13);
    expect(found.mean).toBeCloseTo(3.819, 12);
    expect(found.standardErrorOfMeasurement).toBeCloseTo(found.sd! * Math.sqrt(1 - found.alpha!), 14);
  });

  it('take a weight of three for three persons with the same answers', () => {
    const row = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(row, fc.integer({ min: 1, max: 4 })), { minLength: 3, maxLength: 20 }),
        (persons) => {
          const weighted = classicalStatistics(
            matrixFromRows(persons.map(([answers]) => answers)),
            Float64Array.from(persons, ([, weight]) => weight),
          );
          const repeated = classicalStatistics(
            matrixFromRows(
              persons.flatMap(([answers, weight]) => Array.from({ length: weight }, () => answers)),
            ),
          );
          const close = (a: number | null, b: number | null) => {
            if (a === null || b === null) expect(a).toBe(b);
            else expect(a).toBeCloseTo(b, 8);
          };
          close(weighted.alpha, repeated.alpha);
          close(weighted.skewness, repeated.skewness);
          weighted.items.forEach((item, j) => {
            close(item.itemRest, repeated.items[j]!.itemRest);
            close(item.sd, repeated.items[j]!.sd);
            close(item.alphaIfDropped, repeated.items[j]!.alphaIfDropped);
          });
        },
      ),
      { numRuns: 40 },
    );
  });

  it('count omitted and not reached as wrong, and tell them apart', () => {
    const matrix = createResponseMatrix(
      ['A', 'B'],
      Uint8Array.of(1, 1, 1, OMITTED, 0, NOT_REACHED, 1, NOT_ADMINISTERED),
    );
    const [a, b] = classicalStatistics(matrix).items;
    expect(a).toMatchObject({ persons: 4, facility: 0.75, omitted: 0, notReached: 0 });
    expect(b).toMatchObject({ persons: 3, omitted: 1, notReached: 1 });
    expect(b!.facility).toBeCloseTo(1 / 3, 14);
  });

  it('say null, never NaN, of what degenerate data cannot tell', () => {
    for (const rows of [
      [[1, 1]],
      [
        [null, null],
        [null, null],
      ],
      [
        [1, 0],
        [1, 0],
        [1, 0],
      ],
      [[0], [1]],
    ]) {
      const found = classicalStatistics(matrixFromRows(rows));
      expect(JSON.stringify(found)).not.toMatch(/NaN|Infinity/);
      expect(JSON.parse(JSON.stringify(found))).toEqual(found);
      expect(Object.values(found.items[0]!).some((value) => Number.isNaN(value))).toBe(false);
    }
    const constant = classicalStatistics(
      matrixFromRows([
        [1, 0, 1],
        [1, 1, 0],
        [1, 0, 0],
      ]),
    ).items[0]!;
    expect(constant).toMatchObject({ facility: 1, itemTotal: null, itemRest: null });
  });

  it('are given by booklet, where alpha has a meaning', () => {
    const rows = Array.from({ length: 40 }, (_, i) => {
      const good = i % 4 > 1 ? 1 : 0;
      const answers = [good, (i >> 1) & 1, good, i % 3 === 0 ? 1 : good];
      return i % 2 === 0 ? [...answers, null, null] : [null, null, ...answers];
    });
    const whole = classicalStatistics(matrixFromRows(rows));
    expect(whole.complete).toBe(false);
    expect(whole.alpha).toBeNull();
    const booklets = classicalByBooklet(matrixFromRows(rows));
    expect(booklets.map(({ booklet, summary }) => [booklet, summary.persons, summary.items.length])).toEqual([
      [1, 20, 4],
      [2, 20, 4],
    ]);
    expect(booklets.every(({ summary }) => summary.alpha !== null)).toBe(true);
  });
});

describe('an item that tells nobody apart', () => {
  const rows = [
    [1, 1, 0, 1],
    [1, 0, 0, 0],
    [0, 0, 0, 1],
    [1, 1, 0, 1],
    [0, 1, 0, 0],
  ];

  it('has a facility of 0 where nobody solved it, also where nobody solved anything', () => {
    const [, , unsolved] = classicalStatistics(matrixFromRows(rows)).items;
    expect(unsolved).toMatchObject({ facility: 0, mean: 0, sd: 0, itemTotal: null });
    const nothing = classicalStatistics(matrixFromRows(rows.map((row) => row.map(() => 0))));
    for (const item of nothing.items) expect(item).toMatchObject({ facility: 0, mean: 0, sd: 0 });
    expect(nothing).toMatchObject({ mean: 0, sd: 0, alpha: null });
  });

  it('takes nothing from the reliability of the others where nobody met it', () => {
    const three = rows.map(([a, b, , d]) => [a!, b!, d!]);
    const unseen = rows.map(([a, b, , d]) => [a!, b!, null, d!]);
    const [whole, without] = [unseen, three].map((one) => classicalStatistics(matrixFromRows(one)));
    expect(whole!.alpha).toBeCloseTo(without!.alpha!, 12);
    expect(whole!.items[0]!.alphaIfDropped).toBeCloseTo(without!.items[0]!.alphaIfDropped!, 12);
    expect(whole!.items[2]).toMatchObject({ persons: 0, facility: null, alphaIfDropped: null });
    expect(omega(matrixFromRows(unseen))?.omega).toBe(omega(matrixFromRows(three))?.omega);
  });
});

describe('omega', () => {
  it('finds the factor that made a covariance matrix, and its reliability', () => {
    const loadings = [0.4, 0.5, 0.6, 0.7, 0.3];
    const unique = [0.5, 0.4, 0.6, 0.3, 0.7];
    const covariance = new Float64Array(25);
    loadings.forEach((a, j) => {
      loadings.forEach((b, k) => {
        covariance[j * 5 + k] = a * b + (j === k ? unique[j]! : 0);
      });
    });
    const found = oneFactor(covariance, 5)!;
    expect(largestDifference(found.loadings, loadings)).toBeLessThan(1e-6);
    expect(found.omega).toBeCloseTo(2.5 ** 2 / (2.5 ** 2 + 2.5), 6);
  });

  it.each([
    ['a_2pl_1000x20.csv', 'twoPl'],
    ['h_graded_1000x5.csv', 'graded'],
  ])('is that of lavaan within 1e-6, and alpha that of psych within 1e-10: %s', (file, name) => {
    const matrix = referenceMatrix(file);
    const wanted = reference('other_programs.json')[name];
    expect(Math.abs(omega(matrix)!.omega - wanted.omega)).toBeLessThan(1e-6);
    expect(Math.abs(classicalStatistics(matrix).alpha! - wanted.alpha)).toBeLessThan(1e-10);
  });

  it('equals alpha when all loadings are equal, is above it otherwise, and needs three items', () => {
    const same = Float64Array.from({ length: 16 }, (_, k) => (k % 5 === 0 ? 1 : 0.3));
    expect(oneFactor(same, 4)!.omega).toBeCloseTo((4 / 3) * (1 - 4 / (4 + 12 * 0.3)), 8);
    const lsat = patternMatrix(LSAT7);
    expect(omega(lsat)!.omega).toBeGreaterThan(classicalStatistics(lsat).alpha!);
    expect(
      omega(
        matrixFromRows([
          [0, 1],
          [1, 0],
          [1, 1],
        ]),
      ),
    ).toBeNull();
    const incomplete = [
      [0, 1, null],
      [1, 0, 1],
    ];
    expect(() => omega(matrixFromRows(incomplete))).toThrow('every item');
  });
});

describe('distractor analysis', () => {
  const options = ['A', 'B', 'C'];
  const persons = 60;
  const choices = new Uint8Array(persons * 3);
  for (let i = 0; i < persons; i++) {
    const level = i / persons;
    choices[i * 3] = level > 0.4 ? 0 : 1 + (i % 2);
    choices[i * 3 + 1] = level > 0.6 ? 1 : i % 3;
    choices[i * 3 + 2] = i === 0 ? OMITTED : level > 0.5 ? 2 : i % 2;
  }
  const matrix: OptionMatrix = {
    persons,
    itemIds: ['A', 'B', 'C'],
    choices,
    options: [options, options, options],
  };
  const key = (c: string) =>
    new Map([
      ['A', new Map([['A', 1]])],
      ['B', new Map([['B', 1]])],
      ['C', new Map([[c, 1]])],
    ]);

  it('follows each option over the groups by rest score', () => {
    const [first, , third] = distractorAnalysis(matrix, key('C'));
    expect(first!.suspicious).toBe(false);
    const right = first!.options.find(({ option }) => option === 'A')!;
    expect(right.curve.at(-1)).toBeGreaterThan(right.curve[0]!);
    expect(first!.options.reduce((sum, { persons: chosen }) => sum + chosen, 0)).toBe(persons);
    expect(third!.options.find(({ kind }) => kind === 'omitted')!.persons).toBe(1);
    for (let group = 0; group < first!.groupSizes.length; group++)
      expect(first!.options.reduce((sum, { curve }) => sum + curve[group]!, 0)).toBeCloseTo(1, 12);
  });

  it('suspects a wrong key', () => {
    expect(distractorAnalysis(matrix, key('A'))[2]!.suspicious).toBe(true);
    expect(distractorAnalysis(matrix, key('C'))[2]!.suspicious).toBe(false);
  });
});
