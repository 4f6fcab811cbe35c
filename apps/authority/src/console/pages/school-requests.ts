/** What schools ask for, by the use cases of `requests list`, `show`, `grant` and `refuse`. */
import {
  type OpenedRequest,
  REQUESTS_A_PAGE,
  type RequestColumn,
  type RequestFilter,
  type Requests,
  SCHOOL_REQUEST_KINDS,
  type SchoolRequest,
  type SchoolRequestState,
  type SchoolRequestsShown,
} from '@cloison/console-messages';
import type { OpenCampaign } from '../../campaign/open-campaign.ts';
import {
  type DeskRequest,
  findRequest,
  type RequestHead,
  requestHeads,
  requestsOfIds,
} from '../../desk/requests.ts';
import { grantRequest, refuseRequest } from '../../requests/answer-request.ts';
import { keepShown, sittingsOf } from '../../requests/sitting-state.ts';
import { schoolRow } from '../../roster/schools.ts';
import type { SchoolRow } from '../../vault/rows.ts';
import type { Desk } from '../desk/desk.ts';
import { plainText } from './plain-text.ts';

/** A page of the requests that are wanted. Only what is shown, or searched for a word, is opened. */
export async function schoolRequests(
  desk: Desk,
  { campaign: name, filter, kind, wanted, sort, from, all }: Requests['schoolRequests'],
): Promise<SchoolRequestsShown> {
  const campaign = await desk.campaignToRead(name);
  const heads = requestHeads(campaign);
  const word = plainText(wanted);
  const found = heads.filter(
    (head) =>
      STATES_OF[filter].includes(head.state) &&
      (kind === null || head.kind === kind) &&
      (word === '' || says(campaign, head, word)),
  );
  const schools = new Map(found.map((head) => [head.id, { name: head.schoolName, town: head.town }]));
  const page = sorted(found, sort).slice(from, all ? undefined : from + REQUESTS_A_PAGE);
  const rows = requestsOfIds(
    campaign,
    page.map(({ id }) => id),
  );
  const count = (one: RequestFilter) => heads.filter(({ state }) => STATES_OF[one].includes(state)).length;
  return {
    counts: { asked: count('asked'), told: count('told'), over: count('over'), all: heads.length },
    found: found.length,
    from,
    rows: rows.map((request) => shown(campaign, request, schools.get(request.id))),
  };
}

const STATES_OF: Readonly<Record<RequestFilter, readonly SchoolRequestState[]>> = {
  asked: ['asked'],
  told: ['told'],
  over: ['granted', 'refused', 'withdrawn'],
  all: ['asked', 'told', 'granted', 'refused', 'withdrawn'],
};

/** In the school's name, town or UAI, in its words, or an order number. */
function says(campaign: OpenCampaign, head: RequestHead, word: string): boolean {
  if (plainText(`${head.uai} ${head.schoolName} ${head.town}`).includes(word)) return true;
  return requestsOfIds(campaign, [head.id]).some((request) =>
    plainText(`${request.entry.note} ${ordersOf(request).join(' ')}`).includes(word),
  );
}

function sorted(
  heads: readonly RequestHead[],
  { by, desc }: Requests['schoolRequests']['sort'],
): readonly RequestHead[] {
  const { compare } = new Intl.Collator('fr', { numeric: true });
  const value = SORTED_BY[by];
  return heads
    .map((head) => ({ head, by: value(head) }))
    .sort((a, b) => {
      const order = compare(a.by, b.by);
      return (desc ? -order : order) || (a.head.receivedAt < b.head.receivedAt ? -1 : 1);
    })
    .map(({ head }) => head);
}

/** Kinds and states in the order in which they are listed, whatever a language calls them. */
const SORTED_BY: Readonly<Record<RequestColumn, (head: RequestHead) => string>> = {
  kind: ({ kind }) => String(SCHOOL_REQUEST_KINDS.indexOf(kind)),
  school: ({ schoolName, uai }) => `${schoolName} ${uai}`,
  received: ({ receivedAt }) => receivedAt,
  state: ({ state }) => String(STATES_OF.all.indexOf(state)),
};

/** Journaled where it shows sittings. Throws `request-unknown`. */
export async function schoolRequest(desk: Desk, name: string, id: string): Promise<OpenedRequest> {
  const campaign = await desk.campaignToRead(name);
  const request = findRequest(campaign, id);
  const sittings = sittingsOf(campaign, request);
  if (sittings.length > 0)
    await desk.act('requests show', (vault) =>
      keepShown({ vault, actor: desk.actor, name }, request, sittings),
    );
  return {
    request: shown(campaign, request),
    sittings: sittings.map((one) => ({
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
    orders: ordersOf(request),
    sequence: 'sequence' in entry && entry.sequence !== null ? titleOf(campaign, entry.sequence) : null,
    minutes: entry.kind === 'more-time' ? entry.minutes : null,
    why: entry.kind === 'reserve' ? entry.why : null,
    teacher: entry.kind === 'teacher-code' ? { label: entry.label, rank: entry.rank } : null,
    happenedAt: entry.kind === 'incident' ? instantOf(entry.minute) : null,
  };
}

function ordersOf({ entry }: DeskRequest): readonly string[] {
  if (entry.kind === 'teacher-code') return [];
  return entry.kind === 'reserve' ? [entry.orderNumber] : entry.orderNumbers;
}

function titleOf({ spec }: OpenCampaign, sequence: string): { readonly fr: string; readonly en: string } {
  return spec.sequences.find(({ id }) => id === sequence)?.title ?? { fr: sequence, en: sequence };
}

const LAST_MINUTE = Date.UTC(9999, 11, 31) / 60_000;

/** Null for a minute that no calendar has: it is a school's computer that says it. */
function instantOf(minute: number): string | null {
  return minute > LAST_MINUTE ? null : new Date(minute * 60_000).toISOString();
}
