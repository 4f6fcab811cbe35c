import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixtureEnvelope } from '@cloison/dev-env/platform/envelope-fixture.ts';
import { publishedCampaign } from '@cloison/dev-env/platform/published-campaign.ts';
import type { PublishedCampaign } from '@cloison/protocol/public';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SaveRequest } from '../saving.ts';
import { SqliteCampaign } from './campaign.ts';
import { type OwnedSave, packSaves, type SaveAnswers, unpackSaves } from './save-batch.ts';
import { ThreadCommitter } from './save-committer.ts';

const NAME = '2026-essai';
const holder = new Uint8Array(16).fill(1);
const window = { kind: 'open', window: { opensMs: 0, closesMs: 1 } } as const;
const request = (name: string, more: object = {}): SaveRequest => ({
  ...fixtureEnvelope({ campaign: NAME, holder, name, ...more }),
  window,
  nowMs: Date.parse('2026-09-10T12:34:56Z'),
  maxRecords: 30,
});

let folder: string;
let thread: ThreadCommitter | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloison-thread-'));
});
afterEach(() => {
  thread?.close();
  thread = null;
  rmSync(folder, { recursive: true });
});
const path = () => join(folder, 'campaign.sqlite');
const threadOn = (databasePath: string) => {
  const facts = { era: { mark: 'x', first: 1 }, generation: 0, maxPages: null };
  thread = new ThreadCommitter(
    databasePath,
    () => facts,
    () => null,
  );
  return thread;
};
/** A campaign with one holder, whose database a thread of the test may open too. */
async function campaignWithHolder(): Promise<SqliteCampaign> {
  const contentPath = join(folder, 'content');
  const campaign = new SqliteCampaign({
    name: NAME,
    databasePath: path(),
    contentPath,
    maxPages: () => null,
  });
  await campaign.publish(publishedCampaign(NAME) as PublishedCampaign);
  await campaign.putHolders([{ holder, access: new Uint8Array(32), calendar: 0, role: 'pupil' }]);
  return campaign;
}

describe('the thread that commits saves', () => {
  it('answers batches in their order, those that it takes together each with its own answers', async () => {
    const campaign = await campaignWithHolder();
    const answers: SaveAnswers[] = [];
    const committer = threadOn(path());
    const [one, other] = [request('francais'), request('francais', { device: new Uint8Array(8).fill(2) })];
    await new Promise<void>((resolve) => {
      committer.send([one, request('maths')], (its) => answers.push(its));
      committer.send([other], (its) => answers.push(its));
      committer.send([one], (its) => {
        answers.push(its);
        resolve();
      });
    });
    expect(answers.map(({ failure, outcomes }) => [failure, outcomes])).toEqual([
      [null, null],
      [null, [{ kind: 'conflict', version: 1, hash: new Uint8Array(one.hash) }]],
      [null, null],
    ]);
    expect((await campaign.record(holder, 'francais'))?.version).toBe(1);
    campaign.close();
  });
  it('closes its connection before it says so, even when its count of answers lags behind them', async () => {
    const campaign = await campaignWithHolder();
    const committer = threadOn(path());
    const waits = vi.spyOn(Atomics, 'wait');
    committer.send([request('francais')], () => {});
    committer.wait();
    const [counted] = waits.mock.lastCall!;
    waits.mockRestore();
    // As if the thread were interrupted after an answer, before it counts it.
    Atomics.sub(counted, 0, 1 as never);
    committer.close();
    campaign.close();
    // The last connection that closes removes the log and its index.
    expect(readdirSync(folder).filter((name) => /-(wal|shm)$/.test(name))).toEqual([]);
  });
  it('can be waited for without a turn of the event loop, and closes its connection before it says so', async () => {
    const campaign = await campaignWithHolder();
    const committer = threadOn(path());
    let answered = 0;
    committer.send([request('francais')], () => answered++);
    committer.send([request('maths')], () => answered++);
    committer.wait();
    committer.wait();
    committer.wait();
    expect(answered).toBe(2);
    committer.close();
    expect(committer.works).toBe(false);
    campaign.close();
  });
  it('lets a save at fault fail alone', async () => {
    const campaign = await campaignWithHolder();
    const stranger = fixtureEnvelope({
      campaign: NAME,
      holder: new Uint8Array(16).fill(9),
      name: 'francais',
    });
    const committer = threadOn(path());
    const answers = await new Promise<SaveAnswers>((resolve) => {
      committer.send(
        [request('francais'), { ...request('francais'), ...stranger }, request('maths')],
        resolve,
      );
    });
    expect(answers.outcomes?.map((one) => (one instanceof Error ? one.message : one.kind))).toEqual([
      'saved',
      'the holder was deleted after its token was checked',
      'saved',
    ]);
    campaign.close();
  });
  it('that dies refuses what it was sent, and works no more', async () => {
    const committer = threadOn(join(folder, 'nowhere', 'campaign.sqlite'));
    const answers = await new Promise<SaveAnswers>((resolve) =>
      committer.send([request('francais')], resolve),
    );
    expect([answers.failure, committer.works]).toEqual(['unavailable', false]);
  });
});

it('a batch crosses to the thread and back as it was, whatever the windows and sizes', () => {
  const requests: SaveRequest[] = [
    request('francais', { bodyBytes: 512 }),
    {
      ...request('maths', { bodyBytes: 5120, version: 7 }),
      window: { ...window, kind: 'late' },
      maxRecords: 600,
    },
    { ...request('oral/2', { kind: 'final' }), window: { ...window, kind: 'closed' }, nowMs: 0 },
    { ...request('francais~2'), window: { kind: 'none' }, maxRecords: 1e6 },
  ];
  const owners = [null, 1, 2 ** 40, null];
  const packed = packSaves(requests, (one) => owners[requests.indexOf(one)]!);
  const unpacked: OwnedSave[] = [];
  unpackSaves({ count: requests.length, packed }, unpacked);
  expect(unpacked.map(({ owner }) => owner)).toEqual(owners);
  for (const [i, { request: one }] of unpacked.entries()) {
    const { header, hash, bytes, window, nowMs, maxRecords } = requests[i]!;
    expect(Buffer.compare(one.bytes, bytes)).toBe(0);
    expect(Buffer.compare(one.hash, hash)).toBe(0);
    expect({ ...one.header }).toEqual(header);
    expect([one.window.kind, one.maxRecords]).toEqual([window.kind, maxRecords]);
    expect(one.nowMs).toBe(Math.floor(nowMs / 60_000) * 60_000);
  }
});
