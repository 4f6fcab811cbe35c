import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { fixtureEnvelope, hashOf, latin1 } from '@cloison/dev-env/platform/envelope-fixture.ts';
import { CAMPAIGN, type TestHolder } from '@cloison/dev-env/platform/published-campaign.ts';
import { newStatementKey } from '@cloison/dev-env/platform/statement-key.ts';
import { TestService } from '@cloison/dev-env/platform/test-service.ts';
import { PLATFORM_ERRORS } from '@cloison/protocol/public';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Admission } from '../admission/admission.ts';
import { UnknownCodeQueue } from '../admission/unknown-code-queue.ts';
import { authorityKeyOf } from '../authority/signed-call.ts';
import { openLog } from '../base/log.ts';
import { TokenHash } from '../campaign/token-hash.ts';
import { HolderAccess } from '../holder/holder-access.ts';
import type { CampaignStore } from '../store/campaign-store.ts';
import { StorageFailure } from '../store/storage-error.ts';
import type { Store } from '../store/store.ts';
import { AppFolder } from '../web/app-folder.ts';
import { buildServer } from './server.ts';

const tokens = new TokenHash(new Uint8Array(32));
const service = new TestService();
let pupil: TestHolder;

beforeAll(async () => {
  await service.start();
  await service.publish();
  [pupil] = (await service.holders('pupil')) as [TestHolder];
});
afterAll(() => service.remove());

