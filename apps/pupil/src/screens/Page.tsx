/** The frame of a screen: one main region, which takes the focus when it appears so that it is read from its start. */
import { type ReactNode, useEffect, useRef } from 'react';

export interface PageProps {
  readonly children: ReactNode;
  readonly wide?: boolean;
  /** False: the screen has a field that takes the focus itself. */
  readonly takesFocus?: boolean;
}

export function Page({ children, wide = false, takesFocus = true }: PageProps) {
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    if (takesFocus) main.current?.querySelector<HTMLElement>('h1')?.focus();
    window.scrollTo(0, 0);
  }, [takesFocus]);
  return (
    <main ref={main} className="page" data-wide={wide}>
      {children}
    </main>
  );
}

/** The heading that a screen is announced by. */
export function PageTitle({ children }: { readonly children: ReactNode }) {
  return (
    <h1 className="page-heading" tabIndex={-1}>
      {children}
    </h1>
  );
}
