/**
 * Items while answers come in: facility, discrimination, how often each option was chosen. Classical and unweighted. Names
 * no pupil, and is not kept: the figures that count are those of `campaign analyse`. A domain with fewer pupils than the
 * campaign's secrecy allows has no figures.
 */
import type { ItemStatistics } from '../analysis/domain-statistics.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { scoringModel } from '../score/sequence-scoring.ts';
import { countPresentSittings } from '../score/sittings.ts';
import { classicalItems } from './analyse-domain.ts';
import { readDomainResponses } from './domain-responses.ts';

export interface ItemsOfDomain {
  readonly domain: string;
  readonly level: string;
  readonly sequence: string;
  readonly title: { readonly fr: string; readonly en: string };
  readonly pupils: number;
  /** Empty with fewer pupils than `least`. */
  readonly items: readonly (ItemStatistics & {
    /** The item's own title. */
    readonly title: string;
    /** Wrong answers that pupils take more often than a right one, or the better pupils rather than the others. */
    readonly drawing: readonly string[];
  })[];
}

export interface ItemsSoFar {
  /** Sittings that were read. */
  readonly pupils: number;
  /** The campaign's secrecy. */
  readonly least: number;
  readonly domains: readonly ItemsOfDomain[];
}

export interface ItemsOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

export async function itemsSoFar(campaign: OpenCampaign, options: ItemsOptions = {}): Promise<ItemsSoFar> {
  const { spec } = campaign;
  const model = scoringModel(campaign);
  const total = countPresentSittings(campaign);
  const found = new Map<string, ItemsOfDomain>();
  let read = 0;
  for (const { id: sequence, level } of spec.sequences) {
    const items = model.get(sequence)?.items ?? new Map();
    const maxScores = new Map([...items.values()].map((item) => [item.id, item.maxScore]));
    const all = await readDomainResponses(campaign, sequence, {
      signal: options.signal,
      onRow: () => {
        read += 1;
        options.onProgress?.(read, total);
      },
    });
    for (const responses of all) {
      const { id: domain, title } = responses.domain;
      const statistics = classicalItems({ responses, maxScores, secrecy: spec.secrecy });
      found.set(domain, {
        domain,
        level,
        sequence,
        title,
        pupils: responses.pupils.length,
        items: statistics.map((one) => ({
          ...one,
          title: items.get(one.id)?.title ?? '',
          drawing: drawingOptions(one, maxScores.get(one.id) ?? 0),
        })),
      });
    }
  }
  return {
    pupils: read,
    least: spec.secrecy.minPupils,
    domains: spec.domains.flatMap(({ id }) => found.get(id) ?? []),
  };
}

/** `most`: the item's maximum. It can't be read from the options: perhaps nobody chose the right one. */
function drawingOptions({ choices }: ItemStatistics, most: number): string[] {
  const options = (choices?.options ?? []).filter(({ kind }) => kind === 'option');
  const right = Math.max(0, ...options.filter(({ score }) => score >= most).map(({ share }) => share));
  return options
    .filter(({ score, share, pointBiserial }) => score < most && (share > right || (pointBiserial ?? 0) > 0))
    .map(({ option }) => option);
}
