import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  SAMPLE_COST,
  SAMPLE_PASSPHRASE,
  type SampleOffice,
  sampleOffice,
} from '@cloison/dev-env/authority/sample-office.ts';
import { fromBase64Url, toBase64Url } from '@cloison/protocol/public';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendJournal, type JournalLine, journalLines } from '../journal/journal.ts';
import { copyKey } from './copies.ts';
import { openKeyStore } from './key-store.ts';
import { rehearseCustody } from './rehearse-custody.ts';
import { joinShares, type KeyShare, readShare, shareText, splitNewSecret } from './shares.ts';
import { splitCustody } from './split-custody.ts';

/** Every choice of `size` of a list. */
function choices<T>(list: readonly T[], size: number): T[][] {
  if (size === 0) return [[]];
  return list.flatMap((one, i) => choices(list.slice(i + 1), size - 1).map((rest) => [one, ...rest]));
}

describe('a secret in five shares', () => {
  it('is given back by any three of them, in any order, and by all', async () => {
    const { secret, shares } = await splitNewSecret(5, 3);
    expect(fromBase64Url(secret)).toHaveLength(32);
    const triples = choices(shares, 3);
    expect(triples).toHaveLength(10);
    for (const three of triples) expect(await joinShares(three.toReversed())).toBe(secret);
    expect(await joinShares(shares)).toBe(secret);
  });

  it('is refused by two, by one given twice, and by shares of two secrets', async () => {
    const [one, other] = [await splitNewSecret(5, 3), await splitNewSecret(5, 3)];
    const [a, b] = one.shares as [KeyShare, KeyShare];
    await expect(joinShares([])).rejects.toMatchObject({ code: 'shares-few' });
    await expect(joinShares([a, b])).rejects.toMatchObject({ code: 'shares-few', exit: 5 });
    await expect(joinShares([a, b, b])).rejects.toMatchObject({ code: 'share-twice' });
    await expect(joinShares([a, b, other.shares[2]!])).rejects.toMatchObject({ code: 'shares-mixed' });
    await expect(splitNewSecret(5, 1)).rejects.toMatchObject({ code: 'shares-numbers' });
    await expect(splitNewSecret(2, 3)).rejects.toMatchObject({ code: 'shares-numbers' });
  });

  it('is never taken from shares that were altered: the library would give another secret', async () => {
    const { shares } = await splitNewSecret(5, 3);
    for (const at of [0, 31]) {
      const bytes = fromBase64Url(shares[0]!.share);
      bytes[at]! ^= 1;
      const altered = { ...shares[0]!, share: toBase64Url(bytes) };
      await expect(joinShares([altered, shares[1]!, shares[2]!])).rejects.toMatchObject({
        code: 'shares-together',
      });
    }
    // Who lowers the threshold in a file gains nothing.
    const lowered = shares.slice(0, 2).map((share) => ({ ...share, threshold: 2 }));
    await expect(joinShares(lowered)).rejects.toMatchObject({ code: 'shares-together' });
  });
});

