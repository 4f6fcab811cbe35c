import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type SampleOffice, sampleOffice } from '@cloison/dev-env/authority/sample-office.ts';
import { samplePupils, sampleUai } from '@cloison/dev-env/authority/sample-roster.ts';
import { openHolder, parseCode, rootFromCode } from '@cloison/protocol';
import { argon2id } from '@cloison/protocol/argon2-node';
import { accessHash, fromBase64Url, toHex } from '@cloison/protocol/public';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OpenCampaign, openCampaign } from '../campaign/open-campaign.ts';
import { journalLines } from '../journal/journal.ts';
import { orderNumberOf } from '../roster/pupils.ts';
import { backupVault } from '../vault/backup-vault.ts';
import { restoreVault } from '../vault/restore-vault.ts';
import type { HolderRow, PupilRow } from '../vault/rows.ts';
import { openVault } from '../vault/vault.ts';
import { assignCodes } from './assign.ts';
import { holderSecret } from './holder-secret.ts';
import { earlierHoldersOfPupil, holdersOfPupil } from './holders.ts';
import { mintCodes } from './mint.ts';
import {
  codesInStock,
  codesNeeded,
  countGroupsWithoutRoot,
  groupsWithoutRoot,
  pupilsWithoutCode,
  reservesMissing,
  staffWithoutCode,
} from './needs.ts';
import { replaceLeakedCodes } from './replace-leaked.ts';
import { giveReserve } from './reserve.ts';
import { revokeStaff } from './revoke.ts';
import { shuffle, shuffledPositions } from './shuffle.ts';
import { withdrawUngiven } from './withdraw-ungiven.ts';

let office: SampleOffice;
let campaign: OpenCampaign;
beforeEach(async () => {
  office = await sampleOffice('roster');
  campaign = await office.campaign();
});
afterEach(() => office.remove());

async function prepare() {
  await mintCodes(campaign, { threads: 1 });
  return assignCodes(campaign);
}

function holders(where: string): HolderRow[] {
  return office.vault.all<HolderRow>(`SELECT * FROM holder WHERE ${where}`);
}

function schoolOf(pupil: number): number {
  return office.vault.get<{ school: number }>('SELECT school FROM pupil_view WHERE id = ?', pupil)!.school;
}

function orderOf(pupil: number): string {
  return orderNumberOf(campaign, office.vault.get<PupilRow>('SELECT * FROM pupil WHERE id = ?', pupil)!)!;
}

/** What is counted without being listed is as much as what is listed. */
function expectAsListed(of: OpenCampaign): void {
  const reserves = reservesMissing(of).reduce((sum, { count }) => sum + count, 0);
  expect(codesNeeded(of)).toEqual({
    pupil: pupilsWithoutCode(of, 0, 1_000).length + reserves,
    staff: staffWithoutCode(of).length,
  });
  expect(countGroupsWithoutRoot(of)).toBe(groupsWithoutRoot(of).length);
}

describe('minting', () => {
  it('makes what the roster needs, and nothing when run again', async () => {
    // 6 pupils online, 3 reserves in each of 2 schools; 2 heads, 4 teachers.
    expect(codesNeeded(campaign)).toEqual({ pupil: 12, staff: 6 });
    expectAsListed(campaign);
    expect((await mintCodes(campaign, { threads: 2 })).minted).toEqual({ pupil: 12, staff: 6 });
    expect((await mintCodes(campaign)).minted).toEqual({ pupil: 0, staff: 0 });
    expect((await mintCodes(campaign, { stock: { pupil: 14 } })).minted).toEqual({ pupil: 2, staff: 0 });
  });

  it('seals codes that give their holder when typed', async () => {
    await mintCodes(campaign, { stock: { pupil: 1, staff: 1 }, threads: 1 });
    for (const kind of ['pupil', 'staff'] as const) {
      const row = holders(`kind = '${kind}'`)[0]!;
      const { root, code } = holderSecret(campaign, row);
      const typed = await rootFromCode(parseCode(code!.toLowerCase(), kind), campaign.campaignId, argon2id);
      expect(typed).toEqual(fromBase64Url(root));
      const { holderId, access } = await openHolder(typed, campaign.campaignId);
      expect(toHex(holderId)).toBe(toHex(row.holder_id));
      expect(toHex(await accessHash(access))).toBe(toHex(row.access_hash));
    }
  });

  it('keeps what was drawn when it is interrupted', async () => {
    const stop = new AbortController();
    const progress = () => ({ update: () => stop.abort(), stop() {} });
    const run = mintCodes(campaign, { stock: { pupil: 60 }, threads: 1, progress, signal: stop.signal });
    await expect(run).rejects.toThrow();
    expect(codesInStock(campaign).pupil).toBe(20);
    expect((await mintCodes(campaign, { stock: { pupil: 60 }, threads: 2 })).minted.pupil).toBe(40);
  });
});

