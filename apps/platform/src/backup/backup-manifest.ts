/**
 * `backup.json`, the last file that a backup gets: what is in it, with the size and SHA-256 of each file. A folder without
 * it is not a backup.
 */
import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { SetupError } from '../base/platform-error.ts';

export const MANIFEST = 'backup.json';

const wholeNumber = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Below the folder of the backup: never absolute, never upwards. */
const path = v.pipe(
  v.string(),
  v.check((text) => text.split('/').every((part) => /^[\w.~-]+$/.test(part) && !/^\.+$/.test(part))),
);

const manifestSchema = v.strictObject({
  v: v.literal(1),
  kind: v.literal('cloison-platform-backup'),
  /** ISO 8601, when it was begun and when it was complete. */
  begun: v.string(),
  finished: v.string(),
  campaigns: v.array(v.strictObject({ name: v.string(), counts: v.record(v.string(), wholeNumber) })),
  files: v.array(
    v.strictObject({ path, bytes: wholeNumber, sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) }),
  ),
});
export type BackupManifest = v.InferOutput<typeof manifestSchema>;
export type BackupFile = BackupManifest['files'][number];

/** Throws `bad-backup`: not one, unfinished, or damaged. */
export function readManifest(folder: string): BackupManifest {
  let text: string;
  try {
    text = readFileSync(join(folder, MANIFEST), 'utf8');
  } catch {
    throw new SetupError('bad-backup', `${folder} is not a backup, or one that was not finished`);
  }
  try {
    return v.parse(manifestSchema, JSON.parse(text));
  } catch {
    throw new SetupError('bad-backup', `${join(folder, MANIFEST)} is damaged`);
  }
}

/** Size and SHA-256 of a file of `folder`, in memory that does not grow with it. */
export async function describeFile(folder: string, path: string): Promise<BackupFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const part of createReadStream(join(folder, path), { highWaterMark: 1024 * 1024 })) {
    bytes += (part as Buffer).length;
    hash.update(part as Buffer);
  }
  return { path, bytes, sha256: hash.digest('hex') };
}
