import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Refusal } from '@cloison/command/refusal';
import { httpbis } from 'http-message-signatures';
import { afterEach, describe, expect, test } from 'vitest';
import { createPlatformClient, type PlatformClientOptions } from './platform-client.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const signer = {
  keyId: 'authority',
  sign: async (bytes: Uint8Array) =>
    sign(null, bytes, createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' }))),
};

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly sequence: number;
  readonly nonce: string;
  readonly verified: boolean;
  readonly body: string;
}

let server: Server | null = null;
afterEach(async () => {
  await new Promise((resolve) => (server === null ? resolve(null) : server.close(resolve)));
  server = null;
});

/** A server that verifies each signature with the library's own verifier, then answers by `answer`. */
async function listen(answer: (count: number, response: ServerResponse, request: IncomingMessage) => void) {
  const seen: Seen[] = [];
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const input = String(request.headers['signature-input']);
    const digest = `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
    const verified = await httpbis.verifyMessage(
      {
        keyLookup: async () => ({
          id: 'authority',
          algs: ['ed25519'],
          verify: async (data, signature) =>
            verify(null, data, createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })), signature),
        }),
        requiredParams: ['created', 'nonce', 'keyid'],
        requiredFields: ['"@method"', '"@path"', '"@query"', '"content-digest"', '"cloison-sequence"'].map(
          (f) => f.slice(1, -1),
        ),
        // A machine that does much else may be slow between signing and this.
        tolerance: 900,
      },
      {
        method: request.method ?? '',
        url: `http://${request.headers.host}${request.url}`,
        headers: request.headers as Record<string, string>,
      },
    );
    seen.push({
      method: request.method ?? '',
      url: request.url ?? '',
      sequence: Number(request.headers['cloison-sequence']),
      nonce: /nonce="([^"]+)"/.exec(input)?.[1] ?? '',
      verified: verified === true && request.headers['content-digest'] === digest,
      body: body.toString('utf8'),
    });
    answer(seen.length, response, request);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { seen, platform: `http://127.0.0.1:${port}` };
}

function json(response: ServerResponse, status: number, value: unknown, headers = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
}

function client(platform: string, more: Partial<PlatformClientOptions> = {}) {
  let sequence = 0;
  return createPlatformClient({
    platform,
    campaign: '2026-6e',
    signer,
    nextSequence: () => ++sequence,
    patienceMs: 600_000,
    ...more,
  });
}

const emptyFeed = { entries: [], next: 'e.7', more: false, rewound: false };

describe('a platform that answers each call just before it is given up', () => {
  test('is named once it has kept the office waiting too long in all, and is asked again in the next pass', async () => {
    // A second beyond what an honest platform takes for a call.
    const { seen, platform } = await listen((_, response) =>
      setTimeout(() => json(response, 200, emptyFeed), 3_000),
    );
    const one = client(platform, { slowMs: 500 });
    await one.feed('1', 1);
    await expect(one.feed('2', 1)).rejects.toMatchObject({
      code: 'platform-slow',
      data: { calls: 1, platform: new URL(platform).origin },
    });
    expect(seen).toHaveLength(1);
    one.beginAnew();
    await one.feed('3', 1);
    expect(seen).toHaveLength(2);
  });
});

