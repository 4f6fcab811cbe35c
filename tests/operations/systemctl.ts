/**
 * Stands for `systemctl` where systemd is not running: `daemon-reload` verifies every unit with `systemd-analyze`, `start`
 * runs a unit's own `ExecStart` with its own environment, `stop` sends SIGTERM and waits, `reload` runs `ExecReload`.
 * Sandboxing, users and timers are systemd's own, and are not tried here. Everything lies below MACHINE_ROOT.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isAlive, POSTGRES_BIN, postgresUser } from './machine.ts';

const ROOT = process.env.MACHINE_ROOT!;
const UNITS = join(ROOT, 'etc/systemd/system');
/** However a test ends, nothing outlives it by more. */
const LONGEST_S = 3600;

/** This machine may be so much slower than the one that the units' limits are for. */
const SLOWER = 10;

/** Runs a command, passes signals on, and runs it again after `$0` seconds unless it was stopped; `$0` empty: once. */
const SUPERVISE = `trap 'stopped=1; kill -TERM $child 2>/dev/null' TERM; trap 'kill -HUP $child 2>/dev/null' HUP
while :; do
  "$@" & child=$!
  while kill -0 $child 2>/dev/null; do wait $child; done
  if [ -n "$stopped" ] || [ -z "$0" ]; then exit; fi
  sleep $0
done`;

interface Unit {
  readonly start: readonly string[];
  readonly after: readonly (readonly string[])[];
  readonly reload: string | null;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly once: boolean;
  /** Seconds after which it is started again when it ends by itself; null: it is not. */
  readonly restart: number | null;
  readonly stopMs: number;
  readonly user?: { readonly uid: number; readonly gid: number } | null;
}

const [verb, ...rest] = process.argv.slice(2);
const names = rest.filter((word) => !word.startsWith('-')).map((name) => name.replace(/\.service$/, ''));
const now = rest.includes('--now');
switch (verb) {
  case 'daemon-reload':
    verify();
    break;
  case 'enable':
    if (now) await Promise.all(names.map(start));
    break;
  case 'disable':
    if (now) await Promise.all(names.map(stop));
    break;
  case 'start':
    await Promise.all(names.map(start));
    break;
  case 'stop':
    await Promise.all(names.map(stop));
    break;
  case 'restart':
    await Promise.all(names.map(stop));
    await Promise.all(names.map(start));
    break;
  case 'reload':
    for (const name of names) reload(name);
    break;
  default:
    throw new Error(`systemctl ${verb} is not of the page`);
}

function verify(): void {
  const files = readdirSync(UNITS).map((file) => join(UNITS, file));
  const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', ...files], {
    encoding: 'utf8',
  });
  const own = stderr.split('\n').filter((line) => line.includes(UNITS) || line.includes('cloison-'));
  if (status !== 0 || own.length > 0) throw new Error(`systemd-analyze verify: ${status}\n${stderr}`);
}

async function start(name: string): Promise<void> {
  if (name.endsWith('.timer')) return;
  if (isRunning(name)) return;
  const unit = unitOf(name);
  const log = openSync(join(ROOT, 'var/log', `${name}.unit.log`), 'a');
  const [program, ...args] = unit.start as [string, ...string[]];
  const options = { cwd: unit.cwd, env: { ...unit.env }, ...(unit.user ?? {}) };
  if (unit.once) {
    for (const [first, ...others] of [unit.start, ...unit.after]) {
      execFileSync(first!, others, { ...options, stdio: ['ignore', log, log] });
    }
    return;
  }
  // Both end when what started them is gone, whatever the reason.
  const tied = ['setpriv', '--pdeathsig=KILL'];
  const supervised = ['bash', '-c', SUPERVISE, String(unit.restart ?? ''), ...tied, program, ...args];
  const bounded = ['--foreground', '--kill-after=5', String(LONGEST_S), ...tied, ...supervised];
  const child = spawn('timeout', bounded, { ...options, detached: true, stdio: ['ignore', log, log] });
  writeFileSync(pidFile(name), String(child.pid));
  child.unref();
  // Units of Debian's that say when they are ready; the others are waited for by the page.
  const socket = join(ROOT, 'run/postgresql');
  const ready = {
    // `nginx -t` leaves an empty one.
    nginx: () => existsSync(join(ROOT, 'run/nginx.pid')) && statSync(join(ROOT, 'run/nginx.pid')).size > 0,
    postgresql: () => spawnSync(join(POSTGRES_BIN, 'pg_isready'), ['-h', socket]).status === 0,
  };
  if (!Object.hasOwn(ready, name)) return;
  const answers = ready[name as keyof typeof ready];
  for (let left = 300 * SLOWER; !answers(); left--) {
    if (left === 0 || !isRunning(name)) throw new Error(`${name} does not become ready`);
    await wait(100);
  }
}

