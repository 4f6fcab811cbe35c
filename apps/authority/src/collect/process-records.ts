/**
 * From received envelopes to sittings: opens, checks, resolves and scores a batch of records. It is computed, here or in a
 * thread, then kept in one transaction with the mark that it is done; killed in between, it is computed again.
 */

import { receiptOf, sequenceKeyedTwice } from '@cloison/protocol';
import { fromBase64Url, toBase64Url } from '@cloison/protocol/public';
import { allowanceOf, stageRecordNames, withoutReopening } from '../allowances/allowances.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { calendarNumber, type WindowSpec } from '../campaign/spec.ts';
import { limitMs } from '../campaign/time-limit.ts';
import { findHolder, holdersOfPupil, isMisused, markUsed } from '../codes/holders.ts';
import { applyDesk } from '../desk/apply-desk.ts';
import { appendJournal } from '../journal/journal.ts';
import type { QuarantineCode } from '../records/check-body.ts';
import { findEntryName, knownEntryName } from '../records/entry-names.ts';
import type { ObservationCode } from '../records/observation.ts';
import { isDeskRecord, isSealedBy } from '../records/open-body.ts';
import { checkSecondKeying, entryCells, openPupilBodies, type PupilRecord } from '../records/open-records.ts';
import type { Refused } from '../records/quarantine.ts';
import { addQuarantine, clearUnexpected, clearUnexpectedRecord } from '../records/quarantine.ts';
import { longestMs } from '../records/receive-feed.ts';
import type { RecordKey } from '../records/received-records.ts';
import { branchesOf, findHead, hashesOf, markOpened, refuseHead } from '../records/received-records.ts';
import { cachedState } from '../records/record-state.ts';
import type { ResolutionFlag } from '../records/resolve-branches.ts';
import { accommodationsOf, findPupil } from '../roster/pupils.ts';
import { drawnBooklet, drawnModule, drawnVariant } from '../score/draw.ts';
import { markReport } from '../score/due-reports.ts';
import { scoreEntry, scorePupil } from '../score/score-sitting.ts';
import { type RouteFlag, scoreStages } from '../score/score-stages.ts';
import { recordTarget, type ScorableSequence, scoringModel } from '../score/sequence-scoring.ts';
import type { Sitting } from '../score/sitting.ts';
import {
  isObserved,
  keepApart,
  keepSitting,
  resultRowId,
  type SealedApart,
  type SealedSitting,
  sealApart,
  sealSitting,
} from '../score/sittings.ts';
import type { EntryNameRow, HolderRow } from '../vault/rows.ts';
import { isStorageError } from '../vault/vault.ts';

/** What one received record is about. */
type Target =
  | { readonly kind: 'pupil'; readonly pupil: number; readonly sequence: ScorableSequence }
  | {
      readonly kind: 'apart';
      readonly holder: HolderRow;
      /** Whose the code was meant to be. */
      readonly pupil: number | null;
      readonly sequence: ScorableSequence;
    }
  /** What a school or a class tells from its desk. */
  | { readonly kind: 'desk'; readonly holder: HolderRow }
  /** A booklet keyed a second time. */
  | {
      readonly kind: 'second';
      readonly holder: HolderRow;
      readonly name: string;
      readonly sequence: ScorableSequence;
    }
  /** No known record name fits: left to the main thread, which may keep the names that it derives. */
  | { readonly kind: 'left' }
  /** A reserve that nobody was given yet: looked at again once it is assigned. */
  | { readonly kind: 'nobody' }
  | { readonly kind: 'refused'; readonly code: QuarantineCode };

interface Computed {
  readonly pupil: number;
  readonly sequence: string;
  readonly sitting: Sitting | null;
  readonly observations: readonly ObservationCode[];
  readonly refused: readonly Refused[];
}

/** What a batch comes to, sealed, ready to be kept: it may have been computed in a thread. */
export interface ComputedBatch {
  readonly computed: readonly (SealedSitting & {
    /** Row of `class_level`, whose report is due; null when the pupil has none. */
    readonly classLevel: number | null;
    readonly refused: readonly Refused[];
  })[];
  readonly apart: readonly SealedApart[];
  readonly refused: readonly Refused[];
  /** Positions in the batch. */
  readonly failed: readonly number[];
  /** Positions of what only the thread that writes can do. */
  readonly left: readonly number[];
  /** Positions of what belongs to nobody and does not open: it proves no use of the code. */
  readonly unopened: readonly number[];
}

