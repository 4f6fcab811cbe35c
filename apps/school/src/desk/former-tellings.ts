/**
 * Requests and declarations that had not left this computer when a root of the class or the school was replaced. The office takes
 * nothing more from the record of that root, so they are told again under the root in force.
 */
import { type BrowserStore, type Session, unsentRecords } from '@cloison/client';
import { DESK_RECORD, type DeskEntry, parseDeskBody } from '@cloison/protocol';

export interface FormerTellings {
  /** By identifier. */
  readonly entries: Readonly<Record<string, DeskEntry>>;
  /** Call once they are safe under the root in force. */
  readonly forget: () => Promise<unknown>;
}

/** What cannot be read is left where it is. */
export async function tellingsOfFormerRoots(
  former: readonly Session[],
  store: BrowserStore,
): Promise<readonly FormerTellings[]> {
  const found: FormerTellings[] = [];
  for (const session of former) {
    for (const { name, record, forget } of await unsentRecords(store, session.holder.holderId)) {
      if (name !== DESK_RECORD) continue;
      const unsent = await entriesOf(session, record.draft ?? record.inFlight);
      if (unsent === null) continue;
      const sent = (await entriesOf(session, record.head)) ?? {};
      const entries = Object.entries(unsent).filter(
        // The page notes sign-ins by itself.
        ([id, entry]) => entry.kind !== 'code-use' && !(Object.hasOwn(sent, id) && isSame(entry, sent[id])),
      );
      found.push({ entries: Object.fromEntries(entries), forget });
    }
  }
  return found;
}

async function entriesOf(
  session: Session,
  envelope: Uint8Array | null,
): Promise<Readonly<Record<string, DeskEntry>> | null> {
  if (envelope === null) return null;
  try {
    return parseDeskBody((await session.openRecord(DESK_RECORD, envelope)).body).entries;
  } catch {
    return null;
  }
}

function isSame(entry: DeskEntry, other: DeskEntry | undefined): boolean {
  return JSON.stringify(entry.edit) === JSON.stringify(other?.edit);
}
