/** What heads and the staff of classes asked or reported from their desks, and what was answered. Sealed but for kind and state. */
import type { DeskEntry, RequestState } from '@cloison/protocol';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { HolderRow, RequestKind, RequestRow } from '../vault/rows.ts';
import type { Vault } from '../vault/vault.ts';
import { refuseDesk } from './refusals.ts';

type Subject = Pick<OpenCampaign, 'vault' | 'sealer' | 'name'>;

/** An entry that becomes a request. */
export type RequestEntry = Extract<DeskEntry, { readonly kind: RequestKind }>;

export interface DeskRequest {
  readonly id: string;
  readonly holder: Uint8Array;
  readonly school: number;
  readonly uai: string;
  readonly kind: RequestKind;
  readonly state: RequestState;
  readonly receivedAt: string;
  readonly answeredAt: string | null;
  /** The office's words; empty: none. */
  readonly answer: string;
  readonly entry: RequestEntry;
}

type FoundRow = RequestRow & { readonly uai: string };

const SELECT = `SELECT r.*, (SELECT v.uai FROM school_view v WHERE v.id = r.school) AS uai FROM request r`;

function opened({ sealer }: Pick<Subject, 'sealer'>, row: FoundRow): DeskRequest {
  return {
    id: row.id,
    holder: row.holder,
    school: row.school,
    uai: row.uai,
    kind: row.kind,
    state: row.state,
    receivedAt: row.received_at,
    answeredAt: row.answered_at,
    answer:
      row.answer_sealed === null
        ? ''
        : sealer.open<string>('request', 'answer_sealed', row.id, row.answer_sealed),
    entry: sealer.open<RequestEntry>('request', 'sealed', row.id, row.sealed),
  };
}

/** Oldest first. */
export function listRequests(campaign: Subject, state?: RequestState): DeskRequest[] {
  return campaign.vault
    .all<FoundRow>(
      `${SELECT} WHERE r.campaign = ?1 AND (?2 IS NULL OR r.state = ?2) ORDER BY r.received_at, r.id`,
      campaign.name,
      state ?? null,
    )
    .map((row) => opened(campaign, row));
}

/** What is known of a request without opening it. */
export interface RequestHead
  extends Pick<DeskRequest, 'id' | 'school' | 'uai' | 'kind' | 'state' | 'receivedAt'> {
  readonly schoolName: string;
  readonly town: string;
}

/** All of a campaign, oldest first. Needs no key. */
export function requestHeads({
  vault,
  name,
}: {
  readonly vault: Vault;
  readonly name: string;
}): RequestHead[] {
  return vault.all<RequestHead>(
    `SELECT r.id, r.school, s.uai, r.kind, r.state, r.received_at AS receivedAt, s.name AS schoolName, s.town
     FROM request r JOIN school_view s ON s.id = r.school WHERE r.campaign = ? ORDER BY r.received_at, r.id`,
    name,
  );
}

/** Those requests, in that order. Throws `request-unknown`. */
export function requestsOfIds(campaign: Subject, ids: readonly string[]): DeskRequest[] {
  return ids.map((id) => {
    const row = campaign.vault.get<FoundRow>(
      `${SELECT} WHERE r.campaign = ? AND r.id = ?`,
      campaign.name,
      id,
    );
    if (row === undefined) throw refuseDesk('request-unknown', { id });
    return opened(campaign, row);
  });
}

/** Of a class at one level, under each root that it has had; whatever their state. */
export function requestsOfClassLevel(campaign: Subject, classLevel: number): DeskRequest[] {
  return campaign.vault
    .all<FoundRow>(
      `${SELECT} WHERE r.campaign = ? AND r.holder IN (SELECT holder_id FROM holder_view WHERE class_level = ?)
       ORDER BY r.received_at, r.id`,
      campaign.name,
      classLevel,
    )
    .map((row) => opened(campaign, row));
}

/** Of a school and its classes. */
export function requestsOfSchool(campaign: Subject, school: number): DeskRequest[] {
  return campaign.vault
    .all<FoundRow>(
      `${SELECT} WHERE r.campaign = ? AND r.school = ? ORDER BY r.received_at, r.id`,
      campaign.name,
      school,
    )
    .map((row) => opened(campaign, row));
}

/**
 * The request of that identifier, or else the one whose identifier begins so. Desks choose identifiers: one that begins with another
 * whole one is no reason not to find that. Throws `request-unknown`, `request-several`.
 */
