/**
 * Every command, run on a vault that holds pupils, a sitting and a request of a school: one that opens what is sealed of a
 * pupil leaves a line of the journal with who ran it, and one that has roles refuses whoever has none. A command that is
 * added fails here until it has its line in the table.
 */
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { runProgram } from '@cloison/command';
import {
  SAMPLE_PASSPHRASE,
  type SampleOffice,
  sampleOffice,
} from '@cloison/dev-env/authority/sample-office.ts';
import { samplePupils, writeSampleRoster } from '@cloison/dev-env/authority/sample-roster.ts';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { assignCodes } from '../codes/assign.ts';
import { mintCodes } from '../codes/mint.ts';
import { codesNeeded } from '../codes/needs.ts';
import { keepRequest } from '../desk/requests.ts';
import { giveRole } from '../roles/roles.ts';
import { orderNumberOfPupil } from '../roster/pupils.ts';
import { notBegun } from '../score/sitting.ts';
import { keepSitting, sealSitting } from '../score/sittings.ts';
import type { HolderRow } from '../vault/rows.ts';
import { Sealer } from '../vault/sealer.ts';
import { openVault, readVault } from '../vault/vault.ts';
import { AUTHORITY_ROOMS, loadRoom } from './load-room.ts';

/** What is sealed of a pupil and says who or how well. */
const OF_A_PUPIL: ReadonlySet<string> = new Set(['pupil.sealed', 'result.sealed', 'objection.sealed']);
/** Opens what is sealed of pupils, leaves no line, and shows nobody: with what it does. */
const SHOWS_NOBODY: ReadonlyMap<string, string> = new Map([
  ['vault check', 'sees whether every value opens'],
  ['campaign publish', 'with --dry-run, counts what would be sent'],
  ['campaign items', 'adds up answers by item'],
  ['campaign figures', 'with --dry-run, adds up scores'],
  ['items withdraw', 'without --apply, counts whose score would change'],
  ['items correct', 'without --apply, counts whose score would change'],
  ['items restore', 'without --apply, counts whose score would change'],
]);

