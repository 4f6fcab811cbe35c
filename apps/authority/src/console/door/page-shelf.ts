/**
 * Pages and files that somebody has asked for and whose window is about to open: each lies here under an address of 32 random
 * bytes, for one opening within a minute.
 */
import { randomBytes } from 'node:crypto';

const FOR_MS = 60_000;

export interface ShelvedFile {
  readonly type: string;
  readonly bytes: string | Uint8Array;
  /** Kept by the browser under this name instead of being shown. */
  readonly download?: string;
}

export class PageShelf {
  readonly #files = new Map<string, { readonly file: ShelvedFile; readonly until: number }>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Its path, for the page to open. */
  put(file: ShelvedFile): string {
    for (const [path, { until }] of this.#files) if (until <= this.#now()) this.#files.delete(path);
    const path = `/page/${randomBytes(32).toString('base64url')}`;
    this.#files.set(path, { file, until: this.#now() + FOR_MS });
    return path;
  }

  /** Once. */
  take(path: string): ShelvedFile | null {
    const found = this.#files.get(path);
    this.#files.delete(path);
    return found === undefined || found.until <= this.#now() ? null : found.file;
  }
}
