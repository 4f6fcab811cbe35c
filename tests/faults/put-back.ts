/** Yesterday's copy of the store is put back while everybody works: what the browsers still have arrives again by itself. */
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { compare } from '@cloison/dev-env/faults/compare-records.ts';
import { Crowd } from '@cloison/dev-env/faults/crowd.ts';
import { faultCampaignId, publish } from '@cloison/dev-env/faults/fault-campaign.ts';
import {
  PlatformLives,
  type PostgresStore,
  type StoreUnderTest,
} from '@cloison/dev-env/faults/platform-on-store.ts';
import { POSTGRES_BIN } from '@cloison/dev-env/stores/postgres-server.ts';
import type { FaultResult } from './tally.ts';

export interface PutBackSize {
  readonly pupils: number;
  /** Answers acknowledged before the copy, after it, and after it is put back. */
  readonly answers: number;
  readonly waitScale: number;
}

/** Both are called while the platform is stopped. */
export interface Copies {
  keep(): void;
  putBack(): void;
}

export function folderCopies(store: StoreUnderTest): Copies {
  const folder = join(store.dataDir, 'store');
  const copy = join(store.dataDir, 'yesterday');
  return {
    keep: () => cpSync(folder, copy, { recursive: true }),
    putBack: () => {
      rmSync(folder, { recursive: true });
      cpSync(copy, folder, { recursive: true });
    },
  };
}

export function dumpCopies({ dataDir, url }: PostgresStore): Copies {
  const dump = join(dataDir, 'yesterday.dump');
  const run = (program: string, ...args: string[]) =>
    execFileSync(join(POSTGRES_BIN, program), args, { stdio: ['ignore', 'ignore', 'pipe'] });
  return {
    keep: () => run('pg_dump', '--format=custom', '--file', dump, url),
    putBack: () => run('pg_restore', '--clean', '--if-exists', '--exit-on-error', '--dbname', url, dump),
  };
}

export async function putBack(
  store: StoreUnderTest,
  copies: Copies,
  size: PutBackSize,
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
  const stopped = async (act: () => void) => {
    crowd.hold();
    await platform.terminate();
    act();
    await platform.start();
  };
  try {
    await publish(authority, crowd.holders);
    crowd.start();
    await crowd.reach(size.answers);
    await stopped(copies.keep);
    crowd.release();
    await crowd.reach(size.answers);
    await stopped(copies.putBack);
    const gone = await compare(authority, crowd.pupils);
    crowd.release();
    await crowd.reach(size.answers);
    await crowd.finish();
    return {
      fault: 'yesterday’s copy put back',
      store: store.name,
      ...(await compare(authority, crowd.pupils)),
      facts: { 'gone with the copy, and brought again': gone.lost },
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    crowd.stop();
    await platform.kill();
  }
}
