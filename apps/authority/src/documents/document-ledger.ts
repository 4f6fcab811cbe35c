/**
 * Versions of sealed documents. A body that says the same as the last one is not sealed again; a new one is sealed as
 * the next version, chained to the one before, kept until the platform has it, then dropped: what remains is its hash.
 *
 * Killed anywhere, a sealed version is either not in the vault (sealed again) or in it (pushed again, byte for byte).
 */

import { NO_PREVIOUS, type SealedEnvelope } from '@cloison/protocol';
import { toBase64Url, toHex } from '@cloison/protocol/public';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { forgetPublishedHolder } from '../codes/publish-holders.ts';
import type { PlatformClient } from '../platform-link/platform-client.ts';
import type { DocumentRow, HolderRow } from '../vault/rows.ts';
import type { Vault } from '../vault/vault.ts';
import { refuseDocuments } from './refusals.ts';
import { ceilingOf, encodeDocument, sealDocument, signerFor } from './seal-document.ts';

/** A document to be published if it changed. `body` is a message body; its `at`, if any, is not a change. */
export interface DocumentDraft {
  readonly holder: HolderRow;
  readonly name: string;
  readonly body: object;
}

/** A body that does not fit under the ceiling that the manifest states for its name. */
export interface Misfit {
  readonly name: string;
  /** Hexadecimal. */
  readonly holder: string;
  readonly bytes: number;
  readonly ceiling: number;
}

export interface DraftOutcome {
  readonly changed: number;
  /** Of those, how many take the place of a version that still waits to be pushed. */
  readonly replacing: number;
  /** The platform has them as they are. */
  readonly unchanged: number;
  readonly misfits: readonly Misfit[];
}

const EMPTY = new Uint8Array(0);
/** Limits of one batch (docs/contracts.md). */
const BATCH_ENVELOPES = 500;
const BATCH_BYTES = 6 * 1024 * 1024;

/**
 * Seals what changed into the vault, to be pushed later; all of `drafts` in one transaction. With `dryRun` only counts.
 */
export async function keepDrafts(
  campaign: OpenCampaign,
  drafts: readonly DocumentDraft[],
  options: { readonly dryRun?: boolean } = {},
): Promise<DraftOutcome> {
  const { vault } = campaign;
  const misfits: Misfit[] = [];
  const sealed: { draft: DocumentDraft; envelope: SealedEnvelope; lookup: Uint8Array }[] = [];
  let unchanged = 0;
  let changed = 0;
  let replacing = 0;
  for (const draft of drafts) {
    const { holder, name, body } = draft;
    const lookup = bodyLookup(campaign, draft);
    const last = vault.get<DocumentRow>(
      'SELECT * FROM document WHERE holder = ? AND name = ?',
      holder.holder_id,
      name,
    );
    if (last !== undefined && Buffer.compare(last.body_lookup, lookup) === 0) {
      unchanged += last.pushed;
      continue;
    }
    const ceiling = ceilingOf(campaign, name);
    const encoded = encodeDocument(campaign, holder, body);
    if (encoded.bytes > ceiling) {
      misfits.push({ name, holder: toHex(holder.holder_id), bytes: encoded.bytes, ceiling });
      continue;
    }
    changed += 1;
    if (last?.pushed === 0) replacing += 1;
    if (options.dryRun === true) continue;
    const version = (last?.version ?? 0) + 1;
    const place = { holder, name, version, previous: last?.hash ?? NO_PREVIOUS };
    const envelope = await sealDocument(campaign, place, encoded);
    sealed.push({ draft, envelope, lookup });
  }
  if (sealed.length > 0) {
    vault.transaction(() => {
      for (const { draft, envelope, lookup } of sealed) {
        vault.run(
          `INSERT INTO document VALUES (?, ?, ?, ?, ?, ?, 0) ON CONFLICT (holder, name) DO UPDATE SET
             version = excluded.version, hash = excluded.hash, body_lookup = excluded.body_lookup,
             envelope = excluded.envelope, pushed = 0`,
          draft.holder.holder_id,
          draft.name,
          envelope.version,
          envelope.hash,
          lookup,
          envelope.bytes,
        );
      }
    });
  }
  return { changed, replacing, unchanged, misfits };
}

export type PushOrder = 'by-holder' | 'random';

export interface PushOutcome {
  readonly pushed: number;
  /** Documents of which the platform has another version as new: they are sealed again higher up. */
  readonly stale: number;
}

/** How many documents wait to be pushed. */
export function countUnpushed(campaign: OpenCampaign): number {
  return campaign.vault.count(
    `SELECT count(*) FROM document d JOIN holder_view h ON h.holder_id = d.holder WHERE d.pushed = 0 AND h.campaign = ?`,
    campaign.name,
  );
}

