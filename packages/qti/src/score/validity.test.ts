import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  choiceInteraction,
  mapping,
  mapResponse,
  matchCorrect,
  matchInteraction,
  read,
  response,
  textEntry,
} from '../testing/test-item.ts';
import { score } from './score.ts';

const several = read({
  declarations: response('multiple identifier', ['A', 'B'], { inside: mapping({ A: 1, B: 1, C: -1 }) }),
  body: choiceInteraction(['A', 'B', 'C', 'D'], 'max-choices="2"'),
  processing: mapResponse,
});
const single = read({
  declarations: response('single identifier', ['A']),
  body: choiceInteraction(['A', 'B']),
  processing: matchCorrect,
});
const match = read({
  declarations: response('multiple directedPair', ['A C'], {
    inside: mapping({ 'A C': 2 }, 'default-value="-1"'),
  }),
  body: matchInteraction(['A', 'B'], ['C', 'D'], 'max-associations="1"'),
  processing: mapResponse,
});
const text = read({
  declarations: response('single string', ['oui']),
  body: textEntry('data-cloison-max-length="5"'),
  processing: matchCorrect,
});
const standard = { validity: 'specification' } as const;

describe('responses that no player could send', () => {
  it.each([
    [several, ['A', 'B', 'C'], 1],
    [several, ['A', 'A', 'A'], 1],
    [several, ['A', 'Z'], 1],
    [match, ['A C', 'A C', 'B D'], 1],
    [match, ['A Z'], -1],
    [match, ['A C D'], -1],
    [single, 'Z', 0],
    [text, 'non, jamais', 0],
  ] as const)('are set apart, or scored as the standard does: %#', (item, given, points) => {
    expect(score(item, { RESPONSE: given })).toMatchObject({ kind: 'invalid' });
    expect(score(item, { RESPONSE: given }, standard)).toMatchObject({ kind: 'scored', score: points });
  });

  it('stay invalid when they have another cardinality, or are no text', () => {
    for (const given of [['A'], 7, true, { A: 1 }])
      expect(score(single, { RESPONSE: given }, standard).kind).toBe('invalid');
    for (const given of ['A', [1], [['A']], 7])
      expect(score(several, { RESPONSE: given }, standard).kind).toBe('invalid');
    expect(score(single, { OTHER: 'A' }, standard).kind).toBe('invalid');
    expect(score(text, { RESPONSE: 'x'.repeat(200_000) }, standard).kind).toBe('invalid');
  });

  it('change nothing for what a player could send', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(several, single, match, text),
        fc.oneof(fc.constantFrom('A', 'B', 'oui', 'non', ''), fc.subarray(['A', 'B', 'A C', 'B D'])),
        (item, given) => {
          const strict = score(item, { RESPONSE: given });
          if (strict.kind === 'scored') expect(score(item, { RESPONSE: given }, standard)).toEqual(strict);
        },
      ),
    );
  });
});
