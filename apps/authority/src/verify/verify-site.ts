/**
 * What a site serves, held against the list of its pages. A real browser loads it, or Node in a browser's way, and every
 * difference is reported, not only the first.
 *
 * Known limit: it checks what was served to this client, by this way, at that time. A host that cheats may serve other pages
 * to others, or at other times: hence `proxy`, and `watch-site.ts`.
 */
import { createHash } from 'node:crypto';
import { Refusal } from '@cloison/command/refusal';
import { NO_ANSWER, whyNoAnswer } from '../platform-link/no-answer.ts';
import { PERSONAS } from '../platform-link/personas.ts';
import { type Answer, Browser, type BrowserRequest } from './browser-request.ts';
import { visitWithFirefox } from './firefox-visit.ts';
import { filesAfterPage, pagesOf, type WantedFile } from './page-load.ts';
import { visit } from './real-browser.ts';
import { refuseVerify } from './refusals.ts';
import { APPS, type App, hashOf, type SitePages } from './site-pages.ts';
import type { Engine, SiteBrowser } from './site-visit.ts';

export type Fault =
  /** Other bytes than the list has. */
  | 'altered'
  /** Answered with this status instead of the file. */
  | 'status'
  /** A header that lets a page do more than it must, or its absence. */
  | 'header'
  /** The browser did not get it whole, however often the pages asked for it. */
  | 'missing';

export interface SiteFault {
  readonly address: string;
  readonly fault: Fault;
  /** Status, hash that was found, or the header as it is. */
  readonly detail: string;
}

export interface SiteCheck {
  /** Of a campaign's page: `https://evaluation.example/c/2026-6e/`. */
  readonly address: string;
  readonly pages: SitePages;
  /** A proxy that everything goes through, `http://host:port`; missing: from here. */
  readonly proxy?: string | undefined;
  readonly signal?: AbortSignal;
  /** Loads the site; missing: Node does, whose handshake of TLS shows. */
  readonly browser?: SiteBrowser | undefined;
  /** How long one answer may take where Node loads the site, in milliseconds. Default: thirty seconds. */
  readonly answerMs?: number;
  /** In [0, 1): which browser it is. */
  readonly random?: () => number;
  /** Called after each file, with how many of how many have been read. */
  readonly onFile?: (done: number, of: number) => void;
}

/** Where each app is below the campaign's page. */
const BASE: Readonly<Record<App, string>> = { pupil: '', school: 'ecole/' };
/**
 * A page that frames the modules of portable custom interactions: its policy stands in its own bytes, which are compared, and no
 * header makes it wider.
 */
const MODULE_FRAME = 'module-frame.html';
/** Sources from which script may come; WebAssembly is Argon2id's. */
const SCRIPT_SOURCES = ["'self'", "'wasm-unsafe-eval'"];
const OWN: ReadonlySet<string> = new Set(["'self'"]);
/** Headers that every page needs: without one, more could be added to a page whose bytes are right. */
const NEEDED_HEADERS: Readonly<Record<string, RegExp>> = {
  'integrity-policy': /(?:^|,)\s*blocked-destinations=\((?:[^)]*\s)?script(?:\s[^)]*)?\)/,
  'cross-origin-opener-policy': /^same-origin$/,
  'x-content-type-options': /^nosniff$/i,
};
/** Headers that none of the pages needs: each lets a host add something to a page whose bytes are right, or know a browser again. */
const STRANGE_HEADERS = ['refresh', 'link', 'service-worker-allowed', 'set-cookie'];

/** Throws `site-address` when it is no campaign's page, `site-unreachable` when nothing answers. */
export async function verifySite(check: SiteCheck): Promise<readonly SiteFault[]> {
  const base = campaignPage(check.address);
  return check.browser === undefined ? askAsBrowser(check, base) : loadInBrowser(check, check.browser, base);
}

const VISITS: Readonly<Record<Engine, typeof visit>> = { chromium: visit, firefox: visitWithFirefox };

async function loadInBrowser(
  { pages, proxy, signal, onFile }: SiteCheck,
  { engine, ...browser }: SiteBrowser,
  base: URL,
): Promise<readonly SiteFault[]> {
  const wanted = APPS.flatMap((app) => {
    const files = pages.apps[app];
    const url = (address: string) => new URL(BASE[app] + address, base).href;
    // Without the page's text: what it names it loads by itself, and once more below.
    const own = filesAfterPage(app, files, '').map((file) => ({ ...file, url: url(file.address) }));
    return pagesOf(app, files).map((page, i) => ({
      page: { ...page, url: url(page.address) },
      later: i === 0 ? own : [],
      serviceWorker: i === 0 && Object.hasOwn(files, 'service-worker.js') ? url('service-worker.js') : null,
    }));
  });
  const opened = wanted.map(({ page, ...rest }) => ({ url: page.url, ...rest }));
  let came: Awaited<ReturnType<typeof visit>>;
  try {
    came = await VISITS[engine]({ ...browser, pages: opened, proxy: proxy ?? null, signal });
  } catch (error) {
    if (signal?.aborted === true) throw refuseVerify('site-interrupted');
    throw unreachable(base.href, error);
  }
  const files = wanted.flatMap(({ page, later }) => [page, ...later]);
  return files.flatMap(({ url, hash, path }, i) => {
    onFile?.(i + 1, files.length);
    const isPage = path.endsWith('.html') && path !== MODULE_FRAME;
    const faults = (came.get(url) ?? []).flatMap((answer) => faultsOf(url, answer, hash, isPage));
    if (!came.has(url)) return [{ address: url, fault: 'missing' as const, detail: '' }];
    // Several elements may have asked for it, and been given the same.
    return [...new Map(faults.map((fault) => [`${fault.fault} ${fault.detail}`, fault])).values()];
  });
}

