/** Whether schools have their reports: the same for what is sealed, and for what a report says of itself. */
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { calendarNumber } from '../campaign/spec.ts';

/** Continuous, or the area's report window had opened by then (now, by default). */
export function reportsAreOut(
  campaign: OpenCampaign,
  area: number,
  level: string,
  atMs = campaign.actor.now().getTime(),
): boolean {
  const spec = campaign.spec.levels.find(({ id }) => id === level);
  if (spec?.reports === 'continuous') return true;
  const calendar = campaign.calendars.calendars[calendarNumber(campaign.spec, area, level)];
  const opens = calendar?.windows.report?.opens;
  return opens !== undefined && atMs >= Date.parse(opens);
}