describe('assigning', () => {
  it('says what is missing before it does anything', async () => {
    await expect(assignCodes(campaign)).rejects.toMatchObject({
      code: 'codes-short',
      data: { missing: { pupil: 12, staff: 6 } },
    });
    expect(office.vault.count('SELECT count(*) FROM pupil WHERE order_lookup IS NOT NULL')).toBe(0);
  });

  it('gives everybody what they need, once', async () => {
    expect(await prepare()).toEqual({
      orderNumbers: 12,
      pupils: 6,
      reserves: 6,
      heads: 2,
      teachers: 4,
      classes: 4,
      schools: 2,
      moved: 0,
    });
    const numbers = office.vault
      .all<PupilRow>('SELECT * FROM pupil')
      .map((row) => orderNumberOf(campaign, row)!);
    expect(new Set(numbers).size).toBe(12);
    for (const number of numbers) expect(number).toMatch(/^\d{7}$/);
    const again = await prepare();
    expect(Object.values(again).every((count) => count === 0)).toBe(true);
    // Only pupils of the online level have a code, with their level's calendar.
    const levels = office.vault.all<{ level: string; calendar: number }>(
      `SELECT l.level AS level, h.calendar AS calendar FROM holder h JOIN pupil p ON p.id = h.pupil JOIN class_level l ON l.id = p.class_level`,
    );
    expect(levels).toEqual(Array.from({ length: 6 }, () => ({ level: '6e', calendar: 3 })));
  });

  it('does not follow the order of public ids: neighbours in a class are not neighbours there', async () => {
    await office.roster(samplePupils(2, 40), true);
    await prepare();
    const pupils = holders(`pupil IS NOT NULL ORDER BY holder_id`).map(({ pupil }) => pupil!);
    const rising = pupils.slice(1).filter((pupil, i) => pupil > pupils[i]!).length;
    // Of 79 pairs about half rise; 79 if the order were kept. 55 is 3.6 standard deviations (σ² = (n+1)/12) and more away.
    expect(pupils).toHaveLength(80);
    expect(rising).toBeGreaterThan(24);
    expect(rising).toBeLessThan(55);
  });

  it('draws order numbers from all there are: they follow neither the rows nor a count', async () => {
    await office.roster(samplePupils(2, 40), true);
    await prepare();
    const numbers = office.vault
      .all<PupilRow>('SELECT * FROM pupil ORDER BY id')
      .map((row) => Number(orderNumberOf(campaign, row)));
    const rising = numbers.slice(1).filter((number, i) => number > numbers[i]!).length;
    // Of 159 pairs half rise; σ² = 161/12, and 62 to 97 is 4.8 standard deviations to either side.
    expect(numbers).toHaveLength(160);
    expect(rising).toBeGreaterThan(61);
    expect(rising).toBeLessThan(98);
    // A count from anywhere lies close together. That 160 draws from ten million do has a chance below 2⁻¹⁵⁰.
    expect(Math.max(...numbers) - Math.min(...numbers)).toBeGreaterThan(5_000_000);
  });

  it('after a roster update serves arrivals and new classes, and moves windows with pupils', async () => {
    await prepare();
    const [first, ...others] = [...samplePupils(2, 3)];
    const reunion = sampleUai(9_740_005);
    const mover = others.find(({ niveau }) => niveau === '6e')!;
    const rest = others.filter((pupil) => pupil !== mover);
    await office.roster([first!, ...rest, { ...mover, uai: reunion }, { ...mover, ine: '123456789AB' }]);
    expect(codesNeeded(campaign)).toEqual({ pupil: 4, staff: 2 });
    expectAsListed(campaign);
    expect(await prepare()).toMatchObject({
      pupils: 1,
      reserves: 3,
      heads: 1,
      teachers: 1,
      classes: 1,
      schools: 1,
      moved: 1,
    });
    const moved = holders(`calendar = 1 AND kind = 'pupil' AND state = 'assigned'`);
    expect(moved).toHaveLength(1);
    expect(moved[0]!.pushed).toBe(0);
  });
});