/** Sends bytes as they are and gives what comes back before the server closes. */
function raw(text: string | Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(service.platform.port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (data) => {
      answer += data.toString('latin1');
    });
    socket.on('end', () => socket.destroy());
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

describe('the service', () => {
  it('says that it is well, and nothing else', async () => {
    const { status, json } = await service.fetch('/healthz');
    expect([status, json]).toEqual([200, { status: 'ok' }]);
  });
  it('answers an address or method that does not exist with not-found', async () => {
    for (const [method, path] of [
      ['GET', '/'],
      ['GET', '/api/1'],
      ['DELETE', `/api/1/${CAMPAIGN}/records/francais`],
      ['GET', `/authority/1/${CAMPAIGN}/campaign`],
      ['POST', `/c/${CAMPAIGN}/`],
      ['GET', `/${'a'.repeat(300)}`],
    ] as const) {
      const { status, json } = await service.fetch(path, { method });
      expect([method, path, status, json]).toEqual([method, path, 404, { code: 'not-found' }]);
    }
  });
  it('answers a malformed address or request with bad-request', async () => {
    const { status, json } = await service.fetch(`/api/1/${CAMPAIGN}/records/%zz`);
    expect([status, json]).toEqual([400, { code: 'bad-request' }]);
    expect(await raw('NONSENSE\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 .*\{"code":"bad-request"\}$/s);
    const long = `GET /healthz HTTP/1.1\r\nhost: x\r\nx-long: ${'a'.repeat(20_000)}\r\n\r\n`;
    expect(await raw(long)).toMatch(/^HTTP\/1\.1 431 .*\{"code":"bad-request"\}$/s);
    const twice =
      'PUT /healthz HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n';
    expect(await raw(twice)).toMatch(/^HTTP\/1\.1 400 /);
  });
  it('keeps idle connections for over 75 seconds and waits 15 for headers, 60 for a request', async () => {
    const parts = await emptyParts(stub());
    const server = buildServer(parts);
    expect(server.server.keepAliveTimeout).toBeGreaterThanOrEqual(75_000);
    expect(server.server.headersTimeout).toBe(15_000);
    expect(server.server.requestTimeout).toBe(60_000);
    await server.close();
  });
});

describe('when the store cannot take it', () => {
  const failing = (error: unknown) =>
    stub({
      holderByAccess: async () => ({
        holder: new Uint8Array(pupil.id),
        calendar: 0,
        role: 'pupil',
        revoked: false,
      }),
      save: async () => Promise.reject(error),
    });
  const attempt = async (error: unknown, lines: string[] = []) => {
    const server = buildServer(await emptyParts(failing(error), lines));
    const { bytes } = fixtureEnvelope({ campaign: CAMPAIGN, holder: pupil.id, name: 'francais' });
    const answer = await server.inject({
      method: 'PUT',
      url: `/api/1/${CAMPAIGN}/records/francais`,
      headers: {
        authorization: `Bearer ${Buffer.from(pupil.access).toString('base64url')}`,
        'content-type': 'application/octet-stream',
      },
      payload: Buffer.from(bytes),
    });
    await server.close();
    return [answer.statusCode, answer.json(), answer.headers['retry-after']];
  };
  it('a full one answers storage-full, one that is read-only or busy answers busy, both with a time to wait', async () => {
    expect(await attempt(new StorageFailure('full'))).toEqual([507, { code: 'storage-full' }, '10']);
    expect(await attempt(new StorageFailure('unavailable'))).toEqual([503, { code: 'busy' }, '2']);
  });
  it('a fault of the program answers internal, and its message, which could hold anything, is not logged', async () => {
    const lines: string[] = [];
    expect(await attempt(new Error('the secret ABC'), lines)).toEqual([500, { code: 'internal' }, undefined]);
    expect(lines.join('')).toContain('"where":"/api/1/:campaign/records/*"');
    expect(lines.join('')).toContain('server.test.ts:');
    expect(lines.join('')).not.toContain('ABC');
  });
});

describe('a code that is not known', () => {
  it('is sent away before its request reaches a route, and logged like any other', async () => {
    const lines: string[] = [];
    const store = stub({ holderByAccess: async () => null });
    // What a route would ask first.
    const campaign = async () => Promise.reject(new Error('a route was reached'));
    const server = buildServer(await emptyParts({ ...store, campaign }, lines));
    const url = await server.listen({ host: '127.0.0.1', port: 0 });
    try {
      for (const path of ['me', 'documents/ticket', 'records/francais~2', 'keys/x', 'routing/x/1']) {
        const authorization = `Bearer ${randomBytes(32).toString('base64url')}`;
        const response = await fetch(`${url}/api/1/${CAMPAIGN}/${path}`, { headers: { authorization } });
        expect([path, response.status, await response.json()]).toEqual([path, 401, { code: 'unknown-code' }]);
        expect(lines.at(-1)).toContain('"status":401');
      }
      expect((await fetch(`${url}/api/1/${CAMPAIGN}/records/%41`)).status).toBe(500);
    } finally {
      await server.close();
    }
  });
});

describe('whatever is sent', () => {
  const method = fc.constantFrom('GET', 'PUT', 'POST', 'HEAD', 'DELETE', 'OPTIONS', 'PATCH');
  const start = fc.constantFrom(
    '/',
    `/api/1/${CAMPAIGN}/records/`,
    `/api/1/${CAMPAIGN}/documents/`,
    `/api/1/${CAMPAIGN}/rescue`,
    `/authority/1/${CAMPAIGN}/feed?after=`,
    `/authority/1/${CAMPAIGN}/holders`,
    `/c/${CAMPAIGN}/`,
    `/c/${CAMPAIGN}/content/`,
  );
  const path = fc.oneof(
    fc.webPath(),
    fc.string({ unit: 'binary-ascii', maxLength: 80 }).map((text) => encodeURI(text)),
    fc.stringMatching(/^[a-z0-9~%./-]{0,60}$/),
  );
  const signature = fc.oneof(
    fc.string({ unit: fc.constantFrom(...'sig=("@method" "@path");created=1;nonce="a":,'), maxLength: 80 }),
    fc.constant(
      'sig=("@method" "@path" "@query" "content-digest" "cloison-sequence");created=1;nonce="aaaaaaaa";keyid="k"',
    ),
  );
  it('the answer is one of the codes of the table, never internal', async () => {
    const shared = { method, start, path, signature, body: fc.uint8Array({ maxLength: 800 }) };
    const types = ['application/octet-stream', 'application/json', 'text/plain', 'x', ''];
    const asked = fc.record({ ...shared, type: fc.constantFrom(...types), known: fc.boolean() });
    const token = (known: boolean) =>
      Buffer.from(known ? pupil.access : new Uint8Array(32)).toString('base64url');
    const store = stub({
      holderByAccess: async (access) =>
        access === latin1(tokens.stored(hashOf(pupil.access)))
          ? { holder: new Uint8Array(pupil.id), calendar: 0, role: 'staff', revoked: false }
          : null,
      holderById: async () => null,
      document: async () => null,
      record: async () => null,
      routing: async () => null,
      content: async () => null,
    });
    const server = buildServer(await emptyParts(store));
    await fc.assert(
      fc.asyncProperty(asked, async ({ method, start, path, signature, body, type, known }) => {
        const { statusCode, payload } = await server.inject({
          method: method as 'GET',
          url: start + path,
          headers: {
            authorization: `Bearer ${token(known)}`,
            ...(type === '' ? {} : { 'content-type': type }),
            'signature-input': signature,
            signature: signature.replace(/=.*/s, '=:AAAA:'),
            'cloison-sequence': '1',
            'content-digest': 'sha-256=:AAAA:',
          },
          ...(body.length === 0 ? {} : { payload: Buffer.from(body) }),
        });
        if (statusCode < 400) return;
        const isPage = payload === '' || payload.startsWith('<!doctype');
        if (isPage) {
          expect([404, 401, 400, 403, 503]).toContain(statusCode);
          return;
        }
        const { code } = JSON.parse(payload) as { code: keyof typeof PLATFORM_ERRORS };
        expect(code).not.toBe('internal');
        expect(PLATFORM_ERRORS[code]).toBe(statusCode);
      }),
      { numRuns: 600 },
    );
    await server.close();
  });
});

describe('the log', () => {
  it('holds no address, token, holder, name or body, whatever goes wrong', async () => {
    const canary = `CANARY${randomBytes(6).toString('hex')}`;
    const token = randomBytes(32);
    const authorization = `Bearer ${token.toString('base64url')}`;
    const envelope = fixtureEnvelope({ campaign: CAMPAIGN, holder: pupil.id, name: 'francais' });
    const octets = { 'content-type': 'application/octet-stream' };
    await service.put(pupil, 'francais', envelope.bytes);
    await service.api(pupil, 'GET', 'me');
    await service.api(pupil, 'GET', `documents/${canary}`);
    await service.api(pupil, 'PUT', `records/${canary}`, { body: canary, headers: octets });
    await service.api(pupil, 'POST', 'rescue', {
      body: `{"${canary}`,
      headers: { 'content-type': 'application/json' },
    });
    await service.fetch(`/api/1/${CAMPAIGN}/me`, { headers: { authorization } });
    await service.fetch(`/api/1/${CAMPAIGN}/records/%zz${canary}`, { headers: { authorization } });
    await service.fetch(`/${canary}?code=${canary}`, {
      headers: { 'user-agent': canary, referer: canary, cookie: canary },
    });
    await service.fetch(`/c/${canary}/`, { headers: { 'x-forwarded-for': '203.0.113.77' } });
    await service.fetch(`/authority/1/${canary}/key`, {
      headers: { 'signature-input': canary, signature: canary },
    });
    await service.authority('PUT', 'holders', { holders: [{ holder: canary }] });
    await service.authority('PUT', 'campaign', { [canary]: canary });
    await raw(`GET /${canary} HTTP/1.1\r\n${canary}\r\n\r\n`);
    await raw(`${canary} / HTTP/9.9\r\n\r\n`);
    const text = service.log;
    expect(text.split('\n').length).toBeGreaterThan(10);
    for (const needle of [
      canary,
      '203.0.113.77',
      '127.0.0.1:',
      '::1',
      'francais',
      authorization.slice(7),
      ...[token, pupil.id, pupil.access, envelope.hash].flatMap((bytes) => [
        Buffer.from(bytes).toString('base64url'),
        Buffer.from(bytes).toString('base64'),
        Buffer.from(bytes).toString('hex'),
      ]),
    ]) {
      expect(text.replaceAll(service.url, '')).not.toContain(needle);
    }
    const fields = new Set(
      text
        .trim()
        .split('\n')
        .flatMap((line) => Object.keys(JSON.parse(line) as object)),
    );
    const known = [
      'level',
      'time',
      'msg',
      'method',
      'route',
      'status',
      'ms',
      'code',
      'app',
      'url',
      'campaign',
    ];
    expect([...fields].filter((field) => !known.includes(field))).toEqual([]);
  });
  it('names the pattern of a route, its status, time and code', async () => {
    await service.api(pupil, 'GET', 'documents/ticket');
    const line = JSON.parse(service.logLines.at(-1)!) as Record<string, unknown>;
    expect(line).toMatchObject({
      method: 'GET',
      route: '/api/1/:campaign/documents/*',
      status: 404,
      code: 'not-found',
    });
    expect(line.ms).toBeTypeOf('number');
  });
});

/** A store with one campaign, of which a test gives the calls that it needs. */
function stub(calls: Partial<CampaignStore> = {}): Store {
  const window = { opens: '2000-01-01T00:00:00Z', closes: '2100-01-01T00:00:00Z' };
  const published = { calendars: [{ francais: window }] };
  const own = { name: CAMPAIGN, holdersSnapshot: null, published: async () => published };
  const campaign = { ...own, ...calls } as unknown as CampaignStore;
  return {
    campaign: async () => ({ state: 'open', campaign }),
    campaignToSave: async () => ({ state: 'open', campaign }),
    campaigns: async () => [CAMPAIGN],
  } as unknown as Store;
}

async function emptyParts(store: Store, lines: string[] = []) {
  const key = await newStatementKey();
  const { publicKey } = key;
  const app = new AppFolder(null, () => 0);
  const admission = new Admission({ nowMs: () => 0, lagMs: () => 0, random: () => 0 });
  const gate = new UnknownCodeQueue({ nowMs: () => 0, sleep: async () => undefined }, async () => ({
    count: 1,
    firstMs: 10,
  }));
  return {
    store,
    access: new HolderAccess(tokens, gate, admission),
    admission,
    appOrigins: [],
    authority: authorityKeyOf(publicKey),
    tokens,
    purgeTools: { store, key, notErased: '' },
    apps: { pupil: app, school: app },
    log: openLog({ write: (line: string) => void lines.push(line) }),
    nowMs: Date.now,
    secure: false,
    tls: null,
  };
}
