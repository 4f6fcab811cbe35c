/**
 * Content files of a campaign on disk, named by their hash: `{hash}`, `{hash}.gz`, `{hash}.br`. Each is written under a
 * temporary name, flushed and renamed, so that a file with its final name is complete. Recently used files stay in memory.
 */
import { mkdirSync } from 'node:fs';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { ContentCache } from '../content-cache.ts';
import type { ContentFile } from '../reading.ts';
import { StorageFailure } from '../storage-error.ts';
import { storageFailureOf } from './failure.ts';

export class ContentFolder {
  readonly #path: string;
  readonly #cache = new ContentCache();
  #temporary = 0;

  constructor(path: string) {
    this.#path = path;
    mkdirSync(path, { recursive: true, mode: 0o700 });
  }

  async write(file: ContentFile): Promise<void> {
    this.#cache.delete(file.hash);
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

  /** For a file that was written. Throws `unavailable` when it is not on the disk (a purge in progress, or damage). */
  async read(hash: string, type: string): Promise<ContentFile> {
    const cached = this.#cache.get(hash);
    if (cached !== undefined && cached.type === type) return cached;
    const [identity, gzip, br] = await Promise.all([
      orNull(readFile(join(this.#path, hash))),
      orNull(readFile(join(this.#path, `${hash}.gz`))),
      orNull(readFile(join(this.#path, `${hash}.br`))),
    ]);
    if (identity === null) throw new StorageFailure('unavailable');
    const file = { hash, type, identity, gzip, br };
    this.#cache.set(file);
    return file;
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

async function orNull<T>(read: Promise<T>): Promise<T | null> {
  try {
    return await read;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return null;
    throw error;
  }
}
