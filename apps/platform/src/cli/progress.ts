/** One line that is written over, on a terminal only: how much of a long work is done. */
import type { Lang } from '@cloison/command';

const EVERY_MS = 200;

/** `progress(label, bytes, total)`; without a total only the amount is said. `progress(null)` ends the line. */
export function progressOn(
  to: NodeJS.WriteStream,
  language: Lang,
): (label: string | null, bytes?: number, total?: number | null) => void {
  const unit = language === 'fr' ? 'Mio' : 'MiB';
  let shown = false;
  let last = 0;
  return (label, bytes = 0, total = null) => {
    if (!to.isTTY) return;
    if (label === null) {
      if (shown) to.write('\r\x1b[K');
      return;
    }
    const now = performance.now();
    if (now - last < EVERY_MS && bytes !== total) return;
    last = now;
    shown = true;
    const mib = (bytes / 1024 / 1024).toFixed(1);
    const share = total === null || total === 0 ? '' : ` ${Math.floor((100 * bytes) / total)} %`;
    to.write(`\r\x1b[K${label}${share} (${mib} ${unit})`);
  };
}
