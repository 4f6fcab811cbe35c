/**
 * The import rules of ARCHITECTURE.md, held. Direct imports follow the table; what the platform reaches, through
 * whatever it imports, never holds a file that can open an envelope, read a code or score an item.
 */
import { PURE_ROOMS } from './check-types.ts';
import { importsOf, read, repositoryFiles, resolveImport } from './source-files.ts';

/** What each room may import of the other rooms. Test files may also read `tests`' helpers of their own room. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'packages/protocol': [],
  'packages/qti': [],
  'packages/measurement': [],
  'packages/command': [],
  'packages/console-messages': [],
  'packages/csv': [],
  'packages/threads': [],
  'packages/durable-files': [],
  'packages/study-files': [
    '@cloison/measurement',
    '@cloison/qti',
    '@cloison/qti/delivery',
    '@cloison/command/refusal',
    '@cloison/command/problem',
  ],
  'packages/disclosure': ['@cloison/csv'],
  'packages/theme': [],
  'packages/client': ['@cloison/protocol', '@cloison/protocol/public', '@cloison/protocol/argon2-web'],
  'apps/platform': [
    '@cloison/protocol/public',
    '@cloison/command',
    '@cloison/command/refusal',
    '@cloison/durable-files',
  ],
  'apps/statistics': [
    '@cloison/command',
    '@cloison/csv',
    '@cloison/command/refusal',
    '@cloison/command/problem',
    '@cloison/command/json-place',
    '@cloison/qti',
    '@cloison/qti/delivery',
    '@cloison/measurement',
    '@cloison/disclosure',
    '@cloison/disclosure/solver',
    '@cloison/disclosure/tables',
    '@cloison/durable-files',
    '@cloison/study-files',
    '@cloison/threads',
  ],
  'apps/authority': [
    '@cloison/client/platform',
    '@cloison/protocol',
    '@cloison/csv',
    '@cloison/protocol/public',
    '@cloison/protocol/argon2-node',
    '@cloison/qti',
    '@cloison/qti/delivery',
    '@cloison/measurement',
    '@cloison/disclosure',
    '@cloison/disclosure/departements',
    '@cloison/disclosure/solver',
    '@cloison/disclosure/tables',
    '@cloison/command',
    '@cloison/command/refusal',
    '@cloison/command/problem',
    '@cloison/command/json-place',
    '@cloison/command/printable',
    '@cloison/command/progress',
    '@cloison/console-messages',
    '@cloison/durable-files',
    '@cloison/study-files',
    '@cloison/threads',
  ],
  'apps/pupil': [
    '@cloison/protocol',
    '@cloison/protocol/public',
    '@cloison/qti/delivery',
    '@cloison/client',
    '@cloison/client/browser',
    '@cloison/theme',
    '@cloison/theme/dialog',
    '@cloison/theme/popover',
    '@cloison/theme/page-build',
    '@cloison/theme/theme.css',
  ],
  'apps/school': [
    '@cloison/protocol',
    '@cloison/csv',
    '@cloison/protocol/public',
    '@cloison/qti/delivery',
    '@cloison/client',
    '@cloison/client/browser',
    '@cloison/theme',
    '@cloison/theme/page-build',
    '@cloison/theme/theme.css',
    '@cloison/theme/page.css',
    '@cloison/theme/departements',
    '@cloison/theme/tile-map',
    '@cloison/theme/tile-map.css',
    '@cloison/theme/typography',
  ],
  'apps/office': [
    '@cloison/console-messages',
    '@cloison/csv',
    '@cloison/theme',
    '@cloison/theme/page-build',
    '@cloison/theme/theme.css',
    '@cloison/theme/page.css',
    '@cloison/theme/departements',
    '@cloison/theme/tile-map',
    '@cloison/theme/tile-map.css',
    '@cloison/theme/typography',
  ],
  examples: [],
};

/** The test world: it reaches every room, and only what is listed here may reach it. */
const TEST_WORLD = 'packages/dev-env/';
const MAY_IMPORT_TEST_WORLD =
  /\.test\.tsx?$|^tests\/|^packages\/dev-env\/|^apps\/[a-z]+\/bench\/|^scripts\/(?:bench|demo|dev|capacity|screenshots)\b/;

/** Examples' tests score their own items. */
const ALLOWED_IN_TESTS: Readonly<Record<string, readonly string[]>> = {
  examples: ['@cloison/qti', '@cloison/qti/delivery'],
};

/** Files that hold or use secrets: the platform's process must not reach them. */
const SECRET =
  /^packages\/(?:protocol\/src\/(?:envelope|body|keys|code|device|receipt|argon2-\w+)\.ts|protocol\/src\/messages\/(?:bodies|documents)\.ts|qti\/|client\/|measurement\/|study-files\/)|^apps\/(?!platform\/)/;

