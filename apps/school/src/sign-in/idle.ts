/** Locks a page that nobody has touched for a while: a classroom's screen may be left open with names on it. */

export const LOCK_AFTER_MS = 30 * 60_000;
export const WARN_BEFORE_MS = 60_000;

const SIGNS = ['keydown', 'pointerdown', 'wheel', 'touchstart'] as const;

/**
 * Calls `onWarning` a minute before the end and `onLock` at the end. A key, press or scroll starts again. Returns a
 * function that stops watching.
 */
export function watchIdle(
  target: EventTarget,
  onWarning: (warned: boolean) => void,
  onLock: () => void,
): () => void {
  let lastMs = Date.now();
  let warned = false;
  const alive = () => {
    lastMs = Date.now();
    if (warned) onWarning(false);
    warned = false;
  };
  const timer = setInterval(() => {
    const idleMs = Date.now() - lastMs;
    if (idleMs >= LOCK_AFTER_MS) onLock();
    else if (!warned && idleMs >= LOCK_AFTER_MS - WARN_BEFORE_MS) {
      warned = true;
      onWarning(true);
    }
  }, 5_000);
  for (const sign of SIGNS) target.addEventListener(sign, alive, { passive: true });
  return () => {
    clearInterval(timer);
    for (const sign of SIGNS) target.removeEventListener(sign, alive);
  };
}
