/** Who calls: from a bearer token to the holder it belongs to, in one indexed look-up. */
import { createHash, createHmac } from 'node:crypto';
import { parseBearer } from '@cloison/protocol/public';
import { PlatformError } from '../platformError.ts';
import type { CampaignStore, HolderEntry } from '../store/store.ts';
import type { UnknownGate } from './unknownGate.ts';

/** `HMAC-SHA-256(pepper, H(access))` from `H(access)`: `storedAccess` of the protocol, without its promises. */
export function storedAccessOf(pepper: Uint8Array, accessHash: Uint8Array): Uint8Array {
  return createHmac('sha256', pepper).update(accessHash).digest();
}

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
    return storedAccessOf(this.#pepper, createHash('sha256').update(access).digest());
  }
}

function tokenOf(authorization: string | undefined): Uint8Array | null {
  try {
    return parseBearer(authorization);
  } catch {
    return null;
  }
}
