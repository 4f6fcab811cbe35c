/** A site of a few small files, and an HTTP handler that serves it as a host would: to browsers other files, when the test says so. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Path of the campaign on the host. */
export const SITE_PATH = '/c/2026-6e/';

const FILES: Readonly<Record<string, string>> = {
  'pupil/index.html':
    '<!doctype html><link rel="manifest" href="./app.webmanifest"><script type="module" crossorigin src="./assets/page-1a2b3c4d.js"></script>',
  'pupil/app.webmanifest': '{"name":"x"}',
  'pupil/icon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'pupil/service-worker.js': 'self.x = 1;',
  'pupil/assets/page-1a2b3c4d.js': "navigator.serviceWorker?.register('./service-worker.js');",
  'pupil/assets/later-1a2b3c4d.js': 'export const later = 1;',
  'pupil/assets/style-1a2b3c4d.css': 'body { color: black }',
  'pupil/assets/font-1a2b3c4d.woff2': 'no font, and none is needed',
  'pupil/assets/argon2.worker-1a2b3c4d.js': 'postMessage(1);',
  'school/index.html': '<!doctype html><title>school</title>',
};
const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
  webmanifest: 'application/manifest+json',
};
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; worker-src 'self'; manifest-src 'self'; connect-src 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  'integrity-policy': 'blocked-destinations=(script)',
  'cross-origin-opener-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};

export class MadeUpSite {
  readonly folder = mkdtempSync(join(tmpdir(), 'cloison-site-'));
  readonly files: Readonly<Record<string, string>>;

  /** `files` come beside those of every such site, or in the place of them. */
  constructor(files: Readonly<Record<string, string>> = {}) {
    this.files = { ...FILES, ...files };
    for (const [path, text] of Object.entries(this.files)) {
      mkdirSync(join(this.folder, path, '..'), { recursive: true });
      writeFileSync(join(this.folder, path), text);
    }
  }

  /** `others` is served in the place of the site's own files. */
  answer(
    { url = '' }: IncomingMessage,
    response: ServerResponse,
    others: Readonly<Record<string, string>> | null,
  ): void {
    const path = url.replace(SITE_PATH, '');
    const name = path.replace(/^ecole\//, '').replace(/^(?:preparer|controle|entrainement)?$/, 'index.html');
    const file = `${path.startsWith('ecole/') ? 'school' : 'pupil'}/${name}`;
    if (!Object.hasOwn(this.files, file)) {
      response.writeHead(404).end();
      return;
    }
    const type = TYPES[file.split('.').at(-1)!] ?? 'application/octet-stream';
    response
      .writeHead(200, { ...HEADERS, 'content-type': type })
      .end(others?.[file] ?? readFileSync(join(this.folder, file)));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
