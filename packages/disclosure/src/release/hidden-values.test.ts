import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Column, createMicrodata, type Microdata } from '../microdata/microdata.ts';
import {
  classSizes,
  columnsOf,
  randomRows,
  type TextRows,
  testUniform,
  textsOf,
} from '../release-checks.test.fixture.ts';
import { simulatePupils } from '../simulate-pupils.ts';
import { anonymise, type Release } from './anonymise.ts';
import { asCategories } from './recode-values.ts';
import type { Protection, Specification, VariableRule } from './specification.ts';

const environment = { uniformAt: testUniform(1) };
const QUASI: VariableRule = { role: 'quasi-identifier' };

const file = (rows: TextRows, ...names: readonly string[]): Microdata =>
  createMicrodata(columnsOf(rows, names));
const texts = ({ columns }: Release, ...names: readonly string[]): TextRows =>
  textsOf(
    (names.length === 0 ? columns : names.map((name) => columns.find((one) => one.name === name)!)).map(
      (one: Column) => asCategories(one),
    ),
  );
const quasiOf = (columns: number): Specification['variables'] =>
  Object.fromEntries(Array.from({ length: columns }, (_, j) => [`v${j + 1}`, QUASI]));

const PUPILS: Specification['variables'] = {
  sexe: QUASI,
  naissance: { role: 'quasi-identifier', hierarchy: { kind: 'date', levels: ['quarter', 'year'] } },
  departement: { role: 'quasi-identifier', hierarchy: { kind: 'departement' } },
  secteur: QUASI,
  ep: QUASI,
};

describe('a release with sensitive values hidden', () => {
  const hide = (method: Protection['method'], k = 2): Protection => ({
    method,
    k,
    sensitiveValues: 'hide',
    order: 'kept',
  });
  /** Half the sum of differences between the shares of a class and of all, from texts alone. */
  const distance = (own: readonly string[], all: readonly string[]) => {
    const share = (of: readonly string[], value: string) =>
      of.filter((one) => one === value).length / of.length;
    return [...new Set(all)].reduce((sum, v) => sum + Math.abs(share(own, v) - share(all, v)), 0) / 2;
  };
  const classesOf = (quasi: TextRows, sensitive: readonly string[]) => {
    const classes = new Map<string, string[]>();
    quasi.forEach((row, i) => {
      const own = classes.get(row.join('|')) ?? [];
      classes.set(row.join('|'), [...own, sensitive[i]!]);
    });
    return [...classes.values()];
  };

  it('every record leaves, and each class shows enough different values or none', async () => {
    await fc.assert(
      fc.asyncProperty(
        randomRows({ columns: 3 }),
        fc.constantFrom('suppress', 'recode'),
        async (rows, method) => {
          fc.pre(rows.length >= 4);
          const release = await anonymise(
            file(rows, 'v1', 'v2', 's'),
            {
              variables: {
                ...quasiOf(2),
                s: { role: 'sensitive', criteria: [{ kind: 'distinct', l: 2 }] },
              },
              protection: { ...hide(method), maxFailing: method === 'recode' ? 0.2 : 0.01 },
            },
            environment,
          );
          const quasi = texts(release, 'v1', 'v2');
          const sensitive = texts(release, 's').flat();
          if (method === 'suppress') expect(release.report.rowsReleased).toBe(rows.length);
          expect(Math.min(...classSizes(quasi))).toBeGreaterThanOrEqual(2);
          for (const shown of classesOf(quasi, sensitive).map((own) => own.filter((one) => one !== '')))
            expect([0, 1].includes(new Set(shown).size) ? shown.length : 0).toBe(0);
          // What still shows is what was read, and nothing is hidden where two values show.
          const asRead = [...release.rowOf].map((row) => rows[row]![2]!);
          sensitive.forEach((value, i) => {
            if (value !== '') expect(value).toBe(asRead[i]);
          });
          const hidden = sensitive.filter((value, i) => value === '' && asRead[i] !== '').length;
          expect(release.report.variables.find(({ name }) => name === 's')!.hidden).toBe(hidden);
          classesOf(quasi, asRead).forEach((own, at) => {
            const values = new Set(own.filter((one) => one !== ''));
            const shows = classesOf(quasi, sensitive)[at]!.some((one) => one !== '');
            expect(shows).toBe(values.size >= 2);
          });
        },
      ),
      { numRuns: 60, seed: 3 },
    );
  });

  it('each class is as close to what all released records show as t asks, though hiding changes that', async () => {
    const data = createMicrodata(simulatePupils(3000, testUniform(4)));
    for (const method of ['suppress', 'recode', 'recode-and-suppress'] as const) {
      const release = await anonymise(
        data,
        {
          variables: {
            ...PUPILS,
            groupe: { role: 'sensitive', criteria: [{ kind: 'closeness', t: 0.2 }] },
          },
          protection: { ...hide(method, 5), maxFailing: 0.05 },
        },
        environment,
      );
      const names = Object.keys(PUPILS).filter((name) => PUPILS[name]!.role === 'quasi-identifier');
      const sensitive = texts(release, 'groupe').flat();
      const shown = sensitive.filter((one) => one !== '');
      // Recoding finds a level at which next to nothing is left to hide.
      if (method === 'suppress') expect(shown.length).toBeLessThan(sensitive.length);
      for (const own of classesOf(texts(release, ...names), sensitive)) {
        const values = own.filter((one) => one !== '');
        expect([0, own.length]).toContain(values.length);
        if (values.length > 0) expect(distance(values, shown)).toBeLessThanOrEqual(0.2 + 1e-9);
      }
      expect(release.report.rowsReleased).toBeGreaterThanOrEqual(2850);
    }
  });

  it('goes on where no level of the lattice would do, which is refused without', async () => {
    // All of one département are of one group: no level but all together shows two, and that one is not allowed.
    const rows = Array.from({ length: 40 }, (_, i) => [`d${i % 2}`, i % 2 === 0 ? 'a' : 'b']);
    const specification = (sensitiveValues: 'hide' | 'protect'): Specification => ({
      variables: {
        d: { role: 'quasi-identifier', levels: { to: 0 } },
        s: { role: 'sensitive', criteria: [{ kind: 'distinct', l: 2 }] },
      },
      protection: { ...hide('recode', 5), sensitiveValues },
    });
    const data = file(rows, 'd', 's');
    await expect(anonymise(data, specification('protect'), environment)).rejects.toMatchObject({
      code: 'no-solution',
    });
    const release = await anonymise(data, specification('hide'), environment);
    expect(release.report.rowsReleased).toBe(40);
    expect(
      texts(release, 's')
        .flat()
        .every((one) => one === ''),
    ).toBe(true);
  });

  it('hides numbers too', async () => {
    const rows = Array.from({ length: 20 }, (_, i) => [`q${i % 2}`]);
    const data = createMicrodata([
      ...columnsOf(rows, ['q']),
      { kind: 'numeric', name: 'n', values: Float64Array.from(rows, (_, i) => (i % 2 === 0 ? 7 : i)) },
    ]);
    const release = await anonymise(
      data,
      {
        variables: { q: QUASI, n: { role: 'sensitive', criteria: [{ kind: 'distinct', l: 2 }] } },
        protection: hide('suppress'),
      },
      environment,
    );
    const column = release.columns.find(({ name }) => name === 'n')!;
    expect(column.kind).toBe('numeric');
    if (column.kind === 'numeric')
      expect([...column.values].map((value) => Number.isNaN(value))).toEqual(rows.map((_, i) => i % 2 === 0));
  });
});
