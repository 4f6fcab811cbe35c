import type { Session } from './session.ts';

/** One bar after the other, as steps follow each other. */
export function stepBars(session: Session) {
  let label = '';
  let bar: ReturnType<Session['progress']> | null = null;
  return {
    show(next: string, done: number, total: number) {
      if (next !== label || bar === null) {
        bar?.stop();
        label = next;
        bar = session.progress(next, total);
      }
      bar.update(done);
    },
    end: () => bar?.stop(),
  };
}
