/** What every desk has: it asks the platform what has changed, and knows the platform's clock and whether it answered. */
import { RefusedError, type Session, UnreachableError } from '@cloison/client';
import { type Me, toBase64Url } from '@cloison/protocol/public';
import type { RefusedVersion } from './live-document.ts';
import { Observable } from './observable.ts';

/** How the last refresh went. `failed`: by a fault of the page itself; `LiveDesk.failure` has it. */
export type Reach = 'unknown' | 'reached' | 'unreachable' | 'refused' | 'failed';

export abstract class LiveDesk extends Observable {
  reach: Reach = 'unknown';
  /** What was thrown that is neither of the network nor of the platform; null after a refresh that went well. */
  failure: unknown = null;
  /** Why the keyring that the platform showed at the sign-in was set aside for the one of before; null: it was not. */
  refusedKeyring: RefusedVersion | null = null;
  /** The last answer; null before the first. */
  protected me: Me | null = null;
  protected readonly session: Session;
  /** The platform's clock minus this computer's. */
  #clockAheadMs = 0;
  #refreshing: Promise<void> | null = null;

  constructor(session: Session) {
    super();
    this.session = session;
  }

  /** Base64url. */
  get holder(): string {
    return toBase64Url(this.session.holder.holderId);
  }

  /** The platform's time. */
  nowMs(): number {
    return Date.now() + this.#clockAheadMs;
  }

  /** The platform's time of its last answer: later things are not known. */
  answeredMs(): number {
    return this.me === null ? this.nowMs() : Date.parse(this.me.now);
  }

  /** Asks the platform what has changed, and fetches only that. Calls share the refresh that is under way. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  /** Fetches what moved; calls `changed` where screens have to be drawn again, a change of `reach` since `before` included. */
  protected abstract fetchChanges(before: Reach): Promise<void>;

  /** What the platform has for this session; null when it does not answer, or refuses the code. */
  protected async askMe(): Promise<Me | null> {
    try {
      const asked = Date.now();
      const me = await this.session.me();
      this.#clockAheadMs = Date.parse(me.now) - (asked + Date.now()) / 2;
      this.reach = 'reached';
      this.me = me;
      return me;
    } catch (error) {
      ignoreNetwork(error);
      const revoked = error instanceof RefusedError && error.code === 'unknown-code';
      this.reach = revoked ? 'refused' : 'unreachable';
      return null;
    }
  }

  async #refresh(): Promise<void> {
    try {
      await this.fetchChanges(this.reach);
      this.failure = null;
    } catch (error) {
      this.failure = error;
      this.reach = 'failed';
      this.changed();
      throw error;
    }
  }
}

/** Throws the error again unless the platform refused, or could not be reached. */
export function ignoreNetwork(error: unknown): void {
  if (!(error instanceof RefusedError) && !(error instanceof UnreachableError)) throw error;
}
