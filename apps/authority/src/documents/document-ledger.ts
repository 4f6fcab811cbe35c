/**
 * Versions of sealed documents. A body that says the same as the last one is not sealed again; a new one becomes the next
 * version, chained to the one before, kept until the platform has it (`waiting-document.ts`), then dropped: what remains is
 * its hash.
 *
 * Killed anywhere, a version is either not in the vault (made again) or in it (pushed again, byte for byte).
 */
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { forgetPublishedHolder } from '../codes/publish-holders.ts';
import { OTHER_HOLDERS } from '../vault/read-model.ts';
import type { DocumentRow, HolderKind, HolderRow } from '../vault/rows.ts';
import type { Vault } from '../vault/vault.ts';
import type { DocumentDraft } from './document-draft.ts';
import { type DraftOutcome, type PreparedDrafts, prepareDrafts } from './prepare-drafts.ts';

const EMPTY = new Uint8Array(0);

/**
 * Keeps what changed in the vault, to be pushed later; all of `drafts` in one transaction. With `dryRun` only counts.
 */
export async function keepDrafts(
  campaign: OpenCampaign,
  drafts: readonly DocumentDraft[],
  options: { readonly dryRun?: boolean } = {},
): Promise<DraftOutcome> {
  const prepared = await prepareDrafts(campaign, drafts, options);
  keepPrepared(campaign.vault, prepared);
  return prepared;
}

/** In one transaction, or as a part of the caller's. */
export function keepPrepared(vault: Vault, { rows }: Pick<PreparedDrafts, 'rows'>): void {
  if (rows.length === 0) return;
  vault.transaction(() => {
    for (const { holder, name, version, body_lookup, envelope } of rows) {
      vault.run(
        `INSERT INTO document VALUES (?, ?, ?, ?, ?, ?, 0) ON CONFLICT (holder, name) DO UPDATE SET
           version = excluded.version, hash = excluded.hash, body_lookup = excluded.body_lookup,
           envelope = excluded.envelope, pushed = 0`,
        holder,
        name,
        version,
        EMPTY,
        body_lookup,
        envelope,
      );
    }
  });
}

/** Something was said before: that there is nothing any more has to be said too. */
export function hasDocument(
  { vault }: Pick<OpenCampaign, 'vault'>,
  holder: HolderRow,
  name: string,
): boolean {
  return (
    vault.count('SELECT count(*) FROM document WHERE holder = ? AND name = ?', holder.holder_id, name) > 0
  );
}

/** Not those of a holder that was revoked before the platform was ever given it: nobody takes them. */
const WAITS = `d.pushed = 0 AND h.state <> 'revoked'`;

/** How many documents wait to be pushed. */
export function countUnpushed({ vault, name }: Pick<OpenCampaign, 'vault' | 'name'>): number {
  return vault.count(
    `SELECT count(*) FROM document d JOIN holder_view h ON h.holder_id = d.holder WHERE ${WAITS} AND h.campaign = ?`,
    name,
  );
}

export type PushOrder = 'by-holder' | 'random';

/** A document that waits, by its row. */
export interface WaitingKey {
  readonly id: number;
  readonly name: string;
}

/**
 * Documents that may be sent, by holder, so that the order says nothing of classes; or at random, for what goes out on a tick.
 * Those of a holder that the platform was never given wait for its publication.
 */
export function waitingDocuments({ vault, name }: OpenCampaign, order: PushOrder): Iterable<WaitingKey> {
  return vault.iterate<WaitingKey>(
    `SELECT d.rowid AS id, d.name FROM document d JOIN holder_view h ON h.holder_id = d.holder
     WHERE ${WAITS} AND h.pushed > 0 AND h.campaign = ? ORDER BY ${order === 'random' ? 'random()' : 'd.holder, d.name'}`,
    name,
  );
}

export type WaitingRow = Pick<DocumentRow, 'holder' | 'name' | 'version' | 'hash' | 'envelope'>;

export function waitingDocument(vault: Vault, id: number): WaitingRow {
  const row = vault.get<WaitingRow>(
    'SELECT holder, name, version, hash, envelope FROM document WHERE rowid = ?',
    id,
  );
  if (row === undefined) throw new Error('a document is gone');
  return row;
}

/** A version that the platform was sent; `hash` is of its envelope. */
export type SentVersion = Pick<DocumentRow, 'holder' | 'name' | 'version' | 'hash'>;

