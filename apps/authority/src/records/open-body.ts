/**
 * One envelope of a record, opened with its holder's key, read by a strict schema and checked against its sequence.
 * Throws `QuarantineError` or `ProtocolError` for what the envelope is to blame for.
 */
import { type EntryBody, type PupilBody, parseEntryBody, parsePupilBody } from '@cloison/protocol';
import { stageRecord } from '@cloison/qti/delivery';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { cachedHolderKeys } from '../codes/holder-secret.ts';
import { openEnvelope as openSealed } from '../envelopes/envelope.ts';
import { recordTarget, type ScorableSequence, scoringModel } from '../score/sequence-scoring.ts';
import type { HolderRow } from '../vault/rows.ts';
import { checkEntryBody, checkPupilBody, QuarantineError } from './check-body.ts';
import { findEntryName } from './entry-names.ts';

/** One stage of a sequence, from 1. */
export function openPupilBody(
  campaign: OpenCampaign,
  holder: HolderRow,
  { sequence, stage }: { readonly sequence: ScorableSequence; readonly stage: number },
  envelope: Uint8Array,
): PupilBody {
  const { body, header } = openEnvelope(campaign, holder, stageRecord(sequence.id, stage), envelope);
  return checkPupilBody(parsePupilBody(body), sequence, {
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
): EntryBody {
  const { body, header } = openEnvelope(campaign, holder, name, envelope);
  if (header.kind === 'final') throw new QuarantineError('kind-mismatch');
  return checkEntryBody(parseEntryBody(body), sequence, { manifests: new Set([campaign.manifestHash]) });
}

/** Whatever record the holder may have under that name. */
export async function openBody(
  campaign: OpenCampaign,
  holder: HolderRow,
  name: string,
  envelope: Uint8Array,
): Promise<PupilBody | EntryBody> {
  const model = scoringModel(campaign);
  if (holder.kind === 'pupil') {
    const target = recordTarget(model, name);
    if (target?.sequence.mode !== 'online') throw new QuarantineError('unexpected-record');
    return openPupilBody(campaign, holder, target, envelope);
  }
  // Opened before the name is looked for: that takes a hash for each pupil of the school.
  if (holder.kind === 'class') openEnvelope(campaign, holder, name, envelope);
  const found = holder.kind === 'class' ? await findEntryName(campaign, holder, name) : null;
  const sequence = found === null ? undefined : model.get(found.sequence);
  if (sequence?.mode !== 'entry') throw new QuarantineError('unexpected-record');
  return openEntryBody(campaign, holder, name, sequence, envelope);
}

function openEnvelope(campaign: OpenCampaign, holder: HolderRow, name: string, envelope: Uint8Array) {
  return openSealed(cachedHolderKeys(campaign, holder), envelope, { kind: 'record-or-final', name });
}
