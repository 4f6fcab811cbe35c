/** Composition root of the browser: campaign from the address, network, store, randomness, sleep. */
import {
  type BrowserStore,
  MemoryStore,
  platformApi,
  platformOrigin,
  type SessionOptions,
  warmPreflights,
} from '@cloison/client';
import { openIndexedDbStore } from '@cloison/client/indexeddb';
import { type Bytes, parseCampaignName } from '@cloison/protocol/public';
import { tolerantStore } from './tolerant-store.ts';

/** Null: the page is not served where a campaign is. */
export function campaignOf(pathname: string): string | null {
  const name = /^\/c\/([^/]+)\/ecole(?:\/|$)/.exec(pathname)?.[1];
  try {
    return name === undefined ? null : parseCampaignName(name);
  } catch {
    return null;
  }
}

export const random = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));

/** Waits, or returns early when the signal aborts. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

export async function browserEnvironment(
  campaign: string,
  onStorageFailure: () => void,
): Promise<SessionOptions> {
  const store: BrowserStore = await openIndexedDbStore(campaign, random).catch(() => {
    onStorageFailure();
    return new MemoryStore(random);
  });
  const setting = document.querySelector<HTMLMetaElement>('meta[name="cloison-platform"]')?.content;
  const place = {
    origin: platformOrigin(setting, location.origin),
    campaign,
    fetch: (url: RequestInfo | URL, init?: RequestInit) => fetch(url, init),
  };
  if (place.origin !== location.origin) void warmPreflights(place, ['me', 'documents/keyring']);
  return {
    campaign,
    api: platformApi({ ...place, conditional: place.origin === location.origin }),
    store: tolerantStore(store, onStorageFailure),
    random,
    sleep,
  };
}
