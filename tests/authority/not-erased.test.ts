import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PLATFORM_SENTENCES } from '../../apps/authority/src/close/not-destroyed.ts';
import { DEFAULT_NOT_ERASED } from '../../apps/platform/src/authority/purge.ts';

test('what a platform or its store says that it has not erased has its French on the certificate', () => {
  const store = join(import.meta.dirname, '../../apps/platform/src/store');
  const sources = readdirSync(store, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /(?:^|\/)store\.ts$/.test(name),
  );
  const said = sources.flatMap((name) =>
    [...readFileSync(join(store, name), 'utf8').matchAll(/(?:notErased|NOT_ERASED) =\s*"([^"]+)";/g)].map(
      ([, sentence]) => sentence,
    ),
  );
  expect(said.length).toBeGreaterThan(1);
  const known = PLATFORM_SENTENCES.map(({ en }) => en);
  for (const sentence of [DEFAULT_NOT_ERASED, ...said]) expect(known).toContain(sentence);
});
