/** Every command that a document names in full is one that `cloison` has, with the options that stand behind it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoadedRoom } from '@cloison/command';
import { expect, it } from 'vitest';
import { rooms } from '../../bin/rooms.ts';
import { completionTree } from '../../packages/command/src/completion/completion-tree.ts';
import { repositoryFiles, root } from '../../scripts/source-files.ts';

const loaded = new Map<string, LoadedRoom>();
for (const room of rooms) loaded.set(room.name, await room.load());
const commands = new Map(
  completionTree(rooms, loaded, 'en').map(({ path, children, options }) => [
    path.join(' '),
    { hasVerbs: children.length > 0, flags: new Set(options.map(({ flag }) => flag)) },
  ]),
);
/** Of the whole program alone, or of every command. */
const EVERYWHERE: ReadonlySet<string> = new Set(['--help', '--lang', '--json']);

/** What changed once, and an example of what a newcomer adds. */
const LEFT_OUT: ReadonlySet<string> = new Set(['CHANGELOG.md', 'docs/how-to/command.md']);
/** `/srv/cloison/cloison` is the operator's own command: the room is in it. */
const NAMED =
  /(?:^|[\s«“(])(cloison(?: --)?|(?:sh )?\/srv\/cloison\/cloison) ((?:[a-z][a-z-]*(?: |$|(?=[,.;:)»”])))+)(.*)/;

/** Problems as `file:line: words`. */
function wrongCommands(path: string, text: string): readonly string[] {
  const problems: string[] = [];
  for (const { words, line } of codeOf(text)) {
    const match = NAMED.exec(words);
    if (match === null) continue;
    const said = (match[2] ?? '').trim().split(' ');
    const all = match[1]!.includes('/srv/') ? ['platform', ...said] : said;
    const room = loaded.get(all[0]!);
    // Prose, a user or a group that is called so, or a room that only completes words.
    if (room === undefined) continue;
    let depth = 1;
    while (depth < all.length && commands.has(all.slice(0, depth + 1).join(' '))) depth += 1;
    const name = all.slice(0, depth).join(' ');
    const command = commands.get(name)!;
    const rest = `${all.slice(depth).join(' ')} ${match[3]}`.split(' #')[0]!;
    if (command.hasVerbs && depth < all.length) {
      problems.push(`${path}:${line}: no command is called “cloison ${name} ${all[depth]}”`);
      continue;
    }
    for (const [flag] of rest.matchAll(/(?<![\w-])--[a-z][a-z-]*/g))
      if (!command.flags.has(flag) && !EVERYWHERE.has(flag))
        problems.push(`${path}:${line}: “cloison ${name}” has no option ${flag}`);
  }
  return problems;
}

/** Code within a line, and the lines of code blocks, each command of a line apart. */
function codeOf(text: string): readonly { readonly words: string; readonly line: number }[] {
  const found: { words: string; line: number }[] = [];
  let isBlock = false;
  for (const [at, line] of text.split('\n').entries()) {
    if (line.startsWith('```')) {
      isBlock = !isBlock;
      continue;
    }
    const code = isBlock
      ? [line.replace(/^[$] /, '')]
      : [...line.matchAll(/`([^`]+)`/g)].map(([, one]) => one!);
    for (const words of code.flatMap((one) => one.split(/&&|[|;]/))) found.push({ words, line: at + 1 });
  }
  return found;
}

it('each command in the documents exists, and so does each of its options', () => {
  const pages = repositoryFiles().filter((path) => path.endsWith('.md') && !LEFT_OUT.has(path));
  expect(pages.flatMap((path) => wrongCommands(path, readFileSync(join(root, path), 'utf8')))).toEqual([]);
});

it('a verb and an option that are not there are named with their line', () => {
  const page = [
    'Type `cloison keys show`, then `cloison keys shows`.',
    '```sh',
    'cloison campaign status && cloison campaign publish --platform https://a.example/ --force   # not --yes',
    '/srv/cloison/cloison purge --campaign 2026-6e --now',
    'adduser cloison',
    '```',
  ].join('\n');
  expect(wrongCommands('a.md', page)).toEqual([
    'a.md:1: no command is called “cloison keys shows”',
    'a.md:3: “cloison campaign publish” has no option --force',
    'a.md:4: “cloison platform purge” has no option --now',
  ]);
});
