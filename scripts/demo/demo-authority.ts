/** The authority's side of the demonstration: one vault, four campaigns, by the use cases that the commands call. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Actor,
  assignAreas,
  assignCodes,
  createCampaign,
  createVault,
  holderSecret,
  importRoster,
  type KeyStore,
  mintCodes,
  type OpenCampaign,
  openCampaign,
  openKeyStore,
  type Vault,
} from '@cloison/authority';
import { fill } from '@cloison/command/refusal';
import type { ExampleCampaign } from '../../examples/src/answers.ts';
import { demoSchools, forLevels, type Level } from '../../examples/src/roster.ts';
import { prepareFolder } from './campaign-folder.ts';
import { demoPupilsCsv } from './helped-pupil.ts';

export const DEMO_CAMPAIGNS: readonly {
  readonly example: ExampleCampaign;
  readonly levels: readonly Level[];
}[] = [
  { example: 'cp-ce1', levels: ['cp', 'ce1'] },
  { example: '6e', levels: ['6e'] },
  { example: '2de', levels: ['2de'] },
  { example: '6e-adaptatif', levels: ['6e'] },
];

export interface DemoAuthority {
  readonly vault: Vault;
  readonly keys: KeyStore;
  readonly actor: Actor;
  readonly campaigns: readonly DemoCampaign[];
}

export interface DemoCampaign {
  readonly example: ExampleCampaign;
  readonly open: OpenCampaign;
  readonly pupils: number;
}

const PASSPHRASE = 'demonstration seulement';

/** Vault and key store in `folder`. The passphrase is no secret: everybody here is invented. */
export function createDemoVault(folder: string): Pick<DemoAuthority, 'vault' | 'keys' | 'actor'> {
  const keys = openKeyStore(join(folder, 'keys'), PASSPHRASE);
  const actor: Actor = { who: 'demonstration', now: () => new Date() };
  return { vault: createVault(join(folder, 'vault')), keys, actor };
}

export interface PrepareOptions {
  readonly address: string;
  readonly nowMs: number;
  /** The example whose content is published sealed before it opens; default none. */
  readonly sealedContent?: string;
  /** The example two of whose booklets a class are keyed a second time; default none. */
  readonly keyedTwice?: string;
  readonly onStep: (words: string) => void;
}

/** Creates the four campaigns, imports their pupils, mints and assigns codes. */
export async function prepareCampaigns(
  folder: string,
  { vault, keys, actor }: Pick<DemoAuthority, 'vault' | 'keys' | 'actor'>,
  { address, nowMs, sealedContent, keyedTwice, onStep }: PrepareOptions,
): Promise<readonly DemoCampaign[]> {
  const roster = demoSchools();
  const campaigns: DemoCampaign[] = [];
  for (const { example, levels } of DEMO_CAMPAIGNS) {
    const source = prepareFolder(example, join(folder, 'campaigns'), {
      address,
      nowMs,
      openDays: 7,
      sealedContent: example === sealedContent,
      keyedTwice: example === keyedTwice ? 2 : 0,
    });
    const { name } = await createCampaign(vault, keys, actor, source);
    const open = await openCampaign(vault, keys, actor, name);
    const own = forLevels(roster, levels);
    const files = join(folder, 'rosters', example);
    mkdirSync(files, { recursive: true });
    const [schools, pupils] = [join(files, 'schools.csv'), join(files, 'pupils.csv')];
    writeFileSync(schools, own.schoolsCsv);
    writeFileSync(pupils, demoPupilsCsv(example, own));
    const imported = await importRoster(open, { schools, pupils });
    await mintCodes(open);
    await assignCodes(open);
    await assignAreas(open, { kinds: ['academie'] });
    campaigns.push({ example, open, pupils: imported.pupils.total });
    onStep(
      fill(
        '{name} : {schools} école(s) ou établissement(s), {pupils} élève(s), codes attribués',
        { name, schools: imported.schools.total, pupils: imported.pupils.total },
        'fr',
      ),
    );
  }
  return campaigns;
}

/** The heads' codes, by school: on paper, they come in a letter. */
export function headCodes(open: OpenCampaign): readonly { readonly school: string; readonly code: string }[] {
  return open.vault
    .all<{ holder_id: Uint8Array<ArrayBuffer>; sealed: Uint8Array<ArrayBuffer>; school: string }>(
      `SELECT h.holder_id, h.sealed, s.name AS school FROM holder h JOIN school s ON s.id = h.school
       WHERE h.campaign = ? AND h.role = 'head' AND h.state = 'assigned' ORDER BY s.uai`,
      open.name,
    )
    .map((row) => ({ school: row.school, code: holderSecret(open, row).code! }));
}

/** The codes of académies, by name: on paper, they come in a letter too. */
export function areaCodes(open: OpenCampaign): readonly { readonly area: string; readonly code: string }[] {
  return open.vault
    .all<{ holder_id: Uint8Array<ArrayBuffer>; sealed: Uint8Array<ArrayBuffer>; area: string }>(
      `SELECT h.holder_id, h.sealed, t.label AS area FROM holder h JOIN territory t ON t.id = h.territory
       WHERE h.campaign = ? AND h.role = 'inspector' AND h.state = 'assigned' ORDER BY t.code`,
      open.name,
    )
    .map((row) => ({ area: row.area, code: holderSecret(open, row).code! }));
}
