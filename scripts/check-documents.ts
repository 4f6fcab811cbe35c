/** Documents: every relative link leads somewhere, headings that are linked to exist, and no merge was left half done. */
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

/** Pages that lead a newcomer: every file and folder that they name in full is there. */
const ROUTES = /^(?:ARCHITECTURE|CONTRIBUTING)\.md$|^docs\/how-to\//;
const NAMED = /`((?:apps|bin|docs|examples|packages|scripts|tests|tsconfig)\/[\w./-]+)`( \(new\))?/g;

/** Problems as `file:line: words`. `(new)` after a name, and `NAME` in it, stand for a file that the reader makes. */
export function checkNamedFiles(
  pages: ReadonlyMap<string, string> = new Map(
    repositoryFiles()
      .filter((path) => ROUTES.test(path))
      .map((path) => [path, read(path)]),
  ),
): readonly string[] {
  return [...pages].flatMap(([path, text]) =>
    [...text.matchAll(NAMED)].flatMap(({ index, 1: name, 2: isNew }) => {
      if (isNew !== undefined || name!.includes('NAME') || existsSync(join(root, name!))) return [];
      return [`${path}:${text.slice(0, index).split('\n').length}: there is no ${name}`];
    }),
  );
}
