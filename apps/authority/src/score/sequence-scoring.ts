/** What scoring needs of the sequences of a campaign, from the source items in the vault. Holds answer keys. */

import { type Item, maxScore, readPackage, score, toDelivery } from '@cloison/qti';
import type { ItemResponses } from '@cloison/qti/delivery';
import { answerState, type DeliveryItem, interactionsOf } from '@cloison/qti/delivery';
import { sourcePackage } from '../campaign/content-files.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';

export interface ScorableItem {
  readonly id: string;
  readonly title: string;
  /** Responses that the item asks for, in order. */
  readonly responses: readonly { readonly id: string; readonly isText: boolean }[];
  readonly maxScore: number;
  /** Identifiers of the choices, in order, of an item that is one choice of one among several; else null. */
  readonly options: readonly string[] | null;
  /** False for what no player could have sent. Total on anything. */
  readonly isPossible: (responses: unknown) => boolean;
  /** Whether anything at all was answered; of possible responses. */
  readonly isBegun: (responses: ItemResponses) => boolean;
  /** Of possible responses. Null when response processing scores nothing (a questionnaire, a text read by a person). */
  readonly score: (responses: ItemResponses) => number | null;
}

export interface ScorableSequence {
  readonly id: string;
  readonly level: string;
  readonly mode: 'online' | 'entry';
  /** By item identifier, in booklet order. */
  readonly items: ReadonlyMap<string, ScorableItem>;
}

export type ScoringModel = ReadonlyMap<string, ScorableSequence>;

/** What scoring reads: no key is needed, so it works on a closed campaign too. */
export type ScoredCampaign = Pick<OpenCampaign, 'vault' | 'name' | 'spec'>;

const known = new WeakMap<ScoredCampaign, ScoringModel>();

/** Reads the packages once for each opened campaign. */
export function scoringModel(campaign: ScoredCampaign): ScoringModel {
  let model = known.get(campaign);
  if (model === undefined) {
    model = readModel(campaign);
    known.set(campaign, model);
  }
  return model;
}

function readModel(campaign: ScoredCampaign): ScoringModel {
  const modes = new Map(campaign.spec.levels.map(({ id, mode }) => [id, mode]));
  return new Map(
    campaign.spec.sequences.map(({ id, level, items }) => {
      const { items: source } = readPackage(sourcePackage(campaign.vault, campaign.name, id));
      const byId = new Map(source.map((item) => [item.identifier, item]));
      const scorable = items.map((itemId): [string, ScorableItem] => {
        const item = byId.get(itemId);
        if (item === undefined) throw new Error(`item ${itemId} of ${id} is not in the vault`);
        return [itemId, scorableItem(item)];
      });
      return [id, { id, level, mode: modes.get(level) ?? 'online', items: new Map(scorable) }];
    }),
  );
}

export function scorableItem(item: Item): ScorableItem {
  const delivery = toDelivery(item);
  return {
    id: item.identifier,
    title: item.title,
    responses: delivery.responses.map(({ id, baseType }) => ({ id, isText: baseType === 'string' })),
    maxScore: maxScore(item),
    options: optionsOf(delivery),
    isPossible: (responses) => score(item, responses).kind === 'scored',
    isBegun: (responses) => answerState(delivery, responses) !== 'none',
    score: (responses) => {
      if (item.processing === null) return null;
      const scored = score(item, responses);
      return scored.kind === 'scored' ? scored.score : null;
    },
  };
}

function optionsOf({ body, responses }: DeliveryItem): readonly string[] | null {
  const [only, ...others] = interactionsOf(body);
  const [response] = responses;
  if (only === undefined || others.length > 0 || responses.length !== 1 || response?.cardinality !== 'single')
    return null;
  if (only.kind !== 'choice' && only.kind !== 'inlineChoice') return null;
  return only.choices.map(({ id }) => id);
}
