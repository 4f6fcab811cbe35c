/** What scoring needs of the sequences of a campaign, from the source items in the vault. Holds answer keys. */

import {
  buildRoutingTable,
  type DeliveryOptions,
  type Item,
  maxScore,
  readPackage,
  score,
  toDelivery,
  type Validity,
} from '@cloison/qti';
import {
  answerState,
  attemptId,
  countId,
  type DeliveryItem,
  type ItemResponses,
  interactionsOf,
  type RoutingTable,
  stagesOf,
  waysThrough,
} from '@cloison/qti/delivery';
import { sourcePackage } from '../campaign/content-files.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import {
  type AdaptiveSpec,
  type BookletSpec,
  type CampaignSpec,
  deliveryOptions,
  type ModuleSpec,
  modulesOf,
} from '../campaign/spec.ts';
import {
  type Credit,
  changesInForce,
  correctedFile,
  itemChangesOf,
  type KeptItemChange,
  keyOf,
  lastItemChange,
  standingChanges,
} from '../item-changes/item-changes.ts';
import { readVariant } from '../specify/variants.ts';

export interface ScorableItem {
  readonly id: string;
  readonly title: string;
  /** Responses that a record may have of the item: what it asks for, in order, then what attempts before were. */
  readonly responses: readonly { readonly id: string; readonly isText: boolean }[];
  readonly maxScore: number;
  /** Withdrawn: with all its points for every pupil who was given it, or out of its domain. Null: it counts. */
  readonly withdrawn: Credit | null;
  /** Each pupil is drawn one of these, in their order; missing: everybody has this item. */
  readonly variants?: readonly ScorableItem[];
  /** Identifiers of the choices, in order, of an item that is one choice of one among several; else null. */
  readonly options: readonly string[] | null;
  /** False for what no player could have sent. Total on anything. */
  readonly isPossible: (responses: unknown) => boolean;
  /** Whether anything at all was answered; of possible responses. */
  readonly isBegun: (responses: ItemResponses) => boolean;
  /** Something is there before the pupil answers: what was emptied is null, and not what is missing. */
  readonly isPrefilled: boolean;
  /** Of possible responses. Null when response processing scores nothing (a questionnaire, a text read by a person). */
  readonly score: (responses: ItemResponses) => number | null;
}

export interface ScorableSequence {
  readonly id: string;
  readonly level: string;
  readonly mode: 'online' | 'entry';
  /** By item identifier, in booklet order. */
  readonly items: ReadonlyMap<string, ScorableItem>;
  /** Null: one stage. */
  readonly adaptive: ScorableAdaptive | null;
  /** Null: everybody has all items. */
  readonly booklets: readonly BookletSpec[] | null;
}

export interface ScorableModule extends ModuleSpec {
  readonly stage: number;
  /** As published; null when the module leads to one other, or to none. */
  readonly table: RoutingTable | null;
}

export interface ScorableAdaptive {
  readonly modules: ReadonlyMap<string, ScorableModule>;
  readonly first: readonly string[];
  readonly stages: number;
}

/** The sequence and stage that a pupil's record of that name is of; null: there is none. */
export function recordTarget(
  model: ScoringModel,
  name: string,
): { readonly sequence: ScorableSequence; readonly stage: number } | null {
  const whole = model.get(name);
  if (whole !== undefined) return { sequence: whole, stage: 1 };
  const [, id = '', number = ''] = /^([^/]+)\/([1-9][0-9]?)$/.exec(name) ?? [];
  const sequence = model.get(id);
  const stage = Number(number);
  if (sequence?.adaptive == null || stage < 2 || stage > sequence.adaptive.stages) return null;
  return { sequence, stage };
}

export type ScoringModel = ReadonlyMap<string, ScorableSequence>;

/** What scoring reads: no key is needed, so it works on a closed campaign too. */
export type ScoredCampaign = Pick<OpenCampaign, 'vault' | 'name' | 'spec'>;

const known = new WeakMap<ScoredCampaign, { readonly change: number; readonly model: ScoringModel }>();

/** Reads the packages once for each opened campaign, and again when an item was withdrawn or corrected meanwhile. */
export function scoringModel(campaign: ScoredCampaign): ScoringModel {
  const change = lastItemChange(campaign);
  const before = known.get(campaign);
  if (before?.change === change) return before.model;
  const model = readModel(campaign);
  known.set(campaign, { change, model });
  return model;
}

