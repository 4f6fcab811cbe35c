/** Participation in numbers, for `campaign status` and the status line of `serve`. Needs no key. */

import type { ClassView, StateCounts } from '../documents/class-view.ts';
import { countQuarantined } from '../records/quarantine.ts';
import { countRollbacks } from '../records/rollbacks.ts';
import { countApart, countObservations } from '../score/sittings.ts';
import type { ParticipationRow } from '../vault/rows.ts';
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
     FROM participation p JOIN class_level_view v ON v.class_level = p.class_level
     WHERE v.campaign = ? GROUP BY p.sequence ORDER BY p.sequence`,
    name,
  );
  return {
    sequences: sequences.map((one) => ({ ...one })),
    quarantined: countQuarantined(vault, name),
    rollbacks: countRollbacks(vault, name),
    observations: countObservations(vault, name),
    apart: countApart(vault, name),
  };
}

/** Participation of each school, in numbers: UAI → totals by sequence. For areas and for those who are behind. */
export function participationBySchool(campaign: {
  readonly vault: Vault;
  readonly name: string;
}): (SequenceTotals & { readonly uai: string })[] {
  return campaign.vault
    .all<SequenceTotals & { uai: string }>(
      `SELECT v.uai, p.sequence, sum(p.expected) AS expected, sum(p.not_begun) AS notBegun, sum(p.begun) AS begun,
         sum(p.complete) AS complete, sum(p.absent) AS absent
       FROM participation p JOIN class_level_view v ON v.class_level = p.class_level
       WHERE v.campaign = ? GROUP BY v.uai, p.sequence ORDER BY v.uai, p.sequence`,
      campaign.name,
    )
    .map((one) => ({ ...one }));
}

/** Of one school, by its row: totals by sequence. */
export function participationOfSchool(vault: Vault, school: number): SequenceTotals[] {
  return vault
    .all<SequenceTotals>(
      `SELECT p.sequence, sum(p.expected) AS expected, sum(p.not_begun) AS notBegun, sum(p.begun) AS begun,
         sum(p.complete) AS complete, sum(p.absent) AS absent
       FROM class_level_view v JOIN participation p ON p.class_level = v.class_level
       WHERE v.school = ? GROUP BY p.sequence ORDER BY p.sequence`,
      school,
    )
    .map((one) => ({ ...one }));
}

/** Participation of each sequence with its level, by level. */
export function participationByLevel(campaign: {
  readonly vault: Vault;
  readonly name: string;
}): (SequenceTotals & { readonly level: string })[] {
  return campaign.vault.all<SequenceTotals & { level: string }>(
    `SELECT p.sequence, v.level, sum(p.expected) AS expected, sum(p.not_begun) AS notBegun, sum(p.begun) AS begun,
       sum(p.complete) AS complete, sum(p.absent) AS absent
     FROM participation p JOIN class_level_view v ON v.class_level = p.class_level
     WHERE v.campaign = ? GROUP BY p.sequence, v.level ORDER BY v.level, p.sequence`,
    campaign.name,
  );
}

/** Keeps what a class's participation documents say now. In the caller's transaction. */
export function keepParticipation(
  vault: Vault,
  classLevel: number,
  { sequences }: Pick<ClassView, 'sequences'>,
): void {
  for (const { id, counts } of sequences) {
    const before = vault.get<ParticipationRow>(
      'SELECT * FROM participation WHERE class_level = ? AND sequence = ?',
      classLevel,
      id,
    );
    if (!saysTheSame(before, counts)) markAreaDue(vault, classLevel);
    vault.run(
      'INSERT OR REPLACE INTO participation VALUES (?, ?, ?, ?, ?, ?, ?)',
      classLevel,
      id,
      counts.expected,
      counts.notBegun,
      counts.begun,
      counts.complete,
      counts.absent,
    );
  }
}

function saysTheSame(before: ParticipationRow | undefined, counts: StateCounts): boolean {
  return (
    before !== undefined &&
    before.expected === counts.expected &&
    before.not_begun === counts.notBegun &&
    before.begun === counts.begun &&
    before.complete === counts.complete &&
    before.absent === counts.absent
  );
}

function markAreaDue(vault: Vault, classLevel: number): void {
  vault.run(
    'INSERT INTO area_due SELECT school FROM class_level_view WHERE class_level = ? ON CONFLICT DO NOTHING',
    classLevel,
  );
}

/** The areas of this school are told of it again: its name, or its pupils, may have changed. */
export function markSchoolForAreas(vault: Vault, school: number): void {
  vault.run('INSERT INTO area_due VALUES (?) ON CONFLICT DO NOTHING', school);
}

/** Schools of which areas are to be told. */
export function schoolsForAreas({ vault, name }: { readonly vault: Vault; readonly name: string }): number[] {
  return vault
    .all<{ school: number }>(
      'SELECT d.school FROM area_due d JOIN school_view s ON s.id = d.school WHERE s.campaign = ? ORDER BY d.school',
      name,
    )
    .map(({ school }) => school);
}

/** Their areas have been told. In the caller's transaction. */
export function clearSchoolsForAreas(vault: Vault, schools: readonly number[]): void {
  for (const school of schools) vault.run('DELETE FROM area_due WHERE school = ?', school);
}

/** Participation of each school by level and sequence; schools by their rows. */
export function participationOfSchools(
  vault: Vault,
  schools: readonly number[],
): (SequenceTotals & { readonly school: number; readonly level: string })[] {
  return vault.all<SequenceTotals & { school: number; level: string }>(
    `SELECT v.school, v.level, p.sequence, sum(p.expected) AS expected, sum(p.not_begun) AS notBegun,
       sum(p.begun) AS begun, sum(p.complete) AS complete, sum(p.absent) AS absent
     FROM json_each(?) s JOIN class_level_view v ON v.school = s.value
     JOIN participation p ON p.class_level = v.class_level
     GROUP BY v.school, v.level, p.sequence ORDER BY v.school, v.level, p.sequence`,
    JSON.stringify(schools),
  );
}
