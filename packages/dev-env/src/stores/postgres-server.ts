/**
 * A real PostgreSQL 17 of Debian, in a temporary folder and on a free loopback port, with the durability of production
 * (`fsync=on`, `synchronous_commit=on`). It ends with the process that started it, however that process ends. Start one server
 * for each test file; a new database is faster than a new server:
 *
 *     const postgres = await PostgresServer.start();
 *     const url = await postgres.createDatabase();   // postgres://cloison:…@127.0.0.1:PORT/test_1
 *     await postgres.kill();                         // kills the postmaster with -9; its children then end
 *     await postgres.restart();                      // on the same folder and port, whatever its state
 *     await postgres.remove();
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from '../platform/free-ports.ts';

export const POSTGRES_BIN = '/usr/lib/postgresql/17/bin';
/** Role and password of every test server: a superuser, so that tests can stop it, fill it and hold it. */
export const TEST_USER = 'cloison';
export const TEST_PASSWORD = 'mot-de-passe-d-essai';
const WAIT_MS = 300_000;

/** Settings for large runs, as in docs/operations.md. */
export const OPERATED = { shared_buffers: '4GB', max_wal_size: '16GB', checkpoint_timeout: '15min' };

export interface PostgresServerOptions {
  /** Lines of postgresql.conf by name, as `{ synchronous_commit: 'off', max_connections: '20' }`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Serves TLS too, with a certificate for 127.0.0.1 and localhost by an authority of its own: see `caPath`. */
  readonly tls?: boolean;
  /** Where the folder is made; default the system's folder for temporary files. */
  readonly parent?: string;
}

export class PostgresServer {
  /** Contains `data/`, `log` and, with TLS, `ca.pem` and `other-ca.pem`. */
  readonly folder: string;
  readonly port: number;
  readonly #options: PostgresServerOptions;
  #server: ChildProcess | null = null;
  #databases = 0;
  readonly #end = () => this.#killNow();

  private constructor(folder: string, port: number, options: PostgresServerOptions) {
    this.folder = folder;
    this.port = port;
    this.#options = options;
  }

  /** Ready for connections when it resolves; takes about two seconds. */
  static async start(options: PostgresServerOptions = {}): Promise<PostgresServer> {
    const folder = mkdtempSync(join(options.parent ?? tmpdir(), 'cloison-postgres-'));
    const server = new PostgresServer(folder, await freePort(), options);
    try {
      server.#initialise();
      await server.restart();
    } catch (error) {
      await server.remove();
      throw error;
    }
    return server;
  }

  /** Address of the server's own database, `postgres`. */
  get url(): string {
    return this.urlOf('postgres');
  }
  /** Certificate of the authority that signed the server's. */
  get caPath(): string {
    return join(this.folder, 'ca.pem');
  }
  /** Certificate of an authority that signed nothing here. */
  get otherCaPath(): string {
    return join(this.folder, 'other-ca.pem');
  }
  /** Folder of the cluster: WAL, tables, configuration. */
  get dataPath(): string {
    return join(this.folder, 'data');
  }
  /** What the server has written to its log since it was made. */
  get log(): string {
    return readFileSync(join(this.folder, 'log'), 'utf8');
  }
  /** Process of the postmaster, null when it does not run. */
  get pid(): number | null {
    return this.#server?.pid ?? null;
  }

  urlOf(database: string): string {
    return `postgres://${TEST_USER}:${TEST_PASSWORD}@127.0.0.1:${this.port}/${database}`;
  }

  /** Creates an empty database and returns its address. */
  async createDatabase(): Promise<string> {
    this.#databases += 1;
    const name = `test_${this.#databases}`;
    await this.query(`CREATE DATABASE ${name}`);
    return this.urlOf(name);
  }

  async dropDatabase(url: string): Promise<void> {
    await this.query(`DROP DATABASE IF EXISTS ${new URL(url).pathname.slice(1)} WITH (FORCE)`);
  }

