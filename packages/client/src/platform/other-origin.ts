/** For pages that come from another origin than the platform: the platform's origin, and preflights made in advance. */

/**
 * What the page was set to (`<meta name="cloison-platform">`), or where it comes from. Throws on anything but an
 * origin.
 */
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
 * Makes the browser send the preflights of these addresses (below `/api/1/{campaign}/`) now. It keeps the answers by
 * address, for every method and header. Needs no code, and the platform does not read its store for it. Never throws.
 */
export async function warmPreflights(
  { origin, campaign, fetch }: PreflightOptions,
  paths: readonly string[],
): Promise<void> {
  const init = { method: 'OPTIONS', credentials: 'omit', redirect: 'error' } as const;
  const ask = (path: string) => fetch(`${origin}/api/1/${campaign}/${path}`, init).catch(() => undefined);
  await Promise.all(paths.map(ask));
}
