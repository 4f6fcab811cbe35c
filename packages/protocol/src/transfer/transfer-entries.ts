/** What stands in a transfer file, entry by entry (`transfer-file.ts`): hostile input until its frame was authentic. */
import * as v from 'valibot';
import { contentHash, count, instant, parseMessage, recordOf, text } from '../messages/parts.ts';
import {
  type HolderRole,
  holderRoleSchema,
  type PublishedCampaign,
  parsePublishedCampaign,
} from '../messages/platform.ts';
import type { Bytes } from '../primitives/bytes.ts';
import { ProtocolError } from '../primitives/errors.ts';
import { parseCampaignName, parseName } from '../primitives/names.ts';
import type { TransferEntry } from './transfer-file.ts';

/** `move`: all of a campaign, to another host; `relay`: one school's part, to a laptop; `return`: what was saved on one. */
export type TransferPurpose = 'move' | 'relay' | 'return';

/** The first entry. */
export interface TransferHead {
  readonly kind: 'head';
  readonly purpose: TransferPurpose;
  readonly campaign: string;
  /** When writing began. */
  readonly at: string;
  /** The authority's Ed25519 public key, raw: whose campaign it is. */
  readonly authorityKey: Bytes;
  /** What the stored accesses were made with; null in a `return`. */
  readonly pepper: Bytes | null;
  /** Of a `relay`: what the laptop signs with (PKCS #8) and its public half, and what it seals its `return` under. */
  readonly relay: {
    readonly label: string;
    readonly statementKey: Bytes;
    readonly publicKey: Bytes;
    readonly returnKey: Bytes;
  } | null;
}

/** What a store keeps; the shapes are those of the platform's `DumpEntry`. */
export type CampaignEntry =
  | { readonly kind: 'published'; readonly published: PublishedCampaign }
  | { readonly kind: 'caller'; readonly key: string; readonly sequence: number }
  | {
      readonly kind: 'content';
      readonly file: {
        readonly hash: string;
        readonly type: string;
        readonly identity: Uint8Array;
        readonly gzip: Uint8Array | null;
        readonly br: Uint8Array | null;
      };
    }
  | {
      readonly kind: 'holder';
      readonly holder: {
        readonly holder: Uint8Array;
        readonly access: Uint8Array;
        readonly calendar: number;
        readonly role: HolderRole;
      };
      readonly revoked: boolean;
    }
  | { readonly kind: 'document'; readonly envelope: Uint8Array }
  | {
      readonly kind: 'routing';
      readonly routing: {
        readonly holder: Uint8Array;
        readonly name: string;
        readonly after: string;
        readonly sealed: Uint8Array;
      };
    }
  | {
      readonly kind: 'key';
      readonly released: { readonly name: string; readonly calendar: number; readonly key: Uint8Array };
    }
  | CampaignRecordEntry
  | { readonly kind: 'rescue'; readonly uploader: Uint8Array; readonly kept: KeptEnvelope };

export interface KeptEnvelope {
  readonly envelope: Uint8Array;
  readonly atMs: number;
}

export interface CampaignRecordEntry {
  readonly kind: 'record';
  readonly holder: Uint8Array;
  readonly name: string;
  readonly head: KeptEnvelope | null;
  readonly answers: readonly { readonly hash: Uint8Array; readonly answer: 'saved' | 'late' | 'conflict' }[];
  readonly branches: readonly (KeptEnvelope & { readonly reason: 'late' | 'conflict' })[];
}

/** The last entry: how many of each kind came before. */
export type TransferCounts = Readonly<Record<CampaignEntry['kind'], number>>;

const HASH_BYTES = 32;
const kept = v.pipe(v.array(v.strictTuple([count, v.picklist(['late', 'conflict'])])), v.maxLength(1000));
const name = v.pipe(v.string(), v.check(allows(parseName), 'name'));
const factsOf = {
  head: v.strictObject({
    k: v.literal('head'),
    purpose: v.picklist(['move', 'relay', 'return']),
    campaign: v.pipe(v.string(), v.check(allows(parseCampaignName), 'campaign')),
    at: instant,
    pepper: v.boolean(),
    label: v.nullable(text(100)),
  }),
  end: v.strictObject({ k: v.literal('end'), counts: recordOf(text(20), count) }),
  published: v.strictObject({ k: v.literal('published'), published: v.unknown() }),
  caller: v.strictObject({ k: v.literal('caller'), key: text(100), sequence: count }),
  content: v.strictObject({
    k: v.literal('content'),
    hash: contentHash,
    type: text(100),
    gzip: v.boolean(),
    br: v.boolean(),
  }),
  holder: v.strictObject({
    k: v.literal('holder'),
    calendar: count,
    role: holderRoleSchema,
    revoked: v.boolean(),
  }),
  document: v.strictObject({ k: v.literal('document') }),
  routing: v.strictObject({ k: v.literal('routing'), name, after: name }),
  key: v.strictObject({ k: v.literal('key'), name, calendar: count }),
  record: v.strictObject({
    k: v.literal('record'),
    name,
    /** Minutes since 1970 of the head; null when there is none. */
    head: v.nullable(count),
    /** How many of the hashes were answered so, in this order. */
    saved: count,
    late: count,
    conflict: count,
    branches: kept,
  }),
  rescue: v.strictObject({ k: v.literal('rescue'), at: count }),
};
const MINUTE_MS = 60_000;
const NO_COUNTS: TransferCounts = {
  published: 0,
  caller: 0,
  content: 0,
  holder: 0,
  document: 0,
  routing: 0,
  key: 0,
  record: 0,
  rescue: 0,
};

