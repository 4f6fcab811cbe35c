/** A host that says that it took what was published, and serves nothing of it, or something else: the office asks as browsers do. */

import { setTimeout as wait } from 'node:timers/promises';
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { type Asked, type LyingHost, RawAnswer } from '@cloison/dev-env/platform/lying-host.ts';
import { toBase64Url, toHex } from '@cloison/protocol/public';
import { expect, test } from 'vitest';
import { findPublicFile, publicPaths } from '../../apps/authority/src/campaign/content-files.ts';
import { giveReserve } from '../../apps/authority/src/codes/reserve.ts';
import { withdrawUngiven } from '../../apps/authority/src/codes/withdraw-ungiven.ts';
import { leap } from '../../apps/authority/src/documents/document-ledger.ts';
import { forgetRouting } from '../../apps/authority/src/documents/push-routing.ts';
import { connectPlatform } from '../../apps/authority/src/platform-link/connect.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { AT_A_PASS, onDemand, readBack } from '../../apps/authority/src/read-back/read-back.ts';
import { verifyPublished } from '../../apps/authority/src/read-back/verify-published.ts';
import {
  addIncidents,
  incidentsByCode,
  MAX_MENDS,
  mendIncidents,
} from '../../apps/authority/src/records/incidents.ts';
import { tryLockVault } from '../../apps/authority/src/vault/lock.ts';
import { pupilBody } from '../authority/simulated-people.ts';
import type { LyingCampaign } from './lying-campaign.ts';
import { startForTest } from './start-for-test.ts';

const AT_ONCE = { secondLookMs: 0, patienceMs: 0 };
const TAKEN = new RawAnswer(204, '');

const ahead = { campaign: (yaml: string) => `${yaml}content: { ahead: true }\n` };

function publish(one: LyingCampaign, again = false) {
  const { campaign, keys } = one.small;
  return publishCampaign(campaign, keys, { platform: one.host.url, again, ...AT_ONCE });
}

/** Everything is read. */
async function read(one: LyingCampaign, now: () => number = Date.now) {
  const { campaign, keys, vault } = one.small;
  const client = await connectPlatform(vault, keys, NAME, { platform: one.host.url, patienceMs: 0, now });
  return readBack(campaign, client, { size: onDemand(100), secondLookMs: 0, attemptMs: 2_000 });
}

const tokenOf = (one: LyingCampaign, name: string) => `Bearer ${toBase64Url(one.person(name).holder.access)}`;
const idOf = (one: LyingCampaign, name: string) => toBase64Url(one.person(name).row.holder_id);

/** Told to those who ask with that token. */
function lieTo(
  token: string,
  tell: (asked: Asked) => RawAnswer | null,
): Pick<LyingHost, 'refuses'>['refuses'] {
  return (_, asked) => (asked.token === token ? tell(asked) : null);
}

test('an honest platform is accused of nothing: at a publication, at a pass, after changes, on demand', async () => {
  const one = await startForTest(ahead);
  expect(await read(one)).toMatchObject({ wrong: [], incidents: 0, mended: 0, refusal: null });
  giveReserve(one.small.campaign, one.pupil('Anna').orderNumber, 'lost');
  // The code is replaced here, and not there yet.
  expect(await read(one)).toMatchObject({ wrong: [], refusal: null });
  expect(await one.serve()).toMatchObject({ incidents: 0 });
  expect(await publish(one)).toMatchObject({ readBack: { wrong: [], refusal: null } });
  expect(await publish(one, true)).toMatchObject({ readBack: { wrong: [], refusal: null } });
  const { campaign, keys } = one.small;
  const done = await verifyPublished(campaign, keys, { platform: one.host.url, pupils: 100 });
  expect(done).toMatchObject({ wrong: [], incidents: 0, refusal: null });
  expect(done.read).toBeGreaterThan(15);
  expect(one.incidents()).toEqual({});
});

