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

/** Of which passphrase, for whoever has neither given it nor a terminal to type it in. */
interface Secret {
  readonly whichFr: string;
  readonly whichEn: string;
  readonly option: string;
  readonly variable: string;
  /** What may be given instead. */
  readonly sharesFr: string;
  readonly sharesEn: string;
}

const NO_SHARES = { sharesFr: '', sharesEn: '' };

export const SECRETS = {
  keys: {
    whichFr: 'la phrase secrète',
    whichEn: 'The passphrase',
    option: '--passphrase-file',
    variable: 'CLOISON_PASSPHRASE',
    sharesFr:
      ' ; ou, si les clés sont gardées à plusieurs, assez de parts : --share FICHIER, une fois par part',
    sharesEn: '; or, of keys that are kept by several, enough shares: --share FILE, once a share',
  },
  fresh: {
    whichFr: 'la nouvelle phrase secrète',
    whichEn: 'The new passphrase',
    option: '--new-passphrase-file',
    variable: 'CLOISON_NEW_PASSPHRASE',
    ...NO_SHARES,
  },
  cohort: {
    whichFr: 'la phrase secrète de cette clé de cohorte, à elle seule',
    whichEn: 'This cohort key’s own passphrase',
    option: '--cohort-passphrase-file',
    variable: 'CLOISON_COHORT_PASSPHRASE',
    ...NO_SHARES,
  },
} as const satisfies Readonly<Record<string, Secret>>;

/** Shares come before a file, and a file before the environment. */
export function passphraseSource(
  file: string | undefined,
  environment: string | undefined,
  words: PassphraseWords,
  secret: Secret,
  shares: readonly string[] = [],
): PassphraseSource {
  return async (fresh) => {
    if (shares.length > 0) return joinShares(shares.map(readShare));
    const fromEnvironment = environment === '' ? undefined : environment;
    const given = file === undefined ? fromEnvironment : readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    if (given !== undefined) {
      if (fresh && UNTYPABLE.test(given))
        throw refuseKeys('passphrase-untypable', { where: file ?? secret.variable });
      return given;
    }
    if (!process.stdin.isTTY) throw refuseKeys('passphrase-missing', { ...secret });
    for (;;) {
      const typed = await askHidden(words.ask, secret);
      if (!fresh || typed === (await askHidden(words.again, secret))) return typed;
      process.stderr.write(`${words.differ}\n`);
    }
  };
}

/** Of a file in UTF-16, with a byte order mark or of several lines: with such signs in it, nobody can ever type the passphrase. */
const UNTYPABLE = /[\p{Cc}\uFEFF\uFFFD]/u;

function askHidden(question: string, secret: Secret): Promise<string> {
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: process.stdin, output: silent, terminal: true });
  return new Promise((resolve, reject) => {
    reader.on('SIGINT', () => {
      reader.close();
      process.stderr.write('\n');
      reject(refuseKeys('passphrase-missing', { ...secret }));
    });
    reader.question('', (answer) => {
      reader.close();
      process.stderr.write('\n');
      resolve(answer);
    });
  });
}