/** Head, entries, end, as `writeTransferFile` takes them. `onEntry` is called for each, to show progress. */
export async function* encodeTransfer(
  head: TransferHead,
  entries: Iterable<CampaignEntry> | AsyncIterable<CampaignEntry>,
  onEntry: (counts: TransferCounts) => void = () => undefined,
): AsyncGenerator<TransferEntry> {
  const { purpose, campaign, at, authorityKey, pepper, relay } = head;
  yield {
    facts: { k: 'head', purpose, campaign, at, pepper: pepper !== null, label: relay?.label ?? null },
    blobs: [
      authorityKey,
      ...(pepper === null ? [] : [pepper]),
      ...(relay === null ? [] : [relay.statementKey, relay.publicKey, relay.returnKey]),
    ],
  };
  const counts: Record<CampaignEntry['kind'], number> = { ...NO_COUNTS };
  for await (const entry of entries) {
    counts[entry.kind] += 1;
    yield encodeEntry(entry);
    onEntry(counts);
  }
  yield { facts: { k: 'end', counts }, blobs: [] };
}

function encodeEntry(entry: CampaignEntry): TransferEntry {
  switch (entry.kind) {
    case 'published':
      return { facts: { k: 'published', published: entry.published }, blobs: [] };
    case 'caller':
      return { facts: { k: 'caller', key: entry.key, sequence: entry.sequence }, blobs: [] };
    case 'content': {
      const { hash, type, identity, gzip, br } = entry.file;
      return {
        facts: { k: 'content', hash, type, gzip: gzip !== null, br: br !== null },
        blobs: [identity, ...(gzip === null ? [] : [gzip]), ...(br === null ? [] : [br])],
      };
    }
    case 'holder': {
      const { holder, access, calendar, role } = entry.holder;
      return { facts: { k: 'holder', calendar, role, revoked: entry.revoked }, blobs: [holder, access] };
    }
    case 'document':
      return { facts: { k: 'document' }, blobs: [entry.envelope] };
    case 'routing': {
      const { holder, name, after, sealed } = entry.routing;
      return { facts: { k: 'routing', name, after }, blobs: [holder, sealed] };
    }
    case 'key':
      return {
        facts: { k: 'key', name: entry.released.name, calendar: entry.released.calendar },
        blobs: [entry.released.key],
      };
    case 'record': {
      const { holder, name, head, branches } = entry;
      const hashes = (answer: string) =>
        entry.answers.filter((one) => one.answer === answer).map(({ hash }) => hash);
      const [saved, late, conflict] = [hashes('saved'), hashes('late'), hashes('conflict')];
      return {
        facts: {
          k: 'record',
          name,
          head: head === null ? null : head.atMs / MINUTE_MS,
          saved: saved.length,
          late: late.length,
          conflict: conflict.length,
          branches: branches.map(({ atMs, reason }) => [atMs / MINUTE_MS, reason]),
        },
        blobs: [
          holder,
          ...(head === null ? [] : [head.envelope]),
          ...saved,
          ...late,
          ...conflict,
          ...branches.map(({ envelope }) => envelope),
        ],
      };
    }
    case 'rescue':
      return {
        facts: { k: 'rescue', at: entry.kept.atMs / MINUTE_MS },
        blobs: [entry.uploader, entry.kept.envelope],
      };
  }
}

export interface DecodedTransfer {
  readonly head: TransferHead;
  /** To be read to its end, which throws unless the counts are those of the file's last entry. */
  readonly entries: AsyncIterable<CampaignEntry>;
  /** After the last entry. */
  readonly counts: () => TransferCounts;
}

/** Throws `transfer-malformed` or `message-invalid`, here or while the entries are read. */
export async function decodeTransfer(file: AsyncIterable<TransferEntry>): Promise<DecodedTransfer> {
  const iterator = file[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done === true) throw malformed('empty');
  const head = decodeHead(first.value);
  const counts: Record<CampaignEntry['kind'], number> = { ...NO_COUNTS };
  async function* entries(): AsyncGenerator<CampaignEntry> {
    for (;;) {
      const next = await iterator.next();
      if (next.done === true) throw malformed('no end');
      if (next.value.facts.k === 'end') {
        checkEnd(next.value, counts);
        if ((await iterator.next()).done !== true) throw malformed('bytes left over');
        return;
      }
      const entry = decodeEntry(next.value);
      counts[entry.kind] += 1;
      yield entry;
    }
  }
  return { head, entries: entries(), counts: () => counts };
}

