/** Random files of persons with random hierarchies and linked tables, for properties. */
import * as fc from 'fast-check';
import { categoricalColumn, createMicrodata, type Microdata } from '../microdata/microdata.ts';
import { parseTabulation, type Tabulation } from '../tables/specification.ts';

export interface RandomCase {
  readonly data: Microdata;
  readonly tabulation: Tabulation;
}

export function tabulationOf(document: unknown): Tabulation {
  const parsed = parseTabulation(document);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.tabulation;
}

/** A file from rows of codes; `numbers` are numeric columns. */
export function fileOf(
  names: readonly string[],
  rows: readonly (readonly (string | null)[])[],
  numbers: Readonly<Record<string, readonly number[]>> = {},
): Microdata {
  return createMicrodata([
    ...names.map((name, at) =>
      categoricalColumn(
        name,
        rows.map((row) => row[at]!),
      ),
    ),
    ...Object.entries(numbers).map(([name, values]) => ({
      kind: 'numeric' as const,
      name,
      values: Float64Array.from(values),
    })),
  ]);
}

const VARIABLES = ['area', 'group', 'sex'] as const;

/** Small numbers of persons, so that empty cells, single persons and nearly empty tables are common. */
export const randomCase: fc.Arbitrary<RandomCase> = fc
  .record({
    sizes: fc.tuple(
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 2 }),
    ),
    rows: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat(11)), { minLength: 1, maxLength: 240 }),
    cut: fc.integer({ min: 1, max: 4 }),
    otherCut: fc.integer({ min: 1, max: 3 }),
    hierarchies: fc.integer({ min: 0, max: 2 }),
    tables: fc.uniqueArray(fc.subarray([0, 1, 2], { minLength: 1 }), {
      minLength: 1,
      maxLength: 3,
      selector: (subset) => subset.join(),
    }),
    from: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
    minUnits: fc.integer({ min: 2, max: 6 }),
    minGroups: fc.option(fc.integer({ min: 2, max: 3 })),
    zeros: fc.constantFrom('shown', 'protected'),
    interval: fc.constantFrom('one', 'one', 'threshold'),
    guard: fc.constantFrom('sensitive', 'sensitive', 'all'),
    concentration: fc.boolean(),
  })
  .map((drawn) => {
    const { sizes, rows, cut, otherCut, hierarchies, tables, from, minUnits, minGroups } = drawn;
    const area = (value: number) => value % sizes[0];
    const data = fileOf(
      ['area', 'group', 'sex', 'school', 'region', 'zone'],
      rows.map(([a, g, s, school]) => [
        `A${area(a)}`,
        `G${g % sizes[1]}`,
        `S${s % sizes[2]}`,
        `E${school}`,
        `R${Math.floor(area(a) / cut)}`,
        `Z${area(a) % otherCut}`,
      ]),
    );
    const levels = [[{ column: 'region' }], [{ column: 'zone' }]].slice(0, hierarchies);
    const tabulation = tabulationOf({
      name: 'random',
      variables: { area: { hierarchies: levels }, group: {}, sex: {} },
      tables: tables.map((subset, at) => ({
        name: `t${at}`,
        by: subset.map((index) =>
          index === 0 && hierarchies > 0 && from[at]
            ? { variable: 'area', from: 'region' }
            : VARIABLES[index],
        ),
      })),
      rules: {
        minUnits,
        ...(minGroups === null ? {} : { minGroups: { column: 'school', atLeast: minGroups } }),
        ...(drawn.concentration ? { concentration: { variable: 'group', share: 1 } } : {}),
        zeros: drawn.zeros,
        interval: drawn.interval,
      },
      method: { kind: 'suppression', guard: drawn.guard },
    });
    return { data, tabulation };
  });
