/** Key and share files that somebody edited: refused as what they are, with their path. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  SAMPLE_PASSPHRASE,
  type SampleOffice,
  sampleOffice,
} from '@cloison/dev-env/authority/sample-office.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { keepKeyChange } from './key-change.ts';
import { readKeyFile } from './key-file.ts';
import { openKeyStore } from './key-store.ts';
import { readShare, shareText, splitNewSecret } from './shares.ts';

let office: SampleOffice;
beforeEach(async () => {
  office = await sampleOffice('campaign');
});
afterEach(() => office.remove());

type Edit = (file: Record<string, unknown>) => Record<string, unknown>;

const EDITS: readonly [string, Edit][] = [
  ['salt is no base64url', (file) => ({ ...file, argon2id: { ...(file.argon2id as object), salt: '*' } })],
  ['salt is empty', (file) => ({ ...file, argon2id: { ...(file.argon2id as object), salt: '' } })],
  ['iv is no base64url', (file) => ({ ...file, iv: 'é' })],
  ['iv is empty', (file) => ({ ...file, iv: '' })],
  ['wrapped key is empty', (file) => ({ ...file, wrapped: '' })],
  ['wrapped key is cut', (file) => ({ ...file, wrapped: 'AAAA' })],
  ['wrapped key is no base64url', (file) => ({ ...file, wrapped: '=' })],
  [
    'memory is less than its lanes need',
    (file) => ({
      ...file,
      argon2id: { ...(file.argon2id as object), memoryKiB: 8192, lanes: 16, passes: 20 },
    }),
  ],
];

it.each(EDITS)('a key file whose %s is refused', async (_, edit) => {
  for (const path of [office.keys.pathOf('identity', 'essai-2026'), office.keys.signingKeyPath]) {
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, JSON.stringify(edit(JSON.parse(text) as Record<string, unknown>)));
    const keys = openKeyStore(office.keysFolder, SAMPLE_PASSPHRASE);
    const opened = path === keys.signingKeyPath ? keys.authority() : keys.openKey('identity', 'essai-2026');
    await expect(opened).rejects.toMatchObject({
      code: expect.stringMatching(/^(key-damaged|passphrase-wrong)$/),
    });
    writeFileSync(path, text);
  }
});

it.each([
  ['is no base64url', '*'],
  ['is null', null],
  ['is cut', 'AAAA'],
])('a signing key whose public key %s is refused', async (_, publicKey) => {
  const path = office.keys.signingKeyPath;
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), publicKey }));
  const keys = openKeyStore(office.keysFolder, SAMPLE_PASSPHRASE);
  expect(() => keys.authorityPublic()).toThrow(expect.objectContaining({ code: 'key-damaged' }));
});

it('a signing key whose public key is another one is refused: it would have gone out in every keyring', () => {
  const path = office.keys.signingKeyPath;
  const publicKey = Buffer.alloc(32, 9).toString('base64url');
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), publicKey }));
  const keys = openKeyStore(office.keysFolder, SAMPLE_PASSPHRASE);
  expect(() => keys.authorityPublic()).toThrow(expect.objectContaining({ code: 'key-damaged' }));
});

it.each(['', '*', 'AAAA', Buffer.alloc(34).toString('base64url')])(
  'a share that says %j, with a check that fits, is refused as damaged',
  async (share) => {
    const [first] = (await splitNewSecret(3, 2)).shares;
    const altered = { ...first!, share };
    const { set, number, of, threshold } = altered;
    const text = `cloison/key-share/check/1\0${set}\0${number}\0${of}\0${threshold}\0${share}`;
    const check = createHash('sha256').update(text).digest('hex').slice(0, 8);
    const path = join(office.folder, 'share.json');
    writeFileSync(path, shareText(first!));
    expect(readShare(path)).toEqual(first);
    writeFileSync(path, shareText({ ...altered, check }));
    expect(() => readShare(path)).toThrow(expect.objectContaining({ code: 'share-damaged' }));
  },
);

it.each([
  ['is cut', (text: string) => text.slice(0, 40)],
  ['is none', () => '{"path":7}'],
  ['has something else than a key', (text: string) => text.replace('"v": 1', '"v": 2')],
])('a change of passphrase that waits and %s is refused, and replaces nothing', (_, edit) => {
  // What stood there was written over any file that was named.
  const path = office.keys.pathOf('identity', 'essai-2026');
  const before = readFileSync(path, 'utf8');
  keepKeyChange(office.keysFolder, [{ path, file: readKeyFile(path) }]);
  const pending = join(office.keysFolder, 'change.pending');
  writeFileSync(pending, edit(readFileSync(pending, 'utf8')));
  const open = () => openKeyStore(office.keysFolder, SAMPLE_PASSPHRASE);
  expect(open).toThrow(expect.objectContaining({ code: 'key-damaged' }));
  expect(readFileSync(path, 'utf8')).toBe(before);
});
