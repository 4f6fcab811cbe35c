/** Who calls: from a bearer token to the holder it belongs to, in one indexed look-up. */
import { hash } from 'node:crypto';
import { parseBearer } from '@cloison/protocol/public';
import { PlatformError } from '../platformError.ts';
import type { CampaignStore, HolderEntry } from '../store/store.ts';
import type { UnknownGate } from './unknownGate.ts';

/**
 * `HMAC-SHA-256(pepper, H(access))` from `H(access)`: `storedAccess` of the protocol, without its promises. Written out
 * (RFC 2104: two hashes) because importing a key for each request costs more than all the rest of a look-up.
 */
export function storedAccessOf(pepper: Uint8Array, accessHash: Uint8Array): Uint8Array {
  const inner = new Uint8Array(BLOCK_BYTES + accessHash.length).fill(0x36, 0, BLOCK_BYTES);
  const outer = new Uint8Array(BLOCK_BYTES + 32).fill(0x5c, 0, BLOCK_BYTES);
  if (pepper.length > BLOCK_BYTES) throw new Error('a pepper is at most one block long');
  for (const [i, byte] of pepper.entries()) {
    inner[i]! ^= byte;
    outer[i]! ^= byte;
  }
  inner.set(accessHash, BLOCK_BYTES);
  outer.set(hash('sha256', inner, 'buffer'), BLOCK_BYTES);
  return hash('sha256', outer, 'buffer');
}

/** Of SHA-256. */
const BLOCK_BYTES = 64;

export class HolderAccess {
  readonly #pepper: Uint8Array;
  readonly #gate: UnknownGate;

  constructor(pepper: Uint8Array, gate: UnknownGate) {
    this.#pepper = pepper;
    this.#gate = gate;
  }

  /**
   * The holder of an `Authorization` header. A token that is malformed, unknown, or revoked where `revoked` is
   * `refused`, gets `unknown-code` after its turn in the queue of unknown codes.
   */
  async holder(
    campaign: CampaignStore,
    authorization: string | undefined,
    revoked: 'refused' | 'accepted',
  ): Promise<HolderEntry> {
    const token = tokenOf(authorization);
    const holder = token === null ? null : await campaign.holderByAccess(this.#stored(token));
    if (holder !== null && (!holder.revoked || revoked === 'accepted')) return holder;
    await this.#gate.turn(campaign.name);
    throw new PlatformError('unknown-code');
  }

  #stored(access: Uint8Array): Uint8Array {
    return storedAccessOf(this.#pepper, hash('sha256', access, 'buffer'));
  }
}

function tokenOf(authorization: string | undefined): Uint8Array | null {
  try {
    return parseBearer(authorization);
  } catch {
    return null;
  }
}
