/** The one button of all screens: at least 44 px high, with visible focus and always with words. The browser's own element. */
import { type ReactNode, useState } from 'react';
import { Icon, type IconName } from './icons.tsx';

export interface ButtonProps {
  readonly children: ReactNode;
  /** Pressed by pointer, finger or key. */
  readonly onPress?: () => void;
  readonly isDisabled?: boolean;
  readonly type?: 'button' | 'submit';
  readonly 'aria-label'?: string;
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
  onPress,
  isDisabled = false,
  type = 'button',
  variant = 'secondary',
  size = 'normal',
  icon,
  iconAfter,
  iconOnly = false,
  'aria-label': label,
}: ButtonProps) {
  // A button that the browser disables while it has the focus leaves the keyboard nowhere: the next Tab begins at the top.
  const [hasFocus, setHasFocus] = useState(false);
  return (
    <button
      type={type}
      className="button"
      data-variant={variant}
      data-size={size}
      disabled={isDisabled && !hasFocus}
      aria-disabled={isDisabled || undefined}
      aria-label={label}
      onFocus={() => setHasFocus(true)}
      // A window that goes to the back takes the focus with it, and brings it back.
      onBlur={({ currentTarget }) => setHasFocus(document.activeElement === currentTarget)}
      onClick={(event) => {
        if (isDisabled) event.preventDefault();
        else onPress?.();
      }}
    >
      {icon !== undefined && <Icon name={icon} />}
      <span className={iconOnly ? 'only-heard' : undefined}>{children}</span>
      {iconAfter !== undefined && <Icon name={iconAfter} />}
    </button>
  );
}
