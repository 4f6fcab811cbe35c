import { randomBytes } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { fullAtCommit } from '@cloison/dev-env/authority/full-at-commit.ts';
import {
  SAMPLE_COST,
  SAMPLE_PASSPHRASE,
  type SampleOffice,
  sampleOffice,
} from '@cloison/dev-env/authority/sample-office.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { setCampaignState } from '../campaign/campaign-row.ts';
import { keepStep } from '../campaign/closing-steps.ts';
import { type JournalLine, journalLines } from '../journal/journal.ts';
import { replaceSigningKey } from '../signing/replace-signing-key.ts';
import { changePassphrase } from './change-passphrase.ts';
import { copyKey, destroyKeys, keyCopies } from './copies.ts';
import { keepKeyChange } from './key-change.ts';
import { readKeyFile, unwrapKey, wrapKey, writeKeyFile } from './key-file.ts';
import { openKeyStore } from './key-store.ts';
import { rehearseCustody } from './rehearse-custody.ts';

const AFTER = 'une tout autre phrase';
let office: SampleOffice;
beforeEach(async () => {
  office = await sampleOffice('campaign');
});
afterEach(() => office.remove());

const change = (before = SAMPLE_PASSPHRASE, after = AFTER) =>
  changePassphrase(office.vault, office.keys, office.actor, before, after, 'passphrase', SAMPLE_COST);

it('changes every key and copy within reach, names the others, and keeps the keys themselves', async () => {
  const { vault, keys, actor } = office;
  const stick = join(office.folder, 'stick');
  mkdirSync(stick);
  const [safe, away] = [join(office.folder, 'safe.json'), join(stick, 'away.json')];
  for (const path of [safe, away]) await copyKey(vault, keys, actor, 'identity', 'essai-2026', path);
  const key = await keys.openKey('identity', 'essai-2026');
  renameSync(stick, `${stick}-unplugged`);
  const done = await change();
  expect(done.left).toEqual([away]);
  expect(done.changed).toHaveLength(3);
  const after = openKeyStore(office.keysFolder, AFTER);
  expect(await after.openKey('identity', 'essai-2026')).toEqual(key);
  await after.authority();
  expect((await unwrapKey(readKeyFile(safe), AFTER, safe)).key).toEqual(key.key);
  const before = openKeyStore(office.keysFolder, SAMPLE_PASSPHRASE);
  await expect(before.openKey('identity', 'essai-2026')).rejects.toMatchObject({ code: 'passphrase-wrong' });
});

it('changes nothing with a passphrase that is wrong, short or the same', async () => {
  const text = () => readFileSync(join(office.keysFolder, 'authority.json'), 'utf8');
  const whole = text();
  await expect(change('une phrase fausse')).rejects.toMatchObject({ code: 'passphrase-wrong' });
  await expect(change(SAMPLE_PASSPHRASE, 'court')).rejects.toMatchObject({ code: 'passphrase-short' });
  await expect(change(SAMPLE_PASSPHRASE, SAMPLE_PASSPHRASE)).rejects.toMatchObject({
    code: 'passphrase-same',
  });
  expect(text()).toBe(whole);
});

it('is finished by the next command when it was killed between two files, whatever the new secret is', async () => {
  // One key was under the new secret then, the other under the old one, and no command opened both.
  const key = await office.keys.openKey('identity', 'essai-2026');
  const files = [];
  for (const { path } of office.keys.list()) {
    const plain = await unwrapKey(readKeyFile(path), SAMPLE_PASSPHRASE, path);
    files.push({ path, file: await wrapKey(plain, AFTER, SAMPLE_COST) });
  }
  keepKeyChange(office.keysFolder, files);
  writeKeyFile(files[0]!.path, files[0]!.file);
  const after = openKeyStore(office.keysFolder, AFTER);
  await after.authority();
  expect(await after.openKey('identity', 'essai-2026')).toEqual(key);
  expect(readdirSync(office.keysFolder).sort()).toEqual(['authority.json', 'identity-essai-2026.json']);
});

it('has its line in the journal wherever it is cut short, and says when it changed nothing', async () => {
  // A change that was killed while files were replaced was finished without a line.
  const lines = () =>
    [...journalLines(office.vault)].slice(-2).map((text) => (JSON.parse(text) as JournalLine).what);
  // Nothing can be kept: a folder stands where the change would be written.
  mkdirSync(join(office.keysFolder, 'change.pending.new'));
  await expect(change()).rejects.toThrow();
  expect(lines()).toEqual(['keys.passphrase', 'keys.passphrase-failed']);
  await openKeyStore(office.keysFolder, SAMPLE_PASSPHRASE).authority();
  rmdirSync(join(office.keysFolder, 'change.pending.new'));
  // It is kept, and cut short at the first file.
  const first = join(office.keysFolder, 'authority.json.new');
  mkdirSync(first);
  await expect(change()).rejects.toThrow();
  expect(lines().at(-1)).toBe('keys.passphrase');
  rmdirSync(first);
  await openKeyStore(office.keysFolder, AFTER).authority();
});

