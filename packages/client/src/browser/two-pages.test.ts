/** Two pages of one browser that save the same record, and what the next page makes of what they left. */
import { deviceOf, type Holder, openHolder } from '@cloison/protocol';
import type { Bytes } from '@cloison/protocol/public';
import { beforeEach, describe, expect, it } from 'vitest';
import { TestPlatform } from '../platform/test-platform.ts';
import { Journal } from '../saving/journal.ts';
import { RecordWriter } from '../saving/record-writer.ts';
import { MemoryStore } from '../storage/browser-store.ts';
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
