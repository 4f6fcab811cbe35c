import { describe, expect, it } from 'vitest';
import { categoricalColumn } from '../microdata/microdata.ts';
import { DEPARTEMENTS_OF_REGIONS, REGION_LEVEL } from './departements.ts';
import { createHierarchy, type Hierarchy, hierarchyFromRows } from './hierarchy.ts';
import { coarsenDate, dateLevels, groupLevel, intervalLevels, prefixLevels } from './level-sources.ts';

const column = (...values: readonly (string | null)[]) => categoricalColumn('x', values);
const levelsOf = ({ levels }: Hierarchy, slot: number) =>
  levels.map(({ labels, slotOf }) => (slotOf[slot] === 0 ? null : labels[slotOf[slot]! - 1]));

describe('a hierarchy', () => {
  it('goes from the value through its levels to *, where missing values are like all others', () => {
    const of = createHierarchy(
      column('2015-09-04', '2014-01-31', null),
      dateLevels(['month', 'quarter', 'year']),
    );
    expect(levelsOf(of, 1)).toEqual(['2015-09-04', '2015-09', '2015-Q3', '2015', '*']);
    expect(levelsOf(of, 0)).toEqual([null, null, null, null, '*']);
  });

  it('is refused when a value has no place, or parts that were together part again', () => {
    expect(() => createHierarchy(column('2015-02-30'), dateLevels(['month']))).toThrow(
      /not in the hierarchy/,
    );
    expect(() => createHierarchy(column('1', '2', '3', '4'), intervalLevels([2, 3]))).toThrow(
      /does not nest/,
    );
    expect(() => hierarchyFromRows(column('a', 'b'), [['a', 'g']])).toThrow(/not in the hierarchy/);
    expect(() =>
      hierarchyFromRows(column('a'), [
        ['a', 'g'],
        ['a', 'h'],
      ]),
    ).toThrow(/row: 2/);
  });

  it('comes from a table, from prefixes, from intervals, from groups', () => {
    const table = hierarchyFromRows(
      column('a', 'b', 'c'),
      [
        ['a', 'g', 'all'],
        ['b', 'g', 'all'],
        ['c', 'h', 'all'],
      ],
      ['x', 'group', 'top'],
      false,
    );
    expect(levelsOf(table, 2)).toEqual(['b', 'g', 'all']);
    expect(table.levels.map(({ name }) => name)).toEqual(['x', 'group', 'top']);
    expect(levelsOf(createHierarchy(column('0751234A'), prefixLevels([3, 1])), 1)).toEqual([
      '0751234A',
      '075*****',
      '0*******',
      '*',
    ]);
    expect(levelsOf(createHierarchy(column('-0,1', '7'), intervalLevels([0.1, 5])), 1)).toEqual([
      '-0,1',
      '[-0.1, 0)',
      '[-5, 0)',
      '*',
    ]);
    expect(
      levelsOf(createHierarchy(column('REP', 'HEP'), [groupLevel('ep', { EP: ['REP', 'REP+'] })]), 1),
    ).toEqual(['REP', 'EP', '*']);
  });

  it('knows the 101 départements and their eighteen regions', () => {
    expect(Object.values(DEPARTEMENTS_OF_REGIONS).flat()).toHaveLength(101);
    expect(Object.keys(DEPARTEMENTS_OF_REGIONS)).toHaveLength(18);
    expect(['1', '01', '069', '2a', '974', '988'].map(REGION_LEVEL.of)).toEqual([
      'Auvergne-Rhône-Alpes',
      'Auvergne-Rhône-Alpes',
      'Auvergne-Rhône-Alpes',
      'Corse',
      'La Réunion',
      'Autre',
    ]);
  });
});

describe('dates', () => {
  it('are coarsened to what they hold, and no finer', () => {
    expect(
      ['month', 'quarter', 'half', 'year', 'fiveYears', 'decade'].map((one) =>
        coarsenDate('2016-02-29', one as 'month'),
      ),
    ).toEqual(['2016-02', '2016-Q1', '2016-H1', '2016', '2015–2019', '2010–2019']);
    expect(coarsenDate('2016', 'month')).toBeNull();
    for (const text of ['2015-02-29', '2015-13', '2015-00-10', '15-02', 'May 2015', ''])
      expect(coarsenDate(text, 'year')).toBeNull();
  });
});
