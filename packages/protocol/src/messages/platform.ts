/** What passes between the platform and those who call it. No secret, no clear content: the platform may import it. */
import * as v from 'valibot';
import { publicCardSchema } from './manifest.ts';
import {
  binary,
  binaryUpTo,
  contentHash,
  count,
  instant,
  parseMessage,
  recordOf,
  text,
  writtenInstant,
} from './parts.ts';

const windowSchema = v.strictObject({ opens: instant, closes: instant });

/** `PUT /authority/1/{campaign}/campaign`. */
export const publishedCampaignSchema = v.strictObject({
  v: v.literal(1),
  card: publicCardSchema,
  /** Windows by pattern; a holder's calendar number is the position here. */
  calendars: v.pipe(v.array(recordOf(text(60), windowSchema)), v.minLength(1), v.maxLength(200)),
});
export type PublishedCampaign = v.InferOutput<typeof publishedCampaignSchema>;
export const parsePublishedCampaign = (value: unknown): PublishedCampaign =>
  parseMessage(publishedCampaignSchema, value);

/** `staff` may upload rescue files; `group` is a class, a school or an area. */
export const holderRoleSchema = v.picklist(['pupil', 'staff', 'group']);
export type HolderRole = v.InferOutput<typeof holderRoleSchema>;

/** `PUT …/holders`, sorted by holder. */
export const holderBatchSchema = v.strictObject({
  holders: v.pipe(
    v.array(
      v.strictObject({
        holder: binary(16),
        /** H(access). */
        access: binary(32),
        calendar: count,
        role: holderRoleSchema,
      }),
    ),
    v.maxLength(2000),
  ),
});
export type HolderBatch = v.InferOutput<typeof holderBatchSchema>;
export const parseHolderBatch = (value: unknown): HolderBatch => parseMessage(holderBatchSchema, value);

/** `PUT …/documents`. */
export const documentBatchSchema = v.strictObject({
  envelopes: v.pipe(v.array(binaryUpTo(65_536)), v.maxLength(500)),
});
export type DocumentBatch = v.InferOutput<typeof documentBatchSchema>;
export const parseDocumentBatch = (value: unknown): DocumentBatch => parseMessage(documentBatchSchema, value);

/** Result of one envelope of a batch or rescue, in order. */
export const resultsSchema = v.strictObject({ results: v.array(v.strictObject({ code: text(30) })) });
export type Results = v.InferOutput<typeof resultsSchema>;
export const parseResults = (value: unknown): Results => parseMessage(resultsSchema, value);

/** `PUT …/routing`: ciphertext released only after the holder's final record `after`. */
export const routingBatchSchema = v.strictObject({
  entries: v.pipe(
    v.array(
      v.strictObject({ holder: binary(16), name: text(60), after: text(60), sealed: binaryUpTo(65_536) }),
    ),
    v.maxLength(2000),
  ),
});
export type RoutingBatch = v.InferOutput<typeof routingBatchSchema>;
export const parseRoutingBatch = (value: unknown): RoutingBatch => parseMessage(routingBatchSchema, value);

/** `PUT …/revocations`. */
export const revocationsSchema = v.strictObject({ holders: v.pipe(v.array(binary(16)), v.maxLength(2000)) });
export type Revocations = v.InferOutput<typeof revocationsSchema>;
export const parseRevocations = (value: unknown): Revocations => parseMessage(revocationsSchema, value);

/** `PUT …/keys`: what opens a sequence's sealed pack, released to one calendar at its opening. */
export const keyBatchSchema = v.strictObject({
  keys: v.pipe(
    v.array(v.strictObject({ name: text(60), calendar: count, key: binary(32) })),
    v.maxLength(2000),
  ),
});
export type KeyBatch = v.InferOutput<typeof keyBatchSchema>;
export const parseKeyBatch = (value: unknown): KeyBatch => parseMessage(keyBatchSchema, value);

/** `GET /api/1/{campaign}/me`. */
export const meSchema = v.strictObject({
  now: instant,
  holder: binary(16),
  windows: recordOf(text(60), windowSchema),
  documents: v.array(v.strictObject({ name: text(60), version: count, hash: binary(32) })),
  records: v.array(v.strictObject({ name: text(60), version: count, hash: binary(32), final: v.boolean() })),
});
export type Me = v.InferOutput<typeof meSchema>;
export const parseMe = (value: unknown): Me => parseMessage(meSchema, value);

/** Where a reader of the feed stands: opaque, made by the platform's store. Empty is the beginning. */
const feedCursor = v.pipe(v.string(), v.regex(/^[0-9A-Za-z._-]{0,200}$/));
export const isFeedCursor = (value: unknown): value is string => v.is(feedCursor, value);

