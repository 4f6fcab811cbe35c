import { createHmac, randomBytes } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
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
import { samplePupils } from '@cloison/dev-env/authority/sample-roster.ts';
import { fromBase64Url, toBase64Url } from '@cloison/protocol/public';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { type JournalLine, journalLines } from '../journal/journal.ts';
import { readKeyFile, unwrapKey } from '../keys/key-file.ts';
import { giveRole } from '../roles/roles.ts';
import { factsOfPupil, presentPupils } from '../roster/pupils.ts';
import { createCampaign } from '../specify/create-campaign.ts';
import { checkSealed } from '../vault/check-sealed.ts';
import { type CohortPart, makeCohortKey, type NewCohortKey } from './cohort-keys.ts';
import { cohortIdentifiers, countWithoutIdentifier, type MarkOptions, markPupils } from './cohort-marks.ts';

const COHORT = 'panel-2026';
const PASSPHRASES = { 1: 'la phrase du dépositaire', 2: 'la phrase de la statisticienne' } as const;
const PEOPLE = { 1: 'dora', 2: 'sami' } as const;
const NOW = new Date('2026-08-20T08:00:00Z');
const person = (who: string, now = NOW) => ({ who, now: () => now });

let office: SampleOffice;
beforeEach(async () => {
  office = await sampleOffice('vault');
  appendFileSync(
    join(office.campaignFolder, 'campaign.yaml'),
    `cohort: { name: ${COHORT}, until: 2032-08-31 }\n`,
  );
  await createCampaign(office.vault, office.keys, office.actor, office.campaignFolder);
  await office.roster(samplePupils(2, 3));
});
afterEach(() => office.remove());

const fileOf = (part: CohortPart) => join(office.folder, `cle-${part}.json`);

function makeKey(part: CohortPart, change: Partial<NewCohortKey> = {}, who: string = PEOPLE[part]) {
  return makeCohortKey(office.vault, person(who), {
    cohort: COHORT,
    part,
    to: fileOf(part),
    keysFolder: office.keysFolder,
    passphrase: async () => PASSPHRASES[part],
    cost: SAMPLE_COST,
    ...change,
  });
}

async function mark(part: CohortPart, change: Partial<MarkOptions> = {}, actor = person(PEOPLE[part])) {
  const campaign = { ...(await office.campaign()), actor };
  return markPupils(campaign, part, {
    key: fileOf(part),
    passphrase: async () => PASSPHRASES[part],
    ...change,
  });
}

async function secret(part: CohortPart): Promise<Uint8Array> {
  return (await unwrapKey(readKeyFile(fileOf(part)), PASSPHRASES[part], fileOf(part))).key;
}

/** As the page of the protocol says it, by nothing of the program. */
function identifier(key1: Uint8Array, key2: Uint8Array, ine: string): string {
  const first = createHmac('sha256', key1).update(`cloison/cohort/1/first\0${COHORT}\0${ine}`).digest();
  const second = createHmac('sha256', key2).update('cloison/cohort/1/second\0').update(first).digest();
  return second.subarray(0, 16).toString('base64url');
}

function identifiers(campaign: OpenCampaign) {
  return cohortIdentifiers(campaign, presentPupils(campaign));
}

const linesOf = (what: string) =>
  [...journalLines(office.vault)]
    .map((text) => JSON.parse(text) as JournalLine)
    .filter((line) => line.what === what);

