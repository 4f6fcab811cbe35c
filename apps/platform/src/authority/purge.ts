/**
 * The end of a campaign: all of it is erased, and the platform says so under its own signature. Each step is durable
 * before the next, so that whoever comes after a crash (the next start, or the next call) goes on where it stopped.
 */
import { type PurgeStatement, type SignedStatement, signStatement } from '@cloison/protocol/public';
import { PlatformError } from '../base/platform-error.ts';
import { toTheMinute } from '../store/minutes.ts';
import type { Store } from '../store/store.ts';

export interface StatementKey {
  readonly privateKey: CryptoKey;
  /** Raw, 32 bytes. */
  readonly publicKey: Uint8Array;
}

export interface PurgeTools {
  readonly store: Store;
  readonly key: StatementKey;
  /** What a purge cannot reach, in the operator's words. */
  readonly notErased: string;
}

export const DEFAULT_NOT_ERASED =
  "Copies that the operator or the host made of this machine's disks, until they expire, and blocks that a storage medium has set aside. All of it is sealed under keys that the platform never had.";

const running = new WeakMap<Store, Map<string, Promise<SignedStatement>>>();

/** The statement, the same however often it is asked for. Throws `not-found` for a campaign that was never here. */
export async function purge(tools: PurgeTools, campaign: string, nowMs: number): Promise<SignedStatement> {
  const ofStore = running.get(tools.store) ?? new Map<string, Promise<SignedStatement>>();
  running.set(tools.store, ofStore);
  let current = ofStore.get(campaign);
  if (current === undefined) {
    current = purgeOnce(tools, campaign, nowMs).finally(() => ofStore.delete(campaign));
    ofStore.set(campaign, current);
  }
  return current;
}

async function purgeOnce(
  { store, key, notErased }: PurgeTools,
  campaign: string,
  nowMs: number,
): Promise<SignedStatement> {
  const lookup = await store.campaign(campaign);
  if (lookup.state === 'absent') throw new PlatformError('not-found');
  if (lookup.state === 'purged') return lookup.statement;
  const { atMs, counts } =
    lookup.state === 'purging' ? lookup.begun : await store.beginPurge(campaign, nowMs);
  await store.erase(campaign);
  const value: PurgeStatement = {
    v: 1,
    kind: 'purge',
    campaign,
    at: new Date(toTheMinute(atMs)).toISOString(),
    erased: counts,
    notErased: whatRemains(store, notErased),
  };
  const statement = await signStatement(value, key.privateKey, key.publicKey);
  await store.finishPurge(campaign, statement);
  return statement;
}

/** What the store's own erasing leaves behind, then the operator's words. */
export function whatRemains(store: Pick<Store, 'notErased'>, operator: string): string {
  return store.notErased === '' ? operator : `${store.notErased} ${operator}`;
}

/** What was begun before the process ended. */
export async function finishPurges(tools: PurgeTools, nowMs: number): Promise<readonly string[]> {
  const finished: string[] = [];
  for (const campaign of await tools.store.campaigns()) {
    if ((await tools.store.campaign(campaign)).state !== 'purging') continue;
    await purge(tools, campaign, nowMs);
    finished.push(campaign);
  }
  return finished;
}
