/**
 * Two pages of one browser that are open for one holder at once: two tabs, a window beside another. They have one store, and each
 * has only its own answers in memory. As one device, each would take what the other saves for its own, and seal over it.
 *
 * The second page is therefore another device, with records of its own in the store: all that holds for two computers holds for
 * two pages. What it had not sent when it went is taken up by the next page that is alone.
 *
 * By the browser's locks, which end with the page, however it ends. Where there are none (a page that came by plain HTTP) all
 * pages are one device.
 */
import { type Bytes, toBase64Url } from '@cloison/protocol/public';
import {
  type BrowserStore,
  boundStore,
  EMPTY_RECORD,
  type HeldRecord,
  type UnsentRecord,
} from '../storage/browser-store.ts';

export type PageLocks = Pick<LockManager, 'request'>;

/** A page that is loaded again may ask before the browser has let go of its locks. */
const RELEASED_WITHIN_MS = 1_000;
/** Between the name of a record and the page whose it is. No name of a record has it. */
const MARK = '@';

export function pagesApart(
  store: BrowserStore,
  campaign: string,
  random: (length: number) => Bytes,
  locks: PageLocks | undefined,
): BrowserStore {
  if (locks === undefined) return store;
  const page = toBase64Url(random(6));
  const secret = random(32);
  const lockOf = (holder: string, ofPage = '') => `cloison ${campaign} ${holder} ${ofPage}`;
  const seconds = new Set<string>();
  const asked = new Map<string, Promise<boolean>>();

  const ask = async (holderId: Uint8Array, holder: string): Promise<boolean> => {
    if (await hold(locks, lockOf(holder))) {
      await takeUp(holderId, holder);
      return false;
    }
    seconds.add(holder);
    await hold(locks, lockOf(holder, page));
    return true;
  };
  const isSecond = (holderId: Uint8Array): Promise<boolean> => {
    const holder = toBase64Url(holderId);
    const answer = asked.get(holder) ?? ask(holderId, holder);
    asked.set(holder, answer);
    return answer;
  };
  /** Unsent work of second pages that are gone, as this page's own: one for each record, the others with a later page. */
  const takeUp = async (holderId: Uint8Array, holder: string): Promise<void> => {
    const pending = await store.pendingRecords(holderId).catch(() => []);
    const busy = new Set(pending.map(({ name }) => name));
    for (const { name: marked, record } of pending) {
      const [name = '', ofPage] = marked.split(MARK);
      if (ofPage === undefined || busy.has(name) || (await isHeld(locks, lockOf(holder, ofPage)))) continue;
      busy.add(name);
      const own = await store.readRecord(holderId, name);
      await store.writeRecord(holderId, name, { ...own, draft: record.draft ?? record.inFlight });
      await store.writeRecord(holderId, marked, EMPTY_RECORD);
    }
  };
  /** Whether another page than this one has the holder open. */
  const isElsewhere = async (holder: string) =>
    !(asked.has(holder) && !seconds.has(holder)) && (await isHeld(locks, lockOf(holder)));
  const nameFor = async (holderId: Uint8Array, name: string) =>
    (await isSecond(holderId)) ? `${name}${MARK}${page}` : name;

  return {
    ...boundStore(store),
    journal: {
      read: (entry) => store.journal.read(entry),
      write: (entry, text) => store.journal.write(entry, text),
      remove: (entry) => store.journal.remove(entry),
      // A session asks for them when it begins. A second page has written none by then: they are the first page's.
      names: () => {
        const prefixes = [...seconds].map((holder) => `${holder} `);
        return store.journal.names().filter((entry) => !prefixes.some((prefix) => entry.startsWith(prefix)));
      },
    },
    readRecord: async (holderId, name) => store.readRecord(holderId, await nameFor(holderId, name)),
    writeRecord: async (holderId, name, record) =>
      store.writeRecord(holderId, await nameFor(holderId, name), record),
    async pendingRecords(holderId) {
      const own = await isSecond(holderId);
      const all = await store.pendingRecords(holderId);
      return all.flatMap(({ name: marked, record }) => {
        const [name = '', ofPage] = marked.split(MARK);
        return (own ? ofPage === page : ofPage === undefined) ? [{ name, record }] : [];
      });
    },
    async waitingRecords(holderId) {
      // A second page has records of its own alone.
      if (await isSecond(holderId)) return [];
      const holder = toBase64Url(holderId);
      const waiting: UnsentRecord[] = [];
      for (const { name: marked, record } of await store.pendingRecords(holderId)) {
        const [name = '', ofPage] = marked.split(MARK);
        if (ofPage === undefined || (await isHeld(locks, lockOf(holder, ofPage)))) continue;
        const forget = () => store.writeRecord(holderId, marked, EMPTY_RECORD);
        const markBeside = (beside: string) => store.writeRecord(holderId, marked, { ...record, beside });
        waiting.push({ name, record, forget, markBeside });
      }
      return waiting;
    },
    async heldRecords() {
      const open = new Map<string, boolean>();
      const found: HeldRecord[] = [];
      for (const one of await store.heldRecords()) {
        const elsewhere = open.get(one.holder) ?? (await isElsewhere(one.holder));
        open.set(one.holder, elsewhere);
        if (!elsewhere) found.push(one);
      }
      return found;
    },
    secret: async (holderId) =>
      holderId !== undefined && (await isSecond(holderId)) ? secret : store.secret(),
  };
}

/** Takes a lock for the life of the page. False: another page has it, also after `RELEASED_WITHIN_MS`. */
function hold(locks: PageLocks, name: string): Promise<boolean> {
  return new Promise((resolve) => {
    const waiting = new AbortController();
    const timer = setTimeout(() => waiting.abort(), RELEASED_WITHIN_MS);
    const asked = locks.request(name, { signal: waiting.signal }, () => {
      clearTimeout(timer);
      resolve(true);
      return new Promise(() => undefined);
    });
    asked.catch((error: unknown) => {
      clearTimeout(timer);
      // A browser that refuses its locks to the page has one device for all its pages.
      resolve(!(error instanceof DOMException && error.name === 'AbortError'));
    });
  });
}

/** Whether another page has the lock now. */
function isHeld(locks: PageLocks, name: string): Promise<boolean> {
  return locks.request(name, { ifAvailable: true }, async (lock) => lock === null).catch(() => false);
}
