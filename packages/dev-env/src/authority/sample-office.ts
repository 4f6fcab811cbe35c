/** For tests: an office in a temporary folder with the sample campaign, as far as a test needs. */
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Actor,
  importRoster,
  type KeyStore,
  type OpenCampaign,
  openCampaign,
  type Vault,
} from '@cloison/authority';
import { temporaryFolder as newFolder } from '../platform/temporary-folder.ts';
import { writeSampleCampaign } from './sample-folder.ts';
import { type SamplePupil, samplePupils, writeSampleRoster } from './sample-roster.ts';
import { TestOffice } from './test-office.ts';

export { SAMPLE_COST, SAMPLE_PASSPHRASE } from './test-office.ts';

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

/** On a disk, not in memory: some rosters of these tests are large. */
export function temporaryFolder(): string {
  return newFolder('office', tmpdir());
}

/** `until`: 'vault' has keys but no campaign; 'campaign' has no roster; 'roster' has two schools with three pupils a class. */
export async function sampleOffice(until: 'vault' | 'campaign' | 'roster' = 'roster'): Promise<SampleOffice> {
  const folder = temporaryFolder();
  const actor: Actor = { who: 'agent', now: () => new Date('2026-08-20T08:00:00Z') };
  const office = await TestOffice.create(folder, { actor });
  const { vault, keys, vaultFolder, keysFolder } = office;
  const campaignFolder = writeSampleCampaign(join(folder, 'campaign'));
  const sample: SampleOffice = {
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
  if (until === 'vault') return sample;
  await office.createCampaign(campaignFolder);
  if (until === 'roster') await sample.roster(samplePupils(2, 3));
  return sample;
}
