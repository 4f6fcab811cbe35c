/**
 * The campaign that every run begins with: four pupils online, two by entry, their teachers and heads, coded and
 * published. Made once in a process, from a fixed seed, and copied for each run. Not by `TestOffice`: here time, chance and the
 * network are simulated, the platform is a machine that may be killed, and two persons have roles from the beginning.
 */
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeCampaignFolder } from '@cloison/dev-env/campaign/small-campaign-folder.ts';
import { NAME, PASSPHRASE } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { openCampaign } from '../../../apps/authority/src/campaign/open-campaign.ts';
import { assignCodes } from '../../../apps/authority/src/codes/assign.ts';
import { mintCodes } from '../../../apps/authority/src/codes/mint.ts';
import {
  COHORT_PARTS,
  type CohortPart,
  makeCohortKey,
} from '../../../apps/authority/src/cohort/cohort-keys.ts';
import { uaiLetter } from '../../../apps/authority/src/geography/uai.ts';
import { openKeyStore } from '../../../apps/authority/src/keys/key-store.ts';
import { publishCampaign } from '../../../apps/authority/src/publish/publish-campaign.ts';
import { giveRole } from '../../../apps/authority/src/roles/roles.ts';
import { importRoster } from '../../../apps/authority/src/roster/import-roster.ts';
import { createCampaign } from '../../../apps/authority/src/specify/create-campaign.ts';
import { createVault } from '../../../apps/authority/src/vault/vault.ts';
import { runtime } from '../runtime/install.ts';
import { SeededRandom } from '../runtime/seeded-random.ts';
import { makeNeighbour } from './neighbour.ts';
import { PlatformMachine } from './platform-machine.ts';
import type { CampaignKind } from './scenario.ts';

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

const COHORT = 'panel-2026';

/**
 * Two points on the first module (m1 = B, m2 = A) lead to m4, fewer to m3. Its content is sealed to be fetched ahead, so that
 * keys are released too. Its pupils are followed from year to year.
 */
const ADAPTED: Readonly<Record<CampaignKind, (yaml: string) => string>> = {
  plain: (yaml) => yaml,
  adaptive: (yaml) =>
    yaml
      .replace(
        'package: maths, items: [m1, m2, m3, m4] }',
        `package: maths, modules: [
      { id: depart, items: [m1, m2], next: [facile, difficile], route: { from: [2], fallback: facile } },
      { id: facile, items: [m3] },
      { id: difficile, items: [m4] } ] }`,
      )
      .replace(
        'items: [m1, m2, m3]\n    thresholds: [1, 3]',
        'items: [m1, m2, m3, m4]\n    thresholds: { facile: [2, 3], difficile: [1, 3] }',
      )
      .replace(/ {2}- id: mots\n(?: {4}.*\n)+/, '')
      .replace('rehearsal: false\n', 'rehearsal: false\ncontent: { ahead: true }\n')
      .concat(`cohort: { name: ${COHORT}, until: 2036-08-31 }\n`),
};

/** Who may do what at the office once roles are given: closing then takes both. */
export const PERSONS = { agent: 'agent', custodian: 'custodienne', statistician: 'statisticien' } as const;

/** Who holds which of the two keys of the cohort, and its passphrase. */
export const COHORT_HOLDERS = {
  1: { who: PERSONS.custodian, passphrase: 'la phrase de la custodienne' },
  2: { who: PERSONS.statistician, passphrase: 'la phrase du statisticien' },
} as const satisfies Readonly<Record<CohortPart, object>>;

/** On a medium of its own. */
export const cohortKeyOf = (cohort: string, part: CohortPart) => join(cohort, `cle-${part}.json`);

/** The passphrase of the keys, and the one that it is changed to. */
export const PASSPHRASES = [PASSPHRASE, 'cinq autres mots encore au hasard'] as const;

/** Of the pupils who answer online. */
export const COLLEGE = `0770002${uaiLetter('0770002')}`;

