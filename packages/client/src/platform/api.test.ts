/** Answers of a host that lies: none costs more than itself. */
import { describe, expect, it } from 'vitest';
import { platformApi, RefusedError, UnreachableError } from './api.ts';

const access = new Uint8Array(32);
const envelope = new Uint8Array(3);
const HASH = 'A'.repeat(43);

const answering = (answer: () => Response) =>
  platformApi({ origin: 'https://evaluation.example', campaign: 'essai-2026', fetch: async () => answer() });

const json = (status: number, text: string, headers: Record<string, string> = {}) =>
  new Response(text, { status, headers });

/** A body without end; `sent` counts what was taken of it. */
function endless(): { readonly body: ReadableStream<Uint8Array>; sent: number } {
  const part = new Uint8Array(64 * 1024).fill(32);
  const stream = {
    sent: 0,
    body: new ReadableStream<Uint8Array>({
      pull: (controller) => {
        stream.sent += part.length;
        controller.enqueue(part);
      },
    }),
  };
  return stream;
}

describe('a conflict', () => {
  it.each([
    ['no object', 'null'],
    ['a version that is no number', `{"version":"7","hash":"${HASH}"}`],
    ['a version beyond 32 bits', `{"version":4294967295,"hash":"${HASH}"}`],
    ['a version above which little fits', `{"version":2147483648,"hash":"${HASH}"}`],
    ['a hash with bits beyond its bytes', `{"version":3,"hash":"${HASH.slice(0, -1)}B"}`],
    ['a version beyond all bounds', `{"version":1e308,"hash":"${HASH}"}`],
    ['half a version', `{"version":1.5,"hash":"${HASH}"}`],
    ['a version below zero', `{"version":-3,"hash":"${HASH}"}`],
    ['a hash that is none', '{"version":3,"hash":"no hash!"}'],
    ['a hash of another length', '{"version":3,"hash":"AAAA"}'],
  ])('with %s is no answer', async (_, text) => {
    const api = answering(() => json(409, text));
    await expect(api.putRecord(access, 'maths', envelope)).rejects.toThrow(UnreachableError);
  });

  it('that names a head is taken as it is', async () => {
    const api = answering(() => json(409, `{"version":2147483647,"hash":"${HASH}"}`));
    expect(await api.putRecord(access, 'maths', envelope)).toEqual({
      kind: 'conflict',
      version: 2_147_483_647,
      hash: new Uint8Array(32),
    });
  });
});

it.each(['Infinity', '1e300', '86400'])(
  'a time to wait of %s seconds is five minutes: no timer counts further than 2³¹ ms',
  async (seconds) => {
    const api = answering(() => json(503, '{"code":"busy"}', { 'retry-after': seconds }));
    const refused = await api.putRecord(access, 'maths', envelope).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(RefusedError);
    expect((refused as RefusedError).retryAfterMs).toBe(300_000);
  },
);

it.each(['0.001', '1e-9', '0.5'])(
  'a time to wait of %s seconds is one second: pages come back by it',
  async (seconds) => {
    // The page asked as fast as it was answered, and stretched the code anew each time.
    const api = answering(() => json(503, '{"code":"busy"}', { 'retry-after': seconds }));
    await expect(api.me(access)).rejects.toMatchObject({ code: 'busy', retryAfterMs: 1_000 });
  },
);

it('content beyond the size that the manifest states is no answer, and is not read on', async () => {
  const stream = endless();
  const api = answering(() => new Response(stream.body));
  await expect(api.content('0'.repeat(64), { most: 1_000 })).rejects.toThrow(UnreachableError);
  expect(stream.sent).toBeLessThan(1e6);
  const exact = answering(() => new Response(new Uint8Array(1_000)));
  expect(await exact.content('0'.repeat(64), { most: 1_000 })).toHaveLength(1_000);
});

it.each([
  [false, 'no-store'],
  [true, undefined],
])(
  'calls go past the browser’s cache, where a host’s lie would outlive it; from another origin (%s) they keep their preflights',
  async (isElsewhere, cache) => {
    const caches: unknown[] = [];
    const api = platformApi({
      origin: 'https://evaluation.example',
      campaign: 'essai-2026',
      isElsewhere,
      fetch: async (_, init) => {
        caches.push(init?.cache);
        return new Response(null, { status: 500 });
      },
    });
    const calls = [
      api.me(access),
      api.document(access, 'ticket', new Uint8Array(32)),
      api.record(access, 'maths'),
      api.routing(access, 'maths'),
      api.key(access, 'maths'),
      api.putRecord(access, 'maths', envelope),
      api.rescue(access, [envelope]),
    ];
    await Promise.allSettled(calls);
    expect(caches).toEqual(calls.map(() => cache));
  },
);

