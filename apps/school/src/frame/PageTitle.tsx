/** The title of a screen, below the link back. It takes the focus when the screen appears, so that it is read out. */
import { Icon } from '@cloison/theme';
import { memo, type ReactNode, useEffect, useRef } from 'react';
import { useTitle } from '../live/hooks.ts';
import { formatRoute, type Route } from '../navigation/routes.ts';
import { useSpeech } from '../words/language.tsx';

export interface PageTitleProps {
  readonly children: string;
  readonly up?: { readonly to: Route; readonly label: string } | undefined;
  /** Beside the title. */
  readonly aside?: ReactNode;
  readonly takesFocus?: boolean;
}

export const PageTitle = memo(function PageTitle(props: PageTitleProps) {
  const { children, up, aside, takesFocus = true } = props;
  const { words } = useSpeech();
  const heading = useRef<HTMLHeadingElement>(null);
  useTitle(`${children} – ${words.appName}`);
  useEffect(() => {
    if (takesFocus) heading.current?.focus({ preventScroll: true });
  }, [takesFocus]);
  return (
    <div className="page-title">
      {up !== undefined && (
        <a className="page-up" href={formatRoute(up.to)}>
          <Icon name="previous" />
          {up.label}
        </a>
      )}
      <h1 ref={heading} tabIndex={-1}>
        {children}
      </h1>
      {aside}
    </div>
  );
});
