/**
 * What the service needs of a store, as the sum of what its users need. An adapter is a sibling of `sqlite/` and passes the
 * suite in `packages/dev-env/src/stores/`.
 *
 * Every adapter promises:
 * - When a promise resolves, its change is *durable*: it survives `kill -9` and power loss at once.
 * - `decideWrite` decides a save inside the transaction that stores it.
 * - The feed follows the order of commits. A reader that goes on from a cursor misses no change that is committed after those
 *   it has, whatever is under way meanwhile. An adapter with partitions promises this of each partition.
 * - A cursor of changes that the store does not have (another store, a copy put back) makes the feed start from the beginning.
 * - Times are kept to the minute.
 * - What cannot be stored rejects with `StorageFailure` and leaves nothing half done. The next call may succeed.
 */
import type { CampaignDirectory } from './directory.ts';
import type { StoreHealth } from './health.ts';
import type { PurgeStore } from './purging.ts';
import type { SignedCallLog } from './signed-calls.ts';
import type { TransferStore } from './transfer.ts';
import type { UnknownCodeSlots } from './unknown-code-slots.ts';

export interface Store
  extends CampaignDirectory,
    SignedCallLog,
    UnknownCodeSlots,
    PurgeStore,
    TransferStore,
    StoreHealth {}
