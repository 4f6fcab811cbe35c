/**
 * Withdrawing or correcting an item in the middle of a campaign, and taking that back: the preview and the change. The decision, the records that are
 * scored again, and the line of the journal are one transaction: killed anywhere, all of it is there or nothing. The next pass of
 * `campaign serve` scores them from the sealed records, and makes and sends the reports, which say so.
 */
import { createHash } from 'node:crypto';
import type { Group } from '@cloison/protocol';
import {
  type DeliveryOptions,
  type Item,
  maxScore,
  QtiProblems,
  readPackage,
  toDelivery,
} from '@cloison/qti';
import { requireOpen } from '../campaign/campaign-row.ts';
import { sourcePackage } from '../campaign/content-files.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { type DomainSpec, deliveryOptions, modulesOf } from '../campaign/spec.ts';
import {
  type Credit,
  changesInForce,
  correctedFile,
  type ItemChange,
  itemChangesOf,
  type KeptItemChange,
  keepItemChange,
  keyOf,
  type StandingChange,
  standingChanges,
} from '../item-changes/item-changes.ts';
import { appendJournal } from '../journal/journal.ts';
import { reopenSequence } from '../records/received-records.ts';
import { domainResult } from '../score/domain-results.ts';
import { markReports } from '../score/due-reports.ts';
import { type ScorableItem, scorableForms, scoringModel, withdrawn } from '../score/sequence-scoring.ts';
import type { ItemResult, Sitting } from '../score/sitting.ts';
import { presentSittings } from '../score/sittings.ts';
import { readVariant } from '../specify/variants.ts';
import { checkReason } from '../standards/change-standards.ts';
import { domainsInForce } from '../standards/standards-in-force.ts';
import { refuseItems } from './refusals.ts';

/** A change that may be made: checked against the campaign as it is. */
export interface WantedChange {
  readonly change: ItemChange;
  readonly title: string;
  /** Of a correction. */
  readonly file: Uint8Array | null;
  readonly before: ScorableItem;
  readonly after: ScorableItem;
  /** Null: the item is in no domain. */
  readonly domain: { readonly before: DomainSpec; readonly after: DomainSpec } | null;
}

export interface ItemChangePreview {
  readonly sequence: string;
  readonly item: string;
  /** Pupils who were given the item, in sittings that have begun. */
  readonly given: number;
  /** Of those, whose points on the item change; how many gain, and lose. */
  readonly changed: number;
  readonly gain: number;
  readonly lose: number;
  readonly maxBefore: number;
  readonly maxAfter: number;
  readonly domain: {
    readonly id: string;
    readonly pupils: number;
    readonly meanBefore: number | null;
    readonly meanAfter: number | null;
    readonly groupsBefore: Readonly<Record<Group, number>>;
    readonly groupsAfter: Readonly<Record<Group, number>>;
    /** Pupils whose group changes. */
    readonly moved: number;
  } | null;
}

export interface PreviewOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onRow?: () => void;
}

/** The item's only sequence, or the one given. Throws `items-unknown`, `items-which`. */
export function findItem(
  campaign: OpenCampaign,
  item: string,
  sequence?: string,
): { readonly sequence: string; readonly scorable: ScorableItem } {
  const found = [...scoringModel(campaign).values()].flatMap(({ id, items }) => {
    const scorable = items.get(item);
    return scorable === undefined || (sequence !== undefined && sequence !== id)
      ? []
      : [{ sequence: id, scorable }];
  });
  const [first, ...others] = found;
  if (first === undefined) throw refuseItems('items-unknown', { item });
  if (others.length > 0)
    throw refuseItems('items-which', { item, sequences: found.map((one) => one.sequence).join(', ') });
  return first;
}

