/**
 * Subresource Integrity (W3C) of whatever script a page loads: of the scripts and sheets that it names by attributes, and of
 * the scripts that they load, at once or later, by an import map. With the header `Integrity-Policy` a browser that knows it
 * loads no script without. `identity.css` has none: a ministry replaces it.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Plugin } from 'vite';

/** `sha384-…`, as the attribute has it. */
export function integrityOf(bytes: Uint8Array): string {
  return `sha384-${createHash('sha384').update(bytes).digest('base64')}`;
}

const NAMED = /<(script|link)\b([^>]*?)\b(src|href)="\.\/(assets\/[^"]+\.(?:js|css))"/g;

/** The page with the integrity of its files. `bytesOf` reads a file of the page; `scripts` are all that may be imported. */
export function withIntegrity(
  html: string,
  scripts: readonly string[],
  bytesOf: (path: string) => Uint8Array,
): string {
  const imports = Object.fromEntries(
    scripts.toSorted().map((path) => [`./${path}`, integrityOf(bytesOf(path))]),
  );
  const named = html.replace(
    NAMED,
    (_, tag, before, name, path) =>
      `<${tag}${before}integrity="${integrityOf(bytesOf(path))}" ${name}="./${path}"`,
  );
  const map = `<script type="importmap">${JSON.stringify({ integrity: imports })}</script>\n    `;
  const first = named.indexOf('<script type="module"');
  if (first < 0) throw new Error('The page has no module script');
  return named.slice(0, first) + map + named.slice(first);
}

/** After everything is written, because later steps still change names and bytes; before a service worker lists the files. */
export function integrity(): Plugin {
  let folder = '';
  return {
    name: 'integrity',
    apply: 'build',
    enforce: 'post',
    configResolved({ root, build }) {
      folder = resolve(root, build.outDir);
    },
    writeBundle: {
      order: 'post',
      sequential: true,
      handler() {
        const page = join(folder, 'index.html');
        const scripts = readdirSync(join(folder, 'assets'))
          .filter((name) => name.endsWith('.js') && !/^(?:start-|argon2\.worker-)/.test(name))
          .map((name) => `assets/${name}`);
        const html = readFileSync(page, 'utf8');
        writeFileSync(
          page,
          withIntegrity(html, scripts, (path) => readFileSync(join(folder, path))),
        );
      },
    },
  };
}
