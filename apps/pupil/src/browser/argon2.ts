/** Argon2id for the session: one worker for one code, gone afterwards with the memory that it used. */
import type { Argon2id } from '@cloison/protocol';
import type { Bytes } from '@cloison/protocol/public';

export interface Argon2Job {
  readonly password: Bytes;
  readonly salt: Bytes;
  readonly parameters: Parameters<Argon2id>[2];
}

export const argon2id: Argon2id = (password, salt, parameters) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./argon2.worker.ts', import.meta.url), { type: 'module' });
    const job: Argon2Job = { password, salt, parameters };
    worker.addEventListener('message', ({ data }: MessageEvent<Bytes>) => {
      worker.terminate();
      resolve(data);
    });
    worker.addEventListener('error', (event) => {
      worker.terminate();
      reject(new Error(`Argon2id did not run: ${event.message}`));
    });
    worker.postMessage(job);
  });
