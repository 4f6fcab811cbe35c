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

/** Tests do without: they take Chromium itself, for twice the processor's time. */
const FASTER: Readonly<Record<string, string>> = {
  '/usr/bin/chromium-headless-shell': 'chromium-headless-shell',
};

/** For `npm run test:firefox` alone. */
export const FIREFOX_PACKAGE: Readonly<Record<string, string>> = { '/usr/bin/firefox-esr': 'firefox-esr' };

/** `more`: besides what all tests need. */
export function ensureDebianPackages(more: Readonly<Record<string, string>> = {}): void {
  const asRoot = process.getuid?.() === 0;
  const faster = missingOf(FASTER);
  const missing = missingOf({ ...PACKAGES, ...more });
  if (missing.length > 0 && !asRoot) {
    const names = missing.join(', ');
    process.stderr.write(
      `The tests need ${names} from Debian. Please type:\n\n  sudo apt-get install ${[...missing, ...faster].join(' ')}\n\n`,
    );
    process.exit(1);
  }
  if (!asRoot || missing.length + faster.length === 0) return;
  if (install([...missing, ...faster])) return;
  if (missing.length === 0) return;
  if (faster.length > 0 && install(missing)) return;
  process.stderr.write(`The tests can't run without ${missing.join(', ')}.\n`);
  process.exit(1);
}

function missingOf(packages: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(packages).flatMap(([path, name]) => (existsSync(path) ? [] : [name]));
}

/** Whether apt-get installed them. */
function install(names: readonly string[]): boolean {
  process.stderr.write(`Installing ${names.join(', ')} from Debian …\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', ...names],
  ].every((args) => {
    const { status } = spawnSync('apt-get', args, { env, stdio: ['ignore', 2, 2] });
    if (status !== 0) process.stderr.write(`apt-get ${args[0]} failed.\n`);
    return status === 0;
  });
}
