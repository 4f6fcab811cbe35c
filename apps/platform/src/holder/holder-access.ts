/** Finds the holder of a bearer token, in one indexed look-up, and holds each to a pace of saving. */
import { hash } from 'node:crypto';
import type { Admission } from '../admission/admission.ts';
import type { UnknownCodeQueue } from '../admission/unknown-code-queue.ts';
import type { MaybePromise } from '../base/maybe-promise.ts';
import { PlatformError } from '../base/platform-error.ts';
import { RecencyCache } from '../base/recency-cache.ts';
import type { TokenHash } from '../campaign/token-hash.ts';
import type { CampaignStore } from '../store/campaign-store.ts';
import type { HolderEntry } from '../store/holders.ts';
import { newPace, type Pace, takeSave } from './save-pace.ts';

/** How many codes are remembered: more than the pupils of one process. */
const REMEMBERED = 200_000;

type Holders = Pick<CampaignStore, 'name' | 'holdersSnapshot' | 'holderByAccess'>;

/** A code that was found recently. */
interface KnownCode {
  /** The stored hash, by which the store finds the holder. */
  readonly stored: string;
  /** Not revoked, as long as `snapshot` is the campaign's snapshot of holders. */
  readonly holder: HolderEntry;
  readonly snapshot: object | null;
  readonly pace: Pace;
}

export class HolderAccess {
  readonly #tokens: TokenHash;
  readonly #unknownCodes: UnknownCodeQueue;
  readonly #admission: Admission;
  /**
   * Recently found codes, by a hash of campaign and header: a known code costs one hash, and the token itself is not kept. A
   * cached holder is valid only while the campaign's snapshot of holders is the same. A known code never waits behind codes that
   * have not been checked.
   */
  readonly #recent: RecencyCache<KnownCode>;

  readonly #nowMs: () => number;

  /** Remembers at least `max` codes, and at most twice as many. `nowMs` is monotonic. */
  constructor(
    tokens: TokenHash,
    unknownCodes: UnknownCodeQueue,
    admission: Admission,
    max = REMEMBERED,
    nowMs: () => number = () => performance.now(),
  ) {
    this.#tokens = tokens;
    this.#unknownCodes = unknownCodes;
    this.#admission = admission;
    this.#recent = new RecencyCache(max);
    this.#nowMs = nowMs;
  }

  /**
   * The holder of an `Authorization` header. A token that is malformed, unknown or revoked waits in the queue of unknown
   * codes and gets `unknown-code`. Throws `busy` when the lane is full.
   */
  holder(campaign: Holders, authorization: string | undefined): MaybePromise<HolderEntry> {
    const key = keyOf(campaign.name, authorization ?? '');
    const known = this.#recent.get(key);
    if (known !== undefined && isCurrent(known, campaign)) return known.holder;
    return this.#find(campaign, authorization, key, known).then(async (found) => {
      if (found !== null && !found.holder.revoked) return found.holder;
      await this.turn(campaign);
      throw new PlatformError('unknown-code');
    });
  }

  /**
   * The same for a save of `bytes`; a revoked holder is returned, because its writes are kept, and null when there is none.
   * For either, the caller waits for its `turn` and answers `unknown-code`. Throws `busy` to a holder who saves faster than `save-pace.ts` allows.
   */
  saver(
    campaign: Holders,
    authorization: string | undefined,
    bytes: number,
  ): MaybePromise<HolderEntry | null> {
    const key = keyOf(campaign.name, authorization ?? '');
    const known = this.#recent.get(key);
    if (known !== undefined && isCurrent(known, campaign)) return this.#paced(known, bytes);
    return this.#find(campaign, authorization, key, known).then((found) =>
      found === null || found.holder.revoked ? (found?.holder ?? null) : this.#paced(found, bytes),
    );
  }

  /** The time at which an unknown or revoked code may be answered; throws `too-many-requests`. */
  turn({ name }: Pick<Holders, 'name'>): Promise<void> {
    return this.#unknownCodes.wait(name);
  }

  #paced(known: KnownCode, bytes: number): HolderEntry {
    takeSave(known.pace, known.holder.role, bytes, this.#nowMs());
    return known.holder;
  }

  /** Whether the holder of this header is cached, so that the header costs one hash. */
  remembers(campaign: string, authorization: string | undefined): boolean {
    return this.#recent.has(keyOf(campaign, authorization ?? ''));
  }

  /** Null for a token that is malformed or unknown. A revoked holder is not remembered. */
  async #find(
    campaign: Holders,
    authorization: string | undefined,
    key: string,
    known: KnownCode | undefined,
  ): Promise<KnownCode | null> {
    const stored = known?.stored ?? this.#storedOf(campaign, authorization);
    const snapshot = campaign.holdersSnapshot;
    const holder = stored === null ? null : await this.#lookUp(campaign, stored, known !== undefined);
    // A revoked code is looked up like an unknown one from now on, so that their answers look the same.
    if (holder === null || holder.revoked) this.#recent.delete(key);
    if (holder === null) return null;
    // One for all calls: another may have found this code meanwhile.
    const pace = this.#recent.get(key)?.pace ?? known?.pace ?? newPace();
    const found = { stored: stored!, holder, snapshot, pace };
    if (!holder.revoked) this.#recent.set(key, found);
    return found;
  }

  /** Null for a malformed token. */
  #storedOf(campaign: Holders, authorization: string | undefined): string | null {
    const token = tokenOf(authorization);
    return token === null ? null : this.#tokens.of(campaign.name).storedText(token);
  }

  async #lookUp(campaign: Holders, stored: string, isKnown: boolean): Promise<HolderEntry | null> {
    if (isKnown) return campaign.holderByAccess(stored);
    return this.#admission.run('lookup', async () => campaign.holderByAccess(stored));
  }
}

function isCurrent({ snapshot }: KnownCode, { holdersSnapshot }: Holders): boolean {
  return snapshot !== null && snapshot === holdersSnapshot;
}

function keyOf(campaign: string, authorization: string): string {
  return hash('sha256', `${campaign} ${authorization}`, 'binary');
}

/** `parseBearer` of the protocol, with Node's own decoder. The last of 43 symbols holds four bits, and two zeros. */
const BEARER = /^Bearer ([A-Za-z0-9_-]{42}[AEIMQUYcgkosw048])$/;

/** Null when it is malformed. */
export function tokenOf(authorization: string | undefined): Uint8Array | null {
  const text = BEARER.exec(authorization ?? '')?.[1];
  return text === undefined ? null : Buffer.from(text, 'base64url');
}
