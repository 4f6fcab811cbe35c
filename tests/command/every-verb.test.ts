/** Every command of `cloison`, from its definition: help in both languages, and a wrong value for each of its options. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type BoundVerb,
  flagOf,
  type KindName,
  type LoadedRoom,
  type Option,
  type OptionTable,
  placeholderOf,
  type Room,
} from '@cloison/command';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rooms } from '../../bin/rooms.ts';
import { runWords } from '../../packages/command/src/run/test-program.ts';

/** A value that a kind refuses. */
const WRONG: Readonly<Record<KindName, string>> = {
  text: '',
  whole: '830k',
  decimal: 'half',
  port: '99999',
  address: 'nowhere:',
  file: '/nowhere/file',
  folder: '/nowhere/folder',
  'file-or-folder': '/nowhere/either',
  'file-to-write': '/nowhere/at/all',
  'folder-to-write': '/etc/passwd/below',
  origin: 'evaluation.example',
  date: '29/02/2028',
  choice: 'none of them',
  list: ',',
  'yes-no': 'maybe',
  code: '¿?',
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'verbs-'));
  writeFileSync(join(folder, 'file'), '');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const found: (readonly [string, Room, BoundVerb])[] = [];
for (const room of rooms)
  for (const verb of (await room.load()).verbs) found.push([`${room.name} ${verb.name}`.trim(), room, verb]);

/** The room with verbs that say so when they are started. */
function guarded(room: Room, started: string[]): Room {
  return {
    ...room,
    load: async (): Promise<LoadedRoom> => {
      const loaded = await room.load();
      const verbs = loaded.verbs.map((verb) => ({
        ...verb,
        start: async () => {
          started.push(verb.name);
          return {};
        },
      }));
      return { ...loaded, verbs };
    },
  };
}

/** A value of each kind that is taken, for what must be given. */
function rightValue({ kind }: Option<unknown>): string {
  if (kind.choices !== undefined) return kind.choices[0]!;
  switch (kind.name) {
    case 'file':
    case 'file-or-folder':
      return join(folder, 'file');
    case 'folder':
    case 'folder-to-write':
      return folder;
    case 'file-to-write':
      return join(folder, 'new');
    case 'origin':
      return 'https://evaluation.example';
    case 'code':
      return ['0750655E', 'ab'.repeat(32), '4182073', 'https://evaluation.example/', '250,50'].find(
        (text) => kind.schema['~run']({ value: text }, {}).issues === undefined,
      )!;
    default:
      return kind.name === 'text' || kind.name === 'list' ? 'x' : '10';
  }
}

const requiredOf = (table: OptionTable) =>
  Object.entries(table).filter(([, { presence }]) => presence === 'required');

function rightWords(verb: BoundVerb, without: string): string[] {
  return [
    ...requiredOf(verb.arguments).map(([, argument]) => rightValue(argument)),
    ...requiredOf(verb.options)
      .filter(([name]) => name !== without)
      .flatMap(([name, option]) => [flagOf(name), rightValue(option)]),
  ];
}

it('knows all rooms and many verbs', () => {
  expect(found.length).toBeGreaterThan(40);
});

describe.each(found)('cloison %s', (name, room, verb) => {
  const run = async (words: readonly string[], env: NodeJS.ProcessEnv = {}) => {
    const started: string[] = [];
    const ran = await runWords([guarded(room, started)], [...name.split(' '), ...words], env);
    return { ...ran, started };
  };

  it.each(['fr', 'en'] as const)('explains itself, with examples and exit codes (%s)', async (lang) => {
    const { exit, out } = await run(['--help', '--lang', lang]);
    expect(exit).toBe(0);
    expect(out).toContain(lang === 'fr' ? `Usage : cloison ${name}` : `Usage: cloison ${name}`);
    expect(out).toContain(lang === 'fr' ? 'Codes de sortie' : 'Exit codes');
    expect(out).toMatch(new RegExp(`(?:Exemples :|Examples:)\n {2}(?:\\S+=\\S+ )*cloison ${name}`));
    for (const option of Object.keys(verb.options)) expect(out).toContain(`  ${flagOf(option)}`);
    if (lang === 'en') expect(out).not.toMatch(/par défaut|nécessaire|choix :/);
    else expect(out).not.toMatch(/\(default:|required\)|choices:/);
  });

  const options = Object.entries(verb.options);
  it.each(options)(
    'refuses a wrong --%s with exit code 2 and its name, and opens nothing',
    async (key, option) => {
      const flag = flagOf(key);
      const words = option.presence === 'flag' ? [`${flag}=maybe`] : [flag, WRONG[option.kind.name]];
      const { exit, err, json, started } = await run([...rightWords(verb, key), ...words, '--json']);
      expect([exit, json.ok, started]).toEqual([2, false, []]);
      expect(json.command).toBe(name);
      expect(err).toContain(flag);
      expect(`${json.message}`).toContain(flag);
    },
  );

  it.each(options.filter(([, { env }]) => env !== undefined))(
    'refuses a wrong environment for --%s',
    async (key, option) => {
      const wrong = option.presence === 'flag' ? 'maybe' : WRONG[option.kind.name] || ' ';
      const { exit, err, started } = await run(rightWords(verb, key), { [option.env!]: wrong });
      expect([exit, started]).toEqual([2, []]);
      expect(err).toContain(option.env);
    },
  );

  it.each(requiredOf(verb.arguments))('refuses a wrong %s, or none', async (_key, argument) => {
    const named = `<${placeholderOf(argument).fr}>`;
    const needed = rightWords({ ...verb, arguments: {} }, '');
    const others = requiredOf(verb.arguments).map(() => WRONG[argument.kind.name]);
    for (const words of [[], others]) {
      const { exit, err, started } = await run([...words, ...needed]);
      expect([exit, started]).toEqual([2, []]);
      expect(err).toContain(named);
    }
  });

  it.each(requiredOf(verb.options))('refuses to run without --%s', async (key) => {
    const { exit, err, started } = await run(rightWords(verb, key));
    expect([exit, started]).toEqual([2, []]);
    expect(err).toContain(flagOf(key));
  });
});