/**
 * Pushes what waits. By holder, so that the order says nothing of classes; or at random, for what goes out on a tick.
 * Each batch is marked once the platform has answered.
 */
export async function pushDocuments(
  campaign: OpenCampaign,
  client: PlatformClient,
  order: PushOrder,
  onProgress: (done: number) => void = () => {},
): Promise<PushOutcome> {
  const { vault } = campaign;
  let pushed = 0;
  let stale = 0;
  const ids = vault
    .all<{ id: number }>(
      `SELECT d.rowid AS id FROM document d JOIN holder_view h ON h.holder_id = d.holder
       WHERE d.pushed = 0 AND h.campaign = ? ORDER BY ${order === 'random' ? 'random()' : 'd.holder, d.name'}`,
      campaign.name,
    )
    .map(({ id }) => id);
  for (let at = 0; at < ids.length; ) {
    const batch = readBatch(campaign, ids, at);
    at += batch.length;
    const { results } = await client.putDocuments({
      envelopes: batch.map(({ envelope }) => toBase64Url(envelope)),
    });
    vault.transaction(() => {
      batch.forEach((row, i) => {
        const code = results[i]?.code;
        if (code === 'ok') {
          pushed += vault.run(
            'UPDATE document SET pushed = 1, envelope = ? WHERE holder = ? AND name = ? AND hash = ?',
            EMPTY,
            row.holder,
            row.name,
            row.hash,
          );
        } else if (code === 'stale') {
          stale += 1;
          leap(campaign, row);
        } else if (code === 'wrong-holder') {
          // The platform has lost the holder: it is pushed again by the next publication.
          forgetPublishedHolder(vault, row.holder);
        }
      });
    });
    const refused = results.find(({ code }) => code !== 'ok' && code !== 'stale');
    if (refused !== undefined) throw refuseDocuments('document-refused', { code: refused.code });
    onProgress(pushed + stale);
  }
  return { pushed, stale };
}

/** As many of the next documents as one batch may hold, at least one. */
function readBatch(campaign: OpenCampaign, ids: readonly number[], from: number): PushedRow[] {
  const batch: PushedRow[] = [];
  let bytes = 0;
  for (const id of ids.slice(from, from + BATCH_ENVELOPES)) {
    const row = campaign.vault.get<PushedRow>(
      'SELECT holder, name, version, hash, envelope FROM document WHERE rowid = ?',
      id,
    );
    if (row === undefined) throw new Error('a document is gone');
    bytes += row.envelope.length;
    if (batch.length > 0 && bytes > BATCH_BYTES) break;
    batch.push(row);
  }
  return batch;
}

type PushedRow = Pick<DocumentRow, 'holder' | 'name' | 'version' | 'hash' | 'envelope'>;

/**
 * The platform has this version, or a newer one, with other bytes: the vault was restored from an older backup. Goes on
 * from a version far above; the body counts as changed, so that it is sealed again.
 */
function leap(campaign: OpenCampaign, row: Pick<DocumentRow, 'holder' | 'name' | 'version'>): void {
  campaign.vault.run(
    'UPDATE document SET pushed = 1, envelope = ?, body_lookup = ?, version = ? WHERE holder = ? AND name = ?',
    EMPTY,
    EMPTY,
    row.version + 1024,
    row.holder,
    row.name,
  );
}

/** Makes every document count as changed: after the platform was restored from a backup. */
export function forgetDocuments(campaign: OpenCampaign): void {
  campaign.vault.run(
    'UPDATE document SET body_lookup = ? WHERE holder IN (SELECT holder_id FROM holder_view WHERE campaign = ?)',
    EMPTY,
    campaign.name,
  );
}

function bodyLookup(campaign: OpenCampaign, { holder, name, body }: DocumentDraft): Uint8Array {
  const said = JSON.stringify(body, (key, value: unknown) => (key === 'at' ? undefined : value));
  const signer = signerFor(campaign, holder);
  // Under another key of the authority the same body is another document.
  const signed = signer === null ? [] : [signer.authority];
  return campaign.sealer.lookup('document', toHex(holder.holder_id), name, said, ...signed);
}

/** For `campaign status`: documents of the campaign, and of those the ones that the platform has. */
export function countDocuments(
  vault: Vault,
  campaign: string,
): { readonly total: number; readonly pushed: number } {
  const of = (where = '') =>
    vault.count(
      `SELECT count(*) FROM document d JOIN holder_view h ON h.holder_id = d.holder WHERE h.campaign = ?${where}`,
      campaign,
    );
  return { total: of(), pushed: of(' AND d.pushed = 1') };
}
