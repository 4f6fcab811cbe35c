import { type Session, UnreachableError } from '@cloison/client';
import type { Me } from '@cloison/protocol/public';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveDesk, type Reach } from './live-desk.ts';
import { startPolling } from './polling.ts';

/** A desk whose refreshes end as `ends` says, one after the other. */
class TestDesk extends LiveDesk {
  refreshes = 0;
  readonly #ends: Error[];
  constructor(ends: readonly Error[], me: () => Promise<Me>) {
    super({ me } as Session);
    this.#ends = [...ends];
  }
  protected override async fetchChanges(before: Reach): Promise<void> {
    this.refreshes += 1;
    await this.askMe();
    const end = this.#ends.shift();
    if (end !== undefined) throw end;
    if (before !== this.reach) this.changed();
  }
}

const answers = async () => ({ now: new Date().toISOString() }) as Me;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('document', { hidden: false });
  vi.stubGlobal('addEventListener', () => undefined);
  vi.stubGlobal('removeEventListener', () => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a desk that is refreshed', () => {
  it('shows what a refresh threw, and goes on until one goes well', async () => {
    const fault = new TypeError('something unexpected');
    const desk = new TestDesk([fault], answers);
    let drawn = 0;
    desk.subscribe(() => {
      drawn += 1;
    });
    const stop = startPolling([desk]);
    await vi.advanceTimersByTimeAsync(0);
    expect([desk.reach, desk.failure, drawn]).toEqual(['failed', fault, 1]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect([desk.reach, desk.failure, drawn]).toEqual(['reached', null, 2]);
    stop();
    const before = desk.refreshes;
    await vi.advanceTimersByTimeAsync(100_000);
    expect(desk.refreshes).toBe(before);
  });

  it('knows until when it was told: without network time goes on, and nothing is known of it', async () => {
    let isAway = false;
    const desk = new TestDesk([], () => (isAway ? Promise.reject(new UnreachableError('away')) : answers()));
    await desk.refresh();
    const told = Date.now();
    isAway = true;
    await vi.advanceTimersByTimeAsync(600_000);
    await desk.refresh();
    expect(desk.answeredMs()).toBe(told);
    expect(desk.nowMs()).toBe(told + 600_000);
  });

  it('is refreshed beside one that fails every time', async () => {
    const failing = new TestDesk(Array(20).fill(new TypeError('again')), answers);
    const other = new TestDesk([], answers);
    const stop = startPolling([failing, other]);
    await vi.advanceTimersByTimeAsync(40_000);
    expect(other.refreshes).toBeGreaterThan(3);
    stop();
  });

  it('is asked for at the same pace after a network that came back many times while it waited', async () => {
    // Each return began one more round of questions, for as long as the page was open.
    const online = new EventTarget();
    vi.stubGlobal('addEventListener', online.addEventListener.bind(online));
    const first = Promise.withResolvers<Me>();
    const desk: TestDesk = new TestDesk([], () => (desk.refreshes === 1 ? first.promise : answers()));
    const stop = startPolling([desk]);
    for (let i = 0; i < 10; i++) online.dispatchEvent(new Event('online'));
    first.resolve(await answers());
    await vi.advanceTimersByTimeAsync(60_000);
    expect(desk.refreshes).toBeGreaterThan(7);
    expect(desk.refreshes).toBeLessThan(15);
    stop();
  });

  it('knows a platform that does not answer from a fault of the page', async () => {
    const desk = new TestDesk([], () => Promise.reject(new UnreachableError('down')));
    await desk.refresh();
    expect([desk.reach, desk.failure]).toEqual(['unreachable', null]);
  });
});
