/**
 * Publication: everything that the platform has to hold, and only what changed since the last time. Run again as often as
 * the roster changes, and after a kill: each part is marked in the vault once the platform has it.
 *
 * Order: key and windows, content, revocations, holders, then documents, each sorted by holder, so that neither the order
 * nor the batches say who is in whose class. Nothing is sent before every document has been found to fit.
 */
import { toBase64Url, toHex } from '@cloison/protocol/public';
import { type OpenCampaign, requireOpen } from '../campaign/open-campaign.ts';
import {
  countUnpushed,
  forgetDocuments,
  keepDrafts,
  type Misfit,
  pushDocuments,
} from '../documents/document-ledger.ts';
import { schoolDrafts } from '../documents/school-drafts.ts';
import { readSchool, schoolIds } from '../documents/school-model.ts';
import { appendJournal, journalHead } from '../journal/journal.ts';
import type { KeyStore } from '../keys/key-store.ts';
import { type ConnectOptions, connectPlatform, registerPlatform } from '../platform-link/connect.ts';
import type { PlatformClient } from '../platform-link/platform-client.ts';
import { publishedCampaign } from '../platform-link/published-campaign.ts';
import { releaseDueKeys } from '../sealed-content/release-keys.ts';
import type { ContentRow, HolderRow } from '../vault/rows.ts';
import { refusePublish } from './refusals.ts';

export type PublishStep = 'prepare' | 'content' | 'revocations' | 'holders' | 'documents';

export interface PublishOptions extends ConnectOptions {
  /** Count what would be sent, send and change nothing. */
  readonly dryRun?: boolean;
  /** Send everything again: the platform was restored from a backup. */
  readonly again?: boolean;
  readonly onProgress?: (step: PublishStep, done: number, total: number) => void;
}

export interface PublishOutcome {
  readonly content: number;
  readonly holders: number;
  readonly revocations: number;
  readonly documents: number;
  readonly unchangedDocuments: number;
}

const HOLDER_BATCH = 2000;
/** Before every holder id. */
const FIRST = new Uint8Array(0);
/** A vault restored from a backup may meet newer versions on the platform; each round leaps over them. */
const MAX_ROUNDS = 8;

/** Throws refusals of `publish/refusals.ts` and `platform-link/platform-error.ts`. */
export async function publishCampaign(
  campaign: OpenCampaign,
  keys: KeyStore,
  options: PublishOptions,
): Promise<PublishOutcome> {
  requireOpen(campaign);
  requireCodes(campaign);
  if (options.dryRun === true) return countPublication(campaign, options);
  if (options.again === true) forgetPublication(campaign);
  const client = await connectPlatform(campaign.vault, keys, campaign.name, options);
  const prepared = await prepareDocuments(campaign, options);
  // From here on things are sent.
  await registerPlatform(campaign.vault, campaign.actor, campaign.name, client);
  await client.putCampaign(publishedCampaign(campaign));
  const content = await pushContent(campaign, client, options);
  const revocations = await pushRevocations(campaign, client, options);
  const holders = await pushHolders(campaign, client, options);
  const documents = await pushAllDocuments(campaign, client, options);
  // Content whose opening has passed while nobody served.
  await releaseDueKeys(campaign, client);
  const outcome = { content, holders, revocations, documents, unchangedDocuments: prepared.unchanged };
  const head = journalHead(campaign.vault);
  if (content + holders + revocations + documents > 0) {
    appendJournal(campaign.vault, campaign.actor, 'campaign.publish', campaign.name, {
      content,
      holders,
      revocations,
      documents,
      after: head?.hash ?? '',
    });
  }
  return outcome;
}