/** The platform has this version. Number of rows changed: 0 when there is a newer one meanwhile. */
export function markPushed(vault: Vault, { holder, name, version, hash }: SentVersion): number {
  return vault.run(
    'UPDATE document SET pushed = 1, envelope = ?, hash = ? WHERE holder = ? AND name = ? AND version = ?',
    EMPTY,
    hash,
    holder,
    name,
    version,
  );
}

/** Documents of a holder that the platform has, as it was last given them. */
export function givenDocuments(vault: Vault, holder: Uint8Array): readonly SentVersion[] {
  // Those that are to be made again have no digest of their body, and may be of another version there.
  return vault.all<SentVersion>(
    `SELECT holder, name, version, hash FROM document
     WHERE holder = ? AND pushed = 1 AND length(body_lookup) > 0 AND length(hash) = 32 ORDER BY name`,
    holder,
  );
}

/** How far above: more than a vault that was restored, or two programs that seal at once, are behind. */
export const LEAP = 1024;
/**
 * From here on by one: who says so at every pass would have used up the versions that a header can state in weeks, and nothing could
 * be sealed for that holder any more, nor at another host.
 */
export const LAST_LEAP = 2 ** 31;

/**
 * The platform has this version, or a newer one, with other bytes: the vault was restored from an older backup. Goes on
 * from a version far above; the body counts as changed, so that it is sealed again.
 */
export function leap(vault: Vault, { holder, name, version, hash }: SentVersion): void {
  vault.run(
    `UPDATE document SET pushed = 1, envelope = ?1, body_lookup = ?1, hash = ?2, version = ?3
     WHERE holder = ?4 AND name = ?5`,
    EMPTY,
    hash,
    version + (version < LAST_LEAP ? LEAP : 1),
    holder,
    name,
  );
}

/** Of a version whose envelope nobody has a hash of. */
const NO_HASH = new Uint8Array(32);

/**
 * The signing key is another one from now on. What waits and bears a signature is not sent any more, and counts as changed:
 * made now, its envelope would hold another signature under the same iv.
 */
export function forgetWaitingSigned(vault: Vault, campaign: string): number {
  return vault.run(
    `UPDATE document SET pushed = 1, envelope = ?1, body_lookup = ?1, hash = ?2
     WHERE pushed = 0 AND holder IN
       (SELECT holder_id FROM holder_view WHERE campaign = ?3 AND kind IN ('class', 'school', 'territory'))`,
    EMPTY,
    NO_HASH,
    campaign,
  );
}

/** The platform has lost the holder: it is pushed again by the next publication. */
export function holderIsLost(vault: Vault, { holder }: SentVersion): void {
  forgetPublishedHolder(vault, holder);
}

/** Holders of this kind who have no document of that name. */
export function holdersWithout(
  { vault, name: campaign }: Pick<OpenCampaign, 'vault' | 'name'>,
  kind: HolderKind,
  name: string,
): Uint8Array[] {
  return vault
    .all<{ holder_id: Uint8Array }>(
      `SELECT h.holder_id FROM holder_view h WHERE h.campaign = ? AND h.kind = ? AND h.state = 'assigned'
         AND NOT EXISTS (SELECT 1 FROM document d WHERE d.holder = h.holder_id AND d.name = ?)`,
      campaign,
      kind,
      name,
    )
    .map(({ holder_id }) => holder_id);
}

/** Makes every document count as changed: after the platform was restored from a backup. */
export function forgetDocuments(campaign: OpenCampaign): void {
  campaign.vault.run(
    'UPDATE document SET body_lookup = ? WHERE holder IN (SELECT holder_id FROM holder_view WHERE campaign = ?)',
    EMPTY,
    campaign.name,
  );
}

/** For `campaign status`: documents of the campaign, and of those the ones that the platform has. */
export function countDocuments(
  vault: Vault,
  campaign: string,
): { readonly total: number; readonly pushed: number } {
  // All of the vault less those of its other campaigns: a country's documents are not looked up one by one.
  const others = (which: string) =>
    vault.count(
      `SELECT count(*) FROM ${OTHER_HOLDERS} h CROSS JOIN document d ON d.holder = h.holder_id WHERE ${which}`,
      campaign,
    );
  const kept = vault.count('SELECT count(*) FROM document') - others('true');
  const unpushed = vault.count('SELECT count(*) FROM document WHERE pushed = 0') - others('d.pushed = 0');
  const pushed = kept - unpushed;
  return { total: pushed + countUnpushed({ vault, name: campaign }), pushed };
}
