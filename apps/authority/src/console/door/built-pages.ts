/** The page's files as the build left them, all in memory: a request names one of them or nothing. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { refuseConsole } from '../desk/refusals.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
};

export interface BuiltFile {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** By path: `/`, `/assets/….js`. Throws `console-pages` when nothing was built. */
export function readBuiltPages(folder: string): ReadonlyMap<string, BuiltFile> {
  if (!existsSync(join(folder, 'index.html'))) throw refuseConsole('console-pages', { path: folder });
  const files = new Map<string, BuiltFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const type = TYPES[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(`/${path.slice(folder.length + 1)}`, { type, bytes: readFileSync(path) });
  }
  const index = files.get('/index.html');
  if (index !== undefined) files.set('/', index);
  return files;
}
