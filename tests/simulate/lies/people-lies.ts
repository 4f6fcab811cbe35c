/** A host that lies to people: any answer, altered. A client may be refused or cut off, and must do nothing else. */
import { createHash } from 'node:crypto';
import { openSignedDocument, seal } from '@cloison/protocol';
import { toBase64Url } from '@cloison/protocol/public';
import { forgedFrom } from '../../liar/lying-campaign.ts';
import type { SeededRandom } from '../runtime/seeded-random.ts';
import type { Message, Reply } from '../world/simulated-network.ts';
import type { Sealed, Truth } from '../world/truth.ts';

const json = (status: number, value: unknown): Reply => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify(value)),
});
const refusal = (status: number, code: string, more: object = {}): Reply => json(status, { code, ...more });
const bytes = (body: Uint8Array): Reply => ({
  status: 200,
  headers: { 'content-type': 'application/octet-stream' },
  body: Buffer.from(body),
});
/** Of AES-GCM. */
const TAG_BYTES = 16;
const nothing = (status: number): Reply => ({ status, headers: {}, body: Buffer.alloc(0) });

const PASSING: readonly Reply[] = [
  { ...refusal(503, 'busy'), headers: { 'retry-after': '2' } },
  { ...refusal(503, 'busy'), headers: { 'retry-after': '1e300' } },
  { ...nothing(302), headers: { location: 'https://elsewhere.example/' } },
  { ...json(200, { some: 'thing' }), bodyEnd: 'broken-off' },
  { ...json(200, { some: 'thing' }), bodyEnd: 'without-end' },
  refusal(500, 'internal'),
  refusal(507, 'storage-full'),
  json(200, [['rubbish']]),
  { status: 200, headers: {}, body: Buffer.from('<html>portail captif</html>') },
];

/** `ask` is the honest platform; not asking it withholds what was sent. */
export async function deceive(
  message: Message,
  ask: () => Promise<Reply>,
  random: SeededRandom,
  truth: Truth,
): Promise<Reply> {
  const { pathname } = message.url;
  if (random.chance(0.15)) return random.pick(PASSING);
  if (message.method === 'PUT')
    return aboutSave(ask, random, createHash('sha256').update(message.body).digest('base64url'));
  if (pathname.endsWith('/me')) return aboutMe(await ask(), random);
  const envelopes = [...truth.envelopes.values()];
  if (pathname.includes('/records/')) return aboutRecord(await ask(), envelopes, random, pathname);
  if (pathname.includes('/documents/')) {
    const forged = await forgedDocument(message, await ask(), random, truth);
    if (forged !== null) return forged;
  }
  return aboutBytes(await ask(), random);
}

/** Of one person: nobody else has the secret that seals them. */
const PERSONAL: ReadonlySet<string> = new Set(['ticket', 'keyring']);

/** Sealed by a colleague who works with the host: it opens, and the office has not signed it. */
async function forgedDocument(
  { url, headers }: Message,
  reply: Reply,
  random: SeededRandom,
  truth: Truth,
): Promise<Reply | null> {
  const name = url.pathname.split('/documents/')[1] ?? '';
  const holder = truth.holderOfToken(headers.get('authorization') ?? '');
  if (PERSONAL.has(name) || holder === null || reply.status !== 200) return null;
  const opened = await Promise.any(
    truth.authorityKeys.map((key) => openSignedDocument(holder, reply.body, name, key)),
  );
  const { header, body } = opened;
  // Without the office's signature, which the accomplice cannot make.
  const { bytes: sealed } = await seal(holder, {
    kind: 'document',
    name,
    device: new Uint8Array(8),
    version: header.version + 1,
    previous: new Uint8Array(32),
    body,
    ceiling: reply.body.length - header.bodyOffset - TAG_BYTES,
    iv: random.bytes(12),
  });
  return bytes(sealed);
}

async function aboutSave(ask: () => Promise<Reply>, random: SeededRandom, sent: string): Promise<Reply> {
  switch (random.between(0, 11)) {
    case 9:
      // A head of its own at a version that no envelope can have.
      return refusal(409, 'conflict', { version: random.pick([2 ** 32 - 1, 1e308, 0.5]), hash: sent });
    case 10:
      return refusal(409, 'conflict', { version: 2 ** 31, hash: sent });
    case 0:
      return nothing(204);
    case 1:
      await ask();
      return nothing(204);
    case 2:
      return refusal(409, 'conflict', { version: random.between(0, 9), hash: toBase64Url(random.bytes(32)) });
    case 3:
      return refusal(409, 'conflict', { version: 0, hash: toBase64Url(new Uint8Array(32)) });
    case 4:
      await ask();
      return refusal(409, 'conflict', { version: random.between(1, 9), hash: toBase64Url(random.bytes(32)) });
    case 5:
      return json(202, { code: 'late' });
    case 6:
      return refusal(403, 'window-closed', { opens: '2026-09-01T06:00:00Z', closes: '2026-09-02T06:00:00Z' });
    case 7:
      return refusal(409, 'conflict', { version: 'x', hash: 7 });
    default:
      await ask();
      return random.pick(PASSING);
  }
}

function aboutMe(reply: Reply, random: SeededRandom): Reply {
  if (reply.status !== 200) return reply;
  const me = JSON.parse(reply.body.toString('utf8')) as Record<string, unknown>;
  switch (random.between(0, 6)) {
    case 0:
      return json(200, { ...me, holder: toBase64Url(random.bytes(16)) });
    case 1:
      return json(200, { ...me, records: [] });
    case 2:
      return json(200, { ...me, now: '2031-01-01T00:00:00.000Z' });
    case 3:
      return json(200, { ...me, windows: {} });
    case 4:
      return json(200, { ...me, windows: 7 });
    default:
      return refusal(401, 'unknown-code');
  }
}

function aboutRecord(reply: Reply, envelopes: readonly Sealed[], random: SeededRandom, path: string): Reply {
  const own = envelopes.filter(({ name }) => path.endsWith(`/${name}`));
  const any = own[random.between(0, Math.max(1, own.length))];
  switch (random.between(0, 5)) {
    case 0:
      return refusal(404, 'not-found');
    case 1:
      return any === undefined ? reply : bytes(any.bytes);
    case 2:
      return any === undefined ? reply : bytes(forgedFrom(any.bytes, any.version + random.between(0, 3)));
    case 3:
      return bytes(random.bytes(random.between(0, 600)));
    default:
      return aboutBytes(reply, random);
  }
}

function aboutBytes(reply: Reply, random: SeededRandom): Reply {
  if (reply.body.length === 0 || random.chance(0.2)) return refusal(404, 'not-found');
  const altered = Buffer.from(reply.body);
  const at = random.between(0, altered.length);
  altered[at] = (altered[at] ?? 0) ^ (1 << random.between(0, 8));
  return { ...reply, body: random.chance(0.3) ? altered.subarray(0, at) : altered };
}
