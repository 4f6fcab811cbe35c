/**
 * A certificate for a laptop on a school's network. Browsers offer WebCrypto only on secure connections, and no public authority
 * certifies such a laptop. Debian's openssl makes an authority for this laptop alone, constrained to its addresses; its key is
 * destroyed once it has signed one certificate. A computer that trusts this authority therefore trusts nothing else by it.
 */
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { writeWhole } from '@cloison/durable-files';
import { SetupError } from '../base/setup-error.ts';

const DAYS = 60;
const DAY_MS = 86_400_000;

export interface RelayCertificate {
  /** To be installed on the school's computers. */
  readonly authorityPath: string;
  /** SHA-256 of it, as browsers and systems show it. */
  readonly authorityFingerprint: string;
  readonly certPath: string;
  readonly keyPath: string;
  readonly expires: Date;
}

/** The existing certificate if it is for these addresses and valid for another day; otherwise a new one. */
export function relayCertificate(
  dataDir: string,
  secretsDir: string,
  addresses: readonly string[],
): RelayCertificate {
  const paths = {
    authorityPath: join(dataDir, 'autorite-du-portable.crt'),
    certPath: join(dataDir, 'portable.crt'),
    keyPath: join(secretsDir, 'portable.key'),
  };
  const kept = Object.values(paths).every((path) => existsSync(path));
  if (!kept || !isGoodFor(paths.certPath, addresses)) make(paths, secretsDir, addresses);
  const authority = new X509Certificate(readFileSync(paths.authorityPath));
  const certificate = new X509Certificate(readFileSync(paths.certPath));
  return { ...paths, authorityFingerprint: authority.fingerprint256, expires: new Date(certificate.validTo) };
}

function isGoodFor(certPath: string, addresses: readonly string[]): boolean {
  const certificate = new X509Certificate(readFileSync(certPath));
  const named = addresses.every((address) =>
    isIP(address) === 0
      ? certificate.checkHost(address) !== undefined
      : certificate.checkIP(address) !== undefined,
  );
  return named && Date.parse(certificate.validTo) > Date.now() + DAY_MS;
}

function make(
  paths: { readonly authorityPath: string; readonly certPath: string; readonly keyPath: string },
  secretsDir: string,
  addresses: readonly string[],
): void {
  const folder = mkdtempSync(join(secretsDir, 'certificat-'));
  const at = (name: string) => join(folder, name);
  const names = addresses.map((address) => `${isIP(address) === 0 ? 'DNS' : 'IP'}:${address}`);
  const permitted = addresses.map((address) =>
    isIP(address) === 0
      ? `permitted;DNS:${address}`
      : `permitted;IP:${address}/${isIP(address) === 4 ? '255.255.255.255' : 'ffff:'.repeat(8).slice(0, -1)}`,
  );
  const newKey = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-sha256',
    '-days',
    String(DAYS),
  ];
  const add = (extension: string) => ['-addext', extension];
  // A configuration of our own, because the system's may add extensions.
  writeFileSync(at('openssl.cnf'), '[req]\ndistinguished_name = dn\nprompt = no\n[dn]\nCN = x\n');
  const config = ['-config', at('openssl.cnf')];
  try {
    openssl([
      ...[
        'req',
        '-x509',
        ...config,
        ...newKey,
        '-subj',
        `/CN=Cloison, portable ${addresses[0]!.slice(0, 40)}`,
      ],
      ...['-keyout', at('ca.key'), '-out', at('ca.crt')],
      ...add('basicConstraints=critical,CA:TRUE,pathlen:0'),
      ...add('keyUsage=critical,keyCertSign'),
      ...add(`nameConstraints=critical,${permitted.join(',')}`),
    ]);
    openssl([
      ...['req', '-x509', ...config, ...newKey, '-subj', `/CN=${addresses[0]!.slice(0, 60)}`],
      ...[
        '-CA',
        at('ca.crt'),
        '-CAkey',
        at('ca.key'),
        '-keyout',
        at('portable.key'),
        '-out',
        at('portable.crt'),
      ],
      ...add('basicConstraints=critical,CA:FALSE'),
      ...add('keyUsage=critical,digitalSignature'),
      ...add('extendedKeyUsage=serverAuth'),
      ...add(`subjectAltName=${names.join(',')}`),
    ]);
    writeWhole(paths.keyPath, readFileSync(at('portable.key')), { mode: 0o600 });
    writeWhole(paths.authorityPath, readFileSync(at('ca.crt')), { mode: 0o644 });
    // The server sends both, so that a computer which trusts the authority finds the way.
    writeWhole(paths.certPath, Buffer.concat([readFileSync(at('portable.crt')), readFileSync(at('ca.crt'))]));
    const key = readFileSync(at('ca.key'));
    writeFileSync(at('ca.key'), Buffer.alloc(key.length));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function openssl(args: readonly string[]): void {
  try {
    execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: 60_000 });
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') {
      throw new SetupError('openssl-missing');
    }
    throw new SetupError('openssl-failed');
  }
}
