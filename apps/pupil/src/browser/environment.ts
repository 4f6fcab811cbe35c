/** The browser as the pupil app needs it: what every app needs, and time, preflights, the service worker. */
import { type BrowserEnvironment, openBrowserEnvironment } from '@cloison/client/browser';
import { warmCalls } from './preflights.ts';
import { appIsKept } from './service-worker.ts';

export interface Environment extends BrowserEnvironment {
  /** Monotonic milliseconds. */
  readonly now: () => number;
  readonly wallMs: () => number;
  readonly later: (ms: number, run: () => void) => () => void;
  /**
   * Warms the preflights of a platform on another origin. Called before a code is typed, so that no pupil waits for
   * them.
   */
  readonly warm: () => Promise<void>;
  /**
   * Asks the browser not to clear the store when disk space runs low, and resolves to its promise. Asked on the page that prepares
   * a computer only: Firefox puts a question before the person.
   */
  readonly persist: () => Promise<boolean>;
  /** Whether this page opens again without network. */
  readonly appIsKept: () => Promise<boolean>;
  /** The listener is called when the store stops working in mid-test (true), and when it keeps everything again (false). */
  readonly onStorageTrouble: (listener: (keepsNothing: boolean) => void) => void;
}

export async function openEnvironment(campaign: string): Promise<Environment> {
  let tellTrouble: (keepsNothing: boolean) => void = () => undefined;
  const browser = await openBrowserEnvironment({
    campaign,
    onStorageTrouble: (keepsNothing) => tellTrouble(keepsNothing),
  });
  const { api, store, storage, otherOrigin } = browser;
  return {
    ...browser,
    warm: async () => {
      if (otherOrigin !== null) await warmCalls(otherOrigin, api, store);
    },
    persist: async () =>
      storage === 'kept' && ((await navigator.storage?.persist?.().catch(() => false)) ?? false),
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
