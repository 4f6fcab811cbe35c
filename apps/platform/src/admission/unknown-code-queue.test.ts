import { TestClock } from '@cloison/dev-env/platform/test-clock.ts';
import { describe, expect, it } from 'vitest';
import { StorageFailure } from '../store/storage-error.ts';
import { SlotQueue, UNKNOWN_CODES_PER_SECOND } from '../store/unknown-code-slots.ts';
import { UnknownCodeQueue } from './unknown-code-queue.ts';

/** The queue of one process that has its store to itself. */
function queueOf(clock: TestClock): UnknownCodeQueue {
  const slots = new SlotQueue(clock.nowMs);
  return new UnknownCodeQueue(clock, async (campaign, wanted) => slots.book(campaign, wanted));
}

describe('the queue of unknown codes', () => {
  it('answers at most 100 a second and campaign, refuses who would wait over a second, and recovers', async () => {
    const clock = new TestClock();
    const gate = queueOf(clock);
    let answered = 0;
    let refused = 0;
    const ask = () =>
      gate.wait('2026-essai').then(
        () => void answered++,
        (error) => {
          expect(error.code).toBe('too-many-requests');
          refused++;
        },
      );
    for (let i = 0; i < 250; i++) void ask();
    await clock.move(0);
    expect([answered, refused]).toEqual([0, 250 - UNKNOWN_CODES_PER_SECOND]);
    expect(gate.waiting).toBe(UNKNOWN_CODES_PER_SECOND);
    await clock.move(500);
    expect(answered).toBe(UNKNOWN_CODES_PER_SECOND / 2);
    expect(gate.waiting).toBe(UNKNOWN_CODES_PER_SECOND / 2);
    await clock.move(500);
    expect(answered).toBe(UNKNOWN_CODES_PER_SECOND);
    expect(gate.waiting).toBe(0);
    void ask();
    // Its slot is booked first, at the store.
    await clock.move(0);
    await clock.move(10);
    expect(answered).toBe(UNKNOWN_CODES_PER_SECOND + 1);
  });
  it('is one for all processes, and is not asked while it is full', async () => {
    const clock = new TestClock();
    const queue = new SlotQueue(clock.nowMs);
    let asked = 0;
    const book = async (campaign: string, wanted: number) => {
      asked++;
      return queue.book(campaign, wanted);
    };
    const gates = [new UnknownCodeQueue(clock, book), new UnknownCodeQueue(clock, book)];
    let [answered, refused] = [0, 0];
    const flood = (count: number) => {
      for (let i = 0; i < count; i++) {
        gates[i % 2]!.wait('2026-essai').then(
          () => void answered++,
          () => void refused++,
        );
      }
    };
    flood(1000);
    await clock.move(0);
    expect(refused).toBe(1000 - UNKNOWN_CODES_PER_SECOND);
    const before = asked;
    flood(1000);
    await clock.move(50);
    expect([asked, refused]).toEqual([before, 2000 - UNKNOWN_CODES_PER_SECOND]);
    await clock.move(950);
    expect(answered).toBe(UNKNOWN_CODES_PER_SECOND);
    expect(gates.map(({ waiting }) => waiting)).toEqual([0, 0]);
  });
  it('says that the store cannot be asked, and asks again for the next', async () => {
    const clock = new TestClock();
    let fails = true;
    const gate = new UnknownCodeQueue(clock, async () => {
      if (fails) throw new StorageFailure('unavailable');
      return { count: 1, firstMs: 10 };
    });
    await expect(gate.wait('2026-essai')).rejects.toEqual(new StorageFailure('unavailable'));
    fails = false;
    const turn = gate.wait('2026-essai');
    await clock.move(0);
    await clock.move(10);
    await turn;
  });
  it('counts each campaign apart', async () => {
    const clock = new TestClock();
    const gate = queueOf(clock);
    for (let i = 0; i < UNKNOWN_CODES_PER_SECOND; i++) void gate.wait('2026-essai');
    await expect(gate.wait('2026-essai')).rejects.toMatchObject({ code: 'too-many-requests' });
    const other = gate.wait('2026-autre');
    await clock.move(0);
    await clock.move(10);
    await other;
  });
});
