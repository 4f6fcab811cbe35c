import { randomBytes } from 'node:crypto';
import { fixtureEnvelope } from '@cloison/dev-env/platform/envelope-fixture.ts';
import { CAMPAIGN, NOON, type TestHolder, WINDOWS } from '@cloison/dev-env/platform/published-campaign.ts';
import { TestService } from '@cloison/dev-env/platform/test-service.ts';
import { parseMe } from '@cloison/protocol/public';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

const service = new TestService();
let pupil: TestHolder;
let group: TestHolder;
let staff: TestHolder;

beforeAll(async () => {
  await service.start();
  await service.publish();
});
afterAll(() => service.remove());
beforeEach(async () => {
  service.nowMs = NOON;
  [pupil, group, staff] = (await service.holders('pupil', 'group', 'staff')) as [
    TestHolder,
    TestHolder,
    TestHolder,
  ];
});

const ENTRY = 'ABCDEFGH01234567';
const envelope = (holder: TestHolder, name: string, more: object = {}) =>
  fixtureEnvelope({ campaign: CAMPAIGN, holder: holder.id, name, ...more });
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
const publishDocument = (holder: TestHolder, name: string) => {
  const one = envelope(holder, name, { kind: 'document' });
  return service.authority('PUT', 'documents', { envelopes: [base64(one.bytes)] }).then(() => one);
};

