/** For tests: a disk that answers when it is told to. */
import type { DurableLog } from './durable-log.ts';

export class HeldLog implements DurableLog {
  readonly waiting: ((failed: boolean) => void)[] = [];
  flush(done: (failed: boolean) => void): void {
    this.waiting.push(done);
  }
  flushNow(): boolean {
    return false;
  }
  close(): void {}
  answer(failed: boolean): void {
    this.waiting.shift()!(failed);
  }
}
