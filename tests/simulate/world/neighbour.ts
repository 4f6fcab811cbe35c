/**
 * Another campaign of the same office on the same platform, with one pupil, who answers once. Whatever happens to the campaign
 * that is played, and at its closing, nothing of the other one is lost.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { writeCampaignFolder } from '@cloison/dev-env/campaign/small-campaign-folder.ts';
import { type Holder, NO_PREVIOUS, openHolder, type PupilBody, seal } from '@cloison/protocol';
import { bearer } from '@cloison/protocol/public';
import { type OpenCampaign, openCampaign } from '../../../apps/authority/src/campaign/open-campaign.ts';
import { assignCodes } from '../../../apps/authority/src/codes/assign.ts';
import { holderRoot } from '../../../apps/authority/src/codes/holder-secret.ts';
import { mintCodes } from '../../../apps/authority/src/codes/mint.ts';
import { collect } from '../../../apps/authority/src/collect/collect.ts';
import type { Actor } from '../../../apps/authority/src/journal/journal.ts';
import type { KeyStore } from '../../../apps/authority/src/keys/key-store.ts';
import { connectPlatform } from '../../../apps/authority/src/platform-link/connect.ts';
import { publishCampaign } from '../../../apps/authority/src/publish/publish-campaign.ts';
import { importRoster } from '../../../apps/authority/src/roster/import-roster.ts';
import { createCampaign } from '../../../apps/authority/src/specify/create-campaign.ts';
import type { HolderRow } from '../../../apps/authority/src/vault/rows.ts';
import type { Vault } from '../../../apps/authority/src/vault/vault.ts';
import { runtime } from '../runtime/install.ts';
import type { Run } from './run.ts';

const NEIGHBOUR = 'autre-2026';
const RECORD = 'maths';
const LONGEST_MS = 10 * 60_000;

export interface Neighbour {
  readonly holder: Holder;
  readonly manifest: string;
  readonly ceiling: number;
  /** Of the vault, at the beginning. */
  readonly holders: number;
}

/** `folder`: for its specification. `address`: of the platform. `pupil`: a row of a roster. */
export async function makeNeighbour(
  vault: Vault,
  keys: KeyStore,
  actor: Actor,
  where: { readonly folder: string; readonly address: string; readonly pupil: readonly string[] },
): Promise<void> {
  const { folder, address, pupil } = where;
  writeCampaignFolder(folder, {
    pupils: [pupil],
    campaign: (yaml) => yaml.replace(/^campaign: .*$/m, `campaign: ${NEIGHBOUR}`),
  });
  await createCampaign(vault, keys, actor, folder);
  const campaign = await openCampaign(vault, keys, actor, NEIGHBOUR);
  await importRoster(campaign, { schools: join(folder, 'schools.csv'), pupils: join(folder, 'pupils.csv') });
  await mintCodes(campaign);
  await assignCodes(campaign);
  await publishCampaign(campaign, keys, { platform: address });
}

/** Null: there is none. */
export async function readNeighbour(vault: Vault, keys: KeyStore, actor: Actor): Promise<Neighbour | null> {
  const pupilOf = "SELECT * FROM holder WHERE campaign = ? AND pupil IS NOT NULL AND state = 'assigned'";
  const row = vault.get<HolderRow>(pupilOf, NEIGHBOUR);
  if (row === undefined) return null;
  const campaign = await openCampaign(vault, keys, actor, NEIGHBOUR);
  return {
    holder: await openHolder(holderRoot(campaign, row), campaign.campaignId),
    manifest: campaign.manifestHash,
    ceiling: campaign.manifest.ceilings[RECORD] ?? 512,
    holders: holdersIn(vault),
  };
}

/** The one pupil answers. Gives the envelope's digest once the platform has said that it has it; null: it has not. */
export async function answerAtNeighbour(run: Run, { holder, manifest, ceiling }: Neighbour) {
  const body: PupilBody = {
    v: 1,
    items: { m4: { responses: { RESPONSE: 'kangourou-secret' }, ms: 1, visits: 1 } },
    position: 0,
    elapsedMs: 1,
    seed: 1,
    route: [],
    routed: null,
    manifest,
    app: 'simulated',
    final: false,
    saves: { ['01'.repeat(8)]: 1 },
  };
  const { bytes } = await seal(holder, {
    kind: 'record',
    name: RECORD,
    device: new Uint8Array(8).fill(1),
    version: 1,
    previous: NO_PREVIOUS,
    body,
    ceiling,
    iv: runtime.random.bytes(12),
  });
  const url = `https://evaluation.example/api/1/${NEIGHBOUR}/records/${RECORD}`;
  const headers = { authorization: bearer(holder.access), 'content-type': 'application/octet-stream' };
  try {
    const { status } = await run.network.fetch('neighbour', url, { method: 'PUT', headers, body: bytes });
    return status === 204 ? createHash('sha256').update(bytes).digest('base64url') : null;
  } catch {
    // The network, or a platform that is down.
    return null;
  }
}

/** After the closing of the campaign beside it. `saved`: the digest that an honest platform has said to have; null: none. */
export async function neighbourIsUntouched(
  run: Run,
  neighbour: Neighbour,
  saved: string | null,
): Promise<void> {
  run.office.look((vault, keys) => {
    if (holdersIn(vault) < neighbour.holders) run.found('neighbour-touched', 'codes');
    if (!keys.has('identity', NEIGHBOUR)) run.found('neighbour-touched', 'its key');
  });
  const lookup = await run.platform.store?.campaign(NEIGHBOUR);
  if (lookup?.state !== 'open') return run.found('neighbour-touched', 'on the platform');
  if (saved === null) return;
  await run.until(run.office.atNeighbour(collectAll), LONGEST_MS);
  const isHere = run.office.look((vault) =>
    vault.count('SELECT count(*) FROM record WHERE hash = ?', Buffer.from(saved, 'base64url')),
  );
  if (isHere === 0) run.found('neighbour-touched', 'what its pupil answered');
}

/** For `OfficeMachine.atNeighbour`. */
export const NAME_OF_NEIGHBOUR = NEIGHBOUR;

async function collectAll(campaign: OpenCampaign, keys: KeyStore, address: string): Promise<void> {
  await collect(campaign, await connectPlatform(campaign.vault, keys, NEIGHBOUR, { platform: address }));
}

function holdersIn(vault: Vault): number {
  return vault.count('SELECT count(*) FROM holder WHERE campaign = ?', NEIGHBOUR);
}
