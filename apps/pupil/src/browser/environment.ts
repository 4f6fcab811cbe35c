/** The browser as the rest of the app needs it: campaign, randomness, time, the platform, a store. */
import {
  type BrowserStore,
  MemoryStore,
  type PlatformApi,
  platformApi,
  platformOrigin,
} from '@cloison/client';
import { openIndexedDbStore } from '@cloison/client/indexeddb';
import { type Bytes, parseCampaignName } from '@cloison/protocol/public';
import { resilientStore } from '../sitting/resilient-store.ts';
import { warmCalls } from './preflights.ts';
import { appIsKept } from './service-worker.ts';

export interface Environment {
  readonly campaign: string;
  readonly api: PlatformApi;
  readonly store: BrowserStore;
  /** `memory`: this browser keeps nothing when the page is closed. */
  readonly storage: 'kept' | 'memory';
  readonly random: (length: number) => Bytes;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  readonly wallMs: () => number;
  readonly later: (ms: number, run: () => void) => () => void;
  /** Done before a code is typed, so that nothing waits for it afterwards: preflights of a platform on another origin. */
  readonly warm: () => Promise<void>;
  /** Whether this page opens again without network. */
  readonly appIsKept: () => Promise<boolean>;
  /** Told once when the store stops working in mid-test. */
  readonly onStorageTrouble: (listener: () => void) => void;
}

/** The campaign's name in an address such as `/c/2026-6e/`; throws `campaign-invalid` elsewhere. */
export function campaignOfPath(pathname: string): string {
  return parseCampaignName(/(?:^|\/)c\/([^/]+)(?:\/|$)/.exec(pathname)?.[1] ?? '');
}

export const random = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));

export async function openEnvironment(location: Location): Promise<Environment> {
  const campaign = campaignOfPath(location.pathname);
  let tellTrouble: () => void = () => undefined;
  let store: BrowserStore;
  let storage: Environment['storage'] = 'kept';
  try {
    const kept = await openIndexedDbStore(campaign, random);
    store = resilientStore(kept, random, () => tellTrouble());
    // Asks the browser not to clear this under pressure; whatever it answers, nothing depends on it.
    void navigator.storage?.persist?.().catch(() => false);
  } catch {
    store = new MemoryStore(random);
    storage = 'memory';
  }
  const setting = document.querySelector<HTMLMetaElement>('meta[name="cloison-platform"]')?.content;
  const origin = platformOrigin(setting, location.origin);
  const place = { origin, campaign, fetch: window.fetch.bind(window) };
  const api = platformApi({ ...place, conditional: origin === location.origin });
  return {
    campaign,
    api,
    warm: origin === location.origin ? async () => undefined : () => warmCalls(place, api, store),
    store,
    storage,
    random,
    sleep,
    now: () => performance.now(),
    wallMs: () => Date.now(),
    later: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    appIsKept,
    onStorageTrouble: (listener) => {
      tellTrouble = listener;
    },
  };
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done, { once: true });
  });
}