describe('a body without end is no answer, and is not read on', () => {
  const calls: readonly (readonly [string, number, (body: ReadableStream) => Promise<unknown>])[] = [
    ['a record', 1e6, (body) => answering(() => new Response(body)).record(access, 'maths')],
    ['a document', 1e6, (body) => answering(() => new Response(body)).document(access, 'ticket', null)],
    ['an opening key', 1e6, (body) => answering(() => new Response(body)).key(access, 'maths')],
    ['what is new', 1e7, (body) => answering(() => new Response(body)).me(access)],
    [
      'a refusal',
      1e7,
      (body) => answering(() => new Response(body, { status: 409 })).putRecord(access, 'maths', envelope),
    ],
    ['content', 3e8, (body) => answering(() => new Response(body)).content('0'.repeat(64))],
  ];
  it.each(calls)('%s', async (_, most, call) => {
    const stream = endless();
    await expect(call(stream.body)).rejects.toThrow(UnreachableError);
    expect(stream.sent).toBeLessThan(most);
  });
});

describe('what nobody signed, and does not follow the protocol, is as good as no answer', () => {
  const me = (now: string, opens = '2026-01-01T00:00:00Z') =>
    JSON.stringify({
      now,
      holder: 'A'.repeat(22),
      windows: { maths: { opens, closes: '2026-01-02T00:00:00Z' } },
      documents: [],
      records: [],
    });
  const NOW = '2026-09-07T10:00:00Z';
  it('but dates that there are', async () => {
    expect((await answering(() => json(200, me(NOW))).me(access)).now).toBe(NOW);
  });
  it.each([
    ['a clock at no instant', me('2026-13-45T99:99:99Z')],
    ['a window at no instant', me(NOW, '2026-00-00T00:00Z')],
  ])('%s: a page that shows it would stop', async (_, text) => {
    await expect(answering(() => json(200, text)).me(access)).rejects.toThrow(UnreachableError);
  });
  it('a card', async () => {
    await expect(answering(() => json(200, '{"v":1}')).card()).rejects.toThrow(UnreachableError);
  });
  it('a key of another length', async () => {
    await expect(answering(() => new Response('short')).key(access, 'maths')).rejects.toThrow(
      UnreachableError,
    );
  });
  it('“as you have it”, where nothing is held: it was taken for an unknown code', async () => {
    const api = answering(() => new Response(null, { status: 304 }));
    await expect(api.document(access, 'ticket', null)).rejects.toThrow(UnreachableError);
    expect(await api.document(access, 'ticket', new Uint8Array(32))).toBeNull();
  });
  it.each([0, 1, 3])('%d results of two envelopes: a person is told how many were taken', async (count) => {
    const results = Array.from({ length: count }, () => ({ code: 'ok' }));
    const api = answering(() => json(200, JSON.stringify({ results })));
    await expect(api.rescue(access, [envelope, envelope])).rejects.toThrow(UnreachableError);
  });
});

it('what says `__proto__` or comes too deep is no answer of `me`, and changes no object', async () => {
  const bad = [
    '{"__proto__":{"code":"unknown-code"}}',
    `{"now":"2026-09-07T10:00:00Z","holder":"${'A'.repeat(22)}","windows":{"__proto__":{"opens":"2026-01-01T00:00:00Z","closes":"2026-01-02T00:00:00Z"}},"documents":[],"records":[]}`,
    `{"now":"2026-09-07T10:00:00Z","holder":"${'A'.repeat(22)}","windows":7,"documents":[],"records":[]}`,
    '['.repeat(5000),
    `${'['.repeat(5000)}${']'.repeat(5000)}`,
  ];
  for (const text of bad) {
    await expect(answering(() => json(200, text)).me(access)).rejects.toThrow(UnreachableError);
  }
  expect(({} as { code?: unknown }).code).toBeUndefined();
});

describe('what each call asks of the browser', () => {
  /** Every call, with what it gave to `fetch`. */
  async function inits(isElsewhere: boolean): Promise<readonly RequestInit[]> {
    const seen: RequestInit[] = [];
    const fetch = async (_: unknown, init?: RequestInit) => {
      seen.push(init!);
      return new Response(null, { status: 599 });
    };
    const api = platformApi({
      origin: 'https://evaluation.example',
      campaign: 'essai-2026',
      fetch,
      isElsewhere,
    });
    const calls = [
      () => api.card(),
      () => api.content('a'.repeat(64)),
      () => api.me(access),
      () => api.document(access, 'ticket', new Uint8Array(32)),
      () => api.record(access, 'francais'),
      () => api.putRecord(access, 'francais', envelope),
      () => api.routing(access, 'maths'),
      () => api.key(access, 'francais'),
      () => api.rescue(access, [envelope]),
    ];
    for (const one of calls) await one().catch(() => undefined);
    expect(seen).toHaveLength(calls.length);
    return seen;
  }

  it.each([
    ['the platform itself', false],
    ['another origin', true],
  ])('no cookie is sent or kept, and no redirection followed: a page from %s', async (_, isElsewhere) => {
    for (const init of await inits(isElsewhere))
      expect(init).toMatchObject({ credentials: 'omit', redirect: 'error' });
  });

  it('nothing is answered from a cache; from another origin its calls go through it, for their preflights', async () => {
    expect((await inits(false)).map(({ cache }) => cache)).toEqual(Array(9).fill('no-store'));
    // The card and content bear no code, so they have no preflight.
    const elsewhere = (await inits(true)).map(({ cache }) => cache);
    expect(elsewhere.slice(0, 2)).toEqual(['no-store', 'no-store']);
  });
});
