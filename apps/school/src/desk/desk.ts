/**
 * What a signed-in person has on the desk: the keyring, the verified content, a desk for each class, and for a head the
 * school. Everything here goes when the person signs out; drafts stay on the computer, sealed.
 */
import {
  type CampaignContent,
  DOCUMENTS,
  KeyringAuthority,
  loadContent,
  RefusedError,
  Session,
  type SessionOptions,
  UnreachableError,
} from '@cloison/client';
import { UnsupportedBrowserError } from '@cloison/client/browser';
import {
  type AccessCode,
  type Argon2id,
  type Keyring,
  type Manifest,
  open,
  parseAnyKeyring,
} from '@cloison/protocol';
import { type Bytes, fromBase64Url, ProtocolError } from '@cloison/protocol/public';
import { ignoreNetwork } from '../live/live-desk.ts';
import { refusedVersion } from '../live/live-document.ts';
import { AreaDesk } from './area-desk.ts';
import { ClassDesk } from './class-desk.ts';
import { DueSignIn, type SignedIn } from './code-uses.ts';
import { SchoolDesk } from './school-desk.ts';

export class Desk {
  readonly kind = 'school';
  readonly keyring: Keyring;
  readonly content: CampaignContent;
  readonly classes: readonly ClassDesk[];
  readonly school: SchoolDesk | null;
  readonly #session: Session;
  readonly #environment: SessionOptions;

  constructor(
    session: Session,
    environment: SessionOptions,
    keyring: Keyring,
    content: CampaignContent,
    classes: readonly ClassDesk[],
    school: SchoolDesk | null,
  ) {
    this.#session = session;
    this.#environment = environment;
    this.keyring = keyring;
    this.content = content;
    this.classes = classes;
    this.school = school;
  }

  get manifest(): Manifest {
    return this.content.manifest;
  }

  /** Whose record tells that this code was used. */
  get tellsSignIn(): SchoolDesk | ClassDesk | undefined {
    return this.school ?? this.classes[0];
  }

  /** Sign-ins before this one with the same code, the newest first; null: not known yet, or not at all. */
  get signInsBefore(): readonly SignedIn[] | null {
    return this.tellsSignIn?.signInsBefore ?? null;
  }

  /** Uploads a rescue file's envelopes; the platform keeps them apart for the authority. One code for each. */
  async rescue(envelopes: readonly Bytes[]): Promise<readonly string[]> {
    const results: string[] = [];
    for (let at = 0; at < envelopes.length; at += 50) {
      const part = envelopes.slice(at, at + 50);
      results.push(...(await this.#environment.api.rescue(this.#session.holder.access, part)));
    }
    return results;
  }

  stop(): void {
    for (const desk of this.classes) desk.stop();
    this.school?.stop();
  }
}

/** Why nobody could sign in, as the screen explains it. */
export type SignInFailure =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'closed'; readonly opensMs: number | null; readonly closesMs: number | null }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'browser' }
  | { readonly kind: 'busy' }
  /** The code is good, but no keyring was published for it (yet). */
  | { readonly kind: 'noKeyring' }
  /** What the platform sent is not what the authority sealed. */
  | { readonly kind: 'altered' };

export function signInFailure(error: unknown): SignInFailure {
  if (error instanceof RefusedError) {
    if (error.code === 'window-closed')
      return { kind: 'closed', opensMs: error.opensMs, closesMs: error.closesMs };
    if (error.code === 'unknown-code') return { kind: 'unknown' };
    if (error.code === 'not-found') return { kind: 'noKeyring' };
    return { kind: 'busy' };
  }
  if (error instanceof UnreachableError) return { kind: 'unreachable' };
  if (error instanceof UnsupportedBrowserError) return { kind: 'browser' };
  if (error instanceof NoKeyringError) return { kind: 'noKeyring' };
  if (error instanceof ProtocolError) return { kind: 'altered' };
  throw error;
}

class NoKeyringError extends Error {}

