/**
 * The browser's store in IndexedDB, by `idb`. Opening fails in browsers without storage: the app says so and goes on
 * in memory.
 */
import type { Bytes } from '@cloison/protocol/public';
import { type DBSchema, openDB } from 'idb';
import {
  type BrowserStore,
  EMPTY_RECORD,
  type JournalStorage,
  recordKey,
  type StoredRecord,
} from '../storage/browser-store.ts';

interface Schema extends DBSchema {
  records: { key: string; value: StoredRecord };
  documents: { key: string; value: Bytes };
  content: { key: string; value: Bytes };
  browser: { key: 'secret'; value: Bytes };
}

/** One database a campaign, so that leaving one campaign never touches another. The journal is given. */
export async function openIndexedDbStore(
  campaign: string,
  random: (length: number) => Bytes,
  journal: JournalStorage,
): Promise<BrowserStore> {
  const db = await openDB<Schema>(`cloison/${campaign}`, 1, {
    upgrade(fresh) {
      for (const store of ['records', 'documents', 'content', 'browser'] as const)
        fresh.createObjectStore(store);
    },
  });
  const strict = { durability: 'strict' } as const;
  const made = db.transaction('browser', 'readwrite', strict);
  const secret = (await made.store.get('secret')) ?? random(32);
  await made.store.put(secret, 'secret');
  await made.done;

  return {
    journal,
    async readRecord(holderId, name) {
      return (await db.get('records', recordKey(holderId, name))) ?? EMPTY_RECORD;
    },
    async writeRecord(holderId, name, record) {
      const change = db.transaction('records', 'readwrite', strict);
      await change.store.put(record, recordKey(holderId, name));
      await change.done;
    },
    async pendingRecords(holderId) {
      const prefix = recordKey(holderId, '');
      const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
      const [keys, records] = await Promise.all([
        db.getAllKeys('records', range),
        db.getAll('records', range),
      ]);
      return keys
        .map((key, i) => ({ name: key.slice(prefix.length), record: records[i]! }))
        .filter(({ record }) => record.inFlight !== null || record.draft !== null);
    },
    async readDocument(holderId, name) {
      return (await db.get('documents', recordKey(holderId, name))) ?? null;
    },
    async writeDocument(holderId, name, envelope) {
      await db.put('documents', envelope, recordKey(holderId, name));
    },
    async readContent(hash) {
      return (await db.get('content', hash)) ?? null;
    },
    async writeContent(hash, bytes) {
      await db.put('content', bytes, hash);
    },
    async secret() {
      return secret;
    },
  };
}
