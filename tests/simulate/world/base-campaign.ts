/**
 * The campaign that every run begins with: four pupils online, two by entry, their teachers and heads, coded and
 * published. Made once in a process, from a fixed seed, and copied for each run.
 */
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { argon2id } from '@cloison/protocol/argon2-node';
import { openCampaign } from '../../../apps/authority/src/campaign/open-campaign.ts';
import { assignCodes } from '../../../apps/authority/src/codes/assign.ts';
import { type DrawnHolder, drawCode } from '../../../apps/authority/src/codes/draw.ts';
import { insertHolder } from '../../../apps/authority/src/codes/insert-holder.ts';
import { codesNeeded } from '../../../apps/authority/src/codes/needs.ts';
import { appendJournal } from '../../../apps/authority/src/journal/journal.ts';
import { openKeyStore } from '../../../apps/authority/src/keys/key-store.ts';
import { publishCampaign } from '../../../apps/authority/src/publish/publish-campaign.ts';
import { importRoster } from '../../../apps/authority/src/roster/import-roster.ts';
import { createCampaign } from '../../../apps/authority/src/specify/create-campaign.ts';
import { createVault } from '../../../apps/authority/src/vault/vault.ts';
import { NAME, PASSPHRASE, writeCampaignFolder } from '../../authority/small-campaign.ts';
import { runtime } from '../runtime/install.ts';
import { SeededRandom } from '../runtime/seeded-random.ts';
import { PlatformMachine } from './platform-machine.ts';

export { NAME };

export const ROSTER = [
  ['0770002', '6e A', '6e', '100000001AA', 'Zébulon', 'Anna', '2015-02-10', 'F', ''],
  ['0770002', '6e A', '6e', '100000002AA', 'Quetzalcoatl', 'Bilal', '2015-03-11', 'M', 'tiers-temps'],
  ['0770002', '6e A', '6e', '100000003AA', 'Xanthippe', 'Chloé', '2015-01-12', 'F', ''],
  ['0770002', '6e A', '6e', '100000004AA', 'Wolframite', 'David', '2015-02-13', 'M', ''],
  ['0750001', 'CP A', 'cp', '100000011AA', 'Genêvrier', 'Gaël', '2020-04-16', 'M', ''],
  ['0750001', 'CP A', 'cp', '100000012AA', 'Houxbenoît', 'Hana', '2020-05-17', 'F', ''],
] as const;

/** The campaign was made in the morning of this day; runs begin at noon. */
const MADE_MS = Date.UTC(2026, 8, 7, 6);
export const BEGINS_MS = Date.UTC(2026, 8, 7, 10);

/** The cheapest that a key file may state: these passphrases protect nothing. */
export const CHEAP = { memoryKiB: 8_192, passes: 1, lanes: 1 };

/** Where a run has its machines. The vault knows the path of its keys, so all runs of a process have the same. */
export interface Places {
  readonly root: string;
  readonly office: string;
  readonly platform: string;
  readonly base: string;
}

export function placesIn(root: string): Places {
  return {
    root,
    office: join(root, 'run', 'office'),
    platform: join(root, 'run', 'platform'),
    base: join(root, 'base'),
  };
}

export const vaultOf = (office: string) => join(office, 'vault');
export const keysOf = (office: string) => join(office, 'keys');

export async function makeBase(places: Places): Promise<void> {
  runtime.reset();
  runtime.random = new SeededRandom('base');
  runtime.dateMs = () => MADE_MS + Math.floor(runtime.elapsedMs);
  await runtime.settle(make(places));
  rmSync(places.base, { recursive: true, force: true });
  cpSync(join(places.root, 'run'), places.base, { recursive: true });
}

/** A fresh copy of the base in the place of the last run. */
export function restoreBase({ root, base }: Places): void {
  rmSync(join(root, 'run'), { recursive: true, force: true });
  cpSync(base, join(root, 'run'), { recursive: true });
}

async function make({ root, office, platform }: Places): Promise<void> {
  const source = join(root, 'campaign');
  rmSync(root, { recursive: true, force: true });
  for (const folder of [source, office, platform]) mkdirSync(folder, { recursive: true });
  writeCampaignFolder(source, {
    pupils: ROSTER,
    campaign: (yaml) => yaml.replace('reservePerSchool: 2', 'reservePerSchool: 1'),
  });
  const actor = { who: 'agent', now: () => new Date() };
  const keys = openKeyStore(keysOf(office), PASSPHRASE, CHEAP);
  const { publicKey } = await keys.initialise();
  const vault = createVault(vaultOf(office));
  await createCampaign(vault, keys, actor, source);
  const campaign = await openCampaign(vault, keys, actor, NAME);
  await importRoster(campaign, {
    schools: join(source, 'schools.csv'),
    pupils: join(source, 'pupils.csv'),
  });
  // As `codes mint` does, but on this thread.
  for (const kind of ['staff', 'pupil'] as const) {
    const count = codesNeeded(campaign)[kind] ?? 0;
    const drawn: DrawnHolder[] = [];
    for (let i = 0; i < count; i++) drawn.push(await drawCode(kind, campaign.campaignId, argon2id));
    vault.transaction(() => {
      for (const one of drawn) insertHolder(campaign, one, kind, 'minted');
      appendJournal(vault, actor, 'codes.mint', NAME, { kind, count });
    });
  }
  await assignCodes(campaign);
  const machine = new PlatformMachine(platform, publicKey);
  await machine.start();
  globalThis.fetch = ((url: URL | string, init: RequestInit) => machine.fetch(url, init)) as typeof fetch;
  await publishCampaign(campaign, keys, { platform: ADDRESS });
  await machine.stop();
  vault.close();
}

/** Where the office believes the platform to be. */
export const ADDRESS = 'https://evaluation.example/';
