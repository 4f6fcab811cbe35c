/** Argon2id away from the page, so that it goes on answering while a code is worked on. */
import { argon2id } from '@cloison/protocol/argon2-web';
import type { Argon2Job } from './argon2.ts';

self.addEventListener('message', async ({ data }: MessageEvent<Argon2Job>) => {
  const root = await argon2id(data.password, data.salt, data.parameters);
  self.postMessage(root);
});
