/** The database server itself is killed under load, and comes back as it was: by a person, or by itself. */

import { compare } from '@cloison/dev-env/faults/compare-records.ts';
import { Crowd, wait } from '@cloison/dev-env/faults/crowd.ts';
import { CAMPAIGN, faultCampaignId, publish } from '@cloison/dev-env/faults/fault-campaign.ts';
import {
  type NatsStore,
  PlatformLives,
  type PostgresStore,
} from '@cloison/dev-env/faults/platform-on-store.ts';
import type { NatsServer } from '@cloison/dev-env/stores/nats-cluster.ts';
import { Subjects } from '../../apps/platform/src/store/nats/schema.ts';
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
      // What came before is on the disk whatever the setting: only saves are in question.
      await server.query('CHECKPOINT');
      const writer = await walWriter(store);
      process.kill(writer, 'SIGSTOP');
      await crowd.reach(size.pupils);
      const before = refused(crowd);
      await server.kill();
      // Somebody is answered while it is away; on a busy machine all could be held before.
      for (let tries = 0; refused(crowd) === before && tries < 600; tries++) await wait(50);
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

const refused = ({ refusals }: Crowd) => Object.values(refusals).reduce((sum, count) => sum + count, 0);

function refusals({ refusals }: Crowd): Record<string, number> {
  return Object.fromEntries(Object.entries(refusals).map(([status, count]) => [`answered ${status}`, count]));
}

/** The names that the platform gives them by default. */
const STREAMS = new Subjects('cloison').campaign(CAMPAIGN, 1);

/** What befalls the server that leads some of the campaign's records. */
export interface LeaderFault {
  readonly title: string;
  begin(leader: NatsServer): Promise<void>;
  /** What must be done before it is started again. */
  mend?(leader: NatsServer): Promise<void>;
}

export const KILLED: LeaderFault = { title: 'leader of three killed -9', begin: (leader) => leader.kill() };
/** It comes back with nothing and has to be given all of it by the other two. */
export const WIPED: LeaderFault = { title: 'disk of a leader wiped', begin: (leader) => leader.wipe() };

/** Faults the leader of the moment, again and again. Pupils go on meanwhile, and each server is started again. */
export async function faultyLeader(
  store: NatsStore,
  size: Omit<ServerKillSize, 'kills'> & { readonly faults: readonly LeaderFault[] },
): Promise<FaultResult> {
  const started = performance.now();
  const { cluster } = store;
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
    const backS: string[] = [];
    let without = 0;
    for (const [i, fault] of size.faults.entries()) {
      await crowd.reach(size.answersBetween);
      const stream = STREAMS.stream(i % STREAMS.partitions);
      const leader = await cluster.leaderOf(stream);
      const killed = performance.now();
      await fault.begin(leader);
      // More answers than could have been on their way: the service is back.
      await crowd.reach(size.pupils + 1);
      backS.push(((performance.now() - killed) / 1000).toFixed(1));
      // Each pupil gets an acknowledgement again, also those who were asked to wait.
      await crowd.everybodyAnswers();
      without = Math.max(without, performance.now() - killed);
      crowd.hold();
      lost += (await compare(authority, crowd.pupils)).lost;
      crowd.release();
      await fault.mend?.(leader);
      leader.start();
      await cluster.ready();
      for (let partition = 0; partition < STREAMS.partitions; partition++) {
        await cluster.whole(STREAMS.stream(partition));
      }
    }
    await crowd.finish();
    const last = await compare(authority, crowd.pupils);
    lost += last.lost;
    return {
      fault: size.faults.at(-1)!.title,
      store: store.name,
      ...last,
      found: last.acknowledged - lost,
      lost,
      facts: {
        faults: size.faults.length,
        'back after (s)': backS.join(' '),
        'until all are served again (ms)': Math.round(without),
        ...refusals(crowd),
      },
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    crowd.stop();
    await platform.kill();
  }
}
