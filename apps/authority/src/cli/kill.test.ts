/** Each command killed with SIGKILL at ten points, then run again: the same end as when it is left alone. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeSampleCampaign } from '@cloison/dev-env/authority/sample-folder.ts';
import { SAMPLE_COST, temporaryFolder } from '@cloison/dev-env/authority/sample-office.ts';
import { samplePupils, writeSampleRoster } from '@cloison/dev-env/authority/sample-roster.ts';
import { toHex } from '@cloison/protocol/public';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCampaign } from '../campaign/open-campaign.ts';
import { holderSecret } from '../codes/holder-secret.ts';
import { openKeyStore } from '../keys/key-store.ts';
import { orderNumberOf } from '../roster/pupils.ts';
import { createCampaign } from '../specify/create-campaign.ts';
import { campaignStatus } from '../status/campaign-status.ts';
import type { ClassFacts, ClassRow, ContentRow, HolderRow, PupilFacts, PupilRow } from '../vault/rows.ts';
import { createVault, readVault } from '../vault/vault.ts';
import { verifyJournal } from '../verify/verify-journal.ts';

const POINTS = 10;
const PASSPHRASE = 'cinq mots tirés au hasard';
const BIN = fileURLToPath(new URL('../../../../bin/cloison.ts', import.meta.url));
const PRELOAD = new URL('../../../../packages/dev-env/src/authority/kill-at.ts', import.meta.url).href;

const COMMANDS = {
  create: ['campaign', 'create', 'campaign'],
  import: ['roster', 'import', '--schools', 'roster/schools.csv', '--pupils', 'roster/pupils.csv'],
  mint: ['codes', 'mint'],
  assign: ['codes', 'assign'],
  letters: ['letters', 'print', '--out', 'letters'],
} as const;
type Command = keyof typeof COMMANDS;

let root: string;
/** The folder that each command begins with. */
const beginnings = new Map<Command, string>();
/** Steps of each command that was left alone, and where it ended. */
const untouched = new Map<Command, { readonly steps: number; readonly state: unknown }>();

function cloison(folder: string, args: readonly string[], killAt: number): { killed: boolean } {
  const { status, signal, stderr } = spawnSync(process.execPath, ['--import', PRELOAD, BIN, ...args], {
    cwd: folder,
    env: {
      ...process.env,
      CLOISON_PASSPHRASE: PASSPHRASE,
      KILL_AT: String(killAt),
      KILL_STEPS: join(root, 'steps'),
    },
    encoding: 'utf8',
  });
  if (signal !== 'SIGKILL') expect(stderr + status).toMatch(/0$/);
  return { killed: signal === 'SIGKILL' };
}

function copyOf(beginning: string, name: string): string {
  const folder = join(root, name);
  cpSync(beginning, folder, { recursive: true });
  return folder;
}

/** What has to be the same: everything but random ids, hashes, times and the number of the journal's lines. */
async function stateOf(folder: string): Promise<unknown> {
  const keys = openKeyStore(join(folder, '.cloison/keys'), PASSPHRASE);
  using vault = readVault(join(folder, '.cloison/vault'));
  verifyJournal(vault);
  const campaign = await openCampaign(vault, keys, { who: 'testeuse', now: () => new Date() });
  const { sealer } = campaign;
  // Rows of pupils are numbered by chance.
  const ineOf = new Map<number, string>();
  const pupils = vault
    .all<PupilRow>('SELECT * FROM pupil')
    .map((row) => {
      const order = orderNumberOf(campaign, row);
      const { ine } = sealer.open<PupilFacts>('pupil', 'sealed', row.id, row.sealed);
      ineOf.set(row.id, ine);
      return { ine, state: row.state, classLevel: row.class_level, numbered: order !== null };
    })
    .sort((a, b) => (a.ine < b.ine ? -1 : 1));
  const numbers = vault
    .all<PupilRow>('SELECT * FROM pupil')
    .flatMap((row) => orderNumberOf(campaign, row) ?? []);
  expect(new Set(numbers).size).toBe(numbers.length);
  const holders = vault.all<HolderRow>('SELECT * FROM holder');
  const roots = holders.map((row) => holderSecret(campaign, row).root);
  expect(new Set(roots).size).toBe(roots.length);
  const { journal: _lines, createdAt: _at, ...counts } = campaignStatus(vault);
  return {
    counts,
    pupils,
    classes: vault
      .all<ClassRow>('SELECT * FROM class ORDER BY id')
      .map((row) => sealer.open<ClassFacts>('class', 'sealed', row.id, row.sealed)),
    links: holders
      .map(({ kind, state, pupil, class_level, class: of, school, role, rank, calendar }) =>
        JSON.stringify([
          ...[kind, state, pupil === null ? null : ineOf.get(pupil)],
          ...[class_level, of, school, role, rank, calendar],
        ]),
      )
      .sort(),
    content: vault
      .all<ContentRow>('SELECT * FROM content ORDER BY kind, path')
      .map(({ kind, path, hash }) => [kind, path, toHex(hash)]),
    copies: vault.count('SELECT count(*) FROM key_copy'),
    letters: existsSync(join(folder, 'letters'))
      ? readdirSync(join(folder, 'letters'))
          .filter((name) => name.endsWith('.pdf'))
          .sort()
      : [],
  };
}

/** A vault, with the campaign or without, whose keys are wrapped at little cost: a hundred processes open them. */
async function begin(name: string, created = false): Promise<string> {
  const folder = join(root, name);
  mkdirSync(folder);
  writeSampleCampaign(join(folder, 'campaign'));
  writeSampleRoster(join(folder, 'roster'), samplePupils(2, 12));
  using vault = createVault(join(folder, '.cloison/vault'));
  const keys = openKeyStore(join(folder, '.cloison/keys'), PASSPHRASE, SAMPLE_COST);
  await keys.initialise();
  const actor = { who: 'testeuse', now: () => new Date() };
  if (created) await createCampaign(vault, keys, actor, join(folder, 'campaign'));
  return folder;
}

beforeAll(async () => {
  root = temporaryFolder();
  let folder = await begin('begin');
  for (const command of Object.keys(COMMANDS) as Command[]) {
    beginnings.set(command, folder);
    folder = copyOf(folder, `after-${command}`);
    cloison(folder, COMMANDS[command], 0);
    const steps = Number(readFileSync(join(root, 'steps'), 'utf8'));
    untouched.set(command, { steps, state: await stateOf(folder) });
    if (command === 'create') folder = await begin('created', true);
  }
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

it.each(Object.keys(COMMANDS) as Command[])(
  '%s, killed anywhere and run again, ends as if it had been left alone',
  async (command) => {
    const { steps, state } = untouched.get(command)!;
    expect(steps).toBeGreaterThanOrEqual(POINTS);
    let killed = 0;
    for (let point = 0; point < POINTS; point++) {
      // From the first step to the last.
      const killAt = 1 + Math.round((point * (steps - 1)) / (POINTS - 1));
      const folder = copyOf(beginnings.get(command)!, `${command}-${point}`);
      if (cloison(folder, COMMANDS[command], killAt).killed) killed += 1;
      cloison(folder, COMMANDS[command], 0);
      expect(await stateOf(folder), `killed at step ${killAt} of ${steps}`).toEqual(state);
      rmSync(folder, { recursive: true });
    }
    // Threads make the number of steps differ a little from run to run.
    expect(killed).toBeGreaterThanOrEqual(POINTS - 1);
  },
);
