/** The campaigns of a store and their states. */
import type { PublishedCampaign, SignedStatement } from '@cloison/protocol/public';
import type { MaybePromise } from '../base/maybe-promise.ts';
import type { CampaignStore } from './campaign-store.ts';
import type { PurgeBegun } from './purging.ts';
import type { SavingCampaign } from './saving.ts';

export interface CampaignDirectory {
  campaign(name: string): Promise<CampaignLookup>;
  /**
   * `campaign` for one save. It may be slightly old, so that a save need not ask the store first. `save` then checks it in
   * the transaction that stores the envelope, and rejects with `StaleView` if another process has changed holders or
   * calendars since. The caller then starts again with `campaign`.
   */
  campaignToSave(name: string): MaybePromise<LookupOf<SavingCampaign>>;
  /** Names of all campaigns, whatever their state. */
  campaigns(): Promise<readonly string[]>;
  /** Creates the campaign or replaces its card and calendars. Throws `StorageRefusal` for a purged campaign. */
  publish(name: string, published: PublishedCampaign): Promise<void>;
}

export type CampaignLookup = LookupOf<CampaignStore>;
export type LookupOf<C> =
  | { readonly state: 'absent' }
  | { readonly state: 'open'; readonly campaign: C }
  /** Frozen: reads are answered and changes are refused, until it is purged here or `cancelMove` is called. */
  | { readonly state: 'moved'; readonly campaign: C }
  | { readonly state: 'purging'; readonly begun: PurgeBegun }
  | { readonly state: 'purged'; readonly statement: SignedStatement };
