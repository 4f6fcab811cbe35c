/** From a typed code to a ticket and its content. Holds no browser. Nothing of it is kept when the page goes. */
import {
  type CampaignContent,
  hasArrived,
  loadContent,
  RefusedError,
  type SaveState,
  Session,
  type SessionOptions,
  UnreachableError,
} from '@cloison/client';
import { type Argon2id, parseCode, parseTicket, type Ticket } from '@cloison/protocol';
import { fromBase64Url, type Me } from '@cloison/protocol/public';

/** Longer than a platform with a queue takes, and shorter than a child's patience. */
const SIGN_IN_MS = 20_000;

export interface SignedIn {
  readonly session: Session;
  readonly ticket: Ticket;
  readonly content: CampaignContent;
  /** Null without network: a ticket that this browser has seen before was opened. */
  readonly me: Me | null;
  /** Platform's clock minus this computer's, milliseconds; 0 without network. */
  readonly clockOffsetMs: number;
}

/**
 * The code is valid, but its holder has no ticket: it belongs to a class or to staff. A pupil is told that it is
 * unknown.
 */
export class NoTicketError extends Error {
  constructor() {
    super('This holder has no ticket');
    this.name = 'NoTicketError';
  }
}

/** The code is known no more. What this computer had of it has been sent. */
export class SentBesideError extends RefusedError {
  constructor() {
    super('unknown-code', null, null, null);
  }
}

/** Why a code that was accepted is good for nothing any more. */
export type CodeEnd = 'replaced' | 'campaignOver';

/** Of what the platform answered; null: another answer. */
export function codeEndOf(code: string): CodeEnd | null {
  if (code === 'unknown-code') return 'replaced';
  return code === 'already-purged' ? 'campaignOver' : null;
}

/** By what saving comes to. An attempt that has no answer yet, or gets none, leaves what was known before. */
export function codeEndAfter(before: CodeEnd | null, save: SaveState): CodeEnd | null {
  if (save.kind === 'refused') return codeEndOf(save.code);
  return hasArrived(save) || save.kind === 'conflict' || save.kind === 'closed' ? null : before;
}

/** The code was never there, or was replaced. */
export function isUnknownCode(error: unknown): boolean {
  return error instanceof RefusedError && error.code === 'unknown-code';
}

/**
 * Throws `RefusedError` (`unknown-code`, then perhaps a `SentBesideError`, `window-closed` with dates, `busy` …), `UnreachableError`, `NoTicketError`, or
 * `ProtocolError` for what was published wrongly. `wallMs` reads this computer's clock.
 */
export async function signIn(
  typed: string,
  argon2id: Argon2id,
  options: SessionOptions,
  wallMs: () => number,
): Promise<SignedIn> {
  const session = await Session.fromCode(parseCode(typed, 'pupil'), argon2id, options);
  return session.withinTime(SIGN_IN_MS, async (api) => {
    // Asked for at once: on a slow line each answer costs its way there and back. What `me` says of a code comes first.
    const document = session.document('ticket', parseTicket);
    document.catch(() => undefined);
    const me = await session.me().catch(async (error: unknown) => {
      if (error instanceof UnreachableError) return null;
      if (isUnknownCode(error) && (await session.sendBeside()) > 0) throw new SentBesideError();
      throw error;
    });
    const ticket = await document;
    if (ticket === null) throw new NoTicketError();
    const { manifest, share } = ticket.value;
    const opener =
      share === undefined
        ? null
        : { share: fromBase64Url(share), key: (sequence: string) => session.contentKey(sequence) };
    const content = await loadContent(manifest, api, options.store, opener);
    const clockOffsetMs = me === null ? 0 : Date.parse(me.now) - wallMs();
    return { session, ticket: ticket.value, content, me, clockOffsetMs };
  });
}
