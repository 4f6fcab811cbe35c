/**
 * What a school's laptop collected, into the vault: as if it had come by the feed, and only once, however often the file is
 * given and however many files one laptop has made. The laptop is trusted no more than a platform: what it says of an envelope
 * is compared with the envelope, and bodies are checked when they are opened.
 */

import { createReadStream, existsSync } from 'node:fs';
import { open as openFile } from 'node:fs/promises';
import { Refusal } from '@cloison/command/refusal';
import {
  type Bytes,
  type CampaignEntry,
  type CampaignRecordEntry,
  decodeTransfer,
  equalBytes,
  type KeptEnvelope,
  ProtocolError,
  parseEnvelopeHeader,
  readTransferFile,
  readTransferKey,
  sha256,
  toBase64Url,
  toHex,
  transferFileKeyId,
} from '@cloison/protocol/public';
import { requireOpen } from '../campaign/campaign-row.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { findHolder, markUsed } from '../codes/holders.ts';
import { processRecords } from '../collect/process-backlog.ts';
import { appendJournal } from '../journal/journal.ts';
import { MAX_BRANCHES, makeRoom } from '../records/branch-room.ts';
import { type QuarantineCode, QuarantineError } from '../records/check-body.ts';
import { relationOf } from '../records/follow.ts';
import { addIncidents, type Incident } from '../records/incidents.ts';
import { addQuarantine } from '../records/quarantine.ts';
import { hasTooManyNames, receiptTime, receiptTimes } from '../records/receive-feed.ts';
import {
  branchesOf,
  countBranches,
  dropBranch,
  findHead,
  hasBranch,
  keepBranch,
} from '../records/received-records.ts';
import { cachedState, type ReadState, type ReadStates } from '../records/record-state.ts';
import type { HostRow } from '../vault/rows.ts';
import { keepBrought } from './host-counts.ts';
import { hostsOf } from './hosts.ts';
import { refuseHosts } from './refusals.ts';

export interface TakenRelay {
  readonly laptop: string;
  /** Envelopes that are new here. */
  readonly received: number;
  readonly quarantined: number;
  /** Sittings computed anew. */
  readonly sittings: number;
}

const HEAD_BYTES = 29;

/**
 * Throws `relay-stranger`, `relay-damaged`: then nothing was taken. `relay-changed`: the file was altered between its two
 * readings; what came before the alteration is the laptop's own, and was taken. The same laptop's file given again brings the rest.
 */
