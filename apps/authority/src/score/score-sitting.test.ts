import type { EntryCell, PupilBody } from '@cloison/protocol';
import { describe, expect, test } from 'vitest';
import { scoreEntry, scorePupil } from './score-sitting.ts';
import type { ScorableItem, ScorableSequence } from './sequence-scoring.ts';

/** One point for "A". */
const item = (id: string): ScorableItem => ({
  id,
  title: id,
  responses: [{ id: 'RESPONSE', isText: false }],
  maxScore: 1,
  withdrawn: null,
  options: null,
  isPossible: () => true,
  isPrefilled: false,
  isBegun: (responses) => (responses.RESPONSE ?? null) !== null,
  score: (responses) => (responses.RESPONSE === 'A' ? 1 : 0),
});
const sequence: ScorableSequence = {
  id: 's',
  level: 'cp',
  mode: 'entry',
  items: new Map(['a', 'b'].map((id) => [id, item(id)])),
  adaptive: null,
  booklets: null,
};
const edit: [number, string] = [1, '0'.repeat(16)];
const state = (cells: Record<string, EntryCell>) => scoreEntry(sequence, cells, []).state;

describe('entry', () => {
  test('is not begun, begun, complete or absent by what is keyed', () => {
    expect(state({})).toBe('notBegun');
    expect(state({ a: { state: 'empty', edit } })).toBe('notBegun');
    expect(state({ a: { value: 'A', edit } })).toBe('begun');
    expect(state({ a: { value: 'A', edit }, b: { state: 'noAnswer', edit } })).toBe('complete');
    expect(state({ a: { value: 'A', edit }, b: { state: 'absent', edit } })).toBe('complete');
    expect(state({ a: { state: 'absent', edit }, b: { state: 'absent', edit } })).toBe('absent');
    expect(state({ a: { state: 'notTaught', edit }, b: { state: 'notTaught', edit } })).toBe('complete');
  });

  test('keeps absent and no answer apart', () => {
    const { items } = scoreEntry(
      sequence,
      { a: { state: 'absent', edit }, b: { state: 'noAnswer', edit } },
      [],
    );
    expect(items.a).toMatchObject({ state: 'absent', score: null });
    expect(items.b).toMatchObject({ state: 'noAnswer', score: 0 });
  });

  test('a value that holds nothing is no answer', () => {
    const { items } = scoreEntry(sequence, { a: { value: null, edit } }, []);
    expect(items.a).toMatchObject({ state: 'noAnswer', score: 0, responses: {} });
  });

  test('cells of items that the sequence does not have are left out', () => {
    expect(scoreEntry(sequence, { zz: { value: 'A', edit } }, []).items).toEqual({});
  });
});

describe('online', () => {
  const body = (items: PupilBody['items'], final: boolean): PupilBody => ({
    v: 1,
    items,
    position: 0,
    elapsedMs: 0,
    seed: 0,
    route: [],
    routed: null,
    manifest: '0'.repeat(64),
    app: 'test',
    final,
  });
  const seen = (value: string | null) => ({ responses: { RESPONSE: value }, ms: 5, visits: 1 });
  const record = { hash: 'h', receipt: '123456' };

  test('a final sitting has a result for every item, the unseen ones as no answer', () => {
    const sitting = scorePupil(sequence, body({ a: seen('A') }, true), record);
    expect(sitting).toMatchObject({ state: 'complete', answered: 1, expected: 2, receipt: '123456' });
    expect(sitting.items).toMatchObject({
      a: { score: 1, ms: 5 },
      b: { state: 'noAnswer', score: 0, ms: null },
    });
  });

  test('what is there before a pupil answers counts for whoever was shown it and left it', () => {
    // One point for what is there, as for "A"; none for a response that was emptied.
    const prefilled = (id: string): ScorableItem => ({
      ...item(id),
      isPrefilled: true,
      score: ({ RESPONSE }) => (RESPONSE === undefined || RESPONSE === 'A' ? 1 : 0),
    });
    const items = new Map(['a', 'b', 'c'].map((id) => [id, prefilled(id)]));
    const left = { responses: {}, ms: 5, visits: 1 };
    const sitting = scorePupil({ ...sequence, items }, body({ a: left, b: seen(null) }, true), record);
    expect(sitting.items).toMatchObject({
      a: { state: 'noAnswer', score: 1, responses: {} },
      b: { state: 'noAnswer', score: 0, responses: { RESPONSE: null } },
      // Never seen.
      c: { state: 'noAnswer', score: 0, responses: { RESPONSE: null } },
    });
    const keyed = scoreEntry({ ...sequence, items }, { a: { state: 'noAnswer', edit } }, []);
    expect(keyed.items.a).toMatchObject({ state: 'noAnswer', score: 0 });
  });

  test('an unfinished one has only what was seen, and no receipt', () => {
    const sitting = scorePupil(sequence, body({ a: seen(null) }, false), record);
    expect(sitting).toMatchObject({ state: 'begun', answered: 0, receipt: null });
    expect(Object.keys(sitting.items)).toEqual(['a']);
  });
});
