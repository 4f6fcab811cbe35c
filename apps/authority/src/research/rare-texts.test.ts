import { expect, test } from 'vitest';
import { SUPPRESSED_TEXT, TextCounter } from './rare-texts.ts';
import type { ResearchRecord } from './research-record.ts';

const record = (text: string | null): ResearchRecord => ({
  id: 'x',
  level: 'cp',
  background: {
    sex: null,
    birthYear: null,
    birthQuarter: null,
    sector: null,
    priority: null,
    departement: null,
    region: null,
  },
  sequences: {},
  domains: {},
  items: {
    's/a': { state: 'answered', responses: { T: text, C: 'choix' }, score: 0, maxScore: 1, ms: null },
    's/b': { state: 'answered', responses: { T: text }, score: 0, maxScore: 1, ms: null },
  },
});

test('a text given by fewer than k pupils to that item is suppressed; choices and other items stay', () => {
  const counter = new TextCounter(new Map([['s/a', new Set(['T'])]]));
  const all = [...['chat', 'chat', 'chat', 'je m’appelle Zébulon'].map(record), record(null)];
  for (const one of all) counter.count(one);
  const texts = all.map((one) => counter.withoutRare(one, 3).record.items['s/a']?.responses.T);
  expect(texts).toEqual(['chat', 'chat', 'chat', SUPPRESSED_TEXT, null]);
  const last = counter.withoutRare(record('je m’appelle Zébulon'), 3);
  expect(last.suppressed).toBe(1);
  expect(last.record.items['s/a']?.responses.C).toBe('choix');
  expect(last.record.items['s/b']?.responses.T).toBe('je m’appelle Zébulon');
});
