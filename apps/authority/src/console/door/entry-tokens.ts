/**
 * Who is let in. An address holds a token of 32 random bytes that works once, within ten minutes; the page gives it up for a
 * session token, which the page alone holds and which ends with the console, after twelve hours, or when it is left. Tokens
 * are kept as SHA-256: what is compared is never what was issued.
 */
import { createHash, randomBytes } from 'node:crypto';

const ENTRY_MS = 10 * 60_000;
const SESSION_MS = 12 * 60 * 60_000;

export class EntryTokens {
  readonly #entries = new Map<string, number>();
  readonly #sessions = new Map<string, number>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** A token for one address. */
  issue(): string {
    return this.#keep(this.#entries, ENTRY_MS);
  }

  /** A session for an address's token, which is used up; null when it was used, is too old, or was never issued. */
  enter(token: string): string | null {
    if (!this.#holds(this.#entries, token)) return null;
    this.#entries.delete(digest(token));
    return this.#keep(this.#sessions, SESSION_MS);
  }

  isOpen(session: string): boolean {
    return this.#holds(this.#sessions, session);
  }

  leave(session: string): void {
    this.#sessions.delete(digest(session));
  }

  #keep(kept: Map<string, number>, forMs: number): string {
    const token = randomBytes(32).toString('base64url');
    kept.set(digest(token), this.#now() + forMs);
    return token;
  }

  #holds(kept: ReadonlyMap<string, number>, token: string): boolean {
    const until = kept.get(digest(token));
    return until !== undefined && this.#now() < until;
  }
}

const digest = (token: string) => createHash('sha256').update(token, 'utf8').digest('base64url');