export async function takeRelay(
  campaign: OpenCampaign,
  path: string,
  signal?: AbortSignal,
): Promise<TakenRelay> {
  requireOpen(campaign);
  const { vault, actor, name } = campaign;
  const laptop = await laptopOfFile(campaign, path);
  const text = campaign.sealer.open<string>(
    'place',
    'return_key_sealed',
    toHex(laptop.public_key),
    laptop.return_key_sealed!,
  );
  const key = readTransferKey(text);
  // Reads the file to its end before anything of it is kept.
  for await (const _entry of await entriesOf(campaign, key, path));
  let received = 0;
  let quarantined = 0;
  let records = 0;
  try {
    for await (const entry of await entriesOf(campaign, key, path)) {
      signal?.throwIfAborted();
      if (entry.kind === 'record') records += 1;
      for (const one of await envelopesOf(entry)) {
        const states = await readStates(campaign, one);
        vault.transaction(() => {
          try {
            if (takeEnvelope(campaign, laptop, one, states)) received += 1;
          } catch (error) {
            if (addQuarantine(campaign, { ...one, code: codeOf(error) })) quarantined += 1;
          }
        });
      }
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const taken = { laptop: laptop.label, received, quarantined };
    vault.transaction(() => appendJournal(vault, actor, 'relay.cut', name, taken));
    throw refuseHosts('relay-changed', { path, received });
  }
  vault.transaction(() => {
    keepBrought(vault, laptop, records);
    vault.run(
      'UPDATE place SET taken_at = ? WHERE campaign = ? AND public_key = ?',
      actor.now().toISOString(),
      name,
      laptop.public_key,
    );
    appendJournal(vault, actor, 'relay.take', name, { laptop: laptop.label, received, quarantined });
  });
  const processed = await processRecords(campaign, signal === undefined ? {} : { signal });
  return {
    laptop: laptop.label,
    received,
    quarantined: quarantined + processed.quarantined,
    sittings: processed.sittings,
  };
}

async function laptopOfFile({ vault, name }: OpenCampaign, path: string): Promise<HostRow> {
  const head = new Uint8Array(HEAD_BYTES);
  const file = await openFile(path, 'r');
  try {
    const { bytesRead } = await file.read(head);
    const id = transferFileKeyId(head.subarray(0, bytesRead));
    const laptop = hostsOf(vault, name).find(
      ({ return_key_id, return_key_sealed }) =>
        return_key_id !== null && return_key_sealed !== null && equalBytes(return_key_id, id),
    );
    if (laptop !== undefined) return laptop;
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
  } finally {
    await file.close();
  }
  throw refuseHosts('relay-stranger', { path, campaign: name });
}

async function entriesOf(
  { name }: OpenCampaign,
  key: Uint8Array,
  path: string,
): Promise<AsyncGenerator<CampaignEntry>> {
  const damaged = (error: unknown) =>
    error instanceof ProtocolError ? refuseHosts('relay-damaged', { path, detail: error.message }) : error;
  async function* entries() {
    try {
      const pieces: AsyncIterable<Uint8Array> = createReadStream(path, { highWaterMark: 1024 * 1024 });
      const file = await decodeTransfer(readTransferFile(key, pieces));
      if (file.head.campaign !== name || file.head.purpose !== 'return') {
        throw refuseHosts('relay-stranger', { path, campaign: name });
      }
      yield* file.entries;
    } catch (error) {
      throw damaged(error);
    }
  }
  if (!existsSync(path)) throw refuseHosts('relay-stranger', { path, campaign: name });
  return entries();
}

interface ReturnedEnvelope {
  readonly holder: Bytes;
  readonly name: string;
  readonly hash: Bytes;
  readonly reason: 'late' | 'conflict' | 'rescue' | 'relay';
  readonly at: string;
  readonly envelope: Bytes;
}

async function envelopesOf(entry: CampaignEntry): Promise<ReturnedEnvelope[]> {
  if (entry.kind === 'rescue') return [await rescued(entry.kept)];
  if (entry.kind !== 'record') return [];
  const brought: ReturnedEnvelope[] = [];
  if (entry.head !== null) brought.push(await one(entry, entry.head, 'relay'));
  for (const branch of entry.branches) brought.push(await one(entry, branch, branch.reason));
  return brought;
}

/** Empty: no instant that there is. */
function instantOf(atMs: number): string {
  const date = new Date(atMs);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}

async function one(
  { holder, name }: CampaignRecordEntry,
  { envelope, atMs }: KeptEnvelope,
  reason: ReturnedEnvelope['reason'],
): Promise<ReturnedEnvelope> {
  const at = instantOf(atMs);
  const hash = await sha256(envelope);
  return { holder: holder as Bytes, name, hash, reason, at, envelope: envelope as Bytes };
}

/** A rescued envelope says itself whose it is; one that cannot be read is quarantined under no holder. */
async function rescued({ envelope, atMs }: KeptEnvelope): Promise<ReturnedEnvelope> {
  const address = (() => {
    try {
      const { holderId, name } = parseEnvelopeHeader(envelope);
      return { holder: holderId, name };
    } catch {
      return { holder: new Uint8Array(16), name: '' };
    }
  })();
  const at = instantOf(atMs);
  return {
    ...address,
    hash: await sha256(envelope),
    reason: 'rescue',
    at,
    envelope: envelope as Bytes,
  };
}

/** Opened before the transaction: the envelope itself, and the branches that are kept of its record. */
async function readStates(campaign: OpenCampaign, one: ReturnedEnvelope): Promise<ReadStates> {
  const states = new Map<string, ReadState>();
  const row = findHolder(campaign.vault, one.holder);
  if (row === null || row.campaign !== campaign.name) return states;
  for (const branch of [one, ...branchesOf(campaign.vault, one.holder, one.name)]) {
    states.set(toBase64Url(branch.hash), await cachedState(campaign, row, branch));
  }
  return states;
}

/**
 * Whether it is new. A laptop is believed as little as a platform (`records/receive-feed.ts`): what opened once is kept until
 * something opens that follows it. In the caller's transaction.
 */
function takeEnvelope(
  campaign: OpenCampaign,
  laptop: HostRow,
  { holder, name, hash, reason, at, envelope }: ReturnedEnvelope,
  states: ReadStates,
): boolean {
  const { vault } = campaign;
  const row = findHolder(vault, holder);
  if (row === null || row.campaign !== campaign.name) throw new QuarantineError('unknown-holder');
  const header = parseEnvelopeHeader(envelope);
  if (!equalBytes(header.holderId, holder) || header.name !== name || header.kind === 'document') {
    throw new QuarantineError('feed-mismatch');
  }
  const now = states.get(toBase64Url(hash));
  if (now?.kind === 'refused') throw new QuarantineError(now.code);
  if (now?.kind === 'opened') markUsed(vault, row.holder_id);
  // What the online platform has too (a rescue file that was used twice) is known already.
  const online = findHead(vault, holder, name);
  if (online !== null && equalBytes(online.hash, hash)) return false;
  if (hasBranch(vault, { holder, name, hash })) return false;
  const incidents: Incident[] = [];
  const record = { holder, name };
  const time = receiptTime(receiptTimes(campaign), at);
  if (time.isImpossibleTime) incidents.push({ code: 'impossible-time', record });
  const place =
    reason === 'relay'
      ? placeOf(campaign, laptop, { ...record, hash, version: header.version }, states)
      : reason;
  if (place === 'fork' || place === 'after-final') incidents.push({ code: place, record });
  const isOneName = hasTooManyNames(campaign, { holder: row, name, branch: 'conflict' });
  if (isOneName) incidents.push({ code: 'names-full', record: { holder, name: '' } });
  const isFull = countBranches(vault, record) >= MAX_BRANCHES;
  if (isFull) incidents.push({ code: 'branches-full', record });
  addIncidents(campaign, incidents);
  if (place === 'known' || isOneName) return false;
  const isBeside = place === 'fork' || place === 'after-final' || place === 'unread';
  const kept = isBeside ? 'conflict' : place;
  const final = Number(header.kind === 'final');
  const branch = { holder, name, hash, version: header.version, reason: kept, at: time.at, envelope, final };
  return (!isFull || makeRoom(vault, branch, states)) && keepBranch(vault, branch);
}

/**
 * What becomes of a laptop's head. `relay`: it holds the whole state of the one that the laptop brought before, and takes its
 * place. A branch: it does not follow that one, or could not be read here, and is kept beside it. `known`: it is behind that one.
 */
function placeOf(
  { vault }: OpenCampaign,
  { public_key }: HostRow,
  {
    holder,
    name,
    hash,
    version,
  }: Pick<ReturnedEnvelope, 'holder' | 'name' | 'hash'> & { readonly version: number },
  states: ReadStates,
): 'relay' | 'known' | 'unread' | 'fork' | 'after-final' {
  const before = vault.get<{ version: number; hash: Bytes }>(
    'SELECT version, hash FROM relay_head WHERE place = ? AND holder = ? AND name = ?',
    public_key,
    holder,
    name,
  );
  if (before !== undefined) {
    const [now, kept] = [hash, before.hash].map((one) => states.get(toBase64Url(one)));
    // Something of ours failed on it.
    if (now?.kind !== 'opened') return 'unread';
    if (kept?.kind === 'opened') {
      const relation = relationOf(now.state, kept.state);
      const isOlder =
        now.state.saves === null || kept.state.saves === null ? version <= before.version : false;
      if (relation === 'behind' || isOlder) return 'known';
      if (kept.state.final) return 'after-final';
      if (relation !== 'follows') return 'fork';
    }
    dropBranch(vault, { holder, name, hash: before.hash, reason: 'relay' });
  }
  vault.run(
    `INSERT INTO relay_head VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET version = excluded.version, hash = excluded.hash`,
    public_key,
    holder,
    name,
    version,
    hash,
  );
  return 'relay';
}

function codeOf(error: unknown): QuarantineCode {
  if (error instanceof QuarantineError) return error.code;
  if (error instanceof ProtocolError) return 'feed-mismatch';
  throw error;
}
