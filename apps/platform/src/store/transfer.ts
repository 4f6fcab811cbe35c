/** A campaign leaves one store and enters another, of the same kind or not. */
import type { PublishedCampaign } from '@cloison/protocol/public';
import type { NewHolder } from './holders.ts';
import type { NewRouting, ReleasedKey } from './publishing.ts';
import type { ContentFile } from './reading.ts';

export interface TransferStore {
  /**
   * Freezes a campaign that goes to another store. Once this resolves, no process that shares this store accepts a change of
   * it (`StorageFailure`, unavailable); reads go on. May be repeated. Throws `StorageRefusal` when it is absent or purged.
   */
  beginMove(name: string): Promise<void>;
  /** The campaign stays here after all: changes are accepted again. May be repeated. */
  cancelMove(name: string): Promise<void>;
  /**
   * All that the store keeps of a campaign, in memory bounded by its largest entry: the publication, callers, content,
   * holders, then documents, routing, keys, records and rescued envelopes. Complete and consistent if the campaign is
   * `moved`; otherwise each entry is as it was at some moment of the reading.
   */
  dump(name: string): AsyncIterable<DumpEntry>;
  /**
   * Takes in what `dump` of any adapter gave, in large batches; also fills a store for measurements. The campaign is
   * `absent` until this resolves. Then it is `open`, everything is durable and its feed starts from the beginning. Cut
   * short or killed it stays absent, and a second call starts from nothing. Throws `StorageRefusal` unless it is absent.
   */
  restore(name: string, entries: Iterable<DumpEntry> | AsyncIterable<DumpEntry>): Promise<void>;
  /**
   * Call this after a copy of the store was put back. Every cursor given out before becomes unknown, so that the next
   * reader of each feed starts from the beginning (`FeedPage.rewound`). Without this call, a restored copy is still
   * detected when a reader's cursor is beyond what the store has.
   */
  renewEras(): Promise<void>;
}

/** One thing that a store keeps of a campaign. Hashes of envelopes are computed again, not carried. */
export type DumpEntry =
  | { readonly kind: 'published'; readonly published: PublishedCampaign }
  /** The last sequence number of a key's signed calls, so that the other store accepts none of them again. */
  | { readonly kind: 'caller'; readonly key: string; readonly sequence: number }
  | { readonly kind: 'content'; readonly file: ContentFile }
  | { readonly kind: 'holder'; readonly holder: NewHolder; readonly revoked: boolean }
  | { readonly kind: 'document'; readonly envelope: Uint8Array }
  | { readonly kind: 'routing'; readonly routing: NewRouting }
  | { readonly kind: 'key'; readonly released: ReleasedKey }
  | DumpedRecord
  | { readonly kind: 'rescue'; readonly uploader: Uint8Array; readonly kept: DumpedEnvelope };

export interface DumpedEnvelope {
  readonly envelope: Uint8Array;
  /** To the minute. */
  readonly atMs: number;
}

/** A whole record: its head, the answer that each envelope got (and gets again), and its branches. */
export interface DumpedRecord {
  readonly kind: 'record';
  readonly holder: Uint8Array;
  readonly name: string;
  /** Null when there are only branches. */
  readonly head: DumpedEnvelope | null;
  /** Including the head's own. */
  readonly answers: readonly { readonly hash: Uint8Array; readonly answer: 'saved' | 'late' | 'conflict' }[];
  readonly branches: readonly (DumpedEnvelope & { readonly reason: 'late' | 'conflict' })[];
}