/** Opens, resolves and scores. Of records of pupils it reads only; those of others may leave rows of their own. */
export function computeBatch(campaign: OpenCampaign, batch: readonly RecordKey[]): Promise<ComputedBatch> {
  return compute(campaign, batch, true);
}

/** As `computeBatch`, reading only: what would leave rows of its own is left. */
export function computeReading(campaign: OpenCampaign, batch: readonly RecordKey[]): Promise<ComputedBatch> {
  return compute(campaign, batch, false);
}

async function compute(
  campaign: OpenCampaign,
  batch: readonly RecordKey[],
  mayWrite: boolean,
): Promise<ComputedBatch> {
  const computed = new Map<string, Computed>();
  const apart: { readonly holder: HolderRow; readonly sitting: Sitting }[] = [];
  const refused: Refused[] = [];
  const failed: number[] = [];
  const left: number[] = [];
  const unopened: number[] = [];
  // Before any sitting is computed: what another class keyed, further on in the batch, belongs to it too.
  if (mayWrite) for (const one of batch) deriveName(campaign, one);
  for (const [i, one] of batch.entries()) {
    try {
      const target = targetOf(campaign, one, mayWrite);
      if (target.kind === 'left' || (target.kind === 'desk' && !mayWrite)) {
        left.push(i);
        continue;
      }
      if (target.kind === 'refused') {
        refused.push(...hashesOf(campaign.vault, one).map((hash) => ({ ...one, hash, code: target.code })));
      }
      if (target.kind === 'nobody' && !(await opensAny(campaign, one))) unopened.push(i);
      if (target.kind === 'desk') refused.push(...(await applyDesk(campaign, target.holder)));
      if (target.kind === 'second')
        refused.push(...checkSecondKeying(campaign, target.holder, target.name, target.sequence));
      if (target.kind === 'apart') {
        const set = await computeApart(campaign, target);
        refused.push(...set.refused);
        if (set.sitting !== null) apart.push({ holder: target.holder, sitting: set.sitting });
      }
      // A sitting set apart may have been counted for the pupil before the code was found to be misused.
      if (target.kind !== 'pupil' && target.kind !== 'apart') continue;
      const { pupil } = target;
      if (pupil === null) continue;
      const result = resultRowId(pupil, target.sequence.id);
      if (!computed.has(result)) computed.set(result, await computeOne(campaign, pupil, target.sequence));
    } catch (error) {
      if (isStorageError(error)) throw error;
      failed.push(i);
      refused.push(
        ...hashesOf(campaign.vault, one).map((hash) => ({ ...one, hash, code: 'unexpected' as const })),
      );
    }
  }
  return {
    computed: [...computed.values()].map(({ pupil, sequence, sitting, observations, refused: own }) => ({
      ...sealSitting(campaign, pupil, sequence, sitting, observations),
      classLevel: findPupil(campaign.vault, pupil)?.class_level ?? null,
      refused: own,
    })),
    apart: apart.map(({ holder, sitting }) => sealApart(campaign, holder, sitting)),
    refused,
    failed,
    left,
    unopened,
  };
}

/** Whether one of the envelopes of this record opens. */
async function opensAny(campaign: OpenCampaign, { holder: id, name }: RecordKey): Promise<boolean> {
  const holder = findHolder(campaign.vault, id);
  const head = findHead(campaign.vault, id, name);
  for (const row of [head, ...branchesOf(campaign.vault, id, name)]) {
    if (holder === null || row === null || row.envelope === null) continue;
    const { hash, envelope } = row;
    if ((await cachedState(campaign, holder, { name, hash, envelope })).kind === 'opened') return true;
  }
  return false;
}

