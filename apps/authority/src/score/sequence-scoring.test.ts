import { choiceItem } from '@cloison/dev-env/authority/sample-folder.ts';
import { readItem } from '@cloison/qti';
import { describe, expect, it } from 'vitest';
import { recordTarget, type ScoringModel, scorableItem } from './sequence-scoring.ts';

describe('which responses are scored', () => {
  const several = choiceItem('i')
    .replace('cardinality="single" base-type="identifier"', 'cardinality="multiple" base-type="identifier"')
    .replace('<qti-value>b</qti-value>', '<qti-value>a</qti-value><qti-value>b</qti-value>');
  const item = readItem(new TextEncoder().encode(several), { path: 'i.xml' });
  const both = { RESPONSE: ['a', 'b'] };

  it('as a player: more choices than allowed set the record apart, and score nothing', () => {
    const scorable = scorableItem(item);
    expect([scorable.isPossible(both), scorable.score(both)]).toEqual([false, null]);
  });

  it('as the specification: they are scored as they are', () => {
    const scorable = scorableItem(item, 'specification');
    expect([scorable.isPossible(both), scorable.score(both)]).toEqual([true, 1]);
    expect(scorable.score({ RESPONSE: ['a', 'zz'] })).toBe(0);
    // What has not even the cardinality of its declaration is no response in either mode.
    expect(scorable.isPossible({ RESPONSE: 'a' })).toBe(false);
  });
});

describe('the record of a stage', () => {
  const sequence = (id: string, stages: number | null) =>
    [
      id,
      {
        id,
        level: '6e',
        mode: 'online',
        items: new Map(),
        booklets: null,
        adaptive: stages === null ? null : { modules: new Map(), first: [], stages },
      },
    ] as const;
  const model: ScoringModel = new Map([sequence('maths', 3), sequence('francais', null)]);

  it('is named by its sequence and number, up to the last stage', () => {
    const found = (name: string) => {
      const target = recordTarget(model, name);
      return target === null ? null : [target.sequence.id, target.stage];
    };
    expect(['maths', 'maths/2', 'maths/3', 'francais'].map(found)).toEqual([
      ['maths', 1],
      ['maths', 2],
      ['maths', 3],
      ['francais', 1],
    ]);
    for (const name of ['maths/1', 'maths/4', 'maths/02', 'maths/2/2', 'francais/2', '/2', 'x'])
      expect(found(name)).toBeNull();
  });
});

describe('what is remembered of answers', () => {
  const item = scorableItem(readItem(new TextEncoder().encode(choiceItem('i', 'b')), { path: 'i.xml' }));

  it('never takes one answer for another that looks like it', () => {
    const asked = [
      { RESPONSE: 'b' },
      ['b'],
      { 0: 'b' },
      { RESPONSE: ['b'] },
      { RESPONSE: null },
      { RESPONS: 'Eb' },
      { RESPONSE: 'b', OTHER: 'b' },
      {},
      null,
      'b',
    ];
    const verdicts = () => asked.map((one) => [item.isPossible(one), item.score(one as never)]);
    const first = verdicts();
    expect(first.map(([possible]) => possible)).toEqual([
      ...[true, false, false, false, true, false, false, true],
      ...[false, false],
    ]);
    expect(first[0]).toEqual([true, 1]);
    expect(verdicts()).toEqual(first);
    expect(verdicts().reverse()).toEqual([...first].reverse());
  });
});
