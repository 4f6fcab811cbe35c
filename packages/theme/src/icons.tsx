/** Icons, drawn for this project: few, and always with words beside them (hence hidden from screen readers). */
import type { ReactNode } from 'react';

const PATHS = {
  check: <path d="M4 12.5 9.5 18 20 6.5" />,
  saving: (
    <>
      <path d="M12 3v11" />
      <path d="m7 9.5 5 5 5-5" />
      <path d="M4 20h16" />
    </>
  ),
  offline: (
    <>
      <path d="M3 3l18 18" />
      <path d="M5 9.5a12 12 0 0 1 4-2.3M12.5 6.5A12 12 0 0 1 19 9.5" />
      <path d="M8 13.5a7 7 0 0 1 3-1.6M15 12.8l1 .7" />
      <path d="M12 18.5v.01" />
    </>
  ),
  warning: (
    <>
      <path d="M12 3.5 21.5 20h-19z" />
      <path d="M12 10v4.5M12 17.2v.01" />
    </>
  ),
  info: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M12 11v5.5M12 7.6v.01" />
    </>
  ),
  previous: <path d="M20 12H4.5M11 5l-7 7 7 7" />,
  next: <path d="M4 12h15.5M13 5l7 7-7 7" />,
  up: <path d="M12 20V4.5M5 11l7-7 7 7" />,
  down: <path d="M12 4v15.5M5 13l7 7 7-7" />,
  close: <path d="m5 5 14 14M19 5 5 19" />,
  clock: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M12 7v5.5l3.5 2" />
    </>
  ),
  code: (
    <>
      <path d="M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4z" />
      <path d="M14 14h2v2M20 14v6h-6M17.5 17.5v.01" />
    </>
  ),
  comfort: (
    <>
      <path d="m2.5 19 5-13 5 13M4.3 14.5h6.4" />
      <circle cx="17.8" cy="15.2" r="3.4" />
      <path d="M21.3 11.7V19" />
    </>
  ),
  download: (
    <>
      <path d="M12 3v12M6.5 10l5.5 5.5 5.5-5.5" />
      <path d="M4 17v3.5h16V17" />
    </>
  ),
  print: (
    <>
      <path d="M7 8V3.5h10V8M7 17H3.5V8h17v9H17" />
      <path d="M7 14h10v6.5H7z" />
    </>
  ),
  hands: (
    <>
      <path d="M4 13V8.5a1.5 1.5 0 0 1 3 0V12M7 11V5.5a1.5 1.5 0 0 1 3 0V11M10 11V6.5a1.5 1.5 0 0 1 3 0V14" />
      <path d="M4 13c0 4 2 6.5 5 6.5 2 0 3-.8 4-2.5l2.5-4.2a1.4 1.4 0 0 0-2.3-1.5L11.5 14" />
      <path d="M17 5.5c1.5 1 2.5 2.5 2.5 4.5M16 18.5c2-1 3.5-2.5 4-4.5" />
    </>
  ),
  list: <path d="M9 6h11M9 12h11M9 18h11M4.5 6v.01M4.5 12v.01M4.5 18v.01" />,
  person: (
    <>
      <circle cx="12" cy="8" r="4" />
      <path d="M4 20.5c.8-4.2 4-6 8-6s7.2 1.8 8 6" />
    </>
  ),
  lock: (
    <>
      <path d="M5 11h14v9.5H5z" />
      <path d="M8 11V7.5a4 4 0 0 1 8 0V11" />
    </>
  ),
  undo: <path d="M9 4.5 4 9.5l5 5M4.5 9.5H14a5.5 5.5 0 0 1 0 11h-3" />,
  grip: <path d="M9 6v.01M15 6v.01M9 12v.01M15 12v.01M9 18v.01M15 18v.01" />,
  pair: <path d="M4 12h16M8 8l-4 4 4 4M16 8l4 4-4 4" />,
  larger: (
    <>
      <circle cx="10.5" cy="10.5" r="6.5" />
      <path d="m15.5 15.5 5 5M10.5 7.5v6M7.5 10.5h6" />
    </>
  ),
  smaller: (
    <>
      <circle cx="10.5" cy="10.5" r="6.5" />
      <path d="m15.5 15.5 5 5M7.5 10.5h6" />
    </>
  ),
  practice: (
    <>
      <path d="M4 20l1-4.5L16.5 4l3.5 3.5L8.5 19z" />
      <path d="M14 6.5l3.5 3.5" />
    </>
  ),
  screen: <path d="M9 4H4v5M15 4h5v5M9 20H4v-5M15 20h5v-5" />,
  play: <path d="M7 4.5 19 12 7 19.5z" />,
  stop: <path d="M6 6h12v12H6z" />,
  speaker: <path d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4.5 4.5 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11" />,
  marker: <path d="m9 15-4 4.5h6l1.5-1.5M9 15 17.5 5.5l3 3L12 18zM9 15l3 3" />,
  updown: <path d="M12 4v16M7.5 8.5 12 4l4.5 4.5M7.5 15.5 12 20l4.5-4.5" />,
  pause: <path d="M8 5v14M16 5v14" />,
  search: (
    <>
      <circle cx="10.5" cy="10.5" r="6.5" />
      <path d="m15.5 15.5 5 5" />
    </>
  ),
} as const satisfies Readonly<Record<string, ReactNode>>;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {PATHS[name]}
    </svg>
  );
}
