/**
 * What a platform shows, into the vault: pages of its feed and answers to audits, heads, finals and branches whole.
 *
 * The platform is not trusted. What it announces is compared with what the envelope says; what would take the place of
 * an envelope that is kept, or stand beside it, is opened first; what opened once is kept until something opens that
 * rightly follows it (`follow.ts`), and nothing follows a final. Everything else is a branch or nothing, and an incident.
 * Opening awaits, so it comes first; then a page is kept in one transaction with its cursor.
 */
import { createHash } from 'node:crypto';
import {
  type Bytes,
  equalBytes,
  type FeedEntry,
  type FeedPage,
  fromBase64Url,
  parseEnvelopeHeader,
  toBase64Url,
} from '@cloison/protocol/public';
import { campaignRow } from '../campaign/campaign-row.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { findHolder } from '../codes/holders.ts';
import { isSettled } from '../codes/publish-holders.ts';
import { appendJournal } from '../journal/journal.ts';
import type { FeedPart } from '../platform-link/platform-client.ts';
import type { HolderRow, RecordRow } from '../vault/rows.ts';
import { MAX_BRANCHES, makeRoom } from './branch-room.ts';
import { type QuarantineCode, QuarantineError, quarantineCodeOf } from './check-body.ts';
import { expectedNames } from './expected-names.ts';
import { type RecordState, type Relation, relationOf } from './follow.ts';
import { addIncidents, hasIncident, type Incident, type IncidentCode } from './incidents.ts';
import { addQuarantine, isQuarantined, type Refused } from './quarantine.ts';
import {
  branchesOf,
  countBranches,
  countNames,
  findHead,
  hasBranch,
  keepBranch,
  keepHead,
  type RecordKey,
} from './received-records.ts';
import { cachedState, type ReadState, type ReadStates } from './record-state.ts';
import { addRollback, countRollbacks, hasRollback } from './rollbacks.ts';

export interface ReceiveOutcome {
  /** Envelopes that are new. */
  readonly received: number;
  readonly quarantined: number;
  /** Number of records whose head went back, or is of another history. */
  readonly rollbacks: number;
  /** What no honest platform does, where it was not seen before (`incidents.ts`). */
  readonly incidents: number;
}

/** Opaque, as the platform gave it; empty before the first collection. */
export function feedCursor({ vault, name }: OpenCampaign): string {
  return vault.get<{ next: string }>('SELECT next FROM cursor WHERE campaign = ?', name)?.next ?? '';
}

export function setFeedCursor({ vault, name }: OpenCampaign, next: string): void {
  vault.run(
    'INSERT INTO cursor VALUES (?, ?) ON CONFLICT (campaign) DO UPDATE SET next = excluded.next',
    name,
    next,
  );
}

const finalsMark = (name: string) => `feed-finals:${name}`;

/**
 * Where the reader of finals is while the feed is read in its two parts; null while it is read as one. Then `feedCursor` is
 * where the reader of everything else is.
 */
export function finalsCursor({ vault, name }: OpenCampaign): string | null {
  return vault.meta(finalsMark(name));
}

/** From here on the feed is read in two parts, each from where the whole was. */
export function partFeed(campaign: OpenCampaign): void {
  campaign.vault.setMeta(finalsMark(campaign.name), feedCursor(campaign));
}

/** While it is read in parts: one of them from its beginning. */
export function restartFeed(campaign: OpenCampaign, part: FeedPart): void {
  if (part === 'finals') campaign.vault.setMeta(finalsMark(campaign.name), '');
  else setFeedCursor(campaign, '');
}

/** Everything else was read to its end, and after it finals to theirs: what comes is behind the former. */
export function joinFeed({ vault, name }: OpenCampaign): void {
  vault.dropMeta(finalsMark(name));
}

const barrenMark = (name: string) => `feed-barren:${name}`;

/** Pages of the feed, one after the other and over all passes, that have brought nothing new since it last ended. */
export function barrenPages({ vault, name }: OpenCampaign): number {
  return Number(vault.meta(barrenMark(name)) ?? 0);
}

export function setBarrenPages({ vault, name }: OpenCampaign, pages: number): void {
  vault.setMeta(barrenMark(name), String(pages));
}

const rewindsMark = (name: string) => `feed-rewinds:${name}`;

