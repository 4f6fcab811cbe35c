import { expect, it } from 'vitest';
import { passphraseSource, SECRETS } from './passphrase.ts';

const words = { ask: '', again: '', differ: '' };

it.each([
  ['keys', '--passphrase-file', 'CLOISON_PASSPHRASE'],
  ['fresh', '--new-passphrase-file', 'CLOISON_NEW_PASSPHRASE'],
  ['cohort', '--cohort-passphrase-file', 'CLOISON_COHORT_PASSPHRASE'],
] as const)(
  'without a terminal the missing passphrase is named with its own option: %s',
  async (secret, option, variable) => {
    // That of the keys was asked for when a cohort’s or the new one was missing.
    const { isTTY } = process.stdin;
    process.stdin.isTTY = false;
    try {
      await expect(
        passphraseSource(undefined, undefined, words, SECRETS[secret])(false),
      ).rejects.toMatchObject({
        code: 'passphrase-missing',
        words: { fr: expect.stringContaining(`${option} FICHIER, ou ${variable},`) },
      });
    } finally {
      process.stdin.isTTY = isTTY;
    }
  },
);