test('nothing is written there, nothing is signed, and no sitting begins', async () => {
  const one = await startForTest(ahead);
  const before = one.host.asked.length;
  await read(one);
  const asked = one.host.asked.slice(before);
  expect(asked.length).toBeGreaterThan(20);
  expect(new Set(asked.map(({ method }) => method))).toEqual(new Set(['GET']));
  expect(asked.filter(({ path }) => path.includes('/authority/'))).toEqual([]);
  expect(asked.filter(({ path }) => path.includes('/records/'))).toEqual([]);
});

test.each([
  ['content', 'content-missing', TAKEN],
  ['documents', 'document-missing', null],
] as const)(
  '%s that are called taken, and dropped, are named as %s at the publication',
  async (part, code, answer) => {
    const one = await startForTest();
    one.host.refuses = (_, { path, method, body }) => {
      if (method !== 'PUT' || !path.includes(`/${part}`)) return null;
      return (
        answer ?? new RawAnswer(200, JSON.stringify({ results: body.envelopes.map(() => ({ code: 'ok' })) }))
      );
    };
    // The platform had an earlier version of everything: another copy of its store takes its place.
    await one.small.restartPlatform(() => one.forgetPlatform());
    const done = await publish(one, true);
    expect(done.readBack?.wrong.map((wrong) => wrong.code)).toContain(code);
    const named = one.incidents()[code as keyof ReturnType<typeof one.incidents>];
    expect(named).toBeGreaterThan(0);
    expect(one.journaled()).toContainEqual(expect.objectContaining({ [code]: named }));
  },
);

test('what is dropped is named once, not at each pass, and is gone once it is served', async () => {
  const one = await startForTest();
  const path = publicPaths(one.small.vault, NAME, 'all')[0]!;
  const hash = toHex(findPublicFile(one.small.vault, NAME, path)!.hash);
  one.host.refuses = (what, { method }) =>
    what === hash && method === 'GET' ? new RawAnswer(404, '{"code":"not-found"}') : null;
  expect(await read(one)).toMatchObject({
    wrong: [{ code: 'content-missing', holder: null, what: `content/${path}` }],
    incidents: 1,
  });
  expect(await read(one)).toMatchObject({ wrong: [{ code: 'content-missing' }], incidents: 0 });
  expect(await one.serve({ secondLookMs: 0 })).toMatchObject({ incidents: 0, mended: 0 });
  expect(one.journaled()).toEqual([{ 'content-missing': 1 }]);
  one.host.refuses = () => null;
  expect(await one.serve()).toMatchObject({ incidents: 0, mended: 1 });
  expect(one.incidents()).toEqual({});
  expect(one.journaled('platform.mended')).toEqual([{ 'content-missing': 1 }]);
  // And named anew, should it come again.
  one.host.refuses = (what) => (what === hash ? new RawAnswer(404, '{"code":"not-found"}') : null);
  expect(await read(one)).toMatchObject({ incidents: 1 });
});

test.each([
  [
    'a document that is not there',
    'ticket',
    () => new RawAnswer(404, '{"code":"not-found"}'),
    'document-missing',
  ],
  ['a page of another server', 'ticket', () => new RawAnswer(200, '<html></html>'), 'document-other'],
  ['a redirection', 'ticket', () => new RawAnswer(302, ''), 'document-other'],
  ['more than any document has', 'ticket', () => new RawAnswer(200, 'x'.repeat(200_000)), 'document-other'],
  ['a code that is unknown', 'me', () => new RawAnswer(401, '{"code":"unknown-code"}'), 'code-unknown'],
  ['rubbish for what is known of it', 'me', () => new RawAnswer(200, '[[[['), 'served-unreadable'],
  ['a purged campaign', 'me', () => new RawAnswer(410, '{"code":"already-purged"}'), 'code-unknown'],
] as const)('%s, told to one pupil alone, is named', async (_, what, answer, code) => {
  const one = await startForTest();
  one.host.refuses = lieTo(tokenOf(one, 'Anna'), (asked) => (asked.what === what ? answer() : null));
  const place = what === 'me' ? 'me' : 'documents/ticket';
  expect(await read(one)).toMatchObject({
    wrong: [{ code, holder: idOf(one, 'Anna'), what: place }],
    incidents: 1,
    refusal: null,
  });
  // It is found by the passes too, which read a few at a time.
  one.honest();
  expect(await read(one)).toMatchObject({ wrong: [], mended: 1 });
});