describe('saving a record', () => {
  it('is read again while its window is open or late saves are taken, and not outside', async () => {
    const { opens, closes } = WINDOWS.francais;
    const lateUntilMs = Date.parse(closes) + 72 * 3_600_000;
    expect((await service.put(pupil, 'francais', envelope(pupil, 'francais').bytes)).status).toBe(204);
    for (const [nowMs, status] of [
      [Date.parse(opens) - 60_000, 403],
      [Date.parse(opens), 200],
      [lateUntilMs - 60_000, 200],
      [lateUntilMs + 60_000, 403],
    ] as const) {
      service.nowMs = nowMs;
      expect((await service.api(pupil, 'GET', 'records/francais')).status).toBe(status);
    }
  });
  it('answers 204, then gives the very bytes back with their hash as a tag', async () => {
    const one = envelope(pupil, 'francais');
    expect((await service.put(pupil, 'francais', one.bytes)).status).toBe(204);
    const read = await service.api(pupil, 'GET', 'records/francais');
    expect(read.status).toBe(200);
    expect(read.headers.get('content-type')).toBe('application/octet-stream');
    expect(Buffer.compare(read.bytes, one.bytes)).toBe(0);
    expect(read.headers.get('etag')).toBe(`"${base64(one.hash)}"`);
    const again = await service.api(pupil, 'GET', 'records/francais', {
      headers: { 'if-none-match': read.headers.get('etag')! },
    });
    expect(again.status).toBe(304);
  });
  it('takes names with a stage and a reopening', async () => {
    for (const name of ['francais/2', 'francais~2', 'francais/2~3']) {
      expect((await service.put(pupil, name, envelope(pupil, name).bytes)).status).toBe(204);
      expect((await service.api(pupil, 'GET', `records/${name}`)).status).toBe(200);
    }
  });
  it('answers conflict with the version and hash of the head', async () => {
    const one = envelope(pupil, 'francais');
    await service.put(pupil, 'francais', one.bytes);
    const answer = await service.put(pupil, 'francais', envelope(pupil, 'francais').bytes);
    expect(answer.status).toBe(409);
    expect(answer.json).toEqual({ code: 'conflict', version: 1, hash: base64(one.hash) });
  });
  it('answers conflict with version 0 when there is no head', async () => {
    const ahead = envelope(pupil, 'francais', { version: 3, previous: randomBytes(32) });
    const answer = await service.put(pupil, 'francais', ahead.bytes);
    expect(answer.json).toEqual({ code: 'conflict', version: 0, hash: base64(new Uint8Array(32)) });
  });
  it('takes nothing after a final', async () => {
    const final = envelope(pupil, 'francais', { kind: 'final' });
    expect((await service.put(pupil, 'francais', final.bytes)).status).toBe(204);
    const next = envelope(pupil, 'francais', { version: 2, previous: final.hash });
    expect((await service.put(pupil, 'francais', next.bytes)).json).toMatchObject({
      code: 'conflict',
      version: 1,
    });
    expect((await service.put(pupil, 'francais', final.bytes)).status).toBe(204);
  });
  it('answers late for 72 hours after the window, and window-closed with dates before and after', async () => {
    expect((await service.put(pupil, 'retard', envelope(pupil, 'retard').bytes)).status).toBe(202);
    expect((await service.put(pupil, 'retard', envelope(pupil, 'retard').bytes)).json).toEqual({
      code: 'late',
    });
    for (const name of ['passe', 'maths'] as const) {
      const answer = await service.put(pupil, name, envelope(pupil, name).bytes);
      expect(answer.status).toBe(403);
      const [opens, closes] = [WINDOWS[name].opens, WINDOWS[name].closes].map((at) =>
        new Date(at).toISOString(),
      );
      expect(answer.json).toEqual({ code: 'window-closed', opens, closes });
    }
  });
  it('refuses what is not an envelope: bad-envelope', async () => {
    for (const bytes of [
      new Uint8Array(1),
      randomBytes(700),
      envelope(pupil, 'francais').bytes.slice(0, -1),
    ]) {
      const answer = await service.put(pupil, 'francais', bytes);
      expect([answer.status, answer.json]).toEqual([422, { code: 'bad-envelope' }]);
    }
    const document = envelope(pupil, 'francais', { kind: 'document' });
    expect((await service.put(pupil, 'francais', document.bytes)).json).toEqual({ code: 'bad-envelope' });
    const empty = await service.api(pupil, 'PUT', 'records/francais');
    expect([empty.status, empty.json]).toEqual([422, { code: 'bad-envelope' }]);
  });
  it('refuses an envelope of another campaign, holder or name', async () => {
    const elsewhere = fixtureEnvelope({ campaign: '2026-autre', holder: pupil.id, name: 'francais' });
    expect((await service.put(pupil, 'francais', elsewhere.bytes)).json).toEqual({ code: 'wrong-campaign' });
    const other = envelope(group, 'francais');
    expect((await service.put(pupil, 'francais', other.bytes)).json).toEqual({ code: 'wrong-holder' });
    const maths = envelope(pupil, 'maths');
    expect((await service.put(pupil, 'francais', maths.bytes)).json).toEqual({ code: 'wrong-name' });
  });
  it('refuses a name that falls in no window of the calendar, and the names of documents', async () => {
    for (const name of ['oral', 'ticket', 'report/class']) {
      const answer = await service.put(pupil, name, envelope(pupil, name).bytes);
      expect([answer.status, answer.json]).toEqual([422, { code: 'wrong-name' }]);
    }
  });
  it('takes finals from pupils only', async () => {
    const final = envelope(group, ENTRY, { kind: 'final' });
    expect((await service.put(group, ENTRY, final.bytes)).json).toEqual({ code: 'bad-envelope' });
    expect((await service.put(group, ENTRY, envelope(group, ENTRY).bytes)).status).toBe(204);
  });
  it('takes six names a sequence of its calendar from a pupil, more from a class, none from staff', async () => {
    const names = Array.from({ length: 24 }, (_, i) => `francais/${i}`);
    for (const name of names) {
      expect((await service.put(pupil, name, envelope(pupil, name).bytes)).status).toBe(204);
    }
    const more = await service.put(pupil, 'francais/24', envelope(pupil, 'francais/24').bytes);
    expect([more.status, more.json]).toEqual([422, { code: 'too-many-records' }]);
    for (let i = 10; i < 45; i++) {
      const name = `ABCDEFGH012345${i}`;
      expect((await service.put(group, name, envelope(group, name).bytes)).status).toBe(204);
    }
    const byStaff = await service.put(staff, 'francais', envelope(staff, 'francais').bytes);
    expect(byStaff.json).toEqual({ code: 'too-many-records' });
  });
  it('takes no name that no ticket and no class could mention', async () => {
    for (const [who, name] of [
      [pupil, 'francais/x'],
      [pupil, 'francais/123'],
      [pupil, 'maths/annexe'],
      [pupil, ENTRY],
      [group, 'francais'],
    ] as const) {
      const answer = await service.put(who, name, envelope(who, name).bytes);
      expect([name, answer.status, answer.json]).toEqual([name, 422, { code: 'wrong-name' }]);
    }
  });
  it('is asked to come back by a program that saves without end, and loses no save by it', async () => {
    // As large as envelopes may be: four units each, of the 600 that a pupil has at once.
    const large = { bodyBytes: 64_512 };
    const envelopes = [envelope(pupil, 'francais', large)];
    for (let version = 2; version <= 400; version++) {
      envelopes.push(envelope(pupil, 'francais', { version, previous: envelopes.at(-1)!.hash, ...large }));
    }
    let saved = 0;
    let answer = await service.put(pupil, 'francais', envelopes[0]!.bytes);
    while (answer.status === 204 && saved < envelopes.length - 1) {
      saved += 1;
      answer = await service.put(pupil, 'francais', envelopes[saved]!.bytes);
    }
    expect([answer.status, answer.json]).toEqual([503, { code: 'busy' }]);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(saved).toBeGreaterThanOrEqual(150);
    const head = await service.api(pupil, 'GET', 'records/francais');
    expect(head.headers.get('etag')).toBe(`"${base64(envelopes[saved - 1]!.hash)}"`);
    // Others are not asked to.
    expect((await service.put(group, ENTRY, envelope(group, ENTRY).bytes)).status).toBe(204);
  });
  it('refuses over 64 KiB as too-large, announced or not, and other types as unsupported-type', async () => {
    const large = new Uint8Array(64 * 1024 + 2);
    const answer = await service.put(pupil, 'francais', large);
    expect([answer.status, answer.json]).toEqual([413, { code: 'too-large' }]);
    const barely = await service.put(pupil, 'francais', new Uint8Array(64 * 1024 + 1));
    expect([barely.status, barely.json]).toEqual([413, { code: 'too-large' }]);
    const streamed = await service.api(pupil, 'PUT', 'records/francais', {
      body: new Blob([large]).stream(),
      headers: { 'content-type': 'application/octet-stream' },
      duplex: 'half',
    } as RequestInit);
    expect([streamed.status, streamed.json]).toEqual([413, { code: 'too-large' }]);
    for (const type of ['application/json', 'text/plain']) {
      const wrong = await service.api(pupil, 'PUT', 'records/francais', {
        body: 'x',
        headers: { 'content-type': type },
      });
      expect([wrong.status, wrong.json]).toEqual([415, { code: 'unsupported-type' }]);
    }
  });
});

