import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Candidate, resolveBranches } from './resolve-branches.ts';

const at = (minute: number) => `2026-09-10T09:${String(minute).padStart(2, '0')}Z`;

function candidate(hash: string, change: Partial<Candidate> = {}): Candidate {
  return {
    hash,
    source: 'head',
    strays: false,
    final: false,
    ends: false,
    saves: null,
    holder: 'a',
    version: 3,
    answered: 5,
    receivedAt: at(10),
    elapsedMs: 60_000,
    ...change,
  };
}

describe('which envelope of a record counts', () => {
  const table: readonly {
    readonly title: string;
    readonly candidates: readonly Candidate[];
    readonly limitMs?: number;
    readonly chosen: string | null;
    readonly flags: readonly string[];
  }[] = [
    { title: 'a head alone', candidates: [candidate('h')], chosen: 'h', flags: [] },
    { title: 'nothing', candidates: [], chosen: null, flags: [] },
    {
      title: 'a final head beats a branch with more answers, received later',
      candidates: [
        candidate('b', { source: 'conflict', answered: 12, receivedAt: at(50) }),
        candidate('h', { final: true }),
      ],
      chosen: 'h',
      flags: [],
    },
    {
      title: 'a final branch beats a head that is not final, and a person has to look',
      candidates: [
        candidate('h', { answered: 12, receivedAt: at(50) }),
        candidate('b', { source: 'conflict', final: true, answered: 2 }),
      ],
      chosen: 'b',
      flags: ['branch-chosen', 'final-on-branch'],
    },
    {
      title: 'a final by a revoked code that does not go on from what that code had loses to any other',
      candidates: [
        candidate('h', { answered: 1 }),
        candidate('b', { source: 'conflict', strays: true, final: true, answered: 12 }),
      ],
      chosen: 'h',
      flags: ['final-on-branch'],
    },
    {
      title: 'and counts where there is nothing else',
      candidates: [candidate('b', { source: 'conflict', strays: true, final: true })],
      chosen: 'b',
      flags: ['branch-chosen', 'final-on-branch'],
    },
    {
      title: 'of two finals, the one with more answers; the branch is flagged even when it loses',
      candidates: [
        candidate('h', { final: true, answered: 12 }),
        candidate('b', { source: 'rescue', final: true, answered: 11, receivedAt: at(59) }),
      ],
      chosen: 'h',
      flags: ['final-on-branch'],
    },
    {
      title: 'more answers beat a later receipt',
      candidates: [
        candidate('h', { answered: 5, receivedAt: at(59) }),
        candidate('b', { source: 'conflict', answered: 6 }),
      ],
      chosen: 'b',
      flags: ['branch-chosen'],
    },
    {
      title: 'as many answers: the head, because when a branch was received is the host’s word',
      candidates: [candidate('h'), candidate('b', { source: 'conflict', receivedAt: at(11) })],
      chosen: 'h',
      flags: [],
    },
    {
      title: 'as many answers on two branches: the later receipt',
      candidates: [
        candidate('a', { source: 'conflict' }),
        candidate('b', { source: 'conflict', receivedAt: at(11) }),
      ],
      chosen: 'b',
      flags: ['branch-chosen'],
    },
    {
      title: 'equal in everything: the head',
      candidates: [candidate('a', { source: 'conflict', version: 9 }), candidate('h')],
      chosen: 'h',
      flags: [],
    },
    {
      title: 'a late final within the pupil’s own time counts, and is listed',
      candidates: [candidate('h'), candidate('l', { source: 'late', final: true, elapsedMs: 100 })],
      limitMs: 100,
      chosen: 'l',
      flags: ['branch-chosen', 'final-on-branch', 'late-accepted'],
    },
    {
      title: 'a late final beyond the pupil’s own time is kept, not counted',
      candidates: [candidate('h'), candidate('l', { source: 'late', final: true, elapsedMs: 101 })],
      limitMs: 100,
      chosen: 'h',
      flags: ['final-on-branch', 'late-refused'],
    },
    {
      title: 'the final that ended the record beats a better final beside it: after a final nothing counts',
      candidates: [
        candidate('h', { final: true, ends: true, answered: 2 }),
        candidate('b', { source: 'conflict', final: true, answered: 12, receivedAt: at(59) }),
      ],
      chosen: 'h',
      flags: ['final-on-branch'],
    },
    {
      title: 'an older state of the same history never counts before the newer one, whatever it has',
      candidates: [
        candidate('h', { answered: 4, saves: { a: 3 } }),
        candidate('b', { source: 'conflict', answered: 12, saves: { a: 2 } }),
      ],
      chosen: 'h',
      flags: [],
    },
    {
      title: 'a vector of another code is of another history',
      candidates: [
        candidate('h', { answered: 4, saves: { a: 3 } }),
        candidate('b', { source: 'conflict', answered: 12, saves: { a: 2 }, holder: 'b' }),
      ],
      chosen: 'b',
      flags: ['branch-chosen'],
    },
    {
      title: 'only a late save beyond the limit: nothing counts',
      candidates: [candidate('l', { source: 'late', elapsedMs: 101 })],
      limitMs: 100,
      chosen: null,
      flags: ['late-refused'],
    },
  ];

  test.each(table)('$title', ({ candidates, limitMs, chosen, flags }) => {
    const resolution = resolveBranches(candidates, limitMs ?? null);
    expect(resolution.chosen?.hash ?? null).toBe(chosen);
    expect(resolution.flags).toEqual(flags);
  });

  test('the choice does not depend on the order of arrival, and no candidate is lost', () => {
    const arbitrary = fc.uniqueArray(
      fc.record({
        hash: fc.string({ minLength: 1, maxLength: 4 }),
        source: fc.constantFrom('head', 'late', 'conflict', 'rescue'),
        strays: fc.boolean(),
        final: fc.boolean(),
        ends: fc.boolean(),
        saves: fc.option(fc.dictionary(fc.constantFrom('a', 'b'), fc.integer({ min: 1, max: 3 }))),
        holder: fc.constantFrom('x', 'y'),
        version: fc.integer({ min: 1, max: 4 }),
        answered: fc.integer({ min: 0, max: 3 }),
        receivedAt: fc.integer({ min: 10, max: 13 }).map(at),
        elapsedMs: fc.integer({ min: 0, max: 3 }),
      }),
      { selector: (one) => one.hash, maxLength: 6 },
    );
    fc.assert(
      fc.property(arbitrary, fc.option(fc.integer({ min: 0, max: 3 })), (candidates, limitMs) => {
        const one = resolveBranches(candidates, limitMs);
        const other = resolveBranches(candidates.toReversed(), limitMs);
        expect(other).toEqual(one);
        const kept = [...one.others, ...(one.chosen === null ? [] : [one.chosen])];
        expect(kept.map((c) => c.hash).sort()).toEqual(candidates.map((c) => c.hash).sort());
      }),
    );
  });
});
