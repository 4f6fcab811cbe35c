import { describe, expect, it } from 'vitest';
import { type Counts, levelProgress, progressOf } from './school-progress.ts';

const FEWEST = 5;
const counts = (complete: number, absent: number, begun: number, notBegun: number): Counts => ({
  sequence: 's',
  expected: complete + absent + begun + notBegun,
  ...{ complete, absent, begun, notBegun },
});

/** All ways in which so many pupils can be spread. */
function spreads(expected: number): Counts[] {
  const all: Counts[] = [];
  for (let complete = 0; complete <= expected; complete++)
    for (let absent = 0; complete + absent <= expected; absent++)
      for (let begun = 0; complete + absent + begun <= expected; begun++)
        all.push(counts(complete, absent, begun, expected - complete - absent - begun));
  return all;
}

describe('what an area is told of a school', () => {
  it('is every count while each group is empty or large enough', () => {
    expect(progressOf(counts(10, 0, 6, 9), FEWEST)).toEqual({
      ...{ state: 'underWay', done: 10, left: 15, few: null },
      ...{ complete: 10, absent: 0, begun: 6, notBegun: 9 },
    });
  });

  it('is less where a group is small: who is absent goes into who is done, who has not begun into who is left', () => {
    expect(progressOf(counts(22, 3, 0, 0), FEWEST)).toMatchObject({
      ...{ state: 'done', done: 25, left: 0, complete: null, absent: null, begun: 0 },
    });
    expect(progressOf(counts(10, 0, 13, 2), FEWEST)).toMatchObject({
      ...{ done: 10, left: 15, complete: 10, begun: null, notBegun: null },
    });
    expect(progressOf(counts(22, 0, 1, 2), FEWEST)).toMatchObject({
      ...{ state: 'underWay', done: null, left: null, few: 'left', complete: null, notBegun: null },
    });
  });

  it('says that nobody has begun, also where a few do not sit', () => {
    expect(progressOf(counts(0, 0, 0, 24), FEWEST)).toMatchObject({ state: 'notBegun', notBegun: 24 });
    expect(progressOf(counts(0, 2, 0, 22), FEWEST)).toMatchObject({
      state: 'notBegun',
      few: 'done',
      left: null,
    });
  });

  it('does not say that nobody has begun where that gives away how many are absent', () => {
    expect(progressOf(counts(0, 4, 0, 4), FEWEST)).toMatchObject({ state: 'underWay', few: 'both' });
    expect(progressOf(counts(0, 1, 0, 5), FEWEST)).toMatchObject({ state: 'underWay', few: 'done' });
  });

  it('is nothing but its name where the level has fewer pupils than the campaign allows', () => {
    expect(levelProgress('cp', [counts(2, 0, 0, 2)], FEWEST)).toEqual({
      level: 'cp',
      expected: null,
      sequences: {},
    });
    expect(levelProgress('cp', [counts(0, 0, 0, 0)], FEWEST)).toBeNull();
    expect(levelProgress('cp', [counts(2, 0, 0, 3)], FEWEST)).toMatchObject({ expected: 5 });
  });

  it('leaves the size of every small group open: at least two are possible, whatever the counts', () => {
    for (let expected = FEWEST; expected <= 3 * FEWEST; expected++) {
      const all = spreads(expected);
      const told = all.map((one) => JSON.stringify(progressOf(one, FEWEST)));
      const possible = Map.groupBy(all, (_, i) => told[i]!);
      for (const [i, real] of all.entries()) {
        for (const group of ['complete', 'absent', 'begun', 'notBegun'] as const) {
          const size = real[group];
          if (size === 0 || size >= FEWEST) continue;
          const sizes = new Set(possible.get(told[i]!)!.map((one) => one[group]));
          if (sizes.size < 2) expect.fail(`${JSON.stringify(real)} gives ${group} away`);
        }
      }
    }
  });
});
