/** Argon2id for the session: one worker for one code, gone afterwards with the memory that it used. */
import { UnreachableError } from '@cloison/client';
import type { Argon2id } from '@cloison/protocol';
import type { Bytes } from '@cloison/protocol/public';

export interface Argon2Job {
  readonly password: Bytes;
  readonly salt: Bytes;
  readonly parameters: Parameters<Argon2id>[2];
}

let spare: Worker | null = null;

function newWorker(): Worker {
  return new Worker(new URL('./argon2.worker.ts', import.meta.url), { type: 'module' });
}

/** Fetches the worker before it is needed: a network that goes down while a code is typed does not matter then. */
export function prepareArgon2(): void {
  if (spare !== null) return;
  const worker = newWorker();
  spare = worker;
  worker.addEventListener('error', () => {
    if (spare === worker) spare = null;
  });
}

/** Rejects with `UnreachableError` when the worker could not be fetched. */
export const argon2id: Argon2id = (password, salt, parameters) =>
  new Promise((resolve, reject) => {
    const worker = spare ?? newWorker();
    spare = null;
    const job: Argon2Job = { password, salt, parameters };
    worker.addEventListener('message', ({ data }: MessageEvent<Bytes>) => {
      worker.terminate();
      resolve(data);
    });
    worker.addEventListener('error', (event) => {
      worker.terminate();
      reject(new UnreachableError(event.message));
    });
    worker.postMessage(job);
  });
