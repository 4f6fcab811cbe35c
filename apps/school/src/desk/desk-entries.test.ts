import type { DeskAnswers, DeskEntry } from '@cloison/protocol';
import { describe, expect, it } from 'vitest';
import { formerTellings, notSittingOf, tellings } from './desk-entries.ts';

const edit = (n: number): [number, string] => [n, '0'.repeat(16)];
const reserve = (n: number, withdrawn = false): DeskEntry => ({
  ...{ kind: 'reserve', orderNumber: '1234567', why: 'lost', note: '', withdrawn, edit: edit(n) },
});
const answers = (more: Partial<DeskAnswers>): DeskAnswers => ({
  ...{ v: 1, kind: 'desk-answers', at: '2026-09-14T08:00Z', notSitting: [], requests: [] },
  ...more,
});
const answered = (id: string, state: 'granted' | 'asked') => ({
  ...{ id, state, receivedAt: '2026-09-14T08:00Z', answeredAt: null, answer: '' },
});

describe('what a desk has told', () => {
  it('is sent until the office says what became of it, newest first', () => {
    const shown = tellings(
      { a: reserve(1), b: reserve(2) },
      answers({ requests: [answered('a', 'granted')] }),
    );
    expect(shown.map(({ id, state }) => [id, state])).toEqual([
      ['b', 'sent'],
      ['a', 'granted'],
    ]);
  });

  it('that was taken back is so at once, unless it was granted before', () => {
    const entries = { a: reserve(1, true), b: reserve(2, true) };
    const shown = tellings(
      entries,
      answers({ requests: [answered('a', 'granted'), answered('b', 'asked')] }),
    );
    expect(shown.map(({ state }) => state)).toEqual(['withdrawn', 'granted']);
  });
});

describe('what was told under a root that was replaced', () => {
  it('is what the office answers and this desk has not, newest first', () => {
    // It was gone from the page, and asked for once more.
    const later = { ...answered('c', 'asked'), receivedAt: '2026-09-15T08:00Z' };
    const known = answers({ requests: [answered('a', 'granted'), answered('b', 'granted'), later] });
    expect(formerTellings({ a: reserve(1) }, known).map(({ id }) => id)).toEqual(['c', 'b']);
    expect(formerTellings({ a: reserve(1) }, null)).toEqual([]);
  });
});

describe('a pupil who does not sit', () => {
  const known = answers({ notSitting: [{ orderNumber: '1234567', sequence: 'francais', reason: 'left' }] });

  it('is as this desk said last, and as the office has it when this desk said nothing', () => {
    const told: DeskEntry = {
      ...{ kind: 'not-sitting', orderNumber: '1234567', reason: null, sequences: null, edit: edit(1) },
    };
    expect(notSittingOf({ 'n-1234567': told }, known, '1234567', ['francais'])).toEqual({
      reason: null,
      sequences: null,
    });
    expect(notSittingOf({}, known, '1234567', ['francais'])).toEqual({ reason: 'left', sequences: null });
    expect(notSittingOf({}, known, '1234567', ['francais', 'maths']).sequences).toEqual(['francais']);
    expect(notSittingOf({}, known, '7654321', ['francais']).reason).toBeNull();
  });
});
