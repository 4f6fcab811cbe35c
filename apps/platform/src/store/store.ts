/**
 * What the service needs of a store, in its own words. An adapter is a sibling of `sqlite/` and passes the suite in
 * `packages/dev-env/src/stores/`.
 *
 * Promises of every adapter:
 * - a promise that resolves means *durable*: it survives `kill -9` and power loss at once;
 * - a save is decided by `decideWrite` inside the transaction that then does what it says;
 * - the feed follows the order of commits: whoever goes on from a cursor misses no change that was committed later than
 *   those it has seen, whatever was under way meanwhile (an adapter with partitions: in each of them);
 * - a cursor of changes that the store does not have (another store, a copy put back) makes the feed begin anew;
 * - instants are kept to the minute;
 * - what cannot be stored rejects with `StorageFailure` and leaves nothing half done; the next call may succeed.
 */
import type {
  Bytes,
  EnvelopeHeader,
  HolderRole,
  PublishedCampaign,
  PurgeStatement,
  SignedStatement,
  WindowState,
} from '@cloison/protocol/public';

export interface Store {
  /**
   * What `erase` of this adapter leaves behind, as a sentence of the purge statement (English, at most 400 characters); ''
   * when nothing but copies of which only the operator knows.
   */
  readonly notErased: string;
  campaign(name: string): Promise<CampaignLookup>;
  /**
   * As `campaign`, for one save: may be what was known a moment ago, so that a save needs no question before it. `save`
   * then looks, in the transaction that it is decided in, and rejects with `StaleView` if another process has changed
   * holders or calendars since: whoever saves begins again with `campaign`.
   */
  campaignToSave(name: string): Soon<LookupOf<SavingCampaign>>;
  /** Creates the campaign or replaces its card and calendars. Refuses one that is purged (`StorageRefusal`). */
  publish(name: string, published: PublishedCampaign): Promise<void>;
  /** Takes note of a signed call, durably: its sequence must be above the key's last and its nonce new. */
  acceptCall(call: SignedCallMark): Promise<'accepted' | 'replayed'>;
  /** From here on the campaign answers nothing; idempotent: a second call gives what the first one counted. */
  beginPurge(name: string, nowMs: number): Promise<PurgeBegun>;
  /** Erases all of the campaign but its name and the counts. May be repeated after a crash. */
  erase(name: string): Promise<void>;
  finishPurge(name: string, statement: SignedStatement): Promise<void>;
  /**
   * The campaign goes to another store: once this resolves, no process that shares this one accepts any change of it
   * (`StorageFailure`, unavailable); reads go on. Idempotent. Refuses one that is absent or purged (`StorageRefusal`).
   */
  beginMove(name: string): Promise<void>;
  /** The campaign stays here after all: changes are accepted again. Idempotent. */
  cancelMove(name: string): Promise<void>;
  /**
   * All that the store keeps of a campaign, in memory bounded by its largest entry: the publication, callers, content,
   * holders, then documents, routing, records and rescues. Whole and consistent if the campaign is `moved`; else each entry
   * is as it was at some moment of the reading.
   */
  dump(name: string): AsyncIterable<DumpEntry>;
  /**
   * Takes in what `dump` of any adapter gave, in large batches; also fills a store for measurements. The campaign is
   * `absent` until this resolves, and then `open` with everything durable, its feed beginning anew. Cut short or killed it
   * stays absent, and is begun again from nothing. Refuses a campaign that is not absent (`StorageRefusal`).
   */
  restore(name: string, entries: Iterable<DumpEntry> | AsyncIterable<DumpEntry>): Promise<void>;
  /**
   * Books turns in a campaign's queue of unknown codes, one queue for all processes that share the store
   * (`turn-queue.ts`): as many of `wanted` as have their turn within a second. Need not survive a crash.
   */
  bookTurns(campaign: string, wanted: number): Promise<BookedTurns>;
  /** Names of campaigns, whatever their state. */
  campaigns(): Promise<readonly string[]>;
  /**
   * For whoever has put a copy of the store in its place: every cursor that was given out before becomes strange, so that
   * the next reader of each feed begins anew (`FeedPage.rewound`). Copies put back by other means are found all the same
   * when cursors are beyond what the store has.
   */
  renewEras(): Promise<void>;
  /**
   * A tiny durable write of its own: resolves when a save would be taken now, else rejects with `StorageFailure`. For
   * readiness; asked at most about once a second.
   */
  check(): Promise<void>;
  /** Finishes what was begun, then closes. */
  close(): Promise<void>;
}

