/** What the authority collects: the feed of changes, and audit reads of single records. */
import {
  type Feed,
  fromBase64Url,
  isFeedCursor,
  parseRecordQuery,
  type RecordAnswer,
} from '@cloison/protocol/public';
import { PlatformError } from '../base/platform-error.ts';
import { base64Url } from '../campaign/read-envelope.ts';
import type { CampaignFeed, FeedPart } from '../store/feed.ts';
import type { CampaignReader } from '../store/reading.ts';

const DEFAULT_LIMIT = 500;
const MAX_LIMIT = 5000;
const MAX_FEED_BYTES = 8 * 1024 * 1024;

/** `GET /authority/1/{campaign}/feed?after=CURSOR&limit=M&whole=heads&only=finals`; throws `bad-request`. */
export async function feed(campaign: CampaignFeed, query: Readonly<Record<string, unknown>>): Promise<Feed> {
  const after = query.after ?? '';
  if (!isFeedCursor(after)) throw new PlatformError('bad-request');
  const limit = Math.min(wholeNumber(query.limit, DEFAULT_LIMIT), MAX_LIMIT);
  if (limit === 0 || (query.whole !== undefined && query.whole !== 'heads'))
    throw new PlatformError('bad-request');
  const wholeHeads = query.whole === 'heads';
  const part = query.only === undefined ? {} : { only: partOf(query.only) };
  const page = await campaign.feed({ after, limit, wholeHeads, maxBytes: MAX_FEED_BYTES, ...part });
  return {
    entries: page.entries.map((entry) => ({
      cursor: entry.cursor,
      holder: base64Url(entry.holder),
      name: entry.name,
      kind: entry.kind,
      reason: entry.reason,
      version: entry.version,
      hash: base64Url(entry.hash),
      at: new Date(entry.atMs).toISOString(),
      envelope: entry.envelope === null ? null : base64Url(entry.envelope),
    })),
    next: page.next ?? page.entries.at(-1)?.cursor ?? (page.rewound ? '' : after),
    more: page.more,
    rewound: page.rewound,
  };
}

/** `POST …/records`: heads, as a browser would get them; null where there is none. */
export async function auditRecords(campaign: CampaignReader, body: unknown): Promise<RecordAnswer> {
  const { records } = parseRecordQuery(body);
  return {
    records: await Promise.all(
      records.map(async ({ holder, name }) => {
        const record = await campaign.record(fromBase64Url(holder), name);
        return { holder, name, envelope: record === null ? null : base64Url(record.bytes) };
      }),
    ),
  };
}

function partOf(value: unknown): FeedPart {
  if (value !== 'finals' && value !== 'others') throw new PlatformError('bad-request');
  return value;
}

function wholeNumber(value: unknown, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (typeof value !== 'string' || !/^\d{1,15}$/.test(value)) throw new PlatformError('bad-request');
  return Number(value);
}
