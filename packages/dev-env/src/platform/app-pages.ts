/**
 * A copy of an app's built pages for one test file: another build meanwhile would empty `dist` under a running platform. Only
 * a whole build is taken: everything that its page and its service worker name is there.
 */
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

const APPS = join(import.meta.dirname, '../../../../apps');

export type AppName = 'pupil' | 'school';

/** Builds the pages where nobody has yet; returns `folder`. */
export async function copyOfApp(app: AppName, folder: string): Promise<string> {
  const root = join(APPS, app);
  if (!existsSync(join(root, 'dist/index.html'))) await build({ root, logLevel: 'error' });
  for (let tries = 0; tries < 60; tries++) {
    rmSync(folder, { recursive: true, force: true });
    try {
      cpSync(join(root, 'dist'), folder, { recursive: true });
      if (isWhole(app, folder)) return folder;
    } catch {
      // A file went while it was copied.
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`apps/${app}/dist is not a whole build: type npm run build`);
}

const NAMED: Readonly<Record<AppName, { readonly file: string; readonly names: RegExp }>> = {
  pupil: { file: 'service-worker.js', names: /url:\s*"([^"]+)"|"url":\s*"([^"]+)"/g },
  school: { file: 'index.html', names: /"\.\/(assets\/[^"]+)"/g },
};

function isWhole(app: AppName, folder: string): boolean {
  const { file, names } = NAMED[app];
  if (!existsSync(join(folder, file))) return false;
  const named = [...readFileSync(join(folder, file), 'utf8').matchAll(names)];
  return named.length > 0 && named.every(([, a, b]) => existsSync(join(folder, (a ?? b)!)));
}
