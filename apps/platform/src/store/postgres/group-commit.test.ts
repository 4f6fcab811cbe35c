import { fixtureEnvelope } from '@cloison/dev-env/platform/envelope-fixture.ts';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SILENT_OBSERVER } from '../health.ts';
import type { SaveOutcome } from '../saving.ts';
import { GroupCommit } from './group-commit.ts';
import type { JudgedSave } from './save-rows.ts';
import { keyOf } from './wire-values.ts';

function saveOf(holder: number, version = 1): JudgedSave {
  const id = new Uint8Array(16).fill(holder % 256, 1);
  id[0] = holder >> 8;
  const envelope = fixtureEnvelope({ campaign: 'essai', holder: id, name: 'francais', version });
  const window = { kind: 'open', window: { opensMs: 0, closesMs: 9e12 } } as const;
  return {
    ...envelope,
    window,
    nowMs: 0,
    maxRecords: 30,
    asOf: 0,
    owner: null,
    key: keyOf(envelope.header.holderId),
  };
}

/** A database whose commits end when the test says so. */
class Commits {
  readonly groups: (readonly JudgedSave[])[] = [];
  readonly #ends: (() => void)[] = [];
  readonly commit = new GroupCommit((group) => {
    this.groups.push(group);
    return new Promise<readonly SaveOutcome[]>((resolve) => {
      this.#ends.push(() => resolve(group.map(() => ({ kind: 'saved' }))));
    });
  }, SILENT_OBSERVER);

  get sizes(): readonly number[] {
    return this.groups.map(({ length }) => length);
  }

  save(from: number, to: number): void {
    for (let holder = from; holder < to; holder++) void this.commit.save(saveOf(holder));
  }

  endFirst(): void {
    this.#ends.shift()!();
  }
}

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}

afterEach(() => {
  vi.useRealTimers();
});

describe('groups of saves', () => {
  it('go at the end of the turn that brought them when they are few, and at once as soon as a statement is worth it', async () => {
    const few = new Commits();
    few.save(0, 5);
    expect(few.sizes).toEqual([]);
    await turns(1);
    expect(few.sizes).toEqual([5]);
    const many = new Commits();
    many.save(0, 192);
    expect(many.sizes).toEqual([24, 24, 24]);
    many.endFirst();
    await turns(3);
    expect(many.sizes).toEqual([24, 24, 24, 120]);
  });
  it('go at once as a third of all that are under way, where these are many', async () => {
    const commits = new Commits();
    commits.save(0, 192);
    commits.endFirst();
    await turns(3);
    commits.endFirst();
    await turns(3);
    // 24 and 120 are under way.
    commits.save(192, 192 + 71);
    expect(commits.sizes).toEqual([24, 24, 24, 120]);
    commits.save(192 + 71, 192 + 72);
    expect(commits.sizes).toEqual([24, 24, 24, 120, 72]);
  });
  it('go three at a time, and the fourth when one has ended', async () => {
    const commits = new Commits();
    for (const from of [0, 24, 48, 72]) {
      commits.save(from, from + 24);
      await turns(3);
    }
    expect(commits.sizes).toEqual([24, 24, 24]);
    commits.save(120, 121);
    await turns(3);
    commits.endFirst();
    await turns(3);
    expect(commits.sizes).toEqual([24, 24, 24, 25]);
  });
  it('are sent before those that came back are answered', async () => {
    const commits = new Commits();
    let seen: readonly number[] = [];
    void commits.commit.save(saveOf(200)).then(() => {
      seen = commits.sizes;
    });
    await turns(3);
    for (const from of [0, 24, 48]) {
      commits.save(from, from + 24);
      await turns(3);
    }
    expect(commits.sizes).toEqual([1, 24, 24]);
    commits.endFirst();
    await turns(3);
    expect(seen).toEqual([1, 24, 24, 24]);
  });
  it('wait some milliseconds for others when few overlap, and not at all one after the other', async () => {
    // Turns of the event loop take what the machine takes; the milliseconds that groups wait pass when the test says so.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const overlapping = new Commits();
    for (const holder of [0, 1, 2]) {
      overlapping.save(holder, holder + 1);
      await turns(3);
    }
    expect(overlapping.sizes).toEqual([1]);
    vi.advanceTimersByTime(40);
    await turns(3);
    expect(overlapping.sizes).toEqual([1, 2]);

    const inTurn = new Commits();
    for (const holder of [0, 1, 2]) {
      inTurn.save(holder, holder + 1);
      await turns(3);
      expect(inTurn.sizes.length).toBe(holder + 1);
      inTurn.endFirst();
      await turns(3);
    }
  });
  it('hold each holder once, in the order of their saves', async () => {
    const commits = new Commits();
    for (const version of [1, 2, 3]) void commits.commit.save(saveOf(1, version));
    commits.save(0, 1);
    await turns(3);
    expect(commits.sizes).toEqual([2]);
    for (let group = 1; group <= 3; group++) {
      commits.endFirst();
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    const versions = commits.groups.map((group) => group.map(({ header }) => header.version));
    expect(versions).toEqual([[1, 1], [2], [3]]);
    await commits.commit.close();
  });
});