/** Where a run has its machines. The vault knows the path of its keys, so all runs of a process have the same. */
export interface Places {
  readonly root: string;
  readonly office: string;
  readonly platform: string;
  readonly backups: string;
  readonly cohort: string;
  readonly base: string;
}

export function placesIn(root: string, kind: CampaignKind): Places {
  return {
    root,
    office: join(root, 'run', 'office'),
    platform: join(root, 'run', 'platform'),
    backups: join(root, 'run', 'backups'),
    cohort: join(root, 'run', 'cohort'),
    base: join(root, `base-${kind}`),
  };
}

export const vaultOf = (office: string) => join(office, 'vault');
export const keysOf = (office: string) => join(office, 'keys');

export async function makeBase(places: Places, kind: CampaignKind): Promise<void> {
  runtime.reset();
  runtime.random = new SeededRandom('base');
  runtime.dateMs = () => MADE_MS + Math.floor(runtime.elapsedMs);
  await runtime.settle(make(places, kind));
  rmSync(places.base, { recursive: true, force: true });
  cpSync(join(places.root, 'run'), places.base, { recursive: true });
}

/** A fresh copy of the base in the place of the last run. */
export function restoreBase({ root, base }: Places): void {
  rmSync(join(root, 'run'), { recursive: true, force: true });
  cpSync(base, join(root, 'run'), { recursive: true });
}

async function make({ root, office, platform, cohort }: Places, kind: CampaignKind): Promise<void> {
  const source = join(root, 'campaign');
  for (const folder of [source, join(root, 'run')]) rmSync(folder, { recursive: true, force: true });
  for (const folder of [source, office, platform, cohort]) mkdirSync(folder, { recursive: true });
  writeCampaignFolder(source, {
    pupils: ROSTER,
    campaign: ADAPTED[kind],
  });
  const actor = { who: PERSONS.agent, now: () => new Date() };
  const keys = openKeyStore(keysOf(office), PASSPHRASE, CHEAP);
  const { publicKey } = await keys.initialise();
  const vault = createVault(vaultOf(office));
  giveRole(vault, actor, PERSONS.custodian, 'custodian');
  giveRole(vault, actor, PERSONS.agent, 'agent');
  giveRole(vault, actor, PERSONS.statistician, 'statistician');
  await createCampaign(vault, keys, actor, source);
  if (kind === 'adaptive') {
    for (const part of COHORT_PARTS) {
      const { who, passphrase } = COHORT_HOLDERS[part];
      await makeCohortKey(
        vault,
        { ...actor, who },
        {
          cohort: COHORT,
          part,
          to: cohortKeyOf(cohort, part),
          keysFolder: keysOf(office),
          passphrase: async () => passphrase,
          cost: CHEAP,
        },
      );
    }
  }
  const campaign = await openCampaign(vault, keys, actor, NAME);
  await importRoster(campaign, {
    schools: join(source, 'schools.csv'),
    pupils: join(source, 'pupils.csv'),
  });
  await mintCodes(campaign);
  await assignCodes(campaign);
  const machine = new PlatformMachine(platform, publicKey);
  await machine.start();
  globalThis.fetch = (async (url: URL, init: RequestInit) => {
    const { status, headers, body } = await machine.answer({
      url: new URL(url),
      method: init.method ?? 'GET',
      headers: new Headers(init.headers),
      body: Buffer.from((init.body as Uint8Array | undefined) ?? ''),
    });
    return new Response(status === 204 ? null : new Uint8Array(body), { status, headers });
  }) as typeof fetch;
  await publishCampaign(campaign, keys, { platform: ADDRESS });
  if (kind === 'plain') {
    const folder = join(root, 'neighbour');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    await makeNeighbour(vault, keys, actor, { folder, address: ADDRESS, pupil: ROSTER[0] });
  }
  await machine.stop();
  vault.close();
}

/** Where the office believes the platform to be. */
export const ADDRESS = 'https://evaluation.example/';
