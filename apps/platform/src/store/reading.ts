/** What browsers read. */
import type { Bytes } from '@cloison/protocol/public';
import type { StoredEnvelope } from './envelopes.ts';

export interface CampaignReader {
  document(holder: Uint8Array, name: string): Promise<StoredEnvelope | null>;
  /** The head of a record. */
  record(holder: Uint8Array, name: string): Promise<StoredEnvelope | null>;
  /** Names, versions and hashes of a holder's documents and heads, sorted by name. */
  listing(holder: Uint8Array): Promise<HolderListing>;
  /** `released` once the head of record `after` is final. */
  routing(holder: Uint8Array, name: string): Promise<RoutingEntry | null>;
  /** 32 bytes; null until the key of that name is released to that calendar. */
  key(name: string, calendar: number): Promise<Bytes | null>;
  content(hash: string): Promise<ContentFile | null>;
}

export interface HolderListing {
  readonly documents: readonly ListedEnvelope[];
  readonly records: readonly ListedEnvelope[];
}

export interface ListedEnvelope {
  readonly name: string;
  readonly version: number;
  readonly hash: Bytes;
  readonly final: boolean;
}

export interface RoutingEntry {
  readonly after: string;
  readonly sealed: Bytes;
  readonly released: boolean;
}

export interface ContentFile {
  /** Lower-case hexadecimal SHA-256 of `identity`. */
  readonly hash: string;
  readonly type: string;
  readonly identity: Uint8Array;
  /** Null when compression would not make it smaller. */
  readonly gzip: Uint8Array | null;
  readonly br: Uint8Array | null;
}
