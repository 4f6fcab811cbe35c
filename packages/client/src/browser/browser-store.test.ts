import 'fake-indexeddb/auto';
import { type Bytes, toBase64Url } from '@cloison/protocol/public';
import { forceCloseDatabase } from 'fake-indexeddb';
import { describe, expect, it, vi } from 'vitest';
import { type BrowserStore, EMPTY_RECORD, leftBehind, MemoryStore } from '../storage/browser-store.ts';
import { openIndexedDbStore } from './indexeddb.ts';

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length)) as Bytes;
let campaigns = 0;

const adapters: readonly [string, () => Promise<BrowserStore>][] = [
  ['memory', async () => new MemoryStore(random)],
  ['IndexedDB', () => openIndexedDbStore(`test-${campaigns++}`, random, new MemoryStore(random).journal)],
];

describe.each(adapters)('a browser’s store in %s', (_, make) => {
  const [anna, ben] = [new Uint8Array(16).fill(1), new Uint8Array(16).fill(2)];
  const envelope = Uint8Array.of(1, 2, 3) as Bytes;

  it('gives back records and documents by holder and name', async () => {
    const store = await make();
    expect(await store.readRecord(anna, 'francais')).toEqual(EMPTY_RECORD);
    const record = { head: null, inFlight: envelope, draft: null, sent: ['x'] };
    await store.writeRecord(anna, 'francais', record);
    await store.writeDocument(anna, 'ticket', envelope);
    expect(await store.readRecord(anna, 'francais')).toEqual(record);
    expect(await store.readRecord(ben, 'francais')).toEqual(EMPTY_RECORD);
    expect(await store.readDocument(anna, 'ticket')).toEqual(envelope);
    expect(await store.readDocument(ben, 'ticket')).toBeNull();
  });

  it('lists what is unanswered of one holder only', async () => {
    const store = await make();
    await store.writeRecord(anna, 'francais', { ...EMPTY_RECORD, draft: envelope });
    await store.writeRecord(anna, 'maths', { ...EMPTY_RECORD, head: envelope });
    await store.writeRecord(ben, 'francais', { ...EMPTY_RECORD, inFlight: envelope });
    expect((await store.pendingRecords(anna)).map(({ name }) => name)).toEqual(['francais']);
  });

  it('lists what is unanswered of everybody, and marks what was sent beside its record', async () => {
    const store = await make();
    await store.writeRecord(anna, 'francais', { ...EMPTY_RECORD, draft: envelope });
    await store.writeRecord(anna, 'maths', { ...EMPTY_RECORD, head: envelope });
    await store.writeRecord(ben, 'francais', { ...EMPTY_RECORD, inFlight: envelope });
    const left = await leftBehind(store);
    const [ofAnna, ofBen] = [toBase64Url(anna), toBase64Url(ben)];
    expect(left.map(({ holder, envelopes }) => [holder, envelopes])).toEqual([
      [ofAnna, [envelope]],
      [ofBen, [envelope]],
    ]);
    await left[0]!.markBeside();
    expect((await leftBehind(store)).map(({ holder }) => holder)).toEqual([ofBen]);
    // It is still there, and a newer state of it has not been sent.
    expect(await store.pendingRecords(anna)).toHaveLength(1);
    const kept = await store.readRecord(anna, 'francais');
    await store.writeRecord(anna, 'francais', { ...kept, draft: Uint8Array.of(4) });
    expect(await leftBehind(store)).toHaveLength(2);
  });

  it('keeps one secret and content by hash', async () => {
    const store = await make();
    expect(await store.secret()).toEqual(await store.secret());
    expect(await store.readContent('00')).toBeNull();
    await store.writeContent('00', envelope);
    expect(await store.readContent('00')).toEqual(envelope);
  });
});

describe('a database that the browser closes while the page is open', () => {
  /** The connections that are opened from now on, until `spy` is restored. */
  function watchDatabases() {
    const opened: IDBDatabase[] = [];
    const { open } = indexedDB;
    const spy = vi.spyOn(indexedDB, 'open').mockImplementation((...asked) => {
      const request = open.apply(indexedDB, asked);
      request.addEventListener('success', () => opened.push(request.result));
      return request;
    });
    return { opened, spy };
  }

  it('is opened again: a tablet that slept keeps what is answered afterwards, under the same name', async () => {
    const { opened, spy } = watchDatabases();
    const holder = new Uint8Array(16).fill(3);
    const campaign = `test-${campaigns++}`;
    const store = await openIndexedDbStore(campaign, random, new MemoryStore(random).journal);
    const record = { ...EMPTY_RECORD, draft: Uint8Array.of(1) as Bytes };
    await store.writeRecord(holder, 'francais', record);
    forceCloseDatabase(opened[0] as never);
    expect(await store.readRecord(holder, 'francais')).toEqual(record);
    forceCloseDatabase(opened.at(-1) as never);
    await store.writeRecord(holder, 'maths', record);
    spy.mockRestore();
    const next = await openIndexedDbStore(campaign, random, new MemoryStore(random).journal);
    expect((await next.pendingRecords(holder)).map(({ name }) => name)).toEqual(['francais', 'maths']);
    expect(await next.secret()).toEqual(await store.secret());
  });

  it('is opened again for what was being written when it was closed', async () => {
    // The write was given up, and the page said that this computer could keep nothing any more.
    const { opened, spy } = watchDatabases();
    const holder = new Uint8Array(16).fill(4);
    const campaign = `test-${campaigns++}`;
    const store = await openIndexedDbStore(campaign, random, new MemoryStore(random).journal);
    const record = { ...EMPTY_RECORD, draft: Uint8Array.of(1) as Bytes };
    const [first] = opened as [IDBDatabase];
    const under: IDBTransaction[] = [];
    const { transaction } = first;
    first.transaction = (...asked) => {
      under.push(transaction.apply(first, asked));
      return under.at(-1)!;
    };
    const writing = store.writeRecord(holder, 'francais', record);
    // As a browser closes it (Indexed Database API 3.0, 5.2): what is under way ends with an AbortError.
    for (const one of under) one.abort();
    forceCloseDatabase(first as never);
    expect(await writing).toBe(true);
    spy.mockRestore();
    expect(await store.readRecord(holder, 'francais')).toEqual(record);
  });
});
