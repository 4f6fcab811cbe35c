/** What all routes need, and how they read a request. */

import type { Admission } from '../admission/admission.ts';
import type { PurgeTools } from '../authority/purge.ts';
import type { AuthorityKey } from '../authority/signed-call.ts';
import type { PlatformLog } from '../base/log.ts';
import type { MaybePromise } from '../base/maybe-promise.ts';
import { PlatformError } from '../base/platform-error.ts';
import type { TokenHash } from '../campaign/token-hash.ts';
import type { HolderAccess } from '../holder/holder-access.ts';
import type { CampaignStore } from '../store/campaign-store.ts';
import type { CampaignDirectory, LookupOf } from '../store/directory.ts';
import type { SavingCampaign } from '../store/saving.ts';
import type { Store } from '../store/store.ts';
import type { AppFolder } from '../web/app-folder.ts';

/** One byte more than an envelope may have, so that the check of the envelope refuses it. Authority and rescue calls have limits of their own. */
export const MAX_BODY_BYTES = 64 * 1024 + 1;

export interface ServerParts {
  readonly store: Store;
  readonly access: HolderAccess;
  readonly admission: Admission;
  /** Other origins whose pages may call. */
  readonly appOrigins: readonly string[];
  readonly authority: AuthorityKey;
  readonly tokens: TokenHash;
  readonly purgeTools: PurgeTools;
  readonly apps: { readonly pupil: AppFolder; readonly school: AppFolder };
  readonly log: PlatformLog;
  readonly nowMs: () => number;
  /** Browsers connect by TLS, to this process or to a proxy in front. */
  readonly secure: boolean;
  readonly tls: { readonly certPath: string; readonly keyPath: string } | null;
}

/** The campaign of an address, which may be frozen. Throws `not-found`, or `already-purged` once a purge has begun. */
export async function openCampaign(store: CampaignDirectory, name: string): Promise<CampaignStore> {
  return openOf(await store.campaign(name));
}

/** The same for a save. After a `StaleView` the caller must use `openCampaign`. */
export function openToSave(store: CampaignDirectory, name: string): MaybePromise<SavingCampaign> {
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

/** Parses a JSON body; throws `bad-request`. */
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
