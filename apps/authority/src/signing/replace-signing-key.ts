/**
 * Replaces the office's signing key: it is lost, or somebody else may have it. Nothing is signed with the old one from then on;
 * it is not needed for the replacement. The platform learns of the new key from its operator alone, never by a call, or a thief
 * of the old key could put another in its place; staff learn of it by the keyrings that the next publication seals to them.
 */
import { type Bytes, equalBytes } from '@cloison/protocol/public';
import { campaignNames, campaignRow } from '../campaign/campaign-row.ts';
import { signsDocuments } from '../campaign/open-campaign.ts';
import { forgetWaitingSigned } from '../documents/document-ledger.ts';
import type { Actor } from '../journal/journal.ts';
import { dyingKeys } from '../keys/copies.ts';
import type { AuthorityKey, KeyStore } from '../keys/key-store.ts';
import { refuseKeys } from '../keys/refusals.ts';
import { isSameFingerprint, type WhyReplaced } from '../keys/signed-by.ts';
import {
  findSigningKey,
  finishReplacement,
  keepReplacement,
  publicKeyIn,
  replacedSigningKeys,
  signingKeyInForce,
} from '../keys/signing-keys.ts';
import { requireApproval } from '../roles/approvals.ts';
import { areasChangedMark } from '../territories/import-areas.ts';
import type { CampaignState } from '../vault/rows.ts';
import type { Vault } from '../vault/vault.ts';

export interface ReplaceOptions {
  readonly why: WhyReplaced;
  /** The public key that counted before, where neither the vault nor the key store has it any more. */
  readonly former?: Bytes;
  /**
   * Fingerprint of the key that is in the key store already: it was replaced after this copy of the vault was made, or from
   * another vault.
   */
  readonly adopt?: string;
}

export interface Replacement extends AuthorityKey {
  /** Fingerprint of the key that no longer counts. */
  readonly former: string;
  /** A replacement that was cut short before: this call only finished it. */
  readonly finished: boolean;
  /** That are not closed: their platforms are to be given the new key. */
  readonly campaigns: readonly {
    readonly name: string;
    readonly platform: string | null;
    readonly state: CampaignState;
  }[];
}

/** The key that counts now, as far as anything here knows; null: nothing does. */
export function keyBefore(vault: Vault, keys: KeyStore): Bytes | null {
  return signingKeyInForce(vault) ?? publicKeyIn(keys.signingKeyPath);
}

/**
 * By two persons once roles are given: `replace-signing`, on why. Throws `approval-missing`, `replace-former`, `replace-adopt`,
 * `replace-adopt-former`, `passphrase-wrong` or `shares-wrong`; then nothing has changed.
 */
export async function replaceSigningKey(
  vault: Vault,
  keys: KeyStore,
  actor: Actor,
  { why, former: given, adopt }: ReplaceOptions,
): Promise<Replacement> {
  // It was approved when it began.
  if (finishReplacement(vault, keys)) return outcomeOf(vault, keys, true);
  const former = keyBefore(vault, keys) ?? given;
  if (former === undefined) throw refuseKeys('replace-former', { folder: keys.folder });
  const adopted = adopt === undefined ? null : keyToAdopt(vault, keys, former, adopt);
  requireApproval(vault, actor, 'replace-signing', why);
  const publicKey = adopted ?? (await keys.prepareSigningKey(why === 'lost', dyingKeys(vault)));
  vault.transaction(() => {
    keepReplacement(vault, actor, former, publicKey, why);
    for (const name of openCampaigns(vault)) {
      if (vault.meta(signsDocuments(name)) === null) continue;
      forgetWaitingSigned(vault, name);
      vault.setMeta(areasChangedMark(name), actor.now().toISOString());
    }
  });
  finishReplacement(vault, keys);
  return outcomeOf(vault, keys, false);
}

function keyToAdopt(vault: Vault, keys: KeyStore, former: Bytes, adopt: string): Bytes {
  const { publicKey, fingerprint } = keys.authorityPublic();
  if (!isSameFingerprint(fingerprint, adopt))
    throw refuseKeys('replace-adopt', { folder: keys.folder, found: fingerprint });
  if (equalBytes(publicKey, former) || findSigningKey(vault, publicKey) !== undefined)
    throw refuseKeys('replace-adopt-former', { found: fingerprint });
  return publicKey;
}

function openCampaigns(vault: Vault): string[] {
  return campaignNames(vault).filter((name) => campaignRow(vault, name).state !== 'closed');
}

function outcomeOf(vault: Vault, keys: KeyStore, finished: boolean): Replacement {
  const former = replacedSigningKeys(vault).at(-1)?.key ?? '';
  const campaigns = openCampaigns(vault).map((name) => {
    const { platform_url: platform, state } = campaignRow(vault, name);
    return { name, platform, state };
  });
  return { ...keys.authorityPublic(), former, finished, campaigns };
}
