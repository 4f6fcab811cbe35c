/** What is published of a campaign itself: its card, with the head of the journal, and its windows. Nothing of it is secret. */
import type { PublishedCampaign } from '@cloison/protocol/public';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { journalHead } from '../journal/journal.ts';

/**
 * One calendar for each area and level, in the order of `ResolvedCalendars`: a holder's number is the position. Entry
 * bases, from which a class with a new root goes on, are readable as long as its roster.
 */
export function publishedCampaign(campaign: OpenCampaign): PublishedCampaign {
  const { spec } = campaign;
  const head = journalHead(campaign.vault);
  return {
    v: 1,
    card: {
      v: 1,
      campaign: campaign.name,
      title: { fr: spec.title.fr, en: spec.title.en },
      rehearsal: spec.rehearsal,
      manifest: campaign.manifestHash,
      online: spec.levels.some(({ mode }) => mode === 'online'),
      ...(head !== null && { journal: { lines: head.n, head: head.hash } }),
    },
    calendars: campaign.calendars.calendars.map(({ windows }) => {
      const copy = Object.fromEntries(
        Object.entries(windows).map(([pattern, { opens, closes }]) => [pattern, { opens, closes }]),
      );
      return copy.roster === undefined ? copy : { 'entry-base': copy.roster, ...copy };
    }),
  };
}
