import { toBase64Url } from '@cloison/protocol/public';
import { describe, expect, it } from 'vitest';
import { type BrowserStore, EMPTY_RECORD, leftBehind, MemoryStore } from '../storage/browser-store.ts';
import { type PageLocks, pagesApart } from './pages-apart.ts';
import { TestLocks } from './test-locks.ts';

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const ANNA = random(16);
const BILAL = random(16);

/** One browser and its disk. `open` opens another page of it. */
function browser() {
  const disk = new MemoryStore(random);
  const all = new TestLocks();
  const open = () => {
    const { locks, close } = all.page();
    return { store: pagesApart(disk, '2026-6e', random, locks), close };
  };
  return { disk, open };
}
const unsent = (byte: number) => ({ ...EMPTY_RECORD, draft: new Uint8Array([byte]) });

describe('two pages of one browser', () => {
  it('are two devices for a holder who is open in both, and one for two holders', async () => {
    const { disk, open } = browser();
    const [first, second] = [open().store, open().store];
    expect(await first.secret(ANNA)).toEqual(await disk.secret());
    const other = await second.secret(ANNA);
    expect(other).not.toEqual(await disk.secret());
    expect(await second.secret(ANNA)).toEqual(other);
    expect(await second.secret(BILAL)).toEqual(await disk.secret());
    expect(await first.secret(ANNA)).toEqual(await disk.secret());
    // The computer is one.
    expect(await second.secret()).toEqual(await disk.secret());
  });

  it('are one device where the first has gone, also while the second already asks', async () => {
    const { disk, open } = browser();
    const first = open();
    await first.store.secret(ANNA);
    const asking = open().store.secret(ANNA);
    first.close();
    expect(await asking).toEqual(await disk.secret());
  });

  it('have records of their own, and the same documents', async () => {
    const { open } = browser();
    const [first, second] = [open().store, open().store];
    await first.writeRecord(ANNA, 'maths', unsent(1));
    expect(await second.readRecord(ANNA, 'maths')).toEqual(EMPTY_RECORD);
    await second.writeRecord(ANNA, 'maths', unsent(2));
    expect(await first.readRecord(ANNA, 'maths')).toEqual(unsent(1));
    expect(await second.readRecord(ANNA, 'maths')).toEqual(unsent(2));
    for (const [store, record] of [[first, unsent(1)] as const, [second, unsent(2)] as const])
      expect(await store.pendingRecords(ANNA)).toEqual([{ name: 'maths', record }]);
    await second.writeDocument(ANNA, 'ticket', new Uint8Array([3]));
    expect(await first.readDocument(ANNA, 'ticket')).toEqual(new Uint8Array([3]));
  });

  it('leave each other’s journal alone', async () => {
    const { disk, open } = browser();
    const [first, second] = [open().store, open().store];
    await first.secret(ANNA);
    await second.secret(ANNA);
    const holder = Buffer.from(ANNA).toString('base64url');
    first.journal.write(`${holder} maths one`, 'sealed');
    expect(second.journal.names()).toEqual([]);
    expect(first.journal.names()).toEqual([`${holder} maths one`]);
    expect(disk.journal.read(`${holder} maths one`)).toBe('sealed');
  });
});

describe('what a second page had not sent when it went', () => {
  it('is taken up by the next page that is alone, also behind work of its own', async () => {
    const { open } = browser();
    const [first, second] = [open(), open()];
    await first.store.writeRecord(ANNA, 'lettres', unsent(1));
    await second.store.writeRecord(ANNA, 'maths', unsent(2));
    await second.store.writeRecord(ANNA, 'lettres', unsent(3));
    first.close();
    second.close();
    const third = open();
    expect(await third.store.readRecord(ANNA, 'maths')).toEqual(unsent(2));
    expect(await third.store.readRecord(ANNA, 'lettres')).toEqual(unsent(1));
    await third.store.writeRecord(ANNA, 'lettres', EMPTY_RECORD);
    third.close();
    expect(await open().store.readRecord(ANNA, 'lettres')).toEqual(unsent(3));
  });

  it('waits beside work of the next page, which can read it and let go of it', async () => {
    // Of a code that was replaced, no page comes that is alone with it: it was sent nowhere.
    const { open } = browser();
    const [first, second] = [open(), open()];
    await first.store.writeRecord(ANNA, 'lettres', unsent(1));
    await second.store.writeRecord(ANNA, 'lettres', unsent(3));
    first.close();
    const next = open().store;
    expect(await next.waitingRecords!(ANNA)).toEqual([]);
    second.close();
    const waiting = await next.waitingRecords!(ANNA);
    expect(waiting).toMatchObject([{ name: 'lettres', record: unsent(3) }]);
    expect(await open().store.waitingRecords!(ANNA)).toEqual([]);
    await waiting[0]!.forget();
    expect(await next.waitingRecords!(ANNA)).toEqual([]);
    expect(await next.readRecord(ANNA, 'lettres')).toEqual(unsent(1));
  });

  it('is named to every page without a code, unless a page that is open has it in hand', async () => {
    const { open } = browser();
    const [first, second] = [open(), open()];
    await first.store.writeRecord(ANNA, 'lettres', unsent(1));
    await second.store.writeRecord(BILAL, 'lettres', unsent(2));
    const holders = async (store: BrowserStore) =>
      (await leftBehind(store)).map(({ holder }) => holder).sort();
    const [anna, bilal] = [toBase64Url(ANNA), toBase64Url(BILAL)];
    // Who had typed a code on this page may have left it.
    expect(await holders(first.store)).toEqual([anna]);
    expect(await holders(open().store)).toEqual([]);
    first.close();
    second.close();
    expect(await holders(open().store)).toEqual([anna, bilal].sort());
  });

  it('is left to it as long as it is open', async () => {
    const { open } = browser();
    const [first, second] = [open(), open()];
    await first.store.secret(ANNA);
    await second.store.writeRecord(ANNA, 'maths', unsent(2));
    first.close();
    expect(await open().store.readRecord(ANNA, 'maths')).toEqual(EMPTY_RECORD);
    expect(await second.store.readRecord(ANNA, 'maths')).toEqual(unsent(2));
  });
});

it('pages are one device in a browser that has no locks, or refuses them', async () => {
  const disk = new MemoryStore(random);
  const refused = { request: () => Promise.reject(new DOMException('no', 'SecurityError')) };
  for (const locks of [undefined, refused as unknown as PageLocks]) {
    const store = pagesApart(disk, '2026-6e', random, locks);
    expect(await store.secret(ANNA)).toEqual(await disk.secret());
    await store.writeRecord(ANNA, 'maths', unsent(1));
    expect(await disk.readRecord(ANNA, 'maths')).toEqual(unsent(1));
  }
});
