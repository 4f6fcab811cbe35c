/** Where the passphrase comes from: a file, the environment, or a person typing without echo. */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { PassphraseSource } from '../../keys/key-store.ts';
import { refuseKeys } from '../../keys/refusals.ts';
import { joinShares, readShare } from '../../keys/shares.ts';

export interface PassphraseWords {
  readonly ask: string;
  readonly again: string;
  readonly differ: string;
}

/** Shares come before a file, and a file before the environment. */
export function passphraseSource(
  file: string | undefined,
  environment: string | undefined,
  words: PassphraseWords,
  shares: readonly string[] = [],
): PassphraseSource {
  return async (fresh) => {
    if (shares.length > 0) return joinShares(shares.map(readShare));
    if (file !== undefined) return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    if (environment !== undefined && environment !== '') return environment;
    if (!process.stdin.isTTY) throw refuseKeys('passphrase-missing');
    for (;;) {
      const typed = await askHidden(words.ask);
      if (!fresh || typed === (await askHidden(words.again))) return typed;
      process.stderr.write(`${words.differ}\n`);
    }
  };
}

function askHidden(question: string): Promise<string> {
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: process.stdin, output: silent, terminal: true });
  return new Promise((resolve, reject) => {
    reader.on('SIGINT', () => {
      reader.close();
      process.stderr.write('\n');
      reject(refuseKeys('passphrase-missing'));
    });
    reader.question('', (answer) => {
      reader.close();
      process.stderr.write('\n');
      resolve(answer);
    });
  });
}
