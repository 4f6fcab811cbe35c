/**
 * The authority at work during a campaign: collects, opens, checks, scores, and pushes participation and reports, on a
 * fixed tick. Goes on through cuts of the network and restarts of the platform; ends cleanly when its signal is aborted.
 * Everything is in the vault before it is announced, so it may be killed at any time.
 */

import { Refusal } from '@cloison/command/refusal';
import { issueAreaDocuments } from '../area-documents/issue-area-documents.ts';
import { requireOpen } from '../campaign/campaign-row.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { countReplacements } from '../codes/holders.ts';
import { pushDocuments } from '../documents/push-documents.ts';
import { appendJournal } from '../journal/journal.ts';
import type { KeyStore } from '../keys/key-store.ts';
import { requireInForce } from '../keys/signing-keys.ts';
import { type ConnectOptions, checkPlatform, connectPlatform } from '../platform-link/connect.ts';
import { type PlatformClient, wait } from '../platform-link/platform-client.ts';
import { isOutOfReach } from '../platform-link/platform-error.ts';
import { AT_A_PASS, type ReadBackOptions, readBack } from '../read-back/read-back.ts';
import { reopenReplaced } from '../records/received-records.ts';
import { type IssueOptions, issueReports, type ReportFailure } from '../report/issue-reports.ts';
import { type ParticipationTotals, participationTotals } from '../report/participation-totals.ts';
import { publishChanges, replaceTeacherCodes } from '../requests/publish-changes.ts';
import { markReports } from '../score/due-reports.ts';
import {
  hasDueKeys,
  type Opening,
  releaseDueKeys,
  untilNextOpeningMs,
} from '../sealed-content/release-keys.ts';
import { isVaultInUse } from '../vault/vault.ts';
import { type CollectOptions, collect } from './collect.ts';
import { type ServeThreads, serveThreads } from './serve-threads.ts';

export interface PassOutcome {
  readonly received: number;
  readonly quarantined: number;
  readonly rollbacks: number;
  /** What no honest platform does, where it was not seen before (`records/incidents.ts`). */
  readonly incidents: number;
  /** What was served otherwise than published, and is served as published now. */
  readonly mended: number;
  /** Whether the platform's feed was read to its end. */
  readonly complete: boolean;
  readonly sittings: number;
  readonly documents: number;
  readonly failures: readonly ReportFailure[];
}

export type ServeEvent =
  | ({ readonly kind: 'pass'; readonly totals: ParticipationTotals } & PassOutcome)
  /** Opening keys of sealed content went to the platform. */
  | { readonly kind: 'released'; readonly openings: readonly Opening[] }
  /** The platform does not answer; tried again after `retryMs`. */
  | { readonly kind: 'out-of-reach'; readonly refusal: Refusal; readonly retryMs: number }
  /** Something was refused in this pass; the next one tries again. */
  | { readonly kind: 'problem'; readonly refusal: Refusal }
  /** At the end another command kept the vault: the line of this run is not in the journal. */
  | { readonly kind: 'not-journaled' };

export interface ServeOptions
  extends ConnectOptions,
    Pick<CollectOptions, 'limits' | 'asksForAll'>,
    Pick<ReadBackOptions, 'secondLookMs'> {
  /** One pass, then end. */
  readonly once?: boolean;
  /** The last collection of a closing: any other ends when the campaign is no longer open. */
  readonly ofClosing?: boolean;
  /** Milliseconds from one pass to the next, the same whatever arrives. Default: five seconds. */
  readonly tickMs?: number;
  /** Milliseconds from one reading back of what is published to the next. Default: a minute. */
  readonly readBackEveryMs?: number;
  /** How long to wait at the end, in milliseconds, for a command that keeps the vault. Default: thirty seconds. */
  readonly journalPatienceMs?: number;
  readonly onEvent?: (event: ServeEvent) => void;
}

export interface ServeOutcome extends Omit<PassOutcome, 'failures'> {
  readonly passes: number;
  /** Of the last pass. */
  readonly failures: readonly ReportFailure[];
  /** False: another command kept the vault at the end, and the line of this run is not in the journal. */
  readonly journaled: boolean;
}

