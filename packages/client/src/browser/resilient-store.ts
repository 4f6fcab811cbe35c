/**
 * A store that goes on when the browser's own stops working: full disk, storage cleared in mid-test, private window.
 *
 * A record that cannot be written is kept in memory, and `onTrouble(true)` is called. It goes back to the disk with the next write
 * that succeeds; once no record is in memory alone, and records can be read, `onTrouble(false)` is called. Content that cannot be
 * kept is only fetched again, so its failures go to the caller.
 */
import type { Bytes } from '@cloison/protocol/public';
import { type BrowserStore, boundStore, MemoryStore } from '../storage/browser-store.ts';

/** No key of a record. */
const READ = '';

export function resilientStore(
  primary: BrowserStore,
  random: (length: number) => Bytes,
  onTrouble: (keepsNothing: boolean) => void,
): BrowserStore {
  const memory = new MemoryStore(random);
  /** Records that this page alone has, and `READ` while records cannot be read. */
  const failed = new Set<string>();
  let reported = false;
  const report = () => {
    const keepsNothing = failed.size > 0;
    if (reported !== keepsNothing) onTrouble(keepsNothing);
    reported = keepsNothing;
  };
  const key = (holderId: Uint8Array, name: string) => `${holderId.join()} ${name}`;

  return {
    ...boundStore(primary),
    async readRecord(holderId, name) {
      if (failed.has(key(holderId, name))) return memory.readRecord(holderId, name);
      try {
        const record = await primary.readRecord(holderId, name);
        failed.delete(READ);
        return record;
      } catch {
        failed.add(READ);
        return memory.readRecord(holderId, name);
      } finally {
        report();
      }
    },
    async writeRecord(holderId, name, record) {
      await memory.writeRecord(holderId, name, record);
      try {
        await primary.writeRecord(holderId, name, record);
        failed.delete(key(holderId, name));
        return true;
      } catch {
        failed.add(key(holderId, name));
        return false;
      } finally {
        report();
      }
    },
    async pendingRecords(holderId) {
      const kept = await primary.pendingRecords(holderId).catch(() => []);
      const here = await memory.pendingRecords(holderId);
      const names = new Set(here.map(({ name }) => name));
      return [...here, ...kept.filter(({ name }) => !names.has(name))];
    },
    async heldRecords() {
      const kept = await primary.heldRecords().catch(() => []);
      const here = await memory.heldRecords();
      return failed.size === 0 ? kept : [...kept, ...here];
    },
    async readDocument(holderId, name) {
      return primary.readDocument(holderId, name).catch(() => null);
    },
  };
}
