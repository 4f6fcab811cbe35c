/**
 * What a process of the platform writes, on standard output, standard error and to Prometheus, while everything goes wrong:
 * a store whose tables are gone, requests that are not HTTP, not TLS, too large, cut. Nothing of it says who or what.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { fixtureEnvelope } from '@cloison/dev-env/platform/envelope-fixture.ts';
import { CAMPAIGN, type TestHolder } from '@cloison/dev-env/platform/published-campaign.ts';
import { TestService } from '@cloison/dev-env/platform/test-service.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';

const COMMAND = fileURLToPath(new URL('../../bin/cloison.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'cloison-quiet-'));
const service = new TestService();
const children: ChildProcess[] = [];
let holders: readonly TestHolder[];

beforeAll(async () => {
  service.nowMs = Date.now();
  await service.start();
  await service.publish();
  holders = await service.holders('pupil', 'staff', 'group');
  await service.stop();
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await service.remove();
  rmSync(folder, { recursive: true });
});

interface Server {
  readonly url: string;
  readonly operationsUrl: string;
  readonly written: () => string;
  readonly hangUp: () => void;
  readonly stop: () => Promise<void>;
}

/** The log is written at the latest after a second. */
async function logged(server: Server, words: string): Promise<void> {
  while (!server.written().includes(words)) await wait(20);
}

