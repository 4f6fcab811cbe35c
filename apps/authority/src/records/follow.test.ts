import { expect, test } from 'vitest';
import { type RecordState, relationOf } from './follow.ts';

const hash = (byte: number) => new Uint8Array(32).fill(byte);
const state = (version: number, byte: number, change: Partial<RecordState> = {}): RecordState => ({
  version,
  hash: hash(byte),
  previous: hash(byte - 1),
  final: false,
  saves: null,
  ...change,
});

test('vectors decide, whatever the numbers of the versions', () => {
  const kept = state(5, 5, { saves: { a: 3, b: 1 } });
  expect(relationOf(state(6, 6, { saves: { a: 4, b: 1 } }), kept)).toBe('follows');
  // A platform was put back, and the browser that knew better sealed all of it again.
  expect(relationOf(state(2, 9, { saves: { a: 4, b: 1 } }), kept)).toBe('follows');
  expect(relationOf(state(9, 9, { saves: { a: 9 } }), kept)).toBe('other');
  expect(relationOf(state(6, 6, { saves: { a: 3, b: 1 } }), kept)).toBe('other');
  expect(relationOf(state(4, 4, { saves: { a: 2, b: 1 } }), kept)).toBe('behind');
});

test('where one has none, the next version has to name the one before, and no lower one replaces', () => {
  const kept = state(5, 5, { saves: { a: 5 } });
  expect(relationOf(state(6, 6), kept)).toBe('follows');
  expect(relationOf(state(6, 6, { previous: hash(1) }), kept)).toBe('other');
  expect(relationOf(state(5, 9), kept)).toBe('other');
  expect(relationOf(state(4, 4), kept)).toBe('other');
  // What was between was not seen: a pass takes in heads.
  expect(relationOf(state(8, 8), kept)).toBe('follows');
});