function readModel(campaign: ScoredCampaign): ScoringModel {
  const modules = modulesOf(campaign.spec);
  const changes = itemChangesOf(campaign);
  const inForce = changesInForce(changes);
  const modes = new Map(campaign.spec.levels.map(({ id, mode }) => [id, mode]));
  return new Map(
    campaign.spec.sequences.map((sequence) => {
      const { id, level, items, adaptive, booklets, variants } = sequence;
      const files = sourcePackage(campaign.vault, campaign.name, id);
      // Routing tables stay as they were published, whatever is corrected later.
      const published = itemsById(files, id, modules);
      const current = correctFiles(campaign, files, id, changes) ? itemsById(files, id, modules) : published;
      const scorable = items.map((itemId) => {
        const options = deliveryOptions(sequence, itemId);
        const item = scorableForms(files, current(itemId), variants?.[itemId], campaign.spec, options);
        const change = inForce.get(keyOf(id, itemId))?.change;
        return [itemId, change?.kind === 'withdraw' ? withdrawn(item, change.credit) : item] as const;
      });
      return [
        id,
        {
          id,
          level,
          mode: modes.get(level) ?? 'online',
          items: new Map(scorable),
          adaptive: adaptive === undefined ? null : scorableAdaptive(adaptive, published),
          booklets: booklets ?? null,
        },
      ];
    }),
  );
}

/** The files of a sequence's package and its items, with what was corrected since they were published. They hold answer keys. */
export function itemsInForce(
  campaign: ScoredCampaign,
  sequence: string,
): { readonly files: ReadonlyMap<string, Uint8Array>; readonly itemOf: (id: string) => Item } {
  const files = sourcePackage(campaign.vault, campaign.name, sequence);
  correctFiles(campaign, files, sequence, itemChangesOf(campaign));
  return { files, itemOf: itemsById(files, sequence, modulesOf(campaign.spec)) };
}

/** Puts corrected items in the place of those published. False: none was corrected. */
function correctFiles(
  campaign: ScoredCampaign,
  files: Map<string, Uint8Array>,
  sequence: string,
  changes: readonly KeptItemChange[],
): boolean {
  let isCorrected = false;
  for (const one of standingChanges(changes)) {
    if (one.change.kind !== 'correct' || one.change.sequence !== sequence) continue;
    files.set(one.change.path, correctedFile(campaign, one));
    isCorrected = true;
  }
  return isCorrected;
}

function itemsById(
  files: ReadonlyMap<string, Uint8Array>,
  sequence: string,
  modules: readonly string[],
): (id: string) => Item {
  const byId = new Map(readPackage(files, { modules }).items.map((item) => [item.identifier, item]));
  return (id) => {
    const item = byId.get(id);
    if (item === undefined) throw new Error(`item ${id} of ${sequence} is not in the vault`);
    return item;
  };
}

/** With `all`, every pupil who was given the item has its points, whatever was answered. */
export function withdrawn(item: ScorableItem, credit: Credit): ScorableItem {
  const { variants } = item;
  return {
    ...item,
    withdrawn: credit,
    score: credit === 'all' ? () => item.maxScore : item.score,
    ...(variants === undefined ? {} : { variants: variants.map((one) => withdrawn(one, credit)) }),
  };
}

/** An item with its variants, from the files of its package. `seeds`: of the variants; missing: it has none. */
export function scorableForms(
  files: ReadonlyMap<string, Uint8Array>,
  item: Item,
  seeds: readonly string[] | undefined,
  spec: Pick<CampaignSpec, 'validity' | 'customInteractions'>,
  options: DeliveryOptions = {},
): ScorableItem {
  const scorable = scorableItem(item, spec.validity, options);
  if (seeds === undefined) return scorable;
  const modules = modulesOf(spec);
  const variants = seeds.map((seed) => {
    return scorableItem(readVariant(files, item.path, seed, modules), spec.validity, options);
  });
  return { ...scorable, variants };
}

/** The item that a pupil's record calls so: by its own name, or by that of one of its variants. */
export function itemNamed(sequence: ScorableSequence, name: string): ScorableItem | undefined {
  const item = sequence.items.get(name);
  if (item !== undefined) return item.variants === undefined ? item : undefined;
  const at = /^(.+)\.v([1-9][0-9]?)$/.exec(name);
  return at === null ? undefined : sequence.items.get(at[1] ?? '')?.variants?.[Number(at[2]) - 1];
}

function scorableAdaptive(
  { modules, first, stages }: AdaptiveSpec,
  itemOf: (id: string) => Item,
): ScorableAdaptive {
  const stageOf = stagesOf(waysThrough(modules, first) ?? []);
  const itemsOf = (id: string) => modules.find((module) => module.id === id)?.items ?? [];
  const tableOf = ({ id, next, route }: ModuleSpec): RoutingTable | null => {
    if (route === null) return null;
    const cuts = next.map((module, k) => ({ atLeast: k === 0 ? null : (route.from[k - 1] ?? null), module }));
    const built = buildRoutingTable(id, route.on.flatMap(itemsOf).map(itemOf), cuts);
    // Checked when the campaign was created.
    if (built.kind === 'refused') throw new Error(`module ${id} has no routing table`);
    return built.table;
  };
  const scorable = modules.map((module) => {
    const stage = stageOf.get(module.id);
    if (stage === undefined) throw new Error(`no way leads to module ${module.id}`);
    return [module.id, { ...module, stage, table: tableOf(module) }] as const;
  });
  return { modules: new Map(scorable), first, stages };
}