async function serve(data: string, ...more: readonly string[]): Promise<Server> {
  const own = ['--data', data, '--port', '0', '--metrics', '0', '--log', 'stderr', '--json'];
  const child = spawn(process.execPath, [COMMAND, 'platform', 'serve', ...own, ...more]);
  children.push(child);
  let [out, all] = ['', ''];
  child.stderr.on('data', (part) => {
    all += part;
  });
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (part) => {
      out += part;
      all += part;
      if (out.includes('\n')) resolve(out.split('\n')[0]!);
    });
    child.once('exit', (code) => reject(new Error(`the service ended with ${code}: ${all}`)));
  });
  const { url, operationsUrl } = JSON.parse(line) as { url: string; operationsUrl: string };
  return {
    url,
    operationsUrl,
    written: () => all,
    hangUp: () => child.kill('SIGHUP'),
    stop: () =>
      new Promise((resolve) => {
        child.once('close', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}

/** Everything that must not be written. Addresses of our own that the service says on purpose are taken out first. */
function expectSilence(server: Server, written: string, needles: readonly string[]): void {
  const text = written.replaceAll(server.url, '').replaceAll(server.operationsUrl, '');
  const bytes = holders.flatMap(({ id, access }) => [id, access]);
  const encoded = bytes.flatMap((each) => [
    Buffer.from(each).toString('base64url'),
    Buffer.from(each).toString('base64'),
    Buffer.from(each).toString('hex'),
  ]);
  for (const needle of [...needles, ...encoded, '127.0.0.1', '::1', '203.0.113.77', 'francais', 'CLO1']) {
    expect(text).not.toContain(needle);
  }
}

function exchange(socket: ReturnType<typeof connect>, bytes: string | Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    socket.on('data', () => undefined);
    socket.on('error', () => undefined);
    socket.on('close', () => resolve());
    socket.write(bytes);
  });
}

it('when the store throws on every route, and on malformed requests, the log has no address, token, holder or body', async () => {
  const server = await serve(service.dataDir);
  service.attach(server.url);
  const canary = `canary${randomBytes(8).toString('hex')}`;
  const octets = { 'content-type': 'application/octet-stream' };
  const asJson = { 'content-type': 'application/json' };
  const headers = {
    'user-agent': canary,
    referer: canary,
    'x-forwarded-for': '203.0.113.77',
    cookie: canary,
  };

  const statuses: number[] = [];
  const everyRoute = async () => {
    // A signature is good for five minutes.
    service.nowMs = Date.now();
    for (const holder of holders) {
      const { bytes } = fixtureEnvelope({ campaign: CAMPAIGN, holder: holder.id, name: 'francais' });
      const calls: [string, string, RequestInit][] = [
        ['GET', 'me', {}],
        ['GET', 'documents/ticket', {}],
        ['GET', `documents/${canary}`, {}],
        ['GET', 'records/francais', {}],
        ['GET', 'routing/francais', {}],
        ['GET', 'keys/francais', {}],
        ['PUT', 'records/francais', { body: bytes as Uint8Array<ArrayBuffer>, headers: octets }],
        ['PUT', `records/${canary}`, { body: canary, headers: octets }],
        ['PUT', 'records/francais', { body: new Uint8Array(100_000), headers: octets }],
        ['POST', 'rescue', { body: `{"${canary}`, headers: asJson }],
        [
          'POST',
          'rescue',
          {
            body: JSON.stringify({ envelopes: [Buffer.from(bytes).toString('base64url')] }),
            headers: asJson,
          },
        ],
      ];
      for (const [method, path, init] of calls) {
        const all = { ...headers, ...(init.headers as Record<string, string> | undefined) };
        statuses.push((await service.api(holder, method, path, { ...init, headers: all })).status);
      }
    }
    for (const [method, path, body] of [
      ['PUT', 'campaign', { [canary]: canary }],
      ['PUT', 'holders', { holders: [{ holder: canary }] }],
      ['PUT', 'documents', { documents: [canary] }],
      ['PUT', 'routing', { routing: [canary] }],
      ['PUT', 'keys', { keys: [canary] }],
      ['PUT', 'revocations', { holders: [Buffer.from(holders[0]!.id).toString('base64url')] }],
      ['GET', 'feed', undefined],
      [
        'POST',
        'records',
        { records: [{ holder: Buffer.from(holders[0]!.id).toString('base64url'), name: 'francais' }] },
      ],
      ['GET', 'key', undefined],
      ['PUT', `content/${'0'.repeat(64)}`, new Uint8Array(Buffer.from(canary))],
    ] as const) {
      statuses.push((await service.authority(method, path, body)).status);
    }
    for (const path of [
      `/${canary}?${canary}`,
      `/c/${CAMPAIGN}/${canary}`,
      `/c/${CAMPAIGN}/content/${'0'.repeat(64)}`,
      `/c/${CAMPAIGN}/campaign.json`,
      `/c/${canary}/ecole/`,
      `/api/1/${CAMPAIGN}/records/%zz${canary}`,
      '/healthz',
    ]) {
      statuses.push((await service.fetch(path, { headers })).status);
    }
  };

  await everyRoute();
  expect(statuses.filter((status) => status === 500)).toEqual([]);
  const db = new DatabaseSync(join(service.dataDir, 'store', 'campaigns', CAMPAIGN, 'campaign.sqlite'), {
    timeout: 120_000,
  });
  for (const table of ['record', 'document', 'routing', 'content', 'published', 'seen', 'rescue']) {
    db.exec(`ALTER TABLE ${table} RENAME TO gone_${table}`);
  }
  await everyRoute();
  db.exec('ALTER TABLE holder RENAME TO gone_holder');
  db.close();
  await everyRoute();
  // The store really threw: the log has as many faults, each with file and line and without its message.
  const answered = statuses.filter((status) => status === 500).length;
  expect(answered).toBeGreaterThan(10);
  // And one that nobody is told of: what a revoked holder wrote is kept after the answer.
  const faults = answered + 1;

  const port = Number(new URL(server.url).port);
  for (const bytes of [
    `${canary} / HTTP/9.9\r\n\r\n`,
    `GET /${canary} HTTP/1.1\r\n${canary}\r\n\r\n`,
    `GET /healthz HTTP/1.1\r\nhost: x\r\nx: ${canary.repeat(2000)}\r\n\r\n`,
    `PUT /healthz HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n${canary}`,
    randomBytes(2000),
  ]) {
    await exchange(connect(port, '127.0.0.1'), bytes);
  }
  const cut = connect(port, '127.0.0.1');
  await new Promise((resolve) => cut.once('connect', resolve));
  cut.write(
    `PUT /api/1/${CAMPAIGN}/records/francais HTTP/1.1\r\nhost: x\r\ncontent-length: 900\r\n\r\n${canary}`,
  );
  cut.destroy();

  const metrics = await (await fetch(`${server.operationsUrl}/metrics`)).text();
  expect(Number(/^cloison_faults_total (\d+)$/m.exec(metrics)![1])).toBe(faults);
  await server.stop();
  expect(server.written().match(/"msg":"fault"/g)).toHaveLength(faults);
  expectSilence(server, server.written(), [canary, 'gone_', 'no such table']);
  expectSilence(server, metrics, [canary, CAMPAIGN, 'gone_', 'no such table']);
});

it('connections without TLS, or without HTTP inside it, leave nothing in the log of what was sent or by whom', async () => {
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const kind = ['-x509', '-days', '1', '-nodes', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
  execFileSync('openssl', ['req', ...kind, '-subj', '/CN=localhost', '-keyout', key, '-out', cert], {
    stdio: 'ignore',
  });
  const other = new TestService();
  await other.start();
  await other.stop();
  const server = await serve(other.dataDir, '--tls-cert', cert, '--tls-key', key);
  const port = Number(new URL(server.url).port);
  const canary = `canary${randomBytes(8).toString('hex')}`;
  await exchange(connect(port, '127.0.0.1'), `GET /${canary} HTTP/1.1\r\nhost: ${canary}\r\n\r\n`);
  await exchange(connect(port, '127.0.0.1'), randomBytes(600));
  for (const options of [
    { maxVersion: 'TLSv1.1' as const, minVersion: 'TLSv1.1' as const },
    { servername: canary },
  ]) {
    const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options });
    await exchange(socket, `${canary}\r\n\r\n`);
  }
  const metrics = await (await fetch(`${server.operationsUrl}/metrics`)).text();
  expect(metrics).toMatch(/^cloison_broken_connections_total\{kind="tls"\} [1-9]/m);
  expect(metrics).toMatch(/^cloison_broken_connections_total\{kind="http"\} [1-9]/m);
  // A renewed certificate is taken on SIGHUP; one that is nonsense is refused, in the same silence.
  writeFileSync(cert, readFileSync(cert));
  server.hangUp();
  await logged(server, '"msg":"tls-reloaded"');
  writeFileSync(cert, canary);
  server.hangUp();
  await logged(server, '"where":"tls-reload"');
  await server.stop();
  expect(server.written()).toContain('"msg":"closed"');
  expectSilence(server, server.written() + metrics, [canary]);
  await other.remove();
});