/** Passes in which the platform said that it does not know our cursor, since the office was told of a restore or a move. */
export function rewinds({ vault, name }: OpenCampaign): number {
  return Number(vault.meta(rewindsMark(name)) ?? 0);
}

export function setRewinds({ vault, name }: OpenCampaign, passes: number): void {
  vault.setMeta(rewindsMark(name), String(passes));
}

/**
 * The platform says so once more. The first times are believed, and have a line each: from then on nobody is accused of showing what
 * a platform that went back may show.
 */
export function noteRewind(campaign: OpenCampaign, passes: number): void {
  const { vault, actor, name } = campaign;
  if (passes === rewinds(campaign)) return;
  vault.transaction(() => {
    setRewinds(campaign, passes);
    appendJournal(vault, actor, 'platform.rewound', name, { times: passes });
  });
}

const MAX_ENTRY_NAMES = 1_200;
const NAMES_A_SEQUENCE = 6;

/** Parts of what a platform showed, collected while it is received. */
interface Tally {
  received: number;
  quarantined: number;
  rollbacks: number;
  readonly incidents: Incident[];
}

const newTally = (): Tally => ({ received: 0, quarantined: 0, rollbacks: 0, incidents: [] });

/** One envelope, found to be what was announced. */
interface Shown {
  readonly holder: HolderRow;
  readonly name: string;
  readonly version: number;
  readonly hash: Bytes;
  readonly final: boolean;
  readonly at: string;
  readonly envelope: Bytes;
  /** What the platform says of its receipt can't be. */
  readonly isImpossibleTime?: boolean;
  /** Null: shown as the head. */
  readonly branch: 'late' | 'conflict' | 'rescue' | null;
}

/** Whose cursor a page moves: that of finals, the other one, or none where what was read is read again. */
export type FeedReader = 'finals' | 'others' | 'again';

/** A page, with the cursor of its reader. `askedAt`: when it was asked for, by the clock here. */
export async function receiveFeed(
  campaign: OpenCampaign,
  feed: FeedPage,
  reader: FeedReader = 'others',
  askedAt?: Date,
): Promise<ReceiveOutcome> {
  const tally = newTally();
  const shown: Shown[] = [];
  const refused: Refused[] = [];
  const times = receiptTimes(campaign, askedAt);
  for (const entry of feed.entries) {
    try {
      shown.push(readEntry(campaign, entry, times));
    } catch (error) {
      const code = quarantineCodeOf(error);
      if (code === null) throw error;
      const { holder, name, hash } = entry;
      refused.push({ holder: fromBase64Url(holder), name, hash: fromBase64Url(hash), code });
    }
  }
  if (feed.unreadable > 0) tally.incidents.push({ code: 'feed-unreadable', record: null });
  const states = await readStates(campaign, shown);
  return campaign.vault.transaction(() => {
    for (const one of refused) if (addQuarantine(campaign, one)) tally.quarantined += 1;
    for (const one of shown) receive(campaign, one, states, tally);
    if (reader === 'finals') campaign.vault.setMeta(finalsMark(campaign.name), feed.next);
    if (reader === 'others') setFeedCursor(campaign, feed.next);
    return finish(campaign, tally, {});
  });
}

/** What an audit brought of one record that was asked for; null when the platform has none. */
export interface Audited extends RecordKey {
  readonly envelope: Bytes | null;
}

/** Answers to an audit, and incidents that it has found already. Same rules as for the feed. */
export async function receiveAudited(
  campaign: OpenCampaign,
  answers: readonly Audited[],
  found: readonly Incident[] = [],
): Promise<ReceiveOutcome> {
  const tally = newTally();
  tally.incidents.push(...found);
  const shown: Shown[] = [];
  const none: RecordKey[] = [];
  for (const { holder: id, name, envelope } of answers) {
    const holder = findHolder(campaign.vault, id);
    if (envelope === null || holder === null) {
      none.push({ holder: id, name });
      continue;
    }
    const { version, kind } = parseEnvelopeHeader(envelope);
    const at = campaign.actor.now().toISOString();
    const hash = hashOf(envelope);
    shown.push({ holder, name, version, hash, final: kind === 'final', at, envelope, branch: null });
  }
  const states = await readStates(campaign, shown);
  return campaign.vault.transaction(() => {
    for (const { holder, name } of none) {
      const kept = findHead(campaign.vault, holder, name);
      if (kept !== null && addRollback(campaign, kept, 0)) tally.rollbacks += 1;
    }
    for (const one of shown) receive(campaign, one, states, tally);
    return finish(campaign, tally, { by: 'audit' });
  });
}

