/** The browser as the school app needs it: what every app needs, and warm preflights for signing in. */
import { type SessionOptions, warmPreflights } from '@cloison/client';
import { openBrowserEnvironment } from '@cloison/client/browser';

/** `onStorageFailure` is called when this browser keeps nothing from the start or stops keeping (true), and when it keeps again. */
export async function openEnvironment(
  campaign: string,
  onStorageFailure: (keepsNothing: boolean) => void,
): Promise<SessionOptions> {
  const browser = await openBrowserEnvironment({ campaign, onStorageTrouble: onStorageFailure });
  if (browser.storage === 'memory') onStorageFailure(true);
  if (browser.otherOrigin !== null) void warmPreflights(browser.otherOrigin, ['me', 'documents/keyring']);
  return browser;
}
