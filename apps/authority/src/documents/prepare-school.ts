/**
 * What a publication owes to one school and the platform does not have. A school of which nothing changed since its documents
 * were last prepared is known by the fingerprint of the rows that they are made from, and is not opened.
 */
import { hash } from 'node:crypto';
import { allowanceMark } from '../allowances/allowances.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { deskMark } from '../desk/desk-mark.ts';
import { classLevel } from '../roster/class-levels.ts';
import { pupilsOfClassLevel } from '../roster/pupils.ts';
import { schoolRow } from '../roster/schools.ts';
import { contentShare } from '../sealed-content/seal-content.ts';
import type { HolderRow } from '../vault/rows.ts';
import type { Vault } from '../vault/vault.ts';
import { type PreparedDrafts, prepareDrafts } from './prepare-drafts.ts';
import { schoolDrafts } from './school-drafts.ts';
import { readSchool } from './school-model.ts';

export interface PreparedSchool extends PreparedDrafts {
  readonly school: number;
  /** Empty when it was not opened. */
  readonly uai: string;
  /** To be kept with the rows; null when the school is to be opened next time whatever happens. */
  readonly fingerprint: string | null;
}

/** Raised whenever the same rows give other documents. */
const DRAFTS_VERSION = 2;

export async function prepareSchool(
  campaign: OpenCampaign,
  school: number,
  dryRun: boolean,
): Promise<PreparedSchool> {
  const print = fingerprintOf(campaign, school);
  const known = print === null ? null : knownSchool(campaign, school);
  if (known !== null && known.print === print) {
    const none = { changed: 0, replacing: 0, misfits: [], rows: [] };
    return { school, uai: '', ...none, unchanged: known.documents, fingerprint: null };
  }
  const model = readSchool(campaign, school);
  const drafts = await schoolDrafts(campaign, model);
  const prepared = await prepareDrafts(campaign, drafts, { dryRun });
  const isWhole = prepared.misfits.length === 0 && print !== null && !dryRun;
  const fingerprint = isWhole ? `${print} ${drafts.length}` : null;
  return { school, uai: model.row.uai, ...prepared, fingerprint };
}

const markOf = (campaign: string, school: number | string) => `prepared:${campaign}:${school}`;

function knownSchool({ vault, name }: OpenCampaign, school: number) {
  const [print, documents] = vault.meta(markOf(name, school))?.split(' ') ?? [];
  return print === undefined ? null : { print, documents: Number(documents) };
}

/** In the transaction that keeps what was prepared. */
export function keepFingerprint(
  vault: Vault,
  campaign: string,
  { school, fingerprint }: PreparedSchool,
): void {
  if (fingerprint !== null) vault.setMeta(markOf(campaign, school), fingerprint);
}

/** Every school is opened again by the next publication. */
export function forgetFingerprints({ vault, name }: Pick<OpenCampaign, 'vault' | 'name'>): void {
  vault.forgetMeta(markOf(name, ''));
}

/** Every holder that is of the school in one way or another, and every one that a pupil of it ever had. */
const HOLDERS = `
  SELECT holder_id, state, replaces, kind, rank FROM holder_view WHERE school = ?1 AND state = 'assigned'
  UNION SELECT h.holder_id, h.state, h.replaces, h.kind, h.rank FROM holder_view h
    WHERE h.pupil IN (SELECT id FROM pupil_view WHERE school = ?1)
  UNION SELECT h.holder_id, h.state, h.replaces, h.kind, h.rank FROM holder_view h
    WHERE h.state = 'assigned' AND h.class_level IN (SELECT class_level FROM class_level_view WHERE school = ?1)
  UNION SELECT h.holder_id, h.state, h.replaces, h.kind, h.rank FROM holder_view h
    WHERE h.state = 'assigned' AND h.role = 'teacher' AND h.class IN (SELECT class FROM class_level_view WHERE school = ?1)
  ORDER BY 1`;

/**
 * Hash of all rows that documents of the school are made from, except sittings: what those change is issued by
 * `serve`. Null: the school has a code or a root that took over from another, whose sittings are in its documents.
 */
function fingerprintOf(campaign: OpenCampaign, school: number): string | null {
  const { vault } = campaign;
  const { uai, name, town, sector, priority, area } = schoolRow(vault, school);
  const parts: (string | number | null)[] = [ofCampaign(campaign), uai, name, town, sector, priority, area];
  const levels = vault.all<{ class_level: number; level: string; class: number }>(
    'SELECT class_level, level, class FROM class_level_view WHERE school = ? ORDER BY class_level',
    school,
  );
  for (const one of levels) {
    parts.push(one.class_level, one.level, one.class, classLevel(campaign, one.class_level).label);
    for (const { id, state, facts_lookup, order_lookup } of pupilsOfClassLevel(vault, one.class_level)) {
      parts.push(id, state, base64(facts_lookup), order_lookup === null ? null : base64(order_lookup));
    }
  }
  const holders = vault.all<Pick<HolderRow, 'holder_id' | 'state' | 'replaces' | 'kind' | 'rank'>>(
    HOLDERS,
    school,
  );
  for (const { holder_id, state, replaces, kind, rank } of holders) {
    if (replaces !== null || state !== 'assigned') return null;
    parts.push(base64(holder_id), kind, rank);
  }
  parts.push(allowanceMark(vault, school), deskMark(campaign, school));
  return hash('sha256', JSON.stringify(parts), 'base64');
}

const campaigns = new WeakMap<OpenCampaign, string>();

/** What all schools of a campaign have in common; it never changes once the campaign is created. */
function ofCampaign(campaign: OpenCampaign): string {
  let known = campaigns.get(campaign);
  if (known === undefined) {
    const { manifestHash, spec, calendars, signer } = campaign;
    const parts = [DRAFTS_VERSION, manifestHash, spec, calendars, contentShare(campaign), signer?.authority];
    known = hash('sha256', JSON.stringify(parts), 'base64');
    campaigns.set(campaign, known);
  }
  return known;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
}