/** A class that has ended reads its report within ten seconds: `npm run bench -- latency`. */
const TICK_MS = 5_000;
/** What is served is no news from one pass to the next. */
const READ_BACK_EVERY_MS = 60_000;
/**
 * Of a pass, for what comes in and for reports that nobody waits for: a final that arrives meanwhile waits for the next pass,
 * and its report is to be there within ten seconds.
 */
const COLLECT_MS = 3_000;
const REPORTS_MS = 1_500;
/** Beyond what an honest platform takes for the calls of a pass: then the pass ends, and the next one goes on. */
const SLOW_MS = 120_000;
/** Between passes that are cut short or take longer than a tick: other commands may take the vault meanwhile. */
const LEAST_REST_MS = 300;
const LONGEST_RETRY_MS = 60_000;
const LONGEST_RETRY_WITH_KEYS_MS = 3_000;
const JOURNAL_PATIENCE_MS = 30_000;
const JOURNAL_RETRY_MS = 100;

/**
 * Throws `campaign-closing`, `campaign-closed` when another command closes the campaign: what came now would be counted nowhere.
 * With `once`, throws what `platform-link/platform-error.ts` says when the platform is out of reach; else waits for it. Returns
 * the totals when the signal is aborted.
 */
export async function serveCampaign(
  campaign: OpenCampaign,
  keys: KeyStore,
  options: ServeOptions,
): Promise<ServeOutcome> {
  const { signal } = options;
  const once = options.once === true;
  const client = await connectPlatform(campaign.vault, keys, campaign.name, {
    ...options,
    patienceMs: options.patienceMs ?? (once ? 60_000 : 5_000),
    // A last collection asks for everything by name, which takes a country hours.
    ...(!once && { slowMs: options.slowMs ?? SLOW_MS }),
  });
  const { publicKey } = keys.authorityPublic();
  // Opened now, not with the first document: by then the passphrase may have been changed beside this run.
  await campaign.signer?.privateKey();
  const total = {
    passes: 0,
    received: 0,
    quarantined: 0,
    rollbacks: 0,
    incidents: 0,
    mended: 0,
    complete: false,
    sittings: 0,
    documents: 0,
    failures: [] as readonly ReportFailure[],
  };
  let checked = false;
  let unreached = 0;
  /** Number of replaced codes when their records were last queued again; another command may replace more. */
  let replaced = -1;
  /** Classes whose reports come first: awaited, and not issued yet. */
  const awaited = new Set<number>();
  let readBackAtMs = Number.NEGATIVE_INFINITY;
  const contentRead = new Map<string, number>();
  let threads: ServeThreads | null = null;
  const letThreadsGo = async () => {
    const pool = threads;
    threads = null;
    await pool?.close();
  };
  while (!isAborted(signal)) {
    const started = performance.now();
    let restMs = options.tickMs ?? TICK_MS;
    try {
      if (options.ofClosing !== true) requireOpen(campaign);
      client.beginAnew();
      requireInForce(campaign.vault, publicKey);
      // At each pass, because the address may lead to another machine meanwhile: nothing is sent to an unknown one.
      await checkPlatform(campaign.vault, campaign.name, client);
      checked = true;
      // Before all else: pupils are waiting for it.
      const release = async () => {
        const openings = await releaseDueKeys(campaign, client);
        if (openings.length > 0) options.onEvent?.({ kind: 'released', openings });
      };
      await release();
      const now = countReplacements(campaign);
      if (now !== replaced) reopenReplaced(campaign);
      replaced = now;
      const limits = { ...(once ? {} : { ms: COLLECT_MS }), ...options.limits };
      threads ??= await serveThreads(campaign);
      const readsBack = options.ofClosing !== true && performance.now() >= readBackAtMs;
      if (readsBack) readBackAtMs = performance.now() + (options.readBackEveryMs ?? READ_BACK_EVERY_MS);
      const { reportsLeft, unread, ...pass } = await servePass(campaign, client, {
        ...options,
        limits,
        between: release,
        pool: threads,
        awaited,
        reportsMs: once ? Number.POSITIVE_INFINITY : REPORTS_MS,
        contentRead: readsBack ? contentRead : null,
      });
      unreached = 0;
      total.passes += 1;
      for (const key of [
        'received',
        'quarantined',
        'rollbacks',
        'incidents',
        'mended',
        'sittings',
        'documents',
      ] as const) {
        total[key] += pass[key];
      }
      journalPass(campaign, pass);
      total.failures = pass.failures;
      total.complete = pass.complete;
      options.onEvent?.({ kind: 'pass', ...pass, totals: participationTotals(campaign) });
      // All else of the pass is done.
      if (unread !== null) options.onEvent?.({ kind: 'problem', refusal: unread });
      const isCatchingUp = (!pass.complete && pass.received + pass.sittings > 0) || reportsLeft;
      if (!isCatchingUp || once) await letThreadsGo();
      const left = restMs - (performance.now() - started);
      restMs = isCatchingUp ? LEAST_REST_MS : Math.max(Math.min(restMs, LEAST_REST_MS), left);
    } catch (error) {
      await letThreadsGo();
      if (isAborted(signal)) break;
      if (once || !(error instanceof Refusal) || !isTransient(error, checked)) throw error;
      if (isOutOfReach(error)) {
        // Pupils wait for a key that is due: not long.
        const longestMs = hasDueKeys(campaign) ? LONGEST_RETRY_WITH_KEYS_MS : LONGEST_RETRY_MS;
        restMs = Math.min(longestMs, Math.max(restMs, 1000) * 2 ** Math.min(unreached, 6));
        unreached += 1;
        options.onEvent?.({ kind: 'out-of-reach', refusal: error, retryMs: restMs });
      } else {
        options.onEvent?.({ kind: 'problem', refusal: error });
      }
    }
    if (once) break;
    // Other commands use the vault meanwhile.
    await campaign.vault.rest(Math.max(0, Math.min(restMs, untilNextOpeningMs(campaign) ?? restMs)), signal);
  }
  await letThreadsGo();
  const journaled =
    (total.received === 0 && total.documents === 0) ||
    (await journalTotals(campaign, total, options.journalPatienceMs ?? JOURNAL_PATIENCE_MS));
  if (!journaled) options.onEvent?.({ kind: 'not-journaled' });
  return { ...total, journaled };
}

