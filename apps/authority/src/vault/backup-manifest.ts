/** `backup.json`, written last: a folder without it is no backup. Counts and hashes only. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { refuseVault } from './refusals.ts';

export const BACKUP_MANIFEST = 'backup.json';

const manifestSchema = v.strictObject({
  v: v.literal(1),
  kind: v.literal('cloison-vault-backup'),
  /** When the copy was begun, in ISO 8601. */
  at: v.string(),
  bytes: v.pipe(v.number(), v.integer(), v.minValue(1)),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  campaigns: v.array(v.string()),
  /** Last line of the journal in it: what was done since is not in the backup. Null for an empty journal. */
  journal: v.nullable(v.strictObject({ n: v.number(), hash: v.string() })),
});
export type BackupManifest = v.InferOutput<typeof manifestSchema>;

/** Throws `backup-not-one`. */
export function readBackupManifest(folder: string): BackupManifest {
  try {
    return v.parse(manifestSchema, JSON.parse(readFileSync(join(folder, BACKUP_MANIFEST), 'utf8')));
  } catch {
    throw refuseVault('backup-not-one', { folder });
  }
}