describe('signed calls', () => {
  test('carry a signature over method, path, query, digest and sequence', async () => {
    const { seen, platform } = await listen((_, response, { method }) =>
      method === 'GET' ? json(response, 200, emptyFeed) : response.writeHead(204).end(),
    );
    await client(platform).feed('e.3', 100);
    await client(platform).putRevocations(['a']);
    expect(seen.map(({ method, url, verified }) => ({ method, url, verified }))).toEqual([
      { method: 'GET', url: '/authority/1/2026-6e/feed?after=e.3&limit=100&whole=heads', verified: true },
      { method: 'PUT', url: '/authority/1/2026-6e/revocations', verified: true },
    ]);
  });

  test('go one after the other, in the order of their sequence, each with its own nonce', async () => {
    const { seen, platform } = await listen((_, response) => json(response, 200, emptyFeed));
    const one = client(platform);
    await Promise.all([one.feed('1', 1), one.feed('2', 1), one.feed('3', 1)]);
    expect(seen.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    expect(new Set(seen.map(({ nonce }) => nonce)).size).toBe(3);
  });

  test.each(['0', 'Thu, 01 Jan 1970 00:00:00 GMT'])(
    'never come again at once, though Retry-After is %s',
    async (asked) => {
      const waits: number[] = [];
      const { platform } = await listen((count, response) =>
        count === 1
          ? json(response, 503, { code: 'busy' }, { 'retry-after': asked })
          : json(response, 200, emptyFeed),
      );
      await client(platform, { onRetry: ({ waitMs }) => waits.push(waitMs) }).feed('0', 1);
      expect(waits).toEqual([200]);
    },
  );

  test('wait as long as Retry-After says, then sign again with a higher sequence', async () => {
    const waits: number[] = [];
    const { seen, platform } = await listen((count, response) =>
      count === 1
        ? json(response, 503, { code: 'busy' }, { 'retry-after': '1' })
        : json(response, 200, emptyFeed),
    );
    await client(platform, { onRetry: ({ waitMs }) => waits.push(waitMs) }).feed('0', 1);
    expect(waits).toEqual([1000]);
    expect(seen.map(({ sequence }) => sequence)).toEqual([1, 2]);
  });

  test('give up with exit code 4 and advice when nothing listens', async () => {
    const failure = client('http://127.0.0.1:9', { patienceMs: 0 }).feed('0', 1);
    await expect(failure).rejects.toMatchObject({ code: 'platform-unreachable', exit: 4 });
    await expect(failure).rejects.toThrow(/run the same command again/);
  });

  test('are not tried again when the platform refuses them', async () => {
    const { seen, platform } = await listen((_, response) => json(response, 401, { code: 'bad-signature' }));
    await expect(client(platform).feed('0', 1)).rejects.toMatchObject({
      code: 'platform-signature',
      exit: 1,
    });
    expect(seen).toHaveLength(1);
  });

  test('say that the address may be wrong when the platform does not know the campaign', async () => {
    const { platform } = await listen((_, response) => json(response, 404, { code: 'not-found' }));
    const failure = client(platform).feed('0', 1);
    await expect(failure).rejects.toMatchObject({ code: 'platform-refused', exit: 1 });
    await expect(failure).rejects.toThrow(
      /does not know this campaign.*address that the campaign was published to/,
    );
  });

  test('are sent once more when the sequence was overtaken', async () => {
    const { seen, platform } = await listen((count, response) =>
      count === 1 ? json(response, 401, { code: 'replayed-request' }) : json(response, 200, emptyFeed),
    );
    await client(platform).feed('0', 1);
    expect(seen.map(({ sequence }) => sequence)).toEqual([1, 2]);
  });

  test('are sent with sequences ever further ahead of the clock, three times, whatever the host goes on answering', async () => {
    // As of a vault that was restored from a backup, on a machine whose clock is behind that of before, or was once ahead.
    const ahead: (number | undefined)[] = [];
    const { platform } = await listen((_, response) => json(response, 401, { code: 'replayed-request' }));
    const behind = client(platform, { nextSequence: (aheadMs) => ahead.push(aheadMs) });
    await expect(behind.feed('0', 1)).rejects.toMatchObject({ code: 'platform-signature' });
    expect(ahead).toEqual([0, 660_000, 90_000_000, 315_360_000_000]);
  });

  test('refuse an answer that is not of the protocol', async () => {
    const { platform } = await listen((_, response) => json(response, 200, { entries: 'none' }));
    await expect(client(platform).feed('0', 1)).rejects.toMatchObject({ code: 'platform-answer' });
  });

  test.each([
    ['200 with a page of another server', 200, '<html>En maintenance</html>'],
    ['200 with an error', 200, '{"code":"storage-full"}'],
    ['202', 202, ''],
  ])('do not take %s for something done', async (_, status, text) => {
    const { platform } = await listen((_count, response) => response.writeHead(status).end(text));
    await expect(client(platform).putRevocations(['a'])).rejects.toMatchObject({ code: 'platform-answer' });
  });

  test('say of an answer which field is wrong, in no word of the platform nor of a library', async () => {
    const planted = 'mot-de-l-hote';
    const answers = [
      { entries: [], next: 7, more: false, rewound: false },
      { ...emptyFeed, [planted]: 1 },
      { ...emptyFeed, next: `${planted} é` },
      [planted],
    ];
    const { platform } = await listen((count, response) => json(response, 200, answers[count - 1]));
    const what: string[] = [];
    for (const _ of answers) {
      const error = await client(platform)
        .feed('', 1)
        .catch((one: Refusal) => one);
      what.push(
        String((error as Refusal).words.fr)
          .split(' : ')[1]
          ?.split('. ')[0] ?? '',
      );
    }
    expect(what).toEqual(['GET feed: next', 'GET feed: …', 'GET feed: next', 'GET feed: entries']);
  });

  test('do not follow an answer that unpacks without end', async () => {
    const bomb = gzipSync(Buffer.alloc(200_000_000, 32));
    const { seen, platform } = await listen((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(bomb);
    });
    await expect(client(platform).feed('', 1)).rejects.toThrow('more than 67108864 bytes');
    expect(seen).toHaveLength(1);
    expect(bomb.length).toBeLessThan(300_000);
  });

  test.each([
    ['objects', '{}'],
    ['numbers', '7'],
    ['lists', '[[]]'],
  ])('do not read an answer of millions of %s', async (_, unit) => {
    // Of 64 MB it took three gigabytes of memory and half a minute, in which nobody was served.
    const text = `{"entries":[${Array(200_000).fill(unit).join(',')}],"next":"","more":false,"rewound":false}`;
    const { seen, platform } = await listen((_count, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(text);
    });
    await expect(client(platform).feed('', 400)).rejects.toThrow('more than 100000 values');
    expect(seen).toHaveLength(1);
  });

  test('outlive a platform that closes while a compressed answer is still being read', async () => {
    // Node's own client threw in the handler of the socket's end, where nobody can catch it: the office's process ended.
    const page = {
      entries: [],
      next: randomBytes(3_000_000).toString('base64'),
      more: false,
      rewound: false,
    };
    const packed = gzipSync(JSON.stringify(page));
    const head = `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${packed.length}\r\nConnection: close\r\n\r\n`;
    const raw = createTcpServer((socket) => {
      socket.once('data', () => {
        socket.write(head);
        socket.end(packed);
      });
    });
    await new Promise<void>((resolve) => raw.listen(0, '127.0.0.1', resolve));
    const platform = `http://127.0.0.1:${(raw.address() as AddressInfo).port}`;
    try {
      await expect(client(platform).feed('', 10)).rejects.toMatchObject({ code: 'platform-answer' });
    } finally {
      await new Promise((resolve) => raw.close(resolve));
    }
  });

  test('take a page of more entries than were asked for as none', async () => {
    const page = { entries: [7, 7, 7], next: 'x', more: false, rewound: false };
    const { platform } = await listen((_, response) => json(response, 200, page));
    await expect(client(platform).feed('', 2)).rejects.toMatchObject({ code: 'platform-answer' });
    expect(await client(platform).feed('', 3)).toMatchObject({ unreadable: 3, next: 'x' });
  });

  test('stop waiting at once when they are aborted', async () => {
    const abort = new AbortController();
    const { platform } = await listen((_, response) => {
      json(response, 503, { code: 'busy' }, { 'retry-after': '3' });
      abort.abort(new Error('stopped'));
    });
    await expect(client(platform, { signal: abort.signal }).feed('0', 1)).rejects.toThrow('stopped');
  });
});
