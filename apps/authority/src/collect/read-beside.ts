/**
 * What stands beside a record (late, of another computer, of a rescue file) has no name by which it can be asked for, and a feed
 * is read once: what a host left out of one page would never come, although it is honest afterwards. The last collection reads
 * that part of the feed from its beginning. What comes by this alone had been left out.
 */

import type { FeedPage } from '@cloison/protocol/public';
import { fromBase64Url } from '@cloison/protocol/public';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { addIncidents, MAX_INCIDENTS } from '../records/incidents.ts';
import { hadTooManyNames, type ReceiveOutcome, receiveFeed } from '../records/receive-feed.ts';
import { hasBranch, type RecordKey } from '../records/received-records.ts';

export class Beside {
  readonly #campaign: OpenCampaign;
  /** Records with a branch that only the second reading has brought, so far. */
  readonly #leftOut = new Map<string, RecordKey>();

  constructor(campaign: OpenCampaign) {
    this.#campaign = campaign;
  }

  /**
   * A page of the second reading, which comes before the feed goes on from where it was. Of a country the heads would be gigabytes:
   * they are asked for by name, so here they come without their envelopes and are passed over.
   */
  async receive(shown: FeedPage, askedAt: Date): Promise<ReceiveOutcome> {
    const { vault } = this.#campaign;
    const page = { ...shown, entries: shown.entries.filter(({ kind }) => kind === 'branch') };
    const isKept = (one: Branch) => hasBranch(vault, one);
    // One that was refused as one name too many had been shown: the office had not kept it.
    const unknown = branchesIn(page).filter(
      (one) => !isKept(one) && !hadTooManyNames(this.#campaign, one.holder),
    );
    const outcome = await receiveFeed(this.#campaign, page, 'again', askedAt);
    // A full record does not take what it has given up.
    for (const one of unknown) {
      if (isKept(one) && this.#leftOut.size < MAX_INCIDENTS) this.#leftOut.set(one.key, one);
    }
    return outcome;
  }

  /** A page of the feed as it goes on: what it brings had only just come. */
  shown(page: FeedPage): void {
    if (this.#leftOut.size === 0) return;
    for (const { key } of branchesIn(page)) this.#leftOut.delete(key);
  }

  /** Once the feed was read to its end. Number of new incidents. */
  name(): number {
    const incidents = [...this.#leftOut.values()].map(({ holder, name }) => ({
      code: 'beside-missing' as const,
      record: { holder, name },
    }));
    if (incidents.length === 0) return 0;
    return this.#campaign.vault.transaction(() => addIncidents(this.#campaign, incidents));
  }
}

interface Branch extends RecordKey {
  readonly key: string;
  readonly hash: ReturnType<typeof fromBase64Url>;
}

function branchesIn({ entries }: FeedPage): Branch[] {
  return entries
    .filter(({ kind }) => kind === 'branch')
    .map(({ holder, name, hash }) => ({
      key: `${holder} ${name}`,
      holder: fromBase64Url(holder),
      name,
      hash: fromBase64Url(hash),
    }));
}
