/**
 * The office's program, asked by this page. The session stays in the tabs of this browser that are open at this console: it is
 * worth nothing once the program has ended.
 */
import type { Answers, RequestName, Requests, Trouble } from '@cloison/console-messages';
import { tokenOf } from '../navigation/place.ts';

const KEY = 'cloison/session';
const NOT_THERE: Trouble = { code: 'console-away', fr: '', en: '', data: {} };

/** What the office refused, or that it does not answer (`console-away`). */
export class TroubleError extends Error {
  readonly trouble: Trouble;
  constructor(trouble: Trouble) {
    super(trouble.code);
    this.name = 'TroubleError';
    this.trouble = trouble;
  }
}

/** Whether this tab may ask; what it shows is kept while it may not. */
export function hasSession(): boolean {
  return sessionStorage.getItem(KEY) !== null;
}

/**
 * Gives up the token of the address, and puts `place` there instead: where this tab was. Whether there is a session now.
 */
export async function enterOffice(place = ''): Promise<boolean> {
  const token = tokenOf(location.hash);
  if (token === null) {
    if (hasSession()) return true;
    const session = await sessionOfOtherTab();
    if (session !== null) takeSession(session);
    return session !== null;
  }
  history.replaceState(null, '', `${location.pathname}${place}`);
  try {
    const { session } = (await post('enter', { token }, null)) as { readonly session: string };
    takeSession(session);
    tellTabs(session);
    return true;
  } catch (error) {
    if (!(error instanceof TroubleError)) throw error;
    return hasSession();
  }
}

/** Pages that waited for it ask again. */
function takeSession(session: string): void {
  sessionStorage.setItem(KEY, session);
  dispatchEvent(new Event('office-entered'));
}

const CHANNEL = 'cloison/tabs';
const ASKED = 'session?';
/** A tab that is open answers in a few milliseconds; one that sleeps is woken first. */
const PATIENCE_MS = 1_500;

/** A link that is opened beside: a tab of the same origin that has a session gives it. Null: there is none. */
function sessionOfOtherTab(): Promise<string | null> {
  return new Promise((resolve) => {
    const channel = new BroadcastChannel(CHANNEL);
    const end = (session: string | null) => {
      clearTimeout(timer);
      channel.close();
      resolve(session);
    };
    const timer = setTimeout(end, PATIENCE_MS, null);
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'string' && data !== ASKED) end(data);
    };
    channel.postMessage(ASKED);
  });
}

/** While this tab has a session, others of this browser at the same console are let in. Returns how to stop. */
export function letTabsIn(): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    const session = sessionStorage.getItem(KEY);
    if (data === ASKED && session !== null) channel.postMessage(session);
  };
  return () => channel.close();
}

/** Tabs whose session is over go on with this one. */
function tellTabs(session: string): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(session);
  channel.close();
}

/** While this tab's session is over: `onSession` when another tab has one again. Returns how to stop. */
export function awaitSession(onSession: () => void): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (typeof data !== 'string' || data === ASKED) return;
    takeSession(data);
    onSession();
  };
  return () => channel.close();
}

export async function leaveOffice(): Promise<void> {
  const session = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  await post('leave', {}, session).catch(() => undefined);
}

/** Throws `TroubleError`. A session that is over ends the page's own: `console-session`. */
export async function ask<Name extends RequestName>(
  name: Name,
  request: Requests[Name],
): Promise<Answers[Name]> {
  const session = sessionStorage.getItem(KEY);
  try {
    return (await post(name, request, session)) as Answers[Name];
  } catch (error) {
    // A late answer to the session before says nothing of the one that this tab has now.
    if (
      error instanceof TroubleError &&
      error.trouble.code === 'console-session' &&
      sessionStorage.getItem(KEY) === session
    ) {
      sessionStorage.removeItem(KEY);
      dispatchEvent(new Event('office-left'));
    }
    throw error;
  }
}

async function post(name: string, request: object, session: string | null): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(`api/${name}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(session === null ? {} : { authorization: `Bearer ${session}` }),
      },
      body: JSON.stringify(request),
      cache: 'no-store',
      credentials: 'omit',
    });
  } catch {
    throw new TroubleError(NOT_THERE);
  }
  const answer = (await response.json()) as unknown;
  if (!response.ok) throw new TroubleError(answer as Trouble);
  return answer;
}