/** Whether this envelope was received before, or may have been: as a branch, as one that was refused, or as one name too many. */
export function hasCome(campaign: OpenCampaign, one: RecordKey & { readonly hash: Bytes }): boolean {
  return (
    hasBranch(campaign.vault, one) || isQuarantined(campaign, one) || hadTooManyNames(campaign, one.holder)
  );
}

/** The envelope of an entry. Throws `QuarantineError` or `ProtocolError` when it is not what was announced. */
function readEntry(campaign: OpenCampaign, entry: FeedEntry, times: ReceiptTimes): Shown {
  const holder = findHolder(campaign.vault, fromBase64Url(entry.holder));
  if (holder === null || holder.campaign !== campaign.name) throw new QuarantineError('unknown-holder');
  if (entry.envelope === null) throw new QuarantineError('feed-mismatch');
  const envelope = fromBase64Url(entry.envelope);
  const { holderId, name, version, kind } = parseEnvelopeHeader(envelope);
  const hash = hashOf(envelope);
  const isAsAnnounced =
    equalBytes(hash, fromBase64Url(entry.hash)) &&
    equalBytes(holderId, holder.holder_id) &&
    name === entry.name &&
    version === entry.version &&
    kind !== 'document' &&
    (entry.kind === 'branch' || (kind === 'final') === (entry.kind === 'final'));
  if (!isAsAnnounced) throw new QuarantineError('feed-mismatch');
  const branch = entry.kind === 'branch' ? (entry.reason ?? 'conflict') : null;
  const { at, isImpossibleTime } = receiptTime(times, entry.at);
  return { holder, name, version, hash, final: kind === 'final', at, isImpossibleTime, envelope, branch };
}

/** A platform that takes signed calls has a clock within five minutes of ours; an hour forgives what is slow. */
const CLOCK_MS = 3_600_000;

export interface ReceiptTimes {
  readonly fromMs: number;
  readonly now: Date;
}

/** The later of now and `askedAt`: a clock that is put back here, while an answer is on its way, accuses nobody. */
export function receiptTimes({ vault, actor, name }: OpenCampaign, askedAt?: Date): ReceiptTimes {
  const now = actor.now();
  const isPutBack = askedAt !== undefined && askedAt > now;
  return { fromMs: Date.parse(campaignRow(vault, name).created_at), now: isPutBack ? askedAt : now };
}

/** How long anything of the campaign can have taken until now. A clock that was put back behind its beginning tells nothing. */
export function longestMs(campaign: OpenCampaign): number {
  const { fromMs, now } = receiptTimes(campaign);
  return now.getTime() < fromMs ? Number.POSITIVE_INFINITY : now.getTime() - fromMs + CLOCK_MS;
}

/** When the platform received something, as it says, if that can be; else the time here. */
export function receiptTime({ fromMs, now }: ReceiptTimes, stated: string) {
  const atMs = Date.parse(stated);
  // A day that its month does not have is read as one of the next month.
  const isReal = Number.isFinite(atMs) && new Date(atMs).toISOString().slice(0, 10) === stated.slice(0, 10);
  const isPossible = isReal && atMs >= fromMs - CLOCK_MS && atMs <= now.getTime() + CLOCK_MS;
  return { at: isPossible ? stated : now.toISOString(), isImpossibleTime: !isPossible };
}

/**
 * Opens what has to be compared: every branch, every head that would take the place of another one, and that one. A head
 * where there is none has nothing to replace; it is opened when it is scored.
 */
