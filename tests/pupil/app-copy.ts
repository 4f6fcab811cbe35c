/**
 * A copy of the built app for one test file: another build meanwhile would empty `dist` under a running platform. Only a
 * whole build is taken: everything that its service worker names is there.
 */
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

const APP = join(import.meta.dirname, '../../apps/pupil');

export async function copyOfApp(folder: string): Promise<string> {
  if (!existsSync(join(APP, 'dist/index.html'))) await build({ root: APP, logLevel: 'error' });
  for (let tries = 0; tries < 60; tries++) {
    rmSync(folder, { recursive: true, force: true });
    try {
      cpSync(join(APP, 'dist'), folder, { recursive: true });
      if (isWhole(folder)) return folder;
    } catch {
      // A file went while it was copied.
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error('apps/pupil/dist is not a whole build: type npm run build');
}

function isWhole(folder: string): boolean {
  const worker = join(folder, 'service-worker.js');
  if (!existsSync(worker)) return false;
  const named = [...readFileSync(worker, 'utf8').matchAll(/url:\s*"([^"]+)"|"url":\s*"([^"]+)"/g)];
  return named.length > 3 && named.every(([, a, b]) => existsSync(join(folder, (a ?? b)!)));
}
