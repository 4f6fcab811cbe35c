/**
 * `backup.json`, the last file of a backup to be written: its contents, with the size and SHA-256 of each file. A folder without
 * it is not a backup.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { SetupError } from '../base/setup-error.ts';

export const MANIFEST = 'backup.json';

const wholeNumber = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Inside the folder of the backup: never absolute and never upwards. */
const path = v.pipe(
  v.string(),
  v.check((text) => text.split('/').every((part) => /^[\w.~-]+$/.test(part) && !/^\.+$/.test(part))),
);

const manifestSchema = v.strictObject({
  v: v.literal(1),
  kind: v.literal('cloison-platform-backup'),
  /** When the backup was begun and when it was complete, in ISO 8601. */
  begun: v.string(),
  finished: v.string(),
  campaigns: v.array(v.strictObject({ name: v.string(), counts: v.record(v.string(), wholeNumber) })),
  files: v.array(
    v.strictObject({ path, bytes: wholeNumber, sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) }),
  ),
});
export type BackupManifest = v.InferOutput<typeof manifestSchema>;
export type BackupFile = BackupManifest['files'][number];

/** Throws `bad-backup` for a folder that is no backup, or an unfinished or damaged one. */
export function readManifest(folder: string): BackupManifest {
  let text: string;
  try {
    text = readFileSync(join(folder, MANIFEST), 'utf8');
  } catch {
    throw new SetupError('not-a-backup', { folder });
  }
  try {
    return v.parse(manifestSchema, JSON.parse(text));
  } catch {
    throw new SetupError('backup-manifest-damaged', { path: join(folder, MANIFEST) });
  }
}