describe('every caller', () => {
  it('without a token, with a malformed or unknown one, or after revocation, gets the same 401', async () => {
    const [revoked] = (await service.holders('pupil')) as [TestHolder];
    await service.authority('PUT', 'revocations', { holders: [base64(revoked.id)] });
    const answers = await Promise.all([
      service.api(null, 'GET', 'me'),
      service.api(null, 'GET', 'me', { headers: { authorization: 'Basic abc' } }),
      service.api({ access: randomBytes(32) }, 'GET', 'me'),
      service.api({ access: randomBytes(31) }, 'GET', 'me'),
      service.api(revoked, 'GET', 'me'),
      service.api(revoked, 'GET', 'records/francais'),
      service.api(revoked, 'GET', 'documents/ticket'),
      service.api(revoked, 'GET', 'routing/francais'),
      service.api(revoked, 'POST', 'rescue', { body: '{}', headers: { 'content-type': 'application/json' } }),
    ]);
    for (const { status, json, headers } of answers) {
      expect([status, json]).toEqual([401, { code: 'unknown-code' }]);
      const shown = [...headers]
        .filter(([name]) => name !== 'date')
        .map(([name, value]) => `${name}: ${value}`);
      expect(shown).toEqual(
        [...answers[0]!.headers].filter(([n]) => n !== 'date').map(([n, v]) => `${n}: ${v}`),
      );
    }
  });
  it('that saves gets the same 401 by a revoked code as by an unknown one, whatever it sends', async () => {
    const one = envelope(pupil, 'francais');
    await service.put(pupil, 'francais', one.bytes);
    await service.authority('PUT', 'revocations', { holders: [base64(pupil.id)] });
    const octets = { 'content-type': 'application/octet-stream' };
    const sent: readonly [string, { body?: Uint8Array | string; headers?: Record<string, string> }][] = [
      ['the next version', { body: envelope(pupil, 'francais', { version: 2, previous: one.hash }).bytes }],
      ['the same again', { body: one.bytes }],
      ['another version', { body: envelope(pupil, 'francais', { version: 9 }).bytes }],
      ['nothing', {}],
      ['rubbish', { body: randomBytes(700) }],
      ['too much', { body: new Uint8Array(64 * 1024 + 2) }],
      ['another type', { body: '{}', headers: { 'content-type': 'application/json' } }],
      ['another name', { body: envelope(pupil, 'maths').bytes }],
    ];
    for (const [what, { body, headers }] of sent) {
      const sentBody = body === undefined ? {} : { body: Buffer.from(body) };
      const request = { headers: headers ?? octets, ...sentBody };
      const [revoked, unknown] = await Promise.all(
        [pupil, { access: randomBytes(32) }].map((who) =>
          service.api(who, 'PUT', 'records/francais', request),
        ),
      );
      const shown = ({ status, json, headers }: NonNullable<typeof revoked>) => [
        what,
        status,
        json,
        ...[...headers].filter(([name]) => name !== 'date'),
      ];
      expect(shown(revoked!)).toEqual(shown(unknown!));
      expect([what, revoked!.status, revoked!.json]).toEqual([what, 401, { code: 'unknown-code' }]);
    }
  });
  it('was revoked keeps its writes as branches', async () => {
    const one = envelope(pupil, 'francais');
    await service.put(pupil, 'francais', one.bytes);
    await service.authority('PUT', 'revocations', { holders: [base64(pupil.id)] });
    const two = envelope(pupil, 'francais', { version: 2, previous: one.hash });
    expect((await service.put(pupil, 'francais', two.bytes)).json).toEqual({ code: 'unknown-code' });
    const kept = async () => {
      const { json } = await service.authority('GET', 'feed?limit=5000');
      const { entries } = json as { entries: { hash: string; kind: string; reason: string }[] };
      return entries.find(({ hash }) => hash === base64(two.hash));
    };
    await expect.poll(kept).toMatchObject({ kind: 'branch', reason: 'conflict' });
  });
  it('asks for a campaign that is not here gets not-found, whatever the token', async () => {
    const answer = await service.fetch('/api/1/2026-autre/me');
    expect([answer.status, answer.json]).toEqual([404, { code: 'not-found' }]);
  });
});

