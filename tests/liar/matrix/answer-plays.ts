/** Everything that can be wrong with an answer as a whole, whatever it is to. */
import { gzipSync } from 'node:zlib';
import { PLATFORM_ERRORS } from '@cloison/protocol/public';
import { PLANTED } from '../../simulate/lies/alter-json.ts';
import { type Honest, http, type Sent } from './raw-host.ts';

export type AnswerPlay = (honest: Honest) => Sent;

const with_ = (honest: Honest, change: Partial<Honest>) => http({ ...honest, ...change });
const text = (honest: Honest, body: string | Buffer, status = 200) =>
  with_(honest, { status, body: Buffer.from(body as string) });
const head = (lines: readonly string[]) => Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
const after = (lines: readonly string[], { bytes }: Sent): Sent => ({
  bytes: Buffer.concat([head(lines), bytes]),
});
const json = (status: number, value: unknown, headers: Record<string, string> = {}): Sent =>
  http({
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: Buffer.from(JSON.stringify(value)),
  });

/** Slow for a reader that is given half a second for an attempt. */
const SLOW_MS = 40;
/** Some 100 MB, in some 100 KB. */
let bomb: Buffer | null = null;
const gzipBomb = () => {
  bomb ??= gzipSync(Buffer.alloc(100 * 2 ** 20, ' '));
  return bomb;
};

