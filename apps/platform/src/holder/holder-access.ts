/** Who calls: from a bearer token to the holder it belongs to, in one indexed look-up. */
import { hash } from 'node:crypto';
import type { Admission } from '../admission/admission.ts';
import type { UnknownCodeQueue } from '../admission/unknown-code-queue.ts';
import type { MaybePromise } from '../base/maybe-promise.ts';
import { PlatformError } from '../base/platform-error.ts';
import { RecencyCache } from '../base/recency-cache.ts';
import type { CampaignStore } from '../store/campaign-store.ts';
import type { HolderEntry } from '../store/holders.ts';

/** Of SHA-256. */
const BLOCK_BYTES = 64;

/**
 * `HMAC-SHA-256(pepper, H(access))` from `H(access)`: `storedAccess` of the protocol, without its promises. Written out
 * (RFC 2104: two hashes) because importing a key for each request costs more than all the rest of a look-up.
 */
export class TokenHash {
  readonly #inner: Buffer;
  readonly #outer: Buffer;

  /** A pepper is at most 64 bytes long. */
  constructor(pepper: Uint8Array) {
    if (pepper.length > BLOCK_BYTES) throw new Error('a pepper is at most one block long');
    const padded = (mask: number) => {
      const block = Buffer.alloc(BLOCK_BYTES + 32).fill(mask, 0, BLOCK_BYTES);
      for (const [i, byte] of pepper.entries()) block[i] = byte ^ mask;
      return block;
    };
    this.#inner = padded(0x36);
    this.#outer = padded(0x5c);
  }

  /** What the accesses of a campaign are stored by. */
  of(_campaign: string): TokenHash {
    return this;
  }

  /** `accessHash` is `H(access)`, 32 bytes. */
  stored(accessHash: Uint8Array): Uint8Array {
    this.#inner.set(accessHash, BLOCK_BYTES);
    return Buffer.from(this.#finish(), 'latin1');
  }

  /** The same from `access` itself, as 32 characters of latin1: Node gives a digest as text three times faster. */
  storedText(access: Uint8Array): string {
    this.#inner.write(hash('sha256', access, 'binary'), BLOCK_BYTES, 'latin1');
    return this.#finish();
  }

  #finish(): string {
    this.#outer.write(hash('sha256', this.#inner, 'binary'), BLOCK_BYTES, 'latin1');
    return hash('sha256', this.#outer, 'binary');
  }
}

/** Codes of which it is remembered that they are good; as many again are on their way out. More than the pupils of one process. */
const REMEMBERED = 200_000;

/** A campaign that came from another host keeps the pepper that its accesses were stored by; the others have the platform's. */
export class TokenRing extends TokenHash {
  readonly #pepperOf: (campaign: string) => Uint8Array | null;
  readonly #known = new Map<string, TokenHash>();

  /** `pepperOf` is asked once for each campaign, when it is first called for: it is there before the campaign is. */
  constructor(pepper: Uint8Array, pepperOf: (campaign: string) => Uint8Array | null) {
    super(pepper);
    this.#pepperOf = pepperOf;
  }

  override of(campaign: string): TokenHash {
    let tokens = this.#known.get(campaign);
    if (tokens === undefined) {
      const own = this.#pepperOf(campaign);
      tokens = own === null ? this : new TokenHash(own);
      this.#known.set(campaign, tokens);
    }
    return tokens;
  }
}

type Holders = Pick<CampaignStore, 'name' | 'holdersSnapshot' | 'holderByAccess'>;

/** A code that was found lately. */
interface Known {
  /** The stored hash, by which the store finds it. */
  readonly stored: string;
  /** Not revoked; so for as long as `mark` is the campaign's. */
  readonly holder: HolderEntry;
  readonly mark: object | null;
}

export class HolderAccess {
  readonly #tokens: TokenHash;
  readonly #gate: UnknownCodeQueue;
  readonly #admission: Admission;
  /**
   * Codes that were found lately, by a hash of campaign and header, so that neither the token nor what would find it again is
   * kept, and a known code costs one hash. What the store said of a holder counts only while the campaign's mark is what it
   * was then. A code that is known here never waits behind others that nobody has checked.
   */
  readonly #lately: RecencyCache<Known>;

  /** `most` codes are remembered, and as many again for a while. */
  constructor(tokens: TokenHash, gate: UnknownCodeQueue, admission: Admission, most = REMEMBERED) {
    this.#tokens = tokens;
    this.#gate = gate;
    this.#admission = admission;
    this.#lately = new RecencyCache(most);
  }

  /**
   * The holder of an `Authorization` header. A token that is malformed, unknown, or revoked where `revoked` is
   * `refused`, gets `unknown-code` after its turn in the queue of unknown codes. Throws `busy` when the lane is full.
   */
  holder(
    campaign: Holders,
    authorization: string | undefined,
    revoked: 'refused' | 'accepted',
  ): MaybePromise<HolderEntry> {
    const key = keyOf(campaign.name, authorization ?? '');
    const known = this.#lately.get(key);
    if (known !== undefined && known.mark !== null && known.mark === campaign.holdersSnapshot)
      return known.holder;
    return this.#ask(campaign, authorization, revoked, key, known);
  }

  /** Whether this header was of a holder's lately, so that it costs one hash. */
  remembers(campaign: string, authorization: string | undefined): boolean {
    return this.#lately.has(keyOf(campaign, authorization ?? ''));
  }

  async #ask(
    campaign: Holders,
    authorization: string | undefined,
    revoked: 'refused' | 'accepted',
    key: string,
    known: Known | undefined,
  ): Promise<HolderEntry> {
    const stored = known?.stored ?? this.#storedOf(campaign, authorization);
    const mark = campaign.holdersSnapshot;
    const holder = stored === null ? null : await this.#lookUp(campaign, stored, known !== undefined);
    if (holder !== null && !holder.revoked) {
      this.#lately.set(key, { stored: stored!, holder, mark });
      return holder;
    }
    // From now on it is looked up as an unknown one is: nothing tells them apart.
    this.#lately.delete(key);
    if (holder !== null && revoked === 'accepted') return holder;
    await this.#gate.turn(campaign.name);
    throw new PlatformError('unknown-code');
  }

  /** Null when it is malformed. */
  #storedOf(campaign: Holders, authorization: string | undefined): string | null {
    const token = tokenOf(authorization);
    return token === null ? null : this.#tokens.of(campaign.name).storedText(token);
  }

  async #lookUp(campaign: Holders, stored: string, isKnown: boolean): Promise<HolderEntry | null> {
    if (isKnown) return campaign.holderByAccess(stored);
    return this.#admission.run('lookup', async () => campaign.holderByAccess(stored));
  }
}

function keyOf(campaign: string, authorization: string): string {
  return hash('sha256', `${campaign} ${authorization}`, 'binary');
}

/** `parseBearer` of the protocol by Node's own decoder; the last of 43 symbols holds four bits and two zeros. */
const BEARER = /^Bearer ([A-Za-z0-9_-]{42}[AEIMQUYcgkosw048])$/;

/** Null when it is malformed. */
export function tokenOf(authorization: string | undefined): Uint8Array | null {
  const text = BEARER.exec(authorization ?? '')?.[1];
  return text === undefined ? null : Buffer.from(text, 'base64url');
}
