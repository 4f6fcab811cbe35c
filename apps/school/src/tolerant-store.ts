/**
 * The browser's store, when it fails in the middle of a day (full disk, private window closed by the browser): work goes
 * on in memory and somebody is told, once.
 */
import type { BrowserStore } from '@cloison/client';

export function tolerantStore(store: BrowserStore, onFailure: () => void): BrowserStore {
  let told = false;
  const failed = () => {
    if (!told) onFailure();
    told = true;
  };
  return {
    readRecord: (holder, name) => store.readRecord(holder, name),
    writeRecord: (holder, name, record) => store.writeRecord(holder, name, record).catch(failed),
    pendingRecords: (holder) => store.pendingRecords(holder),
    readDocument: (holder, name) => store.readDocument(holder, name).catch(() => null),
    writeDocument: (holder, name, envelope) => store.writeDocument(holder, name, envelope).catch(failed),
    readContent: (hash) => store.readContent(hash).catch(() => null),
    writeContent: (hash, bytes) => store.writeContent(hash, bytes).catch(failed),
    secret: () => store.secret(),
  };
}
