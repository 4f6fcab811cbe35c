/** The secrets that the settings name. */
import { join } from 'node:path';
import {
  createSecrets,
  isInitialised,
  type PlatformSecrets,
  parseAuthorityKey,
  readSecrets,
} from '../base/secrets.ts';
import { SetupError } from '../base/setup-error.ts';
import { storeExists } from './open-store.ts';
import type { PlatformOptions } from './platform-options.ts';

export function secretsDirOf({
  dataDir,
  secretsDir,
}: Pick<PlatformOptions, 'dataDir' | 'secretsDir'>): string {
  return secretsDir ?? join(dataDir, 'secrets');
}

/** Reads the secrets. Makes them for a new data folder when the authority's key is given. Rejects with `SetupError`. */
export async function secretsFor(options: PlatformOptions): Promise<PlatformSecrets> {
  const folder = secretsDirOf(options);
  const given =
    typeof options.authorityKey === 'string' ? parseAuthorityKey(options.authorityKey) : options.authorityKey;
  if (!isInitialised(folder) && given !== undefined && !storeExists(options)) {
    return createSecrets(folder, given);
  }
  const secrets = await readSecrets(folder);
  if (given !== undefined && Buffer.compare(given, secrets.authorityKey) !== 0) {
    throw new SetupError('authority-key-differs');
  }
  return secrets;
}
