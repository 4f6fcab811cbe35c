import type { AssociableChoice, Choice, ChoiceInteraction, MatchInteraction } from '@cloison/qti/delivery';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { membersOf, moveTo, toggleChoice, togglePair } from './responses.ts';

const choice = (id: string): Choice => ({ id, content: [], fixed: false });
const end = (id: string, matchMax: number): AssociableChoice => ({ ...choice(id), matchMax, matchMin: 0 });
const base = { responseId: 'R', classes: [], label: null, prompt: [], shuffle: false } as const;
const choices: ChoiceInteraction = {
  ...base,
  kind: 'choice',
  choices: ['a', 'b', 'c', 'd'].map(choice),
  minChoices: 0,
  maxChoices: 2,
  orientation: 'vertical',
};
const match = (sources: AssociableChoice[], targets: AssociableChoice[], max: number): MatchInteraction => ({
  ...base,
  kind: 'match',
  sources,
  targets,
  minAssociations: 0,
  maxAssociations: max,
});

describe('a choice of several', () => {
  it('keeps the order of the item, whatever the order of presses', () => {
    expect(toggleChoice(choices, ['c'], 'a')).toEqual({ kind: 'changed', value: ['a', 'c'] });
  });
  it('refuses one too many, and becomes null when the last one goes', () => {
    expect(toggleChoice(choices, ['a', 'c'], 'b')).toEqual({ kind: 'full' });
    expect(toggleChoice(choices, ['a'], 'a')).toEqual({ kind: 'changed', value: null });
  });
});

describe('pairs', () => {
  const one = match([end('s1', 1), end('s2', 1)], [end('t1', 1), end('t2', 1)], 2);
  it('move a source or a target that allows one pair: the last wish counts', () => {
    expect(togglePair(one, ['s1 t1'], 's1', 't2')).toEqual({ kind: 'changed', value: ['s1 t2'] });
    expect(togglePair(one, ['s1 t1'], 's2', 't1')).toEqual({ kind: 'changed', value: ['s2 t1'] });
  });
  it('part when pressed again', () => {
    expect(togglePair(one, ['s1 t1'], 's1', 't1')).toEqual({ kind: 'changed', value: null });
  });
  it('never go beyond what choices and item allow', () => {
    const many = match(
      [end('s1', 2), end('s2', 1), end('s3', 3)],
      [end('t1', 2), end('t2', 1), end('t3', 3)],
      4,
    );
    const press = fc.tuple(fc.constantFrom('s1', 's2', 's3'), fc.constantFrom('t1', 't2', 't3'));
    fc.assert(
      fc.property(fc.array(press, { maxLength: 25 }), (presses) => {
        let value: string | readonly string[] | null = null;
        for (const [source, target] of presses) {
          const change = togglePair(many, value, source, target);
          if (change.kind === 'changed') value = change.value;
        }
        const pairs = membersOf(value).map((pair) => pair.split(' '));
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
