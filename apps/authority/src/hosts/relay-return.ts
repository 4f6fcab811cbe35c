/**
 * What a school's laptop collected, into the vault: as if it had come by the feed, and only once, however often the file is
 * given and however many files one laptop has made. The laptop is trusted no more than a platform: what it says of an envelope
 * is compared with the envelope, and bodies are checked when they are opened.
 */

import { createReadStream, existsSync } from 'node:fs';
import { open as openFile } from 'node:fs/promises';
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
  toHex,
  transferFileKeyId,
} from '@cloison/protocol/public';
import { requireOpen } from '../campaign/campaign-row.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { findHolder, markUsed } from '../codes/holders.ts';
import { processRecords } from '../collect/process-backlog.ts';
import { appendJournal } from '../journal/journal.ts';
import { type QuarantineCode, QuarantineError } from '../records/check-body.ts';
import { addQuarantine } from '../records/quarantine.ts';
import { dropBranch, findHead, keepBranch } from '../records/received-records.ts';
import type { HostRow } from '../vault/rows.ts';
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

/** Throws `relay-stranger`, `relay-damaged`: then nothing was taken. */
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
  for await (const entry of await entriesOf(campaign, key, path)) {
    signal?.throwIfAborted();
    for (const one of await envelopesOf(entry)) {
      vault.transaction(() => {
        try {
          if (takeEnvelope(campaign, laptop, one)) received += 1;
        } catch (error) {
          if (addQuarantine(campaign, { ...one, code: codeOf(error) })) quarantined += 1;
        }
      });
    }
  }
  vault.transaction(() => {
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

async function one(
  { holder, name }: CampaignRecordEntry,
  { envelope, atMs }: KeptEnvelope,
  reason: ReturnedEnvelope['reason'],
): Promise<ReturnedEnvelope> {
  const at = new Date(atMs).toISOString();
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
  const at = new Date(atMs).toISOString();
  return {
    ...address,
    hash: await sha256(envelope),
    reason: 'rescue',
    at,
    envelope: envelope as Bytes,
  };
}

/** Whether it is new. In the caller's transaction. */
function takeEnvelope(
  campaign: OpenCampaign,
  laptop: HostRow,
  { holder, name, hash, reason, at, envelope }: ReturnedEnvelope,
): boolean {
  const { vault } = campaign;
  const row = findHolder(vault, holder);
  if (row === null || row.campaign !== campaign.name) throw new QuarantineError('unknown-holder');
  const header = parseEnvelopeHeader(envelope);
  if (!equalBytes(header.holderId, holder) || header.name !== name || header.kind === 'document') {
    throw new QuarantineError('feed-mismatch');
  }
  markUsed(vault, row);
  // What the online platform has too (a rescue file that was used twice) is known already.
  const online = findHead(vault, holder, name);
  if (online !== null && equalBytes(online.hash, hash)) return false;
  if (reason === 'relay' && !isNewest(campaign, laptop, { holder, name, hash, version: header.version }))
    return false;
  const branch = { holder, name, hash, version: header.version, reason, at, envelope };
  return keepBranch(vault, { ...branch, final: Number(header.kind === 'final') });
}

/** Keeps a laptop's head, and drops the one it brought before: an envelope holds a record's whole state. Whether it is the newest. */
function isNewest(
  { vault }: OpenCampaign,
  { public_key }: HostRow,
  {
    holder,
    name,
    hash,
    version,
  }: Pick<ReturnedEnvelope, 'holder' | 'name' | 'hash'> & { readonly version: number },
): boolean {
  const where = 'place = ? AND holder = ? AND name = ?';
  const before = vault.get<{ version: number; hash: Bytes }>(
    `SELECT version, hash FROM relay_head WHERE ${where}`,
    public_key,
    holder,
    name,
  );
  if (before !== undefined) {
    if (before.version >= version) return false;
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
  return true;
}

function codeOf(error: unknown): QuarantineCode {
  if (error instanceof QuarantineError) return error.code;
  if (error instanceof ProtocolError) return 'feed-mismatch';
  throw error;
}
