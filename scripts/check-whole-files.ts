/**
 * Files are whole or not there, whatever kills the process or fills the disk: production code writes them by `writeWhole` of
 * `@cloison/durable-files`. Who writes otherwise is named here, with why a half of it misleads nobody. Known limit: flags that
 * are put together at run time are not seen.
 */
import { read, repositoryFiles } from './source-files.ts';

const IN_PIECES = 'in pieces, under a name of its own until it is whole and on the disk';

/** Files that write by themselves. */
const WRITERS: Readonly<Record<string, string>> = {
  'packages/durable-files/src/write-whole.ts': 'is how it is done',
  'packages/durable-files/src/grow-folder.ts': 'inside a folder that has no name yet',
  'packages/durable-files/src/described-file.ts': 'inside a folder that has no name yet',
  'apps/authority/src/hosts/relay-bundle.ts': IN_PIECES,
  'apps/authority/src/keys/destroy-file.ts': 'overwrites a key that is to be destroyed',
  'apps/authority/src/keys/key-file.ts': 'key files, under a name of their own until they are on the disk',
  'apps/authority/src/print/print-letters.ts': IN_PIECES,
  'apps/authority/src/research/export-research.ts': IN_PIECES,
  'apps/authority/src/vault/lock.ts': 'a note about who has the vault, which nothing relies on',
  'apps/platform/src/backup/backup-store.ts': 'inside a folder that has no name yet',
  'apps/platform/src/base/log.ts': 'lines at the end of a log',
  'apps/platform/src/base/secrets.ts': 'never replaces a file, and the last one says that all are there',
  'apps/platform/src/move/transfer-disk.ts': IN_PIECES,
  'apps/platform/src/relay/relay-certificate.ts': 'a configuration for OpenSSL, in a folder that is removed',
  'apps/platform/src/store/sqlite/content.ts': IN_PIECES,
  'apps/platform/src/store/sqlite/erase-folder.ts': 'overwrites what is to be erased',
  'apps/platform/src/store/sqlite/transfer.ts': 'flushes files that are there',
  'apps/platform/src/web/pages-elsewhere.ts': 'inside a folder that has no name yet',
  'apps/statistics/src/disclosure/write-microdata.ts': IN_PIECES,
  'packages/theme/src/page-build/integrity.ts': 'pages while they are built',
};

const NOT_PRODUCTION = /\.test\.|\.fixture\.|^packages\/dev-env\/|\/test-[a-z-]+\.ts$/;
const WRITES =
  /\b(?:writeFile|writeFileSync|appendFile|appendFileSync|createWriteStream|copyFile|copyFileSync|cp|cpSync)(?=\()|\b(?:open|openSync|openFile)\([^;]*?(?:'(?:[wa]x?\+?|r\+)'|O_(?:WRONLY|RDWR))/g;

/** Problems as `file:line: words`. Both arguments may be given to try the check itself. */
export function checkWholeFiles(
  files: ReadonlyMap<string, string> = new Map(
    repositoryFiles()
      .filter((path) => /^(?:apps|packages)\/[^/]+\/src\/.*\.ts$/.test(path) && !NOT_PRODUCTION.test(path))
      .map((path) => [path, read(path)]),
  ),
  writers: Readonly<Record<string, string>> = WRITERS,
): readonly string[] {
  const problems: string[] = [];
  for (const [path, source] of files) {
    const found = [...source.matchAll(WRITES)];
    const isWriter = Object.hasOwn(writers, path);
    if (isWriter && found.length === 0)
      problems.push(`${path}:1: writes nothing any more: its line in scripts/check-whole-files.ts goes`);
    if (isWriter) continue;
    for (const match of found) {
      const line = source.slice(0, match.index).split('\n').length;
      problems.push(`${path}:${line}: ${/\w+/.exec(match[0])![0]} may leave a part of a file under its name`);
    }
  }
  for (const path of Object.keys(writers))
    if (!files.has(path)) problems.push(`${path}:1: is named in scripts/check-whole-files.ts, and not there`);
  return problems;
}
