/**
 * The last collection of a closing: everything that the platform has. The platform shows that it has the campaign before
 * anything begins; one that is lost in the middle gives the campaign back.
 */
import { Refusal } from '@cloison/command/refusal';
import { campaignRow, setCampaignState } from '../campaign/campaign-row.ts';
import { forgetSteps } from '../campaign/closing-steps.ts';
import { serveCampaign } from '../collect/serve-campaign.ts';
import { type Actor, appendJournal, type JournalDetail } from '../journal/journal.ts';
import { checkPlatform, connectPlatform } from '../platform-link/connect.ts';
import { isOfPlatform } from '../platform-link/platform-error.ts';
import { newsOfCollection } from '../records/received-counts.ts';
import { requireApproval } from '../roles/approvals.ts';
import type { Vault } from '../vault/vault.ts';
import { type Asked, type CloseOptions, type Closing, MAX_REASON, reasonGiven } from './closing.ts';
import { refuseClose } from './refusals.ts';

export interface Collected {
  readonly received: number;
  readonly sittings: number;
  /** Why the last collection could not be made, where two persons have gone on without it. */
  readonly refused?: string;
}

export function lastCollection(closing: Closing): Promise<Collected> {
  const goOn = (error: unknown) => goOnUncollected(closing, error);
  return closing.unreached === null
    ? collectAll(closing).catch(goOn)
    : Promise.resolve().then(() => goOn(closing.unreached));
}

/** A platform that is away, another one, or the right one without the campaign: nothing begins. */
export async function proveCampaign({ vault, keys, name, options }: Asked): Promise<void> {
  const client = await connectPlatform(vault, keys, name, options);
  await checkPlatform(vault, name, client);
  try {
    await client.feed('', 1);
  } catch (error) {
    // An unreadable feed is the last collection's to name.
    if (!(error instanceof Refusal) || error.code !== 'platform-answer') throw error;
  }
}

/** A pass that was cut short has brought far more, from an honest platform. */
const LEAST_NEWS = 100;
/** And may be cut short for another reason now and then. With a new version of one record in each pass there would be no end. */
const MOST_MEAGRE_PASSES = 10;

async function collectAll({ vault, keys, actor, name, options, campaign }: Closing): Promise<Collected> {
  const opened = await campaign();
  begin(vault, actor, name);
  const collected = { received: 0, sittings: 0 };
  const news = newsOfCollection(opened);
  let meagre = 0;
  // A pass is bounded: as many as bring something, until the feed has ended; then one more, which asks for all by name.
  for (let asksForAll = false; ; ) {
    const pass = await serveCampaign(opened, keys, {
      ...options,
      once: true,
      ofClosing: true,
      asksForAll,
    }).catch((error) => {
      // It was lost meanwhile: who closes tomorrow is asked again. What has come stays.
      if (isOfPlatform(error)) reopen(vault, actor, name, { platform: error.code });
      throw error;
    });
    if (options.signal?.aborted === true) reopen(vault, actor, name, { stopped: 'by hand' });
    options.signal?.throwIfAborted();
    collected.received += pass.received;
    collected.sittings += pass.sittings;
    if (pass.complete && asksForAll) return collected;
    if (pass.complete) {
      asksForAll = true;
      continue;
    }
    if (news() < LEAST_NEWS) meagre += 1;
    if (pass.received + pass.sittings === 0 || meagre > MOST_MEAGRE_PASSES) {
      reopen(vault, actor, name, { feed: 'no end' });
      throw refuseClose('closing-feed');
    }
  }
}

function begin(vault: Vault, actor: Actor, name: string): void {
  vault.transaction(() => {
    if (campaignRow(vault, name).state !== 'open') return;
    setCampaignState(vault, name, 'closing');
    appendJournal(vault, actor, 'campaign.closing', name);
  });
}

/** Whether somebody said that the platform is gone, and `error` says nothing else. */
export function mayGoOnUncollected(options: CloseOptions, error: unknown): error is Refusal {
  const isUnending = error instanceof Refusal && error.code === 'closing-feed';
  return (
    (isUnending || isOfPlatform(error)) && options.withoutCollection === true && reasonGiven(options) !== null
  );
}

/** Throws `error` unless somebody said that the platform is gone, and `approval-missing` unless another person has approved it. */
function goOnUncollected({ vault, actor, name, options }: Closing, error: unknown): Collected {
  const reason = reasonGiven(options);
  if (reason === null || !mayGoOnUncollected(options, error)) throw error;
  requireApproval(vault, actor, 'close-unstated', name);
  const refused = error.message.slice(0, MAX_REASON);
  vault.transaction(() => {
    begin(vault, actor, name);
    appendJournal(vault, actor, 'campaign.close-uncollected', name, { reason, refused });
  });
  return { received: 0, sittings: 0, refused };
}

/** Nothing was destroyed yet, and the campaign goes on. */
export function reopen(vault: Vault, actor: Actor, name: string, why: JournalDetail): void {
  vault.transaction(() => {
    setCampaignState(vault, name, 'open');
    forgetSteps(vault, name);
    appendJournal(vault, actor, 'campaign.closing-refused', name, why);
  });
}
