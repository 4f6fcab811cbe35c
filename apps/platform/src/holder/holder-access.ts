/** Who calls: from a bearer token to the holder it belongs to, in one indexed look-up. */
import { hash } from 'node:crypto';
import type { Admission } from '../http/admission.ts';
import { PlatformError } from '../platform-error.ts';
import type { CampaignStore, HolderEntry, Soon } from '../store/store.ts';
import type { UnknownGate } from './unknown-gate.ts';

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

/** Codes of which it is remembered that they are good; as many again are on their way out. */
const REMEMBERED = 50_000;

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

export class HolderAccess {
  readonly #tokens: TokenHash;
  readonly #gate: UnknownGate;
  readonly #admission: Admission;
  /**
   * Codes that were found lately: from a hash of campaign and header to the stored hash, so that neither the token nor what
   * would find it again is kept, and a known code costs one hash. Nothing is decided by it but the lane in which a code is
   * looked up: one that is known here never waits behind others that nobody has checked.
   */
  #lately = new Map<string, string>();
  #before = new Map<string, string>();

  readonly #most: number;

  /** `most` codes are remembered, and as many again for a while. */
  constructor(tokens: TokenHash, gate: UnknownGate, admission: Admission, most = REMEMBERED) {
    this.#tokens = tokens;
    this.#gate = gate;
    this.#admission = admission;
    this.#most = most;
  }

  /**
   * The holder of an `Authorization` header. A token that is malformed, unknown, or revoked where `revoked` is
   * `refused`, gets `unknown-code` after its turn in the queue of unknown codes. Throws `busy` when the lane is full.
   */
  holder(
    campaign: Pick<CampaignStore, 'name' | 'holderByAccess'>,
    authorization: string | undefined,
    revoked: 'refused' | 'accepted',
  ): Soon<HolderEntry> {
    const accept = (holder: HolderEntry | null) =>
      holder !== null && (!holder.revoked || revoked === 'accepted') ? holder : this.#refuse(campaign.name);
    const found = this.#find(campaign, authorization ?? '');
    return found instanceof Promise ? found.then(accept) : accept(found);
  }

  async #refuse(campaign: string): Promise<never> {
    await this.#gate.turn(campaign);
    throw new PlatformError('unknown-code');
  }

  /** Whether this header was of a holder's lately, so that it costs one hash. */
  remembers(campaign: string, authorization: string | undefined): boolean {
    const key = keyOf(campaign, authorization ?? '');
    return this.#lately.has(key) || this.#before.has(key);
  }

  #find(
    campaign: Pick<CampaignStore, 'name' | 'holderByAccess'>,
    authorization: string,
  ): Soon<HolderEntry | null> {
    const key = keyOf(campaign.name, authorization);
    const known = this.#lately.get(key) ?? this.#again(key);
    if (known === undefined) return this.#lookUp(campaign, authorization, key);
    const holder = campaign.holderByAccess(known);
    return holder instanceof Promise ? holder.then((one) => this.#seen(key, one)) : this.#seen(key, holder);
  }

  /** A revoked one is looked up as an unknown one is from now on: nothing tells them apart. */
  #seen(key: string, holder: HolderEntry | null): HolderEntry | null {
    if (holder === null || holder.revoked) this.#forget(key);
    return holder;
  }

  async #lookUp(
    campaign: Pick<CampaignStore, 'name' | 'holderByAccess'>,
    authorization: string,
    key: string,
  ): Promise<HolderEntry | null> {
    const token = tokenOf(authorization);
    if (token === null) return null;
    const stored = this.#tokens.of(campaign.name).storedText(token);
    const holder = await this.#admission.run('lookup', async () => campaign.holderByAccess(stored));
    if (holder !== null && !holder.revoked) this.#remember(key, stored);
    return holder;
  }

  /** Whoever comes back is remembered as long as one who came now: those who call once do not push out those who save. */
  #again(key: string): string | undefined {
    const known = this.#before.get(key);
    if (known !== undefined) this.#remember(key, known);
    return known;
  }

  #forget(key: string): void {
    this.#lately.delete(key);
    this.#before.delete(key);
  }

  #remember(key: string, stored: string): void {
    if (this.#lately.size >= this.#most) {
      this.#before = this.#lately;
      this.#lately = new Map();
    }
    this.#lately.set(key, stored);
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