async function readStates(campaign: OpenCampaign, shown: readonly Shown[]): Promise<ReadStates> {
  const states = new Map<string, ReadState>();
  const heads = new Map<string, number>();
  /** Records whose branches have been opened, because there is no room for another. */
  const full = new Set<string>();
  const keyOf = ({ holder, name }: Shown) => `${toBase64Url(holder.holder_id)} ${name}`;
  for (const one of shown) heads.set(keyOf(one), (heads.get(keyOf(one)) ?? 0) + 1);
  for (const one of shown) {
    const { holder, name, hash } = one;
    const kept = findHead(campaign.vault, holder.holder_id, name);
    if (kept !== null && equalBytes(kept.hash, hash)) continue;
    const isAlone = kept === null && one.branch === null && heads.get(keyOf(one)) === 1 && !isSettled(holder);
    const isKnown =
      one.branch !== null && hasBranch(campaign.vault, { holder: holder.holder_id, name, hash });
    if (isAlone || isKnown) continue;
    states.set(toBase64Url(hash), await cachedState(campaign, holder, one));
    if (kept !== null && kept.envelope !== null) {
      const { envelope } = kept;
      states.set(toBase64Url(kept.hash), await cachedState(campaign, holder, { ...kept, envelope }));
    }
    const record = { holder: holder.holder_id, name };
    if (full.has(keyOf(one)) || countBranches(campaign.vault, record) < MAX_BRANCHES) continue;
    full.add(keyOf(one));
    for (const row of branchesOf(campaign.vault, record.holder, name)) {
      states.set(toBase64Url(row.hash), await cachedState(campaign, holder, row));
    }
  }
  return states;
}

/** What becomes of an envelope that is shown. */
interface Decision {
  readonly keepAs: 'head' | 'branch' | 'nothing';
  /** Why it is refused. */
  readonly quarantine?: QuarantineCode;
  /** Why the head that was kept, and whose place it takes, would have been refused. */
  readonly replaced?: QuarantineCode;
  readonly incident?: IncidentCode;
  /** Missing: it did not open, or there was nothing to compare it with. */
  readonly relation?: Relation;
}
const NOTHING: Decision = { keepAs: 'nothing' };

/** `kept`: the head that is kept. Its version tells whether the platform went back; that is named apart. */
function decide(campaign: OpenCampaign, shown: Shown, kept: RecordRow | null, states: ReadStates): Decision {
  const isHead = shown.branch === null;
  if (kept !== null && equalBytes(kept.hash, shown.hash)) return NOTHING;
  const now = states.get(toBase64Url(shown.hash));
  const isTooLate = isHead && isSettled(shown.holder);
  // Of several that are shown at once, one that does not open is not kept until the next takes its place without a trace.
  if (kept === null && isHead && !isTooLate && now?.kind !== 'refused') return { keepAs: 'head' };
  // A branch that is kept already.
  if (now === undefined) return NOTHING;
  if (now.kind === 'refused') {
    if (now.state !== null) return ofNobody(shown, kept, states, now.code, now.state, isTooLate);
    const incident = isHead ? 'unreadable-head' : shown.branch === 'rescue' ? 'unreadable-rescue' : null;
    return { ...NOTHING, quarantine: now.code, ...(incident !== null && { incident }) };
  }
  if (isTooLate && kept === null) return tooLate(campaign, shown, kept);
  if (!isHead || kept === null || now.kind === 'failed') return { keepAs: 'branch' };
  const before = states.get(toBase64Url(kept.hash));
  // What never opened is no loss, and is named.
  if (before?.kind === 'refused')
    return isTooLate ? tooLate(campaign, shown, kept) : { keepAs: 'head', replaced: before.code };
  if (kept.envelope === null) return { keepAs: 'head' };
  if (before?.kind !== 'opened') return { keepAs: 'branch' };
  const relation = relationOf(now.state, before.state);
  if (relation === 'follows' && !before.state.final)
    return isTooLate ? { ...tooLate(campaign, shown, kept), relation } : { keepAs: 'head', relation };
  const isNamed = shown.version > kept.version;
  const incident = before.state.final ? 'after-final' : 'fork';
  // An older state of the same history has nothing that is not kept.
  return { keepAs: relation === 'behind' ? 'nothing' : 'branch', relation, ...(isNamed && { incident }) };
}

/**
 * What a class keyed for a pupil whom no class of its school has. It is kept as what is of somebody, for a corrected roster may make
 * it so, but stands in no way to what is of another history. It is the class's own doing: nobody is accused.
 */
function ofNobody(
  shown: Shown,
  kept: RecordRow | null,
  states: ReadStates,
  quarantine: QuarantineCode,
  state: RecordState,
  isTooLate: boolean,
): Decision {
  if (isTooLate) return { ...NOTHING, quarantine };
  if (shown.branch !== null) return { keepAs: 'branch' };
  if (kept === null) return { keepAs: 'head' };
  const before = states.get(toBase64Url(kept.hash));
  const isNext =
    before?.kind === 'refused' && before.state !== null && relationOf(state, before.state) === 'follows';
  return isNext ? { keepAs: 'head' } : { ...NOTHING, quarantine };
}

