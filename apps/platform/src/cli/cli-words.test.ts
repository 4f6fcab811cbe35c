import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { errorIn } from './cli-words.ts';

const SOURCES = join(import.meta.dirname, '..');

/** Every text given to `new SetupError`, with something in the place of its values. */
function setupErrors(): string[] {
  const found: string[] = [];
  for (const name of readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue;
    const source = readFileSync(join(SOURCES, name), 'utf8');
    for (const [, text = ''] of source.matchAll(
      /new SetupError\(\s*'[a-z-]+',\s*(`[^\n]*`|'[^\n]*'|"[^\n]*"),?\s*\)/g,
    )) {
      found.push(
        text
          .slice(1, -1)
          .replaceAll('\\`', '`')
          .replace(/\$\{[^}]*\}/g, '12')
          .replace('campaign 12', 'campaign "12"'),
      );
    }
  }
  return found;
}

it('has French for every error of setting up, and keeps the English of another', () => {
  const errors = setupErrors().filter((text) => text !== '12 12');
  expect(errors.length).toBeGreaterThan(12);
  for (const english of errors) {
    expect(errorIn('fr', english), english).not.toBe(english);
    expect(errorIn('en', english)).toBe(english);
  }
  expect(errorIn('fr', '/srv/pepper.key can be read by others: chmod 600 it')).toBe(
    '/srv/pepper.key est lisible par d’autres : chmod 600',
  );
  expect(errorIn('fr', 'something new')).toBe('something new');
});
