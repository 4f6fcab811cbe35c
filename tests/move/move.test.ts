/**
 * A running campaign goes to another host: pupils save all the while, at an address that stays. One export and one import, as
 * an operator does them. Nothing that was acknowledged is missing, and the authority has everything once.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { bearer } from '@cloison/protocol/public';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCertificate } from '../../apps/authority/src/close/certificate.ts';
import { closeCampaign } from '../../apps/authority/src/close/close-campaign.ts';
import { serveCampaign } from '../../apps/authority/src/collect/serve-campaign.ts';
import { hostCounts } from '../../apps/authority/src/hosts/host-counts.ts';
import { takePurge } from '../../apps/authority/src/hosts/hosts.ts';
import { movePlatform } from '../../apps/authority/src/hosts/move-platform.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { countOf, keepSaving, type SavingPupil, savingPupils, until } from './saving-pupil.ts';
import { Address, cloison, type Served, serve } from './served-platform.ts';

let small: SmallCampaign;
let address: Address;
let oldHost: Served;
let newHost: Served | null = null;
let pupils: SavingPupil[];
let file: string;
let keyFile: string;
let newData: string;
let newSecrets: string;

/** Number of the state that is given once the old host refuses. */
const AFTER = 1_000_000;
const count = () => countOf(pupils);
const patiently = { patienceMs: 300_000 };
const here = () => ({ platform: `${address.url}/`, ...patiently });

beforeAll(async () => {
  small = await startSmallCampaign();
  await small.stopPlatform();
  address = await Address.open();
  oldHost = await serve(['serve', '--data', small.platformFolder, '--port', '0', '--log', 'none']);
  address.pointTo(oldHost.port);
  await publishCampaign(small.campaign, small.keys, here());
  pupils = await savingPupils(small, address.url);
  file = join(small.folder, 'petite.cloison');
  keyFile = join(small.folder, 'transfert.txt');
  newData = join(small.folder, 'nouvelle');
  newSecrets = join(small.folder, 'nouveaux-secrets');
});
afterAll(async () => {
  for (const pupil of pupils ?? []) pupil.stop();
  await newHost?.stop('SIGKILL');
  await oldHost?.stop('SIGKILL');
  await address?.close();
  await small?.close();
});

const onNew = () => ['--data', newData, '--secrets', newSecrets, '--json'];
const onOld = () => ['--data', small.platformFolder, '--json'];

describe('a running campaign', () => {
  it('is exported under load: the old host acknowledges nothing from then on, and reads go on', async () => {
    // While states follow each other closely, nobody is told that the newest is saved.
    for (const pupil of pupils) {
      await pupil.give(1);
      await pupil.settled();
    }
    const load = keepSaving(pupils, 1);
    await until(() => count() >= 60);
    // Half of it is collected from the old host.
    await serveCampaign(small.campaign, small.keys, { ...here(), once: true });
    const would = await cloison(['platform', 'export', NAME, ...onOld()]);
    expect(would.json()).toMatchObject({ campaign: NAME, moved: false, counts: { holders: 16 } });
    const moved = await cloison([
      ...['platform', 'export', NAME, '--to', file, '--key-file', keyFile, '--final'],
      ...onOld(),
    ]);
    expect([moved.code, moved.err]).toEqual([0, '']);
    expect(moved.json()).toMatchObject({ moved: true, file, counts: { records: pupils.length } });
    await load.end();
    const acknowledged = count();
    const [pupil] = pupils as [SavingPupil];
    const me = await fetch(`${oldHost.url}/api/1/${NAME}/me`, {
      headers: { authorization: bearer(pupil.person.holder.access) },
    });
    expect(me.status).toBe(200);
    const refused = await fetch(`${oldHost.url}/api/1/${NAME}/records/maths`, {
      method: 'PUT',
      headers: {
        authorization: bearer(pupil.person.holder.access),
        'content-type': 'application/octet-stream',
      },
      body: pupil.sent.at(-1) as Uint8Array<ArrayBuffer>,
    });
    expect([refused.status, await refused.json()]).toEqual([503, { code: 'busy' }]);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    for (const one of pupils) await one.give(AFTER);
    // Each has been told to wait, and nobody was told that anything is saved.
    await expect.poll(() => pupils.every(({ states }) => states.has('busy'))).toBe(true);
    expect(count()).toBe(acknowledged);
    expect(pupils.every((one) => one.acknowledged > 0 && one.acknowledged < AFTER)).toBe(true);
  });

  it('is not imported from a file that is altered or cut short, nor with another key: nothing is changed', async () => {
    const init = await cloison([
      ...[
        'platform',
        'init',
        '--authority-key',
        Buffer.from(small.keys.authorityPublic().publicKey).toString('base64url'),
      ],
      ...onNew(),
    ]);
    expect(init.code).toBe(0);
    const bytes = readFileSync(file);
    const altered = join(small.folder, 'altere.cloison');
    const otherKey = join(small.folder, 'autre.txt');
    writeFileSync(otherKey, `${'0'.repeat(32)}\n`);
    for (const [change, key, code] of [
      [
        (copy: Buffer) => copy.fill(copy[bytes.length - 5]! ^ 1, bytes.length - 5, bytes.length - 4),
        keyFile,
        'bad-transfer-file',
      ],
      [(copy: Buffer) => copy.subarray(0, bytes.length - 40), keyFile, 'bad-transfer-file'],
      [(copy: Buffer) => copy, otherKey, 'bad-transfer-key'],
    ] as const) {
      writeFileSync(altered, change(Buffer.from(bytes)));
      const ran = await cloison(['platform', 'import', altered, '--key-file', key, ...onNew()]);
      expect([ran.code, ran.json()]).toMatchObject([expect.any(Number), { ok: false, code: code }]);
    }
    expect((await cloison(['platform', 'status', ...onNew()])).json()).toMatchObject({
      ok: true,
      campaigns: [],
    });
    // The sealed file shows nothing: no holder, no access token, not even the campaign.
    expect(bytes.includes(NAME)).toBe(false);
    for (const { person } of pupils) expect(bytes.includes(Buffer.from(person.holder.holderId))).toBe(false);
  });

  it('is imported whole, served at the same address, and loses no acknowledged save', async () => {
    const done = await cloison(['platform', 'import', file, '--key-file', keyFile, ...onNew()]);
    expect([done.code, done.err]).toEqual([0, '']);
    expect(done.json()).toMatchObject({
      campaign: NAME,
      imported: true,
      counts: { holder: 16, record: pupils.length },
    });
    newHost = await serve([
      'serve',
      '--data',
      newData,
      '--secrets',
      newSecrets,
      '--port',
      '0',
      '--log',
      'none',
    ]);
    for (const pupil of pupils) {
      const { number, version } = await pupil.head(newHost.url);
      expect(number).toBeGreaterThanOrEqual(pupil.acknowledged);
      expect(version).toBe(pupil.sent.length);
    }
    address.pointTo(newHost.port);
    for (const pupil of pupils) await pupil.give(AFTER + 1, true);
    for (const pupil of pupils) {
      await pupil.settled();
      expect(pupil.acknowledged).toBe(AFTER + 1);
      expect(pupil.states.has('conflict')).toBe(false);
      expect(await pupil.head(newHost.url)).toEqual({ number: AFTER + 1, version: pupil.sent.length });
    }
    expect(count()).toBeGreaterThan(60 + pupils.length);
  });

  it('answers an envelope of before the move as the old host did', async () => {
    for (const { person, sent } of pupils) {
      for (const bytes of [sent[0]!, sent[Math.floor(sent.length / 2)]!]) {
        const response = await fetch(`${address.url}/api/1/${NAME}/records/maths`, {
          method: 'PUT',
          headers: {
            authorization: bearer(person.holder.access),
            'content-type': 'application/octet-stream',
          },
          body: bytes as Uint8Array<ArrayBuffer>,
        });
        expect(response.status).toBe(204);
      }
    }
  });
});

