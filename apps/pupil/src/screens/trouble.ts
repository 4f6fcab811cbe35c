/** What the screens say when something fails: what happened and what to do. No answer is lost by any of it. */
import { RefusedError, UnreachableError } from '@cloison/client';
import { UnsupportedBrowserError } from '@cloison/client/browser';
import { type CodeEnd, NoTicketError, SentBesideError } from '../sitting/sign-in.ts';
import type { Language, Words } from '../words/catalogue.ts';
import { dateInWords } from '../words/dates.ts';

export type Trouble =
  | { readonly kind: 'unknown' | 'sentBeside' }
  /** The campaign has been erased from the platform; the code was good until it was replaced, or is of a time that is over. */
  | { readonly kind: CodeEnd | 'replacedAfter' }
  | { readonly kind: 'notYet'; readonly opensMs: number }
  | { readonly kind: 'over'; readonly closesMs: number }
  | { readonly kind: 'unreachable' }
  /** A script of the page is missing, though the platform answers. Firefox never asks for it again before a reload. */
  | { readonly kind: 'part' }
  | { readonly kind: 'browser' }
  /** Tried again by itself after this long. */
  | { readonly kind: 'busy'; readonly retryMs: number }
  /** The window has opened, and the key of the content is on its way: tried again by itself. */
  | { readonly kind: 'opening'; readonly retryMs: number }
  /** Published wrongly, or by a newer version: a person has to look. */
  | { readonly kind: 'unreadable' };

const BUSY_RETRY_MS = 3_000;
const OPENING_RETRY_MS = 2_000;

/** A file of the page did not come when it was asked for again. */
export class MissingPartError extends Error {
  override readonly name = 'MissingPartError';
}

/** `clockMs`: now, by this computer, whose clock may be wrong. */
export function troubleOf(error: unknown, clockMs: number): Trouble {
  if (error instanceof UnreachableError) return { kind: 'unreachable' };
  if (error instanceof MissingPartError) return { kind: 'part' };
  if (error instanceof UnsupportedBrowserError) return { kind: 'browser' };
  if (error instanceof SentBesideError) return { kind: 'sentBeside' };
  if (error instanceof NoTicketError) return { kind: 'unknown' };
  if (!(error instanceof RefusedError)) return { kind: 'unreadable' };
  const { code, opensMs, closesMs, retryAfterMs, atMs } = error;
  const nowMs = atMs ?? clockMs;
  switch (code) {
    case 'unknown-code':
      return { kind: 'unknown' };
    case 'window-closed':
      if (opensMs !== null && nowMs < opensMs) return { kind: 'notYet', opensMs };
      return { kind: 'over', closesMs: closesMs ?? nowMs };
    case 'busy':
    case 'too-many-requests':
    case 'internal':
      return { kind: 'busy', retryMs: retryAfterMs ?? BUSY_RETRY_MS };
    case 'not-released':
      return { kind: 'opening', retryMs: OPENING_RETRY_MS };
    case 'not-found':
      return { kind: 'unknown' };
    case 'already-purged':
      return { kind: 'campaignOver' };
    default:
      return { kind: 'unreadable' };
  }
}

/** To try again does not help. */
export function isCodeEnd(kind: Trouble['kind']): boolean {
  return kind === 'replaced' || kind === 'replacedAfter' || kind === 'campaignOver';
}

/** `what` happened, and what to `do`. */
export function troubleWords(
  trouble: Trouble,
  words: Words,
  language: Language,
): { what: string; do: string } {
  const t = words.trouble;
  switch (trouble.kind) {
    case 'unknown':
      return { what: t.unknown, do: t.unknownDo };
    case 'sentBeside':
      return { what: t.sentBeside, do: t.sentBesideDo };
    case 'campaignOver':
    case 'replaced':
    case 'replacedAfter':
      return words[trouble.kind];
    case 'notYet':
      return { what: t.notYet(dateInWords(trouble.opensMs, language)), do: t.notYetDo };
    case 'over':
      return { what: t.over(dateInWords(trouble.closesMs, language)), do: t.overDo };
    case 'unreachable':
      return { what: t.unreachable, do: t.unreachableDo };
    case 'part':
      return { what: t.part, do: t.partDo };
    case 'browser':
      return { what: t.browser, do: t.browserDo };
    case 'busy':
      return { what: t.busy, do: t.busyDo };
    case 'opening':
      return { what: t.opening, do: t.openingDo };
    case 'unreadable':
      return { what: t.unreadable, do: t.unreadableDo };
  }
}
