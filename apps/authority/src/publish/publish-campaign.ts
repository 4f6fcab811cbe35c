/**
 * Publication: everything that the platform has to hold, and only what changed since the last time. Run again as often as
 * the roster changes, and after a kill: each part is marked in the vault once the platform has it.
 *
 * Order: key and windows, content, revocations, holders, routing tables, then documents, each sorted by holder, so that neither the order
 * nor the batches say who is in whose class. Before the first publication every document has to fit. Later, one that does not may be
 * the doing of a single desk or pupil: all the others are sent, then it is named.
 */

import { toHex } from '@cloison/protocol/public';
import { resultsInOrder } from '@cloison/threads';
import { campaignRow, requireOpen } from '../campaign/campaign-row.ts';
import {
  findPublicFile,
  forgetPushedContent,
  markContentPushed,
  publicPaths,
} from '../campaign/content-files.ts';
import { giveCampaign, publicationIsKnown } from '../campaign/last-publication.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { countGroupsWithoutRoot } from '../codes/needs.ts';
import {
  countHoldersToPublish,
  countHoldersToRevoke,
  forgetPublishedHolders,
} from '../codes/publish-holders.ts';
import { pushHolders, pushRevocations } from '../codes/push-holders.ts';
import { clearToPublish } from '../desk/schools-to-publish.ts';
import { areaKeyrings } from '../documents/area-keyrings.ts';
import { countUnpushed, forgetDocuments, keepDrafts, keepPrepared } from '../documents/document-ledger.ts';
import { type DocumentThreads, documentsHere, documentsInThreads } from '../documents/document-tasks.ts';
import type { Misfit } from '../documents/prepare-drafts.ts';
import { forgetFingerprints, keepFingerprint, type PreparedSchool } from '../documents/prepare-school.ts';
import { pushDocuments } from '../documents/push-documents.ts';
import { countRoutingToSend, forgetRouting, pushRouting } from '../documents/push-routing.ts';
import { appendJournal, journalHead } from '../journal/journal.ts';
import type { KeyStore } from '../keys/key-store.ts';
import { noteSigningKey } from '../keys/signing-keys.ts';
import {
  type ConnectOptions,
  connectPlatform,
  proveAccess,
  registerPlatform,
} from '../platform-link/connect.ts';
import type { PlatformClient } from '../platform-link/platform-client.ts';
import { publishedCampaign } from '../platform-link/published-campaign.ts';
import {
  AFTER_PUBLICATION,
  type ReadBackOptions,
  type ReadBackOutcome,
  readBack,
} from '../read-back/read-back.ts';
import { setRewinds } from '../records/receive-feed.ts';
import { markSchoolForAreas } from '../report/participation-totals.ts';
import { countPupils, countWithoutNumber } from '../roster/pupils.ts';
import { schoolIds } from '../roster/schools.ts';
import { markReportsOfSchool } from '../score/due-reports.ts';
import { forgetReleases, releaseDueKeys } from '../sealed-content/release-keys.ts';
import { refusePublish } from './refusals.ts';

export type PublishStep =
  | 'prepare'
  | 'content'
  | 'revocations'
  | 'holders'
  | 'routing'
  | 'documents'
  /** It is published; what the platform serves of it is looked at. */
  | 'read-back';

export interface PublishOptions extends ConnectOptions, Pick<ReadBackOptions, 'secondLookMs'> {
  /** Count what would be sent, send and change nothing. */
  readonly dryRun?: boolean;
  /** Send everything again: the platform was restored from a backup. */
  readonly again?: boolean;
  /** Threads that prepare and seal; by default what the machine has. */
  readonly threads?: number;
  readonly onProgress?: (step: PublishStep, done: number, total: number) => void;
}

export interface PublishOutcome {
  readonly content: number;
  readonly holders: number;
  readonly revocations: number;
  /** Pupils whose routing tables were sent. */
  readonly routing: number;
  readonly documents: number;
  readonly unchangedDocuments: number;
  /** What the platform was seen to serve of it, as browsers ask; null in a dry run. */
  readonly readBack: ReadBackOutcome | null;
  /** The last line of the journal, null in a dry run: to be kept elsewhere, on paper. */
  readonly journal: { readonly n: number; readonly hash: string } | null;
}

