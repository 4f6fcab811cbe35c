/** How long a store takes to commit a group of saves: a constant and a time for each save, by least squares. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixtureEnvelope } from '@cloison/dev-env/platform/envelope-fixture.ts';
import { publishedCampaign } from '@cloison/dev-env/platform/published-campaign.ts';
import { openStore } from '../../apps/platform/src/start/open-store.ts';
import { BODY_BYTES, CAMPAIGN, loadHolder, RECORD } from '../../tests/load/plan.ts';

/** Of fewer, PostgreSQL's store waits some milliseconds for more (`pace.ts`), which is no cost of a commit. */
const SIZES = [64, 128, 256, 512, 1000];
const ROUNDS = 15;

export interface CommitTimes {
  readonly commitMs: number;
  readonly rowMs: number;
}

/** `store` as `CLOISON_STORE` has it. */
export async function measureCommitTimes(store: string): Promise<CommitTimes> {
  const folder = mkdtempSync(join(tmpdir(), 'cloison-commits-'));
  const opened = await openStore({ dataDir: join(folder, 'data'), store }, { pepper: randomBytes(32) });
  try {
    const name = `${CAMPAIGN}-commits`;
    await opened.publish(name, publishedCampaign(name) as never);
    const lookup = await opened.campaign(name);
    if (lookup.state !== 'open') throw new Error('the campaign is not open');
    const { campaign } = lookup;
    const holders = Array.from({ length: Math.max(...SIZES) }, (_, i) => loadHolder(i));
    await campaign.putHolders(
      holders.map(({ id, access }) => ({
        holder: id,
        access: createHash('sha256').update(access).digest(),
        calendar: 0,
        role: 'pupil' as const,
      })),
    );
    const heads = holders.map(() => ({ version: 0, hash: new Uint8Array(32) as Uint8Array }));
    const saveTogether = async (count: number) => {
      const envelopes = holders.slice(0, count).map(({ id }, i) =>
        fixtureEnvelope({
          campaign: name,
          holder: id,
          name: RECORD,
          version: heads[i]!.version + 1,
          previous: heads[i]!.hash,
          bodyBytes: BODY_BYTES,
        }),
      );
      const started = performance.now();
      const outcomes = await Promise.all(
        envelopes.map((envelope) =>
          campaign.save({
            ...envelope,
            window: { kind: 'open' } as never,
            nowMs: Date.now(),
            maxRecords: 99,
          }),
        ),
      );
      const tookMs = performance.now() - started;
      for (const [i, { hash }] of envelopes.entries()) heads[i] = { version: heads[i]!.version + 1, hash };
      if (outcomes.some(({ kind }) => kind !== 'saved')) throw new Error('a save was refused');
      return tookMs;
    };
    await saveTogether(Math.max(...SIZES));
    const points: [number, number][] = [];
    for (const size of SIZES) {
      const times: number[] = [];
      for (let round = 0; round < ROUNDS; round++) times.push(await saveTogether(size));
      points.push([size, times.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)]!]);
    }
    return fitted(points);
  } finally {
    await opened.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Least squares of time over size, neither part below zero. */
export function fitted(points: readonly (readonly [number, number])[]): CommitTimes {
  const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
  const [meanX, meanY] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const slope =
    points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) /
    points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return { rowMs: Math.max(0, slope), commitMs: Math.max(0, meanY - slope * meanX) };
}
