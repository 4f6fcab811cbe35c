/**
 * From received envelopes to sittings: opens, checks, resolves and scores what changed, in batches. A batch is computed,
 * then kept in one transaction with the mark that it is done; killed in between, it is computed again.
 */

import { entryRecordName, receiptOf } from '@cloison/protocol';
import { fromBase64Url, toHex } from '@cloison/protocol/public';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { calendarNumber, type WindowSpec } from '../campaign/spec.ts';
import { limitMs } from '../campaign/time-limit.ts';
import { appendJournal } from '../journal/journal.ts';
import type { QuarantineCode } from '../records/check-body.ts';
import type { ObservationCode } from '../records/observation.ts';
import { entryCells, keysOf, openPupilBodies, type Refused } from '../records/open-records.ts';
import { addQuarantine } from '../records/receive-feed.ts';
import { classLevelFacts } from '../roster/class-levels.ts';
import { scoreEntry, scorePupil } from '../score/score-sitting.ts';
import { type ScorableSequence, scoringModel } from '../score/sequence-scoring.ts';
import type { Sitting } from '../score/sitting.ts';
import { resultPlace } from '../score/sittings.ts';
import type { ClassLevelRow, EntryNameRow, HolderRow, PupilFacts, PupilRow } from '../vault/rows.ts';
import { isStorageError } from '../vault/vault.ts';

const BATCH = 200;

export interface ProcessOutcome {
  readonly sittings: number;
  readonly quarantined: number;
}

interface ToOpen {
  readonly holder: Uint8Array;
  readonly name: string;
}

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

export async function processRecords(campaign: OpenCampaign, signal?: AbortSignal): Promise<ProcessOutcome> {
  let sittings = 0;
  let quarantined = 0;
  /** What failed for a reason of ours stays to be opened, for the next pass. */
  const failed = new Set<string>();
  for (;;) {
    signal?.throwIfAborted();
    const batch = campaign.vault
      .all<ToOpen>(
        `SELECT t.holder, t.name FROM to_open t JOIN holder h ON h.holder_id = t.holder
         WHERE h.campaign = ? LIMIT ?`,
        campaign.name,
        BATCH + failed.size,
      )
      .filter((one) => !failed.has(keyOf(one)));
    if (batch.length === 0) return { sittings, quarantined };
    const outcome = await processBatch(campaign, batch);
    sittings += outcome.sittings;
    quarantined += outcome.quarantined;
    for (const one of outcome.failed) failed.add(keyOf(one));
  }
}

function keyOf({ holder, name }: ToOpen): string {
  return `${toHex(holder)} ${name}`;
}

interface BatchOutcome extends ProcessOutcome {
  readonly failed: readonly ToOpen[];
}

async function processBatch(campaign: OpenCampaign, batch: readonly ToOpen[]): Promise<BatchOutcome> {
  const computed = new Map<string, Computed>();
  const apart: { readonly holder: HolderRow; readonly sitting: Sitting }[] = [];
  const refused: Refused[] = [];
  const failed: ToOpen[] = [];
  for (const one of batch) {
    try {
      const target = await targetOf(campaign, one);
      if (target.kind === 'refused') {
        refused.push(...hashesOf(campaign, one).map((hash) => ({ ...one, hash, code: target.code })));
      }
      if (target.kind === 'apart') {
        const set = await computeApart(campaign, target);
        refused.push(...set.refused);
        if (set.sitting !== null) apart.push({ holder: target.holder, sitting: set.sitting });
      }
      // A sitting set apart may have been counted for the pupil before the code was found to be misused.
      const pupil = target.kind === 'pupil' || target.kind === 'apart' ? target.pupil : null;
      if (pupil === null || target.kind === 'nobody' || target.kind === 'refused') continue;
      const place = resultPlace(pupil, target.sequence.id);
      if (!computed.has(place)) computed.set(place, await compute(campaign, pupil, target.sequence));
    } catch (error) {
      if (isStorageError(error)) throw error;
      failed.push(one);
      refused.push(...hashesOf(campaign, one).map((hash) => ({ ...one, hash, code: 'unexpected' as const })));
    }
  }
  const quarantined = keepBatch(campaign, batch, {
    computed: [...computed.values()],
    apart,
    refused,
    failed,
  });
  return { sittings: computed.size, quarantined, failed };
}

