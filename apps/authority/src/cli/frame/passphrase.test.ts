import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@cloison/dev-env/platform/temporary-folder.ts';
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

it.each([
  ['in UTF-16', Buffer.from('\ufeffcinq mots pris au hasard\r\n', 'utf16le')],
  ['with a byte order mark', Buffer.from('\ufeffcinq mots pris au hasard\n')],
  ['in Windows-1252', Buffer.from('été, cinq mots pris au hasard\n', 'latin1')],
  ['of two lines', Buffer.from('cinq mots pris\nau hasard\n')],
])(
  'of a file %s no key is made: nobody could type that passphrase; keys that have it still open',
  async (_how, bytes) => {
    // Keys were made under a passphrase that worked from the file alone.
    const file = join(temporaryFolder('passphrase'), 'phrase.txt');
    writeFileSync(file, bytes);
    const source = passphraseSource(file, undefined, words, SECRETS.keys);
    await expect(source(true)).rejects.toMatchObject({
      code: 'passphrase-untypable',
      words: { fr: expect.stringContaining(file) },
    });
    expect(await source(false)).toContain('au hasard'.slice(-1));
  },
);

it('a file of one line is the passphrase, with the line end of Windows too', async () => {
  const file = join(temporaryFolder('passphrase'), 'phrase.txt');
  writeFileSync(file, 'cinq mots pris au hasard, à l’été\r\n');
  expect(await passphraseSource(file, undefined, words, SECRETS.keys)(true)).toBe(
    'cinq mots pris au hasard, à l’été',
  );
});
