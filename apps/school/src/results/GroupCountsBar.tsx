/**
 * Counts of the three groups as one small bar with their fills, on the scale of everybody who was expected: a pupil of
 * twenty-five fills a twenty-fifth. The numbers stand beside it, in words for those who do not see it.
 */
import { GroupPatterns, groupFill } from '@cloison/theme';
import { useSpeech } from '../words/language.tsx';
import type { GroupCounts } from './class-results.ts';

export interface GroupCountsBarProps {
  readonly counts: GroupCounts;
  /** Prefix that makes the names of fill patterns unique on a page. */
  readonly name: string;
}

const WIDTH = 120;
const GROUPS = ['needs', 'fragile', 'satisfactory'] as const;

export function GroupCountsBar({ counts, name }: GroupCountsBarProps) {
  const { words } = useSpeech();
  const { needs, fragile, satisfactory, noResult } = counts;
  const total = needs + fragile + satisfactory + noResult;
  const label = words.results.counts(counts.needs, counts.fragile, counts.satisfactory);
  let x = 0;
  return (
    <span className="counts">
      <svg className="counts-bar" viewBox={`0 0 ${WIDTH} 14`} role="img" aria-label={label}>
        <GroupPatterns prefix={name} />
        <rect x={0.5} y={0.5} width={WIDTH - 1} height={13} fill="none" stroke="var(--line)" />
        {GROUPS.map((group) => {
          const width = total === 0 ? 0 : (counts[group] / total) * WIDTH;
          const left = x;
          x += width;
          return (
            <rect
              key={group}
              x={left + 0.5}
              y={0.5}
              width={Math.max(0, width - 1)}
              height={13}
              fill={groupFill(group, name)}
              stroke={`var(--group-${group})`}
            />
          );
        })}
      </svg>
      <span className="counts-numbers" aria-hidden="true">
        {counts.needs} · {counts.fragile} · {counts.satisfactory}
      </span>
    </span>
  );
}
