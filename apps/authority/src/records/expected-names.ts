/** Names of the records that a holder may have. */
import { Refusal } from '@cloison/command';
import { DESK_RECORD } from '@cloison/protocol';
import { stageRecordNames } from '../allowances/allowances.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { findPupil } from '../roster/pupils.ts';
import { scoringModel } from '../score/sequence-scoring.ts';
import type { HolderRow } from '../vault/rows.ts';
import { entryNamesOfClass } from './entry-names.ts';

/** Names under which this holder may have saved. */
export function expectedNames(campaign: OpenCampaign, holder: HolderRow): readonly string[] {
  switch (holder.kind) {
    case 'pupil':
      return holder.pupil === null ? [] : pupilNames(campaign, holder.pupil);
    case 'class':
      return [DESK_RECORD, ...namesOfClass(campaign, holder)];
    case 'school':
      return [DESK_RECORD];
    // Who only reads.
    case 'staff':
    case 'territory':
      return [];
  }
}

/** None of a class of which something in the vault is damaged: its records and reports say so, and it stops no others. */
function namesOfClass(campaign: OpenCampaign, holder: HolderRow): readonly string[] {
  try {
    return entryNamesOfClass(campaign, holder);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'vault-sealed') return [];
    throw error;
  }
}

function pupilNames(campaign: OpenCampaign, pupil: number): readonly string[] {
  const level = findPupil(campaign.vault, pupil)?.level;
  return [...scoringModel(campaign).values()].flatMap((sequence) => {
    if (sequence.mode !== 'online' || sequence.level !== level) return [];
    const stages = Array.from({ length: sequence.adaptive?.stages ?? 1 }, (_, i) => i + 1);
    return stages.flatMap((stage) => stageRecordNames(campaign.vault, pupil, sequence, stage));
  });
}
