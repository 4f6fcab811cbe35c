/** Opens the store that the settings name. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { PlatformSecrets } from '../base/secrets.ts';
import { SetupError } from '../base/setup-error.ts';
import { SILENT_OBSERVER, type StoreObserver } from '../store/health.ts';
import { parseNatsAddress } from '../store/nats/address.ts';
import { openNatsStore } from '../store/nats/store.ts';
import { openPostgresStore } from '../store/postgres/store.ts';
import { openSqliteStore } from '../store/sqlite/store.ts';
import type { Store } from '../store/store.ts';
import type { PlatformOptions } from './platform-options.ts';

type StoreOptions = Pick<PlatformOptions, 'dataDir' | 'store' | 'quotaMiB'>;

/** Opens the store of the options; rejects with `SetupError`. */
export async function openStore(
  options: StoreOptions,
  { pepper }: Pick<PlatformSecrets, 'pepper'>,
  observer: StoreObserver = SILENT_OBSERVER,
): Promise<Store> {
  const address = options.store ?? '';
  if (isEmbedded(options)) {
    const pages = options.quotaMiB === undefined ? null : options.quotaMiB * 256;
    const folder = storeDirOf(options);
    return openSqliteStore({ folder, pepper, maxPages: () => pages, observer, saveThreads: true });
  }
  if (options.quotaMiB !== undefined) {
    throw new SetupError('quota-elsewhere');
  }
  if (/^postgres(?:ql)?:/.test(address)) return openPostgresStore({ address, pepper, observer });
  if (address.startsWith('nats:')) {
    return openNatsStore({ address: parseNatsAddress(address), pepper, observer });
  }
  throw new SetupError('store-name');
}

export function isEmbedded({ store }: Pick<PlatformOptions, 'store'>): boolean {
  return store === undefined || store.startsWith('sqlite:');
}

/** Folder of the embedded store; throws `bad-setting` for another kind of store. */
export function storeDirOf(options: Pick<PlatformOptions, 'dataDir' | 'store'>): string {
  if (!isEmbedded(options)) {
    throw new SetupError('embedded-only');
  }
  return options.store?.slice('sqlite:'.length) ?? join(options.dataDir, 'store');
}

/** Whether an embedded store exists. Other stores check by themselves that the secrets are theirs. */
export function storeExists(options: Pick<PlatformOptions, 'dataDir' | 'store'>): boolean {
  return isEmbedded(options) && existsSync(storeDirOf(options));
}