  /** Runs SQL as superuser on a connection of its own (`options` as `-c name=value`); the rows of the last statement. */
  async query(sql: string, url = this.url, options = ''): Promise<readonly Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 60_000, options });
    client.on('error', () => {});
    await client.connect();
    try {
      const result = await client.query(sql);
      return (Array.isArray(result) ? result.at(-1) : result).rows;
    } finally {
      await client.end();
    }
  }

  /** Changes settings that take effect without a restart, as `default_transaction_read_only`; null resets one. */
  async set(settings: Readonly<Record<string, string | null>>): Promise<void> {
    for (const [name, value] of Object.entries(settings)) {
      const change = value === null ? `RESET ${name}` : `SET ${name} = '${value}'`;
      await this.query(`ALTER SYSTEM ${change}`, this.url, '-c default_transaction_read_only=off');
    }
    await this.query('SELECT pg_reload_conf()');
  }

  /** Kills the postmaster with -9, as the out-of-memory killer would. */
  async kill(): Promise<void> {
    await this.#signal('SIGKILL');
  }

  /** Ends it: `fast` cuts connections, `smart` waits for them, `immediate` does not even flush. */
  async stop(mode: 'fast' | 'smart' | 'immediate' = 'fast'): Promise<void> {
    await this.#signal(({ fast: 'SIGINT', smart: 'SIGTERM', immediate: 'SIGQUIT' } as const)[mode]);
  }

  /** Starts it again, stopping it first when it runs; replays the log after a kill. Ready when it resolves. */
  async restart(): Promise<void> {
    if (this.#server !== null) await this.stop();
    const until = performance.now() + WAIT_MS;
    // The children of a killed postmaster keep its shared memory for a moment. Starting then fails and is tried again.
    while (!(await this.#startOnce(until))) {
      if (performance.now() > until) throw new Error(`PostgreSQL does not start:\n${this.log}`);
      await pause(100);
    }
  }

  /** Copies the cluster as it is on the disk. Stop the server first for a clean copy. */
  copyTo(folder: string): void {
    cpSync(this.dataPath, folder, { recursive: true, preserveTimestamps: true });
  }

  /** Replaces the cluster, which must be stopped, with such a copy. */
  putBack(folder: string): void {
    rmSync(this.dataPath, { recursive: true });
    cpSync(folder, this.dataPath, { recursive: true, preserveTimestamps: true });
    const user = asPostgres();
    if (user !== null) execFileSync('chown', ['-R', `${user.uid}:${user.gid}`, this.dataPath]);
    chmodSync(this.dataPath, 0o700);
  }

  async remove(): Promise<void> {
    // Not with -9, so that the server frees its shared memory in /dev/shm.
    await this.stop('immediate');
    process.off('exit', this.#end);
    // Orphaned children write their last files a moment after the postmaster has ended.
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }

  #initialise(): void {
    const { tls, settings } = this.#options;
    chmodSync(this.folder, 0o755);
    const passwordFile = join(this.folder, 'password');
    writeFileSync(passwordFile, TEST_PASSWORD);
    mkdirSync(this.dataPath, { mode: 0o700 });
    if (tls === true) makeCertificates(this.folder);
    for (const name of ['data', 'password', ...(tls === true ? ['server.key', 'server.pem'] : [])]) {
      const user = asPostgres();
      if (user !== null) chownSync(join(this.folder, name), user.uid, user.gid);
    }
    const user = ['--username', TEST_USER, '--pwfile', passwordFile, '--auth', 'scram-sha-256'];
    const args = ['--pgdata', this.dataPath, ...user, '--locale', 'C.UTF-8', '--encoding', 'UTF8'];
    // The files of a new cluster are not flushed, because no test needs them to survive. Later writes are.
    execFileSync(join(POSTGRES_BIN, 'initdb'), [...args, '--no-sync', '--no-instructions'], {
      ...asPostgres(),
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' },
    });
    rmSync(passwordFile);
    const lines: Record<string, string> = {
      listen_addresses: '127.0.0.1',
      port: String(this.port),
      unix_socket_directories: '',
      fsync: 'on',
      synchronous_commit: 'on',
      max_connections: '60',
      shared_buffers: '256MB',
      max_wal_size: '4GB',
      ...(tls === true
        ? {
            ssl: 'on',
            ssl_cert_file: join(this.folder, 'server.pem'),
            ssl_key_file: join(this.folder, 'server.key'),
          }
        : {}),
      ...settings,
    };
    const text = Object.entries(lines).map(([name, value]) => `${name} = '${value}'\n`);
    writeFileSync(join(this.dataPath, 'postgresql.conf'), text.join(''));
    process.on('exit', this.#end);
  }

  async #startOnce(until: number): Promise<boolean> {
    const log = openSync(join(this.folder, 'log'), 'a');
    // With `pdeathsig` the server ends with the process that started it, even after a kill -9.
    const user = asPostgres();
    const identity =
      user === null ? [] : ['--reuid', String(user.uid), '--regid', String(user.gid), '--clear-groups'];
    const server = spawn(
      'setpriv',
      [...identity, '--pdeathsig', 'KILL', join(POSTGRES_BIN, 'postgres'), '-D', this.dataPath],
      { stdio: ['ignore', 'ignore', log], env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' } },
    );
    closeSync(log);
    this.#server = server;
    const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
    void ended.then(() => {
      if (this.#server === server) this.#server = null;
    });
    while (this.#server === server && performance.now() < until) {
      try {
        await this.query('SELECT 1');
        return true;
      } catch {
        await Promise.race([pause(50), ended]);
      }
    }
    return false;
  }

  async #signal(signal: NodeJS.Signals): Promise<void> {
    const server = this.#server;
    if (server === null) return;
    const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
    server.kill(signal);
    await ended;
    this.#server = null;
  }

  #killNow(): void {
    this.#server?.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Debian's user `postgres`, because PostgreSQL refuses to run as root. Null when this process is not root. */
function asPostgres(): { readonly uid: number; readonly gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const line = /^postgres:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'));
  if (line === null) throw new Error('there is no user postgres: Debian’s postgresql-17 makes it');
  return { uid: Number(line[1]), gid: Number(line[2]) };
}

/** Two authorities, `ca.pem` and `other-ca.pem`, and a certificate by the first for 127.0.0.1 and localhost. */
function makeCertificates(folder: string): void {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  for (const name of ['ca', 'other-ca']) {
    openssl('req', '-x509', ...key, '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.pem`);
  }
  const names = ['-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];
  const signer = ['-CA', 'ca.pem', '-CAkey', 'ca.key'];
  const server = ['-subj', '/CN=localhost', '-keyout', 'server.key', '-out', 'server.pem'];
  openssl('req', '-x509', ...signer, ...key, ...names, '-addext', 'basicConstraints=CA:FALSE', ...server);
  chmodSync(join(folder, 'server.key'), 0o600);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
