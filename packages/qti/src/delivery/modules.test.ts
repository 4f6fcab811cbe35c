import { describe, expect, it } from 'vitest';
import { buildRoutingTable } from '../routing/routing-table.ts';
import { choiceInteraction, matchCorrect, read, response } from '../testing/test-item.ts';
import { type SequenceModule, stageRecord, stageRecords, stagesOf, waysThrough } from './modules.ts';
import { parseSequenceContent } from './parse.ts';
import { parseStageTables } from './stage-tables.ts';

const module = (id: string, ...next: string[]): SequenceModule => ({ id, items: [`${id}-1`], next });
/** Two domains, two stages each, the second domain after the first. */
const domains = [
  module('a1', 'a2-x', 'a2-y'),
  module('a2-x', 'b1'),
  module('a2-y', 'b1'),
  module('b1', 'b2-x', 'b2-y'),
  module('b2-x'),
  module('b2-y'),
];

describe('ways through modules', () => {
  it('are all combinations, in the order of the modules', () => {
    const ways = waysThrough(domains, ['a1']) ?? [];
    expect(ways.map((way) => way.map(({ id }) => id).join(' '))).toEqual([
      'a1 a2-x b1 b2-x',
      'a1 a2-x b1 b2-y',
      'a1 a2-y b1 b2-x',
      'a1 a2-y b1 b2-y',
    ]);
    expect(Object.fromEntries(stagesOf(ways))).toEqual({
      a1: 1,
      'a2-x': 2,
      'a2-y': 2,
      b1: 3,
      'b2-x': 4,
      'b2-y': 4,
    });
  });

  it('begin at each of several first modules', () => {
    const ways = waysThrough([module('a', 'z'), module('b', 'z'), module('z')], ['a', 'b']);
    expect(ways?.map((way) => way.map(({ id }) => id))).toEqual([
      ['a', 'z'],
      ['b', 'z'],
    ]);
  });

  it('are none in a circle, to nowhere, without a beginning, or beyond what is followed', () => {
    expect(waysThrough([module('a', 'b'), module('b', 'a')], ['a'])).toBeNull();
    expect(waysThrough([module('a', 'c')], ['a'])).toBeNull();
    expect(waysThrough(domains, [])).toBeNull();
    const wide = Array.from({ length: 20 }, (_, k) => [
      module(`m${k}x`, ...(k < 19 ? [`m${k + 1}x`, `m${k + 1}y`] : [])),
      module(`m${k}y`, ...(k < 19 ? [`m${k + 1}x`, `m${k + 1}y`] : [])),
    ]).flat();
    expect(waysThrough(wide, ['m0x'])).toBeNull();
  });

  it('are saved under the name of the first record and the stage, reopened or not', () => {
    expect(['maths', 'maths~2'].map((name) => [stageRecord(name, 1), stageRecord(name, 3)])).toEqual([
      ['maths', 'maths/3'],
      ['maths~2', 'maths/3~2'],
    ]);
  });

  it('are reopened at the last stage alone', () => {
    expect(['maths', 'maths~3'].map((name) => stageRecords(name, 3))).toEqual([
      ['maths', 'maths/2', 'maths/3'],
      ['maths', 'maths/2', 'maths/3~3'],
    ]);
    expect(stageRecords('maths~2', 1)).toEqual(['maths~2']);
  });
});

describe('published modules and released tables', () => {
  const item = read({
    attributes: 'identifier="q" title="x" xml:lang="fr"',
    declarations: response('single identifier', ['B']),
    body: choiceInteraction(['A', 'B']),
    processing: matchCorrect,
  });
  const content = { v: 1, id: 'maths', items: [], modules: [] as unknown[] };

  it('are refused when they name items or modules that are not there, or name one twice', () => {
    for (const modules of [
      [],
      [{ id: 'a', items: ['zz'], next: [] }],
      [{ id: 'a', items: [], next: [] }],
      [{ id: 'a/b', items: [], next: [] }],
    ]) {
      expect(() => parseSequenceContent({ ...content, modules })).toThrow();
    }
  });

  it('are read back as they were built, and refused with cuts that do not rise', () => {
    const cuts = [
      { atLeast: null, module: 'x' },
      { atLeast: 1, module: 'y' },
    ];
    const built = buildRoutingTable('a', [item], cuts);
    if (built.kind !== 'table') throw new Error('no table');
    const tables = { v: 1, tables: { a: built.table } };
    expect(parseStageTables(JSON.stringify(tables))).toEqual(tables);
    for (const bad of [
      [],
      [cuts[1]],
      [cuts[0], cuts[1], cuts[1]],
      [cuts[0], { atLeast: 2, module: '../x' }],
    ]) {
      expect(() => parseStageTables({ v: 1, tables: { a: { ...built.table, cuts: bad } } })).toThrow();
    }
    expect(() => parseStageTables({ ...tables, correct: 'B' })).toThrow();
  });
});
