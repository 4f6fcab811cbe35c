/**
 * By what a followed pupil is known again, in two steps that two persons do, each with a key that the other never has:
 *
 *     first      = HMAC-SHA-256(key 1, "cloison/cohort/1/first" ‖ 0 ‖ cohort ‖ 0 ‖ INE)
 *     second     = HMAC-SHA-256(key 2, "cloison/cohort/1/second" ‖ 0 ‖ first)
 *     identifier = the first 16 bytes of second, base64url
 *
 * Marks are sealed under the campaign's identity key. Its closing carries identifiers into the research rows, and destroys the
 * rest. Pupils who left or whose family objected have none.
 */
import { createHmac } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import { type ProgressMaker, silentProgress } from '@cloison/command/progress';
import { fromBase64Url, toBase64Url, utf8 } from '@cloison/protocol/public';
import { requireOpen } from '../campaign/campaign-row.ts';
import { hasEnded, isPast } from '../campaign/ended-cohort.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { type CohortSpec, followedCohort } from '../campaign/spec.ts';
import { appendJournal } from '../journal/journal.ts';
import { factsOfPupil } from '../roster/pupils.ts';
import type { Vault } from '../vault/vault.ts';
import { type CohortPart, openCohortKey, requireHolder } from './cohort-keys.ts';
import { refuseCohort } from './refusals.ts';

const IDENTIFIER_BYTES = 16;
/** Pupils in a transaction. */
const TOGETHER = 5_000;

/** 32 bytes. */
export function firstMark(key: Uint8Array, cohort: string, ine: string): Uint8Array {
  return hmac(key, utf8(`cloison/cohort/1/first\0${cohort}\0${ine}`));
}

/** 32 bytes, of the 32 of the first. */
export function secondMark(key: Uint8Array, first: Uint8Array): Uint8Array {
  return hmac(key, utf8('cloison/cohort/1/second\0'), first);
}

function hmac(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const mac = createHmac('sha256', key);
  for (const part of parts) mac.update(part);
  return new Uint8Array(mac.digest());
}

/** Pupils who may be followed: present, and nobody objected. */
const FOLLOWED = `SELECT id FROM present_pupil_view
  WHERE campaign = ? AND id NOT IN (SELECT pupil FROM objection_view)`;

const DUE: Readonly<Record<CohortPart, string>> = {
  1: `${FOLLOWED} AND id NOT IN (SELECT pupil FROM cohort_mark)`,
  2: `${FOLLOWED} AND id IN (SELECT pupil FROM cohort_mark WHERE part = 1)`,
};

export interface MarkOptions {
  /** The key's file. */
  readonly key: string;
  readonly passphrase: () => Promise<string>;
  readonly progress?: ProgressMaker;
  readonly label?: string;
  /** Between two transactions. */
  readonly signal?: AbortSignal;
  /** Pupils in a transaction. */
  readonly together?: number;
}

export interface MarkedPupils {
  readonly cohort: string;
  readonly marked: number;
  /** Without a first mark: of part 2, those who came since part 1. */
  readonly unmarked: number;
}

/**
 * One part for every pupil who lacks it. In transactions, each with its line in the journal: cut short, the same command goes
 * on. Throws `campaign-closed`, `cohort-none`, `cohort-ended`, `cohort-over`, `role-missing`, `cohort-same-person`, `cohort-first-missing`, and
 * what `openCohortKey` throws.
 */
export async function markPupils(
  campaign: OpenCampaign,
  part: CohortPart,
  options: MarkOptions,
): Promise<MarkedPupils> {
  requireOpen(campaign);
  const { vault, actor, name } = campaign;
  const { name: cohort, until } = requireCohort(campaign);
  if (hasEnded(vault, cohort)) throw refuseCohort('cohort-ended', { cohort });
  requireNotOver(campaign, cohort, until);
  requireHolder(vault, actor, cohort, part, 'cohort mark');
  const due = vault.all<{ id: number }>(DUE[part], name).map(({ id }) => id);
  if (part === '2' && due.length === 0 && countUnmarked(vault, name) > 0)
    throw refuseCohort('cohort-first-missing', { campaign: name, count: countUnmarked(vault, name) });
  const key = await openCohortKey(vault, cohort, part, options.key, options.passphrase);
  const progress = (options.progress ?? silentProgress)(options.label ?? 'mark', due.length);
  const together = options.together ?? TOGETHER;
  try {
    for (let at = 0; at < due.length; at += together) {
      options.signal?.throwIfAborted();
      const ids = due.slice(at, at + together);
      vault.transaction(() => {
        for (const id of ids) keepMark(campaign, part, id, markOf(campaign, part, id, key, cohort));
        appendJournal(vault, actor, 'cohort.mark', name, { cohort, part, pupils: ids.length });
      });
      progress.update(at + ids.length);
      await breathe();
    }
  } finally {
    key.fill(0);
    progress.stop();
  }
  return { cohort, marked: due.length, unmarked: countUnmarked(vault, name) };
}

