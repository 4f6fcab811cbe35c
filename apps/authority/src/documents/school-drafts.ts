/** All documents that a publication owes to one school: tickets, keyrings, rosters, slips, and first participation. */

import {
  type EntryBase,
  type EntryBody,
  type EntryCell,
  entryRecordName,
  MAX_JSON_BYTES,
  type PupilBody,
  secondKeyingOf,
} from '@cloison/protocol';
import { toHex } from '@cloison/protocol/public';
import { stageRecords } from '@cloison/qti/delivery';
import { type Allowance, allowancesOf, recordName } from '../allowances/allowances.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { holderKeys, holderSecret } from '../codes/holder-secret.ts';
import { earlierHoldersOfPupil } from '../codes/holders.ts';
import { pupilsKeyedElsewhere } from '../records/entry-names.ts';
import { entryCells, openPupilBodies, type PupilRecord } from '../records/open-records.ts';
import { type ScorableSequence, scoringModel } from '../score/sequence-scoring.ts';
import { contentShare } from '../sealed-content/seal-content.ts';
import type { HolderRow } from '../vault/rows.ts';
import type { ClassView } from './class-view.ts';
import { readClassView } from './class-view.ts';
import { deskDrafts } from './desk-answers.ts';
import type { DocumentDraft } from './document-draft.ts';
import { hasDocument } from './document-ledger.ts';
import { givenSequence, routingKeys } from './given-sequence.ts';
import { headKeyring, roster, slips, teacherKeyring, ticket } from './message-bodies.ts';
import { classParticipation, schoolParticipation } from './participation.ts';
import type { ClassLevelModel, ClassModel, SchoolModel } from './school-model.ts';
import { ceilingOf, encodeDocument } from './seal-document.ts';

export async function schoolDrafts(campaign: OpenCampaign, school: SchoolModel): Promise<DocumentDraft[]> {
  const rootOf = (row: HolderRow) => holderSecret(campaign, row).root;
  const codeOf = (row: HolderRow) => holderSecret(campaign, row).code;
  const at = campaign.actor.now().toISOString();
  const drafts: DocumentDraft[] = [];
  const views: ClassView[] = [];
  for (const [i, one] of school.classes.entries()) {
    for (const holder of one.teachers) {
      drafts.push({ holder, name: 'keyring', body: teacherKeyring(campaign, school, one, holder, rootOf) });
    }
    const hasPupils = one.levels.some(({ pupils }) => pupils.some(({ left }) => !left));
    const name = `slips/${i + 1}`;
    if (school.holder !== null && (hasPupils || hasDocument(campaign, school.holder, name))) {
      drafts.push({ holder: school.holder, name, body: slips(campaign, one, codeOf) });
    }
    for (const level of one.levels) {
      const view = readClassView(campaign, level.id, level.level, one.label);
      views.push(view);
      drafts.push(...(await pupilDrafts(campaign, one, level)));
      if (level.holder === null) continue;
      drafts.push({ holder: level.holder, name: 'roster', body: roster(campaign, school, one, level) });
      drafts.push(classParticipation(level.holder, view, at));
      drafts.push(...deskDrafts(campaign, level.holder, level.level, null, at));
      const base = await entryBase(campaign, level);
      if (base !== null) drafts.push(fittingBase(campaign, level.holder, base));
    }
  }
  if (school.head !== null) {
    drafts.push({ holder: school.head, name: 'keyring', body: headKeyring(campaign, school, rootOf) });
  }
  if (school.holder !== null) {
    drafts.push(schoolParticipation(school.holder, views, at));
    drafts.push(...deskDrafts(campaign, school.holder, null, school.row.id, at));
  }
  return drafts;
}

