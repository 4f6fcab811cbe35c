/** Documents: every relative link leads somewhere, headings that are linked to exist, files and commands that are named are there, and no merge was left half done. */
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { read, repositoryFiles, root } from './source-files.ts';

const LINK = /\[[^\]]*\]\(([^)\s]+)(?:\s+"[^"]*")?\)|<img[^>]+src="([^"]+)"/g;

/** GitHub's anchor of a heading. */
function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[`*_]/g, '')
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .replace(/ /g, '-');
}

function anchorsOf(path: string): ReadonlySet<string> {
  const headings = read(path).match(/^#{1,6} .*$/gm) ?? [];
  return new Set(headings.map((heading) => anchorOf(heading.replace(/^#+ /, ''))));
}

/** What git leaves where it could not merge. */
const UNMERGED = /^(?:<{7}|>{7}) /gm;

export function unmergedIn(path: string, text: string): readonly string[] {
  return [...text.matchAll(UNMERGED)].map(
    ({ index }) => `${path}:${text.slice(0, index).split('\n').length}: a merge was left half done`,
  );
}

/** Problems as `file:line: words`. */
export function checkDocuments(): readonly string[] {
  const problems: string[] = [];
  for (const path of repositoryFiles().filter((file) => file.endsWith('.md'))) {
    problems.push(...unmergedIn(path, read(path)));
    const text = read(path).replace(/```[\s\S]*?```/g, (block) => block.replace(/[^\n]/g, ' '));
    for (const match of text.matchAll(LINK)) {
      const link = match[1] ?? match[2]!;
      if (/^[a-z]+:/.test(link)) continue;
      const line = text.slice(0, match.index).split('\n').length;
      const [file, anchor] = link.split('#', 2);
      const target = file === '' ? path : normalize(join(dirname(path), decodeURIComponent(file!)));
      if (!existsSync(join(root, target))) problems.push(`${path}:${line}: ${link} leads nowhere`);
      else if (anchor && target.endsWith('.md') && !anchorsOf(target).has(decodeURIComponent(anchor))) {
        problems.push(`${path}:${line}: ${target} has no heading #${anchor}`);
      }
    }
  }
  return problems;
}

/** It tells of what was. Every file, folder and command that the other pages name in full is there. */
const CHANGELOG = 'CHANGELOG.md';
const NAMED = /`((?:apps|bin|docs|examples|packages|scripts|tests|tsconfig)\/[\w./-]+)`( \(new\))?/g;

/** Problems as `file:line: words`. `(new)` after a name, and `NAME` in it, stand for a file that the reader makes, `dist` for what is built. */
export function checkNamedFiles(pages: ReadonlyMap<string, string> = pagesBut(CHANGELOG)): readonly string[] {
  return [...pages].flatMap(([path, text]) =>
    [...text.matchAll(NAMED)].flatMap(({ index, 1: name, 2: isNew }) => {
      if (
        isNew !== undefined ||
        name!.includes('NAME') ||
        name!.endsWith('/dist') ||
        existsSync(join(root, name!))
      )
        return [];
      return [`${path}:${lineAt(text, index)}: there is no ${name}`];
    }),
  );
}

const NPM_RUN = /`npm run (?:--silent )?([a-z][\w:-]*)|^npm run ([a-z][\w:-]*)/gm;

/** Every command of `npm run` that a page names is in package.json. Problems as `file:line: words`. */
export function checkNpmCommands(
  pages: ReadonlyMap<string, string> = pagesBut(CHANGELOG),
): readonly string[] {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Readonly<Record<string, string>> };
  return [...pages].flatMap(([path, text]) =>
    [...text.matchAll(NPM_RUN)].flatMap(({ index, 1: within, 2: alone }) => {
      const name = within ?? alone!;
      return Object.hasOwn(scripts, name)
        ? []
        : [`${path}:${lineAt(text, index)}: npm has no command ${name}`];
    }),
  );
}

/** Every page is reached from README.md by links, but those that are read in their folder. Problems as `file: words`. */
export function checkReached(
  pages: ReadonlyMap<string, string> = pagesBut(CHANGELOG),
  from = 'README.md',
): readonly string[] {
  const reached = new Set([from]);
  for (const path of reached) {
    for (const match of pages.get(path)!.matchAll(LINK)) {
      const link = match[1] ?? match[2]!;
      const target = normalize(join(dirname(path), decodeURIComponent(link.split('#', 1)[0]!)));
      const below = [...pages.keys()].filter((page) => dirname(page) === target.replace(/\/$/, ''));
      for (const page of pages.has(target) ? [target] : below) reached.add(page);
    }
  }
  return [...pages.keys()]
    .filter((path) => !reached.has(path))
    .map((path) => `${path}: no link leads here from ${from}`);
}

const lineAt = (text: string, index: number) => text.slice(0, index).split('\n').length;

function pagesBut(leftOut: string): ReadonlyMap<string, string> {
  const paths = repositoryFiles().filter((path) => path.endsWith('.md') && path !== leftOut);
  return new Map(paths.map((path) => [path, read(path)]));
}
