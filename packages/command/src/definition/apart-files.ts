/** What a command writes is neither what it reads nor written twice, by whatever name a file is reached. */
import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Refusal } from '../words/refusal.ts';
import { refuseUsage } from '../words/usage-refusals.ts';
import { flagOf, type OptionTable, type OptionValues } from './option.ts';

interface NamedFile {
  readonly name: string;
  readonly path: string;
  /** The same for every name of one file. */
  readonly identity: string;
}

/** The refusals of outputs that would replace an input or each other. All values were found good by their kinds. */
export function checkFilesApart(table: OptionTable, values: OptionValues): Refusal[] {
  const files = (kinds: readonly string[]): NamedFile[] =>
    Object.entries(table)
      .filter(([, { kind }]) => kinds.includes(kind.name))
      .flatMap(([name]) => pathsOf(values[name]).flatMap((path) => named(name, path) ?? []));
  const inputs = files(['file', 'file-or-folder']);
  const outputs = files(['file-to-write']);
  return outputs.flatMap(({ name, path, identity }, i) => {
    const option = flagOf(name);
    if (inputs.some((input) => input.identity === identity))
      return [refuseUsage('would-overwrite', { option, path }, { option })];
    const twin = outputs.slice(0, i).find((output) => output.identity === identity);
    if (twin === undefined) return [];
    return [refuseUsage('outputs-same', { options: `${flagOf(twin.name)}, ${option}`, path }, { option })];
  });
}

const pathsOf = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value]).filter((path): path is string => typeof path === 'string');

/** Null for a device, a pipe or a folder: nothing of them is replaced. */
function named(name: string, path: string): NamedFile | null {
  const stats = statSync(path, { throwIfNoEntry: false, bigint: true });
  if (stats === undefined)
    return { name, path, identity: join(realpathSync(dirname(resolve(path))), basename(path)) };
  return stats.isFile() ? { name, path, identity: `${stats.dev}/${stats.ino}` } : null;
}