/** Throws `items-unknown`, `items-which`, `items-withdrawn`, `items-forms`, `items-threshold`. */
export function withdrawal(
  campaign: OpenCampaign,
  item: string,
  credit: Credit,
  sequence?: string,
): WantedChange {
  const found = findItem(campaign, item, sequence);
  const before = found.scorable;
  if (before.withdrawn === credit) throw refuseItems('items-withdrawn', { item });
  const after = withdrawn(before, credit);
  const change = { kind: 'withdraw', sequence: found.sequence, item, credit } as const;
  return {
    change,
    title: before.title,
    file: null,
    before,
    after,
    domain: domainOf(campaign, change, after),
  };
}

/**
 * `bytes`: the item's file with another key. Throws `items-unknown`, `items-which`, `items-file` (its data has `problems`),
 * `items-other`, `items-question`, `items-same`, `items-unscored`, `items-maximum`, `items-threshold`.
 */
export function correction(
  campaign: OpenCampaign,
  item: string,
  bytes: Uint8Array,
  sequence?: string,
): WantedChange {
  const found = findItem(campaign, item, sequence);
  const files = packageInForce(campaign, found.sequence);
  const modules = modulesOf(campaign.spec);
  const old = readPackage(files, { modules }).items.find(({ identifier }) => identifier === item);
  if (old === undefined) throw new Error(`item ${item} is not in the vault`);
  if (Buffer.compare(files.get(old.path) ?? new Uint8Array(0), bytes) === 0)
    throw refuseItems('items-same', { item });
  const fresh = readCorrected(files, old.path, bytes, modules);
  if (fresh.identifier !== item) throw refuseItems('items-other', { item, found: fresh.identifier });
  const seeds = seedsOf(campaign, found.sequence, item);
  const corrected = new Map([...files, [old.path, bytes]]);
  const options = optionsOf(campaign, found.sequence, item);
  const shown = (one: ReadonlyMap<string, Uint8Array>, itself: Item) =>
    JSON.stringify([
      toDelivery(itself, options),
      ...(seeds ?? []).map((seed) => toDelivery(readVariant(one, old.path, seed, modules), options)),
    ]);
  if (shown(corrected, fresh) !== shown(files, old)) throw refuseItems('items-question', { item });
  const after = scorableForms(corrected, fresh, seeds, campaign.spec, options);
  const change = { kind: 'correct', sequence: found.sequence, item, path: old.path } as const;
  const counts = domainIn(campaign, change);
  if (counts !== undefined && fresh.processing === null)
    throw refuseItems('items-unscored', { item, domain: counts.id });
  const domain = domainOf(campaign, change, after);
  const [was, is] = [found.scorable.maxScore, maxScore(fresh)];
  if (domain?.before.forms !== undefined && was !== is)
    throw refuseItems('items-maximum', { item, domain: domain.before.id, before: was, now: is });
  return { change, title: fresh.title, file: bytes, before: found.scorable, after, domain };
}

/**
 * Takes back the last decision on an item that stands: the one before it holds again, or what was published. Throws
 * `items-unknown`, `items-which`, `items-unchanged`, `items-forms`, `items-threshold`.
 */
export function restoration(campaign: OpenCampaign, item: string, sequence?: string): WantedChange {
  const found = findItem(campaign, item, sequence);
  const standing = standingChanges(itemChangesOf(campaign));
  const ofItem = standing.filter(({ change }) => change.sequence === found.sequence && change.item === item);
  const last = ofItem.at(-1);
  if (last === undefined) throw refuseItems('items-unchanged', { item });
  const files = packageInForce(
    campaign,
    found.sequence,
    standing.filter((one) => one !== last),
  );
  const modules = modulesOf(campaign.spec);
  const read = readPackage(files, { modules }).items.find(({ identifier }) => identifier === item);
  if (read === undefined) throw new Error(`item ${item} is not in the vault`);
  const scorable = scorableForms(
    files,
    read,
    seedsOf(campaign, found.sequence, item),
    campaign.spec,
    optionsOf(campaign, found.sequence, item),
  );
  const left = ofItem.at(-2)?.change;
  const after = left?.kind === 'withdraw' ? withdrawn(scorable, left.credit) : scorable;
  const change = { kind: 'restore', sequence: found.sequence, item, restored: last.number } as const;
  return {
    change,
    title: read.title,
    file: null,
    before: found.scorable,
    after,
    domain: domainOf(campaign, change, after),
  };
}

