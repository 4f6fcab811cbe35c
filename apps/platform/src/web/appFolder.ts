/**
 * The built files of a web app, read whole into memory, so that an address is looked up among names that exist and never
 * becomes a path on the disk. Read again when its `index.html` changes; compressed once each, when first asked for.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { compressed } from './compress.ts';

export interface AppFile {
  readonly type: string;
  readonly bytes: Uint8Array;
  /** With quotes, as the header has it. */
  readonly etag: string;
  /** Named by its content: it never changes. */
  readonly immutable: boolean;
  /** gzip and brotli, null where they would not be smaller. */
  readonly variants: () => Promise<readonly [Uint8Array | null, Uint8Array | null]>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
  '.mp3': 'audio/mpeg',
};
const COMPRESSIBLE = /^(?:text\/|application\/(?:json|manifest|wasm)|image\/svg)/;
/** Vite: `assets/name-` and eight symbols of a hash. */
const HASHED = /^assets\/.+-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$/;
const CHECK_MS = 1000;

export class AppFolder {
  readonly #path: string | null;
  readonly #nowMs: () => number;
  #files: ReadonlyMap<string, AppFile> = new Map();
  #stamp = '';
  #checkedMs = Number.NEGATIVE_INFINITY;

  constructor(path: string | null, nowMs: () => number) {
    this.#path = path;
    this.#nowMs = nowMs;
  }

  /** Whether there is an app to serve. */
  get isInstalled(): boolean {
    this.#refresh();
    return this.#files.has('index.html');
  }

  /** `name` relative to the app, `''` for its page; null when there is no such file. */
  file(name: string): AppFile | null {
    this.#refresh();
    return this.#files.get(name === '' ? 'index.html' : name) ?? null;
  }

  #refresh(): void {
    const now = this.#nowMs();
    if (this.#path === null || now - this.#checkedMs < CHECK_MS) return;
    this.#checkedMs = now;
    const stamp = stampOf(join(this.#path, 'index.html'));
    if (stamp === this.#stamp) return;
    this.#stamp = stamp;
    this.#files = stamp === '' ? new Map() : readFolder(this.#path);
  }
}

function stampOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? '' : `${stat.mtimeMs}/${stat.size}/${stat.ino}`;
}

function readFolder(path: string): ReadonlyMap<string, AppFile> {
  const files = new Map<string, AppFile>();
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const full = join(entry.parentPath, entry.name);
    const name = full.slice(path.length).replaceAll('\\', '/').replace(/^\/+/, '');
    files.set(name, appFile(name, readFileSync(full)));
  }
  return files;
}

function appFile(name: string, bytes: Uint8Array): AppFile {
  const type = TYPES[extname(name).toLowerCase()] ?? 'application/octet-stream';
  let variants: Promise<readonly [Uint8Array | null, Uint8Array | null]> | null = null;
  return {
    type,
    bytes,
    etag: `"${createHash('sha256').update(bytes).digest('base64url')}"`,
    immutable: HASHED.test(name),
    variants: () => {
      variants ??= COMPRESSIBLE.test(type) ? compressed(bytes) : Promise.resolve([null, null]);
      return variants;
    },
  };
}
