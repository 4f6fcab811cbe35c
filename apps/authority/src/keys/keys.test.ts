import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fullAtCommit } from '@cloison/dev-env/authority/full-at-commit.ts';
import {
  SAMPLE_COST,
  SAMPLE_PASSPHRASE,
  type SampleOffice,
  sampleOffice,
} from '@cloison/dev-env/authority/sample-office.ts';
import { signStatement, verifyStatement } from '@cloison/protocol/public';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { journalLines } from '../journal/journal.ts';
import { copyKey, destroyKeys, destructionOutcomes, keyCopies, lookAtCopy } from './copies.ts';
import { wrapKey, writeKeyFile } from './key-file.ts';
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

  it('makes each guess at its passphrase dear, and lets nobody else read its files', async () => {
    const own = openKeyStore(join(office.folder, 'other-keys'), SAMPLE_PASSPHRASE);
    await own.initialise();
    await own.ensureKey('identity', 'essai-2026');
    const path = own.pathOf('identity', 'essai-2026');
    const { argon2id } = JSON.parse(readFileSync(path, 'utf8')) as { argon2id: object };
    // 64 MiB and three passes: the second of the two choices of RFC 9106, section 4, with one lane.
    expect(argon2id).toMatchObject({ memoryKiB: 65_536, passes: 3 });
    expect(statSync(path).mode & 0o777).toBe(0o600);
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
      message: expect.stringMatching(/identity[^ ]*\.json:\d+:\d+ /),
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
    // What was destroyed is done; what was not there is looked for again.
    expect(destroyKeys(vault, actor, 'identity', 'essai-2026')).toEqual([{ path: gone, outcome: 'absent' }]);
    await expect(office.campaign()).rejects.toMatchObject({ code: 'key-missing' });
  });

  it('registers a copy that is there already, of this very key, under whatever passphrase it was written', async () => {
    // After a restore of an older vault no copy made since could be registered again, so that no closing destroyed it.
    const { vault, keys, actor } = office;
    const copy = join(office.folder, 'safe.json');
    const { keyId, key } = await keys.openKey('identity', 'essai-2026');
    const plain = { purpose: 'identity', campaign: 'essai-2026', keyId, publicKey: null, key } as const;
    writeKeyFile(copy, await wrapKey(plain, 'une phrase d’avant', SAMPLE_COST));
    const copyTo = (path: string) => copyKey(vault, keys, actor, 'identity', 'essai-2026', path);
    await copyTo(copy);
    expect(readFileSync(copy)).toEqual(readFileSync(keys.pathOf('identity', 'essai-2026')));
    expect(keyCopies(vault, 'essai-2026').map(({ path }) => path)).toContain(copy);
    // Not where another name of that file would be left, nor over another key.
    const linked = join(office.folder, 'linked.json');
    writeKeyFile(linked, await wrapKey(plain, 'une phrase d’avant', SAMPLE_COST));
    linkSync(linked, join(office.folder, 'elsewhere.json'));
    await expect(copyTo(linked)).rejects.toMatchObject({ code: 'key-copy-exists' });
    const other = join(office.folder, 'other.json');
    const another = { ...plain, keyId: '0123456789abcdef' };
    writeKeyFile(other, await wrapKey(another, 'une phrase d’avant', SAMPLE_COST));
    await expect(copyTo(other)).rejects.toMatchObject({ code: 'key-copy-exists' });
  });

  it('leaves no copy that the vault could not note, when its disk was full at the very end', async () => {
    const { vault, keys, actor } = office;
    const copy = join(office.folder, 'safe.json');
    const makeRoom = fullAtCommit(vault);
    await expect(copyKey(vault, keys, actor, 'identity', 'essai-2026', copy)).rejects.toThrow('full');
    makeRoom();
    expect(existsSync(copy)).toBe(false);
    expect(keyCopies(vault, 'essai-2026')).toHaveLength(1);
  });

  it('says of a copy that it was destroyed when the vault could note so only at the second attempt', async () => {
    // The file was gone by then, and the certificate said for ever that it had not been there and may have been moved.
    const { vault, keys, actor } = office;
    const path = keys.pathOf('identity', 'essai-2026');
    const makeRoom = fullAtCommit(vault, 1);
    expect(() => destroyKeys(vault, actor, 'identity', 'essai-2026')).toThrow('full');
    makeRoom();
    expect(readFileSync(path)).toHaveLength(0);
    expect(destroyKeys(vault, actor, 'identity', 'essai-2026')).toEqual([{ path, outcome: 'destroyed' }]);
    expect(destructionOutcomes(vault, 'identity', 'essai-2026')).toEqual(new Map([[path, 'destroyed']]));
    expect(existsSync(path)).toBe(false);
  });

  it('destroys nothing that the vault can’t note before', () => {
    const { vault, keys, actor } = office;
    const path = keys.pathOf('identity', 'essai-2026');
    const before = readFileSync(path);
    const makeRoom = fullAtCommit(vault);
    expect(() => destroyKeys(vault, actor, 'identity', 'essai-2026')).toThrow('full');
    makeRoom();
    expect(readFileSync(path)).toEqual(before);
    expect(destroyKeys(vault, actor, 'identity', 'essai-2026')).toEqual([{ path, outcome: 'destroyed' }]);
  });

  it('says that nothing is known of a copy that is gone after a run that was cut short over it', async () => {
    // The certificate said “not there, it may have been moved”, which may be as wrong as “destroyed”.
    const { vault, keys, actor } = office;
    const stick = join(office.folder, 'stick');
    mkdirSync(stick);
    const [copy, own] = [join(stick, 'copy.json'), keys.pathOf('identity', 'essai-2026')];
    await copyKey(vault, keys, actor, 'identity', 'essai-2026', copy);
    const destroy = () => destroyKeys(vault, actor, 'identity', 'essai-2026');
    const known = () => destructionOutcomes(vault, 'identity', 'essai-2026').get(own);
    const makeRoom = fullAtCommit(vault, 1);
    expect(destroy).toThrow('full');
    makeRoom();
    expect(known()).toBe('unknown');
    rmSync(own);
    expect(destroy()).toContainEqual({ path: own, outcome: 'unknown' });
    expect(known()).toBe('unknown');
    // What was not begun is what it was.
    expect(existsSync(copy)).toBe(false);
    expect(destructionOutcomes(vault, 'identity', 'essai-2026').get(copy)).toBe('destroyed');
  });

  it('leaves another campaign’s key alone where its own was registered, on another stick of that name', async () => {
    // It was destroyed, and the certificate said that this campaign’s copy was.
    const { vault, keys, actor } = office;
    const copy = join(office.folder, 'copy.json');
    await copyKey(vault, keys, actor, 'identity', 'essai-2026', copy);
    const other = await sampleOffice('campaign');
    const theirs = readFileSync(other.keys.pathOf('identity', 'essai-2026'));
    other.remove();
    writeFileSync(copy, theirs);
    expect(destroyKeys(vault, actor, 'identity', 'essai-2026')).toContainEqual({
      path: copy,
      outcome: 'absent',
    });
    expect(readFileSync(copy)).toEqual(theirs);
  });

  it('removes what was emptied and noted when a kill left its name, and no other file there', async () => {
    const { vault, keys, actor } = office;
    const path = keys.pathOf('identity', 'essai-2026');
    const again = () => destroyKeys(vault, actor, 'identity', 'essai-2026');
    again();
    writeFileSync(path, '');
    expect([again(), existsSync(path)]).toEqual([[], false]);
    writeFileSync(path, 'a shopping list');
    expect([again(), existsSync(path)]).toEqual([[], true]);
  });

  it('takes a copy whose folder is not there for one out of reach, never for one that is gone', async () => {
    // It did: a stick that was not plugged in counted as destroyed.
    const { vault, keys, actor } = office;
    const stick = join(office.folder, 'stick');
    mkdirSync(stick);
    const copy = join(stick, 'copy.json');
    await copyKey(vault, keys, actor, 'identity', 'essai-2026', copy);
    const place = () => lookAtCopy(keyCopies(vault, 'essai-2026').find(({ path }) => path === copy)!);
    expect(place()).toBe('present');
    renameSync(stick, `${stick}-unplugged`);
    expect(place()).toBe('unreachable');
    expect(destroyKeys(vault, actor, 'identity', 'essai-2026')).toContainEqual({
      path: copy,
      outcome: 'unreachable',
    });
    expect(destructionOutcomes(vault, 'identity', 'essai-2026').get(copy)).toBe('unreachable');
    renameSync(`${stick}-unplugged`, stick);
    writeFileSync(copy, 'a shopping list');
    expect(place()).toBe('other');
    rmSync(copy);
    expect(place()).toBe('absent');
  });

  it('copies into a folder that is there, and registers only what was written', async () => {
    // A missing folder left a line in the register, and the message named the key’s own file.
    const { vault, keys, actor } = office;
    const copyTo = (to: string) => copyKey(vault, keys, actor, 'identity', 'essai-2026', to);
    const nowhere = join(office.folder, 'nowhere');
    await expect(copyTo(join(nowhere, 'copy.json'))).rejects.toMatchObject({
      code: 'key-copy-folder',
      words: { fr: expect.stringContaining(nowhere) },
    });
    // A folder where the file should be: refused, and not registered either.
    await expect(copyTo(office.folder)).rejects.toMatchObject({ code: 'key-copy-exists' });
    expect(keyCopies(vault, 'essai-2026')).toHaveLength(1);
    expect([...journalLines(vault)].filter((line) => line.includes('keys.register'))).toHaveLength(1);
    // Killed between the file and the register, whole or cut short: the same command registers it.
    const bytes = readFileSync(keys.pathOf('identity', 'essai-2026'));
    for (const [i, cut] of [bytes, bytes.subarray(0, 100), bytes.subarray(0, 0)].entries()) {
      const path = join(office.folder, `cut-${i}.json`);
      writeFileSync(path, cut);
      await copyTo(path);
      expect(readFileSync(path)).toEqual(bytes);
    }
    expect(keyCopies(vault, 'essai-2026')).toHaveLength(4);
  });
});