describe('/me', () => {
  it('says the windows of its calendar, its documents and records, and the time', async () => {
    const one = envelope(pupil, 'francais', { kind: 'final' });
    await service.put(pupil, 'francais', one.bytes);
    const ticket = await publishDocument(pupil, 'ticket');
    const { json, headers } = await service.api(pupil, 'GET', 'me');
    expect(parseMe(json)).toEqual({
      now: new Date(NOON).toISOString(),
      holder: base64(pupil.id),
      windows: WINDOWS,
      documents: [{ name: 'ticket', version: 1, hash: base64(ticket.hash) }],
      records: [{ name: 'francais', version: 1, hash: base64(one.hash), final: true }],
    });
    expect(headers.get('cache-control')).toBe('no-store');
  });
});

describe('documents', () => {
  it('are given inside their window only', async () => {
    const ticket = await publishDocument(pupil, 'ticket');
    await publishDocument(pupil, 'report/class');
    const read = await service.api(pupil, 'GET', 'documents/ticket');
    expect(Buffer.compare(read.bytes, ticket.bytes)).toBe(0);
    const early = await service.api(pupil, 'GET', 'documents/report/class');
    const { opens, closes } = WINDOWS.report;
    expect([early.status, early.json]).toEqual([
      403,
      { code: 'window-closed', opens: new Date(opens).toISOString(), closes: new Date(closes).toISOString() },
    ]);
    service.nowMs = Date.parse(opens);
    expect((await service.api(pupil, 'GET', 'documents/report/class')).status).toBe(200);
    expect((await service.api(pupil, 'GET', 'documents/ticket')).status).toBe(403);
  });
  it('that are not there, have no window or no such name are not found', async () => {
    for (const name of ['ticket', 'roster', 'a b', '..%2Fsecrets', '%2e%2e/x', 'x'.repeat(70)]) {
      const answer = await service.api(pupil, 'GET', `documents/${name}`);
      expect([answer.status, answer.json]).toEqual([404, { code: 'not-found' }]);
    }
  });
  it('of one holder are never given to another', async () => {
    await publishDocument(pupil, 'ticket');
    expect((await service.api(group, 'GET', 'documents/ticket')).status).toBe(404);
  });
});

