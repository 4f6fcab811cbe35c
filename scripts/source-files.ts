/** Files of the repository that git knows or would take, and the imports in them. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

export const root = join(import.meta.dirname, '..');

/** Paths relative to the root, sorted. */
export function repositoryFiles(): readonly string[] {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard'];
  return [...new Set(execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\n'))]
    .filter((path) => path !== '' && existsSync(join(root, path)))
    .sort();
}

export interface Import {
  /** As written: `./body.ts`, `@cloison/protocol/public`, `node:fs`. */
  readonly specifier: string;
  readonly line: number;
}

const IMPORT =
  /(?:^|[;\n])\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]/g;

export function importsOf(source: string): readonly Import[] {
  return [...source.matchAll(IMPORT)].map((match) => ({
    specifier: match[1] ?? match[2]!,
    line: source.slice(0, match.index + match[0].length).split('\n').length,
  }));
}

export const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** The repository file that a specifier in `from` means, or null when it is a package from npm or Node itself. */
export function resolveImport(from: string, specifier: string): string | null {
  if (specifier.startsWith('.')) return normalize(join(dirname(from), specifier));
  const own = /^@cloison\/([a-z-]+)(\/[a-z0-9./-]+)?$/.exec(specifier);
  if (own === null) return null;
  const home = ['packages', 'apps', '.']
    .map((folder) => join(folder, own[1]!))
    .find((path) => existsSync(join(root, path, 'package.json')));
  if (home === undefined) return null;
  const { exports } = JSON.parse(read(join(home, 'package.json'))) as { exports: Record<string, string> };
  const target = exports[`.${own[2] ?? ''}`] ?? exports['./*']?.replace('*', (own[2] ?? '').slice(1));
  return target === undefined ? null : normalize(join(home, target));
}
