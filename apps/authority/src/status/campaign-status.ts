/** `cloison campaign status`: counts, and nothing personal. Needs no key, and no lock: it may run beside `serve`. */

import { toBase64Url } from '@cloison/protocol/public';
import { calendarsOf, campaignRow, chooseCampaign, specOf } from '../campaign/campaign-row.ts';
import { countHolders } from '../codes/holders.ts';
import { countHoldersToPublish, countHoldersToRevoke } from '../codes/publish-holders.ts';
import { countDocuments } from '../documents/document-ledger.ts';
import { journalHead } from '../journal/journal.ts';
import { type IncidentCode, incidentsOf } from '../records/incidents.ts';
import { countReceived } from '../records/received-counts.ts';
import { rollbacksOf } from '../records/rollbacks.ts';
import { participationByLevel } from '../report/participation-totals.ts';
import { countSchools } from '../roster/schools.ts';
import type { CampaignState, HolderKind, HolderState } from '../vault/rows.ts';
import type { Vault } from '../vault/vault.ts';

export interface LevelStatus {
  readonly level: string;
  readonly mode: 'online' | 'entry';
  readonly schools: number;
  readonly classes: number;
  readonly present: number;
  readonly left: number;
}

export interface SequenceStatus {
  readonly sequence: string;
  readonly level: string;
  readonly expected: number;
  readonly notBegun: number;
  readonly begun: number;
  readonly complete: number;
  readonly absent: number;
}

/** A record of which the platform showed less than before: a copy that was put back, a host that withholds. */
export interface RollbackStatus {
  /** The holder's public identifier, base64url, as the platform's operator knows it. */
  readonly holder: string;
  readonly record: string;
  /** Newest version that was seen, and the version shown then: 0 for none at all. */
  readonly seen: number;
  readonly shown: number;
  readonly at: string;
}

/** What the platform did that no honest one does. */
export interface IncidentStatus {
  readonly code: IncidentCode;
  /** As in `RollbackStatus`; null: of no record. */
  readonly holder: string | null;
  readonly record: string | null;
  readonly times: number;
  readonly at: string;
}

export interface CampaignStatus {
  readonly campaign: string;
  readonly state: CampaignState;
  readonly rehearsal: boolean;
  readonly createdAt: string;
  readonly platform: string | null;
  readonly rosterImports: number;
  readonly areas: readonly { readonly area: string; readonly schools: number }[];
  readonly levels: readonly LevelStatus[];
  readonly codes: readonly ({ readonly kind: HolderKind } & Readonly<Record<HolderState, number>> & {
      /** Holders that the platform has. */
      readonly published: number;
    })[];
  readonly documents: { readonly total: number; readonly pushed: number };
  /** Codes and roots that the platform gets with the next publication, and those that it revokes then: they open until then. */
  readonly toPublish: { readonly holders: number; readonly revocations: number };
  readonly records: { readonly received: number; readonly final: number; readonly branches: number };
  readonly participation: readonly SequenceStatus[];
  /** Newest first, at most a thousand. */
  readonly rollbacks: readonly RollbackStatus[];
  /** Newest first, at most a thousand. */
  readonly incidents: readonly IncidentStatus[];
  readonly journal: { readonly lines: number; readonly head: string | null };
}

const MAX_LISTED = 1_000;

/** Throws `campaign-none`, `campaign-which`, `campaign-missing`. */
export function campaignStatus(vault: Vault, wanted?: string): CampaignStatus {
  const name = chooseCampaign(vault, wanted);
  const row = campaignRow(vault, name);
  const spec = specOf(row);
  const areas = calendarsOf(row).areas;
  const subject = { vault, name };
  const head = journalHead(vault);
  return {
    campaign: name,
    state: row.state,
    rehearsal: row.rehearsal === 1,
    createdAt: row.created_at,
    platform: row.platform_url,
    rosterImports: row.roster_version,
    areas: areas.map((area, i) => ({
      area: area.title.fr,
      schools: countSchools(subject, i),
    })),
    levels: spec.levels.map(({ id, mode }) => {
      const counts = vault.get<Omit<LevelStatus, 'level' | 'mode'>>(
        `SELECT count(DISTINCT school) AS schools, count(DISTINCT class_level) AS classes,
                coalesce(sum(state = 'present'), 0) AS present, coalesce(sum(state = 'left'), 0) AS "left"
         FROM pupil_view WHERE campaign = ? AND level = ?`,
        name,
        id,
      )!;
      return { level: id, mode, ...counts };
    }),
    codes: codesByKind(subject),
    documents: countDocuments(vault, name),
    toPublish: { holders: countHoldersToPublish(subject), revocations: countHoldersToRevoke(subject) },
    records: countReceived(vault, name),
    participation: participationByLevel(subject),
    rollbacks: rollbacksOf(vault, name, MAX_LISTED).map((one) => ({
      holder: toBase64Url(one.holder),
      record: one.name,
      seen: one.seen_version,
      shown: one.shown_version,
      at: one.at,
    })),
    incidents: incidentsOf(vault, name, MAX_LISTED).map((one) => ({
      code: one.code as IncidentCode,
      holder: one.holder.length === 0 ? null : toBase64Url(one.holder),
      record: one.holder.length === 0 ? null : one.name,
      times: one.times,
      at: one.at,
    })),
    journal: { lines: head?.n ?? 0, head: head?.hash ?? null },
  };
}

function codesByKind(campaign: { readonly vault: Vault; readonly name: string }): CampaignStatus['codes'] {
  const rows = countHolders(campaign);
  return (['pupil', 'staff', 'class', 'school', 'territory'] as const).map((kind) => {
    const counts = { kind, minted: 0, assigned: 0, reserve: 0, revoked: 0, published: 0 };
    for (const row of rows) {
      if (row.kind !== kind) continue;
      counts[row.state] += row.count;
      counts.published += row.published;
    }
    return counts;
  });
}
