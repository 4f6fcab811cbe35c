/** What holders write. */
import type { Bytes, WindowState } from '@cloison/protocol/public';
import type { NewEnvelope } from './envelopes.ts';
import type { HolderEntry, HolderLookup } from './holders.ts';

export interface CampaignSaver {
  save(request: SaveRequest): Promise<SaveOutcome>;
  /** Keeps an envelope that someone else brings, apart from its holder's own records and branches. */
  rescue(request: RescueRequest): Promise<'ok' | 'wrong-holder' | 'too-many-records'>;
}

/** What a save needs of a campaign. */
export type SavingCampaign = Omit<HolderLookup, 'holderById'> & Pick<CampaignSaver, 'save'>;

export interface SaveRequest extends NewEnvelope {
  readonly window: WindowState;
  readonly nowMs: number;
  /** The maximum number of names under which this holder may have records. */
  readonly maxRecords: number;
  /** The holder as `holderByAccess` of the same campaign gave it, so that an adapter need not look it up again. */
  readonly caller?: HolderEntry;
}

export type SaveOutcome =
  | { readonly kind: 'saved' }
  | { readonly kind: 'late' }
  /** Version 0 and zeros when the record has no head. */
  | { readonly kind: 'conflict'; readonly version: number; readonly hash: Bytes }
  | { readonly kind: 'closed' }
  | { readonly kind: 'too-many-records' };

export interface RescueRequest extends NewEnvelope {
  readonly uploader: Uint8Array;
  readonly nowMs: number;
  readonly maxPerUploader: number;
  /** By one uploader for one holder. */
  readonly maxPerHolder: number;
}