/** What is at hand is given at once: a save asks for three such things, and each promise is a turn of the loop's queue. */
export type Soon<T> = T | Promise<T>;

/** What an adapter tells of its work, for metrics: how much and how long, never whose. Must not throw. */
export interface StoreObserver {
  /** After one durable commit of so many requests together; `ms` from its beginning. */
  readonly committed: (requests: number, ms: number) => void;
}
export const SILENT_OBSERVER: StoreObserver = { committed: () => undefined };

export type CampaignLookup = LookupOf<CampaignStore>;
export type LookupOf<C> =
  | { readonly state: 'absent' }
  | { readonly state: 'open'; readonly campaign: C }
  /** Frozen: its changes are refused, its reads answered, until it is purged here or `cancelMove`. */
  | { readonly state: 'moved'; readonly campaign: C }
  | { readonly state: 'purging'; readonly begun: PurgeBegun }
  | { readonly state: 'purged'; readonly statement: SignedStatement };

/** What a save needs of a campaign. */
export type SavingCampaign = Pick<
  CampaignStore,
  'name' | 'published' | 'holdersMark' | 'holderByAccess' | 'save'
>;

export interface SignedCallMark {
  /** Which key verified it. */
  readonly key: string;
  readonly sequence: number;
  readonly nonce: string;
  readonly nowMs: number;
}

export interface BookedTurns {
  /** From 0 to as many as were wanted. */
  readonly count: number;
  /** Milliseconds from now to the first turn; the others follow, `TURN_MS` apart. */
  readonly firstMs: number;
}

export type PurgeCounts = PurgeStatement['erased'];

export interface PurgeBegun {
  readonly atMs: number;
  readonly counts: PurgeCounts;
}

export interface CampaignStore {
  readonly name: string;
  published(): Soon<PublishedCampaign>;

  /** Adds or updates; never brings a revoked holder back. Calendars must exist (`StorageRefusal`). */
  putHolders(holders: readonly NewHolder[]): Promise<void>;
  /**
   * What `holderByAccess` answers to who reads this before is so for as long as this stays the same object; null when
   * nothing of holders is certain.
   */
  readonly holdersMark: object | null;
  /** By `HMAC(pepper, H(access))` as latin1, a character for each byte, in constant time however many there are. */
  holderByAccess(access: string): Soon<HolderEntry | null>;
  holderById(holder: Uint8Array): Promise<HolderEntry | null>;
  revoke(holders: readonly Uint8Array[]): Promise<void>;

  /** In order: replaces an older version, says `ok` to the identical one, `stale` otherwise. */
  putDocuments(documents: readonly NewEnvelope[]): Promise<readonly DocumentResult[]>;
  document(holder: Uint8Array, name: string): Promise<StoredEnvelope | null>;

  save(request: SaveRequest): Promise<SaveOutcome>;
  /** Head of a record. */
  record(holder: Uint8Array, name: string): Promise<StoredEnvelope | null>;
  /** Keeps an envelope that someone else brings, apart from its holder's own records and branches. */
  rescue(request: RescueRequest): Promise<'ok' | 'wrong-holder' | 'too-many-records'>;
  /** Names, versions and hashes of a holder's documents and heads, sorted by name. */
  listing(holder: Uint8Array): Promise<HolderListing>;

  putRouting(entries: readonly NewRouting[]): Promise<void>;
  /** `released` once the head of record `after` is final. */
  routing(holder: Uint8Array, name: string): Promise<RoutingEntry | null>;

  /** Keys of sealed content that the authority has released, each to one calendar. Adds, or replaces the same name there. */
  putKeys(keys: readonly ReleasedKey[]): Promise<void>;
  /** 32 bytes; null before the key of that name was released to that calendar. */
  key(name: string, calendar: number): Promise<Bytes | null>;

  /** At most `limit` entries and about `maxBytes` of envelopes, always at least one entry when there is one. */
  feed(request: FeedRequest): Promise<FeedPage>;

  putContent(file: ContentFile): Promise<void>;
  content(hash: string): Promise<ContentFile | null>;

  counts(): Promise<PurgeCounts>;
}

export interface NewHolder {
  readonly holder: Uint8Array;
  /** `HMAC(pepper, H(access))`. */
  readonly access: Uint8Array;
  readonly calendar: number;
  readonly role: HolderRole;
}

