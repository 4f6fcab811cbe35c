/**
 * Granting and refusing what was asked from a desk. The act and its answer are one transaction (a teacher's code: drawn first,
 * then one transaction); the school gets its new documents with the next pass of `campaign serve`, or the next publication.
 */
import { grantAllowance, stageRecordNames } from '../allowances/allowances.ts';
import { requireOpen } from '../campaign/campaign-row.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { holderOfPupil } from '../codes/holders.ts';
import { mintCodes } from '../codes/mint.ts';
import { giveReserve } from '../codes/reserve.ts';
import { revokeStaff } from '../codes/revoke.ts';
import { refuseDesk } from '../desk/refusals.ts';
import { answerRequest, type DeskRequest, findRequest } from '../desk/requests.ts';
import { markToPublish } from '../desk/schools-to-publish.ts';
import { appendJournal } from '../journal/journal.ts';
import { markToOpen } from '../records/received-records.ts';
import { pupilOfOrder } from '../roster/pupils.ts';
import { scoringModel } from '../score/sequence-scoring.ts';
import { readSittings } from '../score/sittings.ts';
import { refuseRequests } from './refusals.ts';

export interface AnswerOptions {
  /** For the person who asked; empty: none. */
  readonly answer?: string;
  /** Minutes more, with a reopening; or instead of those that were asked for. */
  readonly minutes?: number;
}

/**
 * Throws `request-unknown`, `request-several`, `request-answered`, `request-nothing-asked` (an incident), `reopen-unfinished`,
 * and what `giveReserve` and `revokeStaff` throw; nothing is done then.
 */
export async function grantRequest(
  campaign: OpenCampaign,
  id: string,
  options: AnswerOptions = {},
): Promise<DeskRequest> {
  requireOpen(campaign);
  const request = findRequest(campaign, id);
  const { entry } = request;
  switch (entry.kind) {
    case 'reserve':
      answerIn(campaign, request, 'granted', options, () => {
        giveReserve(campaign, entry.orderNumber, entry.why);
      });
      break;
    case 'teacher-code': {
      requireAsked(request);
      await mintCodes(campaign, { stock: { staff: 1 } });
      await revokeStaff(campaign, {
        role: 'teacher',
        uai: request.uai,
        label: entry.label,
        rank: entry.rank,
      });
      // Killed before this line, the code is replaced and the request still waits: granting it again replaces it once more.
      answerIn(campaign, request, 'granted', options, () => {});
      break;
    }
    case 'reopen':
      answerIn(campaign, request, 'granted', options, () => {
        for (const order of onceEach(entry)) reopen(campaign, order, entry.sequence, options.minutes ?? 0);
      });
      break;
    case 'more-time':
      answerIn(campaign, request, 'granted', options, () => {
        const extraMs = (options.minutes ?? entry.minutes) * 60_000;
        for (const order of onceEach(entry)) {
          allow(campaign, order, entry.sequence, { reopened: 0, extraMs });
        }
      });
      break;
    case 'incident':
      throw refuseRequests('request-nothing-asked', { id: request.id.slice(0, 8) });
    default:
      entry satisfies never;
  }
  return findRequest(campaign, request.id);
}

/** A desk may name one pupil sixty times, and would get sixty times as much. */
function onceEach({ orderNumbers }: { readonly orderNumbers: readonly string[] }): ReadonlySet<string> {
  return new Set(orderNumbers);
}

/** `answer` says why, to the person who asked. Throws `request-unknown`, `request-several`, `request-answered`. */
export function refuseRequest(campaign: OpenCampaign, id: string, answer: string): DeskRequest {
  requireOpen(campaign);
  const request = findRequest(campaign, id);
  answerIn(campaign, request, 'refused', { answer }, () => {});
  return findRequest(campaign, request.id);
}

function requireAsked(request: DeskRequest): void {
  if (request.state !== 'asked') throw refuseDesk('request-answered', { id: request.id.slice(0, 8) });
}

function answerIn(
  campaign: OpenCampaign,
  request: DeskRequest,
  state: 'granted' | 'refused',
  { answer = '' }: AnswerOptions,
  act: () => void,
): void {
  const { vault, actor, name } = campaign;
  vault.transaction(() => {
    requireAsked(request);
    act();
    answerRequest(campaign, request.id, state, answer, actor.now().toISOString());
    markToPublish(vault, request.school);
    appendJournal(vault, actor, `requests.${state}`, name, {
      kind: request.kind,
      request: request.id.slice(0, 8),
    });
  });
}

/**
 * A sequence that was finished goes on under another name, from what was finished. Of an adaptive one the last stage does:
 * the table that chose its module has been released, so that the stages before it could not measure the same again.
 */
function reopen(campaign: OpenCampaign, order: string, sequence: string, minutes: number): void {
  const pupil = pupilOfOrder(campaign, order);
  const sitting =
    pupil === null ? undefined : readSittings(campaign, pupil.id).find((one) => one.sequence === sequence);
  if (sitting?.mode !== 'online' || sitting.state !== 'complete') {
    throw refuseRequests('reopen-unfinished', { order, sequence });
  }
  allow(campaign, order, sequence, { reopened: 1, extraMs: minutes * 60_000 });
}

function allow(
  campaign: OpenCampaign,
  order: string,
  sequence: string,
  more: { readonly reopened: number; readonly extraMs: number },
): void {
  const { vault } = campaign;
  const pupil = pupilOfOrder(campaign, order);
  if (pupil === null) return;
  grantAllowance(vault, pupil.id, sequence, more);
  const holder = holderOfPupil(vault, pupil.id);
  const scorable = scoringModel(campaign).get(sequence);
  if (holder === null || scorable === undefined) return;
  // Whether a limit was passed is looked at again, and what was there under the name of the reopening before it.
  const last = stageRecordNames(vault, pupil.id, scorable, scorable.adaptive?.stages ?? 1);
  for (const name of new Set([sequence, ...last])) markToOpen(vault, holder.holder_id, name);
}
