/** Two campaigns one year apart, of one vault: what links their rows, what does not, and how it ends. */
import { createHmac } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { importRoster, openCampaign, openKeyStore, readVault } from '@cloison/authority';
import { fullAtCommit } from '@cloison/dev-env/authority/full-at-commit.ts';
import {
  SAMPLE_COST,
  SAMPLE_PASSPHRASE,
  type SampleOffice,
  sampleOffice,
} from '@cloison/dev-env/authority/sample-office.ts';
import {
  type SamplePupil,
  samplePupils,
  writeSampleRoster,
} from '@cloison/dev-env/authority/sample-roster.ts';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { setCampaignState } from '../campaign/campaign-row.ts';
import { COHORT_PARTS, type CohortPart, makeCohortKey } from '../cohort/cohort-keys.ts';
import { markPupils } from '../cohort/cohort-marks.ts';
import { cohortKeyName, ensureRowsKey } from '../cohort/cohort-rows.ts';
import { cohortEndStatement, endCohort, overdueCohorts } from '../cohort/end-cohort.ts';
import { type JournalLine, journalLines } from '../journal/journal.ts';
import { copyKey, keyCopies } from '../keys/copies.ts';
import { readKeyFile, unwrapKey } from '../keys/key-file.ts';
import { approve } from '../roles/approvals.ts';
import { giveRole } from '../roles/roles.ts';
import { createCampaign } from '../specify/create-campaign.ts';
import { verifyStatementFile } from '../verify/verify-certificate.ts';
import { exportCohort } from './export-cohort.ts';
import { pseudonymise } from './pseudonymise.ts';

const COHORT = 'panel-2026';
const UNTIL = '2032-08-31';
const CAMPAIGNS = ['essai-2026', 'essai-2027'] as const;
const PEOPLE = { 1: 'dora', 2: 'sami' } as const;
const AFTER = new Date('2032-09-01T06:00:00Z');

let office: SampleOffice;
beforeEach(async () => {
  office = await sampleOffice('vault');
  const { campaignFolder, vault, keys, actor } = office;
  const file = join(campaignFolder, 'campaign.yaml');
  appendFileSync(file, `cohort: { name: ${COHORT}, until: ${UNTIL} }\n`);
  await createCampaign(vault, keys, actor, campaignFolder);
  writeFileSync(file, readFileSync(file, 'utf8').replace('campaign: essai-2026', 'campaign: essai-2027'));
  await createCampaign(vault, keys, actor, campaignFolder);
});
afterEach(() => office.remove());

const person = (who: string, now = office.actor.now()) => ({ who, now: () => now });
const fileOf = (part: CohortPart) => join(office.folder, `cle-${part}.json`);
const passphrase = async () => 'une phrase à elle seule';

async function makeKeys(): Promise<void> {
  const { vault, keysFolder } = office;
  for (const part of COHORT_PARTS)
    await makeCohortKey(vault, person(PEOPLE[part]), {
      ...{ cohort: COHORT, part, to: fileOf(part), keysFolder, passphrase, cost: SAMPLE_COST },
    });
}

/** As a closing leaves it, without a platform: marked by these keys, distilled, closed. */
async function played(
  name: string,
  pupils: readonly SamplePupil[],
  parts: readonly CohortPart[] = COHORT_PARTS,
): Promise<void> {
  const { vault, keys, actor, folder } = office;
  const campaign = await openCampaign(vault, keys, actor, name);
  await importRoster(campaign, writeSampleRoster(join(folder, name), pupils));
  for (const part of parts)
    await markPupils({ ...campaign, actor: person(PEOPLE[part]) }, part, { key: fileOf(part), passphrase });
  const { key } = await keys.ensureKey('research', name);
  const rowsKey = await ensureRowsKey(vault, keys, actor, COHORT);
  await vault.exclusive(() => pseudonymise(campaign, key, { rowsKey }));
  setCampaignState(vault, name, 'closed');
}

