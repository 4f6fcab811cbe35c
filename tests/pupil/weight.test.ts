/** What a pupil's page costs before its first item, from the built files: schools share one line among many computers. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';

const BUILT = join(import.meta.dirname, '../../apps/pupil/dist');
const read = (path: string) => readFileSync(join(BUILT, path));

/** The scripts that the page loads by itself, those of a sitting, and what they import before the first item is shown. */
function scriptsAtOnce(): Set<string> {
  const html = read('index.html').toString('utf8');
  // The page also lists the digests of all scripts: those are not loaded by it.
  const found = new Set(
    [...html.matchAll(/(?:src|href)="\.\/assets\/([^"]+\.js)"/g)].map((match) => match[1] ?? ''),
  );
  const sitting = readdirSync(join(BUILT, 'assets')).filter((name) => /^sitting-screens-.*\.js$/.test(name));
  expect(sitting).toHaveLength(1);
  found.add(sitting[0] ?? '');
  for (const script of found) {
    const code = read(`assets/${script}`).toString('utf8');
    for (const match of code.matchAll(/(?:from|import)\s*["'`]\.\/([^"'`]+\.js)["'`]/g))
      found.add(match[1] ?? '');
  }
  return found;
}

it('the scripts of the first item are at most 150 KB compressed', () => {
  const scripts = [...scriptsAtOnce()];
  expect(scripts.length).toBeGreaterThan(1);
  const bytes = scripts.reduce((sum, script) => sum + gzipSync(read(`assets/${script}`)).length, 0);
  expect(bytes).toBeLessThanOrEqual(150_000);
});

it('every other script is kept by the service worker, so that no part of the app needs the network later', () => {
  const worker = read('service-worker.js').toString('utf8');
  const scripts = readdirSync(join(BUILT, 'assets')).filter((name) => name.endsWith('.js'));
  expect(scripts.length).toBeGreaterThan(5);
  expect(scripts.filter((name) => !worker.includes(name))).toEqual([]);
});
