/**
 * From collected envelopes to bodies that can be trusted as far as a pupil or a teacher can: opened with the holder's
 * key, read by a strict schema, checked against the sequence. What fails is quarantined, each on its own.
 */

import {
  DESK_RECORD,
  type DeskBody,
  type EntryBody,
  type EntryCell,
  mergeDeskBodies,
  mergeEntryBodies,
  type PupilBody,
  sequenceKeyedTwice,
  type VersionVector,
  vectorFollows,
} from '@cloison/protocol';
import { equalBytes, parseEnvelopeHeader, toBase64Url, toHex } from '@cloison/protocol/public';
import { stageRecordNames } from '../allowances/allowances.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { findHolder } from '../codes/holders.ts';
import { findPupil } from '../roster/pupils.ts';
import { answeredItems } from '../score/score-sitting.ts';
import { type ScorableSequence, scoringModel } from '../score/sequence-scoring.ts';
import type { HolderRow } from '../vault/rows.ts';
import { quarantineCodeOf } from './check-body.ts';
import { entryNamesOf } from './entry-names.ts';
import { openDeskBody, openEntryBody, openPupilBody } from './open-body.ts';
import type { Refused } from './quarantine.ts';
import { branchesOf, findHead } from './received-records.ts';
import {
  type Candidate,
  type CandidateSource,
  type Resolution,
  type ResolutionFlag,
  resolveBranches,
} from './resolve-branches.ts';

export interface PupilRecord extends Candidate {
  readonly body: PupilBody;
  /** The devices that saved this state or one behind it, hexadecimal. */
  readonly devices: readonly string[];
}

interface Kept {
  /** `relay`: the head that a school's laptop had. */
  readonly source: CandidateSource | 'relay';
  readonly version: number;
  readonly hash: Uint8Array;
  readonly at: string;
  readonly envelope: Uint8Array;
  /** Whether it came after its holder was revoked here. Only known of what came beside a head: false for the head itself. */
  readonly isAfterRevocation: boolean;
}

/**
 * What counts of one stage of a pupil's sitting, over all holders that stood for this pupil: `holders` newest first. The head of the
 * first holder that has one is the head; those of the others are branches. A holder without a head at the platform has the
 * one of a school's laptop.
 */
export async function openPupilBodies(
  campaign: OpenCampaign,
  holders: readonly HolderRow[],
  sequenceId: string,
  limitMs: number | null = null,
  stage = 1,
  /** After a reopening: the present name alone, or those before it. */
  which: 'all' | 'newest' | 'earlier' = 'all',
): Promise<Resolution<PupilRecord> & { readonly refused: readonly Refused[] }> {
  const sequence = sequenceOf(campaign, sequenceId);
  const all = stageRecordNames(campaign.vault, holders[0]?.pupil ?? null, sequence, stage);
  const names =
    which === 'newest' ? all.slice(0, 1) : all.slice(which === 'earlier' && all.length > 1 ? 1 : 0);
  const refused: Refused[] = [];
  const flags = new Set<ResolutionFlag>();
  let best: Resolution<PupilRecord> | null = null;
  // After a reopening the later record counts, as soon as it says something; the earlier one is what it went on from. What strays
  // says nothing while the other does not.
  for (const name of names) {
    const found = openCandidates(campaign, holders, { sequence: sequenceId, stage }, name);
    refused.push(...found.refused);
    const resolved = resolveBranches(found.candidates, limitMs);
    const isBetter = best === null || best.chosen === null || resolved.chosen?.strays === false;
    if (isBetter) best = resolved;
    if (resolved.chosen !== null || name === names.at(-1)) for (const flag of resolved.flags) flags.add(flag);
    if (resolved.chosen?.strays === false) break;
  }
  if (best === null) throw new Error('a record has no name');
  return { ...best, flags: [...flags], refused };
}

interface OwnHead {
  readonly hash: Uint8Array;
  readonly saves: VersionVector | null;
}

