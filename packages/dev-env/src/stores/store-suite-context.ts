/** What the tests of every adapter begin with: a published campaign that has one pupil. */
import { randomBytes } from 'node:crypto';
import type { PublishedCampaign, WindowState } from '@cloison/protocol/public';
import type { CampaignStore } from '../../../../apps/platform/src/store/campaign-store.ts';
import type { NewEnvelope } from '../../../../apps/platform/src/store/envelopes.ts';
import type { FeedPart } from '../../../../apps/platform/src/store/feed.ts';
import type { Store } from '../../../../apps/platform/src/store/store.ts';
import { fixtureEnvelope } from '../platform/envelope-fixture.ts';
import { publishedCampaign } from '../platform/published-campaign.ts';

/** `reopen` closes (or kills) the store and opens it again on the same data. */
export interface StoreUnderTest {
  readonly store: Store;
  reopen(): Promise<StoreUnderTest>;
  remove(): Promise<void>;
}

export const NAME = '2026-essai';
export const PUBLISHED = publishedCampaign(NAME) as PublishedCampaign;
const DATES = { opensMs: 0, closesMs: 9e12 };
export const OPEN: WindowState = { kind: 'open', window: DATES };
export const LATE: WindowState = { kind: 'late', window: DATES };
export const CLOSED: WindowState = { kind: 'closed', window: DATES };
export const NOW = Date.parse('2026-09-10T12:34:56.789Z');

export class SuiteContext {
  readonly openFresh: () => Promise<StoreUnderTest>;
  under!: StoreUnderTest;
  campaign!: CampaignStore;
  pupil!: Uint8Array;
  access!: Uint8Array;

  constructor(openFresh: () => Promise<StoreUnderTest>) {
    this.openFresh = openFresh;
  }

  async begin(): Promise<void> {
    this.under = await this.openFresh();
    await this.under.store.publish(NAME, PUBLISHED);
    this.campaign = await opened(this.under.store);
    await this.newPupil();
  }

  async newPupil(): Promise<void> {
    [this.pupil, this.access] = await newHolder(this.campaign);
  }

  save(envelope: NewEnvelope, window = OPEN, maxRecords = 30) {
    return this.campaign.save({ ...envelope, window, nowMs: NOW, maxRecords });
  }

  /** An envelope of the pupil's. */
  record(name: string, more: object = {}): NewEnvelope {
    return fixtureEnvelope({ campaign: NAME, holder: this.pupil, name, ...more });
  }

  async reopen(): Promise<void> {
    this.under = await this.under.reopen();
    this.campaign = await opened(this.under.store);
  }

  partOf(only: FeedPart, after = '', limit = 1000) {
    return this.campaign.feed({ after, limit, wholeHeads: true, maxBytes: 1e9, only });
  }

  feedOf(after = '', limit = 1000, wholeHeads = false) {
    return this.campaign.feed({ after, limit, wholeHeads, maxBytes: 1e9 });
  }
}

export async function opened(store: Store): Promise<CampaignStore> {
  const lookup = await store.campaign(NAME);
  if (lookup.state !== 'open') throw new Error(`the campaign is ${lookup.state}`);
  return lookup.campaign;
}

export async function newHolder(
  campaign: CampaignStore,
  role: 'pupil' | 'staff' | 'group' = 'pupil',
  calendar = 0,
): Promise<[Uint8Array, Uint8Array]> {
  const [holder, access] = [new Uint8Array(randomBytes(16)), new Uint8Array(randomBytes(32))];
  await campaign.putHolders([{ holder, access, calendar, role }]);
  return [holder, access];
}

/** Byte strings as text, so that a `Buffer` equals a `Uint8Array`. */
export function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]));
}
