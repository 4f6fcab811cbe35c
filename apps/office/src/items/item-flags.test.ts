import type { ItemSoFar } from '@cloison/console-messages';
import { expect, it } from 'vitest';
import { flagsOf } from './item-flags.ts';

const item: ItemSoFar = {
  id: 'i1',
  title: '',
  pupils: 200,
  omitted: 0,
  notReached: 0,
  facility: 0.6,
  discrimination: 0.4,
  choices: { suspicious: false, options: [] },
  drawing: [],
};

it('remarks nothing about an item that works', () => {
  expect(flagsOf(item)).toEqual([]);
  expect(flagsOf({ ...item, facility: null, discrimination: null, choices: null })).toEqual([]);
});

it('remarks a key that looks wrong before all else, and one thing of discrimination', () => {
  const wrong = { ...item, discrimination: -0.1, choices: { suspicious: true, options: [] }, drawing: ['C'] };
  expect(flagsOf(wrong)).toEqual(['key', 'negative', 'drawing']);
  expect(flagsOf({ ...item, discrimination: 0.19 })).toEqual(['low']);
  expect(flagsOf({ ...item, discrimination: 0.2 })).toEqual([]);
});

it('remarks what nearly nobody, or nearly everybody, gets right', () => {
  expect(flagsOf({ ...item, facility: 0.05 })).toEqual(['hard']);
  expect(flagsOf({ ...item, facility: 0.97 })).toEqual(['easy']);
});