/** Whether what was saved with a code that is revoked does not go on from what that code had: whoever found the slip made it. */
function straysFrom(
  head: OwnHead | null,
  { envelope, isAfterRevocation }: Kept,
  { saves }: PupilBody,
): boolean {
  // There is no head to go on from. What came before the revocation is believed to be the pupil's.
  if (head === null) return isAfterRevocation;
  if (equalBytes(parseEnvelopeHeader(envelope).previous, head.hash)) return false;
  return head.saves === null || saves === undefined || !vectorFollows(saves, head.saves);
}

function openCandidates(
  campaign: OpenCampaign,
  holders: readonly HolderRow[],
  { sequence: sequenceId, stage }: { readonly sequence: string; readonly stage: number },
  name: string,
): { readonly candidates: readonly PupilRecord[]; readonly refused: readonly Refused[] } {
  const sequence = sequenceOf(campaign, sequenceId);
  const candidates: PupilRecord[] = [];
  const refused: Refused[] = [];
  let hasHead = false;
  let hasEnd = false;
  for (const holder of holders) {
    let ownHead: OwnHead | null = null;
    /** Whether the pupil has begun this record with a newer code. */
    const isTakenUp = hasHead;
    for (const kept of keptOf(campaign, holder, name)) {
      const source = sourceOf(kept, hasHead);
      try {
        const body = openPupilBody(campaign, holder, name, { sequence, stage }, kept.envelope);
        if (isHeadOf(kept)) ownHead ??= { hash: kept.hash, saves: body.saves ?? null };
        candidates.push({
          hash: toBase64Url(kept.hash),
          source,
          // Whatever it is said to be, late or from a rescue file: a host, or who hands in the file, chooses that.
          strays:
            holder.state === 'revoked' &&
            !isHeadOf(kept) &&
            ((isTakenUp && kept.isAfterRevocation) || straysFrom(ownHead, kept, body)),
          devices: devicesOf(kept, body.saves),
          final: body.final,
          // Its own record ended with it: nothing that is received beside it counts before it. A record of a code that was
          // replaced ends nothing once that of the code in force has ended: who has the old one may be somebody else.
          ends: body.final && (source === 'head' || (kept.source === 'head' && !hasEnd)),
          saves: body.saves ?? null,
          holder: toHex(holder.holder_id),
          version: kept.version,
          answered: answeredItems(sequence, body),
          receivedAt: kept.at,
          elapsedMs: body.elapsedMs,
          body,
        });
        if (source === 'head') {
          hasHead = true;
          hasEnd = body.final;
        }
      } catch (error) {
        refused.push(refusal(error, holder, name, kept));
      }
    }
  }
  return { candidates, refused };
}

export interface OpenedDesk {
  /** Merged over the head and what was received beside it; null when nothing can be read. */
  readonly body: DeskBody | null;
  /** When the newest of them was received. */
  readonly receivedAt: string;
  readonly refused: readonly Refused[];
}

/** What a school's or a class's desk tells; of a root that was replaced, what it had told before. */
export function openDesk(campaign: OpenCampaign, holder: HolderRow): OpenedDesk {
  const refused: Refused[] = [];
  let body: DeskBody | null = null;
  let receivedAt = '';
  for (const kept of keptOf(campaign, holder, DESK_RECORD)) {
    // The page tells that again under the root in force. Anybody may have made it who has the old one.
    if (kept.isAfterRevocation) continue;
    try {
      const one = openDeskBody(campaign, holder, kept.envelope);
      body = body === null ? one : mergeDeskBodies(body, one);
      if (kept.at > receivedAt) receivedAt = kept.at;
    } catch (error) {
      refused.push(refusal(error, holder, DESK_RECORD, kept));
    }
  }
  return { body, receivedAt, refused };
}

/** Of the platform, or of a school's laptop. */
function isHeadOf({ source }: Kept): boolean {
  return source === 'head' || source === 'relay';
}

/** The first head of a record is its head, wherever it was saved; another one is a branch. */
function sourceOf(kept: Kept, hasHead: boolean): CandidateSource {
  if (kept.source !== 'head' && kept.source !== 'relay') return kept.source;
  return hasHead ? 'conflict' : 'head';
}

