import { describe, expect, it } from 'vitest';
import type { PlatformError } from '../base/platform-error.ts';
import { Admission, type AdmissionParts, type LaneLimits } from './admission.ts';

/** Work that ends when the test says so. */
class Work {
  readonly #ends: (() => void)[] = [];
  begun = 0;
  readonly one = () => {
    this.begun += 1;
    return new Promise<void>((end) => this.#ends.push(end));
  };
  async end(count = 1): Promise<void> {
    for (const end of this.#ends.splice(0, count)) end();
    await settle();
  }
}
const settle = () => new Promise((resolve) => setImmediate(resolve));

const SMALL: LaneLimits = { maxRunning: 2, maxWaiting: 3, maxWaitMs: 1e9 };
function admission(more: Partial<AdmissionParts> = {}) {
  return new Admission({
    nowMs: () => 0,
    lagMs: () => 0,
    random: () => 0,
    limits: { save: SMALL, read: SMALL, lookup: SMALL, content: SMALL },
    ...more,
  });
}
const refusalOf = async (promise: Promise<unknown>): Promise<PlatformError> => {
  try {
    await promise;
  } catch (error) {
    return error as PlatformError;
  }
  throw new Error('not refused');
};

describe('admission', () => {
  it('works on so many at once, lets so many wait in order, and refuses the rest before they cost anything', async () => {
    const work = new Work();
    const gate = admission();
    const order: number[] = [];
    const five = Array.from({ length: 5 }, (_, i) => gate.run('save', work.one).then(() => order.push(i)));
    await settle();
    expect(work.begun).toBe(2);
    expect(() => gate.requireRoom('save')).toThrow(expect.objectContaining({ code: 'busy', retryAfterS: 1 }));
    expect((await refusalOf(gate.run('save', work.one))).code).toBe('busy');
    expect(work.begun).toBe(2);
    expect(gate.counters().save).toEqual({ working: 2, waiting: 3, admitted: 2, refused: 2 });
    for (let left = 5; left > 0; left--) await work.end();
    await Promise.all(five);
    expect(order).toEqual([0, 1, 2, 3, 4]);
    expect(gate.counters().save).toEqual({ working: 0, waiting: 0, admitted: 5, refused: 2 });
    gate.requireRoom('save');
  });

  it('keeps a place for every save, however many logins, unchecked codes and downloads wait', async () => {
    const work = new Work();
    const gate = admission();
    for (const lane of ['read', 'lookup', 'content'] as const) {
      for (let i = 0; i < 5; i++) void gate.run(lane, work.one);
      expect(() => gate.requireRoom(lane)).toThrow();
    }
    gate.requireRoom('save');
    expect(await gate.run('save', async () => 'saved')).toBe('saved');
  });

  it('lets nobody into a queue that has become too slow, long before it is full', async () => {
    let now = 0;
    const work = new Work();
    const slow: LaneLimits = { maxRunning: 1, maxWaiting: 1000, maxWaitMs: 2_000 };
    const gate = admission({ nowMs: () => now, limits: { save: slow } });
    for (let i = 0; i < 200; i++) {
      const one = gate.run('save', work.one);
      now += 400;
      await work.end();
      await one;
    }
    // 400 ms each, one at a time: the sixth would wait over two seconds.
    const waiting = Array.from({ length: 5 }, () => gate.run('save', work.one));
    gate.requireRoom('save');
    waiting.push(gate.run('save', work.one));
    expect(() => gate.requireRoom('save')).toThrow(expect.objectContaining({ code: 'busy' }));
    for (let i = 0; i < 6; i++) await work.end();
    await Promise.all(waiting);
    gate.requireRoom('save');
  });

  it('goes on after work that fails', async () => {
    const gate = admission();
    for (let i = 0; i < 10; i++) {
      await expect(gate.run('read', () => Promise.reject(new Error('store')))).rejects.toThrow('store');
    }
    expect(gate.counters().read).toMatchObject({ working: 0, waiting: 0 });
  });

  it('lets saves alone in while the event loop lags, and nobody when it lags far more', () => {
    let lag = 3_000;
    const gate = admission({ lagMs: () => lag });
    gate.requireRoom('save');
    for (const lane of ['read', 'lookup', 'content'] as const) expect(() => gate.requireRoom(lane)).toThrow();
    lag = 6_000;
    expect(() => gate.requireRoom('save')).toThrow();
    lag = 0;
    for (const lane of ['save', 'read', 'lookup', 'content'] as const) gate.requireRoom(lane);
  });

  it('spreads those whom it sends away over more seconds the more they are, and over few again afterwards', async () => {
    let now = 0;
    let random = 0.999;
    const work = new Work();
    const gate = admission({
      nowMs: () => now,
      random: () => random,
      limits: { save: { ...SMALL, maxRunning: 1 } },
    });
    const first = gate.run('save', work.one);
    now += 1_000;
    await work.end();
    await first;
    // A mean of 50 ms (a twentieth of one second), one at a time.
    for (let i = 0; i < 4; i++) void gate.run('save', work.one);
    const delays = Array.from({ length: 400 }, () => {
      try {
        gate.requireRoom('save');
        return 0;
      } catch (error) {
        return (error as PlatformError).retryAfterS!;
      }
    });
    expect(delays[0]).toBe(3);
    expect(delays.at(-1)).toBe(21);
    expect(delays.every((delay, i) => i === 0 || delay >= delays[i - 1]!)).toBe(true);
    random = 0;
    expect((await refusalOf(gate.run('save', work.one))).retryAfterS).toBe(1);
    random = 0.999;
    now += 120_000;
    expect((await refusalOf(gate.run('save', work.one))).retryAfterS).toBe(3);
  });
});