/** Pupils and classes without a holder would be silently left out: refuse instead. */
function requireCodes(campaign: OpenCampaign): void {
  const missing = campaign.vault.count(
    `SELECT (SELECT count(*) FROM pupil WHERE campaign = ?1 AND state = 'present' AND order_sealed IS NULL)
          + (SELECT count(*) FROM class_level cl JOIN class c ON c.id = cl.class JOIN school s ON s.id = c.school
             WHERE s.campaign = ?1
               AND EXISTS (SELECT 1 FROM pupil p WHERE p.class_level = cl.id AND p.state = 'present')
               AND NOT EXISTS (SELECT 1 FROM holder h WHERE h.class_level = cl.id AND h.state = 'assigned'))
          + (SELECT count(*) FROM school s WHERE s.campaign = ?1
               AND EXISTS (SELECT 1 FROM class c JOIN class_level cl ON cl.class = c.id
                           JOIN pupil p ON p.class_level = cl.id WHERE c.school = s.id AND p.state = 'present')
               AND NOT EXISTS (SELECT 1 FROM holder h WHERE h.school = s.id AND h.kind = 'school' AND h.state = 'assigned'))`,
    campaign.name,
  );
  if (missing > 0) throw refusePublish('codes-missing', { count: missing });
}

async function prepareDocuments(campaign: OpenCampaign, options: PublishOptions) {
  const ids = schoolIds(campaign);
  const misfits: (Misfit & { readonly uai: string })[] = [];
  let changed = 0;
  let replacing = 0;
  let unchanged = 0;
  for (const [i, id] of ids.entries()) {
    options.signal?.throwIfAborted();
    const school = readSchool(campaign, id);
    const drafts = await schoolDrafts(campaign, school);
    const outcome = await keepDrafts(campaign, drafts, { dryRun: options.dryRun === true });
    misfits.push(...outcome.misfits.map((misfit) => ({ ...misfit, uai: school.row.uai })));
    changed += outcome.changed;
    replacing += outcome.replacing;
    unchanged += outcome.unchanged;
    if (outcome.changed > 0 && options.dryRun !== true) markSchool(campaign, id);
    options.onProgress?.('prepare', i + 1, ids.length);
  }
  if (misfits.length > 0) {
    const list = misfits
      .slice(0, 20)
      .map(({ name, uai, bytes, ceiling }) => `${name} (${uai}) : ${bytes} > ${ceiling}`)
      .join(' ; ');
    throw refusePublish('document-too-large', { list }, { misfits });
  }
  return { changed, replacing, unchanged };
}

/** Whoever arrived, left or moved shows in the reports of the next pass. */
function markSchool(campaign: OpenCampaign, school: number): void {
  campaign.vault.run(
    `INSERT INTO to_report SELECT cl.id FROM class_level cl JOIN class c ON c.id = cl.class WHERE c.school = ?
     ON CONFLICT DO NOTHING`,
    school,
  );
}

async function pushContent(
  campaign: OpenCampaign,
  client: PlatformClient,
  options: PublishOptions,
): Promise<number> {
  const { vault } = campaign;
  const paths = vault.all<Pick<ContentRow, 'path'>>(
    `SELECT path FROM content WHERE campaign = ? AND kind = 'public' AND pushed = 0 ORDER BY path`,
    campaign.name,
  );
  for (const [i, { path }] of paths.entries()) {
    const where = `campaign = ? AND kind = 'public' AND path = ?`;
    const row = vault.get<ContentRow>(`SELECT * FROM content WHERE ${where}`, campaign.name, path);
    if (row === undefined) continue;
    await client.putContent(toHex(row.hash), row.bytes, row.type);
    vault.run(`UPDATE content SET pushed = 1 WHERE ${where}`, campaign.name, path);
    options.onProgress?.('content', i + 1, paths.length);
  }
  return paths.length;
}

async function pushRevocations(
  campaign: OpenCampaign,
  client: PlatformClient,
  options: PublishOptions,
): Promise<number> {
  const { vault } = campaign;
  let done = 0;
  for (let after: Uint8Array = FIRST; ; ) {
    const rows = vault.all<Pick<HolderRow, 'holder_id'>>(
      `SELECT holder_id FROM holder WHERE campaign = ? AND state = 'revoked' AND pushed = 1 AND holder_id > ?
       ORDER BY holder_id LIMIT ${HOLDER_BATCH}`,
      campaign.name,
      after,
    );
    if (rows.length === 0) return done;
    after = rows.at(-1)?.holder_id ?? after;
    await client.putRevocations(rows.map(({ holder_id }) => toBase64Url(holder_id)));
    vault.transaction(() => {
      for (const { holder_id } of rows)
        vault.run('UPDATE holder SET pushed = 2 WHERE holder_id = ?', holder_id);
    });
    done += rows.length;
    options.onProgress?.('revocations', done, done);
  }
}

