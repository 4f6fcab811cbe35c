/**
 * What happened to one pupil's sittings: codes, what was received under each, what it counts as, what somebody may have to
 * look at. No answer. Reading it is an act on a named person: it leaves a line in the journal, and takes two persons once
 * roles are given.
 */
import type { SittingState } from '@cloison/protocol';
import { toHex } from '@cloison/protocol/public';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { refuseCodes } from '../codes/refusals.ts';
import { appendJournal } from '../journal/journal.ts';
import { requireApproval } from '../roles/approvals.ts';
import { orderLookup, pupilOfOrder } from '../roster/pupils.ts';
import { readSittings } from '../score/sittings.ts';
import type { BranchRow, HolderRow, HolderState, ReplacementReason } from '../vault/rows.ts';
import type { ObservationCode } from './observation.ts';

export interface SittingHistory {
  readonly codes: readonly {
    readonly state: HolderState;
    /** Why it was replaced; null for the one in force. */
    readonly reason: ReplacementReason | null;
    readonly published: boolean;
    readonly records: readonly {
      readonly name: string;
      readonly version: number;
      readonly final: boolean;
      /** As the platform said it, ISO 8601 UTC. */
      readonly at: string;
      /** Null: the head. Else why it was kept beside it. */
      readonly beside: BranchRow['reason'] | null;
    }[];
  }[];
  readonly sittings: readonly {
    readonly sequence: string;
    readonly state: SittingState;
    readonly answered: number;
    readonly expected: number;
    readonly receipt: string | null;
  }[];
  readonly observations: readonly { readonly sequence: string; readonly code: ObservationCode }[];
}

/** What is approved and journaled of a pupil: a keyed hash of the order number, which says nothing without the key. */
export function sittingSubject(campaign: OpenCampaign, order: string): string {
  return `${campaign.name}/${toHex(orderLookup(campaign, order))}`;
}

/** Throws `order-unknown`, `approval-missing`. */
export function sittingHistory(campaign: OpenCampaign, order: string): SittingHistory {
  const { vault, actor, name } = campaign;
  const pupil = pupilOfOrder(campaign, order);
  if (pupil === null) throw refuseCodes('order-unknown', { order });
  const subject = sittingSubject(campaign, order);
  requireApproval(vault, actor, 'read-sitting', subject);
  appendJournal(vault, actor, 'roster.sitting', name, { of: subject });
  const holders = vault.all<Pick<HolderRow, 'holder_id' | 'state' | 'reason' | 'pushed'>>(
    'SELECT holder_id, state, reason, pushed FROM holder_view WHERE pupil = ? ORDER BY state DESC',
    pupil.id,
  );
  return {
    codes: holders.map(({ holder_id, state, reason, pushed }) => ({
      state,
      reason,
      published: pushed > 0,
      records: vault
        .all<{
          name: string;
          version: number;
          final: number;
          at: string;
          beside: BranchRow['reason'] | null;
        }>(
          `SELECT name, version, final, at, NULL AS beside FROM record WHERE holder = ?1
           UNION ALL SELECT name, version, final, at, reason FROM branch WHERE holder = ?1 ORDER BY at`,
          holder_id,
        )
        .map((row) => ({ ...row, final: row.final === 1 })),
    })),
    sittings: readSittings(campaign, pupil.id).map(({ sequence, state, answered, expected, receipt }) => ({
      sequence,
      state,
      answered,
      expected,
      receipt,
    })),
    observations: vault
      .all<{ sequence: string; code: ObservationCode }>(
        'SELECT sequence, code FROM observation_view WHERE pupil = ? ORDER BY sequence, code',
        pupil.id,
      )
      .map((row) => ({ ...row })),
  };
}