test('another pupil’s ticket, and an older one, are named', async () => {
  const one = await startForTest();
  const fetched = async (name: string) =>
    new Uint8Array(
      await (
        await fetch(`${one.small.platform.url}/api/1/${NAME}/documents/ticket`, {
          headers: { authorization: tokenOf(one, name) },
        })
      ).arrayBuffer(),
    );
  const old = await fetched('Anna');
  const others = await fetched('Bilal');
  await publish(one, true);
  for (const told of [old, others]) {
    one.host.refuses = lieTo(tokenOf(one, 'Anna'), ({ what }) =>
      what === 'ticket' ? new RawAnswer(200, told) : null,
    );
    const { wrong } = await read(one);
    expect(wrong).toEqual([{ code: 'document-other', holder: idOf(one, 'Anna'), what: 'documents/ticket' }]);
  }
});

test('an old publication that is served whole is named: card, dates, lists of documents', async () => {
  const one = await startForTest();
  const old: Record<string, unknown> = {};
  one.host.lies = {
    me: (truth, { token }) => {
      old[token ?? ''] = truth;
      return truth;
    },
    'campaign.json': (truth) => {
      old.card = truth;
      return truth;
    },
  };
  await read(one);
  one.honest();
  await publish(one, true);
  one.host.lies = {
    me: (truth, { token }) => old[token ?? ''] ?? truth,
    'campaign.json': () => old.card,
  };
  const codes = new Set((await read(one)).wrong.map(({ code }) => code));
  expect(codes).toEqual(new Set(['card-other', 'document-other']));
});

test('dates that are others than those published are named', async () => {
  const one = await startForTest();
  one.host.lies = {
    me: (truth) =>
      truth.windows.maths === undefined
        ? truth
        : {
            ...truth,
            windows: {
              ...truth.windows,
              maths: { ...truth.windows.maths, closes: '2026-01-06T08:00:00Z' },
            },
          },
  };
  const { wrong } = await read(one);
  expect(new Set(wrong.map(({ code }) => code))).toEqual(new Set(['windows-other']));
});

test.each([
  ['is not given', () => new RawAnswer(403, '{"code":"not-released"}'), 'key-missing'],
  ['is another', () => new RawAnswer(200, new Uint8Array(32)), 'key-other'],
] as const)('an opening key whose time has come, and which %s, is named', async (_, answer, code) => {
  const one = await startForTest(ahead);
  one.host.refuses = (_what, { path }) =>
    path.includes('/keys/') && path.startsWith('/api/') ? answer() : null;
  const { wrong } = await read(one);
  expect(wrong.length).toBeGreaterThan(0);
  expect(new Set(wrong.map((one) => one.code))).toEqual(new Set([code]));
});

test('a key that is called taken, and dropped, is named by the publication', async () => {
  const one = await startForTest(ahead);
  await one.small.restartPlatform(() => one.forgetPlatform());
  one.host.refuses = (what, { method }) => (what === 'keys' && method === 'PUT' ? TAKEN : null);
  const { readBack: seen } = await publish(one, true);
  expect(new Set(seen?.wrong.map(({ code }) => code))).toEqual(new Set(['key-missing']));
  one.host.refuses = () => null;
  expect((await publish(one, true)).readBack).toMatchObject({ wrong: [], mended: seen?.wrong.length });
  expect(one.incidents()).toEqual({});
});