export interface OpenedEntry {
  /** Merged over all class holders that keyed this pupil; null when nothing was received. */
  readonly body: EntryBody | null;
  readonly cells: Readonly<Record<string, EntryCell>>;
  /** Hashes of the envelopes merged, base64url. */
  readonly records: readonly string[];
  /** When the newest of them was received. */
  readonly receivedAt: readonly string[];
  /** Whether a late save is among them, and whether a branch is. */
  readonly late: boolean;
  readonly branches: boolean;
  /** Envelopes that cannot be read, or of which some cells cannot. */
  readonly refused: readonly Refused[];
}

/**
 * What teachers keyed of one pupil in one sequence, from every class holder but `except`. A cell that the pupil's own class has
 * keyed stands, whatever another class of the school says of it, and when. A cell keyed under a root takes precedence over one
 * keyed under a root before it. A cell that came after the replacement of its root, beside that root's head, counts only if nobody
 * else has keyed it: its author may be anybody.
 */
export async function entryCells(
  campaign: OpenCampaign,
  pupil: number,
  sequenceId: string,
  except: Uint8Array | null = null,
): Promise<OpenedEntry> {
  const sequence = sequenceOf(campaign, sequenceKeyedTwice(sequenceId) ?? sequenceId);
  const names = entryNamesOf(campaign, pupil, sequenceId).filter(
    ({ holder }) => except === null || Buffer.compare(holder, except) !== 0,
  );
  const classLevel = findPupil(campaign.vault, pupil)?.class_level;
  /** Keyed by the pupil's own class, under each of its roots. */
  const ofOwn: KeyedUnderRoot[] = [];
  /** Keyed by another class of the school: before the pupil moved, or by mistake. */
  const elsewhere: EntryBody[] = [];
  const afterwards: EntryBody[] = [];
  const refused: Refused[] = [];
  const records: string[] = [];
  const receivedAt: string[] = [];
  const sources = new Set<CandidateSource>();
  for (const { holder: id, name } of names) {
    const holder = findHolder(campaign.vault, id);
    if (holder === null) continue;
    const keyed: KeyedUnderRoot = { root: rootNumber(campaign, holder), bodies: [], devices: new Set() };
    if (holder.class_level === classLevel) ofOwn.push(keyed);
    for (const kept of keptOf(campaign, holder, name)) {
      try {
        const { body, fault } = openEntryBody(campaign, holder, name, sequence, kept.envelope);
        if (kept.isAfterRevocation) afterwards.push(body);
        else if (holder.class_level !== classLevel) elsewhere.push(body);
        else {
          keyed.bodies.push(body);
          for (const device of devicesOf(kept, body.saves)) keyed.devices.add(device);
        }
        if (fault !== null) refused.push({ ...leftOut(holder, name, kept), code: fault });
        records.push(toBase64Url(kept.hash));
        receivedAt.push(kept.at);
        sources.add(sourceOf(kept, false));
      } catch (error) {
        refused.push(refusal(error, holder, name, kept));
      }
    }
  }
  const inOrder = [merge(afterwards), overElsewhere(ofOwn, merge(elsewhere))];
  const cells: Record<string, EntryCell> = Object.assign({}, ...inOrder.map((one) => one?.cells));
  const body: EntryBody | null = inOrder.every((one) => one === null)
    ? null
    : { v: 1, cells: { ...cells }, conflicts: [], manifest: campaign.manifestHash, app: 'authority' };
  return {
    body,
    cells,
    records,
    receivedAt,
    late: sources.has('late'),
    branches: sources.has('conflict') || sources.has('rescue'),
    refused,
  };
}

interface KeyedUnderRoot {
  /** How many roots the class had before. */
  readonly root: number;
  readonly bodies: EntryBody[];
  /** That have saved under this root, as far as its records say, hexadecimal. */
  readonly devices: Set<string>;
}

function rootNumber(campaign: OpenCampaign, { replaces }: HolderRow): number {
  const before = replaces === null ? null : findHolder(campaign.vault, replaces);
  return before === null ? 0 : 1 + rootNumber(campaign, before);
}

