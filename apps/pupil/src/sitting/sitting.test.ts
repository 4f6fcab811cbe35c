import { type PupilBody, parsePupilBody } from '@cloison/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bodyOf,
  itemOnScreen,
  nextSitting,
  resumeSitting,
  type Sitting,
  type SittingEvent,
  type SittingStart,
  startSitting,
  timeLeftMs,
  workOn,
} from './sitting.ts';

const START: SittingStart = {
  booklet: ['a', 'b', 'c'],
  limitMs: 10_000,
  seed: 7,
  manifest: 'f'.repeat(64),
  app: 'test/1',
};
const play = (events: readonly SittingEvent[], from = startSitting(START)) =>
  events.reduce(nextSitting, from);
const answered = (itemId: string, value: string | readonly string[] | null): SittingEvent => ({
  kind: 'answered',
  itemId,
  responseId: 'R',
  value,
});

const event: fc.Arbitrary<SittingEvent> = fc.oneof(
  fc.record({
    kind: fc.constant('answered' as const),
    itemId: fc.constantFrom('a', 'b', 'c'),
    responseId: fc.constantFrom('R', 'S'),
    value: fc.oneof(fc.constant(null), fc.string({ minLength: 1 }), fc.array(fc.string(), { minLength: 1 })),
  }),
  fc.record({
    kind: fc.constant('stated' as const),
    itemId: fc.constantFrom('a', 'b', 'c'),
    responseId: fc.constantFrom('R', 'S'),
    state: fc.oneof(fc.constant(null), fc.string({ maxLength: 50 })),
  }),
  fc.record({ kind: fc.constant('moved' as const), position: fc.integer({ min: -2, max: 5 }) }),
  fc.record({
    kind: fc.constant('spent' as const),
    ms: fc.double({ min: 0, max: 5_000, noNaN: true }),
    onItem: fc.boolean(),
  }),
  fc.constant({ kind: 'finished' as const }),
);

describe('a response in which something was before the pupil answered', () => {
  it('is null once it was emptied, and missing while it was not touched', () => {
    const emptied = (prefilled: boolean) =>
      play([{ kind: 'answered', itemId: 'a', responseId: 'R', value: null, prefilled }]);
    expect(workOn(emptied(true), 'a').responses).toEqual({ R: null });
    expect(workOn(emptied(false), 'a').responses).toEqual({});
    const body = parsePupilBody(bodyOf(emptied(true)));
    expect(resumeSitting(START, body).items.a?.responses).toEqual({ R: null });
  });
});

describe('what a module keeps to go on from', () => {
  const stated = (state: string | null): SittingEvent => ({
    kind: 'stated',
    itemId: 'a',
    responseId: 'R',
    state,
  });
  it('is in the body beside the response, and comes back to the letter', () => {
    const body = bodyOf(play([stated('{"cut":8}'), answered('a', '3')]));
    expect(body.items.a).toEqual({ responses: { R: '3' }, ms: 0, visits: 1, states: { R: '{"cut":8}' } });
    const again = resumeSitting(START, parsePupilBody(JSON.parse(JSON.stringify(body))));
    expect(workOn(again, 'a').states).toEqual({ R: '{"cut":8}' });
  });
  it('leaves no trace when it is taken back', () => {
    expect(bodyOf(play([stated('x'), stated(null)])).items.a).toEqual({ responses: {}, ms: 0, visits: 1 });
  });
});

describe('a campaign that wants no process data', () => {
  const spent: readonly SittingEvent[] = [
    { kind: 'spent', ms: 400, onItem: true },
    answered('a', 'x'),
    { kind: 'moved', position: 1 },
    { kind: 'spent', ms: 600, onItem: true },
  ];
  it('gets answers, and neither times nor visits', () => {
    const body = bodyOf(play(spent, startSitting({ ...START, limitMs: null, processData: false })));
    expect(body.items).toEqual({
      a: { responses: { R: 'x' }, ms: 0, visits: 0 },
      b: { responses: {}, ms: 0, visits: 0 },
    });
    expect(body.elapsedMs).toBe(0);
  });
  it('gets the time of the sequence where there is a limit, since a restart must give none back', () => {
    const start = { ...START, processData: false };
    const body = bodyOf(play(spent, startSitting(start)));
    expect(body.elapsedMs).toBe(1_000);
    expect(timeLeftMs(resumeSitting(start, body))).toBe(9_000);
  });
});

describe('a sitting', () => {
  it('starts at the first item, seen once', () => {
    const sitting = startSitting(START);
    expect(itemOnScreen(sitting)).toBe('a');
    expect(workOn(sitting, 'a')).toEqual({ responses: {}, ms: 0, visits: 1 });
    expect(() => startSitting({ ...START, booklet: [] })).toThrow(RangeError);
  });

  it('counts a visit at each arrival, and time on the item on screen', () => {
    const sitting = play([
      { kind: 'spent', ms: 400, onItem: true },
      { kind: 'moved', position: 1 },
      { kind: 'spent', ms: 300, onItem: true },
      { kind: 'moved', position: 0 },
      { kind: 'moved', position: 0 },
      { kind: 'spent', ms: 200, onItem: false },
    ]);
    expect(workOn(sitting, 'a')).toMatchObject({ ms: 400, visits: 2 });
    expect(workOn(sitting, 'b')).toMatchObject({ ms: 300, visits: 1 });
    expect(sitting.elapsedMs).toBe(900);
    expect(timeLeftMs(sitting)).toBe(9_100);
  });

  it('takes an answer back with null or an empty list', () => {
    expect(workOn(play([answered('a', 'x'), answered('a', null)]), 'a').responses).toEqual({});
    expect(workOn(play([answered('a', ['x']), answered('a', [])]), 'a').responses).toEqual({});
  });

  it('stays inside the booklet', () => {
    expect(play([{ kind: 'moved', position: 99 }]).position).toBe(2);
    expect(play([{ kind: 'moved', position: -1 }]).position).toBe(0);
  });

  it('changes no more once it is finished', () => {
    const finished = play([answered('a', 'x'), { kind: 'finished' }]);
    fc.assert(
      fc.property(fc.array(event), (events) => {
        expect(play(events, finished)).toBe(finished);
      }),
    );
  });

  it('never shows less than no time left', () => {
    expect(timeLeftMs(play([{ kind: 'spent', ms: 99_999, onItem: true }]))).toBe(0);
    expect(timeLeftMs(startSitting({ ...START, limitMs: null }))).toBeNull();
  });

  it('goes on from its own body with the same answers, place and time, whatever has happened', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        const sitting = play(events);
        const body = parsePupilBody(JSON.parse(JSON.stringify(bodyOf(sitting))));
        const resumed = resumeSitting(START, body);
        expect(answersOf(resumed)).toEqual(answersOf(sitting));
        expect(resumed.position).toBe(sitting.position);
        expect(resumed.elapsedMs).toBe(Math.round(sitting.elapsedMs));
        expect(resumed.final).toBe(sitting.final);
      }),
    );
  });

  it('keeps answers to items that are not in the booklet any more, and a place that is', () => {
    const body: PupilBody = { ...bodyOf(play([answered('a', 'x'), { kind: 'moved', position: 2 }])) };
    const resumed = resumeSitting({ ...START, booklet: ['c'] }, body);
    expect(resumed.position).toBe(0);
    expect(bodyOf(resumed).items.a?.responses).toEqual({ R: 'x' });
  });
});

function answersOf(sitting: Sitting) {
  return Object.fromEntries(Object.entries(sitting.items).map(([id, { responses }]) => [id, responses]));
}
