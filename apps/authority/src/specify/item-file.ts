/** One item by its file, outside any campaign. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { type Item, type ReadItemOptions, readItem } from '@cloison/qti';

/**
 * Reads an item of a file. What it refers to (shared texts, style sheets) is looked for in its package: the nearest folder
 * above with an `imsmanifest.xml`, else the item's own folder. Throws `QtiProblems`, whose paths are those in the package.
 */
export function readItemFile(
  path: string,
  options: Pick<ReadItemOptions, 'purpose' | 'modules' | 'seed'> = {},
): Item {
  const root = packageFolder(resolve(path));
  return readItem(new Uint8Array(readFileSync(path)), {
    ...options,
    path: relative(root, resolve(path)).split(sep).join('/'),
    file: (name) => {
      const wanted = join(root, name);
      return statSync(wanted, { throwIfNoEntry: false })?.isFile() === true
        ? new Uint8Array(readFileSync(wanted))
        : null;
    },
  });
}

function packageFolder(item: string): string {
  const own = dirname(item);
  for (let at = own; ; at = dirname(at)) {
    if (existsSync(join(at, 'imsmanifest.xml'))) return at;
    if (at === dirname(at)) return own;
  }
}