/** A line a pass that brought or sent something, so that the journal of a run that is killed says what it did up to its last pass. */
function journalPass(campaign: OpenCampaign, pass: PassOutcome): void {
  const { received, quarantined, sittings, documents } = pass;
  if (received + quarantined + documents === 0) return;
  const detail = { received, quarantined, sittings, documents };
  appendJournal(campaign.vault, campaign.actor, 'campaign.serve.pass', campaign.name, detail);
}

/**
 * One line for the whole run. When the run was ended at rest another command may be writing, some for long (an import is one
 * transaction): waits for it, but not for ever. Whether the line was written; every act that it sums up has its own trace.
 */
async function journalTotals(
  campaign: OpenCampaign,
  total: Omit<ServeOutcome, 'journaled'>,
  patienceMs: number,
): Promise<boolean> {
  const { passes, received, quarantined, sittings, documents } = total;
  const detail = { passes, received, quarantined, sittings, documents };
  const until = performance.now() + patienceMs;
  for (;;) {
    try {
      appendJournal(campaign.vault, campaign.actor, 'campaign.serve', campaign.name, detail);
      return true;
    } catch (error) {
      if (!isVaultInUse(error)) throw error;
      if (performance.now() >= until) return false;
      await wait(JOURNAL_RETRY_MS);
    }
  }
}

interface PassOptions extends CollectOptions, Pick<ServeOptions, 'ofClosing' | 'attemptMs' | 'secondLookMs'> {
  readonly pool: ServeThreads;
  /** Classes whose reports come first; those that were issued are taken out. */
  readonly awaited: Set<number>;
  /** For the reports of all others. */
  readonly reportsMs: number;
  /** Null: what is published is not read back in this pass. */
  readonly contentRead: Map<string, number> | null;
}

