/**
 * The address of a NATS store: `nats://user@host:port,host:port,host?ca=FILE&replicas=3`, with every server of the cluster,
 * each by the name in its certificate. On other machines, TLS with a verified certificate is required, because nothing else
 * identifies the servers.
 *
 * Parameters: `ca` (a file of certificates, or `system`), `creds` (a file of NATS credentials), `replicas` (1, 3 or 5;
 * default 1 for one server, 3 for several), `partitions` (1 to 16, default 1; applies to new campaigns), `prefix` (of the
 * names of streams and subjects, default `cloison`).
 *
 * The password comes from the address (in `CLOISON_STORE`, never on a command line, which everybody on the machine can
 * read), or from `CLOISON_STORE_PASSWORD_FILE`. It is never part of an error.
 */
import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { SetupError } from '../../base/setup-error.ts';

export interface NatsAddress {
  /** `host:port` each. */
  readonly servers: readonly string[];
  readonly user: string | null;
  readonly password: string | null;
  /** Text of a credentials file. */
  readonly credentials: string | null;
  /** Null: no TLS. `system`: the authorities that Node knows. Otherwise certificates in PEM. */
  readonly ca: string | 'system' | null;
  readonly replicas: number;
  readonly partitions: number;
  readonly prefix: string;
}

const PARAMETERS = new Set(['ca', 'creds', 'replicas', 'partitions', 'prefix']);
const DEFAULT_PORT = 4222;
/** A feed cursor has a position for each partition, and at most 200 characters. */
export const MAX_PARTITIONS = 16;
const DEFAULT_PARTITIONS = 1;

/** Throws `SetupError` `bad-setting` or `plain-store`. Its message never contains the password. */
export function parseNatsAddress(
  address: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): NatsAddress {
  const found = /^nats:\/\/(?:([^/@?]*)@)?([^/@?]+)\/?(?:\?(.*))?$/.exec(address);
  if (found === null) throw new SetupError('nats-name');
  const [, who, hosts, query] = found as unknown as [string, string | undefined, string, string | undefined];
  const parameters = new URLSearchParams(query ?? '');
  for (const name of parameters.keys()) {
    if (!PARAMETERS.has(name)) throw new SetupError('store-parameter-unknown', { parameter: name });
  }
  const servers = hosts.split(',').map(hostAndPort);
  const ca = caOf(servers, parameters.get('ca'));
  const [user, ...password] = who === undefined ? [] : who.split(':');
  const credentials = parameters.get('creds');
  return {
    servers: servers.map(({ host, port }) => `${host}:${port}`),
    user: user === undefined ? null : decoded(user),
    password: user === undefined ? null : passwordOf(password.join(':'), env),
    credentials: credentials === null ? null : fileOf(credentials, 'creds'),
    ca,
    replicas: numberOf(parameters, 'replicas', servers.length === 1 ? 1 : 3, [1, 3, 5]),
    partitions: numberOf(
      parameters,
      'partitions',
      DEFAULT_PARTITIONS,
      Array.from({ length: MAX_PARTITIONS }, (_, i) => i + 1),
    ),
    prefix: prefixOf(parameters.get('prefix') ?? 'cloison'),
  };
}

function hostAndPort(text: string): { readonly host: string; readonly port: number } {
  const found = /^(\[[0-9a-f:]+\]|[A-Za-z0-9.-]+)(?::(\d{1,5}))?$/.exec(text);
  if (found === null) throw new SetupError('nats-server-name');
  return { host: found[1]!, port: found[2] === undefined ? DEFAULT_PORT : Number(found[2]) };
}

function caOf(servers: readonly { readonly host: string }[], ca: string | null): string | null {
  const remote = servers.find(({ host }) => !isLoopback(host))?.host;
  if (ca === null) {
    if (remote === undefined) return null;
    throw new SetupError('nats-plain', { host: remote });
  }
  const unnamed = servers.find(({ host }) => isIP(host.replace(/^\[|\]$/g, '')) !== 0)?.host;
  if (unnamed !== undefined) {
    throw new SetupError('nats-server-address', { host: unnamed });
  }
  return ca === 'system' ? ca : fileOf(ca, 'ca');
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

function passwordOf(given: string, env: Readonly<Record<string, string | undefined>>): string | null {
  if (given !== '') return decoded(given);
  const file = env.CLOISON_STORE_PASSWORD_FILE;
  if (file === undefined) return null;
  if (!existsSync(file)) throw new SetupError('store-password-unreadable', { file });
  return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new SetupError('nats-encoding');
  }
}

function fileOf(path: string, parameter: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new SetupError('store-file-unreadable', { parameter, file: path });
  }
}

function numberOf(
  parameters: URLSearchParams,
  name: string,
  otherwise: number,
  allowed: readonly number[],
): number {
  const text = parameters.get(name);
  if (text === null) return otherwise;
  const value = Number(text);
  if (!allowed.includes(value))
    throw new SetupError('store-parameter-value', { parameter: name, allowed: allowed.join(', ') });
  return value;
}

function prefixOf(prefix: string): string {
  if (!/^[a-z0-9-]{1,30}$/.test(prefix)) throw new SetupError('nats-prefix');
  return prefix;
}
