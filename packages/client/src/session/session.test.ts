import { type Me, toBase64Url } from '@cloison/protocol/public';
import { describe, expect, it } from 'vitest';
import { pagesApart } from '../browser/pages-apart.ts';
import { TestLocks } from '../browser/test-locks.ts';
import { type PlatformApi, RefusedError, UnreachableError } from '../platform/api.ts';
import { TestPlatform } from '../platform/test-platform.ts';
import { leftBehind, MemoryStore, unsentRecords } from '../storage/browser-store.ts';
import { Session } from './session.ts';

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const CAMPAIGN = '2026-6e';
const CEILING = 4096;

/** A session on a platform that writes down which records it was asked for. */
async function sessionOn(platform: TestPlatform, root: Uint8Array, answer?: () => never) {
  const asked: string[] = [];
  const api = platform.api();
  const session = await Session.fromRoot(root, {
    campaign: CAMPAIGN,
    api: {
      ...api,
      record: async (access, name) => {
        asked.push(name);
        return answer === undefined ? api.record(access, name) : answer();
      },
    },
    store: new MemoryStore(random),
    random,
    sleep: () => new Promise<void>((resolve) => setTimeout(resolve, 1)),
  });
  return { session, asked };
}

function me(session: Session, records: readonly string[], now = '2026-11-24T09:00:00Z'): Me {
  return {
    now,
    holder: toBase64Url(session.holder.holderId),
    windows: { francais: { opens: '2026-11-24T08:00:00Z', closes: '2026-11-24T18:00:00Z' } },
    documents: [],
    records: records.map((name) => ({ name, version: 1, hash: toBase64Url(random(32)), final: false })),
  };
}

it('a platform that answers for another holder is not believed', async () => {
  const root = random(32);
  const { session } = await sessionOn(new TestPlatform(), root);
  const own = me(session, []);
  const asking = async (answer: Me) => {
    const api = { ...new TestPlatform().api(), me: async () => answer };
    const store = new MemoryStore(random);
    const sleep = async () => undefined;
    return (await Session.fromRoot(root, { campaign: CAMPAIGN, api, store, random, sleep })).me();
  };
  expect(await asking(own)).toEqual(own);
  const other = { ...own, holder: toBase64Url(random(16)) };
  await expect(asking(other)).rejects.toBeInstanceOf(UnreachableError);
});

describe('A record to go on with', () => {
  it('is not asked for when the platform has just listed records without it, and saves as a new one', async () => {
    const platform = new TestPlatform();
    const { session, asked } = await sessionOn(platform, random(32));
    const { writer, resumed } = await session.writer('francais', CEILING, undefined, me(session, ['maths']));
    expect(asked).toEqual([]);
    expect(resumed.body).toBeNull();
    await writer.save({ answer: 'a' }, { final: false });
    await expect.poll(() => writer.state.kind).toBe('saved');
    expect(platform.versions.get('francais')).toHaveLength(1);
    writer.stop();
  });

  it('is asked for when it is listed, and when nobody says what is', async () => {
    const platform = new TestPlatform();
    const root = random(32);
    const first = await sessionOn(platform, root);
    const { writer } = await first.session.writer('francais', CEILING);
    await writer.save({ answer: 'a' }, { final: false });
    await expect.poll(() => writer.state.kind).toBe('saved');
    writer.stop();
    expect(first.asked).toEqual(['francais']);
    const { session, asked } = await sessionOn(platform, root);
    const again = await session.writer('francais', CEILING, undefined, me(session, ['francais']));
    expect(asked).toEqual(['francais']);
    expect(again.resumed.body).toEqual({ answer: 'a' });
    again.writer.stop();
  });

  it('is asked for outside its window: the refusal has the dates', async () => {
    const { session, asked } = await sessionOn(new TestPlatform(), random(32), () => {
      throw new RefusedError('window-closed', 0, 1, null);
    });
    for (const now of ['2026-11-24T07:59:59Z', '2026-11-24T18:00:00Z']) {
      await expect(
        session.writer('francais', CEILING, undefined, me(session, [], now)),
      ).rejects.toMatchObject({
        code: 'window-closed',
      });
    }
    expect(asked).toEqual(['francais', 'francais']);
  });

  it('is what this browser has when the platform could not be reached, without asking again', async () => {
    const { session, asked } = await sessionOn(new TestPlatform(), random(32));
    const { resumed, writer } = await session.writer('francais', CEILING, undefined, null);
    expect(asked).toEqual([]);
    expect(resumed.body).toBeNull();
    writer.stop();
  });
});

describe('What two pages of one browser could not send with a code that was replaced', () => {
  it('is all sent to be kept beside once that code is typed again', async () => {
    // The work of the second page waited behind the first one's, and no page came for which it would not.
    const disk = new MemoryStore(random);
    const all = new TestLocks();
    const root = random(32);
    const platform = new TestPlatform();
    platform.fault = () => 'request-lost';
    const pageOf = async (api: PlatformApi) => {
      const { locks, close } = all.page();
      const store = pagesApart(disk, CAMPAIGN, random, locks);
      const never = () => new Promise<void>(() => undefined);
      const session = await Session.fromRoot(root, { campaign: CAMPAIGN, api, store, random, sleep: never });
      return { session, close };
    };
    const pages = [await pageOf(platform.api()), await pageOf(platform.api())];
    for (const [i, { session, close }] of pages.entries()) {
      const { writer } = await session.writer('francais', CEILING, undefined, null);
      await writer.save({ answer: i }, { final: false });
      writer.stop();
      close();
    }
    const bodies: unknown[] = [];
    const { session } = await pageOf({
      ...platform.api(),
      putRecord: async (_access, name, envelope) => {
        bodies.push((await session.openRecord(name, envelope)).body);
        throw new RefusedError('unknown-code', null, null, null);
      },
    });
    expect(await leftBehind(disk)).toHaveLength(2);
    expect(await session.sendBeside()).toBe(2);
    expect(bodies).toMatchObject([{ answer: 0 }, { answer: 1 }]);
    // It stays, for a platform that does not know a code may learn it; nobody is asked for it again.
    expect(await unsentRecords(disk, session.holder.holderId)).toHaveLength(2);
    expect(await leftBehind(disk)).toEqual([]);
  });

  it('asks again for what a busy platform did not take of a code that was replaced', async () => {
    const disk = new MemoryStore(random);
    const platform = new TestPlatform();
    platform.fault = () => 'request-lost';
    const untilWoken = (_ms: number, signal: AbortSignal) =>
      new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    const api = platform.api();
    const options = { campaign: CAMPAIGN, api, store: disk, random, sleep: untilWoken };
    const session = await Session.fromRoot(random(32), options);
    const { writer } = await session.writer('francais', CEILING, undefined, null);
    await writer.save({ answer: 1 });
    await expect.poll(() => writer.state.kind).toBe('waiting');
    platform.fault = () => 'busy';
    expect(await session.sendBeside()).toBe(0);
    expect(await leftBehind(disk)).toHaveLength(1);
    // The page that is open sends it, and is told that the code is known no more.
    platform.fault = () => 'unknown-code';
    writer.retryNow();
    await expect.poll(async () => (await leftBehind(disk)).length).toBe(0);
    platform.fault = () => 'request-lost';
    await writer.save({ answer: 2 });
    expect(await leftBehind(disk)).toHaveLength(1);
    writer.stop();
  });
});
