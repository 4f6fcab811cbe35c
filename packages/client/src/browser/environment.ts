/** The browser as the web apps need it: the platform, a store that goes on when the disk fails, randomness, waiting. */
import { type Bytes, parseCampaignName } from '@cloison/protocol/public';
import { platformApi } from '../platform/api.ts';
import { type PreflightOptions, platformOrigin } from '../platform/other-origin.ts';
import type { SessionOptions } from '../session/session.ts';
import { type BrowserStore, MemoryStore } from '../storage/browser-store.ts';
import { openIndexedDbStore } from './indexeddb.ts';
import { localJournal } from './local-journal.ts';
import { pagesApart } from './pages-apart.ts';
import { resilientStore } from './resilient-store.ts';

export interface BrowserEnvironment extends SessionOptions {
  /** `memory`: this browser keeps nothing when the page is closed. */
  readonly storage: 'kept' | 'memory';
  /** Where preflights are warmed before they matter; null when the page comes from the platform itself. */
  readonly otherOrigin: PreflightOptions | null;
}

export interface BrowserEnvironmentOptions {
  readonly campaign: string;
  /** Called when the store stops working after it was opened (true), and when it keeps everything again (false). */
  readonly onStorageTrouble: (keepsNothing: boolean) => void;
}

/** The campaign in an address such as `/c/2026-6e/`, whatever page of it; null elsewhere. */
export function campaignOfPath(pathname: string): string | null {
  const name = /(?:^|\/)c\/([^/]+)(?:\/|$)/.exec(pathname)?.[1];
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

/** Never fails for want of storage: without IndexedDB the work goes on in memory, and `storage` says so. */
export async function openBrowserEnvironment({
  campaign,
  onStorageTrouble,
}: BrowserEnvironmentOptions): Promise<BrowserEnvironment> {
  const kept = await openIndexedDbStore(campaign, random, localJournal(campaign)).catch(() => null);
  const store: BrowserStore =
    kept === null
      ? new MemoryStore(random)
      : pagesApart(resilientStore(kept, random, onStorageTrouble), campaign, random, navigator.locks);
  const setting = document.querySelector<HTMLMetaElement>('meta[name="cloison-platform"]')?.content;
  const origin = platformOrigin(setting, location.origin);
  const isOther = origin !== location.origin;
  const address = { origin, campaign, fetch: window.fetch.bind(window) };
  return {
    campaign,
    api: platformApi({ ...address, isElsewhere: isOther }),
    store,
    storage: kept === null ? 'memory' : 'kept',
    otherOrigin: isOther ? address : null,
    random,
    sleep,
  };
}