const read = (path: string) =>
  parse(readFileSync(path), { columns: true, record_delimiter: '\r\n' }) as Record<string, string>[];

/** One pupil of both campaigns, whom the second spells otherwise, in a file whose INE is in small letters. */
function twoYears(): readonly [first: SamplePupil[], second: SamplePupil[]] {
  const all = [...samplePupils(2, 3)];
  const [anna] = all;
  const spelt = {
    ...anna!,
    nom: 'béranger 1',
    prenom: 'ELODIE',
    ine: anna!.ine.toLowerCase(),
    classe: '6e B',
    niveau: '6e',
  };
  return [all.slice(0, 6), [spelt, ...all.slice(6)]];
}

it('two campaigns are linked by the identifier of a pupil of both, however the name is spelt, and by nothing else', async () => {
  const { vault, keys, folder } = office;
  await makeKeys();
  const [first, second] = twoYears();
  await played(CAMPAIGNS[0], first);
  await played(CAMPAIGNS[1], second);
  const to = join(folder, 'export');
  const done = await exportCohort(vault, keys, person('sami'), COHORT, to);
  expect(done).toMatchObject({ pupils: 12, linked: 1, without: [] });
  expect(readdirSync(to).sort()).toEqual([
    'LISEZ-MOI-README.txt',
    ...CAMPAIGNS.map((name) => `${COHORT}-${name}.csv`),
  ]);
  const [one, two] = CAMPAIGNS.map((name) => read(join(to, `${COHORT}-${name}.csv`)));
  const shared = one!.filter(({ identifiant }) => two!.some((row) => row.identifiant === identifiant));
  // Computed from both keys and the national number, without the program's code.
  const [key1, key2] = await Promise.all(
    COHORT_PARTS.map(
      async (part) => (await unwrapKey(readKeyFile(fileOf(part)), await passphrase(), '')).key,
    ),
  );
  const byHand = createHmac('sha256', key1!)
    .update(`cloison/cohort/1/first\0${COHORT}\0${first[0]!.ine}`)
    .digest();
  const own = createHmac('sha256', key2!).update('cloison/cohort/1/second\0').update(byHand).digest();
  expect(shared.map(({ identifiant }) => identifiant)).toEqual([
    `c${own.subarray(0, 16).toString('base64url')}`,
  ]);
  for (const rows of [one!, two!]) {
    const columns = Object.keys(rows[0]!);
    expect(
      columns.every((name) => /^(?:identifiant|niveau|(?:score|groupe|echelle|erreur)_.+)$/.test(name)),
    ).toBe(true);
    // Their order says nothing: it is that of the identifiers.
    const order = rows.map(({ identifiant }) => identifiant!);
    expect(order).toEqual(order.toSorted());
  }
  for (const file of readdirSync(to)) expect(statSync(join(to, file)).mode & 0o077).toBe(0);
  expect(readFileSync(done.about, 'utf8')).toContain(`au plus tard le ${UNTIL}`);
  const lines = [...journalLines(vault)].map((text) => JSON.parse(text) as JournalLine);
  expect(
    lines
      .filter(({ what }) => what === 'cohort.export')
      .map(({ campaign, detail }) => [campaign, detail.rows]),
  ).toEqual([
    [CAMPAIGNS[0], 6],
    [CAMPAIGNS[1], 7],
  ]);
});