const TO_PUSH = `campaign = ? AND pushed = 0 AND calendar IS NOT NULL AND state IN ('assigned', 'reserve')`;

async function pushHolders(
  campaign: OpenCampaign,
  client: PlatformClient,
  options: PublishOptions,
): Promise<number> {
  const { vault } = campaign;
  const total = vault.count(`SELECT count(*) FROM holder WHERE ${TO_PUSH}`, campaign.name);
  let done = 0;
  for (let after: Uint8Array = FIRST; ; ) {
    const rows = vault.all<Pick<HolderRow, 'holder_id' | 'access_hash' | 'calendar' | 'kind'>>(
      `SELECT holder_id, access_hash, calendar, kind FROM holder WHERE ${TO_PUSH} AND holder_id > ?
       ORDER BY holder_id LIMIT ${HOLDER_BATCH}`,
      campaign.name,
      after,
    );
    if (rows.length === 0) return done;
    after = rows.at(-1)?.holder_id ?? after;
    await client.putHolders({
      holders: rows.map(({ holder_id, access_hash, calendar, kind }) => ({
        holder: toBase64Url(holder_id),
        access: toBase64Url(access_hash),
        calendar: calendar ?? 0,
        role: kind === 'pupil' || kind === 'staff' ? kind : 'group',
      })),
    });
    vault.transaction(() => {
      for (const { holder_id } of rows)
        vault.run('UPDATE holder SET pushed = 1 WHERE holder_id = ?', holder_id);
    });
    done += rows.length;
    options.onProgress?.('holders', done, total);
  }
}

async function pushAllDocuments(
  campaign: OpenCampaign,
  client: PlatformClient,
  options: PublishOptions,
): Promise<number> {
  let pushed = 0;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const total = countUnpushed(campaign);
    const outcome = await pushDocuments(campaign, client, 'by-holder', (done) =>
      options.onProgress?.('documents', done, total),
    );
    pushed += outcome.pushed;
    if (outcome.stale === 0) return pushed;
    await prepareDocuments(campaign, { ...options, onProgress: () => {} });
  }
  throw refusePublish('document-versions');
}

function forgetPublication(campaign: OpenCampaign): void {
  const { vault, name } = campaign;
  vault.transaction(() => {
    forgetDocuments(campaign);
    vault.run('UPDATE content SET pushed = 0 WHERE campaign = ?', name);
    vault.run('DELETE FROM content_release WHERE campaign = ?', name);
    vault.run(`UPDATE holder SET pushed = 0 WHERE campaign = ? AND state <> 'revoked'`, name);
    vault.run(`UPDATE holder SET pushed = 1 WHERE campaign = ? AND state = 'revoked' AND pushed = 2`, name);
    appendJournal(vault, campaign.actor, 'campaign.publish-again', name);
  });
}

async function countPublication(campaign: OpenCampaign, options: PublishOptions): Promise<PublishOutcome> {
  const { vault, name } = campaign;
  const { changed, replacing, unchanged } = await prepareDocuments(campaign, options);
  return {
    content: vault.count(
      `SELECT count(*) FROM content WHERE campaign = ? AND kind = 'public' AND pushed = 0`,
      name,
    ),
    holders: vault.count(`SELECT count(*) FROM holder WHERE ${TO_PUSH}`, name),
    revocations: vault.count(
      `SELECT count(*) FROM holder WHERE campaign = ? AND state = 'revoked' AND pushed = 1`,
      name,
    ),
    // What an earlier publication sealed and could not send is sent too.
    documents: changed - replacing + countUnpushed(campaign),
    unchangedDocuments: unchanged,
  };
}
