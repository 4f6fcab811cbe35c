import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { newAuthorityKey } from '@cloison/dev-env/platform/authority-key.ts';
import { fixtureEnvelope } from '@cloison/dev-env/platform/envelope-fixture.ts';
import {
  CAMPAIGN,
  holderLine,
  publishedCampaign,
  type TestHolder,
} from '@cloison/dev-env/platform/published-campaign.ts';
import { type Answer, type SignOverrides, TestService } from '@cloison/dev-env/platform/test-service.ts';
import {
  fromBase64Url,
  PLATFORM_ERRORS,
  parseFeed,
  parsePlatformKey,
  parseRecordAnswer,
  parseSignedStatement,
  verifyStatement,
} from '@cloison/protocol/public';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const service = new TestService();
let pupil: TestHolder;

beforeAll(async () => {
  await service.start();
  await service.publish();
  [pupil] = (await service.holders('pupil')) as [TestHolder];
});
afterAll(() => service.remove());

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
const shown = ({ status, json }: Answer) => [status, json];
const BAD_SIGNATURE = [401, { code: 'bad-signature' }];
const REPLAYED = [401, { code: 'replayed-request' }];
const document = (holder: Uint8Array, more: object = {}) =>
  fixtureEnvelope({ campaign: CAMPAIGN, holder, name: 'ticket', kind: 'document', ...more });

