/** The platform as an operator runs it: its own process, started by the command line, ended by a signal. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { SERVICE_NODE_OPTIONS } from '../../apps/platform/src/base/node-options.ts';

const COMMAND = fileURLToPath(new URL('../../bin/cloison.ts', import.meta.url));
const alive = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

export interface ServeSettings {
  /** Of `platform serve`, without the port. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly port: number;
}

export interface PlatformProcess {
  readonly url: string;
  readonly pid: number;
  /** Ends it as a cut of the power would; resolves when it is gone. */
  kill(): Promise<void>;
  /** Asks it to end, as systemd does; resolves with its exit code. */
  terminate(): Promise<number | null>;
}

/** Resolves once it listens; rejects when it ends before. */
export async function startPlatformProcess({ args, env, port }: ServeSettings): Promise<PlatformProcess> {
  const all = [...SERVICE_NODE_OPTIONS, COMMAND, 'platform', 'serve', '--json', '--log', 'none'];
  // With `pdeathsig` it cannot outlive the test, not even one that is killed with -9.
  const program = ['--pdeathsig', 'KILL', process.execPath];
  const child = spawn('setpriv', [...program, ...all, '--port', String(port), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  alive.add(child);
  let said = '';
  const exited = new Promise<number | null>((resolve) =>
    child.once('exit', (code, signal) => {
      alive.delete(child);
      // Ended by nobody: whoever reads the test's output should see why.
      if (code !== 0 && signal === null) process.stderr.write(`the platform ended with ${code}: ${said}\n`);
      resolve(code);
    }),
  );
  child.stderr.on('data', (part) => {
    said = `${said}${part}`.slice(-2000);
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    void exited.then((code) => reject(new Error(`the platform ended with ${code}: ${said}`)));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid!,
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
