/** What a report says of thresholds that changed after reports were out: which, and when it was issued again. */

import type { Localised } from '@cloison/protocol';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { affects, standardsOf } from '../standards/standards-in-force.ts';
import { formatDay, formatHour } from '../time/format-time.ts';
import { reportsAreOut } from './reports-are-out.ts';

/** Reports have a ceiling, and readers little patience. */
const MOST_NOTICES = 3;

/** Newest last. Changes made before the first reports are no news to anybody. */
export function reissueNotices(campaign: OpenCampaign, area: number, level: string): Localised[] {
  const { spec, calendars } = campaign;
  const zone = calendars.areas[area]?.zone;
  return standardsOf(campaign)
    .filter(
      ({ at, domains }) =>
        affects(domains, spec.domains, level) && reportsAreOut(campaign, area, level, Date.parse(at)),
    )
    .slice(-MOST_NOTICES)
    .map(({ at, domains }) => {
      const changed = spec.domains.filter(
        (domain) => domain.level === level && domains.some((one) => one.domain === domain.id),
      );
      const when = new Date(at);
      const [fr, en] = (['fr', 'en'] as const).map((lang) => ({
        titles: changed.map(({ title }) => (lang === 'fr' ? `« ${title.fr} »` : `“${title.en}”`)).join(', '),
        day: formatDay(when, lang, zone),
        hour: formatHour(when, lang, zone),
      }));
      return {
        fr: `Restitution rééditée le ${fr?.day} à ${fr?.hour} : les seuils ont changé pour ${fr?.titles}. Les groupes affichés sont les nouveaux.`,
        en: `Report issued again on ${en?.day} at ${en?.hour}: thresholds have changed for ${en?.titles}. The groups shown are the new ones.`,
      };
    });
}
