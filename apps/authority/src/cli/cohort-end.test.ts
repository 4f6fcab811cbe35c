/** `cohort end` as it is typed, and typed again. */
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  SAMPLE_COST,
  SAMPLE_PASSPHRASE,
  type SampleOffice,
  sampleOffice,
} from '@cloison/dev-env/authority/sample-office.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeCohortKey } from '../cohort/cohort-keys.ts';
import { createCampaign } from '../specify/create-campaign.ts';

const BIN = fileURLToPath(new URL('../../../../bin/cloison.ts', import.meta.url));
const [COHORT, UNTIL] = ['panel-2026', '2032-08-31'];
let office: SampleOffice;
const fileOf = (name: string) => join(office.folder, `${name}.json`);

beforeEach(async () => {
  office = await sampleOffice('vault');
  const { vault, keys, actor, keysFolder, campaignFolder } = office;
  appendFileSync(join(campaignFolder, 'campaign.yaml'), `cohort: { name: ${COHORT}, until: ${UNTIL} }\n`);
  await createCampaign(vault, keys, actor, campaignFolder);
  await makeCohortKey(
    vault,
    { ...actor, who: 'dora' },
    {
      ...{ cohort: COHORT, part: '1', to: fileOf('key'), keysFolder, cost: SAMPLE_COST },
      passphrase: async () => 'une phrase à elle seule',
    },
  );
  cpSync(fileOf('key'), fileOf('copy'));
  vault.close();
});
afterEach(() => office.remove());

function run(copy: string, ...more: string[]) {
  const args = ['--cohort', COHORT, '--part', '1', '--key', copy, '--despite-until', UNTIL, '--yes', ...more];
  return cloison('dora', 'cohort', 'end', ...args);
}

function cloison(who: string, ...words: string[]) {
  return spawnSync(process.execPath, [BIN, ...words], {
    encoding: 'utf8',
    env: {
      ...process.env,
      CLOISON_VAULT: office.vaultFolder,
      CLOISON_KEYS: office.keysFolder,
      CLOISON_PASSPHRASE: SAMPLE_PASSPHRASE,
      CLOISON_AGENT: who,
    },
  });
}

function end(copy: string) {
  const { status, stdout } = run(copy, '--json');
  return { status, json: JSON.parse(stdout.trim().split('\n').at(-1)!) };
}

it('says the same when it is typed again, though the copy that it names is gone by then', () => {
  const files = [fileOf('key'), fileOf('copy')].map((path) => ({ path, outcome: 'destroyed' }));
  expect(end(fileOf('copy')).json).toMatchObject({ ok: true, files });
  // “A regular file that exists” was asked for: what was cut short after the copy could not be finished by the same command.
  expect(end(fileOf('copy')).json).toMatchObject({ ok: true, files });
});

it('names the command for the other key as it is to be typed, before the promised day too', () => {
  // Without the day, the other person was refused.
  expect(run(fileOf('copy')).stdout).toContain(
    `cohort end --cohort ${COHORT} --part 2 --despite-until ${UNTIL} --yes`,
  );
});

it('asks to confirm nothing of a cohort that no campaign follows', () => {
  const { stdout } = cloison('dora', 'cohort', 'end', '--cohort', 'panel', '--part', '1', '--json');
  expect(JSON.parse(stdout.trim().split('\n').at(-1)!).code).toBe('cohort-unknown');
});

it('destroys nothing when a copy is named that is not there', () => {
  expect(end(fileOf('cpoy'))).toMatchObject({ status: 5, json: { code: 'cohort-key-gone' } });
  // Of a medium that is not connected nothing can be known.
  expect(end(join(office.folder, 'stick', 'copy.json')).json.code).toBe('cohort-key-away');
  expect(existsSync(fileOf('key'))).toBe(true);
});

it('leaves another file alone that stands where the key was written, and says that the key was not there', () => {
  writeFileSync(fileOf('key'), 'a letter');
  expect(end(fileOf('copy')).json).toMatchObject({
    ok: true,
    files: [
      { path: fileOf('key'), outcome: 'absent' },
      { path: fileOf('copy'), outcome: 'destroyed' },
    ],
  });
  expect(readFileSync(fileOf('key'), 'utf8')).toBe('a letter');
});

it('ends with a statement by which a journal that was cut shows', () => {
  run(fileOf('copy'));
  cloison('emil', 'cohort', 'end', '--cohort', COHORT, '--part', '2', '--despite-until', UNTIL, '--yes');
  const [statement, lines] = [fileOf('fin'), join(office.folder, 'journal.jsonl')];
  cloison('dora', 'cohort', 'statement', '--cohort', COHORT, '--out', statement);
  cloison('dora', 'vault', 'journal', '--export', lines);
  const verify = () =>
    cloison('dora', 'verify', 'journal', lines, '--certificate', statement, '--lang', 'en');
  // A valid statement was called invalid there.
  expect(verify().stdout).toMatch(/^Journal intact/);
  writeFileSync(lines, readFileSync(lines, 'utf8').replace(/.+\n$/, ''));
  expect(verify()).toMatchObject({ status: 6, stderr: expect.stringContaining('cut') });
});
