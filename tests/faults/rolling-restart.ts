/** Two platforms on one store are restarted one after the other while everybody works: nobody notices more than a wait. */
import { startBalancer } from '@cloison/dev-env/faults/balancer.ts';
import { compare } from '@cloison/dev-env/faults/compare-records.ts';
import { Crowd } from '@cloison/dev-env/faults/crowd.ts';
import { faultCampaignId, publish } from '@cloison/dev-env/faults/fault-campaign.ts';
import { PlatformLives, type StoreUnderTest } from '@cloison/dev-env/faults/platform-on-store.ts';
import type { FaultResult } from './tally.ts';

export interface RollingSize {
  readonly pupils: number;
  /** Of each of the two. */
  readonly restarts: number;
  readonly answersBetween: number;
  readonly waitScale: number;
}

export async function rollingRestart(store: StoreUnderTest, size: RollingSize): Promise<FaultResult> {
  const started = performance.now();
  const platforms = [await PlatformLives.start(store), await PlatformLives.start(store)];
  const balancer = await startBalancer(platforms.map(({ url }) => url));
  const authority = store.authority.client(balancer.url);
  const crowd = await Crowd.gather({
    pupils: size.pupils,
    url: () => balancer.url,
    campaignId: await faultCampaignId(),
    waitScale: size.waitScale,
  });
  try {
    await publish(authority, crowd.holders);
    crowd.start();
    const ends: (number | null)[] = [];
    for (let restart = 0; restart < size.restarts; restart++) {
      for (const platform of platforms) {
        await crowd.reach(size.answersBetween);
        ends.push(await platform.terminate());
        await crowd.reach(size.answersBetween);
        await platform.start();
      }
    }
    await crowd.finish();
    return {
      fault: 'rolling restart of two',
      store: store.name,
      ...(await compare(authority, crowd.pupils)),
      facts: {
        restarts: ends.length,
        'ended cleanly': ends.filter((code) => code === 0).length,
        'passed on': balancer.passedOn,
        'answered by nobody': balancer.unanswered,
        'asked to wait': Object.values(crowd.waits).reduce((sum, count) => sum + count, 0),
      },
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    crowd.stop();
    await balancer.close();
    for (const platform of platforms) await platform.kill();
  }
}
