/**
 * `npm run reproduce`: builds the web pages twice more, each in a copy of the sources in another folder, under another time
 * zone, language and umask, and compares every byte with the other and with what is built here. Whoever has the sources of a
 * version can so make the list of hashes that the office published (`cloison verify pages`).
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { hashOf, sitePagesOf } from '../apps/authority/src/verify/site-pages.ts';
import { buildApps } from './prepare/build-apps.ts';

const root = join(import.meta.dirname, '..');
export type PageApp = 'pupil' | 'school';

/** What a build must not depend on. */
export interface Circumstances {
  /** Of the copy, below a folder of its own: may have any length. */
  readonly folder: string;
  readonly timeZone: string;
  readonly language: string;
  readonly umask: string;
}

export const ELSEWHERE: readonly Circumstances[] = [
  { folder: 'a', timeZone: 'Pacific/Chatham', language: 'tr_TR.UTF-8', umask: '077' },
  { folder: 'somewhere/deeper/with a space', timeZone: 'America/St_Johns', language: 'C', umask: '002' },
];

/** Copies the sources, builds `app` there, and calls `use` with the folder of what was built. Throws when the build fails. */
export function buildElsewhere<T>(app: PageApp, where: Circumstances, use: (dist: string) => T): T {
  const parent = mkdtempSync(join(tmpdir(), 'cloison-pages-'));
  try {
    const copy = join(parent, where.folder);
    copySources(app, copy);
    const home = join(copy, 'apps', app);
    const script = `umask ${where.umask} && exec "$0" "$@"`;
    const vite = [
      process.execPath,
      join(copy, 'node_modules/vite/bin/vite.js'),
      'build',
      '--logLevel',
      'error',
    ];
    const { status, stderr } = spawnSync('sh', ['-c', script, ...vite], {
      cwd: home,
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH ?? '',
        HOME: parent,
        NODE_ENV: 'production',
        TZ: where.timeZone,
        LANG: where.language,
        LC_ALL: where.language,
      },
    });
    if (status !== 0) throw new Error(`apps/${app} did not build in ${where.folder}: ${stderr}`);
    return use(join(home, 'dist'));
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}

/** Sources alone, and the installed packages by links: those of this repository lead to the copy. */
function copySources(app: PageApp, copy: string): void {
  const isSource = (path: string) => !['node_modules', 'dist', '.tsbuild'].includes(basename(path));
  mkdirSync(copy, { recursive: true });
  for (const part of ['packages', `apps/${app}`]) {
    cpSync(join(root, part), join(copy, part), { recursive: true, filter: isSource });
  }
  for (const file of ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig']) {
    cpSync(join(root, file), join(copy, file), { recursive: true });
  }
  const installed = join(copy, 'node_modules');
  linkEach(join(root, 'node_modules'), installed, (name) => !name.startsWith('.') && name !== '@cloison');
  mkdirSync(join(installed, '@cloison'));
  for (const name of readdirSync(join(copy, 'packages'))) {
    symlinkSync(join(copy, 'packages', name), join(installed, '@cloison', name));
  }
  for (const part of [
    `apps/${app}`,
    ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}`),
  ]) {
    const own = join(root, part, 'node_modules');
    if (existsSync(own)) linkEach(own, join(copy, part, 'node_modules'), (name) => !name.startsWith('.'));
  }
}

function linkEach(from: string, to: string, wanted: (name: string) => boolean): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from).filter(wanted)) symlinkSync(join(from, name), join(to, name));
}

/** Path → bytes of all that was built, but what the build here notes for itself. */
export function builtFiles(dist: string): ReadonlyMap<string, Buffer> {
  const files = readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== '.sources')
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return new Map(files.map((path) => [relative(dist, path), readFileSync(path)]));
}

/** Names of the files that are missing on one side, or of other bytes. */
export function differences(
  a: ReadonlyMap<string, Buffer>,
  b: ReadonlyMap<string, Buffer>,
): readonly string[] {
  const names = [...new Set([...a.keys(), ...b.keys()])].sort();
  return names.filter((name) => {
    const [one, other] = [a.get(name), b.get(name)];
    return one === undefined || other === undefined || !one.equals(other);
  });
}

async function main(): Promise<void> {
  await buildApps();
  const found: string[] = [];
  for (const app of ['pupil', 'school'] as const) {
    const here = builtFiles(join(root, 'apps', app, 'dist'));
    for (const where of ELSEWHERE) {
      const other = buildElsewhere(app, where, builtFiles);
      const different = differences(here, other).map((name) => `apps/${app}: ${name} (${where.timeZone})`);
      console.log(
        `apps/${app} in “${where.folder}”, ${where.timeZone}, ${where.language}, umask ${where.umask}: ${other.size} files, ${different.length} differ`,
      );
      found.push(...different);
    }
  }
  for (const line of found) console.log(line);
  if (found.length > 0) process.exit(1);
  const list = `${JSON.stringify(sitePagesOf(join(root, 'apps')), null, 2)}\n`;
  console.log(
    `Every byte is the same. Hash of the list of pages, as “cloison verify pages apps” says it: ${hashOf(Buffer.from(list))}`,
  );
}

if (import.meta.main) await main();
