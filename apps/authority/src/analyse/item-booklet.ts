/** The ordered item booklet of a domain, for the panel that sets its thresholds: the pages, and the items as pupils saw them. */
import type { Lang } from '@cloison/command/refusal';
import { assetMediaType, type Item } from '@cloison/qti';
import {
  type BookletContent,
  type BookletPage,
  bookletOf,
  bookletReport,
  renderReport,
} from '@cloison/study-files';
import { readAnalysis } from '../analysis/analysis-store.ts';
import type { DomainStatistics } from '../analysis/domain-statistics.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { type DomainSpec, modulesOf } from '../campaign/spec.ts';
import { appendJournal } from '../journal/journal.ts';
import { itemsInForce, type ScoredCampaign } from '../score/sequence-scoring.ts';
import { readVariant } from '../specify/variants.ts';
import { basisOf } from '../standards/standard-basis.ts';

export interface DomainBooklet {
  readonly pages: readonly BookletPage[];
  /** A page in one file, with the expected responses. */
  readonly html: string;
}

/** Pictures beyond this are left out of a page that people print. */
const MAX_PICTURE_BYTES = 4_000_000;

/** Null when the domain was not calibrated. */
export function domainBooklet(
  campaign: ScoredCampaign,
  statistics: DomainStatistics,
  lang: Lang,
): DomainBooklet | null {
  const domain = campaign.spec.domains.find(({ id }) => id === statistics.domain);
  const basis = domain === undefined ? null : basisOf(statistics, domain);
  if (domain === undefined || basis === null) return null;
  const pages = bookletOf(basis);
  const name = `${campaign.name} — ${domain.title[lang] ?? domain.title.fr}`;
  return {
    pages,
    html: renderReport(lang, bookletReport(lang, name, pages, contentOf(campaign, domain, pages))),
  };
}

/** The booklet as a page to be read outside the vault: said in the journal before it is given. Null: not calibrated. */
export function bookletPage(campaign: OpenCampaign, domain: string, lang: Lang): string | null {
  const { vault, actor, name } = campaign;
  const statistics = readAnalysis(campaign).find((one) => one.domain === domain);
  const booklet = statistics === undefined ? null : domainBooklet(campaign, statistics, lang);
  if (booklet === null) return null;
  appendJournal(vault, actor, 'campaign.analyse-export', name, { pages: 1, calibrations: 0 });
  return booklet.html;
}

/** Of an item that has variants, the first is shown. */
function contentOf(
  campaign: ScoredCampaign,
  { sequence: id }: DomainSpec,
  pages: readonly BookletPage[],
): BookletContent {
  const { files, itemOf } = itemsInForce(campaign, id);
  const variants = campaign.spec.sequences.find((one) => one.id === id)?.variants;
  const shown = (item: Item): Item => {
    const seed = variants?.[item.identifier]?.[0];
    return seed === undefined ? item : readVariant(files, item.path, seed, modulesOf(campaign.spec));
  };
  return {
    items: new Map(pages.map((page) => [page.id, shown(itemOf(page.id))])),
    picture: (path) => {
      const bytes = files.get(path);
      const type = assetMediaType(path);
      if (bytes === undefined || type === null || !type.startsWith('image/')) return null;
      return bytes.length > MAX_PICTURE_BYTES
        ? null
        : `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;
    },
  };
}
