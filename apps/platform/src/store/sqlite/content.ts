/**
 * Content files of a campaign on disk, named by their hash: `{hash}`, `{hash}.gz`, `{hash}.br`. Written under another
 * name, flushed, then renamed, so that a file that has its name is whole. The most used are kept in memory.
 */
import { mkdirSync } from 'node:fs';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContentFile } from '../reading.ts';
import { StorageFailure } from '../storage-error.ts';
import { storageFailureOf } from './failure.ts';

const CACHE_BYTES = 64 * 1024 * 1024;

export class ContentFolder {
  readonly #path: string;
  /** In order of last use. */
  readonly #cache = new Map<string, ContentFile>();
  #cachedBytes = 0;
  #temporary = 0;

  constructor(path: string) {
    this.#path = path;
    mkdirSync(path, { recursive: true, mode: 0o700 });
  }

  async write(file: ContentFile): Promise<void> {
    this.#forget(file.hash);
    try {
      await this.#writeOne(file.hash, file.identity);
      if (file.gzip !== null) await this.#writeOne(`${file.hash}.gz`, file.gzip);
      if (file.br !== null) await this.#writeOne(`${file.hash}.br`, file.br);
      const folder = await open(this.#path, 'r');
      try {
        await folder.sync();
      } finally {
        await folder.close();
      }
    } catch (error) {
      throw storageFailureOf(error) ?? error;
    }
  }

  /** The file must have been written; `unavailable` when it is not on the disk (a purge goes on, or damage). */
  async read(hash: string, type: string): Promise<ContentFile> {
    const cached = this.#cache.get(hash);
    if (cached !== undefined && cached.type === type) {
      this.#cache.delete(hash);
      this.#cache.set(hash, cached);
      return cached;
    }
    const [identity, gzip, br] = await Promise.all([
      orNull(readFile(join(this.#path, hash))),
      orNull(readFile(join(this.#path, `${hash}.gz`))),
      orNull(readFile(join(this.#path, `${hash}.br`))),
    ]);
    if (identity === null) throw new StorageFailure('unavailable');
    const file = { hash, type, identity, gzip, br };
    this.#remember(file);
    return file;
  }

  #remember(file: ContentFile): void {
    this.#forget(file.hash);
    this.#cache.set(file.hash, file);
    this.#cachedBytes += bytesOf(file);
    for (const oldest of this.#cache.keys()) {
      if (this.#cachedBytes <= CACHE_BYTES) break;
      this.#forget(oldest);
    }
  }

  #forget(hash: string): void {
    const file = this.#cache.get(hash);
    if (file === undefined) return;
    this.#cache.delete(hash);
    this.#cachedBytes -= bytesOf(file);
  }

  async #writeOne(name: string, bytes: Uint8Array): Promise<void> {
    this.#temporary += 1;
    const temporary = join(this.#path, `.new-${process.pid}-${this.#temporary}`);
    const handle = await open(temporary, 'w', 0o600);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, join(this.#path, name));
  }
}

function bytesOf(file: ContentFile): number {
  return file.identity.length + (file.gzip?.length ?? 0) + (file.br?.length ?? 0);
}

async function orNull<T>(read: Promise<T>): Promise<T | null> {
  try {
    return await read;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return null;
    throw error;
  }
}
