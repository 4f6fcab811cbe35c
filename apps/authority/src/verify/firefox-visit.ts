/**
 * A site as this machine's Firefox loads it. What came is what the browser gives of its own network (WebDriver BiDi,
 * `network.getData`), decoded.
 *
 * Known limits: what no element of the page loads here (the web app manifest, which Firefox on a desk never asks for, the
 * service worker's script, and what the page's policy refuses a driver) is asked for by `fetch` in the page: a host that looks
 * at `Sec-Fetch-Dest` can tell.
 */
import type { Browser, Page, Response } from 'playwright-core-firefox';
import type { Answer } from './browser-request.ts';
import { LAUNCH_MS, LOAD_LATER, type Opened, PAGE_MS, REST_MS, type SiteVisit } from './site-visit.ts';

/** As `SiteCheck.proxy`, in Firefox's own preferences: no page is asked for past it, this machine's included. */
function proxyPreferences(proxy: string | null): Record<string, string | number | boolean> {
  if (proxy === null) return { 'network.proxy.type': 0 };
  const { hostname, port } = new URL(proxy);
  const way = { host: hostname, port: Number(port === '' ? '80' : port) };
  return {
    'network.proxy.type': 1,
    'network.proxy.http': way.host,
    'network.proxy.http_port': way.port,
    'network.proxy.ssl': way.host,
    'network.proxy.ssl_port': way.port,
    'network.proxy.no_proxies_on': '',
    'network.proxy.allow_hijacking_localhost': true,
  };
}

/** As `visit` of `real-browser.ts`. */
export async function visitWithFirefox(asked: SiteVisit): Promise<ReadonlyMap<string, readonly Answer[]>> {
  const { firefox } = await import('playwright-core-firefox');
  asked.signal?.throwIfAborted();
  const browser = await firefox.launch({
    channel: 'moz-firefox',
    executablePath: asked.program,
    timeout: LAUNCH_MS,
    firefoxUserPrefs: {
      ...proxyPreferences(asked.proxy),
      'intl.accept_languages': 'fr-FR,fr,en-US,en',
      // Service workers answer in the host's place.
      'dom.serviceWorkers.enabled': false,
    },
  });
  const stop = () => void browser.close();
  asked.signal?.addEventListener('abort', stop, { once: true });
  const came = new Map<string, Answer[]>();
  try {
    for (const opened of asked.pages) {
      await openPage(browser, opened, asked.trustsAnyCertificate === true, came);
      asked.signal?.throwIfAborted();
    }
    return came;
  } finally {
    asked.signal?.removeEventListener('abort', stop);
    await browser.close();
  }
}

async function openPage(
  browser: Browser,
  { url, later, serviceWorker }: Opened,
  ignoreHTTPSErrors: boolean,
  came: Map<string, Answer[]>,
): Promise<void> {
  const context = await browser.newContext({ viewport: null, ignoreHTTPSErrors });
  try {
    const page = await context.newPage();
    const reading: Promise<void>[] = [];
    page.on('response', (response) => void reading.push(keep(response, came)));
    await page.goto(url, { timeout: PAGE_MS });
    await atRest(page);
    const files = later.map(({ hash, ...file }) => ({ ...file, integrity: integrityOf(hash) }));
    if (files.length > 0)
      await page.evaluate(`(${LOAD_LATER})(${JSON.stringify({ files, timeoutMs: REST_MS })})`);
    await atRest(page);
    await Promise.all(reading);
    const wanted = [...later.map((file) => file.url), ...(serviceWorker === null ? [] : [serviceWorker])];
    for (const address of wanted)
      if (!came.has(address)) await page.evaluate(`(${FETCH})(${JSON.stringify(address)})`);
    await Promise.all(reading);
  } finally {
    await context.close();
  }
}

/** Runs in the page. */
const FETCH = `(url) => fetch(url).then((answer) => answer.arrayBuffer()).then(() => null, () => null)`;

const integrityOf = (hash: string) => `sha256-${Buffer.from(hash, 'hex').toString('base64')}`;

/** An answer that broke off has no body: the file counts as not loaded. */
async function keep(response: Response, came: Map<string, Answer[]>): Promise<void> {
  const status = response.status();
  if (status === 304 || response.request().method() !== 'GET') return;
  const url = new URL(response.url());
  url.hash = '';
  try {
    const headers = new Headers();
    for (const { name, value } of await response.headersArray()) headers.append(name, value);
    // A redirection has none.
    const bytes = status >= 300 && status < 400 ? new Uint8Array(0) : await response.body();
    came.set(url.href, [...(came.get(url.href) ?? []), { status, headers, bytes }]);
  } catch {
    // Cut off, or its page was closed over it.
  }
}

async function atRest(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle', { timeout: REST_MS }).catch(() => undefined);
}
