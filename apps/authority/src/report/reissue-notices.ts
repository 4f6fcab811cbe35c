/** What a report says of changes made after reports were out: thresholds, items withdrawn or corrected, and when. */

import type { Localised } from '@cloison/protocol';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { itemChangesOf, type KeptItemChange } from '../item-changes/item-changes.ts';
import { scoringModel } from '../score/sequence-scoring.ts';
import { affects, type KeptStandard, standardsOf } from '../standards/standards-in-force.ts';
import { formatDay, formatHour } from '../time/format-time.ts';
import { reportsAreOut } from './reports-are-out.ts';

/** Reports have a ceiling, and readers little patience. */
const MOST_NOTICES = 3;

type Lang = 'fr' | 'en';

/** Newest last. Changes made before the first reports are no news to anybody. */
export function reissueNotices(campaign: OpenCampaign, area: number, level: string): Localised[] {
  const { spec, calendars } = campaign;
  const zone = calendars.areas[area]?.zone;
  const standards = standardsOf(campaign)
    .filter(({ domains }) => affects(domains, spec.domains, level))
    .map((one) => ({ at: one.at, say: (lang: Lang) => ofStandard(campaign, one, level, lang) }));
  const items = itemChangesOf(campaign)
    .filter(({ change }) => spec.sequences.find(({ id }) => id === change.sequence)?.level === level)
    .map((one) => ({ at: one.at, say: (lang: Lang) => ofItem(campaign, one, lang) }));
  return [...standards, ...items]
    .filter(({ at }) => reportsAreOut(campaign, area, level, Date.parse(at)))
    .toSorted((a, b) => (a.at < b.at ? -1 : 1))
    .slice(-MOST_NOTICES)
    .map(({ at, say }) => {
      const when = new Date(at);
      const [day, hour] = [
        (lang: Lang) => formatDay(when, lang, zone),
        (lang: Lang) => formatHour(when, lang, zone),
      ];
      return {
        fr: `Restitution rééditée le ${day('fr')} à ${hour('fr')} : ${say('fr')}`,
        en: `Report issued again on ${day('en')} at ${hour('en')}: ${say('en')}`,
      };
    });
}

function ofStandard({ spec }: OpenCampaign, { domains }: KeptStandard, level: string, lang: Lang): string {
  const titles = spec.domains
    .filter((domain) => domain.level === level && domains.some((one) => one.domain === domain.id))
    .map(({ title }) => quoted(title[lang], lang))
    .join(', ');
  return lang === 'fr'
    ? `les seuils ont changé pour ${titles}. Les groupes affichés sont les nouveaux.`
    : `thresholds have changed for ${titles}. The groups shown are the new ones.`;
}

function ofItem(campaign: OpenCampaign, { change }: KeptItemChange, lang: Lang): string {
  const title = scoringModel(campaign).get(change.sequence)?.items.get(change.item)?.title ?? change.item;
  const item = quoted(title, lang);
  if (change.kind === 'correct') {
    return lang === 'fr'
      ? `la correction de l’exercice ${item} était fausse. Les résultats affichés sont les nouveaux.`
      : `the key of exercise ${item} was wrong. The results shown are the new ones.`;
  }
  if (change.kind === 'restore') {
    return lang === 'fr'
      ? `un changement de l’exercice ${item} est annulé. Les résultats affichés sont les nouveaux.`
      : `a change of exercise ${item} is taken back. The results shown are the new ones.`;
  }
  if (change.credit === 'all') {
    return lang === 'fr'
      ? `l’exercice ${item} est retiré, et tous les élèves qui l’ont eu en ont les points. Les résultats affichés sont les nouveaux.`
      : `exercise ${item} is withdrawn, and all pupils who had it have its points. The results shown are the new ones.`;
  }
  return lang === 'fr'
    ? `l’exercice ${item} est retiré et ne compte pour personne. Les résultats affichés sont les nouveaux.`
    : `exercise ${item} is withdrawn and counts for nobody. The results shown are the new ones.`;
}

function quoted(title: string, lang: Lang): string {
  return lang === 'fr' ? `« ${title} »` : `“${title}”`;
}
