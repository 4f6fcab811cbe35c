/** Argon2id away from the page, so that it goes on answering while a code is worked on. */
import { argon2id } from '@cloison/protocol/argon2-web';
import type { Argon2Answer, Argon2Job } from './argon2.ts';

self.addEventListener('message', async ({ data }: MessageEvent<Argon2Job>) => {
  const answer = (given: Argon2Answer) => self.postMessage(given);
  try {
    answer({ kind: 'root', root: await argon2id(data.password, data.salt, data.parameters) });
  } catch (error) {
    // A rejection in a worker reaches no page by itself.
    answer({ kind: 'failed', message: String(error) });
  }
});
