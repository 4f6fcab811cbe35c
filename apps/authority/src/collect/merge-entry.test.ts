import type { EntryBody, EntryCell } from '@cloison/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeEntry } from './merge-entry.ts';

const device = (n: number) => n.toString(16).padStart(16, '0');

function body(cells: Readonly<Record<string, EntryCell>>): EntryBody {
  return { v: 1, cells: { ...cells }, conflicts: [], manifest: '0'.repeat(64), app: 'test' };
}

test('the higher counter wins, whoever wrote it', () => {
  const first = body({ l1: { value: 'A', edit: [2, device(9)] } });
  const second = body({ l1: { state: 'noAnswer', edit: [3, device(1)] } });
  expect(mergeEntry([first, second]).cells).toEqual({ l1: { state: 'noAnswer', edit: [3, device(1)] } });
});

test('equal counters go to the higher device, and the overruled cell is counted', () => {
  const first = body({ l1: { value: 'A', edit: [2, device(9)] } });
  const second = body({ l1: { value: 'B', edit: [2, device(10)] } });
  const merged = mergeEntry([first, second]);
  expect(merged.cells).toEqual({ l1: { value: 'B', edit: [2, device(10)] } });
  expect(merged.overruled).toBe(1);
});

test('cells of different items are all kept', () => {
  const merged = mergeEntry([
    body({ l1: { value: 'A', edit: [1, device(1)] } }),
    body({ l2: { state: 'absent', edit: [1, device(2)] } }),
  ]);
  expect(Object.keys(merged.cells)).toEqual(['l1', 'l2']);
  expect(merged.overruled).toBe(0);
});

test('order, grouping and repetition of the bodies change nothing', () => {
  const cell = fc.oneof(
    fc.record({
      value: fc.constantFrom('A', 'B'),
      edit: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 2 }).map(device)),
    }),
    fc.record({
      state: fc.constantFrom('absent' as const, 'noAnswer' as const, 'notTaught' as const),
      edit: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 2 }).map(device)),
    }),
  );
  const bodies = fc.array(fc.dictionary(fc.constantFrom('l1', 'l2', 'l3'), cell).map(body), { maxLength: 5 });
  fc.assert(
    fc.property(bodies, (some) => {
      const once = mergeEntry(some).cells;
      expect(mergeEntry(some.toReversed()).cells).toEqual(once);
      expect(mergeEntry([...some, ...some]).cells).toEqual(once);
      expect(mergeEntry([body(mergeEntry(some.slice(0, 2)).cells), ...some.slice(2)]).cells).toEqual(once);
    }),
  );
});