export function scorableItem(
  item: Item,
  validity: Validity = 'player',
  options: DeliveryOptions = {},
): ScorableItem {
  const delivery = toDelivery(item, options);
  const verdicts = new Verdicts(item, delivery, validity);
  return {
    id: item.identifier,
    title: item.title,
    responses: recordedResponses(delivery),
    maxScore: maxScore(item),
    withdrawn: null,
    options: optionsOf(delivery),
    isPossible: (responses) => verdicts.of(responses).isPossible,
    isBegun: (responses) => verdicts.of(responses).isBegun,
    isPrefilled: delivery.responses.some(({ initial }) => initial !== undefined),
    score: (responses) => verdicts.of(responses).score,
  };
}

/** Those that the item asks for, then those of attempts that were ended. A file may show anything, as a text may say it. */
function recordedResponses({ responses, steps }: DeliveryItem): ScorableItem['responses'] {
  const own = responses.map(({ id, baseType }) => ({
    id,
    isText: baseType === 'string' || baseType === 'file',
  }));
  if (steps === undefined) return own;
  const attempts = Array.from({ length: steps.attempts }, (_, k) => k + 1);
  return [
    ...own,
    { id: countId, isText: false },
    ...attempts.flatMap((attempt) => own.map((one) => ({ ...one, id: attemptId(one.id, attempt) }))),
  ];
}

interface Verdict {
  readonly isPossible: boolean;
  readonly isBegun: boolean;
  readonly score: number | null;
}

/** Answers of one item that are remembered: a country gives the same few to most items. */
const MOST_VERDICTS = 1_000;
/** Symbols of the longest that is remembered. */
const LONGEST_REMEMBERED = 200;

/** What each answer to an item is worth, worked out once for answers that come again. */
class Verdicts {
  readonly #item: Item;
  readonly #delivery: DeliveryItem;
  readonly #validity: Validity;
  /** The response of an item that asks for one; null: it asks for several, or for none. */
  readonly #only: string | null;
  /** By the text that is the answer to `#only`. */
  readonly #texts = new Map<string, Verdict>();
  /** Of all others, by their JSON. */
  readonly #known = new Map<string, Verdict>();
  #nothing: Verdict | null = null;
  /** Asked about last: an answer is looked at several times in a row, and never changes. */
  #last: { readonly responses: unknown; readonly verdict: Verdict } | null = null;

  constructor(item: Item, delivery: DeliveryItem, validity: Validity) {
    this.#item = item;
    this.#delivery = delivery;
    this.#validity = validity;
    this.#only = delivery.responses.length === 1 ? delivery.responses[0]!.id : null;
  }

  of(responses: unknown): Verdict {
    if (typeof responses !== 'object' || responses === null || Array.isArray(responses)) {
      return this.#judge(responses);
    }
    if (this.#last?.responses === responses) return this.#last.verdict;
    const verdict = this.#find(responses);
    this.#last = { responses, verdict };
    return verdict;
  }

  #find(responses: object): Verdict {
    let count = 0;
    for (const id in responses) {
      if (id !== this.#only) count += 2;
      else count += 1;
    }
    if (count === 0) {
      this.#nothing ??= this.#judge({});
      return this.#nothing;
    }
    const text: unknown =
      count === 1 ? (responses as Readonly<Record<string, unknown>>)[this.#only ?? ''] : undefined;
    return typeof text === 'string'
      ? this.#remembered(this.#texts, text, responses)
      : this.#remembered(this.#known, JSON.stringify(responses), responses);
  }

  #remembered(verdicts: Map<string, Verdict>, text: string, responses: object): Verdict {
    const before = verdicts.get(text);
    if (before !== undefined) return before;
    const verdict = this.#judge(responses);
    if (text.length > LONGEST_REMEMBERED) return verdict;
    if (verdicts.size >= MOST_VERDICTS) verdicts.clear();
    verdicts.set(text, verdict);
    return verdict;
  }

  #judge(responses: unknown): Verdict {
    const scored = score(this.#item, responses, { validity: this.#validity });
    if (scored.kind !== 'scored') return { isPossible: false, isBegun: false, score: null };
    const isBegun = answerState(this.#delivery, responses as ItemResponses) !== 'none';
    return { isPossible: true, isBegun, score: this.#item.processing === null ? null : scored.score };
  }
}

function optionsOf({ body, responses }: DeliveryItem): readonly string[] | null {
  const [only, ...others] = interactionsOf(body);
  const [response] = responses;
  if (only === undefined || others.length > 0 || responses.length !== 1 || response?.cardinality !== 'single')
    return null;
  if (only.kind !== 'choice' && only.kind !== 'inlineChoice') return null;
  return only.choices.map(({ id }) => id);
}
