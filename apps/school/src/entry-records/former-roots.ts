/**
 * Unsent work under a root that the class no longer has: revoking a colleague's code replaces the root, and this browser
 * may hold drafts sealed under the old one (protocol 1, "Revoking"). They are opened with it and sealed under the new.
 */
import { type BrowserStore, type Session, unsentRecords } from '@cloison/client';
import { type EntryBody, entryRecordName, parseEntryBody } from '@cloison/protocol';

export interface FormerWork {
  readonly pupil: string;
  readonly body: EntryBody;
  /** Call once the work is safe under the new root. */
  readonly forget: () => Promise<unknown>;
}

export async function workOfFormerRoots(
  former: readonly Session[],
  sequence: string,
  pupils: readonly string[],
  store: BrowserStore,
): Promise<readonly FormerWork[]> {
  const found: FormerWork[] = [];
  for (const session of former) {
    const { holderId, namesKey } = session.holder;
    const pending = await unsentRecords(store, holderId);
    if (pending.length === 0) continue;
    for (const pupil of pupils) {
      const name = await entryRecordName(namesKey, sequence, pupil);
      for (const { record, forget } of pending.filter((one) => one.name === name)) {
        const unsent = record.draft ?? record.inFlight;
        if (unsent === null) continue;
        const body = parseEntryBody((await session.openRecord(name, unsent)).body);
        found.push({ pupil, body, forget });
      }
    }
  }
  return found;
}
