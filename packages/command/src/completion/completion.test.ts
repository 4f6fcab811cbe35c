import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flag, optional, required } from '../definition/option.ts';
import { plainFrame } from '../definition/plain-frame.ts';
import { bindVerbs, type Room } from '../definition/room.ts';
import { defineVerb } from '../definition/verb.ts';
import { count } from '../kinds/numbers.ts';
import { file, folder } from '../kinds/paths.ts';
import { choice } from '../kinds/texts.ts';
import { runWords } from '../run/test-program.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { completionRoom } from './completion-room.ts';

const words = { fr: 'l’élève : « 1 »', en: 'the pupil\'s: "1" \\ $x `y`' };
const verb = defineVerb<Terminal>();
const run = async () => ({});
const rooms: readonly Room[] = [
  {
    name: 'codes',
    summary: words,
    load: async () => ({
      verbs: bindVerbs(plainFrame, [
        verb({
          name: 'mint',
          summary: words,
          arguments: { roster: required(file(), words) },
          options: {
            count: optional(count(), words),
            kind: optional(choice(['pupil', 'staff']), words),
            out: optional(folder(), words),
            dryRun: flag(words),
          },
          examples: [],
          run,
        }),
        verb({ name: 'relay start', summary: words, examples: [], run }),
      ]),
      groups: { relay: words },
    }),
  },
];

const isInstalled = (program: string) =>
  process.env.PATH!.split(':').some((path) => existsSync(join(path, program)));

let home: string;
const scripts: Record<string, string> = {};
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'completion-'));
  mkdirSync(join(home, 'une école'));
  writeFileSync(join(home, 'roster.csv'), '');
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { out } = await runWords(
      [...rooms, completionRoom('cloison', rooms)],
      ['completion', shell, '--lang', 'en'],
    );
    scripts[shell] = join(home, `.script.${shell}`);
    writeFileSync(scripts[shell], out);
  }
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** What bash offers at the end of the line. */
function offeredByBash(line: string): string[] {
  const typed = line.split(' ');
  const asked = `
    source "$1"; shift
    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
    compopt() { :; }
    _cloison
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr, status } = spawnSync('bash', ['-c', asked, 'bash', scripts.bash!, ...typed], {
    encoding: 'utf8',
    cwd: home,
  });
  expect([status, stderr]).toEqual([0, '']);
  return stdout.split('\n').filter(Boolean).sort();
}

describe('completion', () => {
  it('in bash: rooms, verbs, groups, options, choices, files and folders', () => {
    expect(offeredByBash('cloison c')).toEqual(['codes', 'completion']);
    expect(offeredByBash('cloison codes ')).toEqual(['--help', '--lang', 'mint', 'relay']);
    expect(offeredByBash('cloison codes relay s')).toEqual(['start']);
    expect(offeredByBash('cloison codes mint --')).toEqual([
      '--count',
      '--dry-run',
      '--help',
      '--json',
      '--kind',
      '--lang',
      '--out',
    ]);
    expect(offeredByBash('cloison codes mint --kind ')).toEqual(['pupil', 'staff']);
    expect(offeredByBash('cloison codes mint --dry-run --kind s')).toEqual(['staff']);
    expect(offeredByBash('cloison codes mint --count ')).toEqual([]);
    expect(offeredByBash('cloison codes mint ros')).toEqual(['roster.csv']);
    expect(offeredByBash('cloison codes mint --out ')).toEqual(['une école']);
    expect(offeredByBash('cloison completion z')).toEqual(['zsh']);
  });

  it.each([
    'bash',
    // Written so that bash can parse it too: zsh is not everywhere.
    'zsh',
  ])('the script for %s is well formed, whatever summaries hold', (shell) => {
    expect(spawnSync('bash', ['-n', scripts[shell]!], { encoding: 'utf8' }).stderr).toBe('');
  });

  it.skipIf(!isInstalled('zsh'))('zsh takes its script', () => {
    expect(spawnSync('zsh', ['-n', scripts.zsh!], { encoding: 'utf8' }).stderr).toBe('');
  });

  it.skipIf(!isInstalled('fish'))('fish offers what bash does, with summaries', () => {
    const offered = (line: string) => {
      const asked = 'source $argv[1]; complete -C $argv[2]';
      const { stdout, stderr } = spawnSync('fish', ['--no-config', '-c', asked, scripts.fish!, line], {
        encoding: 'utf8',
        cwd: home,
      });
      expect(stderr).toBe('');
      return stdout.split('\n').filter(Boolean).sort();
    };
    expect(offered('cloison c')).toEqual([`codes\t${words.en}`, 'completion\twhat the tab key completes']);
    expect(offered('cloison codes relay ').map((one) => one.split('\t')[0])).toEqual(['start']);
    expect(offered('cloison codes mint --kind s')).toEqual([`staff\t${words.en}`]);
    expect(offered('cloison codes mint ros')).toEqual(['roster.csv']);
    expect(offered('cloison codes mint --dr')).toEqual([`--dry-run\t${words.en}`]);
  });

  it('in fish and zsh every quote that a summary opens is closed on its line', () => {
    for (const shell of ['fish', 'zsh']) {
      const lines = readFileSync(scripts[shell]!, 'utf8').split('\n');
      expect(lines.filter((line) => line.includes('pupil')).length).toBeGreaterThan(3);
      for (const line of lines)
        if (!line.startsWith('#')) expect([line, isClosed(line, shell)]).toEqual([line, true]);
    }
  });
});

/** In single quotes, fish takes a backslash before a quote or backslash; zsh takes none. */
function isClosed(line: string, shell: string): boolean {
  let inside: string | null = null;
  for (let i = 0; i < line.length; i++) {
    const char = line[i]!;
    if (char === '\\' && (inside === null || inside === '"' || shell === 'fish')) i++;
    else if (inside === null && (char === "'" || char === '"')) inside = char;
    else if (char === inside) inside = null;
  }
  return inside === null;
}
