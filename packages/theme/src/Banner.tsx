/** `Banner`: a strip over the whole page. `Notice`: a framed message within it. */
import { type ReactNode, useId } from 'react';
import { Icon, type IconName } from './icons.tsx';

export interface BannerProps {
  readonly tone: 'rehearsal' | 'info' | 'warning' | 'bad';
  readonly children: ReactNode;
}

export function Banner({ tone, children }: BannerProps) {
  const id = useId();
  return (
    <section className="banner" data-tone={tone} aria-labelledby={id}>
      <Icon name={tone === 'warning' || tone === 'bad' ? 'warning' : 'info'} />
      <span id={id}>{children}</span>
    </section>
  );
}

export interface NoticeProps {
  readonly tone: 'info' | 'good' | 'warning' | 'bad';
  readonly children: ReactNode;
  readonly icon?: IconName;
  /** Read out when it appears. */
  readonly announced?: boolean;
  /** Scrolled into view when it appears: on a small screen, or at 200 %, it may be below the edge. */
  readonly scrolledTo?: boolean;
}

const ICONS: Readonly<Record<NoticeProps['tone'], IconName>> = {
  info: 'info',
  good: 'check',
  warning: 'warning',
  bad: 'warning',
};

export function Notice(props: NoticeProps) {
  const { tone, children, icon = ICONS[tone], announced = false, scrolledTo = false } = props;
  return (
    <div
      className="notice"
      data-tone={tone}
      ref={scrolledTo ? scrollTo : null}
      {...(announced ? { role: 'alert' } : {})}
    >
      <Icon name={icon} />
      <div>{children}</div>
    </div>
  );
}

function scrollTo(notice: HTMLElement | null): void {
  notice?.scrollIntoView({ block: 'nearest' });
}
