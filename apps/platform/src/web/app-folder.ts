/**
 * The built files of a web app, read into memory, so that an address is looked up among existing names and never becomes a path
 * on the disk. They are read again when a file changes. Each file is compressed once, at its first request.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { compressed } from './compress.ts';
import { importMapHash } from './import-map.ts';

export interface AppFile {
  readonly type: string;
  readonly bytes: Uint8Array;
  /** With quotes, as in the header. */
  readonly etag: string;
  /** Its name contains a hash of its content, so it never changes. */
  readonly immutable: boolean;
  /** What its policy has to let of it, for a page (`import-map.ts`). */
  readonly importMaps: readonly string[];
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
/** As Vite names files: `assets/name-` and eight characters of a hash. */
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

  /** Whether the folder contains an app. */
  get isInstalled(): boolean {
    this.#refresh();
    return this.#files.has('index.html');
  }

  /** `name` is relative to the app, `''` for its page. Null when there is no such file. */
  file(name: string): AppFile | null {
    this.#refresh();
    return this.#files.get(name === '' ? 'index.html' : name) ?? null;
  }

  #refresh(): void {
    const now = this.#nowMs();
    if (this.#path === null || now - this.#checkedMs < CHECK_MS) return;
    this.#checkedMs = now;
    const stamp = stampOf(this.#path);
    if (stamp === this.#stamp) return;
    this.#stamp = stamp;
    this.#files = stamp === '' ? new Map() : readFolder(this.#path);
  }
}

/** The names, sizes and times of a folder's files as one text; `''` when it has no `index.html`. */
function stampOf(path: string): string {
  if (statSync(join(path, 'index.html'), { throwIfNoEntry: false }) === undefined) return '';
  return filesOf(path)
    .map((name) => {
      const stat = statSync(join(path, name), { throwIfNoEntry: false });
      return `${name} ${stat?.mtimeMs} ${stat?.size}`;
    })
    .join('\n');
}

/** Names relative to the folder, with slashes. */
function filesOf(path: string): readonly string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(path, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}

function readFolder(path: string): ReadonlyMap<string, AppFile> {
  return new Map(filesOf(path).map((name) => [name, appFile(name, readFileSync(join(path, name)))]));
}

function appFile(name: string, bytes: Uint8Array): AppFile {
  const type = TYPES[extname(name).toLowerCase()] ?? 'application/octet-stream';
  const importMap = name.endsWith('.html') ? importMapHash(Buffer.from(bytes).toString('utf8')) : null;
  let variants: Promise<readonly [Uint8Array | null, Uint8Array | null]> | null = null;
  return {
    type,
    bytes,
    etag: `"${createHash('sha256').update(bytes).digest('base64url')}"`,
    immutable: HASHED.test(name),
    importMaps: importMap === null ? [] : [importMap],
    variants: () => {
      variants ??= COMPRESSIBLE.test(type) ? compressed(bytes) : Promise.resolve([null, null]);
      return variants;
    },
  };
}