/** Throws `cohort-none`. */
function requireCohort({ name, spec }: OpenCampaign): CohortSpec {
  const cohort = followedCohort(spec);
  if (cohort === null) throw refuseCohort('cohort-none', { campaign: name });
  return cohort;
}

/** Throws `cohort-over` after its last day. */
export function requireNotOver({ actor }: Pick<OpenCampaign, 'actor'>, cohort: string, until: string): void {
  if (isPast(until, actor.now())) throw refuseCohort('cohort-over', { cohort, until });
}

function markOf(
  campaign: OpenCampaign,
  part: CohortPart,
  pupil: number,
  key: Uint8Array,
  cohort: string,
): Uint8Array {
  if (part === '1') return firstMark(key, cohort, factsOfPupil(campaign, pupil).ine);
  const { vault, sealer } = campaign;
  const row = vault.get<{ sealed: Uint8Array }>('SELECT sealed FROM cohort_mark WHERE pupil = ?', pupil);
  if (row === undefined) throw new Error('a first mark is gone');
  const first = sealer.open<string>('cohort_mark', 'sealed', `${pupil}/1`, row.sealed);
  return secondMark(key, fromBase64Url(first));
}

function keepMark({ vault, sealer }: OpenCampaign, part: CohortPart, pupil: number, mark: Uint8Array): void {
  vault.run(
    'INSERT OR REPLACE INTO cohort_mark VALUES (?, ?, ?)',
    pupil,
    Number(part),
    sealer.seal('cohort_mark', 'sealed', `${pupil}/${part}`, toBase64Url(mark)),
  );
}

/** In the caller's transaction; number of marks of the campaign that were forgotten. */
export function forgetMarks(vault: Vault, name: string): number {
  return vault.run(
    'DELETE FROM cohort_mark WHERE pupil IN (SELECT id FROM pupil_view WHERE campaign = ?)',
    name,
  );
}

/** Of one pupil, whose family objected. In the caller's transaction. */
export function forgetMark(vault: Vault, pupil: number): void {
  vault.run('DELETE FROM cohort_mark WHERE pupil = ?', pupil);
}

/** How far one pupil is marked: under no key, the first, or both. */
export function markedParts(vault: Vault, pupil: number): 0 | 1 | 2 {
  const row = vault.get<{ part: 1 | 2 }>('SELECT part FROM cohort_mark WHERE pupil = ?', pupil);
  return row?.part ?? 0;
}

/** Pupils who may be followed and have no first mark. */
function countUnmarked(vault: Vault, name: string): number {
  return vault.count(`SELECT count(*) FROM (${DUE[1]})`, name);
}

/** Pupils with a sitting who may be followed and lack the second mark: their rows would have no identifier. */
export function countWithoutIdentifier(vault: Vault, name: string): number {
  return vault.count(
    `SELECT count(*) FROM (${FOLLOWED} AND id IN (SELECT pupil FROM result_view)
       AND id NOT IN (SELECT pupil FROM cohort_mark WHERE part = 2))`,
    name,
  );
}

/** Identifiers of these pupils, without those who lack a mark. */
export function cohortIdentifiers(
  { vault, sealer, spec }: Pick<OpenCampaign, 'vault' | 'sealer' | 'spec'>,
  pupils: readonly number[],
): ReadonlyMap<number, string> {
  if (followedCohort(spec) === null) return new Map();
  const rows = vault.all<{ pupil: number; sealed: Uint8Array }>(
    'SELECT pupil, sealed FROM cohort_mark WHERE part = 2 AND pupil IN (SELECT value FROM json_each(?))',
    JSON.stringify(pupils),
  );
  return new Map(
    rows.map(({ pupil, sealed }) => {
      const mark = fromBase64Url(sealer.open<string>('cohort_mark', 'sealed', `${pupil}/2`, sealed));
      return [pupil, toBase64Url(mark.subarray(0, IDENTIFIER_BYTES))];
    }),
  );
}
