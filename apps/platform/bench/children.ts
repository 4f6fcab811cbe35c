/** Starts the measured processes of a bench. They end with this process, however it ends, because their channel closes. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { SERVICE_NODE_OPTIONS } from '../src/base/node-options.ts';
import type { Question, Ready, Task, Usage } from './bench-child.ts';

export class Child {
  readonly ready: Ready;
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess, ready: Ready) {
    this.#process = process;
    this.ready = ready;
  }

  static async start(task: Task): Promise<Child> {
    const path = fileURLToPath(new URL('./bench-child.ts', import.meta.url));
    const child = fork(path, [JSON.stringify(task)], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: ['--expose-gc', ...SERVICE_NODE_OPTIONS],
    });
    return new Child(child, (await messageOf(child)) as Ready);
  }

  /** Throws for a task that listens on no port. */
  get port(): number {
    if (this.ready.port === null) throw new Error('nothing listens there');
    return this.ready.port;
  }

  /** `collect` runs a garbage collection first, which takes processor time. */
  usage(collect = false): Promise<Usage> {
    return this.#ask({ ask: 'usage', collect }) as Promise<Usage>;
  }

  /** Rows a second. */
  rows(inFlight: number, durationMs: number): Promise<number> {
    return this.#ask({ ask: 'rows', inFlight, durationMs }) as Promise<number>;
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.disconnect();
    await ended;
  }

  async #ask(question: Question): Promise<unknown> {
    const answer = messageOf(this.#process);
    this.#process.send(question);
    return answer;
  }
}

function messageOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const exited = (code: number | null) => reject(new Error(`a process of the bench ended (${code})`));
    child.once('exit', exited);
    child.once('message', (message) => {
      child.off('exit', exited);
      resolve(message);
    });
  });
}