async function pupilDrafts(
  campaign: OpenCampaign,
  one: ClassModel,
  level: ClassLevelModel,
): Promise<DocumentDraft[]> {
  const drafts: DocumentDraft[] = [];
  const share = contentShare(campaign);
  const sequences = [...scoringModel(campaign).values()].filter((one) => one.level === level.level);
  const allowanceOf = allowancesOf(
    campaign.vault,
    level.pupils.map(({ id }) => id),
  );
  for (const pupil of level.pupils) {
    const allowanceFor = (sequence: string) => allowanceOf(pupil.id, sequence);
    if (pupil.left || pupil.holder === null || pupil.orderNumber === null) continue;
    const body = ticket(campaign, {
      classLabel: one.label,
      level: level.level,
      orderNumber: pupil.orderNumber,
      pupil,
      seed: seedOf(campaign, pupil.holder),
      share,
      resume: await resumeOf(campaign, pupil.id, pupil.holder, sequences, allowanceFor),
      given: new Map(
        sequences.flatMap((sequence) => {
          const given = givenSequence(campaign, pupil.id, sequence);
          return given === null ? [] : [[sequence.id, given] as const];
        }),
      ),
      routingKeys: routingKeys(campaign, pupil.holder.holder_id, sequences),
      allowanceFor,
    });
    drafts.push({ holder: pupil.holder, name: 'ticket', body });
  }
  return drafts;
}

/** 32 bits of a keyed hash: random to all but the authority, and the same at each publication. */
function seedOf(campaign: OpenCampaign, holder: HolderRow): number {
  return Buffer.from(campaign.sealer.lookup('seed', toHex(holder.holder_id))).readUInt32BE(0);
}

/**
 * A code that took over from others (lost, or of one who left and came back) goes on from that sitting, and from nothing that was
 * made with the old code afterwards; a sequence that was opened again, from what was finished.
 */
async function resumeOf(
  campaign: OpenCampaign,
  pupil: number,
  holder: HolderRow,
  sequences: readonly ScorableSequence[],
  allowanceFor: (sequence: string) => Allowance,
): Promise<ReadonlyMap<string, PupilBody>> {
  const resume = new Map<string, PupilBody>();
  const before = earlierHoldersOfPupil(campaign.vault, pupil, holder);
  for (const { id, adaptive } of sequences) {
    const { reopened } = allowanceFor(id);
    const names = stageRecords(recordName(id, reopened), adaptive?.stages ?? 1);
    for (const [k, name] of names.entries()) {
      const stage = k + 1;
      const isReopened = reopened > 0 && stage === names.length;
      if (before.length === 0 && !isReopened) continue;
      const body = isReopened
        ? await reopenedFrom(campaign, holder, before, id, stage)
        : notStraying((await openPupilBodies(campaign, before, id, null, stage)).chosen)?.body;
      if (body === undefined) break;
      resume.set(stage === 1 ? id : name, body);
    }
  }
  return resume;
}

/**
 * What a reopened record goes on from: what an earlier code wrote under its name, else what was finished. Never what the
 * present code wrote under it, or the ticket would change with every save.
 */
async function reopenedFrom(
  campaign: OpenCampaign,
  holder: HolderRow,
  before: readonly HolderRow[],
  sequence: string,
  stage: number,
): Promise<PupilBody | undefined> {
  const under =
    before.length === 0
      ? null
      : notStraying((await openPupilBodies(campaign, before, sequence, null, stage, 'newest')).chosen);
  const all = [holder, ...before];
  const from = under ?? (await openPupilBodies(campaign, all, sequence, null, stage, 'earlier')).chosen;
  return from === null ? undefined : { ...from.body, final: false };
}

/** The author of a straying record may be anybody, so the pupil is never shown it as their own work. */
function notStraying(chosen: PupilRecord | null): PupilRecord | null {
  return chosen?.strays === true ? null : chosen;
}

/**
 * What a class of an entry level goes on from, by the names of its records: what was keyed under roots that were replaced, and
 * what another class has keyed of pupils who are in this one now. Null where there is nothing of either. Online, nobody keys: a
 * class has no entry records, and its manifest may state no ceiling for them.
 */