describe('a reserve code', () => {
  it('takes the place of a lost code, which is revoked', async () => {
    await prepare();
    const old = holders(`kind = 'pupil' AND state = 'assigned'`)[0]!;
    const given = giveReserve(campaign, orderOf(old.pupil!), 'lost');
    expect(given.reservesLeft).toBe(2);
    const now = holders(`pupil = ${old.pupil} AND state = 'assigned'`)[0]!;
    expect(holderSecret(campaign, now).code).toBe(given.code);
    expect(toHex(now.replaces!)).toBe(toHex(old.holder_id));
    const before = holders(`pupil = ${old.pupil} AND state = 'revoked'`)[0]!;
    expect([toHex(before.holder_id), before.reason]).toEqual([toHex(old.holder_id), 'lost']);
    // The next preparation makes up for the reserve that was used.
    expect((await prepare()).reserves).toBe(1);
  });

  it('stands before those that it replaced, the newest of them first, whatever their identifiers', async () => {
    // By identifier, what an older code had saved counted before what the next one had: by chance, and in the ticket too.
    await prepare();
    const pupils = holders(`kind = 'pupil' AND state = 'assigned'`).map(({ pupil }) => pupil!);
    const [first] = pupils;
    const codeOf = (row: HolderRow) => holderSecret(campaign, row).code;
    for (const pupil of [first!, pupils.find((one) => schoolOf(one) !== schoolOf(first!))!]) {
      const codes = [codeOf(holders(`pupil = ${pupil} AND state = 'assigned'`)[0]!)];
      for (let i = 0; i < 3; i++) codes.unshift(giveReserve(campaign, orderOf(pupil), 'lost').code);
      expect(holdersOfPupil(office.vault, pupil).map(codeOf)).toEqual(codes);
      const [now] = holdersOfPupil(office.vault, pupil);
      expect(earlierHoldersOfPupil(office.vault, pupil, now!).map(codeOf)).toEqual(codes.slice(1));
    }
  });

  it('is refused for an unknown number, for a level without codes, and when the school has none left', async () => {
    await prepare();
    const entry = office.vault.get<{ id: number }>(
      `SELECT p.id AS id FROM pupil p JOIN class_level l ON l.id = p.class_level WHERE l.level = 'cp'`,
    )!;
    expect(() => giveReserve(campaign, 'abc', 'lost')).toThrow('No pupil present');
    expect(() => giveReserve(campaign, orderOf(entry.id), 'lost')).toThrow('has no code');
    const pupil = holders(`kind = 'pupil' AND state = 'assigned'`)[0]!.pupil!;
    for (let i = 0; i < 3; i++) giveReserve(campaign, orderOf(pupil), 'misused');
    expect(() => giveReserve(campaign, orderOf(pupil), 'lost')).toThrow('no reserve code left');
    expect(holders(`state = 'revoked' AND reason = 'misused'`)).toHaveLength(3);
  });
});