describe('keys in the custody of five', () => {
  let office: SampleOffice;
  let out: string;
  beforeEach(async () => {
    office = await sampleOffice('campaign');
    out = join(office.folder, 'shares');
  });
  afterEach(() => office.remove());
  const split = (store = office.keys, folder = out) =>
    splitCustody(office.vault, store, office.actor, { of: 5, threshold: 3, out: folder }, SAMPLE_COST);
  const storeOf = async (files: readonly string[]) =>
    openKeyStore(office.keysFolder, await joinShares(files.map(readShare)), SAMPLE_COST, 'shares');

  it('open with three shares, no more with the passphrase, and after a rotation with the new shares alone', async () => {
    const key = await office.keys.openKey('identity', 'essai-2026');
    const first = await split();
    const three = await storeOf(first.files.slice(1, 4));
    expect(await three.openKey('identity', 'essai-2026')).toEqual(key);
    const before = openKeyStore(office.keysFolder, SAMPLE_PASSPHRASE);
    await expect(before.authority()).rejects.toMatchObject({ code: 'passphrase-wrong' });
    const second = await split(three, join(office.folder, 'new-shares'));
    // The line that comes before the change names the set: it says which shares count, whatever is killed after it.
    const changes = [...journalLines(office.vault)].map((line) => JSON.parse(line) as JournalLine);
    expect(changes.filter(({ what }) => what === 'keys.passphrase').map(({ detail }) => detail.set)).toEqual([
      first.set,
      second.set,
    ]);
    await expect((await storeOf(first.files)).authority()).rejects.toMatchObject({ code: 'shares-wrong' });
    const rotated = await storeOf(second.files.slice(0, 3));
    expect(await rotated.openKey('identity', 'essai-2026')).toEqual(key);
  });

  it('are rehearsed: what opens, what does not, what is out of reach', async () => {
    const { vault, keys, actor } = office;
    const stick = join(office.folder, 'stick');
    mkdirSync(stick);
    await copyKey(vault, keys, actor, 'identity', 'essai-2026', join(stick, 'away.json'));
    const safe = join(office.folder, 'safe.json');
    await copyKey(vault, keys, actor, 'identity', 'essai-2026', safe);
    const old = readFileSync(safe);
    const { files } = await split();
    writeFileSync(safe, old);
    rmSync(stick, { recursive: true });
    const done = await rehearseCustody(vault, await storeOf(files.slice(0, 3)), actor);
    expect(done).toEqual({
      opened: [join(office.keysFolder, 'authority.json'), keys.pathOf('identity', 'essai-2026')],
      refused: [safe],
      other: [],
      absent: [],
      outOfReach: [join(stick, 'away.json')],
    });
  });

  it('are rehearsed: another campaign’s key in the place of a registered one, and one that is gone', async () => {
    const { vault, keys, actor } = office;
    const [safe, gone] = [join(office.folder, 'safe.json'), join(office.folder, 'gone.json')];
    await copyKey(vault, keys, actor, 'identity', 'essai-2026', safe);
    await copyKey(vault, keys, actor, 'identity', 'essai-2026', gone);
    rmSync(gone);
    // It opens with the same passphrase, and is of no use here: all would be lost with the last of the others.
    await keys.ensureKey('identity', 'une-autre');
    renameSync(keys.pathOf('identity', 'une-autre'), safe);
    const own = keys.pathOf('identity', 'essai-2026');
    expect(await rehearseCustody(vault, keys, actor)).toEqual({
      opened: [join(office.keysFolder, 'authority.json'), own],
      refused: [],
      other: [safe],
      absent: [gone],
      outOfReach: [],
    });
    // A destruction that was killed after it had taken the file: it misses by intent.
    appendJournal(vault, actor, 'keys.destroy', 'essai-2026', { path: gone, outcome: 'begun' });
    expect(await rehearseCustody(vault, keys, actor)).toMatchObject({ other: [safe], absent: [] });
  });

  it('have shares that are whole, beside nothing, and replace no file', async () => {
    await expect(split(office.keys, office.keysFolder)).rejects.toMatchObject({ code: 'share-place' });
    symlinkSync(office.vaultFolder, join(office.folder, 'link'));
    await expect(split(office.keys, join(office.folder, 'link', 'x'))).rejects.toMatchObject({
      code: 'share-place',
    });
    await expect(split(office.keys, join(office.vaultFolder, 'x'))).rejects.toMatchObject({
      code: 'share-place',
    });
    const { files } = await split();
    const share = readShare(files[0]!);
    writeFileSync(files[0]!, shareText({ ...share, number: 4 }));
    expect(() => readShare(files[0]!)).toThrow(files[0]!);
    writeFileSync(files[1]!, 'a letter');
    expect(() => readShare(files[1]!)).toThrow(`${files[1]}:1:1 `);
    expect(() => readShare(files[1]!)).toThrow(expect.objectContaining({ code: 'share-damaged', exit: 6 }));
  });
});
