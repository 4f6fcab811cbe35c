/**
 * What a site serves, held against the list of its pages. Everything is asked for as a browser does, and every difference
 * is reported, not only the first.
 *
 * Known limit: it checks what was served to this client at that time. A host that cheats may serve other pages to others.
 */

import { refuseVerify } from './refusals.ts';
import { APPS, type App, hashOf, type SitePages } from './site-pages.ts';

export type Fault =
  /** Other bytes than the list has. */
  | 'altered'
  /** Answered with this status instead of the file. */
  | 'status'
  /** A header that lets a page do more than it must, or its absence. */
  | 'header';

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
  readonly signal?: AbortSignal;
  /** Called after each file, with how many of how many have been read. */
  readonly onFile?: (done: number, of: number) => void;
}

const ANSWER_MS = 30_000;
const MAX_BYTES = 64 * 1024 * 1024;
/** Where each app is below the campaign's page. */
const BASE: Readonly<Record<App, string>> = { pupil: '', school: 'ecole/' };
/** Sources from which script may come; WebAssembly is Argon2id's. */
const SCRIPT_SOURCES: ReadonlySet<string> = new Set(["'self'", "'wasm-unsafe-eval'"]);
const OWN: ReadonlySet<string> = new Set(["'self'"]);
/** Headers that none of the pages needs: each lets a host add something to a page whose bytes are right. */
const STRANGE_HEADERS = ['refresh', 'link', 'service-worker-allowed'];

/** Throws `site-address` when it is no campaign's page, `site-unreachable` when nothing answers. */
export async function verifySite(check: SiteCheck): Promise<readonly SiteFault[]> {
  const base = campaignPage(check.address);
  const wanted = APPS.flatMap((app) =>
    Object.entries(check.pages.apps[app]).flatMap(([path, hash]) =>
      addressesOf(app, path).map((address) => ({ url: new URL(BASE[app] + address, base), hash, path })),
    ),
  );
  const faults: SiteFault[] = [];
  for (const [i, { url, hash, path }] of wanted.entries()) {
    const { status, headers, bytes } = await answerOf(url, check.signal);
    const address = url.href;
    if (status !== 200) {
      faults.push({ address, fault: 'status', detail: String(status) });
    } else {
      const found = hashOf(bytes);
      if (found !== hash) faults.push({ address, fault: 'altered', detail: found });
      for (const detail of strangeHeaders(headers, path.endsWith('.html'))) {
        faults.push({ address, fault: 'header', detail });
      }
    }
    check.onFile?.(i + 1, wanted.length);
  }
  return faults;
}

function campaignPage(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  const isOne =
    url !== null && /^https?:$/.test(url.protocol) && /^\/c\/[a-z0-9][a-z0-9-]+\/$/.test(url.pathname);
  if (!isOne || url.search !== '' || url.hash !== '') throw refuseVerify('site-address', { address });
  return url;
}

/** The page itself has the address of its folder; pupils' computers are prepared and checked, and pupils practise, at others. */
function addressesOf(app: App, path: string): readonly string[] {
  if (path !== 'index.html') return [path];
  return app === 'pupil' ? ['', 'preparer', 'controle', 'entrainement'] : [''];
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
}

async function answerOf(url: URL, signal: AbortSignal | undefined): Promise<Answer> {
  const signals = [AbortSignal.timeout(ANSWER_MS), ...(signal === undefined ? [] : [signal])];
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.any(signals) });
    const parts: Uint8Array[] = [];
    let left = MAX_BYTES;
    for await (const part of response.body ?? []) {
      left -= part.length;
      // Longer than any file of the list: its hash is another one in any case.
      if (left < 0) break;
      parts.push(part);
    }
    return { status: response.status, headers: response.headers, bytes: Buffer.concat(parts) };
  } catch (error) {
    if (signal?.aborted === true) throw refuseVerify('site-interrupted');
    const { cause, message } = error as Error;
    const detail = cause instanceof Error && cause.message !== '' ? cause.message : message;
    throw refuseVerify('site-unreachable', { address: url.href, detail });
  }
}

/** What its headers let a browser do that the bytes do not say. */
function strangeHeaders(headers: Headers, isPage: boolean): readonly string[] {
  const found = STRANGE_HEADERS.filter((name) => headers.has(name)).map(
    (name) => `${name}: ${headers.get(name)}`,
  );
  if (!isPage) return found;
  const policy = headers.get('content-security-policy') ?? '-';
  // Several policies hold together, so that one strict one is enough.
  return policy.split(',').some(isStrict) ? found : [...found, `content-security-policy: ${policy}`];
}

/** Whether it lets no script run but the site's own (Content Security Policy Level 3). */
function isStrict(policy: string): boolean {
  const directives = new Map<string, readonly string[]>();
  for (const directive of policy.split(';')) {
    const [name = '', ...sources] = directive.trim().split(/\s+/);
    // Of two with one name the first counts.
    if (!directives.has(name.toLowerCase())) directives.set(name.toLowerCase(), sources);
  }
  const allows = (name: string, sources: ReadonlySet<string>) =>
    directives.get(name)?.every((source) => sources.has(source)) ?? true;
  return (
    directives.get('default-src')?.join() === "'none'" &&
    allows('script-src', SCRIPT_SOURCES) &&
    ['script-src-elem', 'script-src-attr', 'worker-src'].every((name) => allows(name, OWN))
  );
}
