/** The three groups with their fills: dotted, striped, solid. Words are passed in. */
import type { ReactNode } from 'react';

export const GROUPS = ['needs', 'fragile', 'satisfactory'] as const;
export type GroupName = (typeof GROUPS)[number];

/** A small sample of the fill, with the group's name beside it. */
export function GroupSwatch({
  group,
  children,
}: {
  readonly group: GroupName;
  readonly children: ReactNode;
}) {
  return (
    <span className="group-label" data-group={group}>
      <span className="group-fill group-swatch" data-group={group} aria-hidden="true" /> {children}
    </span>
  );
}

/** Fill of a group in an SVG that holds `GroupPatterns` with the same prefix. */
export function groupFill(group: GroupName, prefix = 'group'): string {
  return `url(#${prefix}-${group})`;
}

/** `<defs>` for SVG charts. `prefix` keeps identifiers apart when a page has several. */
export function GroupPatterns({ prefix = 'group' }: { readonly prefix?: string }) {
  return (
    <defs>
      <pattern id={`${prefix}-needs`} width="7" height="7" patternUnits="userSpaceOnUse">
        <rect width="7" height="7" fill="var(--group-needs-ground)" />
        <circle cx="3.5" cy="3.5" r="1.7" fill="var(--group-needs)" />
      </pattern>
      <pattern
        id={`${prefix}-fragile`}
        width="7"
        height="7"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect width="7" height="7" fill="var(--group-fragile-ground)" />
        <rect width="2.5" height="7" fill="var(--group-fragile)" />
      </pattern>
      <pattern id={`${prefix}-satisfactory`} width="7" height="7" patternUnits="userSpaceOnUse">
        <rect width="7" height="7" fill="var(--group-satisfactory-ground)" />
      </pattern>
    </defs>
  );
}
