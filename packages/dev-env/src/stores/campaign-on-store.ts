/** A campaign with holders, directly on a store, and pupils who save, try again and remember what was acknowledged. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PublishedCampaign } from '@cloison/protocol/public';
import type { CampaignStore } from '../../../../apps/platform/src/store/campaign-store.ts';
import type { NewEnvelope } from '../../../../apps/platform/src/store/envelopes.ts';
import type { NewHolder } from '../../../../apps/platform/src/store/holders.ts';
import { StorageFailure } from '../../../../apps/platform/src/store/storage-error.ts';
import type { Store } from '../../../../apps/platform/src/store/store.ts';
import { fixtureEnvelope } from '../platform/envelope-fixture.ts';
import { publishedCampaign } from '../platform/published-campaign.ts';

export const NAME = '2026-essai';
export const OPEN = { kind: 'open', window: { opensMs: 0, closesMs: 9e12 } } as const;
export const CLOSED = { kind: 'closed', window: { opensMs: 0, closesMs: 9e12 } } as const;
const RETRY_MS = 100;
/** An election takes some five seconds; a machine that does much else needs many times that. */
const MAX_WAIT_MS = 300_000;

export async function publishedOn(store: Store, name = NAME): Promise<CampaignStore> {
  await store.publish(name, publishedCampaign(name) as PublishedCampaign);
  return openedOn(store, name);
}

export async function openedOn(store: Store, name = NAME): Promise<CampaignStore> {
  const lookup = await store.campaign(name);
  if (lookup.state !== 'open') throw new Error(`the campaign is ${lookup.state}`);
  return lookup.campaign;
}

export async function newHolders(campaign: CampaignStore, count: number): Promise<readonly NewHolder[]> {
  const holders = Array.from({ length: count }, () => ({
    holder: new Uint8Array(randomBytes(16)),
    access: new Uint8Array(randomBytes(32)),
    calendar: 0,
    role: 'pupil' as const,
  }));
  await campaign.putHolders(holders);
  return holders;
}

export const saveOn = (
  campaign: CampaignStore,
  envelope: NewEnvelope,
  window: typeof OPEN | typeof CLOSED = OPEN,
) => campaign.save({ ...envelope, window, nowMs: 0, maxRecords: 30 });

/** One pupil's record, saved version after version. Each version is sent again, byte for byte, until it is answered. */
export class Pupil {
  readonly holder: Uint8Array;
  /** The last acknowledged version. */
  acknowledged: NewEnvelope | null = null;
  failures = 0;
  readonly #next: { envelope: NewEnvelope | null } = { envelope: null };

  constructor(holder: Uint8Array) {
    this.holder = holder;
  }

  async saveNext(campaign: CampaignStore, bodyBytes = 512): Promise<void> {
    this.#next.envelope ??= fixtureEnvelope({
      campaign: NAME,
      holder: this.holder,
      name: 'francais',
      version: (this.acknowledged?.header.version ?? 0) + 1,
      ...(this.acknowledged === null ? {} : { previous: this.acknowledged.hash }),
      bodyBytes,
    });
    const envelope = this.#next.envelope;
    const untilMs = performance.now() + MAX_WAIT_MS;
    for (;;) {
      try {
        const outcome = await saveOn(campaign, envelope);
        if (outcome.kind !== 'saved') throw new Error(`answered ${outcome.kind}`);
        this.acknowledged = envelope;
        this.#next.envelope = null;
        return;
      } catch (error) {
        if (!(error instanceof StorageFailure) || performance.now() > untilMs) throw error;
        this.failures += 1;
        await sleep(RETRY_MS);
      }
    }
  }
}

/** Repeats `act` until its result is wanted. Throws the last failure after `MAX_WAIT_MS`. */
export async function eventually<T>(
  act: () => Promise<T>,
  isWanted: (value: T) => boolean = () => true,
): Promise<T> {
  const untilMs = performance.now() + MAX_WAIT_MS;
  for (;;) {
    try {
      const value = await act();
      if (isWanted(value)) return value;
      if (performance.now() > untilMs) throw new Error(`still ${JSON.stringify(value)}`);
    } catch (error) {
      if (!(error instanceof StorageFailure) || performance.now() > untilMs) throw error;
    }
    await sleep(RETRY_MS);
  }
}

/** Pupils whose last acknowledged version is not the head of their record. */
export async function lost(campaign: CampaignStore, pupils: readonly Pupil[]): Promise<number> {
  let count = 0;
  for (const { holder, acknowledged } of pupils) {
    const head = await eventually(() => campaign.record(holder, 'francais'));
    const isThere =
      acknowledged === null || (head !== null && Buffer.compare(head.bytes, acknowledged.bytes) === 0);
    if (!isThere) count += 1;
  }
  return count;
}