/** Schools that a thread prepares at a time, kept in one transaction. */
const SCHOOLS_A_TASK = 8;
/** Fewer pupils than these are prepared on this thread. */
const THREADS_FROM = 2_000;
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
  const threads =
    options.threads === undefined && countPupils(campaign) < THREADS_FROM
      ? documentsHere(campaign)
      : await documentsInThreads(campaign, options.threads);
  try {
    if (options.dryRun === true) return await countPublication(campaign, options, threads);
    const client = await connectPlatform(campaign.vault, keys, campaign.name, options);
    // Before the minutes that preparing takes: the right machine, that knows our key, our campaign and our time.
    await proveAccess(campaign.vault, campaign.name, client);
    // A vault that an earlier version of this program made has not noted it yet.
    noteSigningKey(campaign.vault, campaign.actor, keys.authorityPublic().publicKey);
    if (options.again === true) forgetPublication(campaign);
    return await publishAll(campaign, client, options, threads);
  } finally {
    await threads.close();
  }
}

async function publishAll(
  campaign: OpenCampaign,
  client: PlatformClient,
  options: PublishOptions,
  threads: DocumentThreads,
): Promise<PublishOutcome> {
  const prepared = await prepareDocuments(campaign, options, threads);
  const isFirst = campaignRow(campaign.vault, campaign.name).platform_key === null;
  if (isFirst) refuseMisfits(prepared.misfits, 'document-too-large');
  // From here on things are sent.
  await registerPlatform(campaign.vault, campaign.actor, campaign.name, client);
  await giveCampaign(campaign, publishedCampaign(campaign), client.putCampaign);
  const content = await pushContent(campaign, client, options);
  journalStep(campaign, 'content', content);
  const revocations = await pushRevocations(campaign, client, (done, total) =>
    options.onProgress?.('revocations', done, total),
  );
  journalStep(campaign, 'revocations', revocations);
  const holders = await pushHolders(campaign, client, (done, total) =>
    options.onProgress?.('holders', done, total),
  );
  journalStep(campaign, 'holders', holders);
  // Before the tickets: nobody may end a stage whose table is not there.
  const routing = await pushRouting(campaign, client, {
    signal: options.signal,
    onProgress: (done) => options.onProgress?.('routing', done, done),
  });
  journalStep(campaign, 'routing', routing);
  const documents = await pushAllDocuments(campaign, client, options, threads);
  journalStep(campaign, 'documents', documents);
  // Content whose opening has passed while nobody served.
  await releaseDueKeys(campaign, client);
  const head = journalHead(campaign.vault);
  if (content + holders + revocations + routing + documents > 0) {
    appendJournal(campaign.vault, campaign.actor, 'campaign.publish', campaign.name, {
      content,
      holders,
      revocations,
      ...(routing === 0 ? {} : { routing }),
      documents,
      after: head?.hash ?? '',
    });
  }
  const seen = await readBack(campaign, client, {
    size: AFTER_PUBLICATION,
    attemptMs: options.attemptMs,
    secondLookMs: options.secondLookMs,
    signal: options.signal,
    onProgress: (done, total) => options.onProgress?.('read-back', done, total),
  });
  refuseMisfits(prepared.misfits, 'documents-left-out');
  const journal = journalHead(campaign.vault);
  return {
    content,
    holders,
    revocations,
    routing,
    documents,
    unchangedDocuments: prepared.unchanged,
    readBack: seen,
    journal,
  };
}

/** A line a step that sent something, so that the journal of a publication that is killed says what it did before. */
function journalStep({ vault, actor, name }: OpenCampaign, step: PublishStep, count: number): void {
  if (count > 0) appendJournal(vault, actor, `campaign.publish.${step}`, name, { count });
}

/** Pupils and classes without a holder would be silently left out: refuse instead. */
function requireCodes(campaign: OpenCampaign): void {
  const missing = countWithoutNumber(campaign) + countGroupsWithoutRoot(campaign);
  if (missing > 0) throw refusePublish('codes-missing', { count: missing });
}

interface SchoolMisfit extends Misfit {
  readonly uai: string;
}

function refuseMisfits(
  misfits: readonly SchoolMisfit[],
  code: 'document-too-large' | 'documents-left-out',
): void {
  if (misfits.length === 0) return;
  const list = misfits
    .slice(0, 20)
    .map(({ name, uai, bytes, ceiling }) => `${name} (${uai}) : ${bytes} > ${ceiling}`)
    .join(' ; ');
  throw refusePublish(code, { list }, { misfits });
}

