/**
 * What a signed-in person has on the desk: the keyring, the verified content, a desk for each class, and for a head the
 * school. Everything here goes when the person signs out; drafts stay on the computer, sealed.
 */
import {
  type CampaignContent,
  DOCUMENTS,
  KeyringAuthority,
  type LeftBehind,
  leftBehind,
  loadContent,
  RefusedError,
  Session,
  type SessionOptions,
  UnreachableError,
  unsentRecords,
} from '@cloison/client';
import { UnsupportedBrowserError } from '@cloison/client/browser';
import {
  type AccessCode,
  type Argon2id,
  DESK_RECORD,
  type Keyring,
  type Manifest,
  parseAnyKeyring,
} from '@cloison/protocol';
import { type Bytes, fromBase64Url, ProtocolError } from '@cloison/protocol/public';
import { ignoreNetwork } from '../live/live-desk.ts';
import { refusedVersion } from '../live/live-document.ts';
import { AreaDesk } from './area-desk.ts';
import { ClassDesk } from './class-desk.ts';
import { DueSignIn, type SignedIn } from './code-uses.ts';
import { heldKeyrings, keepKeyring, rootsOf } from './former-keyrings.ts';
import { tellingsOfFormerRoots } from './former-tellings.ts';
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

  /** What this computer could not send, under codes that are not on this desk. */
  async leftBehind(): Promise<readonly LeftBehind[]> {
    const own = new Set([...this.classes, this.school].map((desk) => desk?.holder));
    return (await leftBehind(this.#environment.store)).filter(({ holder }) => !own.has(holder));
  }

  stop(): void {
    for (const desk of this.classes) desk.stop();
    this.school?.stop();
  }
}

/** Why nobody could sign in, as the screen explains it. */
export type SignInFailure =
  /** `unsent`: what this computer still has of that code; null: nothing. */
  | { readonly kind: 'unknown'; readonly unsent: UnsentWork | null }
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
    if (error.code === 'unknown-code')
      return { kind: 'unknown', unsent: error instanceof ReplacedCodeError ? error.unsent : null };
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

/** What has not left this computer. */
export interface UnsentWork {
  /** Keyed booklets. */
  readonly booklets: number;
  /** Requests and declarations. */
  readonly tellings: number;
}

/** The platform does not know a code any more with which this browser has signed in before. */
export class ReplacedCodeError extends RefusedError {
  /** Of that code, as this browser has them: `signIn` with the new code goes on from them. */
  readonly keyrings: readonly Keyring[];
  readonly unsent: UnsentWork | null;

  constructor(keyrings: readonly Keyring[], unsent: UnsentWork) {
    super('unknown-code', null, null, null);
    this.keyrings = keyrings;
    this.unsent = unsent.booklets + unsent.tellings === 0 ? null : unsent;
  }
}

/**
 * Signs in with a code. What this computer could not send under roots that were replaced is sent under those in force: roots of
 * keyrings of before, and of `replaced`, those of a code that was typed just before and is known no more. Throws the errors
 * that `signInFailure` explains.
 */
export async function signIn(
  code: AccessCode,
  argon2id: Argon2id,
  environment: SessionOptions,
  replaced: readonly Keyring[] = [],
): Promise<Desk | AreaDesk> {
  const session = await Session.fromCode(code, argon2id, environment);
  const held = await heldKeyrings(session, environment);
  const before = [held.newest, held.kept].flatMap((one) => one?.keyring ?? []);
  const document = await session
    .document(DOCUMENTS.keyring.name, parseAnyKeyring)
    .catch(async (error: unknown) => {
      const isReplaced = error instanceof RefusedError && error.code === 'unknown-code';
      if (!isReplaced || before.length === 0) throw error;
      throw new ReplacedCodeError(before, await sendBesideOf(before, environment));
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
  await keepKeyring(session, environment, keyring, held);
  const formerKeyrings = [...before, ...replaced].filter(({ school }) => school.uai === keyring.school.uai);
  const formerSessions = (roots: readonly (string | null)[], now: string) =>
    Promise.all(
      [...new Set(roots)]
        .filter((root): root is string => root !== null && root !== now)
        .map((root) => Session.fromRoot(fromBase64Url(root), environment)),
    );
  const classes = await Promise.all(
    keyring.classes.map(async (entry, index) => {
      const roots = formerKeyrings
        .flatMap((one) => one.classes)
        .filter(({ label, level }) => label === entry.label && level === entry.level)
        .map(({ root }) => root);
      return new ClassDesk({
        index,
        label: entry.label,
        level: entry.level,
        shared: keyring.classes.some(({ label, level }) => label === entry.label && level !== entry.level),
        session: await Session.fromRoot(fromBase64Url(entry.root), environment, authority),
        former: await formerSessions(roots, entry.root),
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
          await formerSessions(
            formerKeyrings.map(({ schoolRoot }) => schoolRoot),
            keyring.schoolRoot,
          ),
        );
  const desk = new Desk(session, environment, keyring, content, classes, school);
  if (desk.tellsSignIn !== undefined) desk.tellsSignIn.refusedKeyring = refusedVersion(document.refused);
  // Whichever screen comes first: the sign-in is recorded, and earlier ones are known.
  // What it throws is kept there, and shown.
  desk.tellsSignIn?.refresh().catch(() => undefined);
  // What does not go now goes when its screen is shown.
  for (const one of classes) one.takeUpFormerWork().catch(() => undefined);
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

/**
 * Sends what this browser still has under the roots of a code that was replaced, to be kept beside; says how much there is. The
 * office counts keyed cells of it where nobody else keyed, and no requests.
 */
async function sendBesideOf(keyrings: readonly Keyring[], environment: SessionOptions): Promise<UnsentWork> {
  const { store } = environment;
  let [booklets, told] = [0, 0];
  for (const root of new Set(keyrings.flatMap(rootsOf))) {
    const session = await Session.fromRoot(fromBase64Url(root), environment);
    await session.sendBeside();
    const unsent = await unsentRecords(store, session.holder.holderId);
    const names = new Set(unsent.map(({ name }) => name));
    names.delete(DESK_RECORD);
    booklets += names.size;
    for (const { entries } of await tellingsOfFormerRoots([session], store))
      told += Object.keys(entries).length;
  }
  return { booklets, tellings: told };
}
