/** `cloison platform …` as real processes, and an address that stays while the machine behind it changes. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';

const COMMAND = fileURLToPath(new URL('../../bin/cloison.ts', import.meta.url));
const children = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** The last line of `out`. */
  readonly json: () => Record<string, unknown>;
}

/** Runs to its end, at most ten minutes. */
export function cloison(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, CLOISON_LANG: 'en', ...env }, timeout: 600_000 };
    execFile(process.execPath, [COMMAND, ...args], options, (error, out, err) => {
      const json = () => JSON.parse(out.trim().split('\n').at(-1)!) as Record<string, unknown>;
      resolve({
        code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1,
        out,
        err,
        json,
      });
    });
  });
}

export interface Served {
  readonly url: string;
  readonly port: number;
  readonly child: ChildProcess;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** `args` from the verb on; resolves once it listens. */
export async function serve(args: readonly string[]): Promise<Served> {
  const child = spawn(process.execPath, [COMMAND, 'platform', ...args, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, CLOISON_LANG: 'en' },
  });
  children.add(child);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      children.delete(child);
      resolve();
    });
  });
  const line = await new Promise<string>((resolve, reject) => {
    let out = '';
    child.stdout!.on('data', (part) => {
      out += part;
      if (out.includes('\n')) resolve(out);
    });
    child.once('exit', (code) => reject(new Error(`the service ended with ${code}`)));
  });
  const { url } = JSON.parse(line.split('\n')[0]!) as { url: string };
  return {
    url,
    port: Number(new URL(url).port),
    child,
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return exited;
    },
  };
}

/** What DNS or a proxy is to browsers: one address, and a machine behind it that can be changed. */
export class Address {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #port: number | null = null;

  private constructor() {
    this.#server = createServer((from) => {
      if (this.#port === null) return void from.destroy();
      const to = connect(this.#port, '127.0.0.1');
      for (const socket of [from, to]) {
        this.#sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          this.#sockets.delete(socket);
          from.destroy();
          to.destroy();
        });
      }
      from.pipe(to).pipe(from);
    });
  }

  static async open(): Promise<Address> {
    const address = new Address();
    await new Promise<void>((resolve) => address.#server.listen(0, '127.0.0.1', resolve));
    return address;
  }

  get url(): string {
    const at = this.#server.address();
    if (at === null || typeof at === 'string') throw new Error('closed');
    return `http://127.0.0.1:${at.port}`;
  }

  /** Open connections are cut, as they are when a name changes hands. */
  pointTo(port: number | null): void {
    this.#port = port;
    for (const socket of this.#sockets) socket.destroy();
  }

  close(): Promise<void> {
    this.pointTo(null);
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}
