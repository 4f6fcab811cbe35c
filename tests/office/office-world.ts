/**
 * A campaign of any size for the office's bench, in a folder that is kept: a synthetic roster of sixième classes, the example
 * campaign of that level with windows that are open now, a vault, its keys, a platform. Everybody is invented. Each step of the
 * bench is a process of its own, which opens the folder again.
 */
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { SAMPLE_COST, SAMPLE_PASSPHRASE, TestOffice } from '@cloison/dev-env/authority/test-office.ts';
import { rosterChunks } from '@cloison/examples/roster';
import { type OpenCampaign, openCampaign } from '../../apps/authority/src/campaign/open-campaign.ts';
import type { Actor } from '../../apps/authority/src/journal/journal.ts';
import { type KeyStore, openKeyStore } from '../../apps/authority/src/keys/key-store.ts';
import { openVault, type Vault } from '../../apps/authority/src/vault/vault.ts';
import { prepareFolder } from '../../scripts/demo/campaign-folder.ts';

export const NAME = '2026-6e';
/** Of a school of the generator with sixième classes. */
const PUPILS_A_SCHOOL = 107;
const OPEN_DAYS = 14;

export interface OfficeWorld {
  readonly folder: string;
  readonly vault: Vault;
  readonly keys: KeyStore;
  readonly campaign: OpenCampaign;
}

export const actor: Actor = { who: 'bench', now: () => new Date() };

export function rosterFiles(folder: string): { readonly schools: string; readonly pupils: string } {
  return { schools: join(folder, 'roster', 'schools.csv'), pupils: join(folder, 'roster', 'pupils.csv') };
}

/** Everything that is there before the office begins: files, keys, a campaign in the vault. */
export async function prepareWorld(folder: string, pupils: number): Promise<void> {
  const files = rosterFiles(folder);
  mkdirSync(join(folder, 'roster'), { recursive: true });
  const open = { 'schools.csv': openSync(files.schools, 'w'), 'pupils.csv': openSync(files.pupils, 'w') };
  const schools = Math.max(1, Math.round(pupils / PUPILS_A_SCHOOL));
  for await (const { file, text } of rosterChunks({ schools, seed: 1, levels: ['6e'] })) {
    writeSync(open[file], text);
  }
  for (const file of Object.values(open)) closeSync(file);
  const source = prepareFolder('6e', join(folder, 'source'), {
    address: 'https://evaluation.example/',
    nowMs: Date.now(),
    openDays: OPEN_DAYS,
  });
  const office = await TestOffice.create(folder, { actor });
  await office.createCampaign(source);
  office.release();
  writeFileSync(join(folder, 'authority.pub'), Buffer.from(office.publicKey).toString('hex'));
}

export function keysOf(folder: string): KeyStore {
  return openKeyStore(join(folder, 'keys'), SAMPLE_PASSPHRASE, SAMPLE_COST);
}

export function authorityKey(folder: string): Uint8Array {
  return Buffer.from(readFileSync(join(folder, 'authority.pub'), 'utf8'), 'hex');
}

export async function openWorld(folder: string): Promise<OfficeWorld> {
  const vault = openVault(join(folder, 'vault'));
  const keys = keysOf(folder);
  return { folder, vault, keys, campaign: await openCampaign(vault, keys, actor, NAME) };
}

/** As `openWorld`, once the campaign is closed and can't be opened any more. */
export function openClosedWorld(folder: string): Pick<OfficeWorld, 'vault' | 'keys'> {
  return { vault: openVault(join(folder, 'vault')), keys: keysOf(folder) };
}
