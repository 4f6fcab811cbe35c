/**
 * A machine to follow the operator's page on: a folder that stands for `/etc`, `/srv`, `/var` and `/run`, with what
 * Debian's packages put there, free ports, and stand-ins for the commands that would change this very machine.
 */
import { execFile, execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const SYSTEMCTL = fileURLToPath(new URL('./systemctl.ts', import.meta.url));
export const POSTGRES_BIN = '/usr/lib/postgresql/17/bin';
const AS_ROOT = process.getuid?.() === 0;

/** What is changed in the page's text, in this order: the text on the page, and what stands for it here. */
export type Replacements = readonly (readonly [onThePage: string, here: string])[];

export class Machine {
  readonly root: string;
  readonly #replacements: Replacements;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #end = () => this.#killAll('SIGKILL');
  /** Everything that the commands printed. */
  output = '';

  constructor(replacements: (root: string) => Replacements, environment: Readonly<Record<string, string>>) {
    // Not in the tests' folder in memory: systemd takes no working directory below /dev.
    this.root = mkdtempSync('/tmp/cloison-machine-');
    chmodSync(this.root, 0o755);
    this.#replacements = replacements(this.root);
    this.#environment = environment;
    for (const folder of [
      'etc/systemd/system',
      'srv',
      'var/backups',
      'var/lib',
      'var/log',
      'var/tmp',
      'run',
      'stand-ins',
    ]) {
      mkdirSync(join(this.root, folder), { recursive: true });
    }
    this.#standIns();
    process.on('exit', this.#end);
  }

  /** The page's text as it is followed here. */
  here(text: string): string {
    let mapped = text;
    for (const [onThePage, here] of this.#replacements) mapped = mapped.replaceAll(onThePage, here);
    return mapped.replace(/(?<![\w./-])\/(etc|srv|var)(?=\/)/g, `${this.root}/$1`);
  }

  path(path: string): string {
    return join(this.root, path);
  }

  write(path: string, text: string): void {
    const target = this.here(path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, this.here(text));
  }

  /** Types commands; rejects with all that they printed when one fails. */
  async type(text: string): Promise<string> {
    const env = {
      PATH: `${this.path('stand-ins')}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin`,
      HOME: this.root,
      CURL_HOME: this.root,
      LC_ALL: 'C.UTF-8',
      MACHINE_ROOT: this.root,
      // Each command of the page starts a process: compiled code that is kept, as for every test.
      ...(process.env.NODE_COMPILE_CACHE === undefined
        ? {}
        : { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE }),
      ...this.#environment,
    };
    return new Promise((resolve, reject) => {
      const script = `set -euo pipefail\n${this.here(text)}`;
      execFile('bash', ['-c', script], { cwd: this.root, env, timeout: 600_000 }, (error, out, err) => {
        this.output += out + err;
        if (error === null) resolve(out);
        else reject(new Error(`${text}\n${out}${err}${this.#logs()}`));
      });
    });
  }

  /** As Debian's nginx leaves it, but for its own folders. */
  installNginx(): void {
    const etc = this.path('etc/nginx');
    cpSync('/etc/nginx', etc, { recursive: true, verbatimSymlinks: true });
    rmSync(join(etc, 'modules-enabled'), { recursive: true });
    for (const folder of ['modules-enabled', 'conf.d']) mkdirSync(join(etc, folder), { recursive: true });
    const main = readFileSync(join(etc, 'nginx.conf'), 'utf8');
    writeFileSync(join(etc, 'nginx.conf'), this.here(main));
    const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
    const own = kinds.map((kind) => `${kind}_temp_path ${this.path(`var/lib/nginx-${kind}`)};\n`);
    mkdirSync(this.path('var/log/nginx'), { recursive: true });
    writeFileSync(join(etc, 'conf.d', '00-folders.conf'), own.join(''));
  }

  /** As Debian's postgresql-17 leaves it: a cluster `main` with its configuration in /etc. */
  installPostgres(port: number): void {
    const [etc, data] = [this.path('etc/postgresql/17/main'), this.path('var/lib/postgresql/17/main')];
    for (const folder of [join(etc, 'conf.d'), data, this.path('run/postgresql')])
      mkdirSync(folder, { recursive: true });
    const user = postgresUser();
    for (const folder of [data, etc, this.path('run/postgresql')]) {
      if (user !== null) chownSync(folder, user.uid, user.gid);
    }
    const how = [
      '--username',
      'postgres',
      '--auth',
      'peer',
      '--locale',
      'C.UTF-8',
      '--no-sync',
      '--no-instructions',
    ];
    execFileSync(join(POSTGRES_BIN, 'initdb'), ['--pgdata', data, ...how], { ...user, stdio: 'pipe' });
    // Where tests do not run as root there is no user `postgres` to become: the owner of the socket is the administrator.
    const local = user === null ? 'trust' : 'peer';
    writeFileSync(
      join(etc, 'pg_hba.conf'),
      `local all postgres ${local}\nlocal all all ${local}\nhost all all 127.0.0.1/32 scram-sha-256\n`,
    );
    writeFileSync(join(etc, 'pg_ident.conf'), '');
    const lines = {
      data_directory: data,
      hba_file: join(etc, 'pg_hba.conf'),
      ident_file: join(etc, 'pg_ident.conf'),
      unix_socket_directories: this.path('run/postgresql'),
      port: String(port),
      include_dir: 'conf.d',
    };
    const text = Object.entries(lines).map(
      ([name, value]) => `${name} ${name === 'include_dir' ? '' : '='} '${value}'\n`,
    );
    writeFileSync(join(etc, 'postgresql.conf'), text.join(''));
  }

  /** Ends everything that was started on it, and removes it. */
  async remove(): Promise<void> {
    this.#killAll('SIGTERM');
    for (let left = 100; left > 0 && this.#pids().some(isAlive); left--) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    this.#killAll('SIGKILL');
    process.off('exit', this.#end);
    rmSync(this.root, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }

  #pids(): readonly number[] {
    const folder = this.path('run');
    if (!existsSync(folder)) return [];
    const files = readdirSync(folder).filter((file) => file.endsWith('.unit'));
    return files.map((file) => Number(readFileSync(join(folder, file), 'utf8')));
  }

  #killAll(signal: NodeJS.Signals): void {
    for (const pid of this.#pids()) {
      try {
        process.kill(pid, signal);
      } catch {
        // It has ended.
      }
    }
  }

  #logs(): string {
    const folder = this.path('var/log');
    const files = readdirSync(folder).filter((file) => file.endsWith('.unit.log'));
    return files
      .map((file) => `\n--- ${file}\n${readFileSync(join(folder, file), 'utf8').slice(-2000)}`)
      .join('');
  }

  #standIns(): void {
    const put = (name: string, script: string) => {
      const path = join(this.path('stand-ins'), name);
      writeFileSync(path, `#!/bin/bash\n${script}\n`);
      chmodSync(path, 0o755);
    };
    for (const name of ['apt-get', 'adduser', 'chown']) put(name, 'exit 0');
    // The program is this repository; it is installed and built.
    put('git', `for to; do :; done; [ -e "$to" ] || ln -s ${REPOSITORY} "$to"`);
    put('npm', 'exit 0');
    put('nginx', `exec /usr/sbin/nginx -c ${this.root}/etc/nginx/nginx.conf "$@"`);
    put('systemctl', `exec ${process.execPath} --disable-warning=ExperimentalWarning ${SYSTEMCTL} "$@"`);
    // There is no user `cloison` here; `postgres` is there when tests run as root.
    const drop = AS_ROOT ? '-o\\ cloison|-g\\ cloison' : '-o\\ *|-g\\ *';
    put(
      'install',
      `args=(); while [ $# -gt 0 ]; do case "$1 \${2:-}" in ${drop}) shift 2;; *) args+=("$1"); shift;; esac; done
exec /usr/bin/install "\${args[@]}"`,
    );
    const become = AS_ROOT ? 'setpriv --reuid=postgres --regid=postgres --init-groups ' : '';
    put(
      'runuser',
      `user=$2; shift 3; [ "$user" = postgres ] || exec "$@"
export PGHOST=${this.root}/run/postgresql PATH=${POSTGRES_BIN}:$PATH; cd /
exec ${become}"$@"`,
    );
    // The page asks again each second; here twenty times a second, and for ten times as long.
    put(
      'curl',
      `args=(); tries=0; while [ $# -gt 0 ]; do case "$1" in
  --retry) tries=$(($2 * 200)); shift 2;; --retry-delay) shift 2;; --retry-*) shift;; *) args+=("$1"); shift;;
esac; done
for ((; tries > 0; tries--)); do /usr/bin/curl "\${args[@]}" 2>/dev/null && exit; sleep 0.05; done
exec /usr/bin/curl "\${args[@]}"`,
    );
  }
}

/** PostgreSQL refuses to run as root; null when one is not. */
export function postgresUser(): { readonly uid: number; readonly gid: number } | null {
  if (!AS_ROOT) return null;
  const line = /^postgres:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'));
  return { uid: Number(line![1]), gid: Number(line![2]) };
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
