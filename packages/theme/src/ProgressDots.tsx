/** Shows which item is on screen and which have an answer. It is a picture; `label` says the same in words. */
export type DotState = 'none' | 'partial' | 'complete';

export interface ProgressDotsProps {
  readonly dots: readonly { readonly id: string; readonly state: DotState }[];
  /** Index from 0, or null when no item is on screen. */
  readonly current: number | null;
  readonly label: string;
}

/** More dots than this are drawn smaller. */
const MANY = 20;

export function ProgressDots({ dots, current, label }: ProgressDotsProps) {
  return (
    <span
      className="progress-dots"
      role="img"
      aria-label={label}
      {...(dots.length > MANY ? { 'data-many': '' } : {})}
    >
      {dots.map(({ id, state }, index) => (
        <span
          key={id}
          className="progress-dot"
          data-state={state}
          {...(index === current ? { 'data-current': '' } : {})}
        />
      ))}
    </span>
  );
}