export interface HolderEntry {
  readonly holder: Bytes;
  readonly calendar: number;
  readonly role: HolderRole;
  readonly revoked: boolean;
}

export interface NewEnvelope {
  readonly header: EnvelopeHeader;
  readonly hash: Uint8Array;
  readonly bytes: Uint8Array;
}

export interface StoredEnvelope {
  readonly version: number;
  readonly hash: Bytes;
  readonly final: boolean;
  readonly bytes: Bytes;
}

export type DocumentResult = 'ok' | 'stale' | 'wrong-holder';

export interface SaveRequest extends NewEnvelope {
  readonly window: WindowState;
  readonly nowMs: number;
  /** Most names under which this holder may have records. */
  readonly maxRecords: number;
  /** The holder, as `holderByAccess` of the same campaign gave it: an adapter need not look it up again. */
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
  readonly maxPerHolder: number;
}

export interface ListedEnvelope {
  readonly name: string;
  readonly version: number;
  readonly hash: Bytes;
  readonly final: boolean;
}

export interface HolderListing {
  readonly documents: readonly ListedEnvelope[];
  readonly records: readonly ListedEnvelope[];
}

export interface NewRouting {
  readonly holder: Uint8Array;
  readonly name: string;
  readonly after: string;
  readonly sealed: Uint8Array;
}

export interface RoutingEntry {
  readonly after: string;
  readonly sealed: Bytes;
  readonly released: boolean;
}

export interface ReleasedKey {
  /** Of the sequence whose pack it opens. */
  readonly name: string;
  /** Refused when the campaign has no such calendar (`StorageRefusal`). */
  readonly calendar: number;
  /** 32 bytes. */
  readonly key: Uint8Array;
}

export interface FeedRequest {
  /** `cursor` of the last entry that was seen; '' for the beginning. */
  readonly after: string;
  readonly limit: number;
  readonly wholeHeads: boolean;
  readonly maxBytes: number;
}

export interface FeedPage {
  readonly entries: readonly FeedItem[];
  readonly more: boolean;
  /** `after` was not of this store, or of changes that it no longer has: the entries are those of the beginning. */
  readonly rewound: boolean;
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

export interface ContentFile {
  /** Lower-case hexadecimal SHA-256 of `identity`. */
  readonly hash: string;
  readonly type: string;
  readonly identity: Uint8Array;
  /** Null when compression would not make it smaller. */
  readonly gzip: Uint8Array | null;
  readonly br: Uint8Array | null;
}

/** One thing that a store keeps of a campaign. Hashes of envelopes are computed again, not carried. */
export type DumpEntry =
  | { readonly kind: 'published'; readonly published: PublishedCampaign }
  /** The last sequence of a key's signed calls: none of them is accepted again elsewhere. */
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

/** A record whole: head, the answer that each envelope got and gets again, and what was kept beside. */
export interface DumpedRecord {
  readonly kind: 'record';
  readonly holder: Uint8Array;
  readonly name: string;
  /** Null when there are only branches. */
  readonly head: DumpedEnvelope | null;
  /** The head's own among them. */
  readonly answers: readonly { readonly hash: Uint8Array; readonly answer: 'saved' | 'late' | 'conflict' }[];
  readonly branches: readonly (DumpedEnvelope & { readonly reason: 'late' | 'conflict' })[];
}

/** The store cannot take it now: `full` (disk or quota) or `unavailable` (read-only, busy, input/output error). */
export class StorageFailure extends Error {
  readonly kind: 'full' | 'unavailable';
  constructor(kind: 'full' | 'unavailable', options?: { readonly cause: Error }) {
    super(`storage-${kind}`, options);
    this.name = 'StorageFailure';
    this.kind = kind;
  }
}

/** What a save was judged by is no longer so: nothing was stored, and the save begins again (`Store.campaignToSave`). */
export class StaleView extends Error {
  constructor() {
    super('stale-view');
    this.name = 'StaleView';
  }
}

/** The request contradicts what is stored: a calendar that does not exist, a token that two holders share. */
export class StorageRefusal extends Error {
  constructor(what: 'calendar' | 'access' | 'purged' | 'present' | 'absent') {
    super(what);
    this.name = 'StorageRefusal';
  }
}

export const MINUTE_MS = 60_000;
export function toTheMinute(ms: number): number {
  return Math.floor(ms / MINUTE_MS) * MINUTE_MS;
}
