import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { signStatement, verifyStatement } from '@cloison/protocol/public';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SAMPLE_PASSPHRASE, type SampleOffice, sampleOffice } from '../sample/sample-office.ts';
import { copyKey, destroyKeys, keyCopies } from './copies.ts';
import { openKeyStore } from './key-store.ts';

let office: SampleOffice;
beforeEach(async () => {
  office = await sampleOffice('campaign');
});
afterEach(() => office.remove());

describe('the key store', () => {
  it('gives the same identity key for ever, and only with the passphrase', async () => {
    const again = openKeyStore(office.keysFolder, SAMPLE_PASSPHRASE);
    const [a, b] = [
      await office.keys.openKey('identity', 'essai-2026'),
      await again.ensureKey('identity', 'essai-2026'),
    ];
    expect(a).toEqual(b);
    const wrong = openKeyStore(office.keysFolder, 'une autre phrase secrète');
    await expect(wrong.openKey('identity', 'essai-2026')).rejects.toMatchObject({
      code: 'passphrase-wrong',
      exit: 5,
    });
    // Nor makes it a second key under a passphrase with a typing error.
    await expect(wrong.ensureKey('research', 'essai-2026')).rejects.toMatchObject({
      code: 'passphrase-wrong',
    });
    expect(again.has('research', 'essai-2026')).toBe(false);
  });

  it('holds no key in clear, and refuses a file that was altered', async () => {
    const path = office.keys.pathOf('identity', 'essai-2026');
    const { key } = await office.keys.openKey('identity', 'essai-2026');
    const text = readFileSync(path, 'utf8');
    for (const form of ['hex', 'base64', 'base64url'] as const) {
      expect(text).not.toContain(Buffer.from(key).toString(form).slice(0, 40));
    }
    writeFileSync(path, text.replace('essai-2026', 'essai-2027'));
    await expect(office.keys.openKey('identity', 'essai-2026')).rejects.toMatchObject({
      code: 'passphrase-wrong',
    });
    writeFileSync(path, text.slice(0, 50));
    await expect(office.keys.openKey('identity', 'essai-2026')).rejects.toMatchObject({
      code: 'key-damaged',
    });
    rmSync(path);
    await expect(office.campaign()).rejects.toMatchObject({ code: 'key-missing' });
  });

  it('refuses the key of another vault', async () => {
    const other = await sampleOffice('campaign');
    const path = office.keys.pathOf('identity', 'essai-2026');
    writeFileSync(path, readFileSync(other.keys.pathOf('identity', 'essai-2026')));
    other.remove();
    await expect(office.campaign()).rejects.toMatchObject({ code: 'key-other' });
  });

  it('signs with a key whose public half needs no passphrase', async () => {
    const { privateKey, publicKey, fingerprint } = await office.keys.authority();
    expect(fingerprint).toMatch(/^(?:[0-9A-F]{4} ){15}[0-9A-F]{4}$/);
    expect(office.keys.authorityPublic()).toEqual({ publicKey, fingerprint });
    const signed = await signStatement({ a: 1 }, privateKey, publicKey);
    expect(await verifyStatement(signed, publicKey)).toEqual({ a: 1 });
  });

  it('wants a passphrase of twelve symbols', async () => {
    const short = openKeyStore(join(office.folder, 'other-keys'), 'court');
    await expect(short.initialise()).rejects.toMatchObject({ code: 'passphrase-short' });
  });

  it('registers copies and destroys every one of them, saying what it could not reach', async () => {
    const { vault, keys, actor } = office;
    const copy = join(office.folder, 'safe.json');
    await copyKey(vault, keys, actor, 'identity', 'essai-2026', copy);
    const gone = join(office.folder, 'gone.json');
    await copyKey(vault, keys, actor, 'identity', 'essai-2026', gone);
    rmSync(gone);
    expect(keyCopies(vault, 'essai-2026')).toHaveLength(3);
    writeFileSync(join(office.folder, 'letter.txt'), 'mine');
    await expect(
      copyKey(vault, keys, actor, 'identity', 'essai-2026', join(office.folder, 'letter.txt')),
    ).rejects.toMatchObject({ code: 'key-copy-exists' });
    const outcome = Object.fromEntries(
      destroyKeys(vault, actor, 'identity', 'essai-2026').map(({ path, outcome }) => [path, outcome]),
    );
    expect(outcome).toEqual({
      [copy]: 'destroyed',
      [gone]: 'absent',
      [keys.pathOf('identity', 'essai-2026')]: 'destroyed',
    });
    expect(existsSync(copy)).toBe(false);
    expect(destroyKeys(vault, actor, 'identity', 'essai-2026')).toEqual([]);
    await expect(office.campaign()).rejects.toMatchObject({ code: 'key-missing' });
  });
});
