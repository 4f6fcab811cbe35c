/** Takes a guard out of a file of the project while it is loaded. Only in the thread that asks for it. */
import { registerHooks } from 'node:module';
import { HOLES } from './holes.ts';

export function digHole(name: string): void {
  const hole = HOLES[name];
  if (hole === undefined) throw new Error(`no hole is called ${name}`);
  const left = new Set(hole.map(({ file }) => file));
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      const here = hole.filter(({ file }) => url.endsWith(`/${file}`));
      if (here.length === 0) return loaded;
      let source =
        loaded.source instanceof Uint8Array || typeof loaded.source === 'string'
          ? String(textOf(loaded.source))
          : '';
      for (const { file, guard, instead } of here) {
        if (source.split(guard).length !== 2)
          throw new Error(`hole ${name}: its guard is not once in ${file}`);
        source = source.replace(guard, () => instead);
        left.delete(file);
      }
      return { ...loaded, source };
    },
  });
  holesLeft.set(name, left);
}

/** Files of a hole that were not loaded: its guard was never taken out. */
export const holesLeft = new Map<string, ReadonlySet<string>>();

function textOf(source: string | Uint8Array): string {
  return typeof source === 'string' ? source : Buffer.from(source).toString('utf8');
}