it('with the first key alone there is no identifier, and with another second key nothing is linked', async () => {
  const { vault, keys, folder } = office;
  await makeKeys();
  const [first, second] = twoYears();
  await played(CAMPAIGNS[0], first, ['1']);
  await expect(exportCohort(vault, keys, person('sami'), COHORT, join(folder, 'a'))).rejects.toMatchObject({
    code: 'cohort-no-rows',
  });
  // As if the statistician's key had been lost and made anew: the vault would not take it, so its note is removed by hand.
  setCampaignState(vault, CAMPAIGNS[0], 'open');
  await played(CAMPAIGNS[0], first, ['2']);
  vault.forgetMeta(`cohort:${COHORT}:2`);
  renameSync(fileOf('2'), `${fileOf('2')}.old`);
  await makeCohortKey(vault, person('sami'), {
    ...{
      cohort: COHORT,
      part: '2',
      to: fileOf('2'),
      keysFolder: office.keysFolder,
      passphrase,
      cost: SAMPLE_COST,
    },
  });
  await played(CAMPAIGNS[1], second);
  expect(await exportCohort(vault, keys, person('sami'), COHORT, join(folder, 'b'))).toMatchObject({
    pupils: 13,
    linked: 0,
  });
});

it('the files take two persons, go neither into the vault nor to the keys, and not after the last day', async () => {
  const { vault, keys, folder, vaultFolder, keysFolder } = office;
  await makeKeys();
  await played(CAMPAIGNS[0], twoYears()[0]);
  const refused = (to: string, actor = person('sami')) =>
    exportCohort(vault, keys, actor, COHORT, to).then(
      () => 'written',
      (error) => (error as { code: string }).code,
    );
  for (const [who, role] of [
    ['dora', 'custodian'],
    ['sami', 'statistician'],
    ['ada', 'statistician'],
  ] as const)
    giveRole(vault, person('dora'), who, role);
  // All that needs no other person is said first.
  expect(await refused(join(vaultFolder, 'x'))).toBe('cohort-export-place');
  expect(await refused(join(keysFolder, 'x'))).toBe('cohort-export-place');
  expect(await refused(join(folder, 'x'), person('sami', AFTER))).toBe('cohort-over');
  expect(await refused(join(folder, 'x'))).toBe('approval-missing');
  approve(vault, person('ada'), 'cohort-export', COHORT);
  expect(existsSync(join(folder, 'x'))).toBe(false);
  expect(await refused(join(folder, 'x'))).toBe('written');
});

it.each([0, 1])(
  'says of a key that it was destroyed when the vault could note so only at the second attempt (%i lines of the first)',
  async (kept) => {
    // Its file was gone by then: “not there, was it moved?” was said of it, and signed.
    const { vault, keys } = office;
    await makeKeys();
    const end = () => endCohort(vault, keys, person('dora', AFTER), COHORT, '1');
    const makeRoom = fullAtCommit(vault, kept);
    await expect(end()).rejects.toThrow('full');
    makeRoom();
    expect((await end()).files).toEqual([{ path: fileOf('1'), outcome: 'destroyed' }]);
    expect(existsSync(fileOf('1'))).toBe(false);
  },
);

it('says of a key that is gone after a run that was cut short over it that nothing is known of it', async () => {
  const { vault, keys, folder } = office;
  await makeKeys();
  const end = (part: CohortPart) => endCohort(vault, keys, person(PEOPLE[part], AFTER), COHORT, part);
  const makeRoom = fullAtCommit(vault, 1);
  await expect(end('1')).rejects.toThrow('full');
  makeRoom();
  rmSync(fileOf('1'));
  expect((await end('1')).files).toEqual([{ path: fileOf('1'), outcome: 'unknown' }]);
  await end('2');
  const path = join(folder, 'fin.json');
  writeFileSync(path, JSON.stringify(cohortEndStatement(vault, COHORT)));
  const verified = await verifyStatementFile(path, keys.authorityPublic().fingerprint);
  if (verified.kind !== 'cohort-end') throw new Error(verified.kind);
  expect(verified.end.keys[0]?.files).toEqual([{ path: fileOf('1'), outcome: 'unknown' }]);
  const left = verified.end.notDestroyed.find(({ code }) => code === 'key-copy-unknown');
  expect(left?.what.fr).toContain(fileOf('1'));
});

