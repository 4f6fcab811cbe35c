/** Sittings over a bad network: everyone finishes, exactly once, with every answer that was said to be saved. */

import { compare } from '@cloison/dev-env/faults/compare-records.ts';
import { Crowd } from '@cloison/dev-env/faults/crowd.ts';
import { faultCampaignId, publish } from '@cloison/dev-env/faults/fault-campaign.ts';
import { type NetworkFault, startFaultyNetwork } from '@cloison/dev-env/faults/faulty-network.ts';
import { PlatformLives, type StoreUnderTest } from '@cloison/dev-env/faults/platform-on-store.ts';
import { seeded } from '../saving/racing-browser.ts';
import type { FaultResult } from './tally.ts';

export type NetworkKind = 'delay' | 'errors' | 'cuts' | 'doubles' | 'mix';
export const NETWORK_KINDS: readonly NetworkKind[] = ['delay', 'errors', 'cuts', 'doubles', 'mix'];

export interface NetworkSize {
  readonly pupils: number;
  /** Answers of each pupil before the last. */
  readonly answers: number;
  /** All times are multiplied by this: 1 is real, 35 seconds of delay and 40 of patience. */
  readonly timeScale: number;
  readonly seed: number;
}

const LONGEST_DELAY_MS = 35_000;
const PATIENCE_MS = 40_000;
const TITLES: Readonly<Record<NetworkKind, string>> = {
  delay: 'network: delays to 35 s',
  errors: 'network: half of the answers are errors',
  cuts: 'network: cut after the request',
  doubles: 'network: requests doubled',
  mix: 'network: all at random',
};

export async function badNetwork(
  store: StoreUnderTest,
  kind: NetworkKind,
  size: NetworkSize,
): Promise<FaultResult> {
  const started = performance.now();
  const platform = await PlatformLives.start(store);
  const random = seeded(size.seed);
  const network = await startFaultyNetwork(
    () => platform.url,
    () => faultOf(kind, random, size.timeScale),
  );
  const authority = store.authority.client(platform.url);
  const crowd = await Crowd.gather({
    pupils: size.pupils,
    url: () => network.url,
    campaignId: await faultCampaignId(),
    waitScale: size.timeScale,
    timeoutMs: Math.ceil(PATIENCE_MS * size.timeScale),
    answers: size.answers,
  });
  try {
    await publish(authority, crowd.holders);
    crowd.start();
    await crowd.finish(600_000);
    await network.quiet();
    const disturbed = Object.entries(network.counts).filter(([what]) => what !== 'none');
    return {
      fault: TITLES[kind],
      store: store.name,
      ...(await compare(authority, crowd.pupils)),
      facts: Object.fromEntries(disturbed),
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    crowd.stop();
    await network.close();
    await platform.kill();
  }
}

function faultOf(kind: NetworkKind, random: () => number, scale: number): NetworkFault {
  const half = random() < 0.5;
  const delayMs = random() * LONGEST_DELAY_MS * scale;
  switch (kind) {
    case 'delay':
      return { kind: half ? 'late-answer' : 'late-request', ms: delayMs };
    case 'errors':
      return half ? { kind: 'error-page', status: [500, 502, 503, 504][Math.floor(random() * 4)]! } : NONE;
    case 'cuts':
      return half ? { kind: 'cut' } : NONE;
    case 'doubles':
      // The second arrives at once, or long after.
      return { kind: 'doubled', ms: half ? 0 : delayMs };
    case 'mix': {
      const faults: readonly NetworkFault[] = [
        NONE,
        NONE,
        { kind: 'late-answer', ms: delayMs * 1.4 },
        { kind: 'late-request', ms: delayMs * 1.4 },
        { kind: 'error-page', status: 502 },
        { kind: 'lost' },
        { kind: 'cut' },
        { kind: 'doubled', ms: delayMs },
      ];
      return faults[Math.floor(random() * faults.length)]!;
    }
  }
}

const NONE: NetworkFault = { kind: 'none' };