async function stop(name: string): Promise<void> {
  if (name.endsWith('.timer') || !isRunning(name)) return;
  const pid = pidOf(name);
  process.kill(pid, 'SIGTERM');
  const until = performance.now() + SLOWER * unitOf(name).stopMs;
  while (isAlive(pid)) {
    if (performance.now() > until) throw new Error(`${name} does not stop`);
    await wait(20);
  }
  rmSync(pidFile(name));
}

function reload(name: string): void {
  const command = unitOf(name).reload?.replaceAll('$MAINPID', String(pidOf(name)));
  if (command === undefined) throw new Error(`${name} has no ExecReload`);
  const [program, ...args] = command.split(' ') as [string, ...string[]];
  execFileSync(program, args);
}

function pidFile(name: string): string {
  return join(ROOT, 'run', `${name}.unit`);
}
function pidOf(name: string): number {
  return Number(readFileSync(pidFile(name), 'utf8'));
}
function isRunning(name: string): boolean {
  return existsSync(pidFile(name)) && isAlive(pidOf(name));
}

function unitOf(name: string): Unit {
  const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8' };
  const debian = { after: [], env, cwd: '/', once: false, restart: null, stopMs: 20_000 };
  if (name === 'nginx') {
    const configuration = join(ROOT, 'etc/nginx/nginx.conf');
    return {
      ...debian,
      start: ['/usr/sbin/nginx', '-c', configuration, '-g', 'daemon off;'],
      reload: `/usr/sbin/nginx -c ${configuration} -s reload`,
    };
  }
  if (name === 'postgresql') {
    const configuration = join(ROOT, 'etc/postgresql/17/main/postgresql.conf');
    return {
      ...debian,
      start: [join(POSTGRES_BIN, 'postgres'), '-c', `config_file=${configuration}`],
      reload: null,
      user: postgresUser(),
    };
  }
  if (name === 'nats-server') {
    return {
      ...debian,
      start: ['/usr/sbin/nats-server', '-c', join(ROOT, 'etc/nats-server.conf')],
      reload: null,
    };
  }
  return readUnit(name);
}

/** The part of `[Service]` that says what runs and with which settings. */
function readUnit(name: string): Unit {
  const [base, instance] = name.split('@') as [string, string | undefined];
  const file = join(UNITS, instance === undefined ? `${base}.service` : `${base}@.service`);
  const text = readFileSync(file, 'utf8').replaceAll('%i', instance ?? '');
  const all = (key: string) =>
    [...text.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value]) => value!);
  const one = (key: string) => all(key).at(-1) ?? null;
  const env: Record<string, string> = { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8' };
  for (const line of all('Environment')) assign(env, line);
  for (const path of all('EnvironmentFile')) {
    for (const line of readFileSync(path, 'utf8').split('\n')) if (/^\w+=/.test(line)) assign(env, line);
  }
  return {
    start: wordsOf(one('ExecStart')!),
    after: all('ExecStartPost').map(wordsOf),
    reload: one('ExecReload'),
    env,
    cwd: one('WorkingDirectory') ?? '/',
    once: one('Type') === 'oneshot',
    restart: one('Restart') === 'always' ? Number(one('RestartSec') ?? '0') : null,
    stopMs: Number(one('TimeoutStopSec') ?? '90') * 1000,
  };
}

function assign(env: Record<string, string>, line: string): void {
  const at = line.indexOf('=');
  env[line.slice(0, at)] = line.slice(at + 1).replace(/^"(.*)"$/, '$1');
}

function wordsOf(command: string): readonly string[] {
  return [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
}