const BODIES: Readonly<Record<string, AnswerPlay>> = {
  empty: (honest) => text(honest, ''),
  null: (honest) => text(honest, 'null'),
  'a list': (honest) => text(honest, '[]'),
  'an object': (honest) => text(honest, '{}'),
  'a number': (honest) => text(honest, '-1e999'),
  'a text': (honest) => text(honest, JSON.stringify(PLANTED)),
  'a page': (honest) =>
    with_(honest, {
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: Buffer.from(`<html><title>${PLANTED}</title></html>`),
    }),
  half: (honest) => with_(honest, { body: honest.body.subarray(0, honest.body.length >> 1) }),
  doubled: (honest) => with_(honest, { body: Buffer.concat([honest.body, honest.body]) }),
  'with a byte order mark': (honest) =>
    with_(honest, { body: Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), honest.body]) }),
  'no UTF-8': (honest) => {
    const body = Buffer.from(honest.body);
    body.fill(0xff, body.length >> 1, (body.length >> 1) + 2);
    return with_(honest, { body });
  },
  'nested without end': (honest) => text(honest, `${'['.repeat(200_000)}${']'.repeat(200_000)}`),
  'a nested object': (honest) => text(honest, `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`),
  'a key twice': (honest) =>
    with_(honest, {
      body: Buffer.from(honest.body.toString('latin1').replace(/^\{("[^"]+":)/, '{$1null,$1'), 'latin1'),
    }),
  'its prototype': (honest) =>
    with_(honest, {
      body: Buffer.from(
        honest.body.toString('latin1').replace(/^\{/, '{"__proto__":{"code":"ok"},'),
        'latin1',
      ),
    }),
  'lone surrogates': (honest) => text(honest, `{"code":"\\ud800${PLANTED}","\\udfff":"\\u0000"}`),
  'much white space': (honest) =>
    with_(honest, { body: Buffer.concat([honest.body, Buffer.alloc(2 ** 21, 10)]) }),
  'a million values': (honest) => text(honest, `[${'{},'.repeat(1_000_000)}{}]`),
  'five million digits': (honest) => text(honest, '9'.repeat(5_000_000)),
};

const FRAMES: Readonly<Record<string, AnswerPlay>> = {
  'more announced than sent': ({ body }) => ({
    bytes: Buffer.concat([head(['HTTP/1.1 200 OK', `content-length: ${body.length + 99}`]), body]),
  }),
  'less announced than sent': ({ body }) => ({
    bytes: Buffer.concat([head(['HTTP/1.1 200 OK', `content-length: ${body.length >> 1}`]), body]),
  }),
  'two lengths': ({ body }) => ({
    bytes: Buffer.concat([
      head(['HTTP/1.1 200 OK', 'content-length: 1', `content-length: ${body.length}`]),
      body,
    ]),
  }),
  'a negative length': ({ body }) => ({
    bytes: Buffer.concat([head(['HTTP/1.1 200 OK', 'content-length: -7']), body]),
  }),
  'a length beyond 53 bits': ({ body }) => ({
    bytes: Buffer.concat([head(['HTTP/1.1 200 OK', 'content-length: 9007199254740993']), body]),
    end: 'left-open',
  }),
  'a chunk that is none': ({ body }) => ({
    bytes: Buffer.concat([
      head(['HTTP/1.1 200 OK', 'transfer-encoding: chunked']),
      Buffer.from('zz\r\n'),
      body,
    ]),
  }),
  'chunks without end': () => ({
    bytes: head(['HTTP/1.1 200 OK', 'transfer-encoding: chunked']),
    forever: Buffer.from(`4000\r\n${' '.repeat(0x4000)}\r\n`),
  }),
  'a body without end': () => ({ bytes: head(['HTTP/1.1 200 OK']), forever: Buffer.alloc(2 ** 16, 91) }),
  'a refusal without end': () => ({
    bytes: head(['HTTP/1.1 409 Conflict']),
    forever: Buffer.alloc(2 ** 16, 32),
  }),
  'a byte at a time': (honest) => ({ ...http(honest), byteEveryMs: SLOW_MS }),
  'a body of a byte at a time, without end': () => ({
    bytes: head(['HTTP/1.1 200 OK']),
    forever: Buffer.of(32),
    byteEveryMs: SLOW_MS,
  }),
  'headers without end': () => ({
    bytes: Buffer.from('HTTP/1.1 200 OK\r\n'),
    forever: Buffer.from('x-more: 1\r\n'),
    byteEveryMs: 1,
  }),
  'never answered': () => ({ bytes: Buffer.alloc(0), end: 'left-open' }),
  'cut at once': () => ({ bytes: Buffer.alloc(0), end: 'reset' }),
  'cut in the middle': ({ body }) => ({
    bytes: Buffer.concat([
      head(['HTTP/1.1 200 OK', `content-length: ${body.length}`]),
      body.subarray(0, body.length >> 1),
    ]),
    end: 'reset',
  }),
  'no HTTP': () => ({ bytes: Buffer.from(`SSH-2.0-${PLANTED}\r\n`) }),
  'HTTP of before': ({ body }) => ({ bytes: body }),
  'a status of 999': () => ({ bytes: head([`HTTP/1.1 999 ${PLANTED}`, 'content-length: 0']) }),
  'no status': () => ({ bytes: head([`HTTP/1.1 ${PLANTED}`, 'content-length: 0']) }),
};

const HEADERS: Readonly<Record<string, AnswerPlay>> = {
  'compressed, truly': (honest) => ({
    bytes: http({
      ...honest,
      headers: { ...honest.headers, 'content-encoding': 'gzip' },
      body: gzipSync(honest.body),
    }).bytes,
  }),
  'compressed, not truly': (honest) =>
    with_(honest, { headers: { ...honest.headers, 'content-encoding': 'gzip' } }),
  'compressed in an unknown way': (honest) =>
    with_(honest, { headers: { ...honest.headers, 'content-encoding': PLANTED } }),
  'compressed many times': (honest) =>
    with_(honest, { headers: { ...honest.headers, 'content-encoding': Array(40).fill('gzip').join(', ') } }),
  'a bomb': (honest) =>
    with_(honest, { status: 200, headers: { 'content-encoding': 'gzip' }, body: gzipBomb() }),
  'a bomb as a refusal': (honest) =>
    with_(honest, {
      status: 503,
      headers: { 'content-encoding': 'gzip', 'retry-after': '1' },
      body: gzipBomb(),
    }),
  cookies: (honest) =>
    http(
      honest,
      Array.from({ length: 20 }, (_, i) => `set-cookie: c${i}=${PLANTED}; Path=/`),
    ),
  'one long header': (honest) => http(honest, [`x-long: ${'a'.repeat(100_000)}`]),
  'many headers': (honest) =>
    http(
      honest,
      Array.from({ length: 5_000 }, (_, i) => `x-${i}: 1`),
    ),
  'a header that is none': (honest) => http(honest, ['no header at all', 'x\u0000y: 1']),
  'another type': (honest) =>
    with_(honest, { headers: { ...honest.headers, 'content-type': `text/${PLANTED}` } }),
  'tags that are none': (honest) =>
    with_(honest, { headers: { ...honest.headers, etag: '"', 'cache-control': 'max-age=1e99, immutable' } }),
  'a clock of another age': (honest) =>
    http(honest, ['date: Tue, 01 Jan 0001 00:00:00 GMT', 'expires: -1', 'age: 1e30']),
};

const STATUSES: Readonly<Record<string, AnswerPlay>> = {
  'to be continued': (honest) => after(['HTTP/1.1 100 Continue'], http(honest)),
  'many early hints': (honest) =>
    Array.from({ length: 30 }).reduce<Sent>(
      (sent) => after(['HTTP/1.1 103 Early Hints', `link: </${PLANTED}>`], sent),
      http(honest),
    ),
  'early hints without end': () => ({
    bytes: Buffer.alloc(0),
    forever: head(['HTTP/1.1 103 Early Hints']),
    byteEveryMs: 1,
  }),
  'another protocol': () => ({
    bytes: head(['HTTP/1.1 101 Switching Protocols', 'upgrade: websocket', 'connection: upgrade']),
    end: 'left-open',
  }),
  '204 with a body': ({ body }) => ({
    bytes: Buffer.concat([head(['HTTP/1.1 204 No Content', `content-length: ${body.length}`]), body]),
  }),
  ...Object.fromEntries(
    [
      200, 201, 202, 203, 204, 205, 206, 207, 226, 304, 300, 400, 402, 404, 405, 409, 412, 418, 425, 429, 431,
      451, 500, 502, 504, 511, 599,
    ].map((status): [string, AnswerPlay] => [`${status}`, (honest) => text(honest, honest.body, status)]),
  ),
  ...Object.fromEntries(
    [301, 302, 303, 307, 308].flatMap((status): [string, AnswerPlay][] => [
      [
        `${status} elsewhere`,
        (honest) => http({ ...honest, status, headers: { location: `https://${PLANTED}.example/` } }),
      ],
      [`${status} to itself`, (honest) => http({ ...honest, status, headers: { location: '' } })],
    ]),
  ),
};

/** Each refusal that the protocol has, where it was not asked for. */
const REFUSALS: Readonly<Record<string, AnswerPlay>> = {
  ...Object.fromEntries(
    Object.entries(PLATFORM_ERRORS).map(([code, status]): [string, AnswerPlay] => [
      `refused: ${code}`,
      () => json(status, { code }),
    ]),
  ),
  // Of a save: taken by nobody, or altered after it was taken.
  late: () => json(202, { code: 'late' }),
  'a conflict with nothing': () =>
    json(409, { code: 'conflict', version: 0, hash: Buffer.alloc(32).toString('base64url') }),
  'refused: a code of its own': () => json(400, { code: `${PLANTED}\u001b[31m` }),
  'refused: a code that is no text': () => json(400, { code: { toString: 1 } }),
  'refused: a name of the prototype': () => json(400, { code: 'constructor' }),
  'closed at no time': () => json(403, { code: 'window-closed', opens: 'never', closes: [] }),
  'closed beyond all time': () =>
    json(403, { code: 'window-closed', opens: '+275760-09-13T00:00:00Z', closes: '-271821-04-20T00:00:00Z' }),
  'closed at an impossible day': () =>
    json(403, { code: 'window-closed', opens: '2026-13-45T99:99:99Z', closes: '2026-02-30T25:00Z' }),
  ...Object.fromEntries(
    [
      '0',
      '-5',
      '1e300',
      'Infinity',
      'NaN',
      '86400',
      PLANTED,
      'Fri, 31 Dec 9999 23:59:59 GMT',
      '00',
      '2147483648',
    ].map((wait): [string, AnswerPlay] => [
      `busy until ${wait}`,
      () => json(503, { code: 'busy' }, { 'retry-after': wait }),
    ]),
  ),
};

export const ANSWER_PLAYS: Readonly<Record<string, AnswerPlay>> = {
  ...BODIES,
  ...FRAMES,
  ...HEADERS,
  ...STATUSES,
  ...REFUSALS,
};