interface Passed extends PassOutcome {
  readonly reportsLeft: boolean;
  /** Why what is published was not read back to the end. */
  readonly unread: Refusal | null;
}

async function servePass(
  campaign: OpenCampaign,
  client: PlatformClient,
  { pool, awaited, reportsMs, contentRead, ...options }: PassOptions,
): Promise<Passed> {
  const { signal } = options;
  let documents = 0;
  let incidents = 0;
  const push = async () => {
    // A country's documents take minutes, on a slow platform hours.
    const pushed = await pushDocuments(campaign, client, 'random', () => options.between?.());
    documents += pushed.pushed;
    incidents += pushed.incidents;
    if (pushed.stale > 0) markReports(campaign);
  };
  const issue = async (only: Pick<IssueOptions, 'onlyFirst' | 'until'>) => {
    const issued = await issueReports(campaign, {
      ...(signal !== undefined && { signal }),
      threads: pool.reports,
      first: awaited,
      ...only,
    });
    awaited.clear();
    return issued;
  };
  const { awaited: came, ...collected } = await collect(campaign, client, {
    ...options,
    threads: pool.records,
    onFinals: async (classes) => {
      for (const one of classes) awaited.add(one);
      await issue({ onlyFirst: true });
      // What is refused here is refused again at the end of the pass, once the rest has been read.
      await push().catch(whereRefused);
    },
  });
  for (const one of came) awaited.add(one);
  await replaceTeacherCodes(campaign);
  // What other schools wait for goes out first.
  const refusal = await publishChanges(campaign, client).then(() => null, whereRefused);
  const issued = await issue({ until: performance.now() + reportsMs });
  const areas = await issueAreaDocuments(campaign);
  const unsent = await push().then(() => null, whereRefused);
  const { between } = options;
  const back =
    contentRead === null
      ? null
      : await readBack(campaign, client, {
          size: AT_A_PASS,
          attemptMs: options.attemptMs,
          secondLookMs: options.secondLookMs,
          contentRead,
          signal,
          between,
        });
  if (unsent !== null) {
    // The closing takes all documents back: nobody waits for this one.
    if (options.ofClosing !== true || unsent.code !== 'document-refused') throw unsent;
    appendJournal(campaign.vault, campaign.actor, 'campaign.closing-unsent', campaign.name, {
      document: String(unsent.data.code),
    });
  }
  if (refusal !== null) throw refusal;
  return {
    ...collected,
    incidents: collected.incidents + incidents + (back?.incidents ?? 0),
    mended: back?.mended ?? 0,
    documents,
    failures: [...issued.failures, ...areas.failures],
    reportsLeft: issued.cutShort,
    unread: back?.refusal ?? null,
  };
}

const ANSWERS_TO_ONE_CALL: ReadonlySet<string> = new Set([
  'platform-refused',
  'platform-answer',
  'platform-signature',
  'platform-key-unproven',
  // Said by a platform that was not asked to purge: it lies, or its operator did so. Either is to be seen, not to end it.
  'platform-purged',
]);

/** Whether the next pass may succeed: the platform was out of reach or refused, the vault busy, or a document was refused. */
function isTransient(refusal: Refusal, checked: boolean): boolean {
  return (
    isOutOfReach(refusal) ||
    refusal.code === 'vault-busy' ||
    refusal.code === 'document-refused' ||
    // A platform that was the right one at first: `campaign move` may make it so again.
    (checked && refusal.code === 'platform-key-changed') ||
    // What a platform answers to one call ends nothing: the next pass asks again.
    (checked && ANSWERS_TO_ONE_CALL.has(refusal.code))
  );
}

/** The refusal of one call, or of a document; throws what is more than that. */
function whereRefused(error: unknown): Refusal {
  const isRefused =
    error instanceof Refusal && (error.code === 'document-refused' || ANSWERS_TO_ONE_CALL.has(error.code));
  if (!isRefused) throw error;
  return error;
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}
