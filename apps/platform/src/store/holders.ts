/** Who may call, and what was published: every call of a holder begins with these. */
import type { Bytes, HolderRole, PublishedCampaign } from '@cloison/protocol/public';
import type { MaybePromise } from '../base/maybe-promise.ts';

export interface HolderLookup {
  /** Of the campaign. */
  readonly name: string;
  published(): MaybePromise<PublishedCampaign>;
  /**
   * A holder that was found while this was one object stays valid as long as it is the same object. Null when the store
   * cannot guarantee anything about holders: then nothing may be cached.
   */
  readonly holdersSnapshot: object | null;
  /**
   * `access` is `HMAC(pepper, H(access token))` in latin1, one character a byte. Takes constant time, however many holders
   * there are.
   */
  holderByAccess(access: string): MaybePromise<HolderEntry | null>;
  holderById(holder: Uint8Array): Promise<HolderEntry | null>;
}

export interface NewHolder {
  readonly holder: Uint8Array;
  /** `HMAC(pepper, H(access token))`. */
  readonly access: Uint8Array;
  /** Index in the published calendars. */
  readonly calendar: number;
  readonly role: HolderRole;
}

export interface HolderEntry {
  readonly holder: Bytes;
  readonly calendar: number;
  readonly role: HolderRole;
  readonly revoked: boolean;
}
