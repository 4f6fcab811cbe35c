/** The platform of the office's bench, a process of its own on the embedded store, kept in the bench's folder. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { cpuSecondsOfTree } from '@cloison/dev-env/platform/process-usage.ts';

export class BenchPlatform {
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(url: string, child: ChildProcess) {
    this.url = url;
    this.#child = child;
  }

  static async start(folder: string): Promise<BenchPlatform> {
    const child = spawn(
      process.execPath,
      [
        '--disable-warning=ExperimentalWarning',
        join(import.meta.dirname, 'platform-child.ts'),
        folder,
        join(folder, 'platform'),
      ],
      { stdio: ['pipe', 'pipe', 2] },
    );
    const url = await new Promise<string>((resolve, reject) => {
      child.stdout!.once('data', (text) => resolve(String(text).trim()));
      child.once('exit', (code) => reject(new Error(`the platform ended with ${code}`)));
    });
    return new BenchPlatform(url, child);
  }

  cpuSeconds(): number {
    return cpuSecondsOfTree(this.#child.pid!);
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.stdin!.end();
    await ended;
  }
}
