/** What a visit of a site by a real browser is asked, whichever browser it is, and which browsers this machine has. */
import { accessSync, constants } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import type { WantedFile } from './page-load.ts';

export const ENGINES = ['chromium', 'firefox'] as const;
/** Chromium stands for Chrome and Edge too. */
export type Engine = (typeof ENGINES)[number];

export interface SiteBrowser {
  readonly engine: Engine;
  /** Path. */
  readonly program: string;
  /** Further arguments of a Chromium, as a test needs them for a certificate of its own. */
  readonly args?: readonly string[];
  /** Of a Firefox, for the same. */
  readonly trustsAnyCertificate?: boolean;
}

const NAMES: Readonly<Record<Engine, readonly string[]>> = {
  chromium: [
    'google-chrome',
    'google-chrome-stable',
    'microsoft-edge',
    'microsoft-edge-stable',
    'chromium',
    'chromium-browser',
  ],
  firefox: ['firefox-esr', 'firefox'],
};

/** The browser of that engine that can be driven; null when this machine has none. */
export function findBrowser(engine: Engine, path = process.env.PATH ?? ''): SiteBrowser | null {
  const places = path.split(delimiter).filter((folder) => folder !== '');
  const program = NAMES[engine].flatMap((name) => places.map((folder) => join(folder, name))).find(isProgram);
  return program === undefined ? null : { engine, program };
}

export const browserAt = (program: string): SiteBrowser => ({
  engine: /firefox/i.test(basename(program)) ? 'firefox' : 'chromium',
  program,
});

/** Whether there is a file that can be run. */
export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A page with all that it loads later, and others that are opened by themselves. */
export interface Opened {
  readonly url: string;
  /** To be asked for once the page stands. */
  readonly later: readonly {
    readonly url: string;
    readonly destination: WantedFile['destination'];
    /** SHA-256, hexadecimal. A page that is held to hashes loads no script without its own. */
    readonly hash: string;
  }[];
  /** Its service worker's address: it fetches files by itself. */
  readonly serviceWorker: string | null;
}

export interface SiteVisit extends Omit<SiteBrowser, 'engine'> {
  readonly pages: readonly Opened[];
  /** As `SiteCheck.proxy`. */
  readonly proxy: string | null;
  readonly signal?: AbortSignal | undefined;
}

/** A browser may take long to start on a machine that does much else. */
export const LAUNCH_MS = 120_000;
/** What a page may take. */
export const PAGE_MS = 60_000;
/** Of pages that never come to rest. */
export const REST_MS = 10_000;

/** Runs in the page: a function that loads each file by the element, or the object, that the apps use for its kind. */
export const LOAD_LATER = `({ files, timeoutMs }) => {
  const until = (begin) => new Promise((resolve) => {
    setTimeout(resolve, timeoutMs);
    try {
      begin(resolve);
    } catch {
      // The page's own policy: the caller sees that the file did not come.
      resolve(null);
    }
  });
  const element = (name, attributes) => until((done) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.onload = made.onerror = done;
    document.head.append(made);
  });
  const load = {
    script: (href, integrity) => element('link', { rel: 'modulepreload', crossorigin: '', integrity, href }),
    style: (href) => element('link', { rel: 'stylesheet', crossorigin: '', href }),
    image: (src) => element('img', { src }),
    document: (src) => element('iframe', { src }),
    font: (url) => until((done) => new FontFace('later', 'url(' + JSON.stringify(url) + ')').load().then(done, done)),
    worker: (url) => until((done) => {
      const worker = new Worker(url, { type: 'module' });
      worker.onerror = worker.onmessage = done;
      // One that says nothing has come once the page's list of loaded files has it.
      const look = setInterval(() => {
        if (performance.getEntriesByName(url).length === 0) return;
        clearInterval(look);
        done();
      }, 50);
    }),
    // By the page itself.
    manifest: () => null,
    serviceworker: () => null,
  };
  return Promise.all(files.map(({ url, destination, integrity }) => load[destination](url, integrity)));
}`;
