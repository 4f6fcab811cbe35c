/**
 * The store cannot take anything for a while: the disk is full, it may not be written, all connections are taken. What is
 * sent meanwhile is refused in so many words, nothing is called saved that is not, and it goes on without a restart.
 */

import { compare } from '@cloison/dev-env/faults/compare-records.ts';
import { Crowd, wait } from '@cloison/dev-env/faults/crowd.ts';
import { faultCampaignId, publish } from '@cloison/dev-env/faults/fault-campaign.ts';
import { PlatformLives, type StoreUnderTest } from '@cloison/dev-env/faults/platform-on-store.ts';
import type { FaultResult } from './tally.ts';

export interface Obstacle {
  readonly title: string;
  /** Statuses that it may be answered with. */
  readonly statuses: readonly number[];
  /** Nothing at all can be saved while it is there. */
  readonly total: boolean;
  put(platform: PlatformLives): Promise<void>;
  lift(platform: PlatformLives): Promise<void>;
}

export interface ObstacleSize {
  readonly pupils: number;
  /** Answers acknowledged before and after. */
  readonly answers: number;
  /** Refusals that are waited for before the obstacle is lifted. */
  readonly refusals: number;
  readonly waitScale: number;
}

export async function obstructed(
  store: StoreUnderTest,
  obstacle: Obstacle,
  size: ObstacleSize,
): Promise<FaultResult> {
  const [result] = await obstructedByAll(store, [obstacle], size);
  return result!;
}

/** One obstacle after the other on the same platform and pupils; what the last one says holds for the whole. */
export async function obstructedByAll(
  store: StoreUnderTest,
  obstacles: readonly Obstacle[],
  size: ObstacleSize,
): Promise<readonly FaultResult[]> {
  const platform = await PlatformLives.start(store);
  const authority = store.authority.client(platform.url);
  const crowd = await Crowd.gather({
    pupils: size.pupils,
    url: () => platform.url,
    campaignId: await faultCampaignId(),
    waitScale: size.waitScale,
  });
  const results: FaultResult[] = [];
  try {
    await publish(authority, crowd.holders);
    crowd.start();
    const { pid } = platform.process;
    for (const [i, obstacle] of obstacles.entries()) {
      const started = performance.now();
      const isLast = i === obstacles.length - 1;
      await crowd.reach(size.answers);
      const before = { ...crowd.refusals };
      const falselySaved = await put(obstacle, platform, crowd, size);
      await obstacle.lift(platform);
      await crowd.everybodyAnswers();
      await crowd.reach(size.answers);
      if (platform.process.pid !== pid) throw new Error('the platform was started again');
      if (isLast) await crowd.finish();
      else {
        crowd.hold();
        await crowd.quiet();
      }
      if (isLast) {
        // What was acknowledged is in the store, not only in the process.
        await platform.kill();
        await platform.start();
      }
      const refused = Object.entries(crowd.refusals)
        .map(([status, count]) => [Number(status), count - (before[Number(status)] ?? 0)] as const)
        .filter(([, count]) => count > 0);
      results.push({
        fault: obstacle.title,
        store: store.name,
        ...(await compare(authority, crowd.pupils)),
        facts: {
          ...Object.fromEntries(refused.map(([status, count]) => [`answered ${status}`, count])),
          'unclean answers': refused.filter(([status]) => !obstacle.statuses.includes(status)).length,
          'saved meanwhile': falselySaved,
        },
        seconds: (performance.now() - started) / 1000,
      });
      crowd.release();
    }
    return results;
  } finally {
    for (const obstacle of obstacles) await obstacle.lift(platform).catch(() => undefined);
    crowd.stop();
    await platform.kill();
  }
}

/** Answers that were called saved although nothing can have been. */
async function put(
  obstacle: Obstacle,
  platform: PlatformLives,
  crowd: Crowd,
  size: ObstacleSize,
): Promise<number> {
  const refused = () => Object.values(crowd.refusals).reduce((sum, count) => sum + count, 0);
  const already = refused();
  await obstacle.put(platform);
  await until(() => refused() > already, 300_000);
  // What was under way when the obstacle was put may still come; when as many were refused as there are pupils, none is.
  await until(() => refused() >= already + size.pupils, 300_000);
  const before = crowd.acknowledged;
  await until(() => refused() >= already + size.pupils + size.refusals, 300_000);
  return obstacle.total ? crowd.acknowledged - before : 0;
}

async function until(isSo: () => boolean, withinMs: number): Promise<void> {
  const end = performance.now() + withinMs;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`nothing was refused within ${withinMs} ms`);
    await wait(10);
  }
}