describe('routing tables', () => {
  it('are released after the final record of their stage', async () => {
    const sealed = randomBytes(90);
    const entry = { holder: base64(pupil.id), name: 'francais/2', after: 'francais', sealed: base64(sealed) };
    expect((await service.authority('PUT', 'routing', { entries: [entry] })).status).toBe(204);
    const early = await service.api(pupil, 'GET', 'routing/francais/2');
    expect([early.status, early.json]).toEqual([403, { code: 'not-released' }]);
    expect((await service.api(group, 'GET', 'routing/francais/2')).status).toBe(404);
    await service.put(pupil, 'francais', envelope(pupil, 'francais', { kind: 'final' }).bytes);
    const released = await service.api(pupil, 'GET', 'routing/francais/2');
    expect(Buffer.compare(released.bytes, sealed)).toBe(0);
    service.nowMs = Date.parse('2027-01-01T00:00:00Z');
    expect((await service.api(pupil, 'GET', 'routing/francais/2')).json).toMatchObject({
      code: 'window-closed',
    });
  });
});

describe('rescue', () => {
  const rescue = (holder: TestHolder, body: unknown) =>
    service.api(holder, 'POST', 'rescue', {
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
  it('keeps envelopes of others, with one code each', async () => {
    const lost = envelope(pupil, 'francais');
    const stray = fixtureEnvelope({ campaign: CAMPAIGN, holder: randomBytes(16), name: 'francais' });
    const elsewhere = fixtureEnvelope({ campaign: '2026-autre', holder: pupil.id, name: 'francais' });
    const envelopes = [
      base64(lost.bytes),
      base64(lost.bytes),
      base64(stray.bytes),
      base64(elsewhere.bytes),
      base64(envelope(pupil, 'oral').bytes),
      base64(envelope(pupil, 'passe').bytes),
      base64(envelope(pupil, 'francais', { kind: 'document' }).bytes),
      'AAAA',
      '!',
    ];
    for (const uploader of [staff, group]) {
      const { status, json } = await rescue(uploader, { envelopes });
      expect(status).toBe(200);
      expect((json as { results: { code: string }[] }).results.map(({ code }) => code)).toEqual([
        'ok',
        'ok',
        'wrong-holder',
        'wrong-campaign',
        'wrong-name',
        'window-closed',
        'bad-envelope',
        'bad-envelope',
        'bad-envelope',
      ]);
    }
    expect((await service.api(pupil, 'GET', 'records/francais')).status).toBe(404);
  });
  it('is not for pupils', async () => {
    const answer = await rescue(pupil, { envelopes: [] });
    expect([answer.status, answer.json]).toEqual([403, { code: 'not-staff' }]);
  });
  it('refuses what is not a rescue file, or holds too many', async () => {
    for (const body of [
      '{',
      '[]',
      '{"envelopes":[1]}',
      { envelopes: Array.from({ length: 51 }, () => 'AAAA') },
    ]) {
      const answer = await rescue(staff, body);
      expect([answer.status, answer.json]).toEqual([400, { code: 'bad-request' }]);
    }
  });
});

describe('a key of sealed content', () => {
  const release = (name: string, calendar: number, key: Uint8Array) =>
    service.authority('PUT', 'keys', { keys: [{ name, calendar, key: base64(key) }] });
  const ask = (name: string, holder: TestHolder | null = pupil) => service.api(holder, 'GET', `keys/${name}`);

  it('is given only after the opening of the holder’s calendar, and only once the authority has released it there', async () => {
    const key = randomBytes(32);
    expect((await ask('francais')).json).toEqual({ code: 'not-released' });
    expect((await release('francais', 1, randomBytes(32))).status).toBe(204);
    expect((await ask('francais')).json).toEqual({ code: 'not-released' });
    expect((await release('francais', 0, key)).status).toBe(204);
    expect((await release('francais', 0, key)).status).toBe(204);
    const given = await ask('francais');
    expect([given.status, Buffer.compare(given.bytes, key)]).toEqual([200, 0]);
    expect(given.headers.get('cache-control')).toBe('no-store');
    expect((await release('maths', 0, key)).status).toBe(204);
    expect(await ask('maths')).toMatchObject({
      status: 403,
      json: { code: 'window-closed', opens: new Date(WINDOWS.maths.opens).toISOString() },
    });
    service.nowMs = Date.parse(WINDOWS.maths.opens);
    expect((await ask('maths')).status).toBe(200);
  });
  it('is given to holders alone, and refused for what is no window, calendar or name', async () => {
    expect((await ask('francais', null)).status).toBe(401);
    expect((await ask('nulle-part')).status).toBe(404);
    expect((await release('francais', 9, randomBytes(32))).json).toEqual({ code: 'bad-request' });
    expect((await release('../x', 0, randomBytes(32))).json).toEqual({ code: 'bad-request' });
    expect((await release('francais', 0, randomBytes(31))).json).toEqual({ code: 'bad-request' });
  });
});
