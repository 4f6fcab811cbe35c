/** Direct dependencies: an exact version, a line in docs/dependencies.md; the whole tree: no licence of the GPL family alone, no address. */
import { read } from './source-files.ts';

interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  readonly link?: boolean;
  readonly resolved?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const PAGE = 'docs/dependencies.md';
/** GPL and AGPL in every spelling; the Lesser one and a choice of others are compatible with the EUPL's use of a library. */
const GPL_ONLY = /^\(?A?GPL-[^()]*\)?$/;

/** Problems in words. */
export function checkDependencies(
  lock: Readonly<Record<string, LockedPackage>> = JSON.parse(read('package-lock.json')).packages,
  page: string = read(PAGE),
): readonly string[] {
  const problems: string[] = [];
  const direct = new Set<string>();
  for (const [path, entry] of Object.entries(lock)) {
    if (path.includes('node_modules/')) {
      if (entry.license !== undefined && GPL_ONLY.test(entry.license))
        problems.push(`${path} is under ${entry.license}`);
      if (entry.resolved !== undefined && /^https?:/.test(entry.resolved))
        problems.push(`package-lock.json: ${path} has a download address`);
      continue;
    }
    const all = { ...entry.dependencies, ...entry.devDependencies, ...entry.optionalDependencies };
    for (const [name, version] of Object.entries(all)) {
      if (name.startsWith('@cloison/')) continue;
      direct.add(name);
      // A second version of a package has an alias: `npm:name@1.2.3`.
      if (!/^(?:npm:[\w@/.-]+@)?\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))
        problems.push(`${path || '.'}/package.json: ${name} ${version} is not exact`);
    }
  }
  const listed = new Set([...page.matchAll(/`((?:@[\w-]+\/)?[\w.-]+)`/g)].map((match) => match[1]!));
  for (const name of direct) if (!listed.has(name)) problems.push(`${PAGE}: no line for ${name}`);
  for (const line of page.split('\n').filter((text) => text.startsWith('| `'))) {
    for (const [, name] of line.split('|')[1]!.matchAll(/`([^`]+)`/g)) {
      if (!direct.has(name!)) problems.push(`${PAGE}: ${name} is no dependency any more`);
    }
  }
  return problems;
}
