/**
 * What nobody should send to the platform, sent to a real one of its own process: refused with one short code or cut, at
 * bounded memory, while a pupil goes on saving.
 */
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { compare } from '@cloison/dev-env/faults/compare-records.ts';
import { Crowd } from '@cloison/dev-env/faults/crowd.ts';
import { CAMPAIGN, faultCampaignId, publish, RECORD } from '@cloison/dev-env/faults/fault-campaign.ts';
import {
  embeddedStore,
  PlatformLives,
  type StoreUnderTest,
} from '@cloison/dev-env/faults/platform-on-store.ts';
import { fixtureEnvelope } from '@cloison/dev-env/platform/envelope-fixture.ts';
import { memoryMiBOf } from '@cloison/dev-env/platform/process-usage.ts';
import { bearer, PLATFORM_ERRORS } from '@cloison/protocol/public';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UNKNOWN_CODES_PER_SECOND } from '../../apps/platform/src/store/unknown-code-slots.ts';
import { answersOf, exchange, openSocket } from './raw-client.ts';

/** Node alone moves by tens of MiB; what any of this could hold if it were kept is far more. */
const MORE_MIB = 250;
const OCTETS = 'content-type: application/octet-stream\r\n';

let store: StoreUnderTest;
let platform: PlatformLives;
let crowd: Crowd;
let startMiB: number;
/** Opened first, looked at last: the service gives up on them after fifteen seconds. */
const trickling: { readonly socket: Socket; closed: boolean }[] = [];
let trickle: NodeJS.Timeout;

const pupil = () => crowd.pupils[0]!;
const token = () => `authorization: ${bearer(pupil().holder.access)}\r\n`;
const saveLine = `PUT /api/1/${CAMPAIGN}/records/${RECORD} HTTP/1.1\r\nhost: x\r\n`;

beforeAll(async () => {
  store = await embeddedStore();
  platform = await PlatformLives.start(store);
  crowd = await Crowd.gather({
    pupils: 12,
    url: () => platform.url,
    campaignId: await faultCampaignId(),
    waitScale: 0.05,
    thinkMs: 20,
  });
  await publish(store.authority.client(platform.url), crowd.holders);
  // A pupil of its own is no hostile sender's: these go on throughout.
  crowd.start();
  await crowd.reach(50);
  startMiB = memoryMiBOf(platform.process.pid);
  for (let i = 0; i < 150; i++) {
    const socket = await openSocket(platform.port);
    const one = { socket, closed: false };
    socket.on('close', () => {
      one.closed = true;
    });
    socket.on('error', () => undefined);
    socket.write(
      i % 2 === 0
        ? 'GET /healthz HTTP/1.1\r\nx-a: '
        : `${saveLine}${token()}${OCTETS}content-length: 60000\r\nx-a: `,
    );
    trickling.push(one);
  }
  trickle = setInterval(() => {
    for (const { socket, closed } of trickling) if (!closed) socket.write('a');
  }, 500);
});

afterAll(async () => {
  clearInterval(trickle);
  for (const { socket } of trickling) socket.destroy();
  crowd.stop();
  await platform.kill();
  await store.remove();
});

/** Every answer is a refusal of the table, and nothing of what was sent comes back. */
async function refused(bytes: string | Uint8Array, most = 1): Promise<readonly number[]> {
  const answers = answersOf(await exchange(platform.port, bytes));
  expect(answers.length).toBeLessThanOrEqual(most);
  for (const { status, body } of answers) {
    const shown = `${status} ${body}`;
    expect(shown).toMatch(/^4\d\d (?:\{"code":"[a-z-]+"\}|<!doctype html>[\s\S]*|)$/);
    const code = /"code":"([a-z-]+)"/.exec(body)?.[1];
    if (code !== undefined) expect(Object.keys(PLATFORM_ERRORS)).toContain(code);
  }
  return answers.map(({ status }) => status);
}