/** Arguments of each command; null: it serves until it is stopped, or is not there to read a vault. */
const COMMANDS: Readonly<Record<string, (at: Places) => readonly string[] | null>> = {
  'vault create': () => [],
  'vault check': () => ['--sealed'],
  'vault backup': ({ file }) => ['--to', file('backups')],
  'vault rehearse': ({ file }) => ['--from', file('backups')],
  'vault restore': ({ file }) => ['--from', file('backups')],
  'vault journal': () => [],
  'keys init': () => [],
  'keys show': () => [],
  'keys copy': ({ file }) => ['--to', file('copy.json')],
  'keys list': () => [],
  'keys passphrase': () => [],
  'keys join': () => [],
  'keys rehearse': () => [],
  'keys replace-signing': () => ['--reason', 'leaked'],
  'roles list': () => [],
  'roles give': () => ['support', '--to', 'somebody'],
  'roles take': () => ['support', '--from', 'somebody'],
  'roles approve': ({ order }) => ['read-sitting', '--subject', order],
  'campaign validate': ({ folder }) => [folder],
  'campaign create': ({ folder }) => [folder],
  'campaign prepare': () => [],
  'campaign publish': ({ platform }) => [...platform, '--dry-run'],
  'campaign serve': ({ platform }) => [...platform, '--once'],
  'campaign release': ({ platform }) => platform,
  'campaign status': () => [],
  'campaign items': () => [],
  'campaign double-entry': ({ file }) => ['--out', file('double.csv')],
  'campaign analyse': ({ file }) => ['--out', file('analysis')],
  'campaign figures': () => ['--dry-run'],
  'campaign move': ({ platform }) => [...platform, '--key', 'a'.repeat(64)],
  'campaign relay-bundle': ({ uai, file }) => ['--school', uai, '--out', file('laptop.cloison')],
  'campaign relay-take': ({ roster }) => [roster],
  'campaign purged': ({ roster }) => [roster],
  'campaign close': ({ platform }) => platform,
  'campaign certificate': ({ file }) => ['--out', file('certificate.json')],
  'campaign anonymise': () => [],
  'campaign export': ({ file }) => ['--out', file('export')],
  'campaign destroy-research': () => [],
  'roster import': ({ schools, roster }) => ['--schools', schools, '--pupils', roster, '--dry-run'],
  'roster find': () => ['aub'],
  'roster sitting': ({ order }) => [order],
  'areas import': ({ schools }) => ['--file', schools, '--dry-run'],
  'areas list': () => [],
  'areas assign': () => [],
  'areas revoke': () => ['--area', 'nowhere'],
  'codes mint': () => ['--count', '1'],
  'codes assign': () => [],
  'codes reserve': ({ order }) => ['--order', order, '--reason', 'lost'],
  'codes revoke': ({ uai }) => ['--uai', uai, '--head'],
  'requests list': () => [],
  'requests show': () => [REQUEST],
  'requests grant': () => [REQUEST],
  'requests refuse': () => [REQUEST, '--answer', 'no'],
  'notices add': () => ['--fr', 'Bonjour', '--en', 'Hello'],
  'notices list': () => [],
  'notices withdraw': () => ['1'],
  'cohort key': ({ file }) => ['--cohort', 'panel', '--part', '1', '--to', file('part-1.json')],
  'cohort mark': ({ roster }) => ['--part', '1', '--key', roster],
  'cohort export': ({ file }) => ['--cohort', 'panel', '--to', file('cohort')],
  'cohort end': () => ['--cohort', 'panel', '--part', '1'],
  'cohort statement': ({ file }) => ['--cohort', 'panel', '--out', file('end.json')],
  'rights access': ({ order, file }) => [order, '--out', file('access')],
  'rights rectify': ({ order }) => [order, '--last-name', 'Autre'],
  'rights object': ({ order }) => [order, '--reason', 'asked'],
  'breach revoke': ({ uai }) => ['--uai', uai, '--yes'],
  'letters print': ({ file }) => ['--out', file('letters')],
  'items show': () => [],
  'items withdraw': () => ['f1'],
  'items correct': ({ roster }) => ['f1', '--file', roster],
  'items restore': () => ['f1'],
  'items files': ({ file }) => ['f1', '--out', file('files')],
  'standards show': () => [],
  'standards set': ({ roster }) => ['--domain', 'comprendre', '--table', roster, '--method', 'angoff'],
  'standards undo': () => [],
  // The passphrase is not known after it.
  'keys split': ({ file }) => ['--of', '3', '--threshold', '2', '--out', file('shares')],
  console: () => null,
};

const REQUEST = 'request-of-a-class';

interface Places {
  readonly order: string;
  readonly uai: string;
  readonly schools: string;
  readonly roster: string;
  readonly folder: string;
  readonly platform: readonly string[];
  readonly file: (name: string) => string;
}

let office: SampleOffice;
let places: Places;
beforeAll(async () => {
  office = await sampleOffice('roster');
  const campaign = await office.campaign();
  const { pupil, staff } = codesNeeded(campaign);
  await mintCodes(campaign, { threads: 1, stock: { pupil, staff } });
  await assignCodes(campaign);
  const { vault } = office;
  const { id, uai, school } = vault.get<{ id: number; uai: string; school: number }>(
    "SELECT id, uai, school FROM pupil_view WHERE level = '6e' ORDER BY id LIMIT 1",
  )!;
  const order = orderNumberOfPupil(campaign, id)!;
  keepSitting(vault, sealSitting(campaign, id, 'francais', notBegun('francais', 'online', 2), []));
  const holder = vault.get<HolderRow>('SELECT * FROM holder LIMIT 1')!;
  const asked = { kind: 'reopen', sequence: 'francais', orderNumbers: [order], note: '', withdrawn: false };
  keepRequest(campaign, holder, school, REQUEST, asked as never, '2026-09-08T08:00:00Z');
  const { schools, pupils } = writeSampleRoster(join(office.folder, 'roster'), samplePupils(2, 3));
  places = {
    ...{ order, uai, schools, roster: pupils, folder: office.campaignFolder },
    platform: ['--platform', 'http://127.0.0.1:9', '--patience', '1'],
    file: (name) => join(office.folder, name),
  };
  vault.close();
  mkdirSync(places.file('backups'));
  cpSync(office.vaultFolder, places.file('vault-with-roles'), { recursive: true });
  const withRoles = openVault(places.file('vault-with-roles'));
  giveRole(withRoles, office.actor, 'somebody', 'custodian');
  withRoles.close();
});
afterAll(() => rmSync(office.folder, { recursive: true, force: true }));

