/** Cells ↔ bodies, absence, undo, completion: what a record says after gestures. */
import { mergeEntryBodies, parseEntryBody } from '@cloison/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CellContent,
  contentOf,
  EMPTY,
  emptyBody,
  rivalsOf,
  withContents,
} from '../entry-records/cell-content.ts';
import { completionOf, isDone, totalOf } from '../entry-records/completion.ts';
import { toggleAbsence } from './absence.ts';
import { NO_HISTORY, record, redo, undo } from './entry-history.ts';

const MANIFEST = 'a'.repeat(64);
const ME = '00000000000000aa';
const OTHER = '00000000000000bb';
const EMPTY_BODY = emptyBody(MANIFEST);
const value = (text: string): CellContent => ({ kind: 'value', value: text });
const ITEMS = ['a', 'b', 'c'];

const contents = fc.oneof(
  fc.constantFrom<CellContent>(EMPTY, { kind: 'absent' }, { kind: 'noAnswer' }, { kind: 'notTaught' }),
  fc.string({ minLength: 1, maxLength: 20 }).map(value),
  fc
    .array(fc.string({ minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 })
    .map((list): CellContent => ({ kind: 'value', value: list })),
);

describe('Cells in a record', () => {
  it('come back as they were written, through the strict schema', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ITEMS), contents, (item, content) => {
        const body = withContents(EMPTY_BODY, [{ item, content }], ME);
        expect(contentOf(parseEntryBody(JSON.parse(JSON.stringify(body))), item)).toEqual(content);
      }),
    );
  });

  it('get a counter above every one seen, those of conflicts too', () => {
    const body = {
      ...EMPTY_BODY,
      conflicts: [{ item: 'b', cell: { value: 'x', edit: [7, OTHER] as [number, string] } }],
    };
    expect(withContents(body, [{ item: 'a', content: value('y') }], ME).cells.a).toEqual({
      value: 'y',
      edit: [8, ME],
    });
  });

  it('settle what was in conflict when somebody writes the cell, and only there', () => {
    const mine = withContents(
      EMPTY_BODY,
      [
        { item: 'a', content: value('1') },
        { item: 'b', content: value('1') },
      ],
      ME,
    );
    const theirs = withContents(
      EMPTY_BODY,
      [
        { item: 'a', content: value('2') },
        { item: 'b', content: value('2') },
      ],
      OTHER,
    );
    const merged = mergeEntryBodies(mine, theirs);
    expect(rivalsOf(merged, 'a')).toEqual([value('1')]);
    const settled = withContents(merged, [{ item: 'a', content: value('1') }], ME);
    expect(rivalsOf(settled, 'a')).toEqual([]);
    expect(rivalsOf(settled, 'b')).toEqual([value('1')]);
  });

  it('do not crash on a name that every object has', () => {
    expect(contentOf(EMPTY_BODY, 'constructor')).toEqual(EMPTY);
  });
});

describe('Absence', () => {
  const toggle = (body: typeof EMPTY_BODY, items: readonly string[]) => {
    const step = toggleAbsence(body, items);
    return { step, body: withContents(body, step.changes, ME) };
  };

  it('is of an exercise or of the sequence, and is taken back by the same key', () => {
    const exercise = toggle(EMPTY_BODY, ['a', 'b']);
    expect(exercise.step.kind).toBe('marked');
    expect(contentOf(exercise.body, 'c')).toEqual(EMPTY);
    const sequence = toggle(exercise.body, ITEMS);
    expect(sequence.step.kind).toBe('marked');
    expect(completionOf(ITEMS, sequence.body).state).toBe('absent');
    const back = toggle(sequence.body, ITEMS);
    expect(back.step.kind).toBe('lifted');
    expect(completionOf(ITEMS, back.body).state).toBe('notBegun');
  });

  it('never overwrites an answer: who left half-way keeps what was done', () => {
    const begun = withContents(EMPTY_BODY, [{ item: 'a', content: value('1') }], ME);
    const { step, body } = toggle(begun, ['a', 'b']);
    expect(step.kept).toBe(1);
    expect(contentOf(body, 'a')).toEqual(value('1'));
    expect(contentOf(body, 'b')).toEqual({ kind: 'absent' });
    expect(completionOf(['a', 'b'], body).state).toBe('complete');
  });
});

describe('Completion', () => {
  it('is held up by empty cells only: absent, no answer and not taught block nothing', () => {
    const body = withContents(
      EMPTY_BODY,
      [
        { item: 'a', content: { kind: 'absent' } },
        { item: 'b', content: { kind: 'noAnswer' } },
        { item: 'c', content: { kind: 'notTaught' } },
      ],
      ME,
    );
    expect(completionOf(ITEMS, body)).toEqual({ state: 'complete', filled: 3, expected: 3 });
    expect(completionOf([...ITEMS, 'd'], body).state).toBe('begun');
  });

  it('counts a class as done when everybody is complete or absent', () => {
    const absent = withContents(EMPTY_BODY, [{ item: 'a', content: { kind: 'absent' } }], ME);
    const complete = withContents(EMPTY_BODY, [{ item: 'a', content: value('1') }], ME);
    const parts = [absent, complete].map((body) => completionOf(['a'], body));
    expect(isDone(totalOf(parts))).toBe(true);
    expect(isDone(totalOf([...parts, completionOf(['a'], null)]))).toBe(false);
  });
});

describe('Undo and redo', () => {
  it('take any run of gestures back to the beginning and forward again', () => {
    const gestures = fc.array(fc.tuple(fc.constantFrom(...ITEMS), contents), { maxLength: 30 });
    fc.assert(
      fc.property(gestures, (list) => {
        let cells = new Map<string, CellContent>();
        const now = (_pupil: string, item: string) => cells.get(item) ?? EMPTY;
        const write = (changes: readonly { item: string; after: CellContent }[]) => {
          cells = new Map([...cells, ...changes.map(({ item, after }) => [item, after] as const)]);
        };
        let history = NO_HISTORY;
        for (const [item, after] of list) {
          const change = { pupil: 'p', item, before: now('p', item), after };
          history = record(history, { changes: [change] });
          write([change]);
        }
        const end = ITEMS.map((item) => now('p', item));
        for (let step = undo(history, now); step !== null; step = undo(history, now)) {
          history = step.history;
          write(step.changes);
        }
        expect(ITEMS.map((item) => now('p', item))).toEqual(ITEMS.map(() => EMPTY));
        for (let step = redo(history, now); step !== null; step = redo(history, now)) {
          history = step.history;
          write(step.changes);
        }
        expect(ITEMS.map((item) => now('p', item))).toEqual(end);
      }),
    );
  });

  it('leave alone a cell that a colleague has written since', () => {
    const change = { pupil: 'p', item: 'a', before: EMPTY, after: value('1') };
    const history = record(NO_HISTORY, { changes: [change] });
    expect(undo(history, () => value('2'))?.changes).toEqual([]);
  });

  it('forget what was undone once something new is written', () => {
    const one = record(NO_HISTORY, {
      changes: [{ pupil: 'p', item: 'a', before: EMPTY, after: value('1') }],
    });
    const back = undo(one, () => value('1'))!.history;
    const other = record(back, { changes: [{ pupil: 'p', item: 'a', before: EMPTY, after: value('2') }] });
    expect(redo(other, () => value('2'))).toBeNull();
  });
});
