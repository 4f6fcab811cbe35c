/**
 * The store cannot take anything for a while: the disk is full, it may not be written, all connections are taken. What is
 * sent meanwhile is refused in so many words, nothing is called saved that is not, and it goes on without a restart.
 */
import { Crowd, wait } from './crowd.ts';
import { compare, faultCampaignId, publish } from './fault-campaign.ts';
import { PlatformLives, type StoreUnderTest } from './stores.ts';
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
  const started = performance.now();
  const platform = await PlatformLives.start(store);
  const authority = store.authority.client(platform.url);
  const crowd = await Crowd.gather({
    pupils: size.pupils,
    url: () => platform.url,
    campaignId: await faultCampaignId(),
    waitScale: size.waitScale,
  });
  try {
    await publish(authority, crowd.holders);
    crowd.start();
    await crowd.reach(size.answers);
    const { pid } = platform.process;
    await obstacle.put(platform);
    const refused = () => Object.values(crowd.refusals).reduce((sum, count) => sum + count, 0);
    await until(() => refused() > 0, 60_000);
    // Answers under way when the obstacle was put may still have come; from the first refusals on there are none.
    const before = crowd.acknowledged;
    await until(() => refused() >= size.refusals, 120_000);
    const falselySaved = obstacle.total ? crowd.acknowledged - before : 0;
    await obstacle.lift(platform);
    await crowd.reach(size.answers);
    await crowd.finish();
    if (platform.process.pid !== pid) throw new Error('the platform was started again');
    // What was acknowledged is on the disk, not only in the process.
    await platform.kill();
    await platform.start();
    const unclean = Object.keys(crowd.refusals).filter(
      (status) => !obstacle.statuses.includes(Number(status)),
    );
    return {
      fault: obstacle.title,
      store: store.name,
      ...(await compare(authority, crowd.pupils)),
      facts: {
        ...Object.fromEntries(
          Object.entries(crowd.refusals).map(([status, count]) => [`answered ${status}`, count]),
        ),
        'unclean answers': unclean.length,
        'saved meanwhile': falselySaved,
      },
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    await obstacle.lift(platform).catch(() => undefined);
    crowd.stop();
    await platform.kill();
  }
}

async function until(isSo: () => boolean, withinMs: number): Promise<void> {
  const end = performance.now() + withinMs;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`nothing was refused within ${withinMs} ms`);
    await wait(10);
  }
}