test('content of other bytes, or longer than it is, is named', async () => {
  const one = await startForTest();
  const path = publicPaths(one.small.vault, NAME, 'all')[0]!;
  const file = findPublicFile(one.small.vault, NAME, path)!;
  for (const told of [new Uint8Array(file.bytes.length), Buffer.concat([file.bytes, Buffer.from(' ')])]) {
    one.host.refuses = (what) => (what === toHex(file.hash) ? new RawAnswer(200, told) : null);
    expect((await read(one)).wrong).toEqual([
      { code: 'content-other', holder: null, what: `content/${path}` },
    ]);
  }
});

test('a revocation that is called taken, and dropped, is named: the old code still opens', async () => {
  const one = await startForTest();
  const anna = idOf(one, 'Anna');
  giveReserve(one.small.campaign, one.pupil('Anna').orderNumber, 'misused');
  one.host.refuses = (what) => (what === 'revocations' ? TAKEN : null);
  await publish(one);
  const { wrong } = await read(one);
  expect(wrong).toEqual([{ code: 'code-not-revoked', holder: anna, what: 'me' }]);
});

test.each([
  ['busy', () => new RawAnswer(503, '{"code":"busy"}')],
  ['broken', () => new RawAnswer(500, '')],
  ['asked too much', () => new RawAnswer(429, '')],
] as const)(
  'a platform that is %s is accused of nothing; the pass goes on, and says so',
  async (_, answer) => {
    const one = await startForTest();
    one.host.refuses = (what) => (what === 'me' ? answer() : null);
    expect(await read(one)).toMatchObject({ wrong: [], refusal: { code: 'platform-busy' } });
    const said: string[] = [];
    await one.serve({
      onEvent: (event) => said.push(event.kind === 'problem' ? event.refusal.code : event.kind),
    });
    expect(said).toEqual(['pass', 'platform-busy']);
    expect(one.incidents()).toEqual({});
  },
);

test('a fault that is gone at the second look was none', async () => {
  // A process of the platform may be a second behind another.
  const one = await startForTest();
  let times = 0;
  one.host.refuses = lieTo(tokenOf(one, 'Anna'), ({ what }) =>
    what === 'me' && times++ === 0 ? new RawAnswer(401, '{"code":"unknown-code"}') : null,
  );
  expect(await read(one)).toMatchObject({ wrong: [], incidents: 0 });
});

test('a platform that is gone before the second look is accused of nothing, and nothing else of the pass is lost', async () => {
  // The publication ended as an error without the line of the journal to note; the pass was not counted.
  const one = await startForTest();
  let isGone = false;
  one.host.refuses = (what, { method }) => {
    if (isGone) return new RawAnswer(503, '{"code":"busy"}');
    if (what !== 'me' || method !== 'GET') return null;
    isGone = true;
    return new RawAnswer(401, '{"code":"unknown-code"}');
  };
  const done = await publish(one);
  expect(done).toMatchObject({ readBack: { wrong: [], refusal: { code: 'platform-busy' } } });
  expect(done.journal).not.toBeNull();
  isGone = false;
  const said: string[] = [];
  await one.serve({
    secondLookMs: 0,
    onEvent: (event) => said.push(event.kind === 'problem' ? event.refusal.code : event.kind),
  });
  expect(said).toEqual(['pass', 'platform-busy']);
  expect(one.incidents()).toEqual({});
});

test('while much is read on demand, other commands have the vault in between', async () => {
  // A reading of 3,000 codes took the vault for many minutes, and `campaign serve` stood still: no opening key left.
  const one = await startForTest();
  const { campaign, keys, vault } = one.small;
  let taken = 0;
  let isOver = false;
  const done = verifyPublished(campaign, keys, { platform: one.host.url, pupils: 100, heldMs: 0 }).finally(
    () => {
      isOver = true;
    },
  );
  while (!isOver) {
    const lock = tryLockVault(vault.folder, 'test');
    if (lock !== null) {
      taken += 1;
      lock.release();
    }
    await wait(10);
  }
  expect(await done).toMatchObject({ wrong: [], refusal: null });
  expect(taken).toBeGreaterThan(0);
});

