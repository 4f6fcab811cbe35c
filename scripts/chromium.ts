/** Debian's Chromium for the browser tests: installed when it is missing and one is root, else the line to type. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

export const CHROMIUM = '/usr/bin/chromium';
/** What the tests use beside it: pdftoppm turns printed pages into pictures. */
const PACKAGES: Readonly<Record<string, string>> = {
  [CHROMIUM]: 'chromium',
  '/usr/bin/pdftoppm': 'poppler-utils',
};

export function ensureChromium(): void {
  const missing = Object.entries(PACKAGES).filter(([path]) => !existsSync(path));
  if (missing.length === 0) return;
  const names = missing.map(([, name]) => name);
  const asRoot = process.getuid?.() === 0;
  if (!asRoot) {
    process.stderr.write(
      `The browser tests need ${names.join(' and ')} from Debian. Please type:\n\n  sudo apt-get install ${names.join(' ')}\n\n`,
    );
    process.exit(1);
  }
  process.stderr.write(`Installing ${names.join(' and ')} from Debian …\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', ...names],
  ]) {
    const { status } = spawnSync('apt-get', args, { env, stdio: ['ignore', 2, 2] });
    if (status !== 0) {
      process.stderr.write(
        `apt-get ${args[0]} failed: the browser tests can't run without ${names.join(' and ')}.\n`,
      );
      process.exit(1);
    }
  }
}
