/** For tests: an office in a temporary folder, with its vault, keys and the sample campaign, as far as a test needs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Actor,
  createCampaign,
  createVault,
  importRoster,
  type KeyStore,
  type OpenCampaign,
  openCampaign,
  openKeyStore,
  type Vault,
} from '@cloison/authority';
import { writeSampleCampaign } from './sample-folder.ts';
import { type SamplePupil, samplePupils, writeSampleRoster } from './sample-roster.ts';

/** Tests guess no passphrase. */
export const SAMPLE_COST = { memoryKiB: 8_192, passes: 1, lanes: 1 };

export const SAMPLE_PASSPHRASE = 'cinq mots tirés au hasard';

export interface SampleOffice {
  readonly folder: string;
  readonly vaultFolder: string;
  readonly keysFolder: string;
  readonly campaignFolder: string;
  readonly vault: Vault;
  readonly keys: KeyStore;
  readonly actor: Actor;
  /** Opened anew at each call. */
  campaign(): Promise<OpenCampaign>;
  /** Imports these pupils and the schools they name. */
  roster(pupils: Iterable<SamplePupil>, allowDepartures?: boolean): ReturnType<typeof importRoster>;
  remove(): void;
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'cloison-'));
}

/** `until`: 'vault' has keys but no campaign; 'campaign' has no roster; 'roster' has two schools with three pupils a class. */
export async function sampleOffice(until: 'vault' | 'campaign' | 'roster' = 'roster'): Promise<SampleOffice> {
  const folder = temporaryFolder();
  const [vaultFolder, keysFolder] = [join(folder, 'vault'), join(folder, 'keys')];
  const vault = createVault(vaultFolder);
  const keys = openKeyStore(keysFolder, SAMPLE_PASSPHRASE, SAMPLE_COST);
  await keys.initialise();
  const actor: Actor = { who: 'agent', now: () => new Date('2026-08-20T08:00:00Z') };
  const campaignFolder = writeSampleCampaign(join(folder, 'campaign'));
  const office: SampleOffice = {
    folder,
    vaultFolder,
    keysFolder,
    campaignFolder,
    vault,
    keys,
    actor,
    campaign: () => openCampaign(vault, keys, actor),
    roster: async (pupils, allowDepartures = false) => {
      const paths = writeSampleRoster(join(folder, 'roster'), pupils);
      return importRoster(await openCampaign(vault, keys, actor), { ...paths, allowDepartures });
    },
    remove() {
      vault.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  if (until === 'vault') return office;
  await createCampaign(vault, keys, actor, campaignFolder);
  if (until === 'roster') await office.roster(samplePupils(2, 3));
  return office;
}
