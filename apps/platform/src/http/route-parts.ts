/** What the three groups of routes work with, and how they read a request. */

import type { Admission } from '../admission/admission.ts';
import type { PurgeTools } from '../authority/purge.ts';
import type { AuthorityKey } from '../authority/signed-call.ts';
import type { PlatformLog } from '../base/log.ts';
import type { MaybePromise } from '../base/maybe-promise.ts';
import { PlatformError } from '../base/platform-error.ts';
import type { HolderAccess, TokenHash } from '../holder/holder-access.ts';
import type { CampaignStore } from '../store/campaign-store.ts';
import type { LookupOf } from '../store/directory.ts';
import type { SavingCampaign } from '../store/saving.ts';
import type { Store } from '../store/store.ts';
import type { AppFolder } from '../web/app-folder.ts';

/** One more than an envelope may have, so that the envelope's own rule is the one that refuses. Authority and rescue calls have their own. */
export const MAX_BODY_BYTES = 64 * 1024 + 1;

export interface ServerParts {
  readonly store: Store;
  readonly access: HolderAccess;
  readonly admission: Admission;
  /** Origins, besides our own, whose pages may call. */
  readonly appOrigins: readonly string[];
  readonly authority: AuthorityKey;
  readonly tokens: TokenHash;
  readonly purgeTools: PurgeTools;
  readonly apps: { readonly pupil: AppFolder; readonly school: AppFolder };
  readonly log: PlatformLog;
  readonly nowMs: () => number;
  /** Browsers come by TLS, here or at a proxy in front. */
  readonly secure: boolean;
  readonly tls: { readonly certPath: string; readonly keyPath: string } | null;
}

/** The campaign of an address, though it may be frozen; throws `not-found`, or `already-purged` as soon as a purge has begun. */
export async function openCampaign(store: Store, name: string): Promise<CampaignStore> {
  return openOf(await store.campaign(name));
}

/** The same for a save, which `StaleView` may send back to `openCampaign`. */
export function openToSave(store: Store, name: string): MaybePromise<SavingCampaign> {
  const lookup = store.campaignToSave(name);
  return lookup instanceof Promise ? lookup.then(openOf) : openOf(lookup);
}

function openOf<C>(lookup: LookupOf<C>): C {
  switch (lookup.state) {
    case 'open':
    case 'moved':
      return lookup.campaign;
    case 'absent':
      throw new PlatformError('not-found');
    case 'purging':
    case 'purged':
      throw new PlatformError('already-purged');
  }
}

/** A JSON body, or `bad-request`. */
export function jsonOf(body: unknown): unknown {
  try {
    return JSON.parse(Buffer.isBuffer(body) ? body.toString('utf8') : '');
  } catch {
    throw new PlatformError('bad-request');
  }
}

export function bytesOf(body: unknown): Uint8Array {
  return Buffer.isBuffer(body) ? body : new Uint8Array();
}