test('a platform whose clock is some minutes behind, and which has not opened yet, is accused of nothing', async () => {
  // An honest one takes signed calls while the clocks differ by five minutes at most.
  const opens = Date.parse('2026-01-05T07:00:00Z');
  let now = opens + 4 * 60_000;
  const one = await startForTest({ ...ahead, clock: () => now });
  const closed = new RawAnswer(
    403,
    JSON.stringify({ code: 'window-closed', opens: '2026-01-05T07:00:00Z', closes: '2035-06-30T16:00:00Z' }),
  );
  one.host.refuses = (what, { method, path }) =>
    method === 'GET' && path.startsWith('/api/') && (what === 'ticket' || path.includes('/keys/'))
      ? closed
      : null;
  expect(await read(one, () => now)).toMatchObject({ wrong: [], refusal: null });
  // Once it is open by any clock that an honest platform may have, it is named.
  now = opens + 11 * 60_000;
  expect((await read(one, () => now)).wrong.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['document-missing', 'key-missing']),
  );
});

test('a document that is to be made again is not expected: the platform may have another version of it', async () => {
  const one = await startForTest();
  const { holder_id: holder } = one.person('Anna').row;
  leap(one.small.vault, { holder, name: 'ticket', version: 1, hash: new Uint8Array(32) });
  expect(await read(one)).toMatchObject({ wrong: [], refusal: null });
});

test('a host that is slow when it is asked again keeps no pass waiting for each of its lies', async () => {
  // Twenty places found wrong, each called again with ten seconds to answer: nothing was collected meanwhile.
  const one = await startForTest();
  let isSecond = false;
  let again = 0;
  one.host.refuses = (what) =>
    what === 'me' && !isSecond ? new RawAnswer(401, '{"code":"unknown-code"}') : null;
  one.host.lies = {
    me: async (truth) => {
      again += 1;
      await new Promise((resolve) => setTimeout(resolve, 300));
      return truth;
    },
    key: (truth) => {
      // The signed call between the two looks; the first one came before.
      isSecond = one.host.count('me') > 0;
      return truth;
    },
  };
  const { campaign, keys, vault } = one.small;
  const client = await connectPlatform(vault, keys, NAME, { platform: one.host.url, patienceMs: 0 });
  const size = { ...onDemand(100), secondMs: 500 };
  const done = await readBack(campaign, client, { size, secondLookMs: 0, attemptMs: 2_000 });
  expect(one.host.count('me')).toBeGreaterThan(10);
  expect(again).toBeLessThanOrEqual(2);
  expect(done).toMatchObject({ incidents: 0, refusal: { code: 'platform-slow' } });
});

test('a host that lies and mends by turns fills no journal, and ends as one that lies', async () => {
  const one = await startForTest();
  const { campaign, vault } = one.small;
  const holder = one.person('Anna').row.holder_id;
  const wrong = { code: 'document-missing', holder, name: 'documents/ticket' } as const;
  const turns = 2 * MAX_MENDS;
  for (let i = 0; i < turns; i++) {
    vault.transaction(() => {
      addIncidents(campaign, [{ code: wrong.code, record: wrong }]);
      mendIncidents(campaign, [wrong]);
    });
  }
  expect(one.journaled('platform.mended')).toHaveLength(MAX_MENDS);
  expect(one.journaled()).toHaveLength(MAX_MENDS + 1);
  expect(one.incidents()).toEqual({ 'document-missing': 1 });
  const [kept] = incidentsByCode(vault, NAME);
  expect(kept?.times).toBe(turns - MAX_MENDS);
});

