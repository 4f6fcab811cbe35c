/** What was granted to a pupil for a sequence beyond the campaign's rules: it was opened again, or has more time. */
import { stageRecord } from '@cloison/qti/delivery';
import type { Vault } from '../vault/vault.ts';

export interface Allowance {
  /** How often the sequence was opened again for this pupil. */
  readonly reopened: number;
  readonly extraMs: number;
}

const NONE: Allowance = { reopened: 0, extraMs: 0 };

export function allowanceOf(vault: Vault, pupil: number, sequence: string): Allowance {
  return (
    vault.get<Allowance>(
      'SELECT reopened, extra_ms AS extraMs FROM allowance WHERE pupil = ? AND sequence = ?',
      pupil,
      sequence,
    ) ?? NONE
  );
}

/** As `allowanceOf`, of many pupils by one reading: few of them have any. */
export function allowancesOf(
  vault: Vault,
  pupils: readonly number[],
): (pupil: number, sequence: string) => Allowance {
  const rows = vault.all<Allowance & { pupil: number; sequence: string }>(
    `SELECT pupil, sequence, reopened, extra_ms AS extraMs FROM allowance
     WHERE pupil IN (SELECT value FROM json_each(?))`,
    JSON.stringify(pupils),
  );
  const known = new Map(
    rows.map(({ pupil, sequence, reopened, extraMs }) => [`${pupil}/${sequence}`, { reopened, extraMs }]),
  );
  return (pupil, sequence) => (known.size === 0 ? NONE : (known.get(`${pupil}/${sequence}`) ?? NONE));
}

/** Adds to what was granted before. In the caller's transaction. */
export function grantAllowance(vault: Vault, pupil: number, sequence: string, more: Allowance): void {
  vault.run(
    `INSERT INTO allowance VALUES (?, ?, ?, ?) ON CONFLICT (pupil, sequence) DO UPDATE SET
       reopened = reopened + excluded.reopened, extra_ms = extra_ms + excluded.extra_ms`,
    pupil,
    sequence,
    more.reopened,
    more.extraMs,
  );
}

/** `francais`, and `francais~2` once it was opened again. */
export function recordName(sequence: string, reopened: number): string {
  return reopened === 0 ? sequence : `${sequence}~${reopened + 1}`;
}

/** Names under which a pupil may have saved a sequence, the present one first: `francais~2`, `francais`. */
function recordNames(vault: Vault, pupil: number | null, sequence: string): readonly [string, ...string[]] {
  const { reopened } = pupil === null ? NONE : allowanceOf(vault, pupil, sequence);
  const later = Array.from({ length: reopened }, (_, i) => recordName(sequence, i + 1)).reverse();
  const [present, ...before] = [...later, sequence];
  return [present ?? sequence, ...before];
}

/**
 * As `recordNames`, of one stage of an adaptive sequence. The last stage alone is opened again: those before it have one
 * name each, whatever was granted.
 */
export function stageRecordNames(
  vault: Vault,
  pupil: number | null,
  sequence: { readonly id: string; readonly adaptive: { readonly stages: number } | null },
  stage: number,
): readonly [string, ...string[]] {
  if (stage < (sequence.adaptive?.stages ?? 1)) return [stageRecord(sequence.id, stage)];
  const [present, ...before] = recordNames(vault, pupil, sequence.id);
  return [stageRecord(present, stage), ...before.map((name) => stageRecord(name, stage))];
}

/** The name that a record would have if nothing had been opened again: `francais` for `francais~2`. */
export function withoutReopening(name: string): string {
  return name.replace(/~\d+$/, '');
}

/** The sequence that a record is of: `francais` for `francais~2` and for its second stage, `francais/2`. */
export function sequenceOfRecord(name: string): string {
  return withoutReopening(name).replace(/\/\d+$/, '');
}

/** Moves with everything that was granted to pupils of a school. */
export function allowanceMark(vault: Vault, school: number): string {
  return vault
    .all<{ mark: string }>(
      `SELECT pupil || ':' || sequence || ':' || reopened || ':' || extra_ms AS mark FROM allowance
       WHERE pupil IN (SELECT id FROM pupil_view WHERE school = ?) ORDER BY pupil, sequence`,
      school,
    )
    .map(({ mark }) => mark)
    .join(' ');
}
