/** What the authority collects: the changes of a campaign, in the order of their commits. */
import type { Bytes } from '@cloison/protocol/public';

export interface CampaignFeed {
  /** At most `limit` entries and about `maxBytes` of envelopes, but at least one entry when there is one. */
  feed(request: FeedRequest): Promise<FeedPage>;
}

export interface FeedRequest {
  /** `cursor` of the last entry that the reader has; '' for the beginning. */
  readonly after: string;
  readonly limit: number;
  /** Also include the envelopes of heads that are not final. */
  readonly wholeHeads: boolean;
  readonly maxBytes: number;
  /** A part of the changes: heads that are final, or everything else. Missing: all of them. */
  readonly only?: FeedPart;
}

/** Each change is in one of them. */
export type FeedPart = 'finals' | 'others';

export interface FeedPage {
  readonly entries: readonly FeedItem[];
  /** Of a part, a page may have none although there are more: a store looks through a bounded number of changes. */
  readonly more: boolean;
  /** `after` is unknown here (another store, or changes that were lost): the entries start from the beginning. */
  readonly rewound: boolean;
  /** Of a part: where its reader goes on, which may be behind changes of the other part. Of all changes: after the last entry. */
  readonly next?: string;
}

export interface FeedItem {
  /** See `feed-cursor.ts`; at most 200 characters of [0-9A-Za-z._-]. */
  readonly cursor: string;
  readonly holder: Bytes;
  readonly name: string;
  readonly kind: 'head' | 'final' | 'branch';
  readonly reason: 'late' | 'conflict' | 'rescue' | null;
  readonly version: number;
  readonly hash: Bytes;
  /** To the minute. */
  readonly atMs: number;
  readonly envelope: Bytes | null;
}
