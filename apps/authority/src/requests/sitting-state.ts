/** What an agent looks at before granting something: the sittings that a request is about, by order number, never by name. */
import type { SittingState } from '@cloison/protocol';
import { allowanceOf } from '../allowances/allowances.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { DeskRequest } from '../desk/requests.ts';
import { appendJournal } from '../journal/journal.ts';
import { lastSaves } from '../records/received-records.ts';
import { pupilOfOrder } from '../roster/pupils.ts';
import { readSittings } from '../score/sittings.ts';

export interface SittingShown {
  readonly order: string;
  readonly sequence: string;
  readonly state: SittingState;
  readonly answered: number;
  readonly expected: number;
  readonly receipt: string | null;
  /** ISO 8601 UTC, to the minute; null: nothing was received. */
  readonly savedAt: string | null;
  readonly reopened: number;
  readonly extraMinutes: number;
}

/** As `sittingsOf`, with the journal's line of who looked at named sittings. */
export function showSittings(campaign: OpenCampaign, request: DeskRequest): SittingShown[] {
  const sittings = sittingsOf(campaign, request);
  keepShown(campaign, request, sittings);
  return sittings;
}

/** That line, for whoever looked at them on a vault that is only read; before anybody sees them. None, no line. */
export function keepShown(
  { vault, actor, name }: Pick<OpenCampaign, 'vault' | 'actor' | 'name'>,
  { id }: DeskRequest,
  { length: sittings }: readonly SittingShown[],
): void {
  if (sittings > 0) appendJournal(vault, actor, 'requests.show', name, { request: id, sittings });
}

/** Of the sequence that the request names; of all of the pupil's level when it names none. */
export function sittingsOf(campaign: OpenCampaign, { entry }: DeskRequest): SittingShown[] {
  const orders =
    entry.kind === 'teacher-code' ? [] : 'orderNumber' in entry ? [entry.orderNumber] : entry.orderNumbers;
  const only = 'sequence' in entry ? entry.sequence : null;
  return orders.flatMap((order) => {
    const pupil = pupilOfOrder(campaign, order);
    if (pupil === null) return [];
    const sittings = new Map(readSittings(campaign, pupil.id).map((one) => [one.sequence, one]));
    const saved = lastSaves(campaign.vault, pupil.id);
    return campaign.spec.sequences
      .filter(({ id, level }) => level === pupil.level && (only === null || id === only))
      .map(({ id, items }): SittingShown => {
        const sitting = sittings.get(id);
        const { reopened, extraMs } = allowanceOf(campaign.vault, pupil.id, id);
        return {
          order,
          sequence: id,
          state: sitting?.state ?? 'notBegun',
          answered: sitting?.answered ?? 0,
          expected: sitting?.expected ?? items.length,
          receipt: sitting?.receipt ?? null,
          savedAt: saved.get(id) ?? null,
          reopened,
          extraMinutes: Math.round(extraMs / 60_000),
        };
      });
  });
}
