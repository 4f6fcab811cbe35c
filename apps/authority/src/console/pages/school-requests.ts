/** What schools ask for, by the use cases of `requests list`, `show`, `grant` and `refuse`. */
import type { OpenedRequest, SchoolRequest } from '@cloison/console-messages';
import type { OpenCampaign } from '../../campaign/open-campaign.ts';
import { type DeskRequest, findRequest, listRequests } from '../../desk/requests.ts';
import { grantRequest, refuseRequest } from '../../requests/answer-request.ts';
import { sittingsOf } from '../../requests/sitting-state.ts';
import { allSchools, schoolRow } from '../../roster/schools.ts';
import type { SchoolRow } from '../../vault/rows.ts';
import type { Desk } from '../desk/desk.ts';

/** Oldest first. */
export async function schoolRequests(desk: Desk, name: string): Promise<SchoolRequest[]> {
  const campaign = await desk.campaignToRead(name);
  const schools = new Map(allSchools(campaign).map((school) => [school.id, school]));
  return listRequests(campaign).map((request) => shown(campaign, request, schools.get(request.school)));
}

/** Throws `request-unknown`. */
export async function schoolRequest(desk: Desk, name: string, id: string): Promise<OpenedRequest> {
  const campaign = await desk.campaignToRead(name);
  const request = findRequest(campaign, id);
  return {
    request: shown(campaign, request),
    sittings: sittingsOf(campaign, request).map((one) => ({
      ...one,
      sequence: titleOf(campaign, one.sequence),
    })),
  };
}

/** Throws what `grantRequest` throws. */
export function requestGranted(
  desk: Desk,
  name: string,
  id: string,
  { answer, minutes }: { readonly answer: string; readonly minutes: number | null },
): Promise<SchoolRequest> {
  return desk.actOn('requests grant', name, async (campaign) =>
    shown(campaign, await grantRequest(campaign, id, { answer, ...(minutes === null ? {} : { minutes }) })),
  );
}

/** Throws what `refuseRequest` throws. */
export function requestRefused(desk: Desk, name: string, id: string, answer: string): Promise<SchoolRequest> {
  return desk.actOn('requests refuse', name, (campaign) =>
    shown(campaign, refuseRequest(campaign, id, answer)),
  );
}

function shown(
  campaign: OpenCampaign,
  request: DeskRequest,
  { name: school, town }: Pick<SchoolRow, 'name' | 'town'> = schoolRow(campaign.vault, request.school),
): SchoolRequest {
  const { entry } = request;
  const { id, kind, state, uai, receivedAt, answeredAt, answer } = request;
  return {
    id,
    kind,
    state,
    uai,
    school,
    town,
    receivedAt,
    answeredAt,
    note: entry.note,
    answer,
    orders:
      entry.kind === 'teacher-code'
        ? []
        : entry.kind === 'reserve'
          ? [entry.orderNumber]
          : entry.orderNumbers,
    sequence: 'sequence' in entry && entry.sequence !== null ? titleOf(campaign, entry.sequence) : null,
    minutes: entry.kind === 'more-time' ? entry.minutes : null,
    why: entry.kind === 'reserve' ? entry.why : null,
    teacher: entry.kind === 'teacher-code' ? { label: entry.label, rank: entry.rank } : null,
    happenedAt: entry.kind === 'incident' ? instantOf(entry.minute) : null,
  };
}

function titleOf({ spec }: OpenCampaign, sequence: string): { readonly fr: string; readonly en: string } {
  return spec.sequences.find(({ id }) => id === sequence)?.title ?? { fr: sequence, en: sequence };
}

const LAST_MINUTE = Date.UTC(9999, 11, 31) / 60_000;

/** Null for a minute that no calendar has: it is a school's computer that says it. */
function instantOf(minute: number): string | null {
  return minute > LAST_MINUTE ? null : new Date(minute * 60_000).toISOString();
}
