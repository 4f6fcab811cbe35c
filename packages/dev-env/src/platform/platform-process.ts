/** The platform as an operator runs it: a process of its own, started by the command line and ended by a signal. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { SERVICE_NODE_OPTIONS } from '../../../../apps/platform/src/base/node-options.ts';

const COMMAND = fileURLToPath(new URL('../../../../bin/cloison.ts', import.meta.url));
const alive = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

export interface ServeSettings {
  /** Arguments of `platform serve`, without the port. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly port: number;
  /** A file; none by default. */
  readonly log?: string;
  /** What its address begins with; `http` by default. */
  readonly scheme?: 'http' | 'https';
}

export interface PlatformProcess {
  readonly url: string;
  readonly pid: number;
  /** Of the key that signs statements of erasure; raw, 32 bytes. */
  readonly publicKey: Uint8Array;
  /** Kills it with -9; resolves when it has ended. */
  kill(): Promise<void>;
  /** Asks it to end, as systemd does; resolves with its exit code. */
  terminate(): Promise<number | null>;
}

/** Resolves once it listens; rejects when it ends before that. */
export async function startPlatformProcess(settings: ServeSettings): Promise<PlatformProcess> {
  const { args, env, port, log = 'none', scheme = 'http' } = settings;
  const all = [...SERVICE_NODE_OPTIONS, COMMAND, 'platform', 'serve', '--json', '--log', log];
  // With `pdeathsig` it ends with the test, even if the test is killed with -9.
  const program = ['--pdeathsig', 'KILL', process.execPath];
  const child = spawn('setpriv', [...program, ...all, '--port', String(port), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  alive.add(child);
  let errors = '';
  const exited = new Promise<number | null>((resolve) =>
    child.once('exit', (code, signal) => {
      alive.delete(child);
      // It ended by itself: show why in the test's output.
      if (code !== 0 && signal === null) process.stderr.write(`the platform ended with ${code}: ${errors}\n`);
      resolve(code);
    }),
  );
  child.stderr.on('data', (part) => {
    errors = `${errors}${part}`.slice(-2000);
  });
  const listening = await new Promise<string>((resolve, reject) => {
    let out = '';
    child.stdout.on('data', (part) => {
      out += part;
      if (out.includes('\n')) resolve(out.split('\n')[0]!);
    });
    void exited.then((code) => reject(new Error(`the platform ended with ${code}: ${errors}`)));
  });
  const { publicKey } = JSON.parse(listening) as { publicKey: string };
  return {
    url: `${scheme}://127.0.0.1:${port}`,
    pid: child.pid!,
    publicKey: new Uint8Array(Buffer.from(publicKey, 'base64url')),
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
    terminate: () => {
      child.kill('SIGTERM');
      return exited;
    },
  };
}
