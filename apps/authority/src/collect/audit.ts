/**
 * Audits: heads that were collected are asked for again. A platform restored from a backup, or one that withholds, may
 * show nothing of it in its feed. Exactly what was asked for has to be answered; each record that is not, or not
 * readably, is an incident of that record alone.
 */

import { Refusal } from '@cloison/command/refusal';
import { equalBytes, fromBase64Url, parseEnvelopeHeader, toBase64Url } from '@cloison/protocol/public';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { PlatformClient } from '../platform-link/platform-client.ts';
import type { Incident, IncidentCode } from '../records/incidents.ts';
import {
  type Audited,
  hasCome,
  hashOf,
  type ReceiveOutcome,
  receiveAudited,
} from '../records/receive-feed.ts';
import { findHead, headsInBatches, type RecordKey } from '../records/received-records.ts';
import type { HolderRow } from '../vault/rows.ts';
import { silentOf, silentRecords } from './silent-records.ts';

/** Heads asked for in one call when all are compared: with 16 KiB each, some 11 MB of answer. */
const BATCH = 400;

export interface AuditOutcome extends ReceiveOutcome {
  /** Newer heads than those kept: the feed has to bring them, or what follows them, in the same pass. */
  readonly newer: readonly Audited[];
  /** Records that were asked for, and not shown, or not rightly. */
  readonly faults: number;
}

/** Reads heads again and compares; of records of which nothing is kept, finds what the feed has left out. */
export async function audit(
  campaign: OpenCampaign,
  client: PlatformClient,
  records: readonly RecordKey[],
): Promise<AuditOutcome> {
  const asked = new Map(
    records.map(({ holder, name }) => [keyOf(toBase64Url(holder), name), { holder, name }]),
  );
  const none = { received: 0, quarantined: 0, rollbacks: 0, incidents: 0, newer: [], faults: 0 };
  if (asked.size === 0) return none;
  const shown = await ask(client, [...asked.values()]);
  const answers: Audited[] = [];
  const newer: Audited[] = [];
  const incidents: Incident[] = [];
  const faultsOfNone = new Set<IncidentCode>();
  let faults = 0;
  for (const [key, record] of asked) {
    const [text, ...more] = shown.get(key) ?? [];
    const code =
      text === undefined ? 'audit-silent' : more.length > 0 ? 'audit-unreadable' : faultOf(record, text);
    const kept = findHead(campaign.vault, record.holder, record.name);
    if (code !== null) {
      faults += 1;
      if (kept === null) faultsOfNone.add(code);
      else incidents.push({ code, record });
      continue;
    }
    const envelope = typeof text === 'string' ? fromBase64Url(text) : null;
    const isNewer =
      envelope !== null && (kept === null || parseEnvelopeHeader(envelope).version > kept.version);
    (isNewer ? newer : answers).push({ ...record, envelope });
  }
  // Where nothing is kept there is nothing to compare: named once, of no record, unless it is of another.
  for (const code of faultsOfNone) {
    if (!incidents.some((one) => one.code === code)) incidents.push({ code, record: null });
  }
  return { ...(await receiveAudited(campaign, answers, incidents)), newer, faults };
}

/** Records of which nothing final is kept, by their names, in batches of what one call may ask for. */
export async function* auditSilent(
  campaign: OpenCampaign,
  client: PlatformClient,
): AsyncGenerator<AuditOutcome> {
  for (const batch of silentRecords(campaign, BATCH)) yield await audit(campaign, client, batch);
}

/** The same of these holders alone. */
export async function* auditSilentOf(
  campaign: OpenCampaign,
  client: PlatformClient,
  holders: readonly HolderRow[],
): AsyncGenerator<AuditOutcome> {
  for (const batch of silentOf(campaign, holders, BATCH)) yield await audit(campaign, client, batch);
}

/** Every head, in batches of what one call may ask for. */
export async function* auditEverything(
  campaign: OpenCampaign,
  client: PlatformClient,
): AsyncGenerator<AuditOutcome> {
  for (const batch of headsInBatches(campaign, BATCH)) yield audit(campaign, client, batch);
}

/**
 * At the end of a pass: newer heads that were shown to an audit and did not come by the feed are taken from the audit.
 * `feedEnded`: the feed was read to its end, so that a platform that did not bring them has withheld them.
 */
export function takeNewer(
  campaign: OpenCampaign,
  newer: readonly Audited[],
  feedEnded: boolean,
): Promise<ReceiveOutcome> {
  const missing = newer.filter(({ holder, name, envelope }) => {
    const kept = findHead(campaign.vault, holder, name);
    return envelope !== null && (kept === null || kept.version < parseEnvelopeHeader(envelope).version);
  });
  // What the feed brought, and was refused or kept as a branch, has not been left out.
  const incidents = missing
    .filter((one) => one.envelope !== null && !hasCome(campaign, { ...one, hash: hashOf(one.envelope) }))
    .map((record) => ({ code: 'newer-missing' as const, record }));
  return receiveAudited(campaign, missing, feedEnded ? incidents : []);
}

const keyOf = (holder: string, name: string) => `${holder} ${name}`;

/** Of a call alone: a platform that is away, or does not take our signature, ends the pass. */
const NO_ANSWER: ReadonlySet<string> = new Set(['platform-answer', 'platform-refused', 'platform-purged']);

/** What was answered for each record. An answer that is none, or a refusal, is silence on all of them: the feed is read all the same. */
async function ask(
  client: PlatformClient,
  records: readonly RecordKey[],
): Promise<ReadonlyMap<string, readonly (string | null)[]>> {
  const shown = new Map<string, (string | null)[]>();
  try {
    const query = records.map(({ holder, name }) => ({ holder: toBase64Url(holder), name }));
    for (const { holder, name, envelope } of (await client.readRecords({ records: query })).records) {
      shown.set(keyOf(holder, name), [...(shown.get(keyOf(holder, name)) ?? []), envelope]);
    }
  } catch (error) {
    if (!(error instanceof Refusal) || !NO_ANSWER.has(error.code)) throw error;
  }
  return shown;
}

/** Null: readable, and of the record that was asked for. */
function faultOf(asked: RecordKey, text: string | null | undefined): IncidentCode | null {
  if (typeof text !== 'string') return null;
  try {
    const { holderId, name, kind } = parseEnvelopeHeader(fromBase64Url(text));
    const isIt = equalBytes(holderId, asked.holder) && name === asked.name && kind !== 'document';
    return isIt ? null : 'audit-swapped';
  } catch {
    return 'audit-unreadable';
  }
}
