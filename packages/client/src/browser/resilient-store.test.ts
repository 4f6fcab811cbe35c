import { describe, expect, it } from 'vitest';
import { type BrowserStore, EMPTY_RECORD, MemoryStore, type StoredRecord } from '../storage/browser-store.ts';
import { resilientStore } from './resilient-store.ts';

const random = (length: number) => new Uint8Array(length).fill(7);
const HOLDER = new Uint8Array(16).fill(1);
const record = (byte: number): StoredRecord => ({
  head: null,
  inFlight: null,
  draft: Uint8Array.of(byte),
  sent: [],
});

/** A disk that can be full. */
class Disk extends MemoryStore {
  full = false;
  override async writeRecord(...args: Parameters<BrowserStore['writeRecord']>): Promise<boolean> {
    if (this.full) throw new DOMException('full', 'QuotaExceededError');
    return super.writeRecord(...args);
  }
}

describe('a store that stops working in mid-test', () => {
  it('goes on in memory with the newest state, says so once, and comes back to the disk, which it says too', async () => {
    const disk = new Disk(random);
    const reports: boolean[] = [];
    const store = resilientStore(disk, random, (keepsNothing) => reports.push(keepsNothing));
    expect(await store.writeRecord(HOLDER, 'francais', record(1))).toBe(true);
    disk.full = true;
    expect(await store.writeRecord(HOLDER, 'francais', record(2))).toBe(false);
    await store.writeRecord(HOLDER, 'francais', record(3));
    await store.writeRecord(HOLDER, 'maths', record(5));
    expect(reports).toEqual([true]);
    expect(await store.readRecord(HOLDER, 'francais')).toEqual(record(3));
    // What only this page still has is named on the page of the code too.
    expect((await store.heldRecords()).map(({ record: of }) => of.draft?.[0])).toEqual(
      expect.arrayContaining([3, 5]),
    );
    expect((await store.pendingRecords(HOLDER)).map(({ name, record: of }) => [name, of.draft?.[0]])).toEqual(
      [
        ['francais', 3],
        ['maths', 5],
      ],
    );
    disk.full = false;
    await store.writeRecord(HOLDER, 'francais', record(4));
    // What is not on the disk yet is in this page alone.
    expect(reports).toEqual([true]);
    await store.writeRecord(HOLDER, 'maths', record(6));
    expect(reports).toEqual([true, false]);
    expect(await disk.readRecord(HOLDER, 'francais')).toEqual(record(4));
    expect(await store.readRecord(HOLDER, 'francais')).toEqual(record(4));
  });

  it('answers from memory, or with nothing, when the disk cannot be read', async () => {
    class Unreadable extends MemoryStore {
      override readRecord = () => Promise.reject(new DOMException('gone', 'InvalidStateError'));
      override pendingRecords = () => Promise.reject(new DOMException('gone', 'InvalidStateError'));
      override readDocument = () => Promise.reject(new DOMException('gone', 'InvalidStateError'));
    }
    let reports = 0;
    const store = resilientStore(new Unreadable(random), random, () => reports++);
    expect(await store.readRecord(HOLDER, 'francais')).toEqual(EMPTY_RECORD);
    await store.writeRecord(HOLDER, 'francais', record(5));
    expect(await store.readRecord(HOLDER, 'francais')).toEqual(record(5));
    expect((await store.pendingRecords(HOLDER)).map(({ name }) => name)).toEqual(['francais']);
    expect(await store.readDocument(HOLDER, 'ticket')).toBeNull();
    expect(reports).toBe(1);
  });

  it('says to the caller that content could not be kept', async () => {
    class Full extends MemoryStore {
      override writeContent = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));
    }
    const store = resilientStore(new Full(random), random, () => undefined);
    await expect(store.writeContent('aa', Uint8Array.of(8))).rejects.toThrow('full');
  });

  it('leaves everything else to the disk', async () => {
    const disk = new Disk(random);
    const store = resilientStore(disk, random, () => undefined);
    await store.writeDocument(HOLDER, 'ticket', Uint8Array.of(9));
    await store.writeContent('aa', Uint8Array.of(8));
    expect(await disk.readDocument(HOLDER, 'ticket')).toEqual(Uint8Array.of(9));
    expect(await store.readContent('aa')).toEqual(Uint8Array.of(8));
    expect(await store.secret(new Uint8Array(16))).toEqual(await disk.secret());
  });
});