describe('a cohort’s identifiers', () => {
  it('are what both keys make of the national number, one after the other, and no key alone', async () => {
    await makeKey('1');
    await makeKey('2');
    expect(await mark('1')).toEqual({ cohort: COHORT, marked: 12, unmarked: 0 });
    // Half marked is not marked.
    const campaign = await office.campaign();
    expect(identifiers(campaign).size).toBe(0);
    await mark('2');
    const found = identifiers(campaign);
    const [key1, key2] = [await secret('1'), await secret('2')];
    const other = new Uint8Array(randomBytes(32));
    expect(found.size).toBe(12);
    expect(new Set(found.values()).size).toBe(12);
    for (const [pupil, own] of found) {
      const { ine } = factsOfPupil(campaign, pupil);
      expect(own).toBe(identifier(key1, key2, ine));
      for (const [a, b] of [
        [key1, other],
        [other, key2],
        [key1, key1],
        [key2, key2],
        [key2, key1],
      ] as const)
        expect(own).not.toBe(identifier(a, b, ine));
    }
    checkSealed(office.vault, campaign.sealer);
    expect(linesOf('cohort.mark').map(({ who, detail }) => [who, detail])).toEqual([
      ['dora', { cohort: COHORT, part: '1', pupils: 12 }],
      ['sami', { cohort: COHORT, part: '2', pupils: 12 }],
    ]);
  });

  it('are all there after a run that was cut short, each made once', async () => {
    await makeKey('1');
    await makeKey('2');
    for (const part of ['1', '2'] as const) {
      const stop = new AbortController();
      const progress = () => ({ update: () => stop.abort(), stop() {} });
      await expect(mark(part, { together: 5, signal: stop.signal, progress })).rejects.toThrow();
      expect(await mark(part, { together: 5 })).toMatchObject({ marked: 7, unmarked: 0 });
      expect(await mark(part)).toMatchObject({ marked: 0 });
    }
    const campaign = await office.campaign();
    const [key1, key2] = [await secret('1'), await secret('2')];
    const found = identifiers(campaign);
    expect(found.size).toBe(12);
    for (const [pupil, own] of found)
      expect(own).toBe(identifier(key1, key2, factsOfPupil(campaign, pupil).ine));
    expect(linesOf('cohort.mark').map(({ detail }) => detail.pupils)).toEqual([5, 5, 2, 5, 5, 2]);
  });

  it('are not taken from a first mark that is passed off as a second', async () => {
    await makeKey('1');
    await mark('1');
    office.vault.run('UPDATE cohort_mark SET part = 2');
    const campaign = await office.campaign();
    expect(() => identifiers(campaign)).toThrow(expect.objectContaining({ code: 'vault-sealed' }));
  });

  it('come second by second: the first key before the other, and pupils who came since are counted', async () => {
    await makeKey('1');
    await makeKey('2');
    await expect(mark('2')).rejects.toMatchObject({
      code: 'cohort-first-missing',
      message: expect.stringContaining('12 pupils of'),
    });
    await mark('1');
    await office.roster(samplePupils(2, 4));
    const added = presentPupils(await office.campaign()).length - 12;
    expect(added).toBeGreaterThan(0);
    const { marked, unmarked } = await mark('2');
    expect(unmarked).toBe(presentPupils(await office.campaign()).length - marked);
    expect(unmarked).toBeGreaterThan(0);
    await expect(mark('2')).rejects.toMatchObject({
      code: 'cohort-first-missing',
      message: expect.stringContaining(`${unmarked} pupils of`),
    });
    await mark('1');
    expect(await mark('2')).toMatchObject({ marked: unmarked, unmarked: 0 });
  });

  it('are wanted of pupils with a sitting, unless they left or their family objected', async () => {
    const { vault } = office;
    const { name } = await office.campaign();
    const [one, two, three] = presentPupils(await office.campaign());
    for (const id of [one!, two!, three!])
      vault.run("INSERT INTO result VALUES (?, 'francais', NULL, zeroblob(1))", id);
    expect(countWithoutIdentifier(vault, name)).toBe(3);
    vault.run("UPDATE pupil SET state = 'left' WHERE id = ?", one!);
    vault.run("INSERT INTO objection VALUES (?, '2026-09-01T00:00:00Z', zeroblob(1))", two!);
    expect(countWithoutIdentifier(vault, name)).toBe(1);
    await makeKey('1');
    await makeKey('2');
    await mark('1');
    expect(countWithoutIdentifier(vault, name)).toBe(1);
    await mark('2');
    expect(countWithoutIdentifier(vault, name)).toBe(0);
    expect(identifiers(await office.campaign()).has(two!)).toBe(false);
  });
});

