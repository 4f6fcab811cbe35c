/**
 * The browser's store in IndexedDB, by `idb`. Opening fails in browsers without storage: the app says so and goes on
 * in memory.
 */
import type { Bytes } from '@cloison/protocol/public';
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import {
  type BrowserStore,
  EMPTY_RECORD,
  type HeldRecord,
  holderOfKey,
  isUnanswered,
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

/**
 * One database a campaign, so that leaving one campaign never touches another. The journal is given.
 *
 * A browser may close it while the page is open: Safari does while a tablet sleeps. The next call opens it again.
 */
export async function openIndexedDbStore(
  campaign: string,
  random: (length: number) => Bytes,
  journal: JournalStorage,
): Promise<BrowserStore> {
  const strict = { durability: 'strict' } as const;
  /** `known`: this page's secret, where what was kept has been erased meanwhile. */
  const connect = async (known: Bytes | null) => {
    const opened = await openDB<Schema>(`cloison/${campaign}`, 1, {
      upgrade(fresh) {
        for (const store of ['records', 'documents', 'content', 'browser'] as const)
          fresh.createObjectStore(store);
      },
    });
    const made = opened.transaction('browser', 'readwrite', strict);
    const named = known ?? (await made.store.get('secret')) ?? random(32);
    await Promise.all([made.store.put(named, 'secret'), made.done]);
    return { opened, named };
  };
  const { opened, named: secret } = await connect(null);
  let connection = opened;
  const withDb = async <T>(work: (db: IDBPDatabase<Schema>) => Promise<T>): Promise<T> => {
    try {
      return await work(connection);
    } catch (error) {
      if (!isClosed(error)) throw error;
      connection.close();
      connection = (await connect(secret)).opened;
      return work(connection);
    }
  };

  return {
    journal,
    readRecord: (holderId, name) =>
      withDb(async (db) => (await db.get('records', recordKey(holderId, name))) ?? EMPTY_RECORD),
    writeRecord: (holderId, name, record) =>
      withDb(async (db) => {
        const change = db.transaction('records', 'readwrite', strict);
        await Promise.all([change.store.put(record, recordKey(holderId, name)), change.done]);
        return true;
      }),
    async pendingRecords(holderId) {
      const prefix = recordKey(holderId, '');
      const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
      const [keys, records] = await withDb((db) =>
        Promise.all([db.getAllKeys('records', range), db.getAll('records', range)]),
      );
      return keys
        .map((key, i) => ({ name: key.slice(prefix.length), record: records[i]! }))
        .filter(({ record }) => isUnanswered(record));
    },
    // Who tells pages apart knows of them: `pages-apart.ts`.
    waitingRecords: async () => [],
    heldRecords: () =>
      withDb(async (db) => {
        const found: HeldRecord[] = [];
        // One after the other: a computer of a school has the records of hundreds of pupils.
        for await (const { key, value } of db.transaction('records').store) {
          if (!isUnanswered(value)) continue;
          const markBeside = (beside: string) =>
            withDb(async (again) => {
              const change = again.transaction('records', 'readwrite', strict);
              const now = await change.store.get(key);
              if (now !== undefined) await change.store.put({ ...now, beside }, key);
              await change.done;
            });
          found.push({ holder: holderOfKey(key), record: value, markBeside });
        }
        return found;
      }),
    readDocument: (holderId, name) =>
      withDb(async (db) => (await db.get('documents', recordKey(holderId, name))) ?? null),
    writeDocument: (holderId, name, envelope) =>
      withDb(async (db) => void (await db.put('documents', envelope, recordKey(holderId, name)))),
    readContent: (hash) => withDb(async (db) => (await db.get('content', hash)) ?? null),
    writeContent: (hash, bytes) => withDb(async (db) => void (await db.put('content', bytes, hash))),
    secret: async () => secret,
  };
}

/** Of a connection that is no more. A call that was under way is aborted; Safari calls that unknown. */
function isClosed(error: unknown): boolean {
  return error instanceof Error && /^(?:InvalidState|Abort|Unknown)Error$/.test(error.name);
}
