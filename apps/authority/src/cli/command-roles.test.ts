/** Which role runs which command: read from the commands, and held against the page for agents. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROLES, type Role } from '../roles/roles.ts';
import { AUTHORITY_ROOMS, loadRoom } from './load-room.ts';

const PAGE = join(import.meta.dirname, '../../../../docs/fr/roles.md');
const VERBS = join(import.meta.dirname, 'verbs');
/** These acts concern one pupil, one cohort or the office's key: another person approves each of them for that. */
const READ_BY_TWO: ReadonlySet<string> = new Set([
  'roster sitting',
  'cohort export',
  'cohort end',
  'rights access',
  'items files',
  'keys replace-signing',
]);

interface Bounds {
  readonly roles: readonly Role[] | null;
  readonly twoPersons?: string;
}

/** Every command of every room, with its bounds; a verb is known again by its summary, which both forms share. */
async function commands(): Promise<ReadonlyMap<string, Bounds>> {
  const bySummary = new Map<unknown, Bounds>();
  for (const file of readdirSync(VERBS).filter((name) => /^[a-z-]+\.ts$/.test(name))) {
    const exported: Record<string, unknown> = await import(join(VERBS, file));
    for (const one of Object.values(exported))
      if (typeof one === 'object' && one !== null && 'bounds' in one && 'summary' in one)
        bySummary.set(one.summary, one.bounds as Bounds);
  }
  const found = new Map<string, Bounds>();
  for (const room of AUTHORITY_ROOMS) {
    for (const { name, summary, options } of (await loadRoom(room)).verbs) {
      // A command that opens no vault is not the office's alone: on items, anybody's.
      const bounds = 'vault' in options ? bySummary.get(summary) : { roles: null };
      if (bounds === undefined) throw new Error(`${room} ${name} has no bounds`);
      found.set(`${room} ${name}`.trimEnd(), bounds);
    }
  }
  return found;
}

function tableOf(all: ReadonlyMap<string, Bounds>): string {
  const rows = [...all].map(([command, { roles, twoPersons }]) => {
    const isTwo = twoPersons !== undefined || READ_BY_TWO.has(command);
    const cells = ROLES.map((role) => (roles?.includes(role) === true ? '×' : ''));
    return `| \`${command}\` | ${roles === null ? 'chacun' : ''} | ${cells.join(' | ')} | ${isTwo ? 'oui' : ''} |`;
  });
  const head = `| commande | sans rôle | ${ROLES.map((role) => `\`${role}\``).join(' | ')} | à deux |`;
  return [head, '|---|---|---|---|---|---|---|', ...rows]
    .map((row) => row.replaceAll(/ {2,}/g, ' '))
    .join('\n');
}

it('the page for agents has every command with its roles, as the commands say them', async () => {
  expect(readFileSync(PAGE, 'utf8')).toContain(tableOf(await commands()));
});

it('what anybody may run reads nothing of the vault that names a person, or checks what is outside it', async () => {
  const open = [...(await commands())].flatMap(([command, { roles }]) => (roles === null ? [command] : []));
  expect(open).toEqual([
    'vault create',
    'vault check',
    'vault restore',
    'keys init',
    'keys show',
    'campaign validate',
    'campaign certificate',
    'cohort statement',
    'qti check',
    'qti preview',
    'qti score',
    'qti deliver',
    'qti pack',
    'verify journal',
    'verify certificate',
    'verify pages',
    'verify site',
  ]);
});