async function entryBase(campaign: OpenCampaign, level: ClassLevelModel): Promise<EntryBase | null> {
  if (level.holder === null) return null;
  if (campaign.spec.levels.find(({ id }) => id === level.level)?.mode !== 'entry') return null;
  const isReplaced = level.holder.replaces !== null;
  const elsewhere = new Set(isReplaced ? [] : pupilsKeyedElsewhere(campaign, level.id));
  if (!isReplaced && elsewhere.size === 0 && !hasDocument(campaign, level.holder, 'entry-base')) return null;
  const { namesKey } = holderKeys(campaign, level.holder);
  const own = campaign.spec.sequences.filter((one) => one.level === level.level).map(({ id }) => id);
  const keyings = campaign.spec.doubleEntry === undefined ? own : [...own, ...own.map(secondKeyingOf)];
  const records: Record<string, unknown> = {};
  for (const pupil of level.pupils) {
    if (pupil.orderNumber === null || !(isReplaced || elsewhere.has(pupil.id))) continue;
    for (const keying of keyings) {
      const { body } = await entryCells(campaign, pupil.id, keying, level.holder.holder_id);
      if (body === null) continue;
      records[await entryRecordName(namesKey, keying, pupil.orderNumber)] = withCountersLeft(body);
    }
  }
  return { v: 1, kind: 'entry-base', records };
}

/**
 * Whoever had the class's secret may have keyed more than a document carries. The largest records are left out then: none of the
 * others is to be keyed again for them.
 */
function fittingBase(campaign: OpenCampaign, holder: HolderRow, base: EntryBase): DocumentDraft {
  const name = 'entry-base';
  const sizes = Object.entries(base.records)
    .map(([key, record]) => ({ key, record, length: JSON.stringify(record).length }))
    .toSorted((a, b) => a.length - b.length || (a.key < b.key ? -1 : 1));
  const smallest = (count: number): EntryBase => ({
    ...base,
    records: Object.fromEntries(sizes.slice(0, count).map(({ key, record }) => [key, record])),
  });
  /** Sealed; or as it is, where that is more than a reader inflates. */
  const bytesOf = (body: EntryBase) => {
    const json = JSON.stringify(body);
    const plain = Buffer.byteLength(json);
    return plain > MAX_JSON_BYTES ? plain : encodeDocument(campaign, holder, json).bytes;
  };
  const ceiling = ceilingOf(campaign, name);
  const wholeBytes = bytesOf(base);
  if (wholeBytes <= ceiling) return { holder, name, body: base };
  let [fits, tooMany] = [0, sizes.length];
  while (tooMany - fits > 1) {
    const count = Math.floor((fits + tooMany) / 2);
    if (bytesOf(smallest(count)) <= ceiling) fits = count;
    else tooMany = count;
  }
  return { holder, name, body: smallest(fits), wholeBytes };
}

/** Counters from here on were written by somebody who meant to leave none. */
const MADE_UP_COUNTER = 2 ** 52;

/**
 * The same cells in the same order, with counters left for those who key on: whoever had the root that was replaced may have
 * written the highest that there is.
 */
function withCountersLeft(body: EntryBody): EntryBody {
  const counters = [...new Set(Object.values(body.cells).map(({ edit: [counter] }) => counter))];
  const madeUp = counters.filter((counter) => counter >= MADE_UP_COUNTER).toSorted((a, b) => a - b);
  if (madeUp.length === 0) return body;
  const highest = Math.max(0, ...counters.filter((counter) => counter < MADE_UP_COUNTER));
  const cells = Object.entries(body.cells).map(([item, cell]): [string, EntryCell] => {
    const [counter, device] = cell.edit;
    if (counter < MADE_UP_COUNTER) return [item, cell];
    return [item, { ...cell, edit: [highest + 1 + madeUp.indexOf(counter), device] }];
  });
  return { ...body, cells: Object.fromEntries(cells) };
}