describe('revoking a member of staff', () => {
  it('changes every root that the keyring held, and gives the successor a code', async () => {
    await prepare();
    await expect(revokeStaff(campaign, { role: 'head', uai: sampleUai(750_001) })).rejects.toMatchObject({
      code: 'codes-short',
    });
    await mintCodes(campaign, { stock: { staff: 2 }, threads: 1 });
    const teacher = { role: 'teacher', uai: sampleUai(750_001), label: 'CP A', rank: 1 } as const;
    expect(await revokeStaff(campaign, teacher)).toEqual({ newRoots: 1 });
    expect(await revokeStaff(campaign, { role: 'head', uai: sampleUai(750_001) })).toEqual({ newRoots: 3 });
    const revoked = holders(`state = 'revoked'`);
    expect(revoked.map(({ kind }) => kind).sort()).toEqual([
      'class',
      'class',
      'class',
      'school',
      'staff',
      'staff',
    ]);
    for (const row of revoked) {
      const [heir] = holders(`replaces = x'${toHex(row.holder_id)}'`);
      expect(heir).toMatchObject({
        kind: row.kind,
        class_level: row.class_level,
        school: row.school,
        role: row.role,
      });
    }
    expect((await assignCodes(campaign)).heads).toBe(0);
    await expect(revokeStaff(campaign, { ...teacher, label: 'CP Z' })).rejects.toMatchObject({
      code: 'class-unknown',
    });
    await expect(revokeStaff(campaign, { ...teacher, rank: 2 })).rejects.toMatchObject({
      code: 'staff-unknown',
    });
    await expect(revokeStaff(campaign, { ...teacher, uai: '0' })).rejects.toMatchObject({
      code: 'school-unknown',
    });
  });
});

it('journals every act with counts, and no name or code', async () => {
  await prepare();
  const text = [...journalLines(office.vault)].join('\n');
  for (const what of ['roster.import', 'codes.mint', 'codes.assign']) expect(text).toContain(what);
  for (const row of holders(`kind IN ('pupil', 'staff')`)) {
    expect(text).not.toContain(holderSecret(campaign, row).code);
  }
  for (const { nom, prenom, ine } of samplePupils(2, 3)) {
    for (const word of [nom, prenom, ine]) expect(text).not.toContain(word);
  }
});

it('shuffles without loss', () => {
  const list = Array.from({ length: 100 }, (_, i) => i);
  const mixed = shuffle(list);
  expect(mixed).not.toEqual(list);
  expect(mixed.toSorted((a, b) => a - b)).toEqual(list);
  const positions = [...shuffledPositions(100)];
  expect(positions).not.toEqual(list);
  expect(positions.toSorted((a, b) => a - b)).toEqual(list);
});

