/** Turns a campaign's streams into dump entries, and dump entries into streams. */
import { parseEnvelopeHeader } from '@cloison/protocol/public';
import { MINUTE_MS } from '../minutes.ts';
import { StorageRefusal } from '../storage-error.ts';
import type { DumpEntry, DumpedRecord } from '../transfer.ts';
import { NatsContent } from './content.ts';
import { decodeHolder, encodeHolder, type HolderMessage } from './holder-message.ts';
import type { Link } from './link.ts';
import { mapConcurrently } from './map-concurrently.ts';
import {
  type Branch,
  CHUNK,
  decodeRecord,
  encodeRecord,
  HASH_BYTES,
  hashAt,
  hashOf,
  type Kept,
  NO_RECORD,
  type RecordMessage,
  sameBytes,
  summaryOf,
} from './record-message.ts';
import { scan } from './scan.ts';
import { type CampaignSubjects, holderAndName, text } from './schema.ts';
import { decodeRescued, decodeRouting, encodeRescued, encodeRouting } from './side-messages.ts';

/** Entries in one batch. A failure ends the transfer after the batch. */
const BATCH = 2000;
const WIDTH = 256;

/** All entries except the publication and the callers. */
export async function* dumpStreams(link: Link, subjects: CampaignSubjects): AsyncGenerator<DumpEntry> {
  const content = new NatsContent(link, subjects);
  for await (const hash of content.hashes()) {
    const file = await content.read(hash);
    if (file !== null) yield { kind: 'content', file };
  }
  const ofKind = async function* (kind: string) {
    for (let i = 0; i < subjects.partitions; i++) {
      yield* scan(link, subjects.stream(i), { filter: subjects.kind(i, kind) });
    }
  };
  for await (const { subject, data } of ofKind('o')) {
    const { access, calendar, role, revoked } = decodeHolder(data);
    const holder = new Uint8Array(Buffer.from(subject.slice(subject.lastIndexOf('.') + 1), 'base64url'));
    yield { kind: 'holder', holder: { holder, access, calendar, role }, revoked };
  }
  for await (const { data } of ofKind('d')) yield { kind: 'document', envelope: new Uint8Array(data) };
  for await (const { subject, data } of ofKind('t')) {
    yield { kind: 'routing', routing: { ...holderAndName(subject), ...decodeRouting(data) } };
  }
  for await (const { subject, data } of ofKind('y')) {
    const [calendar, name] = subject.split('.').slice(-2) as [string, string];
    const key = new Uint8Array(data);
    yield { kind: 'key', released: { name: name.replaceAll('=', '/'), calendar: Number(calendar), key } };
  }
  for await (const { subject, data } of ofKind('f.r')) {
    const entry = await dumpedRecord(link, subjects, subject, decodeRecord(data));
    if (entry !== null) yield entry;
  }
  for await (const { data } of ofKind('f.x')) {
    const { uploader, atMs, envelope } = decodeRescued(data);
    yield { kind: 'rescue', uploader, kept: { envelope, atMs } };
  }
}

/** Null for a record that has only the mark of a revocation. */
async function dumpedRecord(
  link: Link,
  subjects: CampaignSubjects,
  subject: string,
  record: RecordMessage,
): Promise<DumpedRecord | null> {
  const { holder, name } = holderAndName(subject);
  if (record.envelope === null && record.branches.length === 0) return null;
  const chunks: (number | 'moved')[] = record.moved > 0 ? ['moved'] : [];
  for (let chunk = 0; chunk < record.spilled / CHUNK; chunk++) chunks.push(chunk);
  const older = await mapConcurrently(
    chunks,
    8,
    async (chunk) => (await link.read(subjects.hashes(holder, name, chunk)))!.data,
  );
  const saved = Buffer.concat([...older, record.recent]);
  return {
    kind: 'record',
    holder,
    name,
    head: record.envelope === null ? null : { envelope: record.envelope, atMs: record.minute * MINUTE_MS },
    answers: [
      ...Array.from({ length: saved.length / HASH_BYTES }, (_, i) => ({
        hash: new Uint8Array(hashAt(saved, i)),
        answer: 'saved' as const,
      })),
      ...record.kept.map(({ hash, answer }) => ({ hash: new Uint8Array(hash), answer })),
    ],
    branches: record.branches.map(({ envelope, minute, answer }) => ({
      envelope,
      atMs: minute * MINUTE_MS,
      reason: answer,
    })),
  };
}

/** `other` gets the publication and the callers. Resolves to the highest calendar index of a holder, -1 without holders. */
export async function fillStreams(
  link: Link,
  subjects: CampaignSubjects,
  entries: Iterable<DumpEntry> | AsyncIterable<DumpEntry>,
  other: (entry: Extract<DumpEntry, { kind: 'published' | 'caller' }>) => void,
): Promise<number> {
  const content = new NatsContent(link, subjects);
  let calendars = 0;
  let highestCalendar = -1;
  let batch: DumpEntry[] = [];
  const flush = async () => {
    await fillBatch(link, subjects, content, batch);
    batch = [];
  };
  const checked = (calendar: number) => {
    if (calendar >= calendars) throw new StorageRefusal('calendar');
  };
  for await (const entry of entries) {
    if (entry.kind === 'published') calendars = entry.published.calendars.length;
    if (entry.kind === 'published' || entry.kind === 'caller') {
      other(entry);
      continue;
    }
    if (entry.kind === 'key') checked(entry.released.calendar);
    if (entry.kind === 'holder') {
      checked(entry.holder.calendar);
      highestCalendar = Math.max(highestCalendar, entry.holder.calendar);
    }
    // All holders are written before anything that belongs to one.
    if (batch.length === BATCH || (batch.at(-1)?.kind === 'holder' && entry.kind !== 'holder')) await flush();
    batch.push(entry);
  }
  await flush();
  if (calendars === 0) throw new StorageRefusal('absent');
  return highestCalendar;
}