it('an end says which keys are out of reach before it asks for the other person, and destroys none', async () => {
  const { vault, keys, actor, folder } = office;
  await makeKeys();
  await ensureRowsKey(vault, keys, actor, COHORT);
  const stick = join(folder, 'stick');
  mkdirSync(stick);
  await copyKey(vault, keys, actor, 'research', cohortKeyName(COHORT), join(stick, 'rows.json'));
  const end = (part: CohortPart, files: readonly string[] = []) =>
    endCohort(vault, keys, person(PEOPLE[part], AFTER), COHORT, part, { files }).then(
      () => 'done',
      (error) => (error as { code: string }).code,
    );
  expect(await end('1')).toBe('done');
  renameSync(stick, `${stick}-away`);
  giveRole(vault, person('dora'), 'dora', 'custodian');
  giveRole(vault, person('dora'), 'sami', 'statistician');
  writeFileSync(join(folder, 'a-letter.json'), '{}');
  expect(await end('2', [join(folder, 'a-letter.json')])).toBe('cohort-key-foreign');
  expect(await end('2', [join(folder, 'nowhere', 'copy.json')])).toBe('cohort-key-away');
  expect(await end('2')).toBe('cohort-key-away');
  expect(existsSync(fileOf('2'))).toBe(true);
  renameSync(`${stick}-away`, stick);
  expect(await end('2')).toBe('approval-missing');
  approve(vault, person('dora', AFTER), 'cohort-end', COHORT);
  expect(await end('2')).toBe('done');
});

