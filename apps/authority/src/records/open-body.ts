/**
 * One envelope of a record, opened with its holder's key, read by a strict schema and checked against its sequence.
 * Throws `QuarantineError` or `ProtocolError` for what the envelope is to blame for.
 */
import {
  DESK_RECORD,
  type DeskBody,
  type EntryBody,
  type PupilBody,
  parseDeskBody,
  parseEntryBody,
  parsePlainPupilBody,
  sequenceKeyedTwice,
} from '@cloison/protocol';
import { ProtocolError } from '@cloison/protocol/public';
import { withoutReopening } from '../allowances/allowances.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { cachedHolderKeys } from '../codes/holder-secret.ts';
import { openEnvelope as openSealed } from '../envelopes/envelope.ts';
import { recordTarget, type ScorableSequence, scoringModel } from '../score/sequence-scoring.ts';
import type { HolderRow } from '../vault/rows.ts';
import { checkPupilBody, QuarantineError, type ReadableEntry, readableEntry } from './check-body.ts';
import { findEntryName } from './entry-names.ts';

/** `name` is that of the record of one stage: `francais`, `francais/2`, or `francais~2` after a reopening. */
export function openPupilBody(
  campaign: OpenCampaign,
  holder: HolderRow,
  name: string,
  { sequence, stage }: { readonly sequence: ScorableSequence; readonly stage: number },
  envelope: Uint8Array,
): PupilBody {
  const { body, header } = openEnvelope(campaign, holder, name, envelope);
  return checkPupilBody(parsePlainPupilBody(body), sequence, {
    manifests: new Set([campaign.manifestHash]),
    isFinalEnvelope: header.kind === 'final',
    stage,
  });
}

export function openEntryBody(
  campaign: OpenCampaign,
  holder: HolderRow,
  name: string,
  sequence: ScorableSequence,
  envelope: Uint8Array,
): ReadableEntry {
  const { body, header } = openEnvelope(campaign, holder, name, envelope);
  if (header.kind === 'final') throw new QuarantineError('kind-mismatch');
  return readableEntry(parseEntryBody(body), sequence, { manifests: new Set([campaign.manifestHash]) });
}

/** What a desk tells, of the holder of a school or a class. */
export function openDeskBody(campaign: OpenCampaign, holder: HolderRow, envelope: Uint8Array): DeskBody {
  const { body, header } = openEnvelope(campaign, holder, DESK_RECORD, envelope);
  if (header.kind === 'final') throw new QuarantineError('kind-mismatch');
  return parseDeskBody(body);
}

/** Whatever record the holder may have under that name. */
export async function openBody(
  campaign: OpenCampaign,
  holder: HolderRow,
  name: string,
  envelope: Uint8Array,
): Promise<PupilBody | EntryBody | DeskBody> {
  const model = scoringModel(campaign);
  if (isDeskRecord(holder, name)) return openDeskBody(campaign, holder, envelope);
  if (holder.kind === 'pupil') {
    const target = recordTarget(model, withoutReopening(name));
    if (target?.sequence.mode !== 'online') throw new QuarantineError('unexpected-record');
    return openPupilBody(campaign, holder, name, target, envelope);
  }
  // Opened before the name is looked for: that takes a hash for each pupil of the school.
  if (holder.kind === 'class') openEnvelope(campaign, holder, name, envelope);
  const found = holder.kind === 'class' ? findEntryName(campaign, holder, name) : null;
  const sequence =
    found === null ? undefined : model.get(sequenceKeyedTwice(found.sequence) ?? found.sequence);
  if (sequence?.mode !== 'entry') throw new QuarantineError('unexpected-record');
  return openEntryBody(campaign, holder, name, sequence, envelope).body;
}

/** What a class keyed under a name that is of no pupil of its school; null: it does not open as such. */
export function openBodyOfNobody(
  campaign: OpenCampaign,
  holder: HolderRow,
  name: string,
  envelope: Uint8Array,
): EntryBody | null {
  if (holder.kind !== 'class') return null;
  try {
    const { body, header } = openEnvelope(campaign, holder, name, envelope);
    return header.kind === 'final' ? null : parseEntryBody(body);
  } catch (error) {
    if (error instanceof ProtocolError) return null;
    throw error;
  }
}

/** Whether it opens with its holder's key, whatever it says: what a host makes up does not. */
export function isSealedBy(
  campaign: OpenCampaign,
  holder: HolderRow,
  name: string,
  envelope: Uint8Array,
): boolean {
  try {
    openEnvelope(campaign, holder, name, envelope);
    return true;
  } catch (error) {
    if (error instanceof ProtocolError) return false;
    throw error;
  }
}

/** Of a school or a class; nobody else has one. */
export function isDeskRecord(holder: Pick<HolderRow, 'kind'>, name: string): boolean {
  return name === DESK_RECORD && (holder.kind === 'school' || holder.kind === 'class');
}

function openEnvelope(campaign: OpenCampaign, holder: HolderRow, name: string, envelope: Uint8Array) {
  return openSealed(cachedHolderKeys(campaign, holder), envelope, { kind: 'record-or-final', name });
}
