/** More saves than the store can take: which are refused, which never wait, and that every sitting is saved in the end. */
import { randomBytes } from 'node:crypto';
import { MemoryStore, platformApi, RecordWriter } from '@cloison/client';
import { type Holder, open, seal } from '@cloison/protocol';
import { bearer, toHex } from '@cloison/protocol/public';
import { afterEach, describe, expect, it } from 'vitest';
import { type SlowPlatform, startSlowPlatform } from './slow-platform.ts';
import { CAMPAIGN, RECORD } from './tiny-campaign.ts';

const LANE = { maxRunning: 4, maxWaiting: 4, maxWaitMs: 60_000 };
const random = (length: number) => new Uint8Array(randomBytes(length));
let platform: SlowPlatform;
afterEach(() => platform.close());

async function firstSave(holder: Holder) {
  return seal(holder, {
    kind: 'record',
    name: RECORD,
    device: random(8),
    version: 1,
    previous: new Uint8Array(32),
    body: { n: 1 },
    ceiling: 512,
    iv: random(12),
  });
}
async function put(holder: Holder, bytes: Uint8Array) {
  const response = await fetch(`${platform.url}/api/1/${CAMPAIGN}/records/${RECORD}`, {
    method: 'PUT',
    headers: { authorization: bearer(holder.access), 'content-type': 'application/octet-stream' },
    body: bytes as Uint8Array<ArrayBuffer>,
  });
  await response.arrayBuffer();
  return { status: response.status, retryAfterS: Number(response.headers.get('retry-after')) };
}
function held() {
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { wait: () => gate, release };
}
const pupils = (count: number) =>
  Promise.all(Array.from({ length: count }, () => platform.addPupil(random(32))));

describe('a store that has stopped answering', () => {
  it('is given a bounded number of saves; the rest are refused while it is silent, and those taken are stored', async () => {
    platform = await startSlowPlatform({ save: LANE });
    const store = held();
    platform.before.save = store.wait;
    const all = await Promise.all(
      (await pupils(40)).map(async (holder) => ({ holder, envelope: await firstSave(holder) })),
    );
    const answers = all.map(({ holder, envelope }) => put(holder, envelope.bytes));
    // They are refused before the store answers anything: only eight requests may be unanswered.
    const early: Awaited<ReturnType<typeof put>>[] = [];
    for (const answer of answers) void answer.then((one) => early.push(one));
    await expect.poll(() => early.length).toBe(32);
    for (const { status, retryAfterS } of early) {
      expect(status).toBe(503);
      expect(retryAfterS).toBeGreaterThanOrEqual(1);
      expect(retryAfterS).toBeLessThanOrEqual(30);
    }
    expect(new Set(early.map(({ retryAfterS }) => retryAfterS)).size).toBeGreaterThan(1);
    const { working, waiting, refused } = platform.admission.counters().save;
    expect([working, waiting, refused]).toEqual([4, 4, 32]);
    store.release();
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 204)).toHaveLength(8);
    for (const [i, { holder, envelope }] of all.entries()) {
      const kept = await platform.store.record(holder.holderId, RECORD);
      expect(kept === null ? null : toHex(kept.hash)).toBe(statuses[i] === 204 ? toHex(envelope.hash) : null);
    }
    expect(platform.mostSavesAtOnce).toBe(4);
    // By itself: the next one is taken at once.
    const [one] = await pupils(1);
    expect((await put(one!, (await firstSave(one!)).bytes)).status).toBe(204);
  });

  it('for logins and for codes that nobody knows does not keep a known code from saving', async () => {
    platform = await startSlowPlatform({ save: LANE, read: LANE, lookup: LANE });
    const [known] = await pupils(1);
    const first = await firstSave(known!);
    expect((await put(known!, first.bytes)).status).toBe(204);
    const store = held();
    platform.before.read = store.wait;
    const call = (authorization: string, path: string, init: RequestInit = {}) =>
      fetch(`${platform.url}/api/1/${CAMPAIGN}/${path}`, { ...init, headers: { authorization } });
    const logins = (await pupils(20)).map(({ access }) => call(bearer(access), 'me'));
    const counters = () => platform.admission.counters();
    await expect.poll(() => counters().read.working).toBe(4);
    const guesses = Array.from({ length: 20 }, () =>
      call(bearer(random(32)), `records/${RECORD}`, { method: 'PUT' }),
    );
    await expect.poll(() => counters().lookup.working).toBe(4);
    expect((await put(known!, first.bytes)).status).toBe(204);
    expect(counters().save).toMatchObject({ working: 0, waiting: 0, refused: 0 });
    store.release();
    const statuses = await Promise.all(
      [...logins, ...guesses].map((answer) => answer.then(({ status }) => status)),
    );
    expect(statuses.filter((status) => status === 503).length).toBeGreaterThan(0);
    expect(new Set(statuses)).toEqual(new Set([200, 401, 503]));
  });
});

describe('a storm of browsers on a slow store', () => {
  it('ends with every sitting whole: refused ones come back with the same bytes until they are stored', async () => {
    platform = await startSlowPlatform({ save: LANE });
    // The first ones are held until some are refused: however slowly they come, it is more than the store can take.
    const full = held();
    platform.before.save = full.wait;
    const SAVES = 5;
    const holders = await pupils(40);
    const sittings = holders.map(async (holder) => {
      const api = platformApi({ origin: platform.url, campaign: CAMPAIGN, fetch });
      // Seconds of a browser are hundredths of a second here.
      const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms / 100));
      const base = { holder, name: RECORD, ceiling: 512, api, random, sleep };
      const { writer } = await RecordWriter.resume(
        { ...base, store: new MemoryStore(random), device: random(8) },
        null,
      );
      for (let n = 1; n <= SAVES; n++) {
        await writer.save({ n }, { final: n === SAVES });
        await writer.settled();
      }
      return writer.finalHash;
    });
    await expect.poll(() => platform.admission.counters().save.refused).toBeGreaterThan(0);
    platform.before.save = () => new Promise((resolve) => setTimeout(resolve, 4));
    full.release();
    const finals = await Promise.all(sittings);
    expect(platform.admission.counters().save.refused).toBeGreaterThan(0);
    expect(platform.mostSavesAtOnce).toBeLessThanOrEqual(LANE.maxRunning);
    for (const [i, holder] of holders.entries()) {
      const kept = await platform.store.record(holder.holderId, RECORD);
      expect(kept).toMatchObject({ final: true, version: SAVES });
      expect(toHex(kept!.hash)).toBe(toHex(finals[i]!));
      const { body } = await open(holder, kept!.bytes, { kind: 'final', name: RECORD });
      // The state, and which saves by which device are behind it.
      expect(body).toEqual({ n: SAVES, saves: expect.any(Object) });
      expect(Object.values((body as { saves: object }).saves)).toEqual([SAVES]);
    }
    expect(platform.admission.counters().save).toMatchObject({ working: 0, waiting: 0 });
  });
});