it('ends by two persons: both keys and every identifier are gone, in backups too, and a signed statement says so', async () => {
  const { vault, keys, folder, vaultFolder, keysFolder } = office;
  await makeKeys();
  await played(CAMPAIGNS[0], twoYears()[0]);
  mkdirSync(join(folder, 'copie'));
  const copy = join(folder, 'copie', 'cle-1.json');
  cpSync(fileOf('1'), copy);
  const backup = join(folder, 'sauvegarde');
  vault.checkpoint();
  cpSync(vaultFolder, backup, { recursive: true });
  await exportCohort(vault, keys, person('sami'), COHORT, join(folder, 'export'));
  for (const [who, role] of [
    ['dora', 'custodian'],
    ['sami', 'statistician'],
  ] as const)
    giveRole(vault, person('dora'), who, role);
  const end = (part: CohortPart, now = AFTER, options = {}, who: string = PEOPLE[part]) =>
    endCohort(vault, keys, person(who, now), COHORT, part, options);
  const code = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error) => (error as { code: string }).code,
    );

  expect(overdueCohorts(vault, office.actor.now())).toEqual([]);
  expect(overdueCohorts(vault, AFTER)).toEqual([{ cohort: COHORT, until: UNTIL }]);
  expect(await code(end('1', office.actor.now()))).toBe('cohort-early');
  expect(await code(end('1', AFTER, {}, 'sami'))).toBe('role-missing');
  expect(await code(end('1', AFTER, { files: [fileOf('2')] }))).toBe('cohort-key-foreign');
  expect(await code(end('1'))).toBe('approval-missing');
  approve(vault, person('sami', AFTER), 'cohort-end', COHORT);
  expect([fileOf('1'), fileOf('2'), copy].map((path) => existsSync(path))).toEqual([true, true, true]);
  const first = await end('1', AFTER, { files: [copy] });
  expect(first).toMatchObject({ waitsFor: '2', files: [{ outcome: 'destroyed' }, { outcome: 'destroyed' }] });
  expect([fileOf('1'), fileOf('2'), copy].map((path) => existsSync(path))).toEqual([false, true, false]);
  // Half of an end is enough: no later campaign follows this cohort.
  const createNext = (name: string, cohort: string, now = office.actor.now()) => {
    const file = join(office.campaignFolder, 'campaign.yaml');
    const yaml = readFileSync(file, 'utf8')
      .replace(/^campaign: .*$/m, `campaign: ${name}`)
      .replace(/^cohort: .*$/m, `cohort: { name: ${cohort}, until: ${UNTIL} }`);
    writeFileSync(file, yaml);
    return code(createCampaign(vault, keys, person('testeuse', now), office.campaignFolder));
  };
  expect(await createNext('essai-2028', COHORT)).toBe('cohort-has-ended');
  // One person never does both, whatever roles say.
  giveRole(vault, person('dora'), 'dora', 'statistician');
  expect(await code(end('2', AFTER, {}, 'dora'))).toBe('cohort-same-person');
  approve(vault, person('dora', AFTER), 'cohort-end', COHORT);
  expect(await end('2')).toMatchObject({
    waitsFor: null,
    files: [{ path: fileOf('2'), outcome: 'destroyed' }],
  });

  expect(await createNext('essai-2028', COHORT)).toBe('cohort-has-ended');
  expect(await createNext('essai-2028', 'panel-2027', AFTER)).toBe('cohort-day-past');
  // What was created before is there still, the same.
  expect(await createNext(CAMPAIGNS[1], COHORT, AFTER)).toBe('done');
  expect(vault.count('SELECT count(*) FROM campaign')).toBe(2);
  expect(vault.count('SELECT count(*) FROM cohort_row')).toBe(0);
  expect(vault.count('SELECT count(*) FROM cohort_mark')).toBe(0);
  expect(overdueCohorts(vault, AFTER)).toEqual([]);
  expect(await code(exportCohort(vault, keys, person('sami'), COHORT, join(folder, 'b')))).toBe(
    'cohort-ended',
  );
  // A backup of before has the identifiers, and nothing opens them.
  using before = readVault(backup);
  expect(before.count('SELECT count(*) FROM cohort_row')).toBe(6);
  expect(
    await code(openKeyStore(keysFolder, SAMPLE_PASSPHRASE).openKey('research', cohortKeyName(COHORT))),
  ).toBe('key-missing');
  expect(keyCopies(vault, cohortKeyName(COHORT)).every(({ destroyed_at }) => destroyed_at !== null)).toBe(
    true,
  );

  const path = join(folder, 'fin.json');
  writeFileSync(path, JSON.stringify(cohortEndStatement(vault, COHORT)));
  const { fingerprint } = keys.authorityPublic();
  const verified = await verifyStatementFile(path, fingerprint);
  if (verified.kind !== 'cohort-end') throw new Error(verified.kind);
  expect(verified.end.keys.map(({ part, by }) => [part, by])).toEqual([
    ['1', 'dora'],
    ['2', 'sami'],
  ]);
  expect(verified.end.marks).toMatchObject({
    rows: 12,
    campaigns: [{ campaign: CAMPAIGNS[0], identifiers: 6 }, { identifiers: 0 }],
  });
  expect(verified.end.notDestroyed.map(({ code: of }) => of)).toEqual([
    'unnamed-copies',
    'vault-backups',
    'open-campaigns',
    'cohort-export',
    'research',
  ]);
  const last = JSON.parse([...journalLines(vault)].at(-1)!) as JournalLine;
  expect([last.what, last.n, last.detail.cohort]).toEqual(['cohort.end', verified.end.journal.lines, COHORT]);
  expect(await createNext('essai-2028', 'panel-2027')).toBe('done');
  await expect(verifyStatementFile(path, fingerprint.replaceAll(/[0-9A-F]/g, '0'))).rejects.toMatchObject({
    code: 'certificate-key',
  });
  const signed = JSON.parse(readFileSync(path, 'utf8')) as { statement: string };
  const said = JSON.parse(Buffer.from(signed.statement, 'base64url').toString()) as {
    marks: { rows: number };
  };
  said.marks.rows += 1;
  signed.statement = Buffer.from(JSON.stringify(said)).toString('base64url');
  writeFileSync(path, JSON.stringify(signed));
  await expect(verifyStatementFile(path, fingerprint)).rejects.toMatchObject({ code: 'certificate-invalid' });
  writeFileSync(path, '{\n"statement": "a"');
  await expect(verifyStatementFile(path, fingerprint)).rejects.toThrow(`${path}:2:17: `);
});