function seedsOf({ spec }: OpenCampaign, sequence: string, item: string): readonly string[] | undefined {
  return spec.sequences.find(({ id }) => id === sequence)?.variants?.[item];
}

function optionsOf({ spec }: OpenCampaign, sequence: string, item: string): DeliveryOptions {
  return deliveryOptions(spec.sequences.find(({ id }) => id === sequence) ?? {}, item);
}

/** The files of a sequence with the corrections that stand. */
function packageInForce(
  campaign: OpenCampaign,
  sequence: string,
  standing: readonly StandingChange[] = standingChanges(itemChangesOf(campaign)),
): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>(sourcePackage(campaign.vault, campaign.name, sequence));
  for (const one of standing)
    if (one.change.kind === 'correct' && one.change.sequence === sequence)
      files.set(one.change.path, correctedFile(campaign, one));
  return files;
}

function readCorrected(
  files: ReadonlyMap<string, Uint8Array>,
  path: string,
  bytes: Uint8Array,
  modules: readonly string[],
): Item {
  const read = (() => {
    try {
      return readPackage(new Map([...files, [path, bytes]]), { modules });
    } catch (error) {
      if (error instanceof QtiProblems) return { items: [], refused: [{ problems: error.problems }] };
      throw error;
    }
  })();
  const fresh = read.items.find((one) => one.path === path);
  if (fresh !== undefined) return fresh;
  const problems = read.refused.flatMap((one) => one.problems).filter((one) => one.path === path);
  throw refuseItems('items-file', { count: problems.length }, { problems });
}

function domainIn(campaign: OpenCampaign, { sequence, item }: ItemChange): DomainSpec | undefined {
  return domainsInForce(campaign).find((one) => one.sequence === sequence && one.items.includes(item));
}

/** The domain of an item before and after. Throws when its thresholds would not hold. */
function domainOf(campaign: OpenCampaign, change: ItemChange, after: ScorableItem): WantedChange['domain'] {
  const { sequence, item } = change;
  // From the published domains: a withdrawn item is in none of those in force, and may come back.
  const whole = campaign.spec.domains.find((one) => one.sequence === sequence && one.items.includes(item));
  const before = domainsInForce(campaign).find(({ id }) => id === whole?.id);
  if (whole === undefined || before === undefined) return null;
  if (after.withdrawn === 'none' && before.forms !== undefined)
    throw refuseItems('items-forms', { domain: before.id });
  const model = scoringModel(campaign).get(sequence)?.items;
  const items = whole.items.filter((id) => (id === item ? after : model?.get(id))?.withdrawn !== 'none');
  const points = (id: string) => (id === item ? after.maxScore : (model?.get(id)?.maxScore ?? 0));
  const maximum = items.reduce((sum, id) => sum + points(id), 0);
  const [, threshold] = before.thresholds;
  if (before.forms === undefined && threshold > maximum + 1e-9)
    throw refuseItems('items-threshold', { domain: before.id, maximum, threshold });
  return { before, after: { ...before, items, maxScore: maximum } };
}