const SOURCE = /\.(?:ts|tsx|mts)$/;
/** What the language itself has of clock and chance; the rest of the outside does not compile (`check-types.ts`). */
const IMPURE = /\bMath\.random\b|\bDate\.now\b|\bnew Date\(\)/;

const roomOf = (path: string) => Object.keys(ALLOWED).find((room) => path.startsWith(`${room}/`));

/** Problems as `file:line: words`, none when the borders hold. `files` may be given to try the check itself. */
export function checkBorders(
  files: ReadonlyMap<string, string> = new Map(
    repositoryFiles()
      .filter((path) => SOURCE.test(path))
      .map((path) => [path, read(path)]),
  ),
): readonly string[] {
  const problems: string[] = [];
  for (const [path, source] of files) {
    if (!MAY_IMPORT_TEST_WORLD.test(path)) problems.push(...importsOfTestWorld(path, source));
    if (path.startsWith('bin/')) problems.push(...importsOfBin(path, source));
    const room = roomOf(path);
    const isTest = path.includes('.test.');
    if (room === undefined) continue;
    const allowed = [...ALLOWED[room]!, ...(isTest ? (ALLOWED_IN_TESTS[room] ?? []) : [])];
    for (const { specifier, line } of importsOf(source)) {
      const target = resolveImport(path, specifier);
      // Judged above, by the file that imports it.
      if (target?.startsWith(TEST_WORLD)) continue;
      const stays = target?.startsWith(`${room}/`) ?? false;
      const foreign = specifier.startsWith('@cloison/')
        ? !allowed.includes(specifier)
        : target !== null && !stays;
      if (foreign && !stays) problems.push(`${path}:${line}: ${room} may not import ${specifier}`);
      const library = target === null && !isTest ? libraryOf(specifier) : null;
      if (library !== null && !declaredBy(room).has(library))
        problems.push(`${path}:${line}: ${room}/package.json does not declare ${library}`);
    }
    if (PURE_ROOMS.includes(room) && path.startsWith(`${room}/src/`) && !isTest) {
      const lines = source.split('\n');
      const line = lines.findIndex((text) => !/^\s*(?:\*|\/\/|\/\*)/.test(text) && IMPURE.test(text));
      if (line >= 0)
        problems.push(`${path}:${line + 1}: pure packages take clock and randomness as arguments`);
    }
  }
  return [...problems, ...reachedByPlatform(files)];
}

/** The npm package that a specifier names; null for Node's own modules, and for text that only looks like an import. */
function libraryOf(specifier: string): string | null {
  return /^((?:@[a-z\d-]+\/)?[a-z\d][a-z\d._-]*)(?:\/[^\s]*)?$/.exec(specifier)?.[1] ?? null;
}

/** What a room takes from npm. A package that only another room declares is there too, but by chance. */
function declaredBy(room: string): ReadonlySet<string> {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
    read(`${room}/package.json`),
  ) as Readonly<
    Record<
      'dependencies' | 'devDependencies' | 'optionalDependencies',
      Readonly<Record<string, string>> | undefined
    >
  >;
  return new Set(Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies }));
}

/**
 * `bin` names the rooms and loads each with `await import()`: what it imports at once, every process of `cloison` holds,
 * the platform's service among them.
 */
function importsOfBin(path: string, source: string): readonly string[] {
  return importsOf(source)
    .filter(({ specifier, line }) => {
      const text = source.split('\n')[line - 1] ?? '';
      const isLater = /\bimport\s*\(/.test(text) || /^\s*import type\b/.test(text);
      return !isLater && !/^\.|^@cloison\/(?:command$|dev-env\/)/.test(specifier);
    })
    .map(({ specifier, line }) => `${path}:${line}: bin loads ${specifier} only when its room is asked for`);
}

function importsOfTestWorld(path: string, source: string): readonly string[] {
  return importsOf(source)
    .filter(({ specifier }) => resolveImport(path, specifier)?.startsWith(TEST_WORLD))
    .map(
      ({ specifier, line }) =>
        `${path}:${line}: only tests, benches and the demonstration may import ${specifier}`,
    );
}

function reachedByPlatform(files: ReadonlyMap<string, string>): readonly string[] {
  const problems: string[] = [];
  const starts = [...files.keys()].filter(
    (path) => path.startsWith('apps/platform/src/') && !path.includes('.test.'),
  );
  const cameFrom = new Map<string, string | null>(starts.map((path) => [path, null]));
  for (const path of cameFrom.keys()) {
    if (SECRET.test(path)) {
      const way = [path];
      for (let at = cameFrom.get(path); at; at = cameFrom.get(at)) way.unshift(at);
      problems.push(`${way[0]}: the platform reaches ${path} (${way.join(' → ')})`);
      continue;
    }
    for (const { specifier } of importsOf(files.get(path) ?? '')) {
      const target = resolveImport(path, specifier);
      if (target !== null && !cameFrom.has(target)) cameFrom.set(target, path);
    }
  }
  return problems;
}