/** One transaction; the number of envelopes that are newly quarantined. */
function keepBatch(
  campaign: OpenCampaign,
  batch: readonly ToOpen[],
  done: {
    readonly computed: readonly Computed[];
    readonly apart: readonly { readonly holder: HolderRow; readonly sitting: Sitting }[];
    readonly refused: readonly Refused[];
    readonly failed: readonly ToOpen[];
  },
): number {
  const { vault, actor, name: campaignName } = campaign;
  return vault.transaction(() => {
    for (const one of done.computed) keepSitting(campaign, one);
    for (const { holder, sitting } of done.apart) keepApart(campaign, holder, sitting);
    const codes = new Map<string, number>();
    for (const one of [...done.refused, ...done.computed.flatMap(({ refused }) => refused)]) {
      if (addQuarantine(campaign, one) > 0) codes.set(one.code, (codes.get(one.code) ?? 0) + 1);
    }
    if (codes.size > 0) {
      appendJournal(vault, actor, 'collect.quarantine', campaignName, Object.fromEntries(codes));
    }
    const left = new Set(done.failed);
    for (const one of batch) {
      if (left.has(one)) continue;
      vault.run('DELETE FROM to_open WHERE holder = ? AND name = ?', one.holder, one.name);
      vault.run(
        `DELETE FROM quarantine WHERE campaign = ? AND holder = ? AND name = ? AND code = 'unexpected'`,
        campaignName,
        one.holder,
        one.name,
      );
    }
    return [...codes.values()].reduce((sum, count) => sum + count, 0);
  });
}

function compute(campaign: OpenCampaign, pupil: number, sequence: ScorableSequence): Promise<Computed> {
  return sequence.mode === 'online'
    ? computeOnline(campaign, pupil, sequence)
    : computeEntry(campaign, pupil, sequence);
}

async function computeApart(
  campaign: OpenCampaign,
  { holder, sequence }: Extract<Target, { readonly kind: 'apart' }>,
): Promise<{ readonly sitting: Sitting | null; readonly refused: readonly Refused[] }> {
  const { chosen, refused } = await openPupilBodies(campaign, [holder], sequence.id);
  if (chosen === null) return { sitting: null, refused };
  const record = { hash: chosen.hash, receipt: receiptFor(chosen.hash) };
  return { sitting: scorePupil(sequence, chosen.body, record), refused };
}

async function targetOf(campaign: OpenCampaign, { holder: id, name }: ToOpen): Promise<Target> {
  const holder = campaign.vault.get<HolderRow>('SELECT * FROM holder WHERE holder_id = ?', id);
  if (holder === undefined) return { kind: 'refused', code: 'unknown-holder' };
  if (holder.kind === 'class') return entryTarget(campaign, holder, name);
  if (holder.kind !== 'pupil') return { kind: 'refused', code: 'unexpected-record' };
  const sequence = scoringModel(campaign).get(name);
  if (sequence === undefined || sequence.mode !== 'online')
    return { kind: 'refused', code: 'unexpected-record' };
  if (isMisused(holder)) return { kind: 'apart', holder, pupil: holder.pupil, sequence };
  if (holder.pupil === null) return { kind: 'nobody' };
  if (levelOfPupil(campaign, holder.pupil) !== sequence.level) {
    return { kind: 'refused', code: 'unexpected-record' };
  }
  return { kind: 'pupil', pupil: holder.pupil, sequence };
}

/** Set apart: nameless, out of statistics. */
function isMisused(holder: HolderRow): boolean {
  return holder.state === 'revoked' && holder.reason === 'misused';
}

/** The name of an entry record is a keyed hash: found by computing it for the pupils that it can be about. */
async function entryTarget(campaign: OpenCampaign, holder: HolderRow, name: string): Promise<Target> {
  const { vault } = campaign;
  const find = () =>
    vault.get<EntryNameRow>('SELECT * FROM entry_name WHERE holder = ? AND name = ?', holder.holder_id, name);
  let found = find();
  if (found === undefined && holder.class_level !== null) {
    const level = vault.get<ClassLevelRow>('SELECT * FROM class_level WHERE id = ?', holder.class_level);
    // The class first; then, for one who has moved since, the other classes of the school at that level.
    await nameEntries(campaign, holder, level, `p.class_level = ${Number(holder.class_level)}`);
    found = find();
    if (found === undefined) {
      await nameEntries(
        campaign,
        holder,
        level,
        `p.class_level IN (SELECT cl.id FROM class_level cl JOIN class c ON c.id = cl.class
           WHERE c.school = (SELECT c2.school FROM class c2 WHERE c2.id = ${Number(level?.class ?? 0)}))`,
      );
      found = find();
    }
  }
  const sequence = found === undefined ? undefined : scoringModel(campaign).get(found.sequence);
  if (found === undefined || sequence === undefined || sequence.mode !== 'entry') {
    return { kind: 'refused', code: 'unexpected-record' };
  }
  return { kind: 'pupil', pupil: found.pupil, sequence };
}

