/**
 * Keyrings that this browser had with a code before the one in force. Roots of theirs that were replaced since may still have work
 * here that has not left. A page fetches the new keyring before it has sent that work, and an open page may fetch it too: so the
 * keyring of before is kept beside it until nothing waits under its roots.
 */
import { DOCUMENTS, Session, type SessionOptions, unsentRecords } from '@cloison/client';
import { type Keyring, open } from '@cloison/protocol';
import { type Bytes, fromBase64Url } from '@cloison/protocol/public';

export interface HeldKeyring {
  readonly keyring: Keyring;
  /** As the authority sealed it. */
  readonly envelope: Bytes;
}

export interface HeldKeyrings {
  /** The newest that this browser has. Null: it has none. */
  readonly newest: HeldKeyring | null;
  /** One of an earlier sign-in, or the same. */
  readonly kept: HeldKeyring | null;
}

const { name: NAME, parse } = DOCUMENTS.keyring;
/** In this browser's store alone: no platform has a document of that name. */
const KEPT = 'keyring-before';

export async function heldKeyrings(session: Session, environment: SessionOptions): Promise<HeldKeyrings> {
  return {
    newest: await heldAs(NAME, session, environment),
    kept: await heldAs(KEPT, session, environment),
  };
}

/** Call once `keyring` is in force, with what was held before it. */
export async function keepKeyring(
  session: Session,
  environment: SessionOptions,
  keyring: Keyring,
  { newest, kept }: HeldKeyrings,
): Promise<void> {
  const { store } = environment;
  const { holderId } = session.holder;
  const inForce = new Set(rootsOf(keyring));
  let keep = await store.readDocument(holderId, NAME).catch(() => null);
  for (const one of [kept, newest]) {
    if (one === null) continue;
    const replaced = rootsOf(one.keyring).filter((root) => !inForce.has(root));
    if (!(await hasUnsentWork(replaced, environment))) continue;
    keep = one.envelope;
    break;
  }
  if (keep !== null) await store.writeDocument(holderId, KEPT, keep).catch(() => undefined);
}

export function rootsOf({ classes, schoolRoot }: Keyring): string[] {
  return [...classes.map(({ root }) => root), ...(schoolRoot === null ? [] : [schoolRoot])];
}

async function hasUnsentWork(roots: readonly string[], environment: SessionOptions): Promise<boolean> {
  for (const root of roots) {
    const { holderId } = (await Session.fromRoot(fromBase64Url(root), environment)).holder;
    if ((await unsentRecords(environment.store, holderId)).length > 0) return true;
  }
  return false;
}

async function heldAs(
  name: string,
  session: Session,
  { store }: SessionOptions,
): Promise<HeldKeyring | null> {
  const envelope = await store.readDocument(session.holder.holderId, name).catch(() => null);
  if (envelope === null) return null;
  try {
    const { body } = await open(session.holder, envelope, { kind: 'document', name: NAME });
    return { keyring: parse(body), envelope };
  } catch {
    return null;
  }
}
