/** The items of `fixtures/`: one for each thing that an item can do, written here. */

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../fixtures');

/** `version` 2: the same files under the manifest of QTI 2. */
export function fixtureFiles(version: 2 | 3 = 3): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (const entry of readdirSync(root, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    files.set(relative(root, file), new Uint8Array(readFileSync(file)));
  }
  const old = files.get('manifest2.xml');
  files.delete('manifest2.xml');
  if (version === 2 && old !== undefined) files.set('imsmanifest.xml', old);
  return files;
}
