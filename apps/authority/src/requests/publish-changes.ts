/**
 * What `campaign serve` does for desks at each pass: teachers' codes that heads asked for are replaced, and the documents of
 * the schools where something was granted or declared are published again, those of no other school.
 */
import { Refusal } from '@cloison/command/refusal';
import { campaignRow } from '../campaign/campaign-row.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { holderOfClassLevel, holderOfSchool } from '../codes/holders.ts';
import { countHoldersToGiveAgain } from '../codes/publish-holders.ts';
import { pushHolders, pushRevocations } from '../codes/push-holders.ts';
import { markNoticesIssued, unissuedNotices } from '../desk/notices.ts';
import { listRequests } from '../desk/requests.ts';
import { clearToPublish, schoolsToPublish } from '../desk/schools-to-publish.ts';
import { deskDrafts } from '../documents/desk-answers.ts';
import { keepDrafts } from '../documents/document-ledger.ts';
import { pushRouting } from '../documents/push-routing.ts';
import { schoolDrafts } from '../documents/school-drafts.ts';
import { readSchool } from '../documents/school-model.ts';
import type { PlatformClient } from '../platform-link/platform-client.ts';
import { classLevel, classLevelsOfSchool } from '../roster/class-levels.ts';
import { schoolIds } from '../roster/schools.ts';
import { markReportsOfSchool } from '../score/due-reports.ts';
import { grantRequest, refuseRequest } from './answer-request.ts';

/** A head who loses one code after the other is to call the office. */
const MOST_CODES_A_DAY = 5;

/**
 * Replaces the teachers' codes that heads asked for, without a decision of the office: the head knows best, and a code that
 * somebody found must not work for another night. A campaign that is closing gives none any more. Gives the number of codes
 * replaced.
 */
export async function replaceTeacherCodes(campaign: OpenCampaign): Promise<number> {
  if (campaignRow(campaign.vault, campaign.name).state !== 'open') return 0;
  const since = new Date(campaign.actor.now().getTime() - 24 * 3_600_000).toISOString();
  const granted = new Map<number, number>();
  for (const { kind, school, answeredAt } of listRequests(campaign, 'granted')) {
    if (kind === 'teacher-code' && (answeredAt ?? '') > since)
      granted.set(school, (granted.get(school) ?? 0) + 1);
  }
  let replaced = 0;
  for (const { id, kind, school } of listRequests(campaign, 'asked')) {
    if (kind !== 'teacher-code' || (granted.get(school) ?? 0) >= MOST_CODES_A_DAY) continue;
    try {
      await grantRequest(campaign, id);
      granted.set(school, (granted.get(school) ?? 0) + 1);
      replaced += 1;
    } catch (error) {
      if (!(error instanceof Refusal) || !['class-unknown', 'staff-unknown'].includes(error.code))
        throw error;
      refuseRequest(campaign, id, error.words.fr);
    }
  }
  return replaced;
}

/**
 * Seals what changed for those schools, and sends revocations, then holders and their routing tables. The documents go with
 * the others of the pass. Number of schools.
 */
export async function publishChanges(campaign: OpenCampaign, client: PlatformClient): Promise<number> {
  const schools = schoolsToPublish(campaign);
  for (const id of schools) {
    const outcome = await keepDrafts(campaign, await schoolDrafts(campaign, readSchool(campaign, id)));
    if (outcome.changed > 0) markReportsOfSchool(campaign.vault, id);
  }
  await issueNotices(campaign);
  if (schools.length === 0 && countHoldersToGiveAgain(campaign) === 0) return 0;
  // The old code opens nothing from here on, before the new one opens anything.
  await pushRevocations(campaign, client);
  await pushHolders(campaign, client);
  // Before the ticket: a stage that ended without its table goes on with the fallback.
  await pushRouting(campaign, client);
  // Not before: a pass that is refused or killed until here leaves an old code good until the next one, which does it again.
  campaign.vault.transaction(() => {
    for (const id of schools) clearToPublish(campaign.vault, id);
  });
  return schools.length;
}

/** Notices that are new or withdrawn, sealed to every school and class. */
async function issueNotices(campaign: OpenCampaign): Promise<void> {
  const mark = unissuedNotices(campaign);
  if (mark === null) return;
  const at = campaign.actor.now().toISOString();
  for (const school of schoolIds(campaign)) {
    const holder = holderOfSchool(campaign.vault, school);
    const drafts = holder === null ? [] : deskDrafts(campaign, holder, null, school, at);
    for (const id of classLevelsOfSchool(campaign.vault, school)) {
      const own = holderOfClassLevel(campaign.vault, id);
      if (own !== null) drafts.push(...deskDrafts(campaign, own, classLevel(campaign, id).level, null, at));
    }
    await keepDrafts(campaign, drafts);
  }
  campaign.vault.transaction(() => markNoticesIssued(campaign, mark));
}
