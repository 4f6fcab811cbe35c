/** The one button of all screens: at least 44 px high, with visible focus and always with words. */

import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components/Button';
import { Icon, type IconName } from './icons.tsx';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children'> {
  readonly children: ReactNode;
  /** `primary`: the one thing to do on a screen. */
  readonly variant?: 'primary' | 'secondary' | 'quiet' | 'danger';
  readonly size?: 'normal' | 'large';
  readonly icon?: IconName;
  readonly iconAfter?: IconName;
  /** The words are read out but not shown: only for an icon whose meaning stands beside it. */
  readonly iconOnly?: boolean;
}

export function Button({
  children,
  variant = 'secondary',
  size = 'normal',
  icon,
  iconAfter,
  iconOnly = false,
  ...rest
}: ButtonProps) {
  return (
    <AriaButton {...rest} className="button" data-variant={variant} data-size={size}>
      {icon !== undefined && <Icon name={icon} />}
      <span className={iconOnly ? 'only-heard' : undefined}>{children}</span>
      {iconAfter !== undefined && <Icon name={iconAfter} />}
    </AriaButton>
  );
}