async function nameEntries(
  campaign: OpenCampaign,
  holder: HolderRow,
  level: ClassLevelRow | undefined,
  where: string,
): Promise<void> {
  const { vault, sealer } = campaign;
  const pupils = vault.all<Pick<PupilRow, 'id' | 'order_sealed'>>(
    `SELECT p.id, p.order_sealed FROM pupil p WHERE ${where} AND p.order_sealed IS NOT NULL`,
  );
  const { namesKey } = await keysOf(campaign, holder);
  const rows: EntryNameRow[] = [];
  for (const { id, order_sealed } of pupils) {
    const orderNumber = sealer.open<string>('pupil', 'order_sealed', id, order_sealed ?? new Uint8Array(0));
    for (const sequence of scoringModel(campaign).values()) {
      if (sequence.level !== level?.level) continue;
      rows.push({
        holder: holder.holder_id,
        name: await entryRecordName(namesKey, sequence.id, orderNumber),
        pupil: id,
        sequence: sequence.id,
      });
    }
  }
  vault.transaction(() => {
    for (const row of rows) {
      vault.run(
        'INSERT INTO entry_name VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
        row.holder,
        row.name,
        row.pupil,
        row.sequence,
      );
    }
  });
}

async function computeOnline(
  campaign: OpenCampaign,
  pupil: number,
  sequence: ScorableSequence,
): Promise<Computed> {
  const { vault } = campaign;
  const holders = vault
    .all<HolderRow>(
      `SELECT * FROM holder WHERE pupil = ? AND kind = 'pupil' ORDER BY state = 'assigned' DESC, holder_id`,
      pupil,
    )
    .filter((holder) => !isMisused(holder));
  const limit = limitMs(campaign, sequence.id, accommodationsOf(campaign, pupil));
  const { chosen, flags, refused } = await openPupilBodies(campaign, holders, sequence.id, limit);
  const observations: ObservationCode[] = [...flags];
  let sitting: Sitting | null = null;
  if (chosen !== null) {
    sitting = scorePupil(sequence, chosen.body, { hash: chosen.hash, receipt: receiptFor(chosen.hash) });
    if (limit !== null && chosen.elapsedMs > limit) observations.push('over-limit');
    const window = windowOf(campaign, pupil, sequence.id, 'windows');
    if (chosen.source === 'head' && isOutside(window, chosen.receivedAt)) observations.push('outside-window');
  }
  return { pupil, sequence: sequence.id, sitting, observations, refused };
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
  const row = campaign.vault.get<Pick<PupilRow, 'class_level'>>(
    'SELECT class_level FROM pupil WHERE id = ?',
    pupil,
  );
  if (row === undefined) return undefined;
  const { area, level } = classLevelFacts(campaign, row.class_level);
  return campaign.calendars.calendars[calendarNumber(campaign.spec, area, level)]?.[which][sequence];
}

function levelOfPupil(campaign: OpenCampaign, pupil: number): string | undefined {
  return campaign.vault.get<{ level: string }>(
    'SELECT cl.level FROM pupil p JOIN class_level cl ON cl.id = p.class_level WHERE p.id = ?',
    pupil,
  )?.level;
}

function accommodationsOf(campaign: OpenCampaign, pupil: number): readonly string[] {
  const row = campaign.vault.get<Pick<PupilRow, 'sealed'>>('SELECT sealed FROM pupil WHERE id = ?', pupil);
  if (row === undefined) return [];
  return campaign.sealer.open<PupilFacts>('pupil', 'sealed', pupil, row.sealed).accommodations;
}

function receiptFor(hash: string): string {
  return receiptOf(fromBase64Url(hash));
}

function hashesOf(campaign: OpenCampaign, { holder, name }: ToOpen): Uint8Array[] {
  return campaign.vault
    .all<{ hash: Uint8Array }>(
      `SELECT hash FROM record WHERE holder = ?1 AND name = ?2
       UNION SELECT hash FROM branch WHERE holder = ?1 AND name = ?2`,
      holder,
      name,
    )
    .map(({ hash }) => hash);
}

function keepSitting(campaign: OpenCampaign, { pupil, sequence, sitting, observations }: Computed): void {
  const { vault, sealer } = campaign;
  if (sitting === null) {
    vault.run('DELETE FROM result WHERE pupil = ? AND sequence = ?', pupil, sequence);
  } else {
    vault.run(
      'INSERT OR REPLACE INTO result VALUES (?, ?, ?, ?)',
      pupil,
      sequence,
      sitting.records[0] === undefined ? null : fromBase64Url(sitting.records[0]),
      sealer.seal('result', 'sealed', resultPlace(pupil, sequence), sitting),
    );
  }
  vault.run('DELETE FROM observation WHERE pupil = ? AND sequence = ?', pupil, sequence);
  for (const code of observations) {
    vault.run('INSERT INTO observation VALUES (?, ?, ?) ON CONFLICT DO NOTHING', pupil, sequence, code);
  }
  vault.run('INSERT INTO to_report SELECT class_level FROM pupil WHERE id = ? ON CONFLICT DO NOTHING', pupil);
}

function keepApart(campaign: OpenCampaign, holder: HolderRow, sitting: Sitting): void {
  const place = `${toHex(holder.holder_id)}/${sitting.sequence}`;
  campaign.vault.run(
    'INSERT OR REPLACE INTO apart VALUES (?, ?, ?)',
    holder.holder_id,
    sitting.sequence,
    campaign.sealer.seal('apart', 'sealed', place, sitting),
  );
}
