/**
 * The pages of a site, as a list that is published: the hash of each file of the two apps, made from the apps as the
 * authority built them. Whoever has the list from elsewhere than the host can tell what the host serves.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { jsonPlace } from '@cloison/command/json-place';
import * as v from 'valibot';
import { refuseVerify } from './refusals.ts';

export const APPS = ['pupil', 'school'] as const;
export type App = (typeof APPS)[number];

const files = v.record(
  v.pipe(v.string(), v.regex(/^(?!.*\.\.)[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*$/)),
  v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
);
const app = v.pipe(
  files,
  v.check((paths) => Object.hasOwn(paths, 'index.html'), 'an app without index.html'),
);
const schema = v.strictObject({
  v: v.literal(1),
  kind: v.literal('site-pages'),
  /** Path below the app → SHA-256, hexadecimal. */
  apps: v.strictObject({ pupil: app, school: app }),
});
export type SitePages = v.InferOutput<typeof schema>;

/**
 * `folder` holds the built apps as `pupil` and `school`, with or without `dist` below: a checkout's `apps`, or what
 * `cloison platform pages` wrote. Throws `pages-not-built`.
 */
export function sitePagesOf(folder: string): SitePages {
  const hashes = (name: App) => {
    const root = [join(folder, name, 'dist'), join(folder, name)].find((path) =>
      existsSync(join(path, 'index.html')),
    );
    const html = root === undefined ? '' : readFileSync(join(root, 'index.html'), 'utf8');
    // The source of an app has a page too, which is not the one that is served.
    if (root === undefined || /src="\/src\//.test(html))
      throw refuseVerify('pages-not-built', { folder, name });
    return Object.fromEntries(
      readdirSync(root, { recursive: true, withFileTypes: true })
        // What a build leaves for the next one is no page.
        .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
        .map((entry) => join(entry.parentPath, entry.name))
        .map((path) => [relative(root, path).replaceAll('\\', '/'), hashOf(readFileSync(path))] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  };
  return { v: 1, kind: 'site-pages', apps: { pupil: hashes('pupil'), school: hashes('school') } };
}

/** Throws `pages-invalid`. */
export function readSitePages(path: string): SitePages {
  let value: unknown;
  const text = readFileSync(path, 'utf8');
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw refuseVerify('pages-invalid', { path: jsonPlace(path, text), detail: 'JSON' });
  }
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return parsed.output;
  const detail = [...new Set(parsed.issues.map((issue) => v.getDotPath(issue) ?? 'JSON'))].join(', ');
  throw refuseVerify('pages-invalid', { path, detail });
}

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
