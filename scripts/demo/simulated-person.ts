/** What simulated pupils and teachers share: the real client code, in Node. */
import { MemoryStore, platformApi, Session, type SessionOptions } from '@cloison/client';
import { type CodeKind, parseCode } from '@cloison/protocol';
import { argon2id } from '@cloison/protocol/argon2-node';
import type { Bytes } from '@cloison/protocol/public';

export const randomBytes = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length)) as Bytes;

/** One computer: a browser's store, used by one person after another. */
export function computer(origin: string, campaign: string): SessionOptions {
  return {
    campaign,
    api: platformApi({ origin, campaign, fetch }),
    store: new MemoryStore(randomBytes),
    random: randomBytes,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        signal.addEventListener('abort', () => {
          clearTimeout(timer);
          resolve();
        });
      }),
  };
}

export function signIn(options: SessionOptions, code: string, kind: CodeKind): Promise<Session> {
  return Session.fromCode(parseCode(code, kind), argon2id, options);
}