/** A head of a holder who is settled. A copy of the store that was put back did not know the revocation: nobody is accused then. */
function tooLate(campaign: OpenCampaign, shown: Shown, kept: RecordRow | null): Decision {
  const hasGoneBack =
    (kept !== null && shown.version <= kept.version) ||
    rewinds(campaign) > 0 ||
    countRollbacks(campaign.vault, campaign.name) > 0;
  return { keepAs: 'branch', ...(!hasGoneBack && { incident: 'after-revocation' }) };
}

/** In the caller's transaction. */
function receive(campaign: OpenCampaign, shown: Shown, states: ReadStates, tally: Tally): void {
  const { vault } = campaign;
  const record = { holder: shown.holder.holder_id, name: shown.name };
  const kept = findHead(vault, record.holder, record.name);
  const { keepAs, quarantine, replaced, incident, relation } = decide(campaign, shown, kept, states);
  if (kept !== null && relation !== undefined && shown.version <= kept.version) {
    // A browser that knew better sealed all of it again, above a platform that is known to have gone back.
    const isHealed = relation === 'follows' && hasRollback(vault, record);
    if (!isHealed && addRollback(campaign, kept, shown.version)) tally.rollbacks += 1;
  }
  const isNew = keepAs !== 'nothing';
  if (isNew && shown.isImpossibleTime === true) tally.incidents.push({ code: 'impossible-time', record });
  if (incident !== undefined) tally.incidents.push({ code: incident, record });
  if (quarantine !== undefined) {
    if (addQuarantine(campaign, { ...record, hash: shown.hash, code: quarantine })) tally.quarantined += 1;
  }
  if (kept !== null && replaced !== undefined) {
    if (addQuarantine(campaign, { ...record, hash: kept.hash, code: replaced })) tally.quarantined += 1;
  }
  if (isNew && kept === null && hasTooManyNames(campaign, shown)) {
    tally.incidents.push({ code: 'names-full', record: { holder: record.holder, name: '' } });
    return;
  }
  const row = { ...shown, ...record, final: Number(shown.final) };
  if (keepAs === 'head') {
    keepHead(vault, row);
    tally.received += 1;
  }
  if (keepAs === 'branch' && !hasBranch(vault, row)) {
    const branch = { ...row, reason: shown.branch ?? 'conflict' };
    const isFull = countBranches(vault, record) >= MAX_BRANCHES;
    if (isFull) tally.incidents.push({ code: 'branches-full', record });
    if ((!isFull || makeRoom(vault, branch, states)) && keepBranch(vault, branch)) tally.received += 1;
  }
}

/**
 * Whether this name is one too many of its holder: beyond what a platform takes, only names that the holder may have are kept.
 * What is unexpected is kept at all because a corrected roster may make it expected.
 */
export function hasTooManyNames(
  campaign: OpenCampaign,
  { holder, name, branch }: Pick<Shown, 'holder' | 'name' | 'branch'>,
): boolean {
  const table = branch === null ? 'record' : 'branch';
  if (countNames(campaign.vault, holder.holder_id, table) < mostNames(campaign, holder)) return false;
  return !expectedNames(campaign, holder).includes(name);
}

/** Whether something of this holder was not kept because it was one name too many: then what is not here had been shown. */
export function hadTooManyNames(campaign: OpenCampaign, holder: Uint8Array): boolean {
  return hasIncident(campaign, { code: 'names-full', record: { holder, name: '' } });
}

/** As platforms do (docs/protocol.md, "Limits"); a class's entries may be keyed twice. */
function mostNames({ spec }: OpenCampaign, { kind }: HolderRow): number {
  return kind === 'class' ? MAX_ENTRY_NAMES : NAMES_A_SEQUENCE * spec.sequences.length;
}

/** In the caller's transaction. */
function finish(
  campaign: OpenCampaign,
  { received, quarantined, rollbacks, incidents }: Tally,
  detail: { readonly by?: string },
): ReceiveOutcome {
  if (rollbacks > 0) {
    appendJournal(campaign.vault, campaign.actor, 'platform.rollback', campaign.name, {
      records: rollbacks,
      ...detail,
    });
  }
  return { received, quarantined, rollbacks, incidents: addIncidents(campaign, incidents) };
}

export function hashOf(bytes: Uint8Array): Bytes {
  return new Uint8Array(createHash('sha256').update(bytes).digest());
}
