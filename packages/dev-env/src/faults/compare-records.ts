/** Compares what the platform has with what it acknowledged to pupils. */
import { setTimeout as wait } from 'node:timers/promises';
import { fromBase64Url, toBase64Url } from '@cloison/protocol/public';
import type { PlatformClient } from '../../../../apps/authority/src/platform-link/platform-client.ts';
import { answersIn, type SimulatedPupil } from './crowd.ts';
import { RECORD } from './fault-campaign.ts';

const READ_AT_ONCE = 500;

export interface Found {
  readonly acknowledged: number;
  readonly found: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly pupils: number;
  readonly finished: number;
}

/** Passes over the feed, half a second apart, until it shows the finals that are there. */
const PASSES = 40;

/**
 * Reads every record as the authority does, opens it, and compares it with what was acknowledged to its pupil. The feed is read
 * again while it lacks a final that the record itself has: a server that has just come back may answer from before, and the
 * authority's next pass gets the rest.
 */
export async function compare(authority: PlatformClient, pupils: readonly SimulatedPupil[]): Promise<Found> {
  let [acknowledged, found] = [0, 0];
  const finals: string[] = [];
  const holders = pupils.map(({ holder }) => toBase64Url(holder.holderId));
  for (let i = 0; i < pupils.length; i += READ_AT_ONCE) {
    const some = pupils.slice(i, i + READ_AT_ONCE);
    // Before the records are read: what is acknowledged meanwhile is not in them.
    const saved = some.map((pupil) => pupil.acknowledged);
    const { records } = await authority.readRecords({
      records: some.map((_, j) => ({ holder: holders[i + j]!, name: RECORD })),
    });
    for (const [j, pupil] of some.entries()) {
      const envelope = records[j]!.envelope;
      const head = envelope === null ? null : await answersIn(pupil.holder, fromBase64Url(envelope));
      acknowledged += saved[j]!;
      found += Math.min(saved[j]!, head?.answered ?? 0);
      if (head?.final === true) finals.push(holders[i + j]!);
    }
  }
  let entries = await entriesByHolder(authority);
  const finalsIn = (holder: string) => (entries.get(holder) ?? []).filter((kind) => kind === 'final').length;
  for (let pass = 1; pass < PASSES && finals.some((holder) => finalsIn(holder) === 0); pass++) {
    await wait(500);
    entries = await entriesByHolder(authority);
  }
  return {
    acknowledged,
    found,
    lost: acknowledged - found,
    duplicated: holders.reduce((sum, holder) => sum + Math.max(0, (entries.get(holder)?.length ?? 0) - 1), 0),
    pupils: pupils.length,
    finished: finals.filter((holder) => finalsIn(holder) === 1).length,
  };
}

/** The kinds of all entries of the feed, by holder. */
async function entriesByHolder(authority: PlatformClient): Promise<ReadonlyMap<string, readonly string[]>> {
  const byHolder = new Map<string, string[]>();
  let after = '';
  for (;;) {
    const feed = await authority.feed(after, 2000);
    // Start again, as the authority does: a process that reconnects to its servers begins an era.
    if (feed.rewound) byHolder.clear();
    for (const { holder, kind } of feed.entries) {
      byHolder.set(holder, [...(byHolder.get(holder) ?? []), kind]);
    }
    if (!feed.more) return byHolder;
    after = feed.next;
  }
}
