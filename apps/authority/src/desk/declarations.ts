/** Pupils whom a head declared as not sitting a sequence, with the reason. Sealed: a reason may say something of health. */
import type { OpenCampaign } from '../campaign/open-campaign.ts';

type Subject = Pick<OpenCampaign, 'vault' | 'sealer'>;

const rowId = (pupil: number, sequence: string) => `${pupil}/${sequence}`;

/** Reasons by sequence. */
export function reasonsOf(subject: Subject, pupil: number): ReadonlyMap<string, string> {
  return reasonsOfPupils(subject, [pupil]).get(pupil) ?? new Map();
}

/** As `reasonsOf`, of those pupils of whom anything was declared: few. */
export function reasonsOfPupils(
  { vault, sealer }: Subject,
  pupils: readonly number[],
): ReadonlyMap<number, ReadonlyMap<string, string>> {
  const rows = vault.all<{ pupil: number; sequence: string; sealed: Uint8Array }>(
    `SELECT pupil, sequence, sealed FROM declaration WHERE pupil IN (SELECT value FROM json_each(?))
     ORDER BY pupil, sequence`,
    JSON.stringify(pupils),
  );
  const reasons = new Map<number, Map<string, string>>();
  for (const { pupil, sequence, sealed } of rows) {
    const own = reasons.get(pupil) ?? new Map<string, string>();
    own.set(sequence, sealer.open<string>('declaration', 'sealed', rowId(pupil, sequence), sealed));
    reasons.set(pupil, own);
  }
  return reasons;
}

/** Replaces what was declared of a pupil; true when something differs. In the caller's transaction. */
export function declare(subject: Subject, pupil: number, reasons: ReadonlyMap<string, string>): boolean {
  const { vault, sealer } = subject;
  const before = reasonsOf(subject, pupil);
  const same =
    before.size === reasons.size && [...reasons].every(([key, reason]) => before.get(key) === reason);
  if (same) return false;
  vault.run('DELETE FROM declaration WHERE pupil = ?', pupil);
  for (const [sequence, reason] of reasons) {
    const sealed = sealer.seal('declaration', 'sealed', rowId(pupil, sequence), reason);
    vault.run('INSERT INTO declaration VALUES (?, ?, ?)', pupil, sequence, sealed);
  }
  return true;
}
