export interface Refreshable {
  refresh(): Promise<void>;
}

const EVERY_MS = 6_000;

/** Until a page asks again: spread, so that schools do not ask together. */
export const untilNextMs = () => EVERY_MS * (0.8 + 0.4 * Math.random());

/**
 * Refreshes at once, then every few seconds while the page is visible, and when the network comes back. It goes on
 * whatever a refresh throws: a desk keeps it (`LiveDesk.failure`), and `ReachBanner` shows it. Returns how to stop.
 */
export function startPolling(targets: readonly Refreshable[]): () => void {
  let timer: ReturnType<typeof setTimeout>;
  let stopped = false;
  /** The last round that began: it alone sets the timer of the next. */
  let last = 0;
  const round = async () => {
    last += 1;
    const own = last;
    if (!document.hidden) await Promise.allSettled(targets.map((target) => target.refresh()));
    if (!stopped && own === last) timer = setTimeout(round, untilNextMs());
  };
  const now = () => {
    clearTimeout(timer);
    void round();
  };
  now();
  addEventListener('online', now);
  return () => {
    stopped = true;
    clearTimeout(timer);
    removeEventListener('online', now);
  };
}
