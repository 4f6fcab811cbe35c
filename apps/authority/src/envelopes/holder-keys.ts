/**
 * The keys of a holder from its root (docs/protocol.md, "Campaign, holder, keys"), by Node's own functions and without
 * waiting: a fraction of what WebCrypto takes for values that small. The same bytes as `openHolder` of `@cloison/protocol`.
 * Keys are key objects: given bytes, Node 24 takes three times as long for a hash that short.
 */
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { toBase32 } from '@cloison/protocol';
import type { Bytes } from '@cloison/protocol/public';

export interface HolderKeys {
  readonly campaignId: Bytes;
  readonly holderId: Bytes;
  /** AES-256. Never leaves this process. */
  readonly sealKey: KeyObject;
  /** Key of entry record names. */
  readonly namesKey: Bytes;
  /** What this holder's browser shows to the platform. */
  readonly access: Bytes;
}

const NO_SALT = createSecretKey(new Uint8Array(32));

/** `root` is 32 bytes, `campaignId` 16. `holderId` is derived unless it is known already. */
export function holderKeysOf(root: Uint8Array, campaignId: Bytes, holderId?: Bytes): HolderKeys {
  return new DerivedKeys(root, campaignId, holderId ?? null);
}

/** Each key is derived when it is first asked for: opening takes one of them. */
class DerivedKeys implements HolderKeys {
  readonly campaignId: Bytes;
  readonly #prk: KeyObject;
  #holderId: Bytes | null;
  #sealKey: KeyObject | null = null;
  #namesKey: Bytes | null = null;

  constructor(root: Uint8Array, campaignId: Bytes, holderId: Bytes | null) {
    this.campaignId = campaignId;
    this.#holderId = holderId;
    this.#prk = createSecretKey(createHmac('sha256', NO_SALT).update(root).digest());
  }

  get holderId(): Bytes {
    this.#holderId ??= new Uint8Array(this.#derive('cloison/1/holder').subarray(0, 16));
    return this.#holderId;
  }

  get sealKey(): KeyObject {
    this.#sealKey ??= createSecretKey(this.#derive('cloison/1/seal'));
    return this.#sealKey;
  }

  get namesKey(): Bytes {
    this.#namesKey ??= new Uint8Array(this.#derive('cloison/1/names'));
    return this.#namesKey;
  }

  get access(): Bytes {
    return new Uint8Array(this.#derive('cloison/1/access'));
  }

  /** HKDF-SHA-256 with an empty salt and at most 32 bytes of output: one round of expansion (RFC 5869). */
  #derive(info: string): Buffer {
    return createHmac('sha256', this.#prk).update(`${info}\u0001`).digest();
  }
}

/** As `entryRecordName` of `@cloison/protocol`, for all pupils of a class at a time. */
export function entryNamer(namesKey: Uint8Array): (sequence: string, orderNumber: string) => string {
  const key = createSecretKey(namesKey);
  return (sequence, orderNumber) => {
    const mac = createHmac('sha256', key).update(`${sequence}\u0000${orderNumber}`).digest();
    return toBase32(mac.subarray(0, 10));
  };
}
