/**
 * A store that goes on when the browser's own stops working: full disk, storage cleared in mid-test, private window.
 *
 * A record that cannot be written is kept in memory, and `onTrouble` is called, once. It goes back to the disk with the
 * next write that succeeds. Content that cannot be kept is only fetched again, so its failures go to the caller.
 */
import type { Bytes } from '@cloison/protocol/public';
import { type BrowserStore, boundStore, MemoryStore } from '../storage/browser-store.ts';

export function resilientStore(
  primary: BrowserStore,
  random: (length: number) => Bytes,
  onTrouble: () => void,
): BrowserStore {
  const memory = new MemoryStore(random);
  const failed = new Set<string>();
  let reported = false;
  const trouble = () => {
    if (!reported) onTrouble();
    reported = true;
  };
  const key = (holderId: Uint8Array, name: string) => `${holderId.join()} ${name}`;

  return {
    ...boundStore(primary),
    async readRecord(holderId, name) {
      if (failed.has(key(holderId, name))) return memory.readRecord(holderId, name);
      return primary.readRecord(holderId, name).catch(() => {
        trouble();
        return memory.readRecord(holderId, name);
      });
    },
    async writeRecord(holderId, name, record) {
      await memory.writeRecord(holderId, name, record);
      try {
        await primary.writeRecord(holderId, name, record);
        failed.delete(key(holderId, name));
        return true;
      } catch {
        failed.add(key(holderId, name));
        trouble();
        return false;
      }
    },
    async pendingRecords(holderId) {
      const kept = await primary.pendingRecords(holderId).catch(() => []);
      const here = await memory.pendingRecords(holderId);
      const names = new Set(here.map(({ name }) => name));
      return [...here, ...kept.filter(({ name }) => !names.has(name))];
    },
    async readDocument(holderId, name) {
      return primary.readDocument(holderId, name).catch(() => null);
    },
  };
}
