/** A frame in which a wide table scrolls. It takes the focus, so that arrow keys scroll it. */
import type { ReactNode } from 'react';

export function TableFrame({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard (axe, scrollable-region-focusable)
    <section className="table-frame" tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
