import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const COMMAND = fileURLToPath(new URL('../../bin/cloison.ts', import.meta.url));

it('the language may be given before the room as well as after the verb', () => {
  for (const args of [
    ['--lang', 'en', 'platform', 'serve', '--help'],
    ['platform', 'serve', '--help', '--lang', 'en'],
  ]) {
    const { stdout } = spawnSync(process.execPath, [COMMAND, ...args], { encoding: 'utf8' });
    expect(stdout).toContain('--metrics <address>');
    expect(stdout).toContain('data folder of the platform');
  }
});