type Filled = Exclude<DumpEntry, { kind: 'published' | 'caller' }>;

async function fillBatch(
  link: Link,
  subjects: CampaignSubjects,
  content: NatsContent,
  batch: readonly DumpEntry[],
): Promise<void> {
  await addNames(link, subjects, batch);
  const uploaders = new Map<string, Uint8Array[]>();
  await mapConcurrently(batch as readonly Filled[], WIDTH, async (entry) => {
    switch (entry.kind) {
      case 'content':
        return content.write(entry.file);
      case 'holder': {
        const { holder, access, calendar, role } = entry.holder;
        const message: HolderMessage = {
          access: new Uint8Array(access),
          calendar,
          role,
          revoked: entry.revoked,
          records: [],
          documents: [],
        };
        await link.publish(subjects.access(access), holder, null);
        await link.publish(subjects.holder(holder), encodeHolder(message), null);
        return;
      }
      case 'document': {
        const { holderId, name } = parseEnvelopeHeader(entry.envelope);
        await link.publish(subjects.document(holderId, name), entry.envelope, null);
        return;
      }
      case 'routing': {
        const { holder, name, after, sealed } = entry.routing;
        await link.publish(subjects.routing(holder, name), encodeRouting({ after, sealed }), null);
        return;
      }
      case 'key': {
        const { name, calendar, key } = entry.released;
        await link.publish(subjects.releasedKey(name, calendar), key, null);
        return;
      }
      case 'record':
        return fillRecord(link, subjects, entry);
      case 'rescue': {
        const { envelope, atMs } = entry.kept;
        const { holderId } = parseEnvelopeHeader(envelope);
        const hash = hashOf(envelope);
        const { uploader } = entry;
        const lines = uploaders.get(text(uploader)) ?? [];
        uploaders.set(text(uploader), [...lines, Buffer.concat([holderId, hash])]);
        await link.publish(
          subjects.rescued(holderId, hash),
          encodeRescued({ uploader, atMs, envelope }),
          null,
        );
        return;
      }
    }
  });
  await mapConcurrently([...uploaders], WIDTH, async ([uploader, lines]) => {
    const target = subjects.uploader(Buffer.from(uploader, 'base64url'));
    const before = await link.read(target);
    await link.publish(target, Buffer.concat([before?.data ?? Buffer.alloc(0), ...lines]), null);
  });
}

/** Adds the names of records and documents to their holders' messages, with one write for all names of a batch. */
async function addNames(link: Link, subjects: CampaignSubjects, batch: readonly DumpEntry[]): Promise<void> {
  const names = new Map<string, { readonly records: Set<string>; readonly documents: Set<string> }>();
  for (const entry of batch) {
    if (entry.kind !== 'document' && entry.kind !== 'record') continue;
    const { holderId, name } =
      entry.kind === 'record'
        ? { holderId: entry.holder, name: entry.name }
        : parseEnvelopeHeader(entry.envelope);
    const own = names.get(text(holderId)) ?? { records: new Set(), documents: new Set() };
    names.set(text(holderId), own);
    own[entry.kind === 'record' ? 'records' : 'documents'].add(name);
  }
  await mapConcurrently([...names], WIDTH, async ([key, { records, documents }]) => {
    const target = subjects.holder(Buffer.from(key, 'base64url'));
    const message = await link.read(target);
    if (message === null) throw new StorageRefusal('absent');
    const holder = decodeHolder(message.data);
    const next: HolderMessage = {
      ...holder,
      records: [...new Set([...holder.records, ...records])],
      documents: [...new Set([...holder.documents, ...documents])],
    };
    await link.publish(target, encodeHolder(next), null);
  });
}

async function fillRecord(link: Link, subjects: CampaignSubjects, entry: DumpedRecord): Promise<void> {
  const { holder, name, head } = entry;
  const saved = entry.answers.filter(({ answer }) => answer === 'saved').map(({ hash }) => hash);
  const headHash = head === null ? null : hashOf(head.envelope);
  const older = saved.filter((hash) => headHash === null || !sameBytes(hash, headHash));
  const header = head === null ? null : parseEnvelopeHeader(head.envelope);
  if (saved.length !== (header?.version ?? 0) || older.length !== Math.max(0, saved.length - 1)) {
    throw new Error('a record of the transfer does not have one accepted hash for each version');
  }
  if (older.length > 0) {
    await link.publish(subjects.hashes(holder, name, 'moved'), Buffer.concat(older), null);
  }
  const owner = await link.read(subjects.holder(holder));
  const record: RecordMessage = {
    ...NO_RECORD,
    revoked: owner !== null && decodeHolder(owner.data).revoked,
    minute: head === null ? 0 : head.atMs / MINUTE_MS,
    moved: older.length,
    recent: headHash === null ? Buffer.alloc(0) : Buffer.from(headHash),
    kept: entry.answers.flatMap(({ hash, answer }): readonly Kept[] =>
      answer === 'saved' ? [] : [{ hash, answer }],
    ),
    branches: entry.branches.map(({ envelope, atMs, reason }): Branch => {
      const bytes = new Uint8Array(envelope);
      return {
        answer: reason,
        minute: atMs / MINUTE_MS,
        envelope: bytes,
        header: parseEnvelopeHeader(bytes),
      };
    }),
    head:
      header === null ? null : { version: header.version, hash: headHash!, final: header.kind === 'final' },
    envelope: head === null ? null : new Uint8Array(head.envelope),
  };
  const summary = summaryOf(record.head?.version ?? 0, record.branches.length);
  await link.publish(subjects.record(holder, name), encodeRecord(record), null, summary);
}