/** `GET …/feed`: changes in commit order. `at` is to the minute. */
const feedEntrySchema = v.strictObject({
  cursor: feedCursor,
  holder: binary(16),
  name: text(60),
  kind: v.picklist(['head', 'final', 'branch']),
  /** For a branch: why it was refused. */
  reason: v.nullable(v.picklist(['late', 'conflict', 'rescue'])),
  version: count,
  hash: binary(32),
  /** What came at an impossible time has come: the office names it, and keeps its own. */
  at: writtenInstant,
  /** Finals and branches whole; heads only with `whole=heads`. */
  envelope: v.nullable(binaryUpTo(65_536)),
});
export const feedSchema = v.strictObject({
  entries: v.array(feedEntrySchema),
  /** Cursor to ask with next time. */
  next: feedCursor,
  more: v.boolean(),
  /** The cursor was of changes that this store does not have: these entries are from the beginning. */
  rewound: v.boolean(),
});
export type Feed = v.InferOutput<typeof feedSchema>;
export type FeedEntry = Feed['entries'][number];
export const parseFeed = (value: unknown): Feed => parseMessage(feedSchema, value);

/** A page of the feed, read from a platform that is not trusted: a faulty entry is left out, and the others count. */
export interface FeedPage extends Feed {
  /** Entries that do not follow the protocol, and are not among `entries`. */
  readonly unreadable: number;
}
/** `limit`: how many entries were asked for. A longer page is refused. */
export function readFeedPage(value: unknown, limit = Number.POSITIVE_INFINITY): FeedPage {
  const frame = parseMessage(
    v.strictObject({ ...feedSchema.entries, entries: v.pipe(v.array(v.unknown()), v.maxLength(limit)) }),
    value,
  );
  const entries = readable(feedEntrySchema, frame.entries);
  return { ...frame, entries, unreadable: frame.entries.length - entries.length };
}

/** Those that follow the schema. */
function readable<S extends v.GenericSchema>(schema: S, values: readonly unknown[]): v.InferOutput<S>[] {
  return values.flatMap((value) => {
    const parsed = v.safeParse(schema, value, { abortEarly: true });
    return parsed.success ? [parsed.output] : [];
  });
}

/** `POST …/records`: audit reads. */
export const recordQuerySchema = v.strictObject({
  records: v.pipe(v.array(v.strictObject({ holder: binary(16), name: text(60) })), v.maxLength(500)),
});
export type RecordQuery = v.InferOutput<typeof recordQuerySchema>;
export const parseRecordQuery = (value: unknown): RecordQuery => parseMessage(recordQuerySchema, value);
const recordAnswerEntrySchema = v.strictObject({
  holder: binary(16),
  name: text(60),
  envelope: v.nullable(binaryUpTo(65_536)),
});
export const recordAnswerSchema = v.strictObject({ records: v.array(recordAnswerEntrySchema) });
export type RecordAnswer = v.InferOutput<typeof recordAnswerSchema>;
export const parseRecordAnswer = (value: unknown): RecordAnswer => parseMessage(recordAnswerSchema, value);
/** The part of the answer that can be read. The caller finds out what is missing. */
export function readRecordAnswer(value: unknown): RecordAnswer {
  const { records } = parseMessage(v.strictObject({ records: v.array(v.unknown()) }), value);
  return { records: readable(recordAnswerEntrySchema, records) };
}

/** A statement as its exact UTF-8 JSON bytes, and an Ed25519 signature over them. */
export const signedStatementSchema = v.strictObject({
  /** A certificate holds the statements of all hosts that the campaign had. */
  statement: binaryUpTo(1_048_576),
  publicKey: binary(32),
  signature: binary(64),
  hash: v.optional(contentHash),
});
export type SignedStatement = v.InferOutput<typeof signedStatementSchema>;
export const parseSignedStatement = (value: unknown): SignedStatement =>
  parseMessage(signedStatementSchema, value);

/** The platform's Ed25519 public key (raw, 32 bytes), registered by the authority at first publication. */
export const platformKeySchema = v.strictObject({
  v: v.literal(1),
  publicKey: binary(32),
  /** A `KeyProof` signed with that key; missing when no nonce was given. */
  proof: v.exactOptional(signedStatementSchema),
});
export type PlatformKey = v.InferOutput<typeof platformKeySchema>;
export const parsePlatformKey = (value: unknown): PlatformKey => parseMessage(platformKeySchema, value);

/** What a platform signs to prove that it has the key that it shows: what the authority has just asked it. */
export const keyProofSchema = v.strictObject({
  v: v.literal(1),
  kind: v.literal('key-proof'),
  campaign: text(40),
  /** The host and port that the authority called. */
  host: text(300),
  /** 32 bytes, by the authority, fresh. */
  nonce: binary(32),
});
export type KeyProof = v.InferOutput<typeof keyProofSchema>;
export const parseKeyProof = (value: unknown): KeyProof => parseMessage(keyProofSchema, value);

/** What the platform erased, and when. */
export const purgeStatementSchema = v.strictObject({
  v: v.literal(1),
  kind: v.literal('purge'),
  campaign: text(40),
  at: instant,
  erased: v.strictObject({
    holders: count,
    documents: count,
    records: count,
    versions: count,
    branches: count,
    contentFiles: count,
    routing: count,
  }),
  /** What a purge can't reach: the operator's backups and their expiry, in the operator's words. */
  notErased: text(1000),
});
export type PurgeStatement = v.InferOutput<typeof purgeStatementSchema>;
export const parsePurgeStatement = (value: unknown): PurgeStatement =>
  parseMessage(purgeStatementSchema, value);
