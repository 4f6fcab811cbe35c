/** The database server itself is killed under load, and comes back as it was: by a person, or by itself. */
import { Crowd, wait } from './crowd.ts';
import { compare, faultCampaignId, publish } from './fault-campaign.ts';
import { PlatformLives, type PostgresStore } from './stores.ts';
import type { FaultResult } from './tally.ts';

export interface ServerKillSize {
  readonly pupils: number;
  readonly kills: number;
  readonly answersBetween: number;
  readonly waitScale: number;
}

/**
 * The postmaster with -9. The process that writes the log behind what answers is held still before, so that only what a
 * commit waits for is on the disk: with `synchronous_commit=off` answers are then lost, and with it on none.
 */
export async function killedPostmaster(store: PostgresStore, size: ServerKillSize): Promise<FaultResult> {
  const started = performance.now();
  const { server } = store;
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
    let backMs = 0;
    for (let kill = 0; kill < size.kills; kill++) {
      await crowd.reach(size.answersBetween);
      const writer = await walWriter(store);
      process.kill(writer, 'SIGSTOP');
      await crowd.reach(size.pupils);
      await server.kill();
      crowd.hold();
      process.kill(writer, 'SIGKILL');
      await server.restart();
      lost += (await compare(authority, crowd.pupils)).lost;
      const ready = performance.now();
      crowd.release();
      await crowd.reach(1);
      backMs = Math.max(backMs, performance.now() - ready);
    }
    await crowd.finish();
    const last = await compare(authority, crowd.pupils);
    lost += last.lost;
    const [row] = await server.query('SHOW synchronous_commit');
    return {
      fault: `postmaster killed -9${row?.synchronous_commit === 'on' ? '' : ', synchronous_commit=off'}`,
      store: store.name,
      ...last,
      found: last.acknowledged - lost,
      lost,
      facts: { kills: size.kills, 'back after (ms)': Math.round(backMs), ...refusals(crowd) },
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    crowd.stop();
    await platform.kill();
  }
}

async function walWriter({ server }: PostgresStore): Promise<number> {
  for (;;) {
    const rows = await server.query("SELECT pid FROM pg_stat_activity WHERE backend_type = 'walwriter'");
    if (rows.length > 0) return rows[0]!.pid as number;
    await wait(50);
  }
}

function refusals({ refusals }: Crowd): Record<string, number> {
  return Object.fromEntries(Object.entries(refusals).map(([status, count]) => [`answered ${status}`, count]));
}