describe('signatures (RFC 9421)', () => {
  const call = (overrides: SignOverrides) => service.authority('GET', 'key', undefined, overrides);

  it('made by an independent implementation are accepted, with alg too, in any order of components', async () => {
    expect((await call({})).status).toBe(200);
    expect((await call({ params: ['keyid', 'alg', 'nonce', 'created'] })).status).toBe(200);
    const fields = ['cloison-sequence', '@query', 'content-digest', '@method', '@path'];
    expect((await call({ fields })).status).toBe(200);
    expect((await service.authority('GET', 'feed?after=&limit=1')).status).toBe(200);
  });
  it('are refused alike when missing, by another key, too old, too new, or without a component or parameter', async () => {
    const all = ['@method', '@path', '@query', 'content-digest', 'cloison-sequence'];
    const faults: SignOverrides[] = [
      { key: newAuthorityKey() },
      { createdMs: service.nowMs - 301_000 },
      { createdMs: service.nowMs + 301_000 },
      ...all.map((left) => ({ fields: all.filter((field) => field !== left) })),
      { fields: [...all, '@authority'] },
      { params: ['nonce', 'keyid'] },
      { params: ['created', 'keyid'] },
      { params: ['created', 'nonce'] },
      { params: ['created', 'nonce', 'keyid', 'expires'] },
      { nonce: 'short' },
      { sequence: 0 },
      { sequence: '9e9' },
      { sequence: '12345678901234567' },
    ];
    for (const fault of faults) expect([fault, shown(await call(fault))]).toEqual([fault, BAD_SIGNATURE]);
    expect(shown(await service.fetch(`/authority/1/${CAMPAIGN}/key`))).toEqual(BAD_SIGNATURE);
    expect((await call({ createdMs: service.nowMs - 299_000 })).status).toBe(200);
  });
  it('do not carry over to another method, path, query, sequence or digest', async () => {
    const path = `/authority/1/${CAMPAIGN}/feed?after=0`;
    const headers = await service.signed('GET', path, new Uint8Array());
    const changed = [
      service.fetch(`/authority/1/${CAMPAIGN}/feed?after=1`, { headers }),
      service.fetch(`/authority/1/${CAMPAIGN}/key?after=0`, { headers }),
      service.fetch(path, { headers: { ...headers, 'cloison-sequence': '99999' } }),
      service.fetch(path, { headers: { ...headers, 'content-digest': 'sha-256=:AAAA:' } }),
    ];
    for (const answer of await Promise.all(changed)) expect(shown(answer)).toEqual(BAD_SIGNATURE);
    expect((await service.fetch(path, { headers })).status).toBe(200);
  });
  it('are accepted once: a repeated call, an older sequence and a used nonce are replayed-request', async () => {
    const path = `/authority/1/${CAMPAIGN}/key`;
    const headers = await service.signed('GET', path, new Uint8Array(), {}, { nonce: 'nonce-of-a-test' });
    expect((await service.fetch(path, { headers })).status).toBe(200);
    expect(shown(await service.fetch(path, { headers }))).toEqual(REPLAYED);
    expect(shown(await call({ sequence: 1 }))).toEqual(REPLAYED);
    expect(shown(await call({ nonce: 'nonce-of-a-test' }))).toEqual(REPLAYED);
    await service.stop();
    await service.start();
    expect(shown(await service.fetch(path, { headers }))).toEqual(REPLAYED);
    expect(shown(await call({ sequence: 2 }))).toEqual(REPLAYED);
    expect((await call({})).status).toBe(200);
  });
  it('bind the body: other bytes than those signed are hash-mismatch and change nothing', async () => {
    const answer = await service.authority(
      'PUT',
      'revocations',
      { holders: [base64(pupil.id)] },
      { digestOf: randomBytes(3) },
    );
    expect(shown(answer)).toEqual([422, { code: 'hash-mismatch' }]);
    expect((await service.api(pupil, 'GET', 'me')).status).toBe(200);
  });
  it('are checked before a body is read', async () => {
    const answer = await service.fetch(`/authority/1/${CAMPAIGN}/content/${'0'.repeat(64)}`, {
      method: 'PUT',
      body: new Blob([new Uint8Array(100)]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(shown(answer)).toEqual(BAD_SIGNATURE);
  });
});

describe('publishing', () => {
  it('a campaign may be repeated; bad dates, another name or another shape are refused', async () => {
    const put = (value: unknown, campaign = CAMPAIGN) =>
      service.authority('PUT', 'campaign', value, {}, campaign);
    expect((await put(publishedCampaign())).status).toBe(204);
    const window = { opens: '2026-09-07T06:00:00Z', closes: '2026-09-06T06:00:00Z' };
    expect(shown(await put({ ...publishedCampaign(), calendars: [{ a: window }, {}] }))).toEqual([
      400,
      { code: 'bad-request' },
    ]);
    const noSuchDay = { opens: '2026-13-41T06:00:00Z', closes: '2026-13-42T06:00:00Z' };
    expect((await put({ ...publishedCampaign(), calendars: [{ a: noSuchDay }, {}] })).status).toBe(400);
    expect(shown(await put(publishedCampaign('2026-autre')))).toEqual([422, { code: 'wrong-campaign' }]);
    expect((await put({ v: 1 })).status).toBe(400);
    expect((await put(publishedCampaign('A..'), 'A..')).status).toBe(404);
    expect(shown(await service.authority('GET', 'feed', undefined, {}, '2026-inconnue'))).toEqual([
      404,
      { code: 'not-found' },
    ]);
  });
  it('content is checked against its hash, kept with its type, and never of a type that runs', async () => {
    const bytes = new Uint8Array(Buffer.from('contenu '.repeat(100)));
    const hash = createHash('sha256').update(bytes).digest('hex');
    expect((await service.authority('PUT', `content/${hash}`, bytes)).status).toBe(204);
    expect((await service.authority('PUT', `content/${hash}`, bytes)).status).toBe(204);
    expect(shown(await service.authority('PUT', `content/${'0'.repeat(64)}`, bytes))).toEqual([
      422,
      { code: 'hash-mismatch' },
    ]);
    expect((await service.authority('PUT', 'content/abc', bytes)).status).toBe(404);
    const path = `/authority/1/${CAMPAIGN}/content/${hash}`;
    for (const type of [
      'text/html',
      'text/javascript',
      'application/xhtml+xml',
      'nonsense',
      'text/plain, text/html',
      'text/plain; charset=utf-7',
    ]) {
      const headers = await service.signed('PUT', path, bytes, { 'content-type': type });
      expect([type, shown(await service.fetch(path, { method: 'PUT', headers, body: bytes }))]).toEqual([
        type,
        [415, { code: 'unsupported-type' }],
      ]);
    }
  });
  it('holders and documents give clear answers to bad ones', async () => {
    const holders = (holders: unknown) => service.authority('PUT', 'holders', { holders });
    expect((await holders([holderLine(pupil)])).status).toBe(204);
    expect(shown(await holders([holderLine(pupil, 7)]))).toEqual([400, { code: 'bad-request' }]);
    expect((await holders([{ ...holderLine(pupil), name: 'Zoé' }])).status).toBe(400);
    expect((await holders([{ ...holderLine(pupil), holder: 'AAA' }])).status).toBe(400);
    const envelopes = [
      document(pupil.id, { version: 5 }),
      document(pupil.id, { version: 4, previous: randomBytes(32) }),
      document(randomBytes(16)),
      fixtureEnvelope({ campaign: '2026-autre', holder: pupil.id, name: 'ticket', kind: 'document' }),
      fixtureEnvelope({ campaign: CAMPAIGN, holder: pupil.id, name: 'francais' }),
    ].map(({ bytes }) => base64(bytes));
    const answer = await service.authority('PUT', 'documents', {
      envelopes: [...envelopes, envelopes[0], 'AAAA'],
    });
    const codes = ['ok', 'stale', 'wrong-holder', 'wrong-campaign', 'bad-envelope', 'ok', 'bad-envelope'];
    expect(shown(answer)).toEqual([200, { results: codes.map((code) => ({ code })) }]);
  });
  it('refuses batches that are too large or of another type', async () => {
    const many = Array.from({ length: 501 }, () => 'AAAA');
    expect((await service.authority('PUT', 'documents', { envelopes: many })).status).toBe(400);
    const large = Array.from({ length: 140 }, () => 'A'.repeat(84_000));
    expect(shown(await service.authority('PUT', 'documents', { envelopes: large }))).toEqual([
      413,
      { code: 'too-large' },
    ]);
    expect(shown(await service.authority('PUT', 'holders', new Uint8Array(3)))).toEqual([
      415,
      { code: 'unsupported-type' },
    ]);
    const tooMuch = { envelopes: ['A'.repeat(13 * 1024 * 1024)] };
    expect(shown(await service.authority('PUT', 'documents', tooMuch))).toEqual([413, { code: 'too-large' }]);
  });
});

it('any JSON in any signed call is answered with a code of the table, never internal', async () => {
  const piece = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom(
      base64(pupil.id),
      'A'.repeat(22),
      'A'.repeat(43),
      'AAAB',
      'ticket',
      '__proto__',
      9e15,
      -1,
    ),
  );
  const line = fc.dictionary(
    fc.constantFrom('holder', 'access', 'calendar', 'role', 'name', 'after', 'sealed'),
    piece,
  );
  const list = fc.array(fc.oneof(piece, line), { maxLength: 4 });
  const keys = fc.constantFrom(
    'holders',
    'envelopes',
    'entries',
    'records',
    'campaign',
    'card',
    'calendars',
    'v',
  );
  const body = fc.oneof(piece, fc.dictionary(keys, fc.oneof(list, piece), { maxKeys: 3 }));
  const call = fc.constantFrom(
    'campaign',
    'holders',
    'documents',
    'routing',
    'revocations',
    'purge',
    'records',
  );
  await fc.assert(
    fc.asyncProperty(call, body, async (path, value) => {
      const { status, json } = await service.authority(
        path === 'records' ? 'POST' : 'PUT',
        path,
        value ?? null,
      );
      if (status < 300) return;
      const { code } = json as { code: keyof typeof PLATFORM_ERRORS };
      expect([code, PLATFORM_ERRORS[code]]).toEqual([code, status]);
      expect(code).not.toBe('internal');
    }),
    { numRuns: 150 },
  );
});

describe('collecting', () => {
  it('gives the feed in pages, and single records on demand', async () => {
    const [one] = (await service.holders('pupil')) as [TestHolder];
    const head = fixtureEnvelope({ campaign: CAMPAIGN, holder: one.id, name: 'francais' });
    const final = fixtureEnvelope({ campaign: CAMPAIGN, holder: one.id, name: 'francais/2', kind: 'final' });
    await service.put(one, 'francais', head.bytes);
    await service.put(one, 'francais/2', final.bytes);
    const first = parseFeed((await service.authority('GET', 'feed?limit=1')).json);
    expect(first).toMatchObject({
      more: true,
      entries: [{ kind: 'head', hash: base64(head.hash), envelope: null }],
    });
    expect(first.entries[0]!.at).toBe(new Date(service.nowMs).toISOString());
    const second = parseFeed((await service.authority('GET', `feed?after=${first.next}&whole=heads`)).json);
    expect(second).toMatchObject({
      more: false,
      entries: [{ kind: 'final', envelope: base64(final.bytes) }],
    });
    const none = parseFeed((await service.authority('GET', `feed?after=${second.next}`)).json);
    expect(none).toEqual({ entries: [], next: second.next, more: false, rewound: false });
    const finals = parseFeed((await service.authority('GET', 'feed?only=finals')).json);
    expect(finals).toMatchObject({
      more: false,
      entries: [{ kind: 'final', envelope: base64(final.bytes) }],
    });
    const others = parseFeed((await service.authority('GET', 'feed?only=others')).json);
    expect(others).toMatchObject({ more: false, entries: [{ kind: 'head', hash: base64(head.hash) }] });
    // Both have read to the end of the changes, behind what is of the other part.
    expect([finals.next, others.next]).toEqual([second.next, second.next]);
    const strange = parseFeed((await service.authority('GET', 'feed?after=0&limit=1')).json);
    expect(strange).toEqual({ ...first, rewound: true });
    for (const query of [
      'after=%00',
      'after=a/b',
      `after=${'1'.repeat(201)}`,
      'limit=0',
      'whole=all',
      'only=heads',
      'after=1&after=2',
    ]) {
      expect(shown(await service.authority('GET', `feed?${query}`))).toEqual([400, { code: 'bad-request' }]);
    }
    const records = [
      { holder: base64(one.id), name: 'francais' },
      { holder: base64(one.id), name: 'maths' },
    ];
    const audited = await service.authority('POST', 'records', { records });
    expect(parseRecordAnswer(audited.json).records.map(({ envelope }) => envelope)).toEqual([
      base64(head.bytes),
      null,
    ]);
  });
});

describe('the end of a campaign', () => {
  it('proves that it has the key that it shows: it signs the nonce, the host and the campaign that it is asked', async () => {
    const nonce = randomBytes(32).toString('base64url');
    const { json } = await service.authority('GET', `key?nonce=${nonce}&host=evaluation.example`);
    const { proof } = parsePlatformKey(json);
    expect(await verifyStatement(proof, service.platform.publicKey)).toEqual({
      v: 1,
      kind: 'key-proof',
      campaign: CAMPAIGN,
      host: 'evaluation.example',
      nonce,
    });
    for (const query of ['nonce=short&host=a', `nonce=${nonce}`, `nonce=${nonce}&host=${'a'.repeat(301)}`]) {
      expect(shown(await service.authority('GET', `key?${query}`))).toEqual([400, { code: 'bad-request' }]);
    }
  });
  it('erases it, answers the same signed statement for ever, and nothing else is answered', async () => {
    const name = '2026-finie';
    await service.publish(name);
    const holder = { id: randomBytes(16), access: randomBytes(32), role: 'pupil' as const };
    await service.authority('PUT', 'holders', { holders: [holderLine(holder)] }, {}, name);
    const wrong = await service.authority('PUT', 'purge', { campaign: CAMPAIGN }, {}, name);
    expect(shown(wrong)).toEqual([422, { code: 'wrong-campaign' }]);
    const purge = () => service.authority('PUT', 'purge', { campaign: name }, {}, name);
    const [first, second] = await Promise.all([purge(), purge()]);
    expect(second.json).toEqual(first.json);
    const key = fromBase64Url(parsePlatformKey((await service.authority('GET', 'key')).json).publicKey);
    expect(Buffer.compare(key, service.platform.publicKey)).toBe(0);
    expect(await verifyStatement(parseSignedStatement(first.json), key)).toMatchObject({
      v: 1,
      kind: 'purge',
      campaign: name,
      at: new Date(service.nowMs).toISOString(),
      erased: { holders: 1, records: 0 },
    });
    expect(existsSync(join(service.dataDir, 'store', 'campaigns', name))).toBe(false);
    await service.stop();
    await service.start();
    expect((await purge()).json).toEqual(first.json);
    const gone = [410, { code: 'already-purged' }];
    expect(shown(await service.authority('PUT', 'campaign', publishedCampaign(name), {}, name))).toEqual(
      gone,
    );
    for (const call of ['holders', 'documents', 'routing', 'revocations']) {
      expect(shown(await service.authority('PUT', call, {}, {}, name))).toEqual(gone);
    }
    expect(shown(await service.authority('GET', 'feed', undefined, {}, name))).toEqual(gone);
    expect(shown(await service.fetch(`/api/1/${name}/me`))).toEqual(gone);
    expect(shown(await service.fetch(`/c/${name}/campaign.json`))).toEqual(gone);
    expect((await service.fetch(`/c/${name}/`)).status).toBe(410);
    expect((await service.fetch(`/c/${CAMPAIGN}/campaign.json`)).status).toBe(200);
  });
  it('of a campaign that was never here is not-found', async () => {
    const answer = await service.authority('PUT', 'purge', { campaign: '2026-jamais' }, {}, '2026-jamais');
    expect(shown(answer)).toEqual([404, { code: 'not-found' }]);
  });
});
