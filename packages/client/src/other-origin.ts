/** Pages that come from another origin than the platform: where it is, and preflights before they matter. */

/** What the page was set to (`<meta name="cloison-platform">`), or where it comes from. Throws on anything but an origin. */
export function platformOrigin(setting: string | null | undefined, own: string): string {
  if (setting === null || setting === undefined || setting === '') return own;
  const { origin } = new URL(setting);
  if (origin !== setting) throw new Error('the platform of this page is not an origin');
  return origin;
}

export interface PreflightOptions {
  readonly origin: string;
  readonly campaign: string;
  readonly fetch: typeof fetch;
}

/**
 * Has the browser ask for the preflights of these addresses (below `/api/1/{campaign}/`) now: it remembers them by address,
 * for every method and header. No code is needed and nothing of the platform's store is touched. Never throws.
 */
export async function warmPreflights(
  { origin, campaign, fetch }: PreflightOptions,
  paths: readonly string[],
): Promise<void> {
  const init = { method: 'OPTIONS', credentials: 'omit', redirect: 'error' } as const;
  const ask = (path: string) => fetch(`${origin}/api/1/${campaign}/${path}`, init).catch(() => undefined);
  await Promise.all(paths.map(ask));
}
