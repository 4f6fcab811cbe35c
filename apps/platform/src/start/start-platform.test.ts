import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { newAuthorityKey } from '@cloison/dev-env/platform/authority-key.ts';
import { fixtureEnvelope } from '@cloison/dev-env/platform/envelope-fixture.ts';
import { CAMPAIGN, type TestHolder } from '@cloison/dev-env/platform/published-campaign.ts';
import { TestService } from '@cloison/dev-env/platform/test-service.ts';
import { fromBase64Url, parseSignedStatement, verifyStatement } from '@cloison/protocol/public';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSecrets } from '../base/secrets.ts';
import { openStore } from './open-store.ts';
import { startPlatform } from './start-platform.ts';

let service: TestService;
const certificates = mkdtempSync(join(tmpdir(), 'cloison-tls-'));
afterAll(() => rmSync(certificates, { recursive: true }));

/** A self-made certificate of one day, over `into` when it is given. */
function newCertificate(subject: string, into?: { readonly keyPath: string; readonly certPath: string }) {
  const folder = mkdtempSync(join(certificates, 'pair-'));
  const pair = into ?? { keyPath: join(folder, 'key.pem'), certPath: join(folder, 'cert.pem') };
  const kind = ['-x509', '-days', '1', '-nodes', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
  const names = ['-subj', `/CN=${subject}`, '-addext', 'subjectAltName=DNS:localhost'];
  execFileSync('openssl', ['req', ...kind, ...names, '-keyout', pair.keyPath, '-out', pair.certPath], {
    stdio: 'ignore',
  });
  return pair;
}

/** `/healthz` on a new connection, and the name on the certificate that was shown. */
function askTls(url: string): Promise<{ headers: Record<string, unknown>; subject: unknown }> {
  return new Promise((resolve, reject) => {
    const options = { rejectUnauthorized: false, servername: 'localhost', agent: false };
    httpsRequest(`${url}/healthz`, options, (response) => {
      response.resume();
      const { subject } = (response.socket as TLSSocket).getPeerCertificate();
      resolve({ headers: response.headers, subject: subject.CN });
    })
      .on('error', reject)
      .end();
  });
}

beforeEach(() => {
  service = new TestService();
});
afterEach(() => service.remove());

describe('starting', () => {
  it('makes the secrets of a new data folder, apart from the store and for the owner alone', async () => {
    await service.start();
    const secrets = join(service.dataDir, 'secrets');
    expect(readdirSync(secrets).sort()).toEqual(['pepper.key', 'platform.json', 'statement.key']);
    for (const file of readdirSync(secrets)) expect(statSync(join(secrets, file)).mode & 0o777).toBe(0o600);
    expect(statSync(secrets).mode & 0o777).toBe(0o700);
    const pepper = Buffer.from((await readSecrets(secrets)).pepper);
    const store = join(service.dataDir, 'store');
    for (const entry of readdirSync(store, { recursive: true, withFileTypes: true })) {
      if (entry.isFile())
        expect(readFileSync(join(entry.parentPath, entry.name)).includes(pepper)).toBe(false);
    }
  });
  it('again needs no key, and refuses another one', async () => {
    await service.start();
    await service.stop();
    await expect(service.start({ authorityKey: newAuthorityKey().x })).rejects.toMatchObject({
      code: 'bad-authority-key',
    });
    const again = await startPlatform({ dataDir: service.dataDir });
    await again.close();
  });
  it('refuses a store whose secrets are gone, others, or open to others', async () => {
    await service.start();
    await service.stop();
    const start = () => startPlatform({ dataDir: service.dataDir, authorityKey: service.authorityKey.x });
    const pepper = join(service.dataDir, 'secrets', 'pepper.key');
    chmodSync(pepper, 0o644);
    await expect(start()).rejects.toMatchObject({ code: 'wrong-secrets' });
    chmodSync(pepper, 0o600);
    writeFileSync(pepper, Buffer.alloc(32).toString('base64'));
    await expect(start()).rejects.toMatchObject({ code: 'wrong-secrets' });
    rmSync(join(service.dataDir, 'secrets'), { recursive: true });
    await expect(start()).rejects.toMatchObject({ code: 'not-initialised' });
  });
  it('refuses plain HTTP on anything but loopback, unless a proxy speaks TLS', async () => {
    for (const host of ['0.0.0.0', '::', '192.0.2.1', 'example.org', '127.0.0.1.example.org']) {
      await expect(service.start({ host })).rejects.toMatchObject({ code: 'plain-http' });
    }
    await service.start({ host: '0.0.0.0', behindProxy: true });
    // Browsers reach it by TLS, and are told to stay there.
    const { headers } = await fetch(`http://127.0.0.1:${service.platform.port}/healthz`);
    expect(headers.get('strict-transport-security')).toBe('max-age=63072000');
    await service.stop();
    await service.start();
    expect((await fetch(`${service.url}/healthz`)).headers.has('strict-transport-security')).toBe(false);
  });
  it('refuses a key that is not one, a data folder in use, a port in use', async () => {
    await expect(service.start({ authorityKey: 'abc' })).rejects.toMatchObject({ code: 'bad-authority-key' });
    await service.start();
    await expect(startPlatform({ dataDir: service.dataDir })).rejects.toMatchObject({ code: 'in-use' });
    const other = new TestService();
    await expect(other.start({ port: service.platform.port })).rejects.toMatchObject({ code: 'bad-setting' });
    await other.start();
    await other.remove();
  });
  it('speaks HTTPS with a certificate', async () => {
    await service.start({ tls: newCertificate('premier') });
    expect(service.url).toMatch(/^https:/);
    const { headers, subject } = await askTls(service.url);
    expect(headers['strict-transport-security']).toBe('max-age=63072000');
    expect(subject).toBe('premier');
  });
  it('takes a renewed certificate without a restart; one that cannot be used changes nothing', async () => {
    const tls = newCertificate('premier');
    await service.start({ tls, metrics: { port: 0 } });
    const open = connectTls(service.platform.port, '127.0.0.1', { rejectUnauthorized: false });
    await new Promise((resolve) => open.once('secureConnect', resolve));
    newCertificate('second', tls);
    expect((await askTls(service.url)).subject).toBe('premier');
    service.platform.reloadTls();
    expect((await askTls(service.url)).subject).toBe('second');
    expect(service.log).toContain('tls-reloaded');
    const answer = new Promise<string>((resolve) => open.once('data', (data) => resolve(String(data))));
    open.write('GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
    expect(await answer).toMatch(/^HTTP\/1\.1 200 /);
    const until = /^cloison_certificate_expiry_timestamp_seconds (\d+)$/m.exec(
      await (await fetch(`${service.platform.operationsUrl}/metrics`)).text(),
    );
    expect(Math.round((Number(until![1]) - Date.now() / 1000) / 3600)).toBe(24);

    writeFileSync(tls.certPath, readFileSync(newCertificate('autre').certPath));
    service.platform.reloadTls();
    expect((await askTls(service.url)).subject).toBe('second');
    expect(service.log).toContain('"where":"tls-reload"');
  });
  it('refuses a certificate without its key', async () => {
    const [one, other] = [newCertificate('un'), newCertificate('autre')];
    await expect(
      service.start({ tls: { certPath: one.certPath, keyPath: other.keyPath } }),
    ).rejects.toMatchObject({ code: 'bad-setting' });
  });
});

describe('closing', () => {
  it('finishes the request that is under way, then takes no more', async () => {
    await service.start();
    await service.publish();
    const [pupil] = (await service.holders('pupil')) as [TestHolder];
    const { bytes } = fixtureEnvelope({ campaign: CAMPAIGN, holder: pupil.id, name: 'francais' });
    const { port } = service.platform;
    const token = Buffer.from(pupil.access).toString('base64url');
    const head = `PUT /api/1/${CAMPAIGN}/records/francais HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-type: application/octet-stream\r\nexpect: 100-continue\r\ncontent-length: ${bytes.length}\r\n\r\n`;
    let text = '';
    const socket = connect(port, '127.0.0.1');
    const ended = new Promise<void>((resolve, reject) => {
      socket.on('end', resolve);
      socket.on('error', reject);
    });
    socket.on('data', (data) => {
      text += data.toString('latin1');
    });
    // The service says that it has the head of the request.
    const begun = new Promise((resolve) => socket.once('data', resolve));
    socket.write(head);
    await begun;
    socket.write(bytes.subarray(0, 100));
    const closed = service.platform.close();
    while (
      await fetch(`http://127.0.0.1:${port}/healthz`).then(
        () => true,
        () => false,
      )
    );
    socket.write(bytes.subarray(100));
    await ended;
    expect(text).toMatch(/^HTTP\/1\.1 100 [\s\S]*HTTP\/1\.1 204 /);
    await closed;
    await service.stop();
    await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow();
    await service.start();
    expect((await service.api(pupil, 'GET', 'records/francais')).status).toBe(200);
  });
});

describe('a connection that stays open', () => {
  it('is still served while the service ends, and asked to close', async () => {
    await service.start();
    await service.publish();
    const [pupil] = (await service.holders('pupil')) as [TestHolder];
    const { bytes } = fixtureEnvelope({ campaign: CAMPAIGN, holder: pupil.id, name: 'francais' });
    const token = Buffer.from(pupil.access).toString('base64url');
    const put = `PUT /api/1/${CAMPAIGN}/records/francais HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-type: application/octet-stream\r\nexpect: 100-continue\r\ncontent-length: ${bytes.length}\r\n\r\n`;
    const { port } = service.platform;
    let text = '';
    const socket = connect(port, '127.0.0.1');
    const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.on('data', (data) => {
      text += data.toString('latin1');
    });
    const begun = new Promise<void>((resolve) => socket.once('data', () => resolve()));
    socket.write(put);
    await begun;
    const closed = service.platform.close();
    while (
      await fetch(`http://127.0.0.1:${port}/healthz`).then(
        () => true,
        () => false,
      )
    );
    const second = 'GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n';
    socket.write(Buffer.concat([bytes, Buffer.from(second)]));
    await ended;
    await closed;
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 100', 'HTTP/1.1 204', 'HTTP/1.1 200']);
    expect(text.slice(text.lastIndexOf('HTTP/1.1'))).toMatch(/connection: close/i);
  });
});

describe('a purge that a crash interrupted', () => {
  it('is finished by the next start, with a statement that verifies', async () => {
    await service.start();
    await service.publish();
    const [pupil] = (await service.holders('pupil')) as [TestHolder];
    await service.put(
      pupil,
      'francais',
      fixtureEnvelope({ campaign: CAMPAIGN, holder: pupil.id, name: 'francais' }).bytes,
    );
    await service.stop();
    const secrets = await readSecrets(join(service.dataDir, 'secrets'));
    const store = await openStore({ dataDir: service.dataDir }, secrets);
    await store.beginPurge(CAMPAIGN, service.nowMs);
    await store.close();
    expect(existsSync(join(service.dataDir, 'store', 'campaigns', CAMPAIGN))).toBe(true);
    await service.start();
    expect(service.log).toContain('purge-finished');
    expect(existsSync(join(service.dataDir, 'store', 'campaigns', CAMPAIGN))).toBe(false);
    const { json } = await service.authority('PUT', 'purge', { campaign: CAMPAIGN });
    const signed = parseSignedStatement(json);
    expect(await verifyStatement(signed, fromBase64Url(signed.publicKey))).toMatchObject({
      erased: { holders: 1, records: 1, versions: 1 },
    });
  });
});

describe('a full disk', () => {
  it('is answered storage-full while it lasts, and nothing that was acknowledged is lost', async () => {
    await service.start({ quotaMiB: 1 });
    await service.publish();
    const [group] = (await service.holders('group')) as [TestHolder];
    const saved = new Map<string, Uint8Array>();
    let refused = 0;
    for (let i = 100; i < 180; i++) {
      const name = `ABCDEFGH01234${i}`;
      const { bytes } = fixtureEnvelope({ campaign: CAMPAIGN, holder: group.id, name, bodyBytes: 64 * 512 });
      const answer = await service.put(group, name, bytes);
      if (answer.status === 204) saved.set(name, bytes);
      else {
        expect([answer.status, answer.json]).toEqual([507, { code: 'storage-full' }]);
        refused += 1;
      }
    }
    expect([saved.size > 5, refused > 20]).toEqual([true, true]);
    expect((await service.fetch('/healthz')).status).toBe(200);
    await service.stop();
    await service.start();
    for (const [name, bytes] of saved) {
      expect(Buffer.compare((await service.api(group, 'GET', `records/${name}`)).bytes, bytes)).toBe(0);
    }
    const { bytes } = fixtureEnvelope({ campaign: CAMPAIGN, holder: group.id, name: 'ABCDEFGH01234999' });
    expect((await service.put(group, 'ABCDEFGH01234999', bytes)).status).toBe(204);
  });
});

it('a first publication that a crash interrupted is as if it had not begun, and may be repeated', async () => {
  await service.start();
  await service.stop();
  const db = new DatabaseSync(join(service.dataDir, 'store', 'platform.sqlite'));
  db.prepare("INSERT INTO campaign (name, state) VALUES (?, 'open')").run(CAMPAIGN);
  db.close();
  await service.start();
  expect((await service.fetch(`/c/${CAMPAIGN}/campaign.json`)).status).toBe(404);
  await service.publish();
  expect((await service.fetch(`/c/${CAMPAIGN}/campaign.json`)).status).toBe(200);
});
