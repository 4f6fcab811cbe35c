/**
 * The service worker keeps the app's own files, so that a reload without network works. A new version takes over when no
 * page of the old one is left: never in the middle of a test.
 */
export function keepAppOffline(): void {
  if (!('serviceWorker' in navigator)) return;
  // Without it the app works all the same, as long as the page stays open.
  void navigator.serviceWorker.register('./service-worker.js', { scope: './' }).catch(() => undefined);
}

const INSTALL_MS = 60_000;

/** Resolves to whether the app's own files are kept. Waits until they are, a minute at most. */
export async function appIsKept(): Promise<boolean> {
  if (!('serviceWorker' in navigator)) return false;
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), INSTALL_MS));
  return (await Promise.race([navigator.serviceWorker.ready, late])) !== null;
}