describe('requests that are not as they must be', () => {
  it.each<[string, string]>([
    ['no HTTP at all', 'NONSENSE\r\n\r\n'],
    ['HTTP/2 without agreement', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a TLS hello', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['a method of its own', 'FROBNICATE / HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['CONNECT', 'CONNECT evil.example:443 HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['TRACE', 'TRACE / HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['a line feed in the address', 'GET /a\nb HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['a NUL in the address', `GET /c/${CAMPAIGN}/\0 HTTP/1.1\r\nhost: x\r\n\r\n`],
    ['a NUL in a header', 'GET /healthz HTTP/1.1\r\nhost: x\r\nx-a: \0\r\n\r\n'],
    ['a header folded over lines', 'GET /api/1/x/me HTTP/1.1\r\nhost: x\r\nx-a: b\r\n  c\r\n\r\n'],
    ['a space before the colon', 'GET /api/1/x/me HTTP/1.1\r\nhost : x\r\n\r\n'],
    ['a header without a name', 'GET /api/1/x/me HTTP/1.1\r\nhost: x\r\n: b\r\n\r\n'],
    ['no host', 'GET /api/1/x/me HTTP/1.1\r\n\r\n'],
    ['two hosts', 'GET /api/1/x/me HTTP/1.1\r\nhost: x\r\nhost: y\r\n\r\n'],
    ['two lengths', `${saveLine}content-length: 3\r\ncontent-length: 4\r\n\r\nabcd`],
    ['a negative length', `${saveLine}content-length: -1\r\n\r\n`],
    ['a length beyond all numbers', `${saveLine}content-length: 99999999999999999999\r\n\r\n`],
    ['a hexadecimal length', `${saveLine}content-length: 0x10\r\n\r\n`],
    ['a length and chunks', `${saveLine}content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['chunks spelt otherwise', `${saveLine}transfer-encoding: xchunked\r\n\r\n0\r\n\r\n`],
    ['chunks twice', `${saveLine}transfer-encoding: chunked, chunked\r\n\r\n0\r\n\r\n`],
    ['chunks not last', `${saveLine}transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n`],
    ['a chunk of a size that is none', `${saveLine}transfer-encoding: chunked\r\n\r\nzz\r\nabc\r\n`],
    [
      'a chunk beyond all numbers',
      `${saveLine}transfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\nabc\r\n`,
    ],
    ['20 KiB of one header', `GET /healthz HTTP/1.1\r\nhost: x\r\nx-a: ${'a'.repeat(20_000)}\r\n\r\n`],
    ['20 KiB of address', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`],
    ['five thousand headers', `GET /healthz HTTP/1.1\r\nhost: x\r\n${'a: b\r\n'.repeat(5_000)}\r\n`],
    ['an address of elsewhere', 'GET http://evil.example/healthz2 HTTP/1.1\r\nhost: x\r\n\r\n'],
  ])('are refused with one short code, or cut: %s', async (_, bytes) => {
    await refused(Buffer.from(bytes, 'latin1'));
  });

  it('smuggle nothing: what follows a request whose end is in doubt is not answered', async () => {
    const hidden = 'GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n';
    for (const doubt of [
      `${saveLine}content-length: 6\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
      `${saveLine}transfer-encoding: chunked\r\ncontent-length: 6\r\n\r\n0\r\n\r\n${hidden}`,
      `${saveLine}transfer-encoding: chunked\r\n transfer-encoding: identity\r\n\r\n0\r\n\r\n${hidden}`,
      `${saveLine}transfer-encoding:\x0bchunked\r\n\r\n0\r\n\r\n${hidden}`,
      `${saveLine}content-length: 0\r\ncontent-length: ${hidden.length}\r\n\r\n${hidden}`,
      `${saveLine}x: y\rcontent-length: 5\r\n\r\n${hidden}`,
    ]) {
      const statuses = await refused(Buffer.from(doubt, 'latin1'));
      expect(statuses).not.toContain(200);
    }
  });

  it.each([
    '../outside',
    '..%2foutside',
    '%2e%2e/outside',
    '%2e%2e%2foutside',
    '..%5coutside',
    '..\\outside',
    '%252e%252e%252foutside',
    '..%c0%afoutside',
    '%c0%ae%c0%ae/outside',
    '%e0%80%ae%e0%80%ae/outside',
    '..%00/outside',
    '%00',
    '%0d%0aset-cookie:%20a=b',
    'content/..%2f..%2f..%2fplatform.sqlite',
    'assets/../../../../secrets/pepper.key',
    '/etc/passwd',
    '%2fetc%2fpasswd',
    'ecole/%2e%2e/%2e%2e/%2e%2e/secrets/platform.json',
  ])('lead nowhere on the disk, nor to another header: %s', async (path) => {
    for (const start of [`/c/${CAMPAIGN}/`, `/api/1/${CAMPAIGN}/records/`, `/api/1/${CAMPAIGN}/documents/`]) {
      const text = await exchange(
        platform.port,
        `GET ${start}${path} HTTP/1.1\r\nhost: x\r\n${token()}connection: close\r\n\r\n`,
      );
      for (const { status, body } of answersOf(text)) {
        expect([400, 403, 404, 503]).toContain(status);
        expect(body).not.toMatch(/SQLite|root:|pepper|authorityKey/);
      }
      expect(text.toLowerCase()).not.toContain('set-cookie');
    }
  });

  it('cannot put a line of their own into an answer, by any header', async () => {
    for (const value of ['a\r\nx-evil: 1', 'a%0d%0ax-evil: 1', '"\r\nx-evil: 1']) {
      for (const header of [
        'if-none-match',
        'accept-encoding',
        'origin',
        'authorization',
        'x-forwarded-host',
      ]) {
        const text = await exchange(
          platform.port,
          `GET /c/${CAMPAIGN} HTTP/1.1\r\nhost: x\r\n${header}: ${value}\r\nconnection: close\r\n\r\n`,
        );
        expect(text.slice(0, text.indexOf('\r\n\r\n'))).not.toMatch(/x-evil/i);
      }
    }
  });
});

describe('bodies that are not as they must be', () => {
  const put = (body: Uint8Array | string, headers: Record<string, string> = {}) =>
    fetch(`${platform.url}/api/1/${CAMPAIGN}/records/${RECORD}`, {
      method: 'PUT',
      headers: {
        authorization: bearer(pupil().holder.access),
        'content-type': 'application/octet-stream',
        ...headers,
      },
      body: body as Uint8Array<ArrayBuffer>,
    }).then(async (response) => [response.status, await response.text()] as const);
  const envelope = () =>
    fixtureEnvelope({ campaign: CAMPAIGN, holder: pupil().holder.holderId, name: RECORD });

  it('are refused by type, encoding and size, and never inflated', async () => {
    const good = envelope().bytes;
    for (const type of [
      'application/json',
      'text/plain',
      'multipart/form-data; boundary=x',
      'application/x-www-form-urlencoded',
      'x',
      '*/*',
    ]) {
      expect(await put(good, { 'content-type': type })).toEqual([415, '{"code":"unsupported-type"}']);
    }
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    for (const encoding of ['gzip', 'br', 'deflate', 'identity', 'gzip, gzip', 'x']) {
      expect(await put(bomb, { 'content-encoding': encoding })).toEqual([415, '{"code":"unsupported-type"}']);
    }
    expect((await put(randomBytes(65_537)))[0]).toBe(413);
    const json = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    const rescue = await fetch(`${platform.url}/api/1/${CAMPAIGN}/rescue`, {
      method: 'POST',
      headers: { authorization: bearer(pupil().holder.access), ...json },
      body: bomb,
    });
    expect(rescue.status).toBe(415);
    await rescue.text();
  });

  it('are cut when they never end', async () => {
    const socket = await openSocket(platform.port);
    socket.on('error', () => undefined);
    let answer = '';
    socket.on('data', (data) => {
      answer += data.toString('latin1');
    });
    const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
    socket.write(`${saveLine}${token()}${OCTETS}transfer-encoding: chunked\r\n\r\n`);
    const chunk = `4000\r\n${'a'.repeat(0x4000)}\r\n`;
    let sent = 0;
    while (!socket.destroyed && sent < 400 * 1024 * 1024) {
      sent += chunk.length;
      if (socket.write(chunk)) continue;
      await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), closed]);
    }
    // The platform hung up, whether or not its answer outran that.
    expect(socket.destroyed).toBe(true);
    expect([[], [413]]).toContainEqual(answersOf(answer).map(({ status }) => status));
  });

  it('that were altered or sent before change nothing, and never count twice', async () => {
    const holder = crowd.pupils[1]!.holder;
    const authorization = bearer(holder.access);
    const send = async (body: Uint8Array, access = authorization) => {
      const response = await fetch(`${platform.url}/api/1/${CAMPAIGN}/records/${RECORD}`, {
        method: 'PUT',
        headers: { authorization: access, 'content-type': 'application/octet-stream' },
        body: body as Uint8Array<ArrayBuffer>,
      });
      return [response.status, await response.text()] as const;
    };
    const head = async () => {
      const response = await fetch(`${platform.url}/api/1/${CAMPAIGN}/records/${RECORD}`, {
        headers: { authorization },
      });
      return new Uint8Array(await response.arrayBuffer());
    };
    crowd.hold();
    await crowd.quiet();
    const before = await head();
    for (let i = 0; i < 20; i++) expect(await send(before)).toEqual([204, '']);
    // Of another holder, campaign or name; cut; with other flags.
    const altered = (at: number) => {
      const copy = before.slice();
      copy[at]! ^= 1;
      return copy;
    };
    expect(await send(before, bearer(crowd.pupils[2]!.holder.access))).toEqual([
      422,
      '{"code":"wrong-holder"}',
    ]);
    expect((await send(altered(5)))[0]).toBe(422);
    expect((await send(altered(20)))[0]).toBe(422);
    expect((await send(before.slice(0, -1)))[0]).toBe(422);
    expect(await head()).toEqual(before);
    crowd.release();
  });
});

describe('too much of everything', () => {
  it('unknown codes without end have a bounded queue of their own', async () => {
    let asked = 0;
    const statuses = new Map<number, number>();
    const before = crowd.acknowledged;
    const began = performance.now();
    const ask = async () => {
      while (asked < 4_000) {
        asked += 1;
        const response = await fetch(`${platform.url}/api/1/${CAMPAIGN}/me`, {
          headers: { authorization: bearer(randomBytes(32)) },
        });
        await response.arrayBuffer();
        statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: 200 }, ask));
    const seconds = (performance.now() - began) / 1000;
    expect([401, 503]).toEqual(expect.arrayContaining([...statuses.keys()]));
    // A hundred a second are looked up, and a second's worth may wait: the others were sent away, however slow the machine is.
    expect(statuses.get(401)).toBeLessThanOrEqual(UNKNOWN_CODES_PER_SECOND * (seconds + 2));
    expect(crowd.acknowledged).toBeGreaterThan(before);
  });

  it('two thousand connections, and five hundred requests on one of them, are answered in order', async () => {
    const idle = await Promise.all(Array.from({ length: 2_000 }, () => openSocket(platform.port)));
    for (const socket of idle) socket.on('error', () => undefined);
    const one = `GET /api/1/${CAMPAIGN}/records/${RECORD} HTTP/1.1\r\nhost: x\r\n${token()}\r\n`;
    const lines = Array.from({ length: 500 }, (_, i) =>
      i % 2 === 0 ? one : 'GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n',
    );
    const text = await exchange(platform.port, lines.join(''), 20_000);
    const found = text.match(/HTTP\/1\.1 \d{3}|"status":"ok"/g) ?? [];
    expect(found.filter((line) => line.startsWith('HTTP'))).toHaveLength(500);
    expect(found.filter((line) => line.includes('ok'))).toHaveLength(250);
    await crowd.everybodyAnswers();
    for (const socket of idle) socket.destroy();
  });

  it('headers that trickle are cut, and no memory was kept', async () => {
    const end = performance.now() + 300_000;
    while (trickling.some(({ closed }) => !closed) && performance.now() < end) await sleep(200);
    expect(trickling.filter(({ closed }) => !closed)).toHaveLength(0);
    expect(memoryMiBOf(platform.process.pid)).toBeLessThan(startMiB + MORE_MIB);
  });

  it('meanwhile every pupil went on saving, and finishes', async () => {
    await crowd.everybodyAnswers();
    await crowd.finish();
    const result = await compare(store.authority.client(platform.url), crowd.pupils);
    expect(result).toMatchObject({ lost: 0, duplicated: 0, pupils: 12, finished: 12 });
    expect(Object.keys(crowd.refusals).filter((status) => status !== '503')).toEqual([]);
    // Nobody who saves is sent to wait behind codes that nobody knows.
    expect([...crowd.codes]).not.toContain('too-many-requests');
  });
});
