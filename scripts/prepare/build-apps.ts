/** Builds the web pages (apps/pupil, apps/school, apps/office) when their sources, or what they import, have changed since. */
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

const root = join(import.meta.dirname, '../..');
/** What each app is built from. */
const IMPORTED = {
  pupil: 'protocol,qti,client,theme',
  school: 'protocol,qti,client,csv,theme',
  office: 'console-messages,csv,theme',
} as const;
type App = keyof typeof IMPORTED;

function stampOfSources(app: App): string {
  const hash = createHash('sha256');
  const sources = [
    'package-lock.json',
    `packages/{${IMPORTED[app]}}/{package.json,{src,public}/**/*}`,
    `apps/${app}/{src,public}/**/*`,
    `apps/${app}/*.{ts,html}`,
  ];
  const files = globSync(sources, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files)
    hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

/** Resolves when the `dist` of each app is up to date. */
export async function buildApps({ quiet = false }: { quiet?: boolean } = {}): Promise<void> {
  for (const app of Object.keys(IMPORTED) as App[]) {
    const stamp = stampOfSources(app);
    const directory = join(root, 'apps', app);
    const stampFile = join(directory, 'dist', '.sources');
    if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) continue;
    if (!quiet) process.stderr.write(`Building apps/${app} …\n`);
    await buildForProduction(directory);
    // The page of `cloison qti preview`, apart from what a site serves.
    const preview = join(directory, 'vite.preview.config.ts');
    if (existsSync(preview)) await buildForProduction(directory, preview);
    writeFileSync(stampFile, stamp);
  }
}

/** Under a test runner NODE_ENV says `test`, and React would come with its development checks. */
async function buildForProduction(directory: string, configFile?: string): Promise<void> {
  const before = process.env.NODE_ENV;
  process.env.NODE_ENV = 'production';
  try {
    await build({
      root: directory,
      mode: 'production',
      logLevel: 'error',
      ...(configFile === undefined ? {} : { configFile }),
    });
  } finally {
    if (before === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = before;
  }
}

if (import.meta.main) await buildApps();
