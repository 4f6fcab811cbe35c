/** Argon2id for the session: one worker for one code, gone afterwards with the memory that it used. */
import type { Argon2id } from '@cloison/protocol';
import type { Bytes } from '@cloison/protocol/public';
import { UnreachableError } from '../platform/api.ts';

export interface Argon2Job {
  readonly password: Bytes;
  readonly salt: Bytes;
  readonly parameters: Parameters<Argon2id>[2];
}

/** What the worker answers. */
export type Argon2Answer =
  | { readonly kind: 'root'; readonly root: Bytes }
  | { readonly kind: 'failed'; readonly message: string };

/** This browser cannot do what signing in needs: it is too old, or a setting forbids WebAssembly or workers. */
export class UnsupportedBrowserError extends Error {
  constructor(cause: unknown) {
    super('This browser cannot compute Argon2id', { cause });
    this.name = 'UnsupportedBrowserError';
  }
}

let spare: Worker | null = null;

function newWorker(): Worker {
  try {
    return new Worker(new URL('./argon2.worker.ts', import.meta.url), { type: 'module' });
  } catch (error) {
    throw new UnsupportedBrowserError(error);
  }
}

/** Fetches the worker before it is needed: a network that goes down while a code is typed does not matter then. */
export function prepareArgon2(): void {
  if (spare !== null) return;
  try {
    const worker = newWorker();
    spare = worker;
    worker.addEventListener('error', () => {
      if (spare === worker) spare = null;
    });
  } catch {
    // Nobody waits yet: `argon2id` reports it to the first caller.
  }
}

/**
 * Rejects with `UnreachableError` when the worker could not be fetched, `UnsupportedBrowserError` when it cannot work
 * here.
 */
export const argon2id: Argon2id = (password, salt, parameters) =>
  new Promise((resolve, reject) => {
    const worker = spare ?? newWorker();
    spare = null;
    const job: Argon2Job = { password, salt, parameters };
    worker.addEventListener('message', ({ data }: MessageEvent<Argon2Answer>) => {
      worker.terminate();
      if (data.kind === 'root') resolve(data.root);
      else reject(new UnsupportedBrowserError(data.message));
    });
    worker.addEventListener('error', (event) => {
      worker.terminate();
      // A script that did not come has no message; one that came and failed has.
      reject(event.message ? new UnsupportedBrowserError(event.message) : new UnreachableError('no worker'));
    });
    worker.postMessage(job);
  });
