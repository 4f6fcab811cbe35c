import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { expect, it } from 'vitest';

/** Every module that a file imports, itself and through others. */
function reach(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const source = readFileSync(file, 'utf8');
  // What is imported for its types alone is erased: a browser never gets it.
  const imports = source.matchAll(/^(?:import|export)\s+(?!type\b)(?:[^'";]*?from\s+)?'([^']+)';/gm);
  for (const [, from] of imports) {
    if (from === undefined) continue;
    if (from.startsWith('.')) reach(resolve(dirname(file), from), seen);
    else seen.add(from);
  }
  return seen;
}

const here = import.meta.dirname;

it('gives a browser neither an XML reader nor anything that scores', () => {
  const modules = [...reach(resolve(here, '../delivery.ts'))].map((name) =>
    name.replace(`${resolve(here, '..')}/`, ''),
  );
  expect(modules).toContain('delivery/parse.ts');
  expect(
    modules.filter((name) =>
      /^(?:model|xml|score|read|package|publish|lint|routing)\/|saxes|fflate|node:/.test(name),
    ),
  ).toEqual([]);
  expect(modules.filter((name) => !name.includes('/') && !name.endsWith('.ts'))).toEqual(['valibot']);
});

it('would notice one', () => {
  const modules = [...reach(resolve(here, '../index.ts'))];
  expect(modules).toContain('saxes');
  expect(modules).toContain('fflate');
});
