/**
 * The address of a PostgreSQL store: `postgres://role@host:port/database?sslmode=verify-full&sslrootcert=ca.pem`, or for a
 * Unix socket with its folder `postgres://role@/database?host=/run/postgresql`. On another machine, TLS with a verified
 * certificate is required, because nothing else identifies the server.
 *
 * The password comes from the address (in `CLOISON_STORE`, never on a command line, which everybody on the machine can
 * read), from `CLOISON_STORE_PASSWORD_FILE`, or from libpq's `PGPASSWORD`. It is never part of an error.
 */
import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import type { ClientConfig } from 'pg';
import { SetupError } from '../../base/setup-error.ts';

export type PostgresAddress = Pick<ClientConfig, 'host' | 'port' | 'user' | 'database' | 'password' | 'ssl'>;

const PARAMETERS = new Set(['host', 'sslmode', 'sslrootcert']);
/** The words of libpq. Modes that verify less than the server's name are refused for another machine. */
const SSL_MODES = new Set(['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full']);

/** Throws `SetupError` `bad-setting` or `plain-store`. Its message never contains the password. */
export function parsePostgresAddress(
  address: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): PostgresAddress {
  const url = parsed(address);
  const host = url.searchParams.get('host') ?? decoded(url.hostname).replace(/^\[|\]$/g, '');
  const database = decoded(url.pathname.slice(1));
  const user = decoded(url.username);
  if (database === '' || user === '' || host === '') {
    throw new SetupError('postgres-name');
  }
  for (const name of url.searchParams.keys()) {
    if (!PARAMETERS.has(name)) throw new SetupError('store-parameter-unknown', { parameter: name });
  }
  const password = passwordOf(url, env);
  return {
    host,
    port: url.port === '' ? 5432 : Number(url.port),
    user,
    database,
    ...(password === undefined ? {} : { password }),
    ssl: sslOf(host, url.searchParams),
  };
}

/** Whether an address contains a password. Such an address is refused on a command line. */
export function holdsPassword(address: string): boolean {
  return /^[a-z]+:\/\/[^/@?]*:[^/@?]+@/i.test(address);
}

function parsed(address: string): URL {
  try {
    const url = new URL(address.replace(/^(\w+:\/\/(?:[^/@?]*@)?)(?=\/)/, '$1localhost'));
    if (url.protocol === 'postgres:' || url.protocol === 'postgresql:') return url;
  } catch {
    // The error of `URL` would quote the address.
  }
  throw new SetupError('postgres-name');
}

/** Decodes without the error of `decodeURIComponent`, which would quote the text. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new SetupError('postgres-name');
  }
}

function passwordOf(url: URL, env: Readonly<Record<string, string | undefined>>): string | undefined {
  if (url.password !== '') return decoded(url.password);
  const file = env.CLOISON_STORE_PASSWORD_FILE;
  if (file === undefined) return env.PGPASSWORD;
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch {
    throw new SetupError('store-password-unreadable', { file });
  }
}

function sslOf(host: string, parameters: URLSearchParams): PostgresAddress['ssl'] {
  const here =
    host.startsWith('/') || host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
  const mode = parameters.get('sslmode') ?? (parameters.has('sslrootcert') ? 'verify-full' : 'disable');
  if (!SSL_MODES.has(mode)) throw new SetupError('postgres-sslmode', { allowed: [...SSL_MODES].join(', ') });
  if (mode !== 'verify-full') {
    if (here && (mode === 'disable' || mode === 'allow' || mode === 'prefer')) return false;
    throw new SetupError('postgres-plain', { host });
  }
  const file = parameters.get('sslrootcert');
  if (file === null) throw new SetupError('postgres-sslrootcert');
  return {
    ca: file === 'system' ? [...rootCertificates] : certificatesIn(file),
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
  };
}

function certificatesIn(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new SetupError('store-file-unreadable', { parameter: 'sslrootcert', file });
  }
}
