/** The document that answers a desk: what the office has of its record, and notices. An empty one is not made. */
import type { DeskAnswers, Notices } from '@cloison/protocol';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { reasonsOfPupils } from '../desk/declarations.ts';
import { noticesFor } from '../desk/notices.ts';
import { type DeskRequest, requestsOfClassLevel, requestsOfSchool } from '../desk/requests.ts';
import { numberedIdsOfSchool, orderNumberOfPupil } from '../roster/pupils.ts';
import type { HolderRow } from '../vault/rows.ts';
import type { DocumentDraft } from './document-draft.ts';
import { hasDocument } from './document-ledger.ts';
import { ceilingOf, encodeDocument } from './seal-document.ts';

/** For the holder of a class (with its level) or of a school (with its row). */
export function deskDrafts(
  campaign: OpenCampaign,
  holder: HolderRow,
  level: string | null,
  school: number | null,
  at: string,
): DocumentDraft[] {
  // A campaign that was made before desks could tell anything has no size for these documents.
  if (!Object.hasOwn(campaign.manifest.ceilings, 'desk')) return [];
  const drafts: DocumentDraft[] = [];
  const answers = deskAnswers(campaign, holder, school, at);
  if (
    answers.notSitting.length + answers.requests.length > 0 ||
    hasDocument(campaign, holder, 'desk/answers')
  ) {
    drafts.push({ holder, name: 'desk/answers', body: answers });
  }
  const notices = noticesFor(campaign, level);
  if (notices.length > 0 || hasDocument(campaign, holder, 'desk/notices')) {
    const body: Notices = {
      v: 1,
      kind: 'notices',
      notices: notices.map(({ number, at: given, text }) => ({ number, given, text: { ...text } })),
    };
    drafts.push({ holder, name: 'desk/notices', body });
  }
  return drafts;
}

function deskAnswers(
  campaign: OpenCampaign,
  holder: HolderRow,
  school: number | null,
  at: string,
): DeskAnswers {
  const all =
    school !== null
      ? requestsOfSchool(campaign, school)
      : holder.class_level !== null
        ? requestsOfClassLevel(campaign, holder.class_level)
        : [];
  const pupils = school === null ? [] : numberedIdsOfSchool(campaign.vault, school);
  const reasonsOf = reasonsOfPupils(campaign, pupils);
  const notSitting = pupils.flatMap((id) => {
    const reasons = reasonsOf.get(id);
    if (reasons === undefined) return [];
    const orderNumber = orderNumberOfPupil(campaign, id) ?? '';
    return [...reasons].map(([sequence, reason]) => ({ orderNumber, sequence, reason }));
  });
  const saying = (requests: readonly DeskRequest[]): DeskAnswers => ({
    v: 1,
    kind: 'desk-answers',
    at,
    notSitting,
    requests: requests.map(({ id, state, receivedAt, answeredAt, answer }) => ({
      ...{ id, state, receivedAt, answeredAt, answer },
    })),
  });
  return mostThatFits(campaign, holder, all, saying);
}

/** The signature, and the time at which it is sealed, pack to some bytes more or fewer each time. */
const MARGIN_BYTES = 256;

/**
 * All requests, or where they do not fit as many as do: the desk's own before those of others, which may have been written to fill
 * it, and the newest first.
 */
function mostThatFits(
  campaign: OpenCampaign,
  holder: HolderRow,
  all: readonly DeskRequest[],
  saying: (requests: readonly DeskRequest[]) => DeskAnswers,
): DeskAnswers {
  const fits = (answers: DeskAnswers) =>
    encodeDocument(campaign, holder, JSON.stringify(answers)).bytes + MARGIN_BYTES <=
    ceilingOf(campaign, 'desk/answers');
  const whole = saying(all);
  if (all.length === 0 || fits(whole)) return whole;
  const isOwn = (request: DeskRequest) => Number(Buffer.compare(request.holder, holder.holder_id) === 0);
  const inOrder = all.toReversed().toSorted((a, b) => isOwn(b) - isOwn(a));
  // Measured in the order in which they are sent: another one packs to another size.
  const saidOf = (count: number) => {
    const kept = new Set(inOrder.slice(0, count));
    return saying(all.filter((request) => kept.has(request)));
  };
  let [least, most] = [0, all.length];
  while (most - least > 1) {
    const half = Math.floor((least + most) / 2);
    if (fits(saidOf(half))) least = half;
    else most = half;
  }
  return saidOf(least);
}
