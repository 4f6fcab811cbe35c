/**
 * Every `file › title` of SECURITY.md, of the protocol's tables of adversaries and lies, and of the pages on personal data, names a test
 * that exists: a claim without its test is only words.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { read, repositoryFiles, root } from './source-files.ts';

const CLAIM = /`([\w./-]+\.test\.tsx?) › ([^`]+)`/g;
const DATA_PAGE = /^docs\/fr\/donnees\/[^/]+\.md$/;

/** Problems as `file:line: words`. */
export function checkClaims(page: string = read('SECURITY.md')): readonly string[] {
  const path = 'SECURITY.md';
  const problems = [...wrongClaims(path, page)];
  for (const [at, text] of page.split('\n').entries()) {
    const isRow =
      text.startsWith('| ') &&
      !text.startsWith('| promesse') &&
      !text.startsWith('| claim') &&
      !text.startsWith('| who');
    if (isRow && !text.includes('›')) problems.push(`${path}:${at + 1}: a claim without a test`);
  }
  if (page.match(CLAIM) === null) problems.push(`${path}: no claim was found`);
  return problems;
}

/**
 * The pages on personal data. In a table whose first column is called `mesure`, each row names a test; measures that people
 * take stand in tables with another first column. Problems as `file:line: words`.
 */
export function checkDataPages(
  pages: ReadonlyMap<string, string> = new Map(
    repositoryFiles()
      .filter((path) => DATA_PAGE.test(path))
      .map((path) => [path, read(path)]),
  ),
): readonly string[] {
  const problems = [...pages].flatMap(([path, page]) => [
    ...wrongClaims(path, page),
    ...rowsWithoutTest(path, page, 'mesure', 'a measure without a test'),
  ]);
  const claims = [...pages.values()].some((page) => page.match(CLAIM) !== null);
  return claims ? problems : [...problems, 'docs/fr/donnees: no claim was found'];
}

/** The protocol's tables of adversaries and of lies: each row names a test. Problems as `file:line: words`. */
export function checkAdversaries(page: string = read('docs/protocol.md')): readonly string[] {
  const path = 'docs/protocol.md';
  return [
    ...wrongClaims(path, page),
    ...['who', 'lie'].flatMap((called) => [
      ...rowsWithoutTest(path, page, called, `a row of the table “${called}” without a test`),
      ...(page.includes(`\n| ${called} |`) ? [] : [`${path}: no table “${called}”`]),
    ]),
  ];
}

function wrongClaims(path: string, page: string): readonly string[] {
  return page.split('\n').flatMap((text, at) =>
    [...text.matchAll(CLAIM)].flatMap(([, file, title]) => {
      const where = `${path}:${at + 1}`;
      if (!existsSync(join(root, file!))) return [`${where}: there is no ${file}`];
      return hasTitle(read(file!), title!) ? [] : [`${where}: ${file} has no test "${title}"`];
    }),
  );
}

/** The whole title, as it is written between quotation marks: half of one might be that of two tests, or a comment's words. */
function hasTitle(source: string, title: string): boolean {
  const asWritten = [title, title.replaceAll("'", "\\'")];
  return asWritten.some((one) =>
    [`'${one}'`, `"${one}"`, `\`${one}\``].some((quoted) => source.includes(quoted)),
  );
}

/** Of tables whose first column is called so. */
function rowsWithoutTest(path: string, page: string, called: string, words: string): readonly string[] {
  const problems: string[] = [];
  /** First cell of the table's head; null between tables. */
  let head: string | null = null;
  for (const [at, text] of page.split('\n').entries()) {
    if (!text.startsWith('|')) head = null;
    else if (head === null) head = text.split('|')[1]!.trim();
    else if (head === called && !text.startsWith('|---') && !text.includes('›')) {
      problems.push(`${path}:${at + 1}: ${words}`);
    }
  }
  return problems;
}