/** One transaction; the number of envelopes that are newly quarantined. */
export function keepBatch(campaign: OpenCampaign, batch: readonly RecordKey[], done: ComputedBatch): number {
  const { vault, actor, name: campaignName } = campaign;
  return vault.transaction(() => {
    let differ = 0;
    for (const one of done.computed) {
      const isNew = !isObserved(vault, one.pupil, one.sequence, 'route-differs');
      if (isNew && one.observations.includes('route-differs')) differ += 1;
      keepSitting(vault, one);
    }
    if (differ > 0) appendJournal(vault, actor, 'collect.route-differs', campaignName, { sittings: differ });
    for (const classLevel of new Set(done.computed.map((one) => one.classLevel))) {
      if (classLevel !== null) markReport(vault, classLevel);
    }
    for (const one of done.apart) keepApart(vault, one);
    const codes = new Map<string, number>();
    const refused = new Set<string>();
    for (const one of [...done.refused, ...done.computed.flatMap((result) => result.refused)]) {
      refused.add(toBase64Url(one.hash));
      if (one.code !== 'unexpected') refuseHead(vault, one);
      if (addQuarantine(campaign, one, 'kept')) codes.set(one.code, (codes.get(one.code) ?? 0) + 1);
    }
    if (codes.size > 0) {
      appendJournal(vault, actor, 'collect.quarantine', campaignName, Object.fromEntries(codes));
    }
    const left = new Set([...done.failed, ...done.left]);
    const unopened = new Set(done.unopened);
    for (const [i, one] of batch.entries()) {
      if (left.has(i)) continue;
      // What anybody can make up from a clear header proves nothing.
      const proves = hashesOf(vault, one).some((hash) => !refused.has(toBase64Url(hash)));
      if (proves && !unopened.has(i)) {
        markUsed(vault, one.holder);
        clearUnexpectedRecord(campaign, one);
      }
      markOpened(vault, one);
      clearUnexpected(campaign, one);
    }
    return [...codes.values()].reduce((sum, count) => sum + count, 0);
  });
}

function computeOne(campaign: OpenCampaign, pupil: number, sequence: ScorableSequence): Promise<Computed> {
  return sequence.mode === 'online'
    ? computeOnline(campaign, pupil, sequence)
    : computeEntry(campaign, pupil, sequence);
}

async function computeApart(
  campaign: OpenCampaign,
  { holder, sequence }: Extract<Target, { readonly kind: 'apart' }>,
): Promise<{ readonly sitting: Sitting | null; readonly refused: readonly Refused[] }> {
  const { sitting, refused } = await readSitting(campaign, [holder], sequence, null, holder.pupil);
  return { sitting, refused };
}

function targetOf(campaign: OpenCampaign, { holder: id, name }: RecordKey, mayWrite: boolean): Target {
  const holder = findHolder(campaign.vault, id);
  if (holder === null) return { kind: 'refused', code: 'unknown-holder' };
  if (isDeskRecord(holder, name)) return { kind: 'desk', holder };
  if (holder.kind === 'class') return entryTarget(campaign, holder, name, mayWrite);
  if (holder.kind !== 'pupil') return { kind: 'refused', code: 'unexpected-record' };
  const found = recordTarget(scoringModel(campaign), withoutReopening(name));
  if (found?.sequence.mode !== 'online') return { kind: 'refused', code: 'unexpected-record' };
  const { sequence, stage } = found;
  // A name that no ticket ever gave.
  if (name.includes('~') && !stageRecordNames(campaign.vault, holder.pupil, sequence, stage).includes(name)) {
    return { kind: 'refused', code: 'unexpected-record' };
  }
  if (isMisused(holder)) return { kind: 'apart', holder, pupil: holder.pupil, sequence };
  if (holder.pupil === null) return { kind: 'nobody' };
  if (findPupil(campaign.vault, holder.pupil)?.level !== sequence.level) {
    return { kind: 'refused', code: 'unexpected-record' };
  }
  return { kind: 'pupil', pupil: holder.pupil, sequence };
}

/** Keeps whom a record of a class is about. What fails is said of the record itself, when it is computed. */
function deriveName(campaign: OpenCampaign, { holder: id, name }: RecordKey): void {
  try {
    const holder = findHolder(campaign.vault, id);
    if (holder?.kind === 'class' && !isDeskRecord(holder, name)) entryNameOf(campaign, holder, name);
  } catch (error) {
    if (isStorageError(error)) throw error;
  }
}

