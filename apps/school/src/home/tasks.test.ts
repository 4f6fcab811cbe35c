import { describe, expect, it } from 'vitest';
import type { ClassState, SequenceState } from '../desk/class-state.ts';
import type { ClassCompletion } from '../entry-records/completion.ts';
import { byLabel, headlineOf, tasksOf } from './tasks.ts';

const total = (complete: number, absent: number, pupils = 25): ClassCompletion => ({
  pupils,
  complete,
  absent,
  begun: 0,
  notBegun: pupils - complete - absent,
  filled: 0,
  expected: 0,
});
const sequence = (id: string, more: Partial<SequenceState> = {}): SequenceState => ({
  id,
  title: { fr: id, en: id },
  window: { kind: 'open', opensMs: 0, closesMs: 100 },
  total: total(21, 2),
  unsaved: 0,
  conflicts: 0,
  ...more,
});
const classOf = (sequences: readonly SequenceState[], more: Partial<ClassState> = {}): ClassState => ({
  index: 0,
  label: 'CP A',
  name: { fr: 'CP A', en: 'CP A' },
  level: 'cp',
  mode: 'entry',
  pupils: 25,
  sequences,
  hasReport: false,
  ...more,
});
const kinds = (classes: readonly ClassState[]) => tasksOf(classes).map(({ kind }) => kind);

describe('A teacher’s home', () => {
  it('asks for the booklets that are keyed twice while the entry is open', () => {
    const second = { booklets: 2, cells: 0 };
    expect(kinds([classOf([sequence('francais', { total: total(25, 0), second })])])).toEqual(['second']);
    const window = { kind: 'after', opensMs: 0, closesMs: 100 } as const;
    expect(kinds([classOf([sequence('francais', { total: total(25, 0), second, window })])])).toEqual([]);
  });

  it('speaks of the open sequence that closes first and is not done', () => {
    const early = sequence('maths', { window: { kind: 'open', opensMs: 0, closesMs: 50 } });
    expect(headlineOf([classOf([sequence('francais'), early])])).toMatchObject({
      kind: 'progress',
      sequence: { id: 'maths' },
      total: { complete: 21, absent: 2 },
    });
  });

  it('is done when absent pupils are all that is missing', () => {
    expect(headlineOf([classOf([sequence('francais', { total: total(23, 2) })])])).toEqual({
      kind: 'done',
      sequences: 1,
    });
  });

  it('says when the campaign opens, and when it is over', () => {
    const before = { kind: 'before', opensMs: 7, closesMs: 9 } as const;
    const after = { kind: 'after', opensMs: 7, closesMs: 9 } as const;
    expect(headlineOf([classOf([sequence('a', { window: before })])])).toEqual({ kind: 'soon', opensMs: 7 });
    expect(headlineOf([classOf([sequence('a', { window: after })])])).toEqual({ kind: 'over' });
  });

  it('does not announce zero before it knows', () => {
    expect(headlineOf([classOf([sequence('a', { total: null })])])).toEqual({ kind: 'loading' });
  });

  it('puts unsent work before everything, then what two people wrote differently, then entry, then results', () => {
    const state = classOf([sequence('francais', { unsaved: 2, conflicts: 1 })], { hasReport: true });
    expect(kinds([state])).toEqual(['unsaved', 'conflicts', 'enter', 'read']);
  });

  it('asks nothing for what is done or not open', () => {
    const soon = { kind: 'before', opensMs: 7, closesMs: 9 } as const;
    expect(
      kinds([classOf([sequence('a', { total: total(25, 0) }), sequence('b', { window: soon })])]),
    ).toEqual([]);
  });

  it('offers an online class to follow, not to enter', () => {
    expect(kinds([classOf([sequence('a')], { mode: 'online' })])).toEqual(['follow']);
  });

  it('keeps the two levels of one class together', () => {
    const both = [
      classOf([]),
      classOf([], { index: 1, label: 'B' }),
      classOf([], { index: 2, level: 'ce1' }),
    ];
    expect(byLabel(both).map(([label, states]) => [label, states.length])).toEqual([
      ['CP A', 2],
      ['B', 1],
    ]);
  });
});
