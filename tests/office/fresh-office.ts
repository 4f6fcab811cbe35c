/** An office on its first day: a vault and keys, a campaign folder beside them, a platform that knows nothing yet. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SAMPLE_COST } from '@cloison/dev-env/authority/sample-office.ts';
import { type RunningPlatform, startPlatform } from '@cloison/platform';
import { openCampaign } from '../../apps/authority/src/campaign/open-campaign.ts';
import { type KeyStore, openKeyStore } from '../../apps/authority/src/keys/key-store.ts';
import { createVault, readVault } from '../../apps/authority/src/vault/vault.ts';
import {
  NAME,
  PASSPHRASE,
  type SmallCampaign,
  temporaryFolder,
  writeCampaignFolder,
} from '../authority/small-campaign.ts';

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
  const keys = openKeyStore(at('keys'), PASSPHRASE, SAMPLE_COST);
  const { publicKey } = await keys.initialise();
  createVault(at('vault')).close();
  const platform = await startPlatform({ dataDir: at('platform'), authorityKey: publicKey });
  const actor = { who: 'c.lambert', now: () => new Date() };
  return {
    folder,
    source,
    vaultFolder: at('vault'),
    keysFolder: at('keys'),
    keys,
    actor,
    platform,
    async campaign() {
      const vault = readVault(at('vault'));
      const campaign = await openCampaign(vault, keys, actor, NAME);
      return { small: { campaign, platform } as unknown as SmallCampaign, close: () => vault.close() };
    },
    async close() {
      await platform.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
