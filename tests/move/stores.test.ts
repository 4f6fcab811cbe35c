/**
 * A running campaign goes from one kind of store to another, and on: embedded, PostgreSQL, NATS. Pupils save all the while; a
 * store that processes share is frozen by another process than the one that serves.
 */
import { join } from 'node:path';
import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { type NatsCluster, startNats } from '@cloison/dev-env/stores/nats-cluster.ts';
import { PostgresServer } from '@cloison/dev-env/stores/postgres-server.ts';
import { type RunningPlatform, startPlatform } from '@cloison/platform';
import { bearer } from '@cloison/protocol/public';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { serveCampaign } from '../../apps/authority/src/collect/serve-campaign.ts';
import { movePlatform } from '../../apps/authority/src/hosts/move-platform.ts';
import { fingerprintOf } from '../../apps/authority/src/keys/key-store.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { createSecrets, type PlatformSecrets, readSecrets } from '../../apps/platform/src/base/secrets.ts';
import { connectControl } from '../../apps/platform/src/control/control-socket.ts';
import {
  exportCampaign,
  freezeCampaign,
  importCampaign,
} from '../../apps/platform/src/move/move-campaign.ts';
import { newTransferKey, readPieces, writePieces } from '../../apps/platform/src/move/transfer-disk.ts';
import { openStore } from '../../apps/platform/src/start/open-store.ts';
import { secretsDirOf } from '../../apps/platform/src/start/platform-secrets.ts';
import { countOf, keepSaving, type SavingPupil, savingPupils, until } from './saving-pupil.ts';
import { Address } from './served-platform.ts';

interface Host {
  readonly dataDir: string;
  readonly store?: string;
}

let small: SmallCampaign;
let address: Address;
let postgres: PostgresServer;
let nats: NatsCluster;
let pupils: SavingPupil[];
let running: RunningPlatform;
let hosts: Readonly<Record<'embedded' | 'PostgreSQL' | 'NATS' | 'embedded again', Host>>;
let number = 0;
const nothing = () => undefined;
const here = () => ({ platform: `${address.url}/`, patienceMs: 30_000 });

beforeAll(async () => {
  [postgres, nats, small] = await Promise.all([PostgresServer.start(), startNats(), startSmallCampaign()]);
  await small.stopPlatform();
  hosts = {
    embedded: { dataDir: small.platformFolder },
    PostgreSQL: { dataDir: join(small.folder, 'b'), store: await postgres.createDatabase() },
    NATS: { dataDir: join(small.folder, 'c'), store: `${nats.url}?partitions=2` },
    'embedded again': { dataDir: join(small.folder, 'd') },
  };
  address = await Address.open();
  running = await startPlatform(hosts.embedded);
  address.pointTo(running.port);
  await publishCampaign(small.campaign, small.keys, here());
  pupils = await savingPupils(small, address.url);
});
afterAll(async () => {
  for (const pupil of pupils ?? []) pupil.stop();
  await address?.close();
  await running?.close();
  await Promise.all([postgres?.remove(), nats?.stop(), small?.close()]);
});

async function placeOf(host: Host, secrets: PlatformSecrets) {
  const store = await openStore(host, secrets);
  return { store, secrets, secretsDir: secretsDirOf(host), nowMs: Date.now };
}

/** As the command does it: by the process that holds an embedded store, beside those that share another. */
async function exported(host: Host, secrets: PlatformSecrets, file: string) {
  const key = newTransferKey();
  if (host.store === undefined) {
    const control = await connectControl(join(host.dataDir, 'store'));
    await control!.freeze(NAME);
    await writePieces(file, await control!.export(NAME, key.text), nothing);
  } else {
    const place = await placeOf(host, secrets);
    await freezeCampaign(place, NAME);
    await writePieces(file, exportCampaign(place, NAME, key.bytes), nothing);
    await place.store.close();
  }
  return key;
}

it.each([
  ['embedded', 'PostgreSQL'],
  ['PostgreSQL', 'NATS'],
  ['NATS', 'embedded again'],
] as const)('a running campaign goes from %s to %s, and loses no acknowledged save', async (from, to) => {
  const load = keepSaving(pupils, number);
  const before = countOf(pupils);
  await until(() => countOf(pupils) >= before + 60);
  await serveCampaign(small.campaign, small.keys, { ...here(), once: true });

  const file = join(small.folder, `${to}.cloison`);
  const key = await exported(hosts[from], await readSecrets(secretsDirOf(hosts[from])), file);
  number = await load.end();
  const acknowledged = pupils.map((pupil) => pupil.acknowledged);
  // Of each pupil, the file has at least what was acknowledged. Nothing is acknowledged afterwards.
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(pupils.map((pupil) => pupil.acknowledged)).toEqual(acknowledged);
  const me = await fetch(`${running.url}/api/1/${NAME}/me`, {
    headers: { authorization: bearer(pupils[0]!.person.holder.access) },
  });
  expect(me.status).toBe(200);

  const secrets = await createSecrets(secretsDirOf(hosts[to]), small.keys.authorityPublic().publicKey);
  const place = await placeOf(hosts[to], secrets);
  await importCampaign(place, key.bytes, readPieces(file, nothing));
  await place.store.close();
  const old = running;
  running = await startPlatform(hosts[to]);
  for (const pupil of pupils) {
    expect((await pupil.head(running.url)).number).toBeGreaterThanOrEqual(pupil.acknowledged);
  }
  address.pointTo(running.port);
  await old.close();
  number += 1;
  for (const pupil of pupils) {
    await pupil.give(number);
    await pupil.settled();
    expect([pupil.acknowledged, pupil.states.has('conflict')]).toEqual([number, false]);
    // An envelope of before gets the answer of before.
    const response = await fetch(`${running.url}/api/1/${NAME}/records/maths`, {
      method: 'PUT',
      headers: {
        authorization: bearer(pupil.person.holder.access),
        'content-type': 'application/octet-stream',
      },
      body: pupil.sent[0] as Uint8Array<ArrayBuffer>,
    });
    expect(response.status).toBe(204);
  }
  const done = await movePlatform(small.campaign, small.keys, {
    ...here(),
    key: fingerprintOf(running.publicKey),
  });
  expect(done).toMatchObject({ rollbacks: 0, quarantined: 0 });
  expect(small.vault.count('SELECT count(*) FROM record')).toBe(pupils.length);
  expect(small.vault.count('SELECT count(*) FROM branch')).toBe(0);
  for (const pupil of pupils) {
    const { version } = await pupil.head(running.url);
    const kept = small.vault.get<{ version: number }>(
      'SELECT version FROM record WHERE holder = ?',
      pupil.person.holder.holderId,
    );
    expect([version, kept?.version]).toEqual([pupil.sent.length, pupil.sent.length]);
  }
  const again = await serveCampaign(small.campaign, small.keys, { ...here(), once: true });
  expect(again).toMatchObject({ received: 0, rollbacks: 0 });
});
