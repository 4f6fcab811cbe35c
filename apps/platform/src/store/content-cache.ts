/** The content files that were used last, up to a number of bytes. They are immutable, and every browser loads them. */
import type { ContentFile } from './reading.ts';

const MAX_BYTES = 64 * 1024 * 1024;

export class ContentCache {
  /** In order of last use. */
  readonly #files = new Map<string, ContentFile>();
  #bytes = 0;

  get(hash: string): ContentFile | undefined {
    const file = this.#files.get(hash);
    if (file === undefined) return undefined;
    this.#files.delete(hash);
    this.#files.set(hash, file);
    return file;
  }

  set(file: ContentFile): void {
    this.delete(file.hash);
    this.#files.set(file.hash, file);
    this.#bytes += bytesOf(file);
    for (const oldest of this.#files.keys()) {
      if (this.#bytes <= MAX_BYTES) break;
      this.delete(oldest);
    }
  }

  clear(): void {
    this.#files.clear();
    this.#bytes = 0;
  }

  delete(hash: string): void {
    const file = this.#files.get(hash);
    if (file === undefined) return;
    this.#files.delete(hash);
    this.#bytes -= bytesOf(file);
  }
}

function bytesOf(file: ContentFile): number {
  return file.identity.length + (file.gzip?.length ?? 0) + (file.br?.length ?? 0);
}