/** The answer of the command's last line, and all that it said. */
async function cloison(vault: string, who: string, argv: readonly string[]) {
  let said = '';
  let last = '';
  const stdout = new PassThrough().on('data', (part) => {
    last += part;
  });
  const stderr = new PassThrough().on('data', (part) => {
    said += part;
  }) as unknown as NodeJS.WriteStream;
  const words = { fr: 'essai', en: 'trial' };
  const rooms = AUTHORITY_ROOMS.map((name) => ({ name, summary: words, load: () => loadRoom(name) }));
  const env = {
    CLOISON_VAULT: vault,
    CLOISON_KEYS: office.keysFolder,
    CLOISON_PASSPHRASE: SAMPLE_PASSPHRASE,
    CLOISON_NEW_PASSPHRASE: SAMPLE_PASSPHRASE,
    CLOISON_COHORT_PASSPHRASE: SAMPLE_PASSPHRASE,
    CLOISON_AGENT: who,
  };
  await runProgram(
    { name: 'cloison', summary: words, rooms },
    { argv: [...argv, '--json'], env, streams: { stdout, stderr } },
  );
  await new Promise(setImmediate);
  return { answer: JSON.parse(last.trim().split('\n').at(-1)!), said: last + said };
}

async function eachCommand(): Promise<readonly { readonly name: string; readonly isBound: boolean }[]> {
  const all: { name: string; isBound: boolean }[] = [];
  for (const room of AUTHORITY_ROOMS)
    for (const one of (await loadRoom(room)).verbs)
      if ('vault' in one.options) {
        const name = `${room} ${one.name}`.trimEnd();
        all.push({ name, isBound: !ANYBODY.has(name) });
      }
  return all;
}

/** As `command-roles.test.ts` lists them. */
const ANYBODY: ReadonlySet<string> = new Set([
  'vault create',
  'vault check',
  'vault restore',
  'keys init',
  'keys show',
  'campaign validate',
  'campaign certificate',
  'cohort statement',
]);

it('each command of a vault is in the table, and is refused to whoever has no role, but for what anybody may run', async () => {
  const all = (await eachCommand()).filter(({ name }) => !name.startsWith('verify '));
  expect(Object.keys(COMMANDS).toSorted()).toEqual(all.map(({ name }) => name).toSorted());
  for (const { name, isBound } of all) {
    const argv = COMMANDS[name]!(places);
    if (!isBound || argv === null) continue;
    const { answer } = await cloison(places.file('vault-with-roles'), 'nobody', [
      ...name.split(' '),
      ...argv,
    ]);
    expect([name, answer.code]).toEqual([name, 'role-missing']);
  }
});

it('whichever opens what is sealed of a pupil leaves a line with who ran it', async () => {
  const names = [...samplePupils(2, 3)].map(({ nom }) => nom);
  const read: string[] = [];
  for (const [name, argvOf] of Object.entries(COMMANDS)) {
    const argv = argvOf(places);
    if (argv === null) continue;
    const before = linesOf();
    const opening = vi.spyOn(Sealer.prototype, 'openJson');
    const { said } = await cloison(office.vaultFolder, 'an-agent', [...name.split(' '), ...argv]);
    const opened = opening.mock.calls.some(([table, column]) => OF_A_PUPIL.has(`${table}.${column}`));
    opening.mockRestore();
    if (!opened) continue;
    const lines = linesOf().slice(before.length);
    if (lines.length === 0) {
      expect([...SHOWS_NOBODY.keys()], name).toContain(name);
      for (const one of names) expect(said, name).not.toContain(one);
    } else {
      read.push(name);
      expect(lines.every(({ who }) => who === 'an-agent')).toBe(true);
    }
  }
  const named = ['roster find', 'roster sitting', 'requests show', 'rights access', 'rights rectify'];
  expect(read).toEqual(expect.arrayContaining(named));
});

function linesOf(): readonly { readonly who: string; readonly what: string }[] {
  using vault = readVault(office.vaultFolder);
  return vault
    .all<{ line: string }>('SELECT line FROM journal ORDER BY number')
    .map(({ line }) => JSON.parse(line) as { who: string; what: string });
}