async function prepareDocuments(campaign: OpenCampaign, options: PublishOptions, threads: DocumentThreads) {
  const ids = schoolIds(campaign);
  const misfits: SchoolMisfit[] = [];
  let changed = 0;
  let replacing = 0;
  let unchanged = 0;
  let done = 0;
  const dryRun = options.dryRun === true;
  const prepare = (schools: readonly number[]) => threads.prepare(schools, dryRun);
  for await (const { result } of resultsInOrder(partsOf(ids, SCHOOLS_A_TASK), prepare, threads.ahead)) {
    options.signal?.throwIfAborted();
    if (!dryRun) keepSchools(campaign, result);
    for (const school of result) {
      misfits.push(...school.misfits.map((misfit) => ({ ...misfit, uai: school.uai })));
      changed += school.changed;
      replacing += school.replacing;
      unchanged += school.unchanged;
    }
    done += result.length;
    options.onProgress?.('prepare', done, ids.length);
  }
  const keyrings = await keepDrafts(campaign, areaKeyrings(campaign), { dryRun });
  changed += keyrings.changed;
  replacing += keyrings.replacing;
  unchanged += keyrings.unchanged;
  return { changed, replacing, unchanged, misfits };
}

/** What was prepared of some schools, in one transaction. */
function keepSchools({ vault, name }: OpenCampaign, schools: readonly PreparedSchool[]): void {
  vault.transaction(() => {
    for (const school of schools) {
      keepPrepared(vault, school);
      keepFingerprint(vault, name, school);
      clearToPublish(vault, school.school);
      // The next pass issues this school's reports again, with pupils who arrived, left or moved.
      if (school.changed === 0) continue;
      markReportsOfSchool(vault, school.school);
      markSchoolForAreas(vault, school.school);
    }
  });
}

function* partsOf<T>(list: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < list.length; at += size) yield list.slice(at, at + size);
}

async function pushContent(
  campaign: OpenCampaign,
  client: PlatformClient,
  options: PublishOptions,
): Promise<number> {
  const { vault, name } = campaign;
  const paths = publicPaths(vault, name, 'unpushed');
  for (const [i, path] of paths.entries()) {
    const file = findPublicFile(vault, name, path);
    if (file === null) continue;
    await client.putContent(toHex(file.hash), file.bytes, file.type);
    markContentPushed(vault, name, path);
    options.onProgress?.('content', i + 1, paths.length);
  }
  return paths.length;
}

async function pushAllDocuments(
  campaign: OpenCampaign,
  client: PlatformClient,
  options: PublishOptions,
  threads: DocumentThreads,
): Promise<number> {
  let pushed = 0;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const total = countUnpushed(campaign);
    const onDone = (done: number) => options.onProgress?.('documents', done, total);
    const outcome = await pushDocuments(campaign, client, 'by-holder', onDone, threads);
    pushed += outcome.pushed;
    if (outcome.stale === 0) return pushed;
    await prepareDocuments(campaign, { ...options, onProgress: () => {} }, threads);
  }
  throw refusePublish('document-versions');
}

function forgetPublication(campaign: OpenCampaign): void {
  const { vault, name } = campaign;
  vault.transaction(() => {
    forgetDocuments(campaign);
    forgetFingerprints(campaign);
    forgetPushedContent(vault, name);
    forgetReleases(campaign);
    forgetRouting(campaign);
    forgetPublishedHolders(campaign);
    // The platform goes back once more, and says so.
    setRewinds(campaign, 0);
    publicationIsKnown(vault, name);
    appendJournal(vault, campaign.actor, 'campaign.publish-again', name);
  });
}

async function countPublication(
  campaign: OpenCampaign,
  options: PublishOptions,
  threads: DocumentThreads,
): Promise<PublishOutcome> {
  const { changed, replacing, unchanged, misfits } = await prepareDocuments(campaign, options, threads);
  refuseMisfits(misfits, 'document-too-large');
  return {
    content: publicPaths(campaign.vault, campaign.name, 'unpushed').length,
    holders: countHoldersToPublish(campaign),
    revocations: countHoldersToRevoke(campaign),
    routing: countRoutingToSend(campaign),
    // What an earlier publication sealed and could not send is sent too.
    documents: changed - replacing + countUnpushed(campaign),
    unchangedDocuments: unchanged,
    readBack: null,
    journal: null,
  };
}
