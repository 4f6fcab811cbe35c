/**
 * One owner a table: a table of the vault is created in its owner's file of `vault/tables/`, and SQL that names it stands in
 * its owner's folder (`table-owners.ts`). Tests look where they like. Known limit: a table whose name is put together at run
 * time is not seen.
 */
import { read, repositoryFiles } from './source-files.ts';
import { TABLE_OWNERS } from './table-owners.ts';

const ROOM = 'apps/authority/src/';
const TABLES = `${ROOM}vault/tables/`;
const SOURCE = /(?<!\.test)\.ts$/;
/** Keywords in capitals, as all SQL of the vault is written. */
const NAMED = /\b(?:FROM|JOIN|INTO|UPDATE|TABLE)\s+(?:IF (?:NOT )?EXISTS\s+)?([a-z_]+)\b/g;

/** Problems as `file:line: words`. `files` may be given to try the check itself. */
export function checkTables(
  files: ReadonlyMap<string, string> = new Map(
    repositoryFiles()
      .filter((path) => path.startsWith(ROOM) && SOURCE.test(path))
      .map((path) => [path, read(path)]),
  ),
  owners: Readonly<Record<string, string>> = TABLE_OWNERS,
): readonly string[] {
  const problems: string[] = [];
  for (const [path, source] of files) {
    if (!path.startsWith(TABLES)) continue;
    for (const match of source.matchAll(/CREATE TABLE (\w+)/g)) {
      const table = match[1]!;
      const owner = Object.hasOwn(owners, table) ? owners[table] : undefined;
      const line = lineOf(source, match.index);
      if (owner === undefined)
        problems.push(`${path}:${line}: table ${table} has no owner in scripts/table-owners.ts`);
      else if (path !== `${TABLES}${owner}.ts`)
        problems.push(`${path}:${line}: table ${table} belongs in ${TABLES}${owner}.ts`);
    }
  }
  for (const [path, source] of files) {
    const [folder = ''] = path.slice(ROOM.length).split('/');
    if (folder === 'vault') continue;
    for (const match of source.matchAll(NAMED)) {
      const table = match[1]!;
      const owner = Object.hasOwn(owners, table) ? owners[table] : undefined;
      if (owner === undefined || owner === folder) continue;
      problems.push(
        `${path}:${lineOf(source, match.index)}: ${folder} names table ${table}, which ${owner} owns`,
      );
    }
  }
  return problems;
}

function lineOf(source: string, index: number): number {
  return source.slice(0, index).split('\n').length;
}
