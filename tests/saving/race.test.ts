/**
 * The rules of *Saving* (docs/protocol.md) as a seeded model: three browsers race on one record of a real platform, over
 * a network that loses requests and answers; browsers are killed and started again, the platform restarts.
 */
import { type Holder, open } from '@cloison/protocol';
import { type Bytes, toBase64Url } from '@cloison/protocol/public';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RaceLog, RacingBrowser, seeded } from './racing-browser.ts';
import { RECORD, startTinyCampaign, type TinyCampaign } from './tiny-campaign.ts';

const RUNS = 120;
const STEPS = 40;
let campaign: TinyCampaign;
let runsWithBranches = 0;
let runsWithFinal = 0;

beforeAll(async () => {
  campaign = await startTinyCampaign();
});
afterAll(async () => {
  await campaign.close();
});

async function headOf(holder: Holder): Promise<{ answers: string[]; final: boolean; hash: string } | null> {
  const { records } = await campaign.authority.readRecords({
    records: [{ holder: toBase64Url(holder.holderId), name: RECORD }],
  });
  const envelope = records[0]!.envelope;
  if (envelope === null) return null;
  const bytes = Buffer.from(envelope, 'base64url');
  const { body, header, hash } = await open(holder, bytes, { kind: 'record-or-final', name: RECORD });
  return { ...(body as { answers: string[] }), final: header.kind === 'final', hash: toBase64Url(hash) };
}

async function race(seed: number): Promise<{ holder: Holder; log: RaceLog }> {
  const random = seeded(seed);
  const pick = (n: number) => Math.floor(random() * n);
  const holder = await campaign.addPupil(Uint8Array.from({ length: 32 }, () => pick(256)) as Bytes);
  const log = new RaceLog();
  const browsers = [1, 2, 3].map(
    (device) => new RacingBrowser(holder, device, random, log, () => campaign.url),
  );
  await browsers[0]!.restart();
  for (let step = 0; step < STEPS; step++) {
    const browser = browsers[pick(3)]!;
    const dice = random();
    if (dice < 0.5) await browser.answer(`${seed}-${step}`);
    else if (dice < 0.6) await browser.settled();
    else if (dice < 0.72) await browser.settleConflict();
    else if (dice < 0.84) await browser.restart();
    else if (dice < 0.97) browser.breakNetwork(random() < 0.5 ? 0.6 : 0);
    else if (step > STEPS / 2) await browser.answer(`${seed}-${step}-last`, { final: true });
  }
  // The network heals; everybody sends what is left and stops.
  for (const browser of browsers) browser.breakNetwork(0);
  for (let round = 0; round < 3; round++) {
    for (const browser of browsers) {
      await browser.settled();
      await browser.settleConflict();
      await browser.settled();
    }
  }
  for (const browser of browsers) browser.stop();
  return { holder, log };
}

describe('three browsers on one record', () => {
  it.each(Array.from({ length: RUNS }, (_, i) => i + 1))(
    'lose no acknowledged answer and break no rule (seed %i)',
    async (seed) => {
      const { holder, log } = await race(seed);
      expect(log.problems).toEqual([]);
      const head = await headOf(holder);
      const held = new Set(head?.answers ?? []);
      expect([...log.acknowledged].filter((answer) => !held.has(answer))).toEqual([]);
      expect(log.acknowledged.size).toBeGreaterThan(0);
      if (head?.final === true) {
        runsWithFinal++;
        expect([...log.receipts]).toEqual([head.hash]);
      }
      const feed = await campaign.authority.feed('', 5000);
      const own = feed.entries.filter(({ holder: id }) => id === toBase64Url(holder.holderId));
      const branches = own.filter(({ kind }) => kind === 'branch');
      expect(
        new Set(
          branches.map(({ envelope }) =>
            Buffer.from(envelope!, 'base64url').subarray(47, 55).toString('hex'),
          ),
        ).size,
      ).toBeLessThanOrEqual(3);
      if (branches.length > 0) runsWithBranches++;
      if (seed % 10 === 0) await campaign.restart();
    },
  );

  it('did race: some runs had branches, some ended', () => {
    expect(runsWithBranches).toBeGreaterThan(RUNS / 4);
    expect(runsWithFinal).toBeGreaterThan(RUNS / 10);
  });
});