async function askAsBrowser(check: SiteCheck, base: URL): Promise<readonly SiteFault[]> {
  const { random = Math.random } = check;
  const persona = PERSONAS[Math.floor(random() * PERSONAS.length)]!;
  const browser = new Browser(persona, check.proxy ?? null, check.answerMs);
  const of = APPS.reduce(
    (sum, app) =>
      sum + Object.keys(check.pages.apps[app]).length - 1 + pagesOf(app, check.pages.apps[app]).length,
    0,
  );
  const faults: SiteFault[] = [];
  let done = 0;
  const read = async ({ app, address, path, hash, destination, cors }: WantedFile): Promise<Answer> => {
    const url = new URL(BASE[app] + address, base);
    const answer = await answerOf(browser, { url, destination, cors }, check.signal).catch(
      (error: unknown) => {
        // A host that sees the check coming, and answers no more, takes nothing back of what was found.
        if (faults.length > 0) faults.push({ address: url.href, fault: 'missing', detail: '' });
        throw error;
      },
    );
    faults.push(...faultsOf(url.href, answer, hash, path.endsWith('.html') && path !== MODULE_FRAME));
    check.onFile?.(++done, of);
    return answer;
  };
  try {
    for (const app of APPS) {
      const files = check.pages.apps[app];
      const [page, ...others] = pagesOf(app, files);
      const { bytes } = await read(page!);
      const html = Buffer.from(bytes ?? []).toString('utf8');
      for (const file of filesAfterPage(app, files, html)) await read(file);
      for (const other of others) await read(other);
    }
  } catch (error) {
    const isOver = error instanceof Refusal && error.code === refuseVerify('site-unreachable').code;
    if (!isOver || faults.length === 0) throw error;
  } finally {
    browser.close();
  }
  return faults;
}

function faultsOf(
  address: string,
  { status, headers, bytes }: Answer,
  hash: string,
  isPage: boolean,
): SiteFault[] {
  if (status !== 200) return [{ address, fault: 'status', detail: String(status) }];
  if (bytes === null) return [{ address, fault: 'missing', detail: '' }];
  const found = hashOf(bytes);
  const details = strangeHeaders(headers, isPage ? bytes : null);
  return [
    ...(found === hash ? [] : [{ address, fault: 'altered' as const, detail: found }]),
    ...details.map((detail) => ({ address, fault: 'header' as const, detail })),
  ];
}

function campaignPage(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  const isOne =
    url !== null && /^https?:$/.test(url.protocol) && /^\/c\/[a-z0-9][a-z0-9-]+\/$/.test(url.pathname);
  if (!isOne || url.search !== '' || url.hash !== '') throw refuseVerify('site-address', { address });
  return url;
}

async function answerOf(
  browser: Browser,
  request: BrowserRequest,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  try {
    return await browser.get(request, signal);
  } catch (error) {
    if (signal?.aborted === true) throw refuseVerify('site-interrupted');
    throw unreachable(request.url.href, error);
  }
}

function unreachable(address: string, error: unknown): Refusal {
  const why = whyNoAnswer(error);
  const { fr: whyFr, en: whyEn } = NO_ANSWER[why];
  return refuseVerify('site-unreachable', { address, whyFr, whyEn }, { address, why });
}

/** What its headers let a browser do that the bytes do not say. */
function strangeHeaders(headers: Headers, page: Uint8Array | null): readonly string[] {
  const show = (name: string) => `${name}: ${headers.get(name) ?? '-'}`;
  const strange = STRANGE_HEADERS.filter((name) => headers.has(name)).map(show);
  if (page === null) return strange;
  const wanting = Object.entries(NEEDED_HEADERS).filter(
    ([name, value]) => !value.test(headers.get(name) ?? ''),
  );
  const found = [...strange, ...wanting.map(([name]) => show(name))];
  const sources = new Set([...SCRIPT_SOURCES, ...importMapSources(page)]);
  const policy = headers.get('content-security-policy') ?? '-';
  // Several policies hold together, so that for each thing one strict one is enough.
  const policies = policy.split(',').map(directivesOf);
  const isStrict =
    policies.some((one) => runsOwnScripts(one, sources)) &&
    policies.some((one) => one.get('frame-ancestors')?.join() === "'none'") &&
    policies.some((one) => one.get('require-trusted-types-for')?.includes("'script'") === true);
  return isStrict ? found : [...found, `content-security-policy: ${policy}`];
}

/** The import map of the page, by which its scripts are loaded with their hashes: the one thing inline that may be let. */
function importMapSources(page: Uint8Array): readonly string[] {
  const map = /<script type="importmap">([^<]*)<\/script>/.exec(Buffer.from(page).toString('utf8'))?.[1];
  return map === undefined ? [] : [`'sha256-${createHash('sha256').update(map).digest('base64')}'`];
}

type Directives = ReadonlyMap<string, readonly string[]>;

function directivesOf(policy: string): Directives {
  const directives = new Map<string, readonly string[]>();
  for (const directive of policy.split(';')) {
    const [name = '', ...sources] = directive.trim().split(/\s+/);
    // Of two with one name the first counts.
    if (!directives.has(name.toLowerCase())) directives.set(name.toLowerCase(), sources);
  }
  return directives;
}

/** Whether it lets no script run but the site's own (Content Security Policy Level 3). */
function runsOwnScripts(directives: Directives, scripts: ReadonlySet<string>): boolean {
  const allows = (name: string, sources: ReadonlySet<string>) =>
    directives.get(name)?.every((source) => sources.has(source)) ?? true;
  return (
    directives.get('default-src')?.join() === "'none'" &&
    allows('script-src', scripts) &&
    ['script-src-elem', 'script-src-attr', 'worker-src'].every((name) => allows(name, OWN))
  );
}
