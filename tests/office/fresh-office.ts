/** An office on its first day: a vault and keys, a campaign folder beside them, a platform that knows nothing yet. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { TestOffice } from '@cloison/dev-env/authority/test-office.ts';
import type { SmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { writeCampaignFolder } from '@cloison/dev-env/campaign/small-campaign-folder.ts';
import { NAME, PASSPHRASE } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { temporaryFolder } from '@cloison/dev-env/platform/temporary-folder.ts';
import { type RunningPlatform, startPlatform } from '@cloison/platform';
import { openCampaign } from '../../apps/authority/src/campaign/open-campaign.ts';
import type { KeyStore } from '../../apps/authority/src/keys/key-store.ts';
import { readVault } from '../../apps/authority/src/vault/vault.ts';

export interface FreshOffice {
  readonly folder: string;
  /** With `campaign.yaml`, `schools.csv` and `pupils.csv`. */
  readonly source: string;
  readonly vaultFolder: string;
  readonly keysFolder: string;
  readonly keys: KeyStore;
  readonly actor: { readonly who: string; readonly now: () => Date };
  readonly platform: RunningPlatform;
  /** The campaign as those who simulate its pupils need it, read beside the console. */
  campaign(): Promise<{ readonly small: SmallCampaign; readonly close: () => void }>;
  close(): Promise<void>;
}

export async function startFreshOffice(): Promise<FreshOffice> {
  const folder = temporaryFolder('console');
  const at = (name: string) => join(folder, name);
  const source = at('campaign');
  mkdirSync(source);
  writeCampaignFolder(source);
  const actor = { who: 'c.lambert', now: () => new Date() };
  const office = await TestOffice.create(folder, { passphrase: PASSPHRASE, actor });
  // The console opens it.
  office.release();
  const platform = await startPlatform({ dataDir: at('platform'), authorityKey: office.publicKey });
  return {
    folder,
    source,
    vaultFolder: office.vaultFolder,
    keysFolder: office.keysFolder,
    keys: office.keys,
    actor,
    platform,
    async campaign() {
      const vault = readVault(office.vaultFolder);
      const campaign = await openCampaign(vault, office.keys, actor, NAME);
      return { small: { campaign, platform } as unknown as SmallCampaign, close: () => vault.close() };
    },
    async close() {
      await platform.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
