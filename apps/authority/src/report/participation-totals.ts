/** Participation in numbers, for `campaign status` and the status line of `serve`. Needs no key. */
import type { Vault } from '../vault/vault.ts';

export interface SequenceTotals {
  readonly sequence: string;
  readonly expected: number;
  readonly notBegun: number;
  readonly begun: number;
  readonly complete: number;
  readonly absent: number;
}

export interface ParticipationTotals {
  readonly sequences: readonly SequenceTotals[];
  /** Envelopes refused after opening, or of nobody. */
  readonly quarantined: number;
  /** Records of which the platform showed an older head than before. */
  readonly rollbacks: number;
  /** Sittings that a person may have to look at, by code of `records/observation.ts`. */
  readonly observations: Readonly<Record<string, number>>;
  /** Sittings set apart: nameless, out of statistics. */
  readonly apart: number;
}

/** Works on a vault opened for reading. Counts are those of the last pass of `serve`. */
export function participationTotals(campaign: {
  readonly vault: Vault;
  readonly name: string;
}): ParticipationTotals {
  const { vault, name } = campaign;
  const sequences = vault.all<SequenceTotals>(
    `SELECT p.sequence, sum(p.expected) AS expected, sum(p.not_begun) AS notBegun, sum(p.begun) AS begun,
       sum(p.complete) AS complete, sum(p.absent) AS absent
     FROM participation p JOIN class_level cl ON cl.id = p.class_level JOIN class c ON c.id = cl.class
     JOIN school s ON s.id = c.school WHERE s.campaign = ? GROUP BY p.sequence ORDER BY p.sequence`,
    name,
  );
  const observations = vault.all<{ code: string; count: number }>(
    `SELECT o.code, count(*) AS count FROM observation o JOIN pupil p ON p.id = o.pupil
     WHERE p.campaign = ? GROUP BY o.code`,
    name,
  );
  const countHolders = (table: 'rollback' | 'apart') =>
    vault.count(
      `SELECT count(*) FROM ${table} t JOIN holder h ON h.holder_id = t.holder WHERE h.campaign = ?`,
      name,
    );
  return {
    sequences: sequences.map((one) => ({ ...one })),
    quarantined: vault.count('SELECT count(*) FROM quarantine WHERE campaign = ?', name),
    rollbacks: countHolders('rollback'),
    observations: Object.fromEntries(observations.map(({ code, count }) => [code, count])),
    apart: countHolders('apart'),
  };
}

/** Participation of each school, in numbers: UAI → totals by sequence. For areas and for those who are behind. */
export function participationBySchool(campaign: {
  readonly vault: Vault;
  readonly name: string;
}): (SequenceTotals & { readonly uai: string })[] {
  return campaign.vault
    .all<SequenceTotals & { uai: string }>(
      `SELECT s.uai, p.sequence, sum(p.expected) AS expected, sum(p.not_begun) AS notBegun, sum(p.begun) AS begun,
         sum(p.complete) AS complete, sum(p.absent) AS absent
       FROM participation p JOIN class_level cl ON cl.id = p.class_level JOIN class c ON c.id = cl.class
       JOIN school s ON s.id = c.school WHERE s.campaign = ? GROUP BY s.uai, p.sequence ORDER BY s.uai, p.sequence`,
      campaign.name,
    )
    .map((one) => ({ ...one }));
}
