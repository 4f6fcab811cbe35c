/** The platform's process is killed with -9, again and again, while everybody works. */

import { compare } from '@cloison/dev-env/faults/compare-records.ts';
import { Crowd } from '@cloison/dev-env/faults/crowd.ts';
import { faultCampaignId, publish } from '@cloison/dev-env/faults/fault-campaign.ts';
import { PlatformLives, type StoreUnderTest } from '@cloison/dev-env/faults/platform-on-store.ts';
import type { FaultResult } from './tally.ts';

export interface KillSize {
  readonly pupils: number;
  readonly kills: number;
  /** Answers acknowledged between two kills. */
  readonly answersBetween: number;
  readonly waitScale: number;
}

/**
 * After each kill all pupils pause while the store is compared with what was acknowledged to them: a record is a full state,
 * so that the next save would hide the loss of the one before.
 */
export async function killedPlatform(store: StoreUnderTest, size: KillSize): Promise<FaultResult> {
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
    let lost = 0;
    for (let kill = 0; kill < size.kills; kill++) {
      await crowd.reach(size.answersBetween);
      await platform.kill();
      crowd.hold();
      await platform.start();
      lost += (await compare(authority, crowd.pupils)).lost;
      crowd.release();
    }
    await crowd.reach(size.answersBetween);
    await crowd.finish();
    await platform.kill();
    await platform.start();
    const last = await compare(authority, crowd.pupils);
    lost += last.lost;
    return {
      fault: 'platform killed -9',
      store: store.name,
      ...last,
      found: last.acknowledged - lost,
      lost,
      facts: { kills: size.kills + 1, 'without an answer': crowd.waits.offline ?? 0 },
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    crowd.stop();
    await platform.kill();
  }
}