it('brings a copy that was out of reach at an earlier change under the new secret', async () => {
  // Every later change was refused: no one secret opened the copy and the keys.
  const { vault, keys, actor } = office;
  const stick = join(office.folder, 'stick');
  mkdirSync(stick);
  const away = join(stick, 'away.json');
  const { key } = await keys.openKey('identity', 'essai-2026');
  await copyKey(vault, keys, actor, 'identity', 'essai-2026', away);
  renameSync(stick, `${stick}-unplugged`);
  await change();
  renameSync(`${stick}-unplugged`, stick);
  const store = openKeyStore(office.keysFolder, AFTER);
  const again = 'encore une autre phrase';
  const done = await changePassphrase(vault, store, actor, AFTER, again, 'passphrase', SAMPLE_COST);
  expect(done.left).toEqual([]);
  expect((await unwrapKey(readKeyFile(away), again, away)).key).toEqual(key);
});

it('copies no key into the vault, through a link either', async () => {
  // It did, though the manual says that it is refused.
  const { vault, keys, actor } = office;
  const link = join(office.folder, 'link');
  symlinkSync(office.vaultFolder, link);
  for (const folder of [office.vaultFolder, link]) {
    const to = join(folder, 'x.json');
    await expect(copyKey(vault, keys, actor, 'identity', 'essai-2026', to)).rejects.toMatchObject({
      code: 'key-copy-in-vault',
    });
    expect(existsSync(to)).toBe(false);
  }
  // The last name of the path leads there: a link to nothing yet, a link to an empty file, a second name of one.
  const [dangling, linked, named] = ['dangling', 'linked', 'named'].map((name) => join(office.folder, name));
  symlinkSync(join(office.vaultFolder, 'nothing-yet'), dangling!);
  const empty = join(office.vaultFolder, 'empty');
  writeFileSync(empty, '');
  symlinkSync(empty, linked!);
  linkSync(empty, named!);
  for (const to of [dangling!, linked!, named!]) {
    await expect(copyKey(vault, keys, actor, 'identity', 'essai-2026', to)).rejects.toMatchObject({
      code: 'key-copy-exists',
    });
  }
  expect(readFileSync(empty, 'utf8')).toBe('');
  expect(existsSync(join(office.vaultFolder, 'nothing-yet'))).toBe(false);
  // A folder in the vault, and one that is still to be made there; a path from here.
  mkdirSync(join(office.vaultFolder, 'deep'));
  for (const to of ['deep/x.json', 'none/x.json'].map((path) => join(office.vaultFolder, path))) {
    for (const path of [to, relative(process.cwd(), to)])
      await expect(copyKey(vault, keys, actor, 'identity', 'essai-2026', path)).rejects.toMatchObject({
        code: 'key-copy-in-vault',
      });
  }
  expect(keyCopies(vault, 'essai-2026')).toHaveLength(1);
});

it('makes no mount point of a medium that is not there', async () => {
  const nowhere = join(office.folder, 'stick', 'keys');
  for (const folder of [nowhere, '/media/cloison-no-such-stick', '/media/cloison-no-such-stick/keys']) {
    const keys = openKeyStore(folder, SAMPLE_PASSPHRASE, SAMPLE_COST);
    await expect(keys.initialise()).rejects.toMatchObject({ code: 'key-medium-missing' });
    expect(existsSync(folder)).toBe(false);
  }
  expect(existsSync(join(office.folder, 'stick'))).toBe(false);
  mkdirSync(join(office.folder, 'stick'));
  await openKeyStore(nowhere, SAMPLE_PASSPHRASE, SAMPLE_COST).initialise();
  expect(existsSync(nowhere)).toBe(true);
});

it('goes by a key whose destruction was cut short, and so does all else that is done with the others', async () => {
  // It was called damaged, and a copy was to be put back; neither passphrase nor signing key could be changed until it was gone.
  const { vault, keys, actor } = office;
  const own = keys.pathOf('identity', 'essai-2026');
  const makeRoom = fullAtCommit(vault, 1);
  expect(() => destroyKeys(vault, actor, 'identity', 'essai-2026')).toThrow('full');
  makeRoom();
  setCampaignState(vault, 'essai-2026', 'closing');
  keepStep(vault, actor, 'essai-2026', 'purged', {});
  for (const bytes of [Buffer.alloc(0), randomBytes(300)]) {
    writeFileSync(own, bytes);
    const rehearsed = await rehearseCustody(vault, keys, actor);
    expect(rehearsed).toEqual({
      opened: [keys.signingKeyPath],
      refused: [],
      other: [],
      absent: [],
      outOfReach: [],
    });
    await expect(office.campaign()).rejects.toMatchObject({ code: 'campaign-closing' });
  }
  await replaceSigningKey(vault, keys, actor, { why: 'leaked' });
  expect((await change()).changed).toEqual([keys.signingKeyPath]);
  expect(destroyKeys(vault, actor, 'identity', 'essai-2026')).toEqual([{ path: own, outcome: 'destroyed' }]);
});

it('names a key that is damaged, and whose destruction nobody has begun', async () => {
  const { vault, keys, actor } = office;
  writeFileSync(keys.pathOf('identity', 'essai-2026'), '');
  await expect(change()).rejects.toMatchObject({ code: 'key-damaged' });
  await expect(rehearseCustody(vault, keys, actor)).rejects.toMatchObject({ code: 'key-damaged' });
});
