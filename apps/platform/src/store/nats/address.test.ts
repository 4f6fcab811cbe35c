import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NatsCluster, startNats } from '@cloison/dev-env/stores/nats-cluster.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseNatsAddress } from './address.ts';
import { openNatsStore } from './store.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloison-nats-tls-'));
  makeCertificates();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Two authorities, `ca.pem` and `other-ca.pem`, and certificates by the first: for localhost, and for another name. */
function makeCertificates(): void {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  for (const name of ['ca', 'other-ca']) {
    openssl('req', '-x509', ...key, '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.pem`);
  }
  const signer = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-addext', 'basicConstraints=CA:FALSE'];
  for (const [file, host] of [
    ['server', 'localhost'],
    ['strange', 'nats.example'],
  ] as const) {
    const names = ['-subj', '/CN=nats', '-addext', `subjectAltName=DNS:${host}`];
    openssl('req', '-x509', ...signer, ...key, ...names, '-keyout', `${file}.key`, '-out', `${file}.pem`);
  }
}

describe('the address of a NATS store', () => {
  it('names every server, with replicas and partitions', () => {
    expect(parseNatsAddress('nats://127.0.0.1', {})).toEqual({
      servers: ['127.0.0.1:4222'],
      user: null,
      password: null,
      credentials: null,
      ca: null,
      replicas: 1,
      partitions: 1,
      prefix: 'cloison',
    });
    const ca = join(folder, 'ca.pem');
    const three = `nats://a:1,b.example:2,c?ca=${ca}&partitions=8&prefix=test`;
    expect(parseNatsAddress(three, {})).toMatchObject({
      servers: ['a:1', 'b.example:2', 'c:4222'],
      replicas: 3,
      partitions: 8,
      prefix: 'test',
    });
    expect(parseNatsAddress('nats://a?ca=system', {}).ca).toBe('system');
  });

  it('takes the password from itself or from a file', () => {
    const file = join(folder, 'password');
    writeFileSync(file, 'p@ss\n');
    const env = { CLOISON_STORE_PASSWORD_FILE: file };
    expect(parseNatsAddress('nats://u:a%40b@localhost', env)).toMatchObject({ user: 'u', password: 'a@b' });
    expect(parseNatsAddress('nats://u@localhost', env)).toMatchObject({ user: 'u', password: 'p@ss' });
  });

  it('is refused without verified TLS elsewhere than on this machine, and when it means nothing', () => {
    const plain = ['nats://nats.example', 'nats://127.0.0.1,10.0.0.7', 'nats://192.0.2.1:4222'];
    for (const address of plain) {
      expect(() => parseNatsAddress(address, {})).toThrow(expect.objectContaining({ code: 'plain-store' }));
    }
    const bad = [
      'nats://',
      'nats://a b',
      'nats://localhost/path',
      'nats://localhost?tls=off',
      'nats://localhost?replicas=2',
      'nats://localhost?partitions=17',
      'nats://localhost?prefix=A.b',
      'nats://localhost:port',
      'nats://u:%@localhost',
      'nats://192.0.2.1?ca=system',
      `nats://a?ca=${folder}/none`,
      `nats://localhost?creds=${folder}/none`,
    ];
    for (const address of bad) {
      expect(() => parseNatsAddress(address, {}), address).toThrow(
        expect.objectContaining({ code: 'bad-setting' }),
      );
    }
  });

  it('never shows a password in an error', () => {
    for (const address of ['nats://u:secret@localhost?x=1', 'nats://u:secret@a', 'nats://u:secret@a b']) {
      expect(() => parseNatsAddress(address, {})).toThrow(
        expect.not.objectContaining({ message: expect.stringContaining('secret') }),
      );
    }
  });
});

describe('a connection to NATS', () => {
  let cluster: NatsCluster;
  const pepper = new Uint8Array(32);
  const open = (query: string, who = 'u:p@') =>
    openNatsStore({
      address: parseNatsAddress(`nats://${who}localhost:${cluster.servers[0]!.port}${query}`, {}),
      pepper,
    });
  beforeAll(async () => {
    cluster = await startNats({
      tls: { certPath: join(folder, 'server.pem'), keyPath: join(folder, 'server.key') },
      login: { user: 'u', password: 'p' },
    });
  });
  afterAll(() => cluster.stop());

  it('is made to servers whose certificate is by the named authority and bears the given name', async () => {
    const store = await open(`?ca=${folder}/ca.pem`);
    await store.check();
    await store.close();
  });

  it('is refused to another authority’s, to one of another name, and without the password', async () => {
    const refused = expect.objectContaining({ code: 'bad-setting' });
    await expect(open(`?ca=${folder}/other-ca.pem`)).rejects.toEqual(refused);
    await expect(open('?ca=system')).rejects.toEqual(refused);
    await expect(open(`?ca=${folder}/ca.pem`, 'u:wrong@')).rejects.toEqual(refused);
    const strange = await startNats({
      tls: { certPath: join(folder, 'strange.pem'), keyPath: join(folder, 'strange.key') },
    });
    try {
      const address = parseNatsAddress(
        `nats://localhost:${strange.servers[0]!.port}?ca=${folder}/ca.pem`,
        {},
      );
      await expect(openNatsStore({ address, pepper })).rejects.toEqual(refused);
    } finally {
      await strange.stop();
    }
  });
});
