/** Unknown codes at a pace that no pupils have: what a known one notices. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { compare } from '@cloison/dev-env/faults/compare-records.ts';
import { Crowd, wait } from '@cloison/dev-env/faults/crowd.ts';
import { CAMPAIGN, faultCampaignId, publish } from '@cloison/dev-env/faults/fault-campaign.ts';
import { PlatformLives, type StoreUnderTest } from '@cloison/dev-env/faults/platform-on-store.ts';
import type { FaultResult } from './tally.ts';

export interface FloodSize {
  readonly pupils: number;
  /** Each saves so often, as a browser does every fifteen seconds. */
  readonly thinkMs: number;
  /** Without the flood, and with it. */
  readonly seconds: number;
  readonly connections: number;
  readonly perMinute: number;
}

export async function unknownFlood(store: StoreUnderTest, size: FloodSize): Promise<FaultResult> {
  const started = performance.now();
  const platform = await PlatformLives.start(store);
  const authority = store.authority.client(platform.url);
  let latencies: number[] = [];
  const crowd = await Crowd.gather({
    pupils: size.pupils,
    url: () => platform.url,
    campaignId: await faultCampaignId(),
    waitScale: 1,
    thinkMs: size.thinkMs,
    onCall: (ms) => void latencies.push(ms),
  });
  try {
    await publish(authority, crowd.holders);
    crowd.start();
    await crowd.everybodyAnswers(60_000);
    latencies = [];
    await wait(size.seconds * 1000);
    const quiet = latencies;
    latencies = [];
    const flood = await sendFlood(platform.port, size);
    const flooded = latencies;
    await crowd.finish();
    const facts = {
      'unknown codes a minute': Math.round((flood.sent * 60) / flood.seconds),
      ...Object.fromEntries(
        Object.entries(flood.statuses).map(([status, count]) => [`of them ${status}`, count]),
      ),
      'p50 of a known save (ms)': `${quantile(quiet, 0.5)} → ${quantile(flooded, 0.5)}`,
      p99: `${quantile(quiet, 0.99)} → ${quantile(flooded, 0.99)}`,
    };
    return {
      fault: 'unknown codes without end',
      store: store.name,
      ...(await compare(authority, crowd.pupils)),
      facts,
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    crowd.stop();
    await platform.kill();
  }
}

interface Flood {
  readonly sent: number;
  readonly seconds: number;
  readonly statuses: Readonly<Record<string, number>>;
}

/** From a process of its own, so that the pupils' own waiting is not measured with it. */
async function sendFlood(port: number, { seconds, connections, perMinute }: FloodSize): Promise<Flood> {
  const program = join(import.meta.dirname, 'flood-sender.ts');
  const args = [program, String(port), CAMPAIGN, ...[connections, seconds, perMinute].map(String)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (part) => {
    text += part;
  });
  await new Promise((resolve) => child.once('close', resolve));
  return JSON.parse(text) as Flood;
}

function quantile(values: readonly number[], q: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0).toFixed(1);
}
