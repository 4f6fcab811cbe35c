import { expect, test } from 'vitest';
import { SUPPRESSED_TEXT, TextCounter, withoutRareTexts } from './rare-texts.ts';
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
  const responses = new Map([['s/a', new Set(['T'])]]);
  const [counter, other] = [new TextCounter(responses), new TextCounter(responses)];
  const long = 'il était une fois '.repeat(9);
  const all = [
    ...['chat', 'chat', 'chat', 'je m’appelle Zébulon', long, long, long].map(record),
    record(null),
  ];
  // As threads count: some of them each.
  for (const [i, one] of all.entries()) (i % 2 === 0 ? counter : other).count(one);
  counter.add(other.counts);
  const common = counter.common(3);
  const texts = all.map((one) => withoutRareTexts(one, responses, common).record.items['s/a']?.responses.T);
  expect(texts).toEqual(['chat', 'chat', 'chat', SUPPRESSED_TEXT, long, long, long, null]);
  const last = withoutRareTexts(record('je m’appelle Zébulon'), responses, common);
  expect(last.suppressed).toBe(1);
  expect(last.record.items['s/a']?.responses.C).toBe('choix');
  expect(last.record.items['s/b']?.responses.T).toBe('je m’appelle Zébulon');
  // One fewer of them, and it is rare.
  expect(withoutRareTexts(record(long), responses, counter.common(4)).suppressed).toBe(1);
});