test('after a vault was put back nothing is compared until everything has been published again', async () => {
  // The platform knows more than the vault: it was taken for a liar.
  const one = await startForTest();
  const { vault, actor, campaign, keys } = one.small;
  withdrawUngiven(vault, actor, { of: '2026-01-01T00:00:00Z', line: 1, isNothingGiven: true });
  one.host.refuses = (what) => (what === 'me' ? new RawAnswer(401, '{"code":"unknown-code"}') : null);
  expect(await one.serve()).toMatchObject({ incidents: 0 });
  await expect(verifyPublished(campaign, keys, { platform: one.host.url, pupils: 1 })).rejects.toMatchObject({
    code: 'read-back-unknown',
  });
  await publish(one);
  expect(one.incidents()).toEqual({});
  const { readBack: seen } = await publish(one, true);
  expect(seen?.wrong.map(({ code }) => code)).toContain('code-unknown');
});

test('a pass reads a bounded part, and passes come round to a lie told to one pupil', async () => {
  const one = await startForTest();
  const before = one.host.asked.length;
  expect(await one.serve()).toMatchObject({ incidents: 0 });
  const reads = one.host.asked.slice(before).filter(({ path }) => path.startsWith('/api/')).length;
  expect(reads).toBeLessThanOrEqual(10 * (1 + AT_A_PASS.documentsOfHolder + 2));
  one.host.refuses = lieTo(tokenOf(one, 'Anna'), ({ what }) =>
    what === 'ticket' ? new RawAnswer(404, '{"code":"not-found"}') : null,
  );
  let passes = 0;
  while (one.incidents()['document-missing'] === undefined && passes < 100) {
    await one.serve({ secondLookMs: 0 });
    passes += 1;
  }
  expect(one.incidents()).toEqual({ 'document-missing': 1 });
});

/** Two stages; what decides between the second ones is in a routing table. */
const adaptive = (yaml: string) =>
  yaml
    .replace(
      'package: maths, items: [m1, m2, m3, m4] }',
      `package: maths, modules: [
      { id: depart, items: [m1, m2], next: [facile, difficile], route: { from: [2], fallback: facile } },
      { id: facile, items: [m3] },
      { id: difficile, items: [m4] } ] }`,
    )
    .replace(
      'items: [m1, m2, m3]\n    thresholds: [1, 3]',
      'items: [m1, m2, m3, m4]\n    thresholds: { facile: [2, 3], difficile: [1, 3] }',
    )
    .replace(/ {2}- id: mots\n(?: {4}.*\n)+/, '');

test.each([
  ['dropped', () => new RawAnswer(404, '{"code":"not-found"}')],
  ['withheld after the end of its stage', () => new RawAnswer(403, '{"code":"not-released"}')],
  ['altered', () => new RawAnswer(200, new Uint8Array(1_000))],
] as const)(
  'a routing table that is %s is named, of pupils who have ended the stage alone',
  async (_, answer) => {
    const one = await startForTest({ campaign: adaptive });
    const isTable = ({ path }: Asked) => path.startsWith('/api/') && path.includes('/routing/');
    one.host.refuses = (_what, asked) => (isTable(asked) ? answer() : null);
    // An honest platform gives none before the end: none is asked for.
    expect(await read(one)).toMatchObject({ wrong: [] });
    expect(one.host.asked.filter(isTable)).toEqual([]);
    const anna = one.person('Anna');
    const body = { ...pupilBody(one.small, { m1: 'B', m2: 'A' }, true), route: ['depart'] };
    const sealed = await one.seal(anna, body, { version: 1, final: true });
    expect(await one.send(anna, sealed.bytes)).toBe(204);
    await one.serve({ secondLookMs: 0 });
    await read(one);
    expect(one.incidents()).toEqual({ 'routing-missing': 1 });
    one.honest();
    expect(await read(one)).toMatchObject({ wrong: [], mended: 1 });
    // Tables that are to be sent again are not expected.
    forgetRouting(one.small.campaign);
    one.host.refuses = (_what, asked) => (isTable(asked) ? answer() : null);
    expect(await read(one)).toMatchObject({ wrong: [] });
  },
);
