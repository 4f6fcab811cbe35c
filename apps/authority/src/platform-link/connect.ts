/** A signed connection to the campaign's platform: the right machine, with the right key, or nothing is sent. */

import { Refusal } from '@cloison/command/refusal';
import { equalBytes, toBase64Url } from '@cloison/protocol/public';
import { campaignRow, setPlatform } from '../campaign/campaign-row.ts';
import { type Actor, appendJournal } from '../journal/journal.ts';
import { fingerprintOf, type KeyStore } from '../keys/key-store.ts';
import { signingKey } from '../keys/signing-keys.ts';
import type { Vault } from '../vault/vault.ts';
import { createPlatformClient, type PlatformClient, type PlatformClientOptions } from './platform-client.ts';
import { refusePlatform } from './platform-error.ts';

export interface ConnectOptions
  extends Pick<PlatformClientOptions, 'patienceMs' | 'attemptMs' | 'slowMs' | 'signal' | 'onRetry' | 'now'> {
  readonly platform: string;
}

/** The client of a campaign; opens the authority's signing key, sends nothing yet. Throws `platform-address`, `platform-plain`, and as `checkSigningKey`. */
export async function connectPlatform(
  vault: Vault,
  keys: KeyStore,
  campaign: string,
  options: ConnectOptions,
): Promise<PlatformClient> {
  if (!URL.canParse(options.platform) || !/^https?:$/.test(new URL(options.platform).protocol)) {
    throw refusePlatform('platform-address', { platform: options.platform });
  }
  const { protocol, hostname } = new URL(options.platform);
  if (protocol === 'http:' && !isLoopback(hostname)) {
    throw refusePlatform('platform-plain', { platform: options.platform });
  }
  const { privateKey, publicKey } = await signingKey(vault, keys);
  return createPlatformClient({
    ...options,
    campaign,
    signer: {
      keyId: toBase64Url(publicKey),
      sign: async (bytes) =>
        new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, new Uint8Array(bytes))),
    },
    // Rises over processes because the vault keeps it, and over a vault restored from a backup because it is never below
    // the clock, in microseconds.
    nextSequence: (aheadMs = 0) => vault.nextNumber('platform-sequence', (Date.now() + aheadMs) * 1000),
  });
}

/** As `URL` writes it: IPv4 in four decimal numbers, IPv6 in brackets. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/**
 * Registers the platform's key at the first publication, in the journal too; later, another key is refused with
 * `platform-key-changed` before anything is sent. The address may change: a platform is its key.
 */
export async function registerPlatform(
  vault: Vault,
  actor: Actor,
  campaign: string,
  client: PlatformClient,
): Promise<void> {
  const shown = await client.readKey();
  const row = campaignRow(vault, campaign);
  if (row.platform_key === null) {
    vault.transaction(() => {
      setPlatform(vault, campaign, client.platform, shown);
      appendJournal(vault, actor, 'platform.register', campaign, {
        platform: client.platform,
        key: fingerprintOf(shown),
      });
    });
    return;
  }
  checkShown(client, row.platform_key, shown);
  if (row.platform_url !== client.platform) {
    vault.transaction(() => {
      setPlatform(vault, campaign, client.platform, shown);
      appendJournal(vault, actor, 'platform.moved', campaign, { platform: client.platform });
    });
  }
}

/** The registered key. Throws `platform-unpublished` before the first publication, `platform-key-changed` on another. */
export async function checkPlatform(
  vault: Vault,
  campaign: string,
  client: PlatformClient,
): Promise<Uint8Array> {
  const registered = campaignRow(vault, campaign).platform_key;
  if (registered === null) throw refusePlatform('platform-unpublished', { campaign });
  checkShown(client, registered, await client.readKey());
  return registered;
}

/**
 * Shows the platform a signed call before anything is prepared for it, and looks at its key. Throws `platform-key-changed`,
 * `platform-signature` (another key than ours, or another time), `platform-purged`, and what it is to be out of reach. A campaign
 * that it does not know yet is no fault, and what its feed says is for the next pass to read and to name.
 */
export async function proveAccess(vault: Vault, campaign: string, client: PlatformClient): Promise<void> {
  const shown = await client.readKey();
  const registered = campaignRow(vault, campaign).platform_key;
  if (registered !== null) checkShown(client, registered, shown);
  try {
    await client.feed('', 1);
  } catch (error) {
    const isTaken = error instanceof Refusal && error.code === 'platform-answer';
    if (!isTaken && !(error instanceof Refusal && error.data.platformCode === 'not-found')) throw error;
  }
}

function checkShown(client: PlatformClient, registered: Uint8Array, shown: Uint8Array): void {
  if (equalBytes(shown, registered)) return;
  throw refusePlatform('platform-key-changed', {
    platform: client.platform,
    shown: fingerprintOf(shown),
    registered: fingerprintOf(registered),
  });
}
