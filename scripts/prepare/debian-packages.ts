/** Debian's programs for the tests: installed when they are missing and one is root, else the line to type. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

export const CHROMIUM = '/usr/bin/chromium';
/** Where each program is, and its package. */
const PACKAGES: Readonly<Record<string, string>> = {
  [CHROMIUM]: 'chromium',
  // Turns printed pages into pictures.
  '/usr/bin/pdftoppm': 'poppler-utils',
  // Stores of the platform, started by the tests themselves on loopback.
  '/usr/lib/postgresql/17/bin/postgres': 'postgresql-17',
  '/usr/sbin/nats-server': 'nats-server',
  // The operator's page is followed: its proxy, its units (verified, not run), its questions.
  '/usr/sbin/nginx': 'nginx',
  '/usr/bin/systemd-analyze': 'systemd',
  '/usr/bin/curl': 'curl',
  // The certificate of a school's laptop, and a browser that trusts it.
  '/usr/bin/openssl': 'openssl',
  '/usr/bin/certutil': 'libnss3-tools',
  // The independent client of examples/other-client.
  '/usr/lib/python3/dist-packages/cryptography': 'python3-cryptography',
  '/usr/lib/python3/dist-packages/argon2': 'python3-argon2',
  // The model of docs/model.md: spin writes a program in C, which is compiled and run.
  '/usr/bin/spin': 'spin',
  '/usr/bin/gcc': 'gcc',
  '/usr/include/stdio.h': 'libc6-dev',
};

/** For `npm run test:firefox` alone. */
export const FIREFOX_PACKAGE: Readonly<Record<string, string>> = { '/usr/bin/firefox-esr': 'firefox-esr' };

/** `more`: besides what all tests need. */
export function ensureDebianPackages(more: Readonly<Record<string, string>> = {}): void {
  const missing = Object.entries({ ...PACKAGES, ...more }).filter(([path]) => !existsSync(path));
  if (missing.length === 0) return;
  const names = missing.map(([, name]) => name);
  const asRoot = process.getuid?.() === 0;
  if (!asRoot) {
    process.stderr.write(
      `The tests need ${names.join(', ')} from Debian. Please type:\n\n  sudo apt-get install ${names.join(' ')}\n\n`,
    );
    process.exit(1);
  }
  process.stderr.write(`Installing ${names.join(', ')} from Debian …\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', ...names],
  ]) {
    const { status } = spawnSync('apt-get', args, { env, stdio: ['ignore', 2, 2] });
    if (status !== 0) {
      process.stderr.write(`apt-get ${args[0]} failed: the tests can't run without ${names.join(', ')}.\n`);
      process.exit(1);
    }
  }
}
