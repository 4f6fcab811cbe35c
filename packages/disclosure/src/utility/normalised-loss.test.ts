import { describe, expect, it } from 'vitest';
import { createMicrodata } from '../microdata/microdata.ts';
import { anonymise } from '../release/anonymise.ts';
import type { Specification } from '../release/specification.ts';
import { columnsOf, testUniform } from '../release-checks.test.fixture.ts';
import { simulatePupils } from '../simulate-pupils.ts';

const environment = { uniformAt: testUniform(1) };

describe('the normalised loss', () => {
  it('counts leaves below a value, and 1 for what is hidden or dropped; by hand', async () => {
    // v: a b c d, above them {a b} {c d}, then all. w: x only.
    const rows = ['a', 'a', 'b', 'b', 'c', 'c', 'd', 'd'].map((v) => [v, 'x']);
    const groups = { one: ['a', 'b'], two: ['c', 'd'] };
    const specification: Specification = {
      variables: {
        v: {
          role: 'quasi-identifier',
          hierarchy: { kind: 'groups', levels: [{ name: 'half', groups }] },
        },
        w: { role: 'quasi-identifier' },
      },
      protection: { method: 'recode', k: 3, order: 'kept' },
    };
    const { report } = await anonymise(
      createMicrodata(columnsOf(rows, ['v', 'w'])),
      specification,
      environment,
    );
    // Halves have 4 records each: each value of v is one of two leaves of four, (2 − 1)/(4 − 1).
    expect(report.utility.loss.byVariable).toEqual([
      { name: 'v', loss: 1 / 3 },
      { name: 'w', loss: 0 },
    ]);
    expect(report.utility.loss.arithmetic).toBeCloseTo(1 / 6, 12);
    expect(report.utility.loss.geometric).toBeCloseTo(Math.sqrt(4 / 3) - 1, 12);

    const hidden = await anonymise(
      createMicrodata(columnsOf([...rows, ['a', 'y']], ['v', 'w'])),
      { ...specification, protection: { method: 'suppress', k: 2, order: 'kept' } },
      environment,
    );
    const cells = hidden.report.suppression!.byVariable;
    for (const { name, loss } of hidden.report.utility.loss.byVariable)
      expect(loss).toBeCloseTo(cells.find((one) => one.name === name)!.cells / 9, 12);
  });

  it('is the loss that recoding was searched by, where that is this measure', async () => {
    const data = createMicrodata(simulatePupils(2000, testUniform(5)));
    const quasi = { role: 'quasi-identifier' } as const;
    const { report } = await anonymise(
      data,
      {
        variables: {
          sexe: quasi,
          naissance: { ...quasi, hierarchy: { kind: 'date', levels: ['quarter', 'half', 'year'] } },
          departement: { ...quasi, hierarchy: { kind: 'departement' } },
          secteur: quasi,
          ep: quasi,
          groupe: { role: 'sensitive' },
        },
        protection: { method: 'recode', k: 5, measure: 'loss', maxFailing: 0.05 },
      },
      environment,
    );
    expect(report.rowsReleased).toBeLessThan(2000);
    expect(report.utility.loss.arithmetic).toBeCloseTo(report.recoding!.loss, 9);
    expect(report.utility.loss.geometric).toBeLessThan(report.utility.loss.arithmetic);
  });
});