/** What a change would do to those who have sat the item; nobody is named. Reads every sitting of the sequence. */
export function previewItemChange(
  campaign: OpenCampaign,
  wanted: WantedChange,
  { signal, onRow }: PreviewOptions = {},
): ItemChangePreview {
  const { change, before, after, domain } = wanted;
  const none = () => ({ needs: 0, fragile: 0, satisfactory: 0 });
  const counts = { given: 0, gain: 0, lose: 0, pupils: 0, sumBefore: 0, sumAfter: 0, moved: 0 };
  const groupsBefore: Record<Group, number> = none();
  const groupsAfter: Record<Group, number> = none();
  for (const { sitting } of presentSittings(campaign, change.sequence)) {
    signal?.throwIfAborted();
    onRow?.();
    const result = Object.hasOwn(sitting.items, change.item) ? sitting.items[change.item] : undefined;
    if (result === undefined) continue;
    counts.given += 1;
    const again = rescored(result, after);
    const points = after.withdrawn === 'none' ? 0 : (again.score ?? 0);
    const difference = points - (before.withdrawn === 'none' ? 0 : (result.score ?? 0));
    if (difference > 0) counts.gain += 1;
    if (difference < 0) counts.lose += 1;
    if (domain === null) continue;
    const now: Sitting = { ...sitting, items: { ...sitting.items, [change.item]: again } };
    const [was, is] = [domainResult(domain.before, sitting), domainResult(domain.after, now)];
    if (was === null || is === null) continue;
    counts.pupils += 1;
    counts.sumBefore += was.score;
    counts.sumAfter += is.score;
    groupsBefore[was.group] += 1;
    groupsAfter[is.group] += 1;
    if (was.group !== is.group) counts.moved += 1;
  }
  const { given, gain, lose, pupils, moved } = counts;
  const mean = (sum: number) => (pupils === 0 ? null : sum / pupils);
  return {
    sequence: change.sequence,
    item: change.item,
    given,
    changed: gain + lose,
    gain,
    lose,
    maxBefore: before.withdrawn === 'none' ? 0 : before.maxScore,
    maxAfter: after.withdrawn === 'none' ? 0 : after.maxScore,
    domain:
      domain === null
        ? null
        : {
            id: domain.before.id,
            pupils,
            meanBefore: mean(counts.sumBefore),
            meanAfter: mean(counts.sumAfter),
            groupsBefore,
            groupsAfter,
            moved,
          },
  };
}

/** What was answered stays what it is. Absent and not taught stay without points. */
function rescored(result: ItemResult, item: ScorableItem): ItemResult {
  const counts = result.state === 'answered' || result.state === 'noAnswer';
  const variant = result.variant === undefined ? item : (item.variants?.[result.variant - 1] ?? item);
  return { ...result, score: counts ? variant.score(result.responses) : null, maxScore: item.maxScore };
}

/** Null: the same is in force already. Throws `standards-reason`, `campaign-closed`, `campaign-closing`. */
export function applyItemChange(
  campaign: OpenCampaign,
  { change, file }: WantedChange,
  reason: string,
): KeptItemChange | null {
  requireOpen(campaign);
  checkReason(reason);
  const { vault, actor, name } = campaign;
  return vault.transaction(() => {
    const inForce = changesInForce(itemChangesOf(campaign)).get(keyOf(change.sequence, change.item));
    if (change.kind === 'withdraw' && JSON.stringify(inForce?.change) === JSON.stringify(change)) return null;
    if (change.kind === 'restore' && inForce?.number !== change.restored) return null;
    const at = actor.now().toISOString();
    const detail = { who: actor.who, reason: reason.trim(), change };
    const hash = file === null ? null : new Uint8Array(createHash('sha256').update(file).digest());
    const kept = keepItemChange(
      campaign,
      at,
      detail,
      file === null || hash === null ? null : { bytes: file, hash },
    );
    const records = reopenSequence(campaign, change.sequence);
    const level = campaign.spec.sequences.find(({ id }) => id === change.sequence)?.level;
    markReports(campaign, level);
    appendJournal(vault, actor, `items.${change.kind}`, name, {
      number: kept.number,
      sequence: change.sequence,
      item: change.item,
      ...(change.kind === 'withdraw' ? { credit: change.credit } : {}),
      ...(change.kind === 'restore' ? { restored: change.restored } : {}),
      ...(hash === null ? {} : { file: Buffer.from(hash).toString('hex') }),
      records,
      reason: detail.reason,
    });
    return kept;
  });
}