describe('after a leak', () => {
  const codesOf = (where: string) => holders(where).map(({ holder_id }) => toHex(holder_id));
  const LIVE = `state IN ('assigned', 'reserve')`;

  it('every code and root of one school is replaced, each pupil’s sitting goes on, and others keep theirs', async () => {
    await prepare();
    // One who has a reserve code already is among them.
    const lost = holders('pupil IS NOT NULL')[0]!;
    giveReserve(campaign, orderOf(lost.pupil!), 'lost');
    office.vault.run('UPDATE holder SET pushed = 1');
    const before = codesOf(LIVE);
    const { uai } = office.vault.get<{ uai: string }>('SELECT uai FROM school ORDER BY id')!;
    const [school] = office.vault.all<{ id: number }>('SELECT id FROM school WHERE uai = ?', uai);
    const pupils = office.vault.all<{ id: number }>('SELECT id FROM pupil_view WHERE school = ?', school!.id);
    const done = await replaceLeakedCodes(campaign, { uai });
    expect(done).toMatchObject({ schools: 1, pupils: 3, reserves: expect.any(Number), staff: 3 });
    const after = codesOf(LIVE);
    expect(after).toHaveLength(before.length);
    const kept = before.filter((id) => after.includes(id));
    expect(before.length - kept.length).toBe(done.pupils + done.reserves + done.staff + done.newRoots);
    const inSchool = pupils.flatMap(({ id }) => holders(`pupil = ${id} AND state = 'assigned'`));
    expect(inSchool).toHaveLength(done.pupils);
    for (const row of inSchool) {
      // The successor is unpublished, and follows the old code as a lost one, so that the sitting counts and goes on.
      expect([row.pushed, row.replaces === null]).toEqual([0, false]);
      const [old] = holders(`hex(holder_id) = '${toHex(row.replaces!).toUpperCase()}'`);
      expect([old?.state, old?.reason, old?.pupil]).toEqual(['revoked', 'lost', row.pupil]);
    }
    expect(holders(`state = 'minted'`)).toHaveLength(0);
  });

  it('every code of the campaign is replaced at once, or none', async () => {
    await prepare();
    const before = new Set(codesOf(LIVE));
    await expect(replaceLeakedCodes(campaign, { uai: '0000000X' })).rejects.toMatchObject({
      code: 'school-unknown',
    });
    const done = await replaceLeakedCodes(campaign);
    expect(done.schools).toBe(2);
    const after = codesOf(LIVE);
    expect(after).toHaveLength(before.size);
    expect(after.filter((id) => before.has(id))).toEqual([]);
    const lines = [...journalLines(office.vault)];
    expect(lines.some((line) => line.includes('breach.revoke'))).toBe(true);
  });
});

describe('a vault that was put back from a backup', () => {
  it('gives no code that may have been given to somebody since, and is given others', async () => {
    await prepare();
    await mintCodes(campaign, { stock: { pupil: 2, staff: 1 }, threads: 1 });
    const { folder, vaultFolder, keysFolder, actor, vault, keys } = office;
    const made = await backupVault(vaultFolder, keysFolder, join(folder, 'backups'), actor.now);
    const mates = vault.all<{ id: number }>(
      `SELECT p.id FROM pupil_view p JOIN holder h ON h.pupil = p.id
       WHERE p.school = (SELECT min(school) FROM holder WHERE state = 'reserve')`,
    );
    const [order = '', other = ''] = mates.map(({ id }) => orderOf(id));
    const given = giveReserve(campaign, order, 'lost').code;
    vault.close();
    rmSync(vaultFolder, { recursive: true });
    let withdrawn = {};
    await restoreVault(
      made.folder,
      vaultFolder,
      () => 0,
      (copy, { at }) => {
        withdrawn = withdrawUngiven(copy, actor, { of: at, line: 0 });
      },
    );
    // 3 reserves in each of 2 schools.
    expect(withdrawn).toEqual({ reserves: 6, stock: 3 });
    using again = openVault(vaultFolder);
    const restored = await openCampaign(again, keys, actor, campaign.name);
    expect(() => giveReserve(restored, other, 'lost')).toThrow('no reserve code left');
    await mintCodes(restored, { threads: 1 });
    expect((await assignCodes(restored)).reserves).toBe(6);
    for (let i = 0; i < 3; i++) expect(giveReserve(restored, other, 'lost').code).not.toBe(given);
  });

  it('keeps its codes where somebody answers for it that none was given, which the journal says', async () => {
    await prepare();
    await mintCodes(campaign, { stock: { pupil: 2, staff: 1 }, threads: 1 });
    const count = () => holders(`state IN ('reserve', 'minted')`).length;
    const before = count();
    const said = { of: '2026-11-24T02:00:00Z', line: 7, isNothingGiven: true };
    expect(withdrawUngiven(office.vault, office.actor, said)).toEqual({ reserves: 0, stock: 0 });
    expect(count()).toBe(before);
    expect([...journalLines(office.vault)].at(-1)).toContain('"nothingGiven":true');
  });
});
