/**
 * A page in a browser: what the client is given as network, storage and time. When the page goes, nothing that it
 * began goes on; what its browser keeps stays.
 */
import type { BrowserStore, SessionOptions, StoredRecord } from '@cloison/client';
import { MemoryStore, platformApi } from '@cloison/client';
import type { Bytes } from '@cloison/protocol/public';
import { runtime } from '../runtime/install.ts';
import { NAME } from '../world/base-campaign.ts';
import type { Watcher } from './pupil.ts';

/** A write reaches the disk of a computer after so long. */
const WRITE_MS = 3;

export class Page {
  /** Shut: the page is gone. */
  isGone = false;
  /** The browser lets go of what the page held. */
  onGone: () => void = () => undefined;
  readonly options: SessionOptions;
  readonly #watcher: Pick<Watcher, 'accepted'>;

  constructor(
    store: BrowserStore,
    fetch: (url: URL | string, init?: RequestInit) => Promise<Response>,
    watcher: Pick<Watcher, 'accepted'>,
  ) {
    this.#watcher = watcher;
    const api = platformApi({
      origin: 'https://evaluation.example',
      campaign: NAME,
      fetch: ((url: string, init?: RequestInit) => this.while(fetch(url, init))) as typeof globalThis.fetch,
    });
    this.options = {
      campaign: NAME,
      api,
      store: this.#storeOf(store),
      random: (length) => runtime.random.bytes(length),
      sleep: (ms, signal) => this.sleep(ms, signal),
    };
  }

  shut(): void {
    this.isGone = true;
    this.onGone();
  }

  /** The same promise while the page is there; one that never settles afterwards. */
  while<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      promise.then(
        (value) => {
          if (!this.isGone) resolve(value);
        },
        (error) => {
          if (!this.isGone) reject(error);
        },
      );
    });
  }

  later(ms: number, run: () => void): () => void {
    const timer = runtime.setTimer(() => {
      if (!this.isGone) run();
    }, ms);
    return () => {
      timer.cancelled = true;
    };
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted === true) return resolve();
      const cancel = this.later(ms, resolve);
      signal?.addEventListener(
        'abort',
        () => {
          cancel();
          resolve();
        },
        { once: true },
      );
    });
  }

  #storeOf(store: BrowserStore): BrowserStore {
    const { journal } = store;
    return {
      journal: {
        read: (entry) => journal.read(entry),
        write: (entry, text) => {
          if (!this.isGone) journal.write(entry, text);
        },
        remove: (entry) => {
          if (!this.isGone) journal.remove(entry);
        },
        names: () => journal.names(),
      },
      readRecord: (holderId, name) => this.while(store.readRecord(holderId, name)),
      writeRecord: async (holderId: Uint8Array, name: string, record: StoredRecord) => {
        await this.sleep(WRITE_MS);
        return this.while(store.writeRecord(holderId, name, record));
      },
      pendingRecords: (holderId) => this.while(store.pendingRecords(holderId)),
      waitingRecords: (holderId) => this.while(store.waitingRecords(holderId)),
      heldRecords: () => this.while(store.heldRecords()),
      readDocument: (holderId, name) => this.while(store.readDocument(holderId, name)),
      writeDocument: (holderId, name, envelope: Bytes) => {
        this.#watcher.accepted(name, envelope);
        return this.while(store.writeDocument(holderId, name, envelope));
      },
      readContent: (hash) => this.while(store.readContent(hash)),
      writeContent: (hash, bytes: Bytes) => this.while(store.writeContent(hash, bytes)),
      secret: (holderId) => this.while(store.secret(holderId)),
    };
  }
}

export function newComputer(): MemoryStore {
  return new MemoryStore((length) => runtime.random.bytes(length));
}
