/**
 * The end of a campaign: all of it is erased, and the platform signs a statement of it. Each step is durable before the next, so
 * that after a crash the next start or the next call continues.
 */
import { type PurgeStatement, type SignedStatement, signStatement } from '@cloison/protocol/public';
import { PlatformError } from '../base/platform-error.ts';
import type { CampaignDirectory } from '../store/directory.ts';
import { toTheMinute } from '../store/minutes.ts';
import type { PurgeStore } from '../store/purging.ts';

export interface StatementKey {
  readonly privateKey: CryptoKey;
  /** Raw, 32 bytes. */
  readonly publicKey: Uint8Array;
}

/** What a purge needs of a store. */
type PurgeableStore = CampaignDirectory & PurgeStore;

export interface PurgeTools {
  readonly store: PurgeableStore;
  readonly key: StatementKey;
  /** What a purge cannot erase, in the operator's words. */
  readonly notErased: string;
}

export const DEFAULT_NOT_ERASED =
  "Copies that the operator or the host made of this machine's disks, until they expire, and blocks that a storage medium has set aside. All of it is sealed under keys that the platform never had.";

const running = new WeakMap<PurgeableStore, Map<string, Promise<SignedStatement>>>();

/** Returns the same statement however often it is called. Throws `not-found` for a campaign that never existed here. */
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

/** What the store leaves behind, followed by the operator's words. */
export function whatRemains(store: Pick<PurgeStore, 'notErased'>, operator: string): string {
  return store.notErased === '' ? operator : `${store.notErased} ${operator}`;
}

/** Finishes purges that an earlier process began. Returns the names of their campaigns. */
export async function finishPurges(tools: PurgeTools, nowMs: number): Promise<readonly string[]> {
  const finished: string[] = [];
  for (const campaign of await tools.store.campaigns()) {
    if ((await tools.store.campaign(campaign)).state !== 'purging') continue;
    await purge(tools, campaign, nowMs);
    finished.push(campaign);
  }
  return finished;
}
