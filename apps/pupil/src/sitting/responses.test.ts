import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { moveTo, type Pairing, pairIn, toggleInOrder, toggleMember, togglePair } from './responses.ts';

const end = (id: string, matchMax: number) => ({ id, matchMax, matchMin: 0 });
const ids = ['a', 'b', 'c', 'd'];
const pairing = (sources: Pairing['sources'], targets: Pairing['targets'], max: number): Pairing => ({
  kind: 'pairs',
  undirected: false,
  sources,
  targets,
  min: 0,
  max,
});

describe('a choice of several', () => {
  it('keeps the order of the item, whatever the order of presses', () => {
    expect(toggleMember(ids, 2, ['c'], 'a')).toEqual(['a', 'c']);
  });
  it('replaces the one that is there where one is allowed', () => {
    expect(toggleMember(ids, 1, ['c'], 'a')).toEqual(['a']);
  });
  it('refuses one too many, and is empty when the last one goes', () => {
    expect(toggleMember(ids, 2, ['a', 'c'], 'b')).toBeNull();
    expect(toggleMember(ids, 2, ['a'], 'a')).toEqual([]);
  });
});

describe('pairs', () => {
  const one = pairing([end('s1', 1), end('s2', 1)], [end('t1', 1), end('t2', 1)], 2);
  it('move a source or a target that allows one pair: the last wish counts', () => {
    expect(togglePair(one, ['s1 t1'], 's1', 't2')).toEqual(['s1 t2']);
    expect(togglePair(one, ['s1 t1'], 's2', 't1')).toEqual(['s2 t1']);
  });
  it('part when pressed again', () => {
    expect(togglePair(one, ['s1 t1'], 's1', 't1')).toEqual([]);
  });
  it('never go beyond what choices and item allow', () => {
    const many = pairing(
      [end('s1', 2), end('s2', 1), end('s3', 3)],
      [end('t1', 2), end('t2', 1), end('t3', 3)],
      4,
    );
    const press = fc.tuple(fc.constantFrom('s1', 's2', 's3'), fc.constantFrom('t1', 't2', 't3'));
    fc.assert(
      fc.property(fc.array(press, { maxLength: 25 }), (presses) => {
        let held: readonly string[] = [];
        for (const [source, target] of presses) {
          held = togglePair(many, held, source, target) ?? held;
        }
        const pairs = held.map((pair) => pair.split(' '));
        expect(pairs.length).toBeLessThanOrEqual(4);
        for (const [at, side] of [many.sources, many.targets].entries()) {
          for (const { id, matchMax } of side) {
            expect(pairs.filter((pair) => pair[at] === id).length).toBeLessThanOrEqual(matchMax);
          }
        }
      }),
    );
  });
});

describe('pairs without a direction', () => {
  const list = [end('a', 1), end('b', 2), end('c', 1)];
  const both: Pairing = { ...pairing(list, list, 3), undirected: true };
  it('are one pair from either side, and never join a choice with itself', () => {
    expect(pairIn(both, 'c', 'a')).toBe('a c');
    expect(togglePair(both, [], 'c', 'a')).toEqual(['a c']);
    expect(togglePair(both, ['a c'], 'c', 'a')).toEqual([]);
    expect(togglePair(both, [], 'a', 'a')).toEqual([]);
  });
  it('count the uses of a choice at both ends', () => {
    expect(togglePair(both, ['a b'], 'c', 'b')).toEqual(['a b', 'b c']);
    expect(togglePair(both, ['a c'], 'b', 'c')).toEqual(['b c']);
  });
});

describe('an order that is picked', () => {
  it('takes the next place, closes the gap of one that goes, and ends at its maximum', () => {
    expect(toggleInOrder(3, ['b'], 'a')).toEqual(['b', 'a']);
    expect(toggleInOrder(3, ['b', 'a', 'c'], 'a')).toEqual(['b', 'c']);
    expect(toggleInOrder(2, ['b', 'a'], 'c')).toBeNull();
  });
});

describe('moving in a list', () => {
  it('loses and doubles nothing, and stops at the ends', () => {
    expect(moveTo(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
    expect(moveTo(['a', 'b', 'c'], 2, -5)).toEqual(['c', 'a', 'b']);
    fc.assert(
      fc.property(fc.uniqueArray(fc.string()), fc.integer(), fc.integer(), (list, from, to) => {
        expect([...moveTo(list, from, to)].sort()).toEqual([...list].sort());
      }),
    );
  });
});
