/**
 * Plausible answers of simulated pupils, for demonstrations and tests. Beside each campaign, `answers.json` lists for each
 * item the right response, typical other ones with what they score, and a difficulty. A test scores them all with
 * `@cloison/qti`, so the table and the items' own keys cannot drift apart.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from './random.ts';

/** As `ItemResponses` of `@cloison/qti/delivery`: response identifier → value in QTI's lexical form. */
export type Responses = Readonly<Record<string, string | readonly string[]>>;

export interface OtherAnswer {
  readonly responses: Responses;
  readonly score: number;
  /** How often it is given, compared with the others of the item. */
  readonly weight: number;
}

export interface ItemAnswers {
  readonly sequence: string;
  /** On the scale of abilities, in logits: at this ability, one pupil in two has the item right. */
  readonly difficulty: number;
  /** 0: read by a person, not scored. */
  readonly maxScore: number;
  readonly correct: Responses;
  readonly others: readonly OtherAnswer[];
}

export interface AnswerTable {
  readonly v: 1;
  readonly campaign: string;
  readonly items: Readonly<Record<string, ItemAnswers>>;
}

export const exampleCampaigns = ['cp-ce1', '6e', '2de', '6e-adaptatif'] as const;
export type ExampleCampaign = (typeof exampleCampaigns)[number];

/** The folder of an example campaign on this machine. */
export function campaignFolder(name: ExampleCampaign): string {
  return join(import.meta.dirname, '..', name);
}

export function answersOf(name: ExampleCampaign): AnswerTable {
  return JSON.parse(readFileSync(join(campaignFolder(name), 'answers.json'), 'utf8')) as AnswerTable;
}

/**
 * What a pupil of this ability (in logits; a population has mean 0 and standard deviation 1) answers to each of the items,
 * in their order. An item left out has no responses (`{}`). Throws `RangeError` for an item that is not in the table.
 */
export function simulateResponses(
  table: AnswerTable,
  itemIds: readonly string[],
  ability: number,
  random: Random,
): ReadonlyMap<string, Responses> {
  return new Map(
    itemIds.map((id) => {
      const item = Object.hasOwn(table.items, id) ? table.items[id] : undefined;
      if (item === undefined) throw new RangeError(`no answers for the item ${id}`);
      return [id, simulateItem(item, ability, random)] as const;
    }),
  );
}

/** One item: right with the probability of a Rasch model, sometimes left out, else one of the typical other answers. */
export function simulateItem(item: ItemAnswers, ability: number, random: Random): Responses {
  const { correct, others, maxScore, difficulty } = item;
  const leftOut = Math.min(0.3, 0.03 * Math.exp(-0.8 * ability));
  if (random.chance(leftOut)) return {};
  if (maxScore === 0) return random.pick([correct, ...others.map(({ responses }) => responses)]);
  if (random.chance(1 / (1 + Math.exp(difficulty - ability)))) return correct;
  // Stronger pupils come nearer to the right answer.
  const nearness = ({ score, weight }: OtherAnswer) => weight * Math.exp((ability * score) / maxScore);
  return random.pickWeighted(others, nearness).responses;
}

/** The value to key in for an item of a booklet, whose one response is RESPONSE; null when it was left out. */
export function entryValue(responses: Responses): string | readonly string[] | null {
  return responses.RESPONSE ?? null;
}