export function findRequest(campaign: Subject, begins: string): DeskRequest {
  const sql = `${SELECT} WHERE r.campaign = ? AND r.id = ?`;
  const exact = campaign.vault.get<FoundRow>(sql, campaign.name, begins);
  if (exact !== undefined) return opened(campaign, exact);
  const found = campaign.vault.all<FoundRow>(
    `${SELECT} WHERE r.campaign = ? AND substr(r.id, 1, ?) = ? LIMIT 2`,
    campaign.name,
    begins.length,
    begins,
  );
  const [row, ...more] = found;
  if (row === undefined) throw refuseDesk('request-unknown', { id: begins });
  if (more.length > 0) throw refuseDesk('request-several', { id: begins });
  return opened(campaign, row);
}

/** How many wait for an answer. Needs no key. */
export function countAsked({ vault, name }: { readonly vault: Vault; readonly name: string }): number {
  return vault.count(`SELECT count(*) FROM request WHERE campaign = ? AND state = 'asked'`, name);
}

/**
 * Most requests of one desk: as many entries as its record may have, and honest pages leave none of them out of the next version.
 * Whoever has a class's secret may seal others in each version, and would fill the vault.
 */
export const MAX_REQUESTS_OF_DESK = 1_000;

/** Whether no more are taken of this desk. */
export function hasAllRequests({ vault }: Pick<Subject, 'vault'>, holder: Uint8Array): boolean {
  return vault.count('SELECT count(*) FROM request WHERE holder = ?', holder) >= MAX_REQUESTS_OF_DESK;
}

/**
 * Takes what a record says of one request: a new one, or one that is taken back before it was answered. True when something
 * changed. What is asked does not change once it was told, nor anything once it was answered, and beyond the bound there is no new
 * one. In the caller's transaction.
 */
export function keepRequest(
  { vault, sealer, name }: Subject,
  holder: HolderRow,
  school: number,
  id: string,
  entry: RequestEntry,
  at: string,
): boolean {
  const before = vault.get<RequestRow>('SELECT * FROM request WHERE campaign = ? AND id = ?', name, id);
  const state = entry.withdrawn ? 'withdrawn' : entry.kind === 'incident' ? 'told' : 'asked';
  if (before === undefined) {
    if (entry.withdrawn || hasAllRequests({ vault }, holder.holder_id)) return false;
    vault.run(
      `INSERT INTO request VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)`,
      name,
      id,
      holder.holder_id,
      school,
      entry.kind,
      state,
      at,
      sealer.seal('request', 'sealed', id, entry),
    );
    return true;
  }
  // Whoever guesses the identifier of another's request changes nothing.
  if (before.school !== school || before.kind !== entry.kind || !['asked', 'told'].includes(before.state))
    return false;
  const told = sealer.open<RequestEntry>('request', 'sealed', id, before.sealed);
  const next = entry.withdrawn ? { ...told, withdrawn: true } : narrowed(told, entry);
  if (JSON.stringify(next) === JSON.stringify(told)) return false;
  vault.run(
    'UPDATE request SET state = ?, sealed = ? WHERE campaign = ? AND id = ?',
    state,
    sealer.seal('request', 'sealed', id, next),
    name,
    id,
  );
  return true;
}

/**
 * What was told stands, since an agent may have read it: who asks for something else asks anew, as pages do. Only pupils who are no
 * longer the sender's, gone to another class, are taken out.
 */
function narrowed(told: RequestEntry, now: RequestEntry): RequestEntry {
  if (!('orderNumbers' in told) || !('orderNumbers' in now)) return told;
  const orderNumbers = told.orderNumbers.filter((order) => now.orderNumbers.includes(order));
  return orderNumbers.length === 0 ? told : { ...told, orderNumbers };
}

/** Throws `request-answered` unless it waits for an answer. In the caller's transaction. */
export function answerRequest(
  { vault, sealer, name }: Subject,
  id: string,
  state: 'granted' | 'refused',
  answer: string,
  at: string,
): void {
  const done = vault.run(
    `UPDATE request SET state = ?, answered_at = ?, answer_sealed = ? WHERE campaign = ? AND id = ? AND state = 'asked'`,
    state,
    at,
    sealer.seal('request', 'answer_sealed', id, answer),
    name,
    id,
  );
  if (done !== 1) throw refuseDesk('request-answered', { id });
}