describe('the authority', () => {
  const fingerprint = async () => {
    const { publicKey } = JSON.parse(readFileSync(join(newSecrets, 'platform.json'), 'utf8')) as {
      publicKey: string;
    };
    const hex = createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest('hex');
    return hex;
  };

  it('sends nothing to an unknown host, and accepts one by the fingerprint of its key', async () => {
    await expect(serveCampaign(small.campaign, small.keys, { ...here(), once: true })).rejects.toMatchObject({
      code: 'platform-key-changed',
    });
    await expect(
      movePlatform(small.campaign, small.keys, { ...here(), key: 'AAAA '.repeat(16) }),
    ).rejects.toMatchObject({ code: 'move-key' });
    const done = await movePlatform(small.campaign, small.keys, { ...here(), key: await fingerprint() });
    expect(done).toMatchObject({ rollbacks: 0, quarantined: 0 });
    expect(done.received).toBeGreaterThan(0);
  });

  it('has everything once: one final record a pupil, no branch, no rollback, and nothing new the next time', async () => {
    const { vault } = small;
    expect(vault.count('SELECT count(*) FROM record WHERE final = 1')).toBe(pupils.length);
    for (const table of ['branch', 'rollback', 'quarantine']) {
      expect([table, vault.count(`SELECT count(*) FROM ${table}`)]).toEqual([table, 0]);
    }
    expect(vault.count('SELECT count(*) FROM result')).toBe(pupils.length);
    const again = await serveCampaign(small.campaign, small.keys, { ...here(), once: true });
    expect(again).toMatchObject({ received: 0, rollbacks: 0, documents: 0 });
  });

  it('counts the old host in the certificate: what it erased, by its own statement', async () => {
    await oldHost.stop();
    const purged = await cloison([
      ...['platform', 'purge', '--campaign', NAME, '--yes', '--not-erased', 'Bandes de nuit, trente jours.'],
      ...onOld(),
    ]);
    expect(purged.code).toBe(0);
    const taken = await takePurge(small.vault, small.actor, NAME, purged.out);
    expect(taken.erased).toMatchObject({ records: pupils.length, holders: 16 });
    // It is held against what it was given, and what came from it.
    expect(hostCounts(small.vault, taken.host)).toEqual({
      holders: 16,
      documents: taken.erased.documents,
      records: pupils.length,
    });
    expect(taken).toMatchObject({ shortfalls: [], uncollected: 0 });
    // Given twice, it is kept once.
    await takePurge(small.vault, small.actor, NAME, purged.out);
    const lines = small.vault.count(`SELECT count(*) FROM journal WHERE line LIKE '%"place.purged"%'`);
    expect(lines).toBe(1);
    const { certificate: signed } = await closeCampaign(small.vault, small.keys, small.actor, NAME, here());
    const { certificate, placePurges, purge } = await readCertificate(signed, null);
    expect(purge?.erased.records).toBe(pupils.length);
    expect(certificate.places).toMatchObject([{ kind: 'platform', label: `${address.url}/` }]);
    expect(placePurges[0]?.notErased).toBe('Bandes de nuit, trente jours.');
    expect(certificate.notDestroyed.map(({ code }) => code)).toContain('place-backups');
  });
});