/** Whom a record is about. Under a name that is not known yet it has to open first: to look for a name takes much longer. */
function entryNameOf(campaign: OpenCampaign, holder: HolderRow, name: string): EntryNameRow | null {
  const known = knownEntryName(campaign, holder, name);
  if (known !== null) return known;
  const rows = [
    findHead(campaign.vault, holder.holder_id, name),
    ...branchesOf(campaign.vault, holder.holder_id, name),
  ];
  const opens = rows.some(
    (row) => row !== null && row.envelope !== null && isSealedBy(campaign, holder, name, row.envelope),
  );
  return opens ? findEntryName(campaign, holder, name) : null;
}

function entryTarget(campaign: OpenCampaign, holder: HolderRow, name: string, mayWrite: boolean): Target {
  const found = mayWrite ? entryNameOf(campaign, holder, name) : knownEntryName(campaign, holder, name);
  if (found === null && !mayWrite) return { kind: 'left' };
  const second = found === null ? null : sequenceKeyedTwice(found.sequence);
  const sequence = found === null ? undefined : scoringModel(campaign).get(second ?? found.sequence);
  if (found === null || sequence?.mode !== 'entry') return { kind: 'refused', code: 'unexpected-record' };
  if (second !== null) return { kind: 'second', holder, name, sequence };
  return { kind: 'pupil', pupil: found.pupil, sequence };
}

async function computeOnline(
  campaign: OpenCampaign,
  pupil: number,
  sequence: ScorableSequence,
): Promise<Computed> {
  const holders = holdersOfPupil(campaign.vault, pupil);
  const usual = limitMs(campaign, sequence.id, accommodationsOf(campaign, pupil));
  const limit =
    usual === null ? null : usual + allowanceOf(campaign.vault, pupil, sequence.id).extraMs + CLOCK_LOOK_MS;
  const { sitting, flags, chosen, refused } = await readSitting(campaign, holders, sequence, limit, pupil);
  const observations: ObservationCode[] = [...flags];
  const elapsedMs = chosen.at(-1)?.elapsedMs ?? 0;
  if (limit !== null && elapsedMs > limit) observations.push('over-limit');
  const window = windowOf(campaign, pupil, sequence.id, 'windows');
  if (chosen.some(({ source, receivedAt }) => source === 'head' && isOutside(window, receivedAt)))
    observations.push('outside-window');
  const isPossible = isPossibleDuration(chosen, longestMs(campaign));
  if (!isPossible) observations.push('impossible-duration');
  const told = sitting === null || isPossible ? sitting : withoutTimes(sitting);
  return { pupil, sequence: sequence.id, sitting: told, observations, refused };
}

/** One pupil's made-up time would be in the mean of a country. */
function isPossibleDuration(chosen: readonly PupilRecord[], mostMs: number): boolean {
  return chosen.every(
    ({ body }) => body.elapsedMs <= mostMs && Object.values(body.items).every(({ ms }) => ms <= mostMs),
  );
}

function withoutTimes(sitting: Sitting): Sitting {
  const items = Object.entries(sitting.items).map(([id, item]) => [id, { ...item, ms: null }] as const);
  return { ...sitting, items: Object.fromEntries(items) };
}

/**
 * A page looks at its clock once a second, in the background once a minute, and ends the sitting when it finds that the time is over
 * (apps/pupil, `sitting/clock.ts`: longer gaps are not counted). A host that calls such an end late keeps nobody's from counting.
 */
const CLOCK_LOOK_MS = 120_000;

interface ReadSitting {
  readonly sitting: Sitting | null;
  readonly flags: readonly (ResolutionFlag | RouteFlag)[];
  /** The record of each stage that counts, in order. */
  readonly chosen: readonly PupilRecord[];
  readonly refused: readonly Refused[];
}