describe('the two keys', () => {
  it('are for two persons, each with the role', async () => {
    await makeKey('1');
    // The person who made one key can never use the other, whatever roles they have.
    await expect(makeKey('2', {}, 'dora')).rejects.toMatchObject({ code: 'cohort-same-person' });
    await makeKey('2');
    await mark('1', {}, person('eva'));
    await expect(mark('2', {}, person('eva'))).rejects.toMatchObject({ code: 'cohort-same-person' });
    await expect(mark('1', {}, person('sami'))).rejects.toMatchObject({ code: 'cohort-same-person' });
    giveRole(office.vault, person('dora'), 'dora', 'custodian');
    giveRole(office.vault, person('dora'), 'sami', 'statistician');
    await expect(mark('1', {}, person('ada'))).rejects.toMatchObject({ code: 'role-missing' });
    giveRole(office.vault, person('dora'), 'ada', 'statistician');
    await expect(mark('1', {}, person('ada'))).rejects.toMatchObject({ code: 'role-missing' });
    expect(await mark('2')).toMatchObject({ marked: 12 });
  });

  it('are two files outside the vault and the key store, each under its own passphrase', async () => {
    const { vault, keysFolder, vaultFolder, folder } = office;
    const refused = (change: Partial<NewCohortKey>) =>
      makeKey('1', change).then(
        () => 'made',
        (error) => (error as { code: string }).code,
      );
    const link = join(folder, 'lien');
    symlinkSync(vaultFolder, link);
    mkdirSync(join(keysFolder, 'dessous'));
    for (const to of [vaultFolder, link, keysFolder, join(keysFolder, 'dessous')])
      expect(await refused({ to: join(to, 'cle.json') })).toBe('cohort-key-place');
    expect(await refused({ to: join(folder, 'ailleurs', 'cle.json') })).toBe('key-copy-folder');
    writeFileSync(join(folder, 'prise.json'), '');
    expect(await refused({ to: join(folder, 'prise.json') })).toBe('cohort-key-exists');
    expect(await refused({ passphrase: async () => 'courte' })).toBe('passphrase-short');
    expect(await refused({ cohort: 'panel-2027' })).toBe('cohort-unknown');
    expect(existsSync(fileOf('1'))).toBe(false);
    const { fingerprint } = await makeKey('1');
    expect(fingerprint).toMatch(/^(?:[\dA-F]{4} ){15}[\dA-F]{4}$/);
    expect(vault.meta(`cohort:${COHORT}:1`)).toBe(fingerprint);
    expect(await refused({ to: join(folder, 'autre.json') })).toBe('cohort-key-there');
    await expect(mark('1', { passphrase: async () => SAMPLE_PASSPHRASE })).rejects.toMatchObject({
      code: 'passphrase-wrong',
    });
  });

  it('are in their file and noted by the vault, or neither, wherever making one is cut short', async () => {
    const { vault } = office;
    const beside = `${fileOf('1')}.new`;
    // The disk of the vault is full at the end of the transaction.
    const makeRoom = fullAtCommit(vault);
    await expect(makeKey('1')).rejects.toThrow('full');
    makeRoom();
    expect([existsSync(fileOf('1')), existsSync(beside), vault.meta(`cohort:${COHORT}:1`)]).toEqual([
      false,
      false,
      null,
    ]);
    // Killed while the file was written: what stands beside is the beginning of this key, and counts for nothing.
    writeFileSync(beside, '{\n  "v": 1,\n  "purp');
    const made = await makeKey('1');
    expect([existsSync(fileOf('1')), existsSync(beside)]).toEqual([true, false]);
    // Killed after the note: the same command ends it, and so does the one that marks.
    renameSync(fileOf('1'), beside);
    expect(await makeKey('1')).toEqual(made);
    renameSync(fileOf('1'), beside);
    expect(await mark('1')).toMatchObject({ marked: 12 });
    expect([existsSync(fileOf('1')), existsSync(beside)]).toEqual([true, false]);
    // Somebody else's file of that name is left alone.
    writeFileSync(`${fileOf('2')}.new`, 'notes');
    await expect(makeKey('2')).rejects.toMatchObject({ code: 'cohort-key-exists' });
    expect(readFileSync(`${fileOf('2')}.new`, 'utf8')).toBe('notes');
  });

  it('are not taken one for the other, nor is a key of the same name that another vault made', async () => {
    await expect(mark('1', { key: join(office.keysFolder, 'authority.json') })).rejects.toMatchObject({
      code: 'cohort-key-none',
    });
    await makeKey('1');
    await makeKey('2');
    await expect(mark('1', { key: fileOf('2') })).rejects.toMatchObject({ code: 'cohort-key-other' });
    const elsewhere = join(office.folder, 'ailleurs.json');
    const noted = office.vault.meta(`cohort:${COHORT}:1`)!;
    office.vault.forgetMeta(`cohort:${COHORT}:1`);
    await makeKey('1', { to: elsewhere });
    office.vault.setMeta(`cohort:${COHORT}:1`, noted);
    await expect(mark('1', { key: elsewhere })).rejects.toMatchObject({ code: 'cohort-key-other' });
    expect(office.vault.count('SELECT count(*) FROM cohort_mark')).toBe(0);
    expect(await mark('1')).toMatchObject({ marked: 12 });
  });

  it('mark nobody after the last day, nor of a campaign that follows no cohort', async () => {
    await makeKey('1');
    await expect(mark('1', {}, person('dora', new Date('2032-09-01T00:00:00Z')))).rejects.toMatchObject({
      code: 'cohort-over',
    });
    const campaign = await office.campaign();
    const { cohort: _cohort, ...spec } = campaign.spec;
    await expect(
      markPupils({ ...campaign, spec }, '1', { key: fileOf('1'), passphrase: async () => '' }),
    ).rejects.toMatchObject({ code: 'cohort-none' });
  });
});

it('an identifier has 22 symbols of base64url', async () => {
  await makeKey('1');
  await makeKey('2');
  await mark('1');
  await mark('2');
  for (const own of identifiers(await office.campaign()).values()) {
    expect(own).toMatch(/^[\w-]{22}$/);
    expect(toBase64Url(fromBase64Url(own))).toBe(own);
  }
});
