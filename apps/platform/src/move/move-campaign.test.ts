import { hash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newAuthorityKey } from '@cloison/dev-env/platform/authority-key.ts';
import { latin1 } from '@cloison/dev-env/platform/envelope-fixture.ts';
import { CAMPAIGN, publishedCampaign } from '@cloison/dev-env/platform/published-campaign.ts';
import { bearer } from '@cloison/protocol/public';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSecrets, readCampaignPepper } from '../base/secrets.ts';
import { TokenRing } from '../campaign/token-hash.ts';
import { connectControl } from '../control/control-socket.ts';
import { openStore } from '../start/open-store.ts';
import { startPlatform } from '../start/start-platform.ts';
import {
  type CampaignHost,
  checkTransfer,
  exportCampaign,
  freezeCampaign,
  importCampaign,
  thawCampaign,
} from './move-campaign.ts';
import { newTransferKey } from './transfer-disk.ts';

const authority = Buffer.from(newAuthorityKey().x, 'base64url');
let folder: string;
let old: CampaignHost;
let next: CampaignHost;
const token = new Uint8Array(randomBytes(32));
const access = new Uint8Array(hash('sha256', token, 'buffer'));
const key = newTransferKey();

async function placeAt(name: string, authorityKey: Uint8Array = authority): Promise<CampaignHost> {
  const secretsDir = join(folder, name, 'secrets');
  const secrets = await createSecrets(secretsDir, authorityKey);
  return {
    store: await openStore({ dataDir: join(folder, name) }, secrets),
    secrets,
    secretsDir,
    nowMs: Date.now,
  };
}
/** By which an access is looked up there. */
const storedAt = ({ secrets, secretsDir }: CampaignHost) =>
  new TokenRing(secrets.pepper, (name) => readCampaignPepper(secretsDir, name)).of(CAMPAIGN).stored(access);
async function written(place: CampaignHost): Promise<Uint8Array[]> {
  const pieces: Uint8Array[] = [];
  for await (const piece of exportCampaign(place, CAMPAIGN, key.bytes)) pieces.push(piece);
  return pieces;
}
async function* again(pieces: readonly Uint8Array[]) {
  yield* pieces;
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cloison-move-'));
  [old, next] = [await placeAt('old'), await placeAt('next')];
  await old.store.publish(CAMPAIGN, publishedCampaign() as never);
  const lookup = await old.store.campaign(CAMPAIGN);
  if (lookup.state !== 'open') throw new Error('not open');
  await lookup.campaign.putHolders([
    { holder: new Uint8Array(16).fill(1), access: storedAt(old), calendar: 0, role: 'pupil' },
  ]);
});
afterEach(async () => {
  for (const place of [old, next]) await place.store.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a move', () => {
  it('brings the campaign’s own pepper along: codes are known at a host that has another, and go on to a third', async () => {
    await freezeCampaign(old, CAMPAIGN);
    await importCampaign(next, key.bytes, again(await written(old)));
    expect(Buffer.compare(next.secrets.pepper, old.secrets.pepper)).not.toBe(0);
    await freezeCampaign(next, CAMPAIGN);
    const third = await placeAt('third');
    await importCampaign(third, key.bytes, again(await written(next)));
    for (const place of [next, third]) {
      const lookup = await place.store.campaign(CAMPAIGN);
      if (lookup.state !== 'open' && lookup.state !== 'moved') throw new Error(lookup.state);
      expect(await lookup.campaign.holderByAccess(latin1(storedAt(place)))).toMatchObject({ role: 'pupil' });
    }
    await third.store.close();
  });

  it('is refused to a platform of another authority, over a campaign that is there, and after a purge', async () => {
    await freezeCampaign(old, CAMPAIGN);
    const pieces = await written(old);
    const stranger = await placeAt('stranger', randomBytes(32));
    await expect(importCampaign(stranger, key.bytes, again(pieces))).rejects.toMatchObject({
      code: 'bad-authority-key',
    });
    expect(await stranger.store.campaigns()).toEqual([]);
    await stranger.store.close();
    await importCampaign(next, key.bytes, again(pieces));
    await expect(importCampaign(next, key.bytes, again(pieces))).rejects.toMatchObject({
      code: 'already-here',
    });
    await next.store.beginPurge(CAMPAIGN, 0);
    await expect(importCampaign(next, key.bytes, again(pieces))).rejects.toMatchObject({
      code: 'already-purged',
    });
    // A laptop's file is not a move.
    await expect(importCampaign(next, key.bytes, again(pieces), 'relay')).rejects.toMatchObject({
      code: 'bad-transfer-file',
    });
  });

  it('is not written while the campaign changes, nor of one that is not here, and can be taken back', async () => {
    await expect(written(old)).rejects.toMatchObject({ code: 'not-frozen' });
    await freezeCampaign(old, CAMPAIGN);
    await thawCampaign(old, CAMPAIGN);
    await expect(written(old)).rejects.toMatchObject({ code: 'not-frozen' });
    await expect(freezeCampaign(next, CAMPAIGN)).rejects.toMatchObject({ code: 'unknown-campaign' });
  });

  it('comes in at a service that runs, through its socket, and is served at once; a damaged file is not', async () => {
    await freezeCampaign(old, CAMPAIGN);
    const pieces = await written(old);
    await next.store.close();
    const dataDir = join(folder, 'next');
    const platform = await startPlatform({ dataDir });
    try {
      const control = (await connectControl(join(dataDir, 'store')))!;
      const card = () => fetch(`${platform.url}/c/${CAMPAIGN}/campaign.json`);
      const cut = pieces.map((piece, i) => (i === pieces.length - 1 ? piece.subarray(0, -1) : piece));
      await expect(control.import(key.text, again(cut))).rejects.toMatchObject({ code: 'bad-transfer-file' });
      await expect(control.counts(CAMPAIGN)).rejects.toMatchObject({ code: 'unknown-campaign' });
      expect((await card()).status).toBe(404);
      expect(await control.import(key.text, again(pieces))).toMatchObject({
        campaign: CAMPAIGN,
        counts: { holder: 1 },
      });
      expect((await card()).status).toBe(200);
      const me = await fetch(`${platform.url}/api/1/${CAMPAIGN}/me`, {
        headers: { authorization: bearer(token) },
      });
      expect(me.status).toBe(200);
      expect(statSync(join(dataDir, 'store', 'control.sock')).mode & 0o077).toBe(0);
    } finally {
      await platform.close();
    }
    expect(await connectControl(join(dataDir, 'store'))).toBeNull();
  });

  it('is refused whole when a file is damaged, before anything is changed', async () => {
    await freezeCampaign(old, CAMPAIGN);
    const pieces = await written(old);
    const cut = pieces.map((piece, i) => (i === pieces.length - 1 ? piece.subarray(0, -1) : piece));
    await expect(checkTransfer(key.bytes, again(cut))).rejects.toMatchObject({ code: 'bad-transfer-file' });
    await expect(importCampaign(next, key.bytes, again(cut))).rejects.toMatchObject({
      code: 'bad-transfer-file',
    });
    await expect(checkTransfer(newTransferKey().bytes, again(pieces))).rejects.toMatchObject({
      code: 'bad-transfer-key',
    });
    expect(await next.store.campaigns()).toEqual([]);
  });
});