function decodeHead({ facts, blobs }: TransferEntry): TransferHead {
  const { purpose, campaign, at, pepper, label } = parseMessage(factsOf.head, withoutLengths(facts));
  const take = taker(blobs);
  const head: TransferHead = {
    kind: 'head',
    purpose,
    campaign,
    at,
    authorityKey: take(HASH_BYTES),
    pepper: pepper ? take(HASH_BYTES) : null,
    relay:
      label === null
        ? null
        : { label, statementKey: take(null), publicKey: take(HASH_BYTES), returnKey: take(HASH_BYTES) },
  };
  take.end();
  return head;
}

function checkEnd({ facts, blobs }: TransferEntry, counts: TransferCounts): void {
  const end = parseMessage(factsOf.end, withoutLengths(facts));
  const same = Object.entries(counts).every(([kind, n]) => end.counts[kind] === n);
  if (!same || blobs.length > 0) throw malformed('counts');
}

function decodeEntry({ facts: all, blobs }: TransferEntry): CampaignEntry {
  const facts = withoutLengths(all);
  const take = taker(blobs);
  const entry = ((): CampaignEntry => {
    switch (facts.k) {
      case 'published':
        return {
          kind: 'published',
          published: parsePublishedCampaign(parseMessage(factsOf.published, facts).published),
        };
      case 'caller': {
        const { key, sequence } = parseMessage(factsOf.caller, facts);
        return { kind: 'caller', key, sequence };
      }
      case 'content': {
        const { hash, type, gzip, br } = parseMessage(factsOf.content, facts);
        const identity = take(null);
        return {
          kind: 'content',
          file: { hash, type, identity, gzip: gzip ? take(null) : null, br: br ? take(null) : null },
        };
      }
      case 'holder': {
        const { calendar, role, revoked } = parseMessage(factsOf.holder, facts);
        return {
          kind: 'holder',
          holder: { holder: take(16), access: take(HASH_BYTES), calendar, role },
          revoked,
        };
      }
      case 'document':
        parseMessage(factsOf.document, facts);
        return { kind: 'document', envelope: take(null) };
      case 'routing': {
        const { name, after } = parseMessage(factsOf.routing, facts);
        return { kind: 'routing', routing: { holder: take(16), name, after, sealed: take(null) } };
      }
      case 'key': {
        const { name, calendar } = parseMessage(factsOf.key, facts);
        return { kind: 'key', released: { name, calendar, key: take(HASH_BYTES) } };
      }
      case 'record':
        return decodeRecord(parseMessage(factsOf.record, facts), take);
      case 'rescue': {
        const { at } = parseMessage(factsOf.rescue, facts);
        return { kind: 'rescue', uploader: take(16), kept: { envelope: take(null), atMs: at * MINUTE_MS } };
      }
      default:
        throw malformed('entry');
    }
  })();
  take.end();
  return entry;
}

function decodeRecord(facts: v.InferOutput<typeof factsOf.record>, take: Taker): CampaignRecordEntry {
  const holder = take(16);
  const head = facts.head === null ? null : { envelope: take(null), atMs: facts.head * MINUTE_MS };
  const answers: { hash: Bytes; answer: 'saved' | 'late' | 'conflict' }[] = [];
  for (const answer of ['saved', 'late', 'conflict'] as const) {
    for (let i = 0; i < facts[answer]; i++) answers.push({ hash: take(HASH_BYTES), answer });
  }
  const branches = facts.branches.map(([at, reason]) => ({
    envelope: take(null),
    atMs: at * MINUTE_MS,
    reason,
  }));
  return { kind: 'record', holder, name: facts.name, head, answers, branches };
}

interface Taker {
  /** The next byte string, of that length unless null. */
  (length: number | null): Bytes;
  /** There must be none left. */
  readonly end: () => void;
}

function taker(blobs: readonly Uint8Array[]): Taker {
  let at = 0;
  const take = (length: number | null) => {
    const blob = blobs[at++];
    if (blob === undefined || (length !== null && blob.length !== length)) throw malformed('bytes');
    return blob as Bytes;
  };
  const end = () => {
    if (at !== blobs.length) throw malformed('bytes');
  };
  return Object.assign(take, { end });
}

function withoutLengths({
  b: _lengths,
  ...facts
}: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return facts;
}

function allows(parse: (text: string) => string): (text: string) => boolean {
  return (text) => {
    try {
      parse(text);
      return true;
    } catch {
      return false;
    }
  };
}

function malformed(what: string): ProtocolError {
  return new ProtocolError('transfer-malformed', what);
}
