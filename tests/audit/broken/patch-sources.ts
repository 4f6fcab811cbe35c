/**
 * Loaded before everything else (`node --import`) in a process of the audit that tries a broken variant: takes the guard out of the
 * source as it is loaded. Ends the process when the source is no longer as the variant expects, so that a variant can't go stale.
 */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SourcePatch } from './variant.ts';
import { variantOf } from './variants.ts';

/** Name of the variable that says which variant; the platform's process inherits it. */
export const BREAK_VARIABLE = 'CLOISON_AUDIT_BREAK';
/** Exit code for a variant that no longer fits the source. */
export const STALE = 70;

const root = join(import.meta.dirname, '../../..');
const name = process.env[BREAK_VARIABLE];
const patches = name === undefined ? [] : variantOf(name).patches;
const byUrl = Map.groupBy(patches, ({ file }) => pathToFileURL(join(root, file)).href);

for (const [url, own] of byUrl) {
  const source = readFileSync(new URL(url), 'utf8');
  for (const { file, find } of own) {
    const found = source.split(find).length - 1;
    if (found === 1) continue;
    process.stderr.write(
      `The broken variant ${name} expects this once in ${file}, and found it ${found} times:\n${find}\n`,
    );
    process.exit(STALE);
  }
}

const patched = (source: string, own: readonly SourcePatch[]) =>
  own.reduce((text, { find, replace }) => text.replace(find, () => replace), source);

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const own = byUrl.get(url);
    if (own === undefined || loaded.source === undefined || loaded.source === null) return loaded;
    return { ...loaded, source: patched(Buffer.from(loaded.source as Uint8Array).toString('utf8'), own) };
  },
});