/** Cells keyed under a root stand before those of the roots before it, which its records carry on. */
function mergeRoots(roots: readonly KeyedUnderRoot[]): EntryBody | null {
  let merged: EntryBody | null = null;
  const before = new Set<string>();
  for (const { bodies, devices } of roots.toSorted((a, b) => a.root - b.root)) {
    // A record of more than sixteen computers does not list its devices: a device that no earlier root knows is one of them.
    const isKeyed = ({ edit: [, device] }: EntryCell) => devices.has(device) || !before.has(device);
    const all = merge(merged === null ? bodies : [merged, ...bodies]);
    const keyed = merge(bodies.map((body) => withCells(body, isKeyed)));
    if (all !== null) merged = { ...all, cells: { ...all.cells, ...keyed?.cells } };
    for (const device of [...devices, ...bodies.flatMap(devicesOfCells)]) before.add(device);
  }
  return merged;
}

/** What the own class has keyed stands. What it carries on of another class's keying, as its `entry-base` has it, may be older. */
function overElsewhere(ofOwn: readonly KeyedUnderRoot[], elsewhere: EntryBody | null): EntryBody | null {
  const own = mergeRoots(ofOwn);
  if (own === null || elsewhere === null) return own ?? elsewhere;
  const bodies = ofOwn.flatMap((one) => one.bodies);
  const listsDevices = bodies.every(({ saves }) => saves !== undefined);
  const isKeyed = ({ edit: [, device] }: EntryCell) =>
    !listsDevices || ofOwn.some(({ devices }) => devices.has(device));
  const { cells } = mergeEntryBodies(own, elsewhere);
  return { ...own, cells: { ...cells, ...withCells(own, isKeyed).cells } };
}

function devicesOfCells({ cells }: EntryBody): string[] {
  return Object.values(cells).map(({ edit: [, device] }) => device);
}

function withCells(body: EntryBody, has: (cell: EntryCell) => boolean): EntryBody {
  return {
    ...body,
    cells: Object.fromEntries(Object.entries(body.cells).filter(([, cell]) => has(cell))),
  };
}

function devicesOf({ envelope }: Kept, saves: VersionVector = {}): string[] {
  return [toHex(parseEnvelopeHeader(envelope).device), ...Object.keys(saves)];
}

function merge([first, ...others]: readonly EntryBody[]): EntryBody | null {
  return first === undefined ? null : others.reduce((one, other) => mergeEntryBodies(one, other), first);
}

/** What is wrong with a second keying. Its cells are not scored: the desk reports the comparison. */
export function checkSecondKeying(
  campaign: OpenCampaign,
  holder: HolderRow,
  name: string,
  sequence: ScorableSequence,
): readonly Refused[] {
  return keptOf(campaign, holder, name).flatMap((kept) => {
    try {
      const { fault } = openEntryBody(campaign, holder, name, sequence, kept.envelope);
      return fault === null ? [] : [{ ...leftOut(holder, name, kept), code: fault }];
    } catch (error) {
      return [refusal(error, holder, name, kept)];
    }
  });
}

/** Heads first, the platform's before a laptop's. A head of which only version and hash are known is not here yet. */
function keptOf(campaign: OpenCampaign, holder: HolderRow, name: string): Kept[] {
  const head = findHead(campaign.vault, holder.holder_id, name);
  const branches = branchesOf(campaign.vault, holder.holder_id, name);
  const beside: Kept[] = branches.map(({ reason, after_revocation, ...row }) => ({
    ...row,
    source: reason,
    isAfterRevocation: after_revocation === 1,
  }));
  const kept = beside.toSorted((a, b) => Number(isHeadOf(b)) - Number(isHeadOf(a)));
  if (head !== null && head.envelope !== null) {
    kept.unshift({ ...head, envelope: head.envelope, source: 'head', isAfterRevocation: false });
  }
  return kept;
}

function sequenceOf(campaign: OpenCampaign, id: string): ScorableSequence {
  const sequence = scoringModel(campaign).get(id);
  if (sequence === undefined) throw new Error(`no sequence ${id}`);
  return sequence;
}

/** The refusal of an envelope. What is not the envelope's fault is thrown. */
function refusal(error: unknown, holder: HolderRow, name: string, kept: Kept): Refused {
  const code = quarantineCodeOf(error);
  if (code === null) throw error;
  return { ...leftOut(holder, name, kept), code };
}

function leftOut({ holder_id }: HolderRow, name: string, { hash }: Kept): Omit<Refused, 'code'> {
  return { holder: holder_id, name, hash };
}
