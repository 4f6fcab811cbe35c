/** What the authority pushes into a campaign. Each call may be repeated. */
import type { NewEnvelope } from './envelopes.ts';
import type { NewHolder } from './holders.ts';
import type { ContentFile } from './reading.ts';

export interface CampaignPublisher {
  /** Adds or updates holders; never brings a revoked holder back. Throws `StorageRefusal` for a calendar that does not exist. */
  putHolders(holders: readonly NewHolder[]): Promise<void>;
  revoke(holders: readonly Uint8Array[]): Promise<void>;
  /** In order. Replaces an older version, answers `ok` to the identical one and `stale` otherwise. */
  putDocuments(documents: readonly NewEnvelope[]): Promise<readonly DocumentResult[]>;
  putRouting(entries: readonly NewRouting[]): Promise<void>;
  /** Adds keys of sealed content, each for one calendar, or replaces the key of the same name and calendar. */
  putKeys(keys: readonly ReleasedKey[]): Promise<void>;
  putContent(file: ContentFile): Promise<void>;
}

export type DocumentResult = 'ok' | 'stale' | 'wrong-holder';

export interface NewRouting {
  readonly holder: Uint8Array;
  readonly name: string;
  readonly after: string;
  readonly sealed: Uint8Array;
}

export interface ReleasedKey {
  /** Of the sequence whose pack it opens. */
  readonly name: string;
  /** Throws `StorageRefusal` when the campaign has no such calendar. */
  readonly calendar: number;
  /** 32 bytes. */
  readonly key: Uint8Array;
}
