/**
 * The files of a site in the order in which a browser asks for them: a page, what it names in the order of its text, then what
 * those name, which is the rest of the app; and what each is asked for as.
 */
import type { Destination } from './browser-request.ts';
import type { App, SitePages } from './site-pages.ts';

export interface WantedFile {
  readonly app: App;
  /** As in the list. */
  readonly path: string;
  /** Relative to the app: `''` is its page. */
  readonly address: string;
  readonly hash: string;
  readonly destination: Destination;
  readonly cors: boolean;
}

/** `html` is the app's page as it was served, which may name whatever it likes. */
export function filesAfterPage(app: App, files: SitePages['apps'][App], html: string): readonly WantedFile[] {
  const named = [...html.matchAll(/\b(?:src|href)="(?:\.\/)?([^"#?]+)"/g)].map((match) => match[1]!);
  const first = [...new Set(named)].filter((path) => path !== 'index.html' && Object.hasOwn(files, path));
  const rest = Object.keys(files).filter((path) => path !== 'index.html' && !first.includes(path));
  return [...first, ...rest].map((path) => ({
    app,
    path,
    address: path,
    hash: files[path]!,
    ...requestOf(path, html),
  }));
}

/** The addresses of an app's page itself; pupils' computers are prepared by another one. */
export function pagesOf(app: App, files: SitePages['apps'][App]): readonly WantedFile[] {
  const addresses = app === 'pupil' ? ['', 'preparer', 'controle', 'entrainement'] : [''];
  const how = { destination: 'document', cors: false } as const;
  return addresses.map((address) => ({
    app,
    path: 'index.html',
    address,
    hash: files['index.html']!,
    ...how,
  }));
}

function requestOf(path: string, html: string): Pick<WantedFile, 'destination' | 'cors'> {
  const tag = new RegExp(`<[^>]*"(?:\\./)?${path.replaceAll(/[.*+?^$()[\]{}|\\]/g, '\\$&')}"[^>]*>`).exec(
    html,
  )?.[0];
  const isModule = tag === undefined || /type="module"|crossorigin/.test(tag);
  if (path === 'service-worker.js') return { destination: 'serviceworker', cors: false };
  if (/\.worker-[^/]*\.js$/.test(path)) return { destination: 'worker', cors: false };
  switch (/\.[a-z0-9]+$/.exec(path)?.[0]) {
    case '.js':
      return { destination: 'script', cors: isModule };
    case '.css':
      return { destination: 'style', cors: tag !== undefined && isModule };
    case '.woff2':
      return { destination: 'font', cors: true };
    case '.webmanifest':
      return { destination: 'manifest', cors: true };
    case '.html':
      return { destination: 'document', cors: false };
    default:
      return { destination: 'image', cors: false };
  }
}
