import { uniformSequence } from '@cloison/measurement';
import { describe, expect, it } from 'vitest';
import { type Cell, type Figures, NO_FAULT, type Sitting } from './cell.ts';
import { fitted } from './commit-times.ts';
import { simulate } from './simulate.ts';

const FREE: Figures = {
  handshakeMs: 0,
  loginMs: 0.001,
  saveMs: 0.001,
  refusalMs: 0,
  commitMs: 0.001,
  rowMs: 0,
  storeCpuMs: 0,
};
const CELL: Cell = {
  pupils: 20_000,
  processes: 1,
  maxRows: 1000,
  queueLimit: 1e9,
  retryAfterMs: 2000,
  retryJitterMs: 1000,
  storeTimeoutMs: 5000,
};
const SITTING: Sitting = { loginMs: 15_000, untilMs: 120_000, saveEveryMs: 15_000 };

describe('The simulation of a cell', () => {
  it('has the waits of an M/M/1 queue in a process: mean time in system 1 / (service rate − arrival rate)', () => {
    // Many pupils whose saves come independently are nearly a Poisson process: 20,000 in 15 s, 0.6 ms each, 80 % busy.
    const { save, timeline } = simulate(
      { ...FREE, saveMs: 0.6 },
      CELL,
      SITTING,
      NO_FAULT,
      uniformSequence(1),
    );
    const rate = 20_000 / 15_000;
    const inSystemMs = 1 / (1 / 0.6 - rate);
    // Sojourn times of M/M/1 are exponential: the median is the mean times ln 2, the 99th percentile times ln 100.
    expect(save.p50).toBeGreaterThan(inSystemMs * Math.LN2 * 0.85);
    expect(save.p50).toBeLessThan(inSystemMs * Math.LN2 * 1.15);
    expect(save.p99).toBeGreaterThan(inSystemMs * Math.log(100) * 0.75);
    expect(save.p99).toBeLessThan(inSystemMs * Math.log(100) * 1.25);
    expect(timeline.at(-2)!.processLoad).toBeCloseTo(0.8, 1);
  });
  it('commits what waits together, so that a slow commit is shared', () => {
    const figures = { ...FREE, commitMs: 20, rowMs: 0.05 };
    const { save, timeline } = simulate(figures, CELL, SITTING, NO_FAULT, uniformSequence(2));
    // In balance a commit of c + n·r is as long as n arrivals take: n = c / (1/rate − r).
    const lengthMs = 20 / (1 - 0.05 * (20_000 / 15_000));
    // A save waits for the rest of one commit, then for its own.
    expect(save.p50).toBeGreaterThan(lengthMs);
    expect(save.p50).toBeLessThan(2 * lengthMs);
    expect(save.max).toBeLessThan(2.5 * lengthMs);
    expect(timeline.at(-2)!.savesPerS).toBeCloseTo(20_000 / 15, -2);
  });
  it('refuses beyond its queue, and everybody is served once the work allows it', () => {
    const cell = { ...CELL, queueLimit: 200 };
    // All 20,000 log in within a second, at 0.5 ms each: it takes ten.
    const { login, refused, timeline } = simulate(
      { ...FREE, loginMs: 0.5 },
      cell,
      { ...SITTING, loginMs: 1000 },
      NO_FAULT,
      uniformSequence(3),
    );
    expect(refused).toBeGreaterThan(10_000);
    expect(login.max).toBeGreaterThan(9000);
    expect(timeline.at(-1)!.waiting).toBeLessThan(20);
  });
  it('lets half of the processes die: the others take their pupils over, with new connections', () => {
    const figures = { ...FREE, saveMs: 0.2, handshakeMs: 1 };
    const fault = { atMs: 60_000, processesLost: 0.5, storeDownMs: 0, storeSlowdown: 1 };
    const { timeline, broken } = simulate(
      figures,
      { ...CELL, processes: 4 },
      SITTING,
      fault,
      uniformSequence(4),
    );
    expect(timeline[5]!.processLoad).toBeCloseTo((20_000 / 15_000) * (0.2 / 4), 2);
    expect(timeline[10]!.processLoad).toBeCloseTo((20_000 / 15_000) * (0.2 / 2), 2);
    expect(timeline[6]!.processLoad).toBeGreaterThan(timeline[10]!.processLoad);
    expect(timeline.at(-1)!.savesPerS).toBeCloseTo(20_000 / 15, -2);
    expect(broken).toBeLessThan(100);
  });
  it('lets the store stop: saves are refused and come back, and none is forgotten', () => {
    const fault = { atMs: 60_000, processesLost: 0, storeDownMs: 20_000, storeSlowdown: 1 };
    const { timeline, refused, save } = simulate(FREE, CELL, SITTING, fault, uniformSequence(5));
    expect(timeline[6]!.savesPerS).toBe(0);
    expect(timeline[7]!.waiting).toBe(20_000);
    expect(refused).toBeGreaterThan(20_000);
    expect(timeline[9]!.waiting).toBeLessThan(100);
    expect(save.max).toBeGreaterThan(20_000);
    expect(save.max).toBeLessThan(24_000);
  });
  it('gives the same numbers for the same seed', () => {
    const run = (seed: number) =>
      simulate(FREE, { ...CELL, pupils: 500 }, SITTING, NO_FAULT, uniformSequence(seed));
    expect(run(7)).toEqual(run(7));
    expect(run(7).saves).not.toBe(run(8).saves);
  });
});

describe('Measured times of commits', () => {
  it('are a constant and so much for each save', () => {
    const { commitMs, rowMs } = fitted([16, 64, 256, 1000].map((n) => [n, 3 + 0.05 * n] as const));
    expect(commitMs).toBeCloseTo(3, 9);
    expect(rowMs).toBeCloseTo(0.05, 9);
  });
});
