/** The title of a page. It takes the focus when the page appears, so that it is read out. */
import { type ReactNode, useEffect, useRef } from 'react';
import { useSpeech } from '../words/language.tsx';

export function PageTitle({ children, aside }: { readonly children: string; readonly aside?: ReactNode }) {
  const { words } = useSpeech();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${children} – ${words.appName}`;
  }, [children, words.appName]);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <div className="page-title">
      <h1 ref={heading} tabIndex={-1}>
        {children}
      </h1>
      {aside}
    </div>
  );
}