/** Signs in with a code. Throws the errors that `signInFailure` explains. */
export async function signIn(
  code: AccessCode,
  argon2id: Argon2id,
  environment: SessionOptions,
): Promise<Desk | AreaDesk> {
  const session = await Session.fromCode(code, argon2id, environment);
  const before = await heldKeyring(session, environment);
  const document = await session
    .document(DOCUMENTS.keyring.name, parseAnyKeyring)
    .catch(async (error: unknown) => {
      const isReplaced = error instanceof RefusedError && error.code === 'unknown-code';
      if (isReplaced && before !== null) await sendBesideOf(before, environment);
      throw error;
    });
  if (document === null) throw new NoKeyringError('no keyring');
  const keyring = document.value;
  const content = await loadContent(keyring.manifest, environment.api, environment.store);
  const authority = keyringAuthority(session, document.version, keyring.authority);
  if (keyring.kind === 'area-keyring') {
    const { root } = keyring;
    const area = new AreaDesk(
      keyring,
      content,
      await Session.fromRoot(fromBase64Url(root), environment, authority),
    );
    area.refusedKeyring = refusedVersion(document.refused);
    return area;
  }
  const classes = await Promise.all(
    keyring.classes.map(async (entry, index) => {
      const former = (before?.classes ?? []).filter(
        ({ label, level, root }) => label === entry.label && level === entry.level && root !== entry.root,
      );
      return new ClassDesk({
        index,
        label: entry.label,
        level: entry.level,
        shared: keyring.classes.some(({ label, level }) => label === entry.label && level !== entry.level),
        session: await Session.fromRoot(fromBase64Url(entry.root), environment, authority),
        former: await Promise.all(
          former.map(({ root }) => Session.fromRoot(fromBase64Url(root), environment)),
        ),
        environment,
        content,
        signIn: index === 0 ? dueSignIn(keyring) : null,
      });
    }),
  );
  const school =
    keyring.schoolRoot === null
      ? null
      : new SchoolDesk(
          await Session.fromRoot(fromBase64Url(keyring.schoolRoot), environment, authority),
          environment,
          { manifestHash: content.manifestHash, ceiling: content.manifest.ceilings.desk },
        );
  const desk = new Desk(session, environment, keyring, content, classes, school);
  if (desk.tellsSignIn !== undefined) desk.tellsSignIn.refusedKeyring = refusedVersion(document.refused);
  // Whichever screen comes first: the sign-in is recorded, and earlier ones are known.
  // What it throws is kept there, and shown.
  desk.tellsSignIn?.refresh().catch(() => undefined);
  return desk;
}

/** Null: the campaign signs no documents. One for all roots of the keyring, so that it is asked for once. */
function keyringAuthority(
  session: Session,
  version: number,
  authority: string | undefined,
): KeyringAuthority | null {
  if (authority === undefined) return null;
  return new KeyringAuthority(authority, version, async () => {
    try {
      const document = await session.document(DOCUMENTS.keyring.name, parseAnyKeyring);
      return document === null ? null : { version: document.version, authority: document.value.authority };
    } catch (error) {
      // What cannot be read, or does not answer, changes nothing.
      if (!(error instanceof ProtocolError)) ignoreNetwork(error);
      return null;
    }
  });
}

/** Of a teacher; the school's desk tells the head's. */
function dueSignIn({ role, rank }: Keyring): DueSignIn | null {
  return role === 'teacher' && rank !== undefined ? new DueSignIn(rank) : null;
}

/** Sends what this browser still has under the roots of a code that was replaced: the new code does not know them. */
async function sendBesideOf({ classes, schoolRoot }: Keyring, environment: SessionOptions): Promise<void> {
  for (const root of [...classes.map(({ root }) => root), schoolRoot]) {
    if (root === null) continue;
    await (await Session.fromRoot(fromBase64Url(root), environment)).sendBeside();
  }
}

/** The keyring that this browser had before, for drafts under roots replaced since; null when there is none. */
async function heldKeyring(session: Session, { store }: SessionOptions): Promise<Keyring | null> {
  const { name, parse } = DOCUMENTS.keyring;
  const held = await store.readDocument(session.holder.holderId, name).catch(() => null);
  if (held === null) return null;
  try {
    return parse((await open(session.holder, held, { kind: 'document', name })).body);
  } catch {
    return null;
  }
}
