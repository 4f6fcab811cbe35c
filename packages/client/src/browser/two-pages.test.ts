/** Two pages of one browser that save the same record, and what the next page makes of what they left. */
import { deviceOf, type Holder, open, openHolder } from '@cloison/protocol';
import type { Bytes } from '@cloison/protocol/public';
import { beforeEach, describe, expect, it } from 'vitest';
import { TestPlatform } from '../platform/test-platform.ts';
import { Journal } from '../saving/journal.ts';
import { RecordWriter } from '../saving/record-writer.ts';
import { leftBehind, MemoryStore } from '../storage/browser-store.ts';
import { pagesApart } from './pages-apart.ts';
import { TestLocks } from './test-locks.ts';

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length)) as Bytes;
const NAME = 'francais';

let holder: Holder;
let platform: TestPlatform;
let disk: MemoryStore;
let locks: TestLocks;

beforeEach(async () => {
  holder = await openHolder(random(32), random(16));
  platform = new TestPlatform();
  disk = new MemoryStore(random);
  locks = new TestLocks();
});

/** A page that goes on from what the platform shows. */
async function openPage(head: Uint8Array | null | 'unknown' = platform.head(NAME)) {
  const page = locks.page();
  const store = pagesApart(disk, '2026-6e', random, page.locks);
  const journal = await Journal.open(store, holder, random);
  const device = await deviceOf(await store.secret(holder.holderId), holder.holderId);
  const sleep = () => new Promise<void>(() => undefined);
  const options = {
    holder,
    name: NAME,
    ceiling: 512,
    api: platform.api(),
    store,
    journal,
    device,
    random,
    sleep,
  };
  const { writer, resumed } = await RecordWriter.resume(options, head);
  const close = () => {
    writer.stop();
    page.close();
  };
  return { writer, resumed, store, journal, close };
}

/** The first page has saved `{ first: 1 }`, the second has gone on from it and could send nothing of its own. */
async function secondLeaves(leave: 'in the store' | 'in the journal') {
  const first = await openPage();
  await first.writer.save({ first: 1 });
  await first.writer.settled();
  const second = await openPage();
  expect(second.resumed.body).toEqual({ first: 1 });
  if (leave === 'in the journal') {
    second.store.writeRecord = () => new Promise(() => undefined);
    void second.writer.save({ first: 1, second: 1 });
  } else {
    platform.fault = () => 'request-lost';
    await second.writer.save({ first: 1, second: 1 });
    await expect.poll(() => second.writer.state).toEqual({ kind: 'waiting', reason: 'offline' });
  }
  second.close();
  platform.fault = () => 'none';
  return first;
}

describe.each(['in the store', 'in the journal'] as const)('what a second page left %s', (leave) => {
  it('is gone on from where the first page has saved nothing since', async () => {
    const first = await secondLeaves(leave);
    first.close();
    const { writer, resumed } = await openPage();
    expect(resumed).toMatchObject({ body: { first: 1, second: 1 }, source: 'local', diverged: false });
    await writer.settled();
    expect(writer.state).toEqual({ kind: 'saved' });
  });

  it.each(['shown', 'unknown', 'withheld'] as const)(
    'does not take the place of what the first page has saved since (head %s)',
    async (shown) => {
      const first = await secondLeaves(leave);
      await first.writer.save({ first: 2 });
      await first.writer.settled();
      const saved = platform.head(NAME);
      first.close();
      const { writer, resumed } = await openPage(
        shown === 'unknown' ? shown : shown === 'shown' ? saved : null,
      );
      expect(resumed).toMatchObject({ body: { first: 2 }, diverged: true });
      await writer.settled();
      // Of a host that shows nothing it is saved once more.
      if (shown !== 'withheld') expect(platform.head(NAME)).toEqual(saved);
      // What the second had is kept beside.
      expect(platform.branches.get(NAME)?.length).toBeGreaterThan(0);
    },
  );
});

/** How the first and the second page left. `s`: a state that the store has and the platform has not; `j`: one that the journal alone has. */
const WAYS = [
  ['s', 'j'],
  ['j', 's'],
  ['j', 'j'],
  ['s', 'sj'],
  ['sj', 'j'],
  ['sj', 'sj'],
] as const;

async function leave(
  { writer, store, close }: Awaited<ReturnType<typeof openPage>>,
  ways: string,
  who: string,
) {
  platform.fault = () => 'request-lost';
  for (const [i, way] of [...ways].entries()) {
    if (way === 'j') store.writeRecord = () => new Promise(() => undefined);
    const kept = writer.save({ [who]: i + 1 });
    if (way === 'j') continue;
    await kept;
    await expect.poll(() => writer.state).toEqual({ kind: 'waiting', reason: 'offline' });
  }
  close();
  platform.fault = () => 'none';
  return { [who]: ways.length };
}

describe('what both pages left', () => {
  it.each(WAYS)(
    'has all left the computer at the second opening at the latest (%s, %s)',
    async (ofFirst, ofSecond) => {
      // One of two states waits at the first: the other one is sent before it.
      for (const isFirstGone of [true, false]) {
        platform = new TestPlatform();
        disk = new MemoryStore(random);
        locks = new TestLocks();
        const first = await openPage();
        await first.writer.save({ base: 0 });
        await first.writer.settled();
        const second = await openPage();
        const left = isFirstGone
          ? [await leave(first, ofFirst, 'a'), await leave(second, ofSecond, 'b')]
          : [await leave(second, ofSecond, 'b'), await leave(first, ofFirst, 'a')];
        for (let opening = 1; opening <= 2; opening++) {
          const page = await openPage();
          await page.writer.settled();
          page.close();
        }
        const there = [...platform.versions.get(NAME)!, ...(platform.branches.get(NAME) ?? [])];
        const bodies = await Promise.all(
          there.map(async ({ envelope }) => {
            const { body } = await open(holder, envelope, { kind: 'record-or-final', name: NAME });
            const { saves: _saves, ...answers } = body as Record<string, unknown>;
            return answers;
          }),
        );
        for (const state of left) expect(bodies).toContainEqual(state);
        expect(disk.journal.names()).toEqual([]);
        expect(await leftBehind(disk)).toEqual([]);
      }
    },
  );
});
