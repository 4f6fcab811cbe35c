/** The small campaign whole: its vault, and a real platform on loopback. Created, imported, coded; nothing published yet. */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenCampaign } from '../../../../apps/authority/src/campaign/open-campaign.ts';
import type { Actor } from '../../../../apps/authority/src/journal/journal.ts';
import type { KeyStore } from '../../../../apps/authority/src/keys/key-store.ts';
import type { Vault } from '../../../../apps/authority/src/vault/vault.ts';
import type { PlatformOptions } from '../../../../apps/platform/src/start/platform-options.ts';
import { type RunningPlatform, startPlatform } from '../../../../apps/platform/src/start/start-platform.ts';
import { TestOffice } from '../authority/test-office.ts';
import { temporaryFolder } from '../platform/temporary-folder.ts';
import { type FolderOptions, writeCampaignFolder } from './small-campaign-folder.ts';
import { PASSPHRASE } from './small-campaign-name.ts';

export interface SmallCampaign {
  readonly folder: string;
  readonly actor: Actor;
  readonly keys: KeyStore;
  readonly vault: Vault;
  readonly campaign: OpenCampaign;
  readonly platform: RunningPlatform;
  /** What the platform keeps on disk. */
  readonly platformFolder: string;
  readonly vaultFolder: string;
  readonly keysFolder: string;
  /** The vault closed and opened again, as another process would. */
  reopen(): Promise<void>;
  /** Releases the vault, for another process; `reopen` takes it back. */
  release(): void;
  /** Stops the platform; `change` may touch its files meanwhile; starts it again on the same port. */
  restartPlatform(change?: () => void): Promise<void>;
  stopPlatform(): Promise<void>;
  close(): Promise<void>;
}

export interface SmallOptions extends FolderOptions {
  /** Of the authority and of the platform; the real one by default. */
  readonly clock?: () => number;
  /** Where the platform keeps its campaigns; its own folder by default. */
  readonly store?: string;
  /** Minted beyond what the roster needs, for areas. */
  readonly moreStaffCodes?: number;
  /** Those of `codes mint`; without it this thread draws the codes. */
  readonly mintThreads?: number;
  /** Starts the platform; in this process by default. */
  readonly platform?: (settings: PlatformOptions) => Promise<RunningPlatform>;
}

export async function startSmallCampaign(options: SmallOptions = {}): Promise<SmallCampaign> {
  const clock = options.clock ?? Date.now;
  const folder = temporaryFolder('authority');
  const platformFolder = join(folder, 'platform');
  const source = join(folder, 'campaign');
  mkdirSync(source);
  writeCampaignFolder(source, options);
  const actor: Actor = { who: 'testeuse', now: () => new Date(clock()) };
  const office = await TestOffice.create(folder, { passphrase: PASSPHRASE, actor });
  await office.createCampaign(source);
  await office.importRoster({ schools: join(source, 'schools.csv'), pupils: join(source, 'pupils.csv') });
  const { moreStaffCodes = 0, mintThreads: threads } = options;
  await office.assignCodes({ moreStaff: moreStaffCodes, ...(threads === undefined ? {} : { threads }) });
  const settings = {
    dataDir: platformFolder,
    clock,
    ...(options.store === undefined ? {} : { store: options.store }),
  };
  const start = options.platform ?? startPlatform;
  // Later it has the key that its operator registered last.
  let platform = await start({ ...settings, authorityKey: office.publicKey });
  return {
    folder,
    actor,
    keys: office.keys,
    platformFolder,
    vaultFolder: office.vaultFolder,
    keysFolder: office.keysFolder,
    get vault() {
      return office.vault;
    },
    get campaign() {
      return office.campaign;
    },
    get platform() {
      return platform;
    },
    release: () => office.release(),
    reopen: () => office.reopen(),
    async restartPlatform(change = () => {}) {
      const { port } = platform;
      await platform.close();
      change();
      // One whose folder is gone is set up anew.
      const first = existsSync(join(platformFolder, 'secrets')) ? {} : { authorityKey: office.publicKey };
      platform = await start({ ...settings, ...first, port });
    },
    stopPlatform: () => platform.close(),
    async close() {
      office.release();
      await platform.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
