/** The state of saving, bottom left of a screen, in the app's words. Only a problem, and its end, is read out. */
import type { ReactNode } from 'react';
import { Icon, type IconName } from './icons.tsx';

export interface SaveIndicatorProps {
  /** `waiting`: kept on this computer, sent again by itself. `problem`: somebody has to act. */
  readonly state: 'saved' | 'saving' | 'waiting' | 'problem';
  /** Empty: there is nothing to say. */
  readonly children: ReactNode;
}

const ICONS: Readonly<Record<SaveIndicatorProps['state'], IconName>> = {
  saved: 'check',
  saving: 'saving',
  waiting: 'offline',
  problem: 'warning',
};

export function SaveIndicator({ state, children }: SaveIndicatorProps) {
  const trouble = state === 'waiting' || state === 'problem';
  return (
    <div className="save-indicator" data-state={state}>
      {children !== '' && <Icon name={ICONS[state]} />}
      <span>{children}</span>
      <span className="only-heard" role="status">
        {trouble ? children : ''}
      </span>
    </div>
  );
}
