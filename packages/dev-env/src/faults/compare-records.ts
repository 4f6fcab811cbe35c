/** Compares what the platform has with what it acknowledged to pupils. */
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

/** Reads every record as the authority does, opens it, and compares it with what was acknowledged to its pupil. */
export async function compare(authority: PlatformClient, pupils: readonly SimulatedPupil[]): Promise<Found> {
  const entries = await entriesByHolder(authority);
  let [acknowledged, found, duplicated, finished] = [0, 0, 0, 0];
  for (let i = 0; i < pupils.length; i += READ_AT_ONCE) {
    const some = pupils.slice(i, i + READ_AT_ONCE);
    const { records } = await authority.readRecords({
      records: some.map(({ holder }) => ({ holder: toBase64Url(holder.holderId), name: RECORD })),
    });
    for (const [j, pupil] of some.entries()) {
      const envelope = records[j]!.envelope;
      const head = envelope === null ? null : await answersIn(pupil.holder, fromBase64Url(envelope));
      acknowledged += pupil.acknowledged;
      found += Math.min(pupil.acknowledged, head?.answered ?? 0);
      const own = entries.get(toBase64Url(pupil.holder.holderId)) ?? [];
      duplicated += Math.max(0, own.length - 1);
      if (head?.final === true && own.filter((kind) => kind === 'final').length === 1) finished += 1;
    }
  }
  return {
    acknowledged,
    found,
    lost: acknowledged - found,
    duplicated,
    pupils: pupils.length,
    finished,
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
