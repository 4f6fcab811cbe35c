/**
 * Releasing opening keys: each sequence's key goes to the platform for one calendar when that calendar opens it, never
 * before. The clock is the authority's; the platform has a lock of its own, the window of the holder's calendar.
 *
 * All calendars of a sequence have one key, because they have one content: whoever has sat the test in Réunion could tell it
 * in Paris anyway (docs/decisions/0018-*.md). What is held apart is who is given it, and when.
 */
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { appendJournal } from '../journal/journal.ts';
import type { PlatformClient } from '../platform-link/platform-client.ts';
import type { ContentReleaseRow } from '../vault/rows.ts';
import { openingKey, sealedSequences } from './seal-content.ts';

/** One key for one calendar. */
export interface Opening {
  readonly sequence: string;
  /** Position in the published list. */
  readonly calendar: number;
  readonly opensMs: number;
}

const BATCH = 500;

/** Every opening of the campaign that has not been released yet, earliest first. */
export function openingsToCome(campaign: OpenCampaign): readonly Opening[] {
  const released = new Set(
    campaign.vault
      .all<ContentReleaseRow>('SELECT * FROM content_release WHERE campaign = ?', campaign.name)
      .map(({ sequence, calendar }) => `${sequence} ${calendar}`),
  );
  return sealedSequences(campaign.spec)
    .flatMap((sequence) =>
      campaign.calendars.calendars.flatMap(({ windows }, calendar): Opening[] => {
        const window = Object.hasOwn(windows, sequence) ? windows[sequence] : undefined;
        if (window === undefined || released.has(`${sequence} ${calendar}`)) return [];
        return [{ sequence, calendar, opensMs: Date.parse(window.opens) }];
      }),
    )
    .toSorted((a, b) => a.opensMs - b.opensMs || a.calendar - b.calendar);
}

/**
 * Pushes what is due now and marks it, in the journal too. Run again, or after a kill, it pushes what is not marked: the
 * platform takes the same key twice. The campaign must have been published.
 */
export async function releaseDueKeys(
  campaign: OpenCampaign,
  client: PlatformClient,
): Promise<readonly Opening[]> {
  const nowMs = campaign.actor.now().getTime();
  const due = openingsToCome(campaign).filter(({ opensMs }) => opensMs <= nowMs);
  for (let at = 0; at < due.length; at += BATCH) {
    const batch = due.slice(at, at + BATCH);
    await client.putKeys({
      keys: batch.map(({ sequence, calendar }) => {
        const key = openingKey(campaign, sequence);
        if (key === null) throw new Error('a sealed sequence without a key');
        return { name: sequence, calendar, key };
      }),
    });
    const { vault, name, actor } = campaign;
    vault.transaction(() => {
      for (const { sequence, calendar } of batch) {
        vault.run(
          'INSERT INTO content_release VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
          name,
          sequence,
          calendar,
          actor.now().toISOString(),
        );
      }
      appendJournal(vault, actor, 'campaign.release', name, {
        keys: batch.length,
        sequences: [...new Set(batch.map(({ sequence }) => sequence))].join(' '),
        calendars: [...new Set(batch.map(({ calendar }) => calendar))].join(' '),
      });
    });
  }
  return due;
}

/** Sequences whose key the platform was given for this calendar. */
export function releasedTo({ vault, name }: OpenCampaign, calendar: number): readonly string[] {
  return vault
    .all<Pick<ContentReleaseRow, 'sequence'>>(
      'SELECT sequence FROM content_release WHERE campaign = ? AND calendar = ? ORDER BY sequence',
      name,
      calendar,
    )
    .map(({ sequence }) => sequence);
}

/** Whether a key should be on the platform and is not, as far as the vault knows. */
export function hasDueKeys(campaign: OpenCampaign): boolean {
  const nowMs = campaign.actor.now().getTime();
  return openingsToCome(campaign).some(({ opensMs }) => opensMs <= nowMs);
}

/** Milliseconds from now to the next opening, which is later than now; null when none is to come. */
export function untilNextOpeningMs(campaign: OpenCampaign): number | null {
  const nowMs = campaign.actor.now().getTime();
  const next = openingsToCome(campaign).find(({ opensMs }) => opensMs > nowMs);
  return next === undefined ? null : next.opensMs - nowMs;
}

/** Every key counts as not released: the platform was restored from a backup. */
export function forgetReleases({ vault, name }: Pick<OpenCampaign, 'vault' | 'name'>): void {
  vault.run('DELETE FROM content_release WHERE campaign = ?', name);
}