/** `pupil`: whose sitting it is. Null: not known, so that the variants and modules drawn for the pupil are not known either. */
async function readSitting(
  campaign: OpenCampaign,
  holders: readonly HolderRow[],
  sequence: ScorableSequence,
  limit: number | null,
  pupil: number | null,
): Promise<ReadSitting> {
  const { adaptive } = sequence;
  if (adaptive === null) {
    const { chosen, flags, refused } = await openPupilBodies(campaign, holders, sequence.id, limit);
    if (chosen === null) return { sitting: null, flags, chosen: [], refused };
    const booklet = pupil === null ? null : drawnBooklet(campaign, pupil, sequence);
    const record = recordOf(chosen);
    const sitting =
      pupil === null
        ? scorePupil(sequence, chosen.body, record)
        : scorePupil(sequence, chosen.body, record, booklet, (item) =>
            drawnVariant(campaign, pupil, sequence, item),
          );
    return { sitting, flags, chosen: [chosen], refused };
  }
  const all: OpenedStage[] = [];
  for (let stage = 1; stage <= adaptive.stages; stage++) {
    all.push(await openPupilBodies(campaign, holders, sequence.id, limit, stage));
  }
  const opened = all.map((one) => (isBySomebodyElse(one.chosen, all) ? withoutChosen(one) : one));
  const first = pupil === null ? null : drawnModule(campaign, pupil, sequence, adaptive);
  const stages = opened.map(({ chosen }) =>
    chosen === null ? null : { body: chosen.body, record: recordOf(chosen) },
  );
  const { sitting, flags } = scoreStages(sequence, adaptive, stages, first);
  return {
    sitting,
    flags: [...new Set([...opened.flatMap((one) => one.flags), ...flags])],
    chosen: opened.flatMap(({ chosen }) => chosen ?? []),
    refused: opened.flatMap(({ refused }) => refused),
  };
}

type OpenedStage = Awaited<ReturnType<typeof openPupilBodies>>;

/**
 * Whether a stage strays from a revoked code, another stage does not, and none of that stage's computers made this one. A pupil
 * who had no network when the code was replaced uses the computer of the earlier stage. Whoever found the slip uses another one.
 */
function isBySomebodyElse(chosen: PupilRecord | null, stages: readonly OpenedStage[]): boolean {
  if (chosen?.strays !== true) return false;
  const own = stages.flatMap((stage) => (stage.chosen?.strays === false ? stage.chosen : []));
  const devices = new Set(own.filter(({ holder }) => holder === chosen.holder).flatMap((one) => one.devices));
  return own.length > 0 && !chosen.devices.some((device) => devices.has(device));
}

function withoutChosen({ flags, ...stage }: OpenedStage): OpenedStage {
  return { ...stage, chosen: null, flags: flags.filter((flag) => flag === 'final-on-branch') };
}

function recordOf({ hash }: PupilRecord): { readonly hash: string; readonly receipt: string } {
  return { hash, receipt: receiptFor(hash) };
}

async function computeEntry(
  campaign: OpenCampaign,
  pupil: number,
  sequence: ScorableSequence,
): Promise<Computed> {
  const opened = await entryCells(campaign, pupil, sequence.id);
  const window = windowOf(campaign, pupil, sequence.id, 'sequences');
  const observations: ObservationCode[] = [];
  if (opened.branches) observations.push('branches-merged');
  if (opened.late) observations.push('late-accepted');
  if (opened.receivedAt.some((at) => isOutside(window, at))) observations.push('outside-window');
  return {
    pupil,
    sequence: sequence.id,
    sitting: opened.body === null ? null : scoreEntry(sequence, opened.cells, opened.records),
    observations,
    refused: opened.refused,
  };
}

/** Receipts are kept to the minute, so an instant within the minute of the limit is inside. */
function isOutside(window: WindowSpec | undefined, at: string): boolean {
  if (window === undefined) return false;
  const ms = Date.parse(at);
  return ms + 60_000 <= Date.parse(window.opens) || ms >= Date.parse(window.closes);
}

function windowOf(
  campaign: OpenCampaign,
  pupil: number,
  sequence: string,
  which: 'sequences' | 'windows',
): WindowSpec | undefined {
  const found = findPupil(campaign.vault, pupil);
  if (found === null) return undefined;
  const { area, level } = found;
  return campaign.calendars.calendars[calendarNumber(campaign.spec, area, level)]?.[which][sequence];
}

function receiptFor(hash: string): string {
  return receiptOf(fromBase64Url(hash));
}
